use std::collections::VecDeque;

use tandem_audio::{
    Decoder, Downsampler, EDGE_FRAME, Encoder, Prompt, ROOM_FRAME, ROOM_RATE, Signal, SignalTone,
    Upsampler,
};
use tandem_rtp_proto::{Codec, Frame};

use crate::media::Toward;

/// Prompts that may wait; a call has three at most.
pub(crate) const PROMPT_BOUND: usize = 8;
/// Samples of a prompt in 20 ms.
const PROMPT_FRAME: usize = 320;

/// Frames that a loss is made up from: a decoder remembers 40 ms.
const HISTORY: usize = 2;

/// One leg's 20 ms as it came.
#[derive(Clone, Copy)]
pub(crate) enum Heard {
    Payload([u8; Codec::FRAME_OCTETS]),
    Lost,
    Nothing,
}

impl From<Frame<'_>> for Heard {
    fn from(frame: Frame<'_>) -> Self {
        match frame {
            Frame::Packet(payload) => Self::Payload(*payload),
            Frame::Lost => Self::Lost,
            Frame::Empty => Self::Nothing,
        }
    }
}

/// Converts one leg between its codec and the room.
///
/// Each part is made when it is first needed: a held call needs none, one whose payloads are forwarded the first.
pub(crate) struct Voice {
    codec: Codec,
    passed: Option<Box<Passed>>,
    decoder: Option<Box<Decoder>>,
    encoder: Option<Box<Encoder>>,
    up: Option<Box<Upsampler>>,
    down: Option<Box<Downsampler>>,
    prompts: VecDeque<Prompt>,
    played: usize,
    prompt_up: Option<Box<Upsampler>>,
    /// A signal in place of the room.
    to_peer: Option<Box<SignalTone>>,
    /// A signal in place of the peer, while he is silent.
    to_room: Option<Box<SignalTone>>,
    /// The key that is pressed as sound.
    key: Option<Box<SignalTone>>,
}

/// What was forwarded and not decoded: a loss, which is rare, makes up for that.
struct Passed {
    /// The last frames, each where its number says.
    frames: [[u8; Codec::FRAME_OCTETS]; HISTORY],
    count: usize,
}

impl Voice {
    pub(crate) fn new(codec: Codec) -> Self {
        Self {
            codec,
            passed: None,
            decoder: None,
            encoder: None,
            up: None,
            down: None,
            prompts: VecDeque::new(),
            played: 0,
            prompt_up: None,
            to_peer: None,
            to_room: None,
            key: None,
        }
    }

    pub(crate) fn codec(&self) -> Codec {
        self.codec
    }

    /// Goes on in another codec; prompts that wait are played in it.
    pub(crate) fn change(&mut self, codec: Codec) {
        let to_peer = self.to_peer.take().map(|tone| tone.signal());
        *self = Self {
            prompts: std::mem::take(&mut self.prompts),
            played: self.played,
            to_room: self.to_room.take(),
            ..Self::new(codec)
        };
        self.signal(Toward::Peer, to_peer);
    }

    /// The payload to forward as it is; what was lost is made up and encoded.
    pub(crate) fn forward(&mut self, heard: Heard) -> Option<[u8; Codec::FRAME_OCTETS]> {
        let mut samples = [0; EDGE_FRAME];
        match heard {
            Heard::Payload(payload) => {
                self.pass(&payload);
                Some(payload)
            }
            Heard::Lost => {
                let made_up = self.decoder().conceal(&mut samples);
                let mut payload = [0; Codec::FRAME_OCTETS];
                self.encoder().encode(made_up, &mut payload);
                Some(payload)
            }
            Heard::Nothing => None,
        }
    }

    /// What the leg says, for the room.
    pub(crate) fn speak(&mut self, heard: Heard, room: &mut [i16; ROOM_FRAME]) -> bool {
        let mut samples = [0; EDGE_FRAME];
        let said = match &heard {
            Heard::Payload(payload) => self.decoder().decode(payload, &mut samples),
            Heard::Lost => self.decoder().conceal(&mut samples),
            Heard::Nothing => {
                let tone = self.to_room.as_mut();
                return tone.map(|tone| tone.fill(room)).is_some();
            }
        };
        let rate = self.codec.sample_rate();
        self.up
            .get_or_insert_with(|| Box::new(Upsampler::new(rate)))
            .process(said, room);
        true
    }

    /// What the room says, for the leg.
    pub(crate) fn for_leg(&mut self, room: &[i16; ROOM_FRAME]) -> [u8; Codec::FRAME_OCTETS] {
        let rate = self.codec.sample_rate();
        let mut samples = [0; EDGE_FRAME];
        let said = self
            .down
            .get_or_insert_with(|| Box::new(Downsampler::new(rate)))
            .process(room, &mut samples);
        let mut payload = [0; Codec::FRAME_OCTETS];
        self.encoder().encode(said, &mut payload);
        payload
    }

    pub(crate) fn queue(&mut self, prompt: Prompt) {
        if self.prompts.len() < PROMPT_BOUND {
            self.prompts.push_back(prompt);
        }
    }

    pub(crate) fn is_prompting(&self) -> bool {
        !self.prompts.is_empty() || self.to_peer.is_some()
    }

    /// Whether the room may hear what the peer has not said.
    pub(crate) fn is_signalling(&self) -> bool {
        self.to_room.is_some()
    }

    /// Lets the peer or the room hear a signal, or none.
    pub(crate) fn signal(&mut self, toward: Toward, signal: Option<Signal>) {
        let tone = |rate| signal.map(|signal| Box::new(SignalTone::new(signal, rate)));
        match toward {
            Toward::Peer => self.to_peer = tone(self.codec.sample_rate()),
            Toward::Room => self.to_room = tone(ROOM_RATE),
        }
    }

    /// 20 ms of a key as sound.
    pub(crate) fn key(&mut self, key: char, is_first: bool) -> [u8; Codec::FRAME_OCTETS] {
        let rate = self.codec.sample_rate();
        let before = self.key.take().filter(|_| !is_first);
        let mut tone = before.unwrap_or_else(|| Box::new(SignalTone::new(Signal::Key(key), rate)));
        let payload = self.sounded(&mut tone);
        self.key = Some(tone);
        payload
    }

    fn sounded(&mut self, tone: &mut SignalTone) -> [u8; Codec::FRAME_OCTETS] {
        let mut samples = [0; EDGE_FRAME];
        tone.fill(&mut samples[..self.codec.frame_samples()]);
        let mut payload = [0; Codec::FRAME_OCTETS];
        self.encoder().encode(&samples, &mut payload);
        payload
    }

    /// The next 20 ms of the prompt, and which prompt they end.
    pub(crate) fn prompt(&mut self) -> Option<([u8; Codec::FRAME_OCTETS], Option<Prompt>)> {
        let Some(prompt) = self.prompts.front().copied() else {
            let mut tone = self.to_peer.take()?;
            let payload = self.sounded(&mut tone);
            self.to_peer = Some(tone);
            return Some((payload, None));
        };
        let rest = prompt.samples().get(self.played..).unwrap_or_default();
        let mut samples = [0; PROMPT_FRAME];
        let count = rest.len().min(PROMPT_FRAME);
        samples[..count].copy_from_slice(&rest[..count]);
        self.played += PROMPT_FRAME;
        let ended = (rest.len() <= PROMPT_FRAME).then_some(prompt);
        if ended.is_some() {
            self.prompts.pop_front();
            self.played = 0;
        }
        let mut room = [0; ROOM_FRAME];
        self.prompt_up
            .get_or_insert_with(|| Box::new(Upsampler::new(Prompt::RATE)))
            .process(&samples, &mut room);
        if self.prompts.is_empty() {
            self.prompt_up = None;
        }
        Some((self.for_leg(&room), ended))
    }

    /// Keeps the history that a loss is made up from.
    fn pass(&mut self, payload: &[u8; Codec::FRAME_OCTETS]) {
        match self.codec {
            Codec::Pcmu | Codec::Pcma => {
                let passed = self.passed.get_or_insert_with(|| Box::new(Passed::new()));
                passed.frames[passed.count % HISTORY] = *payload;
                passed.count += 1;
            }
            // Its decoder needs every frame.
            Codec::G722 => drop(self.decoder().decode(payload, &mut [0; EDGE_FRAME])),
        }
    }

    /// The decoder as if it had decoded everything.
    fn decoder(&mut self) -> &mut Decoder {
        let (codec, passed) = (self.codec, self.passed.take());
        if passed.as_ref().is_some_and(|passed| passed.count > HISTORY) {
            // All that it remembers is too old.
            self.decoder = None;
        }
        let decoder = self
            .decoder
            .get_or_insert_with(|| Box::new(Decoder::new(codec)));
        for payload in passed.iter().flat_map(|passed| passed.last()) {
            decoder.decode(payload, &mut [0; EDGE_FRAME]);
        }
        decoder
    }

    fn encoder(&mut self) -> &mut Encoder {
        let codec = self.codec;
        self.encoder
            .get_or_insert_with(|| Box::new(Encoder::new(codec)))
    }
}

impl Passed {
    fn new() -> Self {
        Self {
            frames: [[0; Codec::FRAME_OCTETS]; HISTORY],
            count: 0,
        }
    }

    /// The last frames in their order.
    fn last(&self) -> impl Iterator<Item = &[u8; Codec::FRAME_OCTETS]> {
        let numbers = self.count.saturating_sub(HISTORY)..self.count;
        numbers.map(|number| &self.frames[number % HISTORY])
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::*;

    #[test]
    fn a_loss_sounds_as_if_every_frame_had_been_decoded() {
        let mut random = StdRng::seed_from_u64(1);
        let mut voice = Voice::new(Codec::Pcmu);
        let mut decoder = Decoder::new(Codec::Pcmu);
        let mut encoder = Encoder::new(Codec::Pcmu);
        for frame in 0..2000 {
            let mut samples = [0; EDGE_FRAME];
            let mut wanted: [u8; Codec::FRAME_OCTETS] = random.random();
            let heard = if random.random_range(0..4) == 0 {
                encoder.encode(decoder.conceal(&mut samples), &mut wanted);
                Heard::Lost
            } else {
                decoder.decode(&wanted, &mut samples);
                Heard::Payload(wanted)
            };
            assert_eq!(voice.forward(heard), Some(wanted), "frame {frame}");
        }
    }

    #[test]
    fn a_prompt_goes_on_in_another_codec() {
        let frames = |voice: &mut Voice, most| -> Vec<Option<Prompt>> {
            std::iter::from_fn(|| voice.prompt().map(|(_, ended)| ended))
                .take(most)
                .collect()
        };
        let mut voice = Voice::new(Codec::Pcmu);
        voice.queue(Prompt::Joining);
        let whole = frames(&mut voice, usize::MAX).len();
        voice.queue(Prompt::Joining);
        let before = frames(&mut voice, 3).len();
        voice.change(Codec::G722);
        let after = frames(&mut voice, usize::MAX);
        assert_eq!(before + after.len(), whole);
        assert_eq!(after.last(), Some(&Some(Prompt::Joining)));
    }
}
