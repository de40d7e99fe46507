use std::time::Instant;

use tandem_audio::{Mix, ROOM_FRAME};
use tandem_rtp_proto::Codec;

use crate::forward::forward;
use crate::heard::Heard;
use crate::leg::Leg;
use crate::voice::Voice;

/// The space that mixing needs; one for the whole thread.
#[derive(Default)]
pub(crate) struct Desk {
    mix: Mix,
    voices: Vec<Option<[i16; ROOM_FRAME]>>,
}

impl Desk {
    /// Lets two legs hear each other.
    ///
    /// Two of the same codec get each other's payloads as they are: no decoding, no loss of quality. Opus is mixed: what a
    /// peer wants of it is between him and us, and what is lost is made good here.
    pub(crate) fn pair(&mut self, legs: [&mut Leg; 2], now: Instant) {
        let [one, other] = legs;
        let codec = one.voice.codec();
        let is_plain = codec == other.voice.codec() && codec != Codec::Opus;
        let is_busy = |voice: &Voice| voice.is_prompting() || voice.is_altered();
        if !is_plain || is_busy(&one.voice) || is_busy(&other.voice) {
            let heard = [one.hear(now), other.hear(now)];
            return self.room(&mut [one, other], &heard);
        }
        forward(one, other, now);
        forward(other, one, now);
    }

    /// Lets everybody hear everybody else.
    pub(crate) fn room(&mut self, legs: &mut [&mut Leg], heard: &[Heard]) {
        self.mix.clear();
        self.voices.clear();
        for (leg, heard) in legs.iter_mut().zip(heard) {
            let mut voice = [0; ROOM_FRAME];
            let speaks = leg.voice.speak(heard, &mut voice);
            if speaks {
                self.mix.add(&voice);
            }
            self.voices.push(speaks.then_some(voice));
        }
        for (leg, own) in legs.iter_mut().zip(&self.voices) {
            // Prompts are played by their own path; those who have one do not hear the room meanwhile.
            if leg.voice.is_prompting() {
                continue;
            }
            let others = self.mix.voices() - usize::from(own.is_some());
            if others == 0 {
                leg.say(None);
                continue;
            }
            let mut hears = [0; ROOM_FRAME];
            self.mix.minus(own.as_ref(), &mut hears);
            let payload = leg.voice.for_leg(&hears);
            leg.say(Some(&payload));
        }
    }
}
