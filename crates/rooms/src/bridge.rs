use tandem_rtp_io::{LegId, Media, MixId};

/// What a room asks of the media engine.
pub trait Bridge: Send + Sync + 'static {
    /// Lets this leg hear, and be heard by, all others of the mix.
    fn join(&self, leg: LegId, mix: MixId);
    /// Takes the leg out of its mix.
    fn leave(&self, leg: LegId);
    /// Returns the leg's own voice to it.
    fn echo(&self, leg: LegId);
}

impl Bridge for Media {
    fn join(&self, leg: LegId, mix: MixId) {
        Media::join(self, leg, mix);
    }

    fn leave(&self, leg: LegId) {
        Media::leave(self, leg);
    }

    fn echo(&self, leg: LegId) {
        Media::echo(self, leg);
    }
}
