use std::collections::VecDeque;

use tandem_audio::{
    Decoder, Downsampler, EDGE_FRAME, Encoder, LevelMeter, NoiseSuppressor, Prompt, ROOM_FRAME,
    ROOM_RATE, Signal, SignalTone, Upsampler, encoder_rate, level_below,
};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::OpusWish;

use crate::heard::{Heard, Payload};
use crate::media::Toward;

/// Prompts that may wait; a call has three at most.
pub(crate) const PROMPT_BOUND: usize = 8;
/// Samples of a prompt in 20 ms.
const PROMPT_FRAME: usize = 320;

/// Frames of G.711 that a loss is made up from: a decoder remembers 40 ms.
const HISTORY: usize = 2;
/// Frames after which coders of G.722 (ITU-T G.722 §6) have adapted as if they had coded everything: 200 ms.
const ADAPTING: usize = 10;
/// Frames of G.722 after which a decoder that knows nothing of those before is as loud as one that knows them, within 2 dB.
const LOUD_AFTER: usize = 4;
/// How often in a row a frame of G.722 that was lost on its way is made up by the one before.
const REPEATS: usize = 2;

/// Converts one leg between its codec and the room.
///
/// Each part is made when it is first needed: a held call needs none, one whose payloads are forwarded the first.
pub(crate) struct Voice {
    codec: Codec,
    wish: OpusWish,
    /// What the peer said and was forwarded.
    passed: Option<Box<Passed>>,
    /// What was forwarded to the peer, where that matters to what is encoded for him next.
    shown: Option<Box<Passed>>,
    decoder: Option<Box<Decoder>>,
    encoder: Option<Box<Encoder>>,
    up: Option<Box<Upsampler>>,
    /// Takes noise out of what the peer says.
    noise: Option<NoiseSuppressor>,
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
    /// How loud the peer is, where that is measured here.
    pub(crate) level: LevelMeter,
    /// Frames until the level of one that is forwarded is measured.
    unmeasured: u8,
}

/// What was forwarded and neither decoded nor encoded: what stands for that, should it be needed.
struct Passed {
    /// The last frames, each where its number says.
    frames: Vec<[u8; Codec::FRAME_OCTETS]>,
    count: usize,
    /// How many of the last ones repeat the one before.
    repeats: usize,
}

impl Voice {
    pub(crate) fn new(codec: Codec, wish: OpusWish) -> Self {
        Self {
            codec,
            wish,
            passed: None,
            shown: None,
            decoder: None,
            encoder: None,
            up: None,
            noise: None,
            down: None,
            prompts: VecDeque::new(),
            played: 0,
            prompt_up: None,
            to_peer: None,
            to_room: None,
            key: None,
            level: LevelMeter::default(),
            unmeasured: 0,
        }
    }

    pub(crate) fn codec(&self) -> Codec {
        self.codec
    }

    /// Goes on in another codec, or as another peer wishes; prompts that wait are played in it.
    pub(crate) fn change(&mut self, codec: Codec, wish: OpusWish) {
        let to_peer = self.to_peer.take().map(|tone| tone.signal());
        *self = Self {
            prompts: std::mem::take(&mut self.prompts),
            played: self.played,
            to_room: self.to_room.take(),
            noise: self.noise.take(),
            level: self.level,
            ..Self::new(codec, wish)
        };
        self.signal(Toward::Peer, to_peer);
    }

    /// What comes after `codec`: a peer's wish that is no other changes nothing.
    pub(crate) fn is_for(&self, codec: Codec, wish: OpusWish) -> bool {
        (self.codec, self.wish) == (codec, wish)
    }

    /// Samples a second of what is encoded for the peer.
    fn rate(&self) -> u32 {
        encoder_rate(self.codec, self.wish)
    }

    /// The payload to forward as it is. What was lost is made up and encoded; of G.722, whose peer's decoder has adapted
    /// to another encoder than ours, the frame before is repeated.
    pub(crate) fn forward(&mut self, heard: &Heard) -> Option<Payload> {
        match heard {
            Heard::Payload(payload) => {
                Passed::of(&mut self.passed, self.codec).push(payload);
                self.measure();
                Some(Payload::from(*payload))
            }
            Heard::Lost if self.codec == Codec::G722 => {
                self.passed.as_mut()?.repeat().map(Payload::from)
            }
            // The peer's decoder has adapted to another encoder than ours: silence disturbs it least.
            Heard::Noise(_) if self.codec == Codec::G722 => None,
            Heard::Lost | Heard::LostBefore(_) | Heard::Parts(_) | Heard::Noise(_) => {
                let mut samples = [0; EDGE_FRAME];
                let said = decoded(self.decoder(), heard, &mut samples)?;
                Some(self.encoded(said))
            }
            Heard::Nothing => None,
        }
    }

    /// Measures how loud what was forwarded is, seldom: it would have to be decoded all the time.
    fn measure(&mut self) {
        if let Some(left) = self.unmeasured.checked_sub(1) {
            self.unmeasured = left;
            return;
        }
        self.unmeasured = unmeasured(self.codec);
        let mut decoder = Decoder::of_whole(self.codec);
        let mut samples = [0; EDGE_FRAME];
        let passed = self.passed.iter();
        for payload in passed.flat_map(|passed| passed.newest(LOUD_AFTER)) {
            decoder.decode(payload, &mut samples);
        }
        self.level
            .add(level_below(&samples[..self.codec.frame_samples()]));
    }

    /// The peer gets this, which another leg forwarded.
    pub(crate) fn show(&mut self, payload: Option<&Payload>) {
        if let (Codec::G722, Some(payload)) = (self.codec, payload) {
            Passed::of(&mut self.shown, self.codec).push(payload.frame());
        }
    }

    /// What the leg says, for the room.
    pub(crate) fn speak(&mut self, heard: &Heard, room: &mut [i16; ROOM_FRAME]) -> bool {
        let mut samples = [0; EDGE_FRAME];
        if matches!(heard, Heard::Nothing) {
            let tone = self.to_room.as_mut();
            return tone.map(|tone| tone.fill(room)).is_some();
        }
        let Some(said) = decoded(self.decoder(), heard, &mut samples) else {
            return false;
        };
        if matches!(heard, Heard::Payload(_) | Heard::Parts(_)) {
            self.level.add(level_below(said));
        }
        match self.codec.sample_rate() {
            ROOM_RATE => room.copy_from_slice(said),
            rate => {
                let up = self
                    .up
                    .get_or_insert_with(|| Box::new(Upsampler::new(rate)));
                up.process(said, room);
            }
        }
        if let Some(noise) = &mut self.noise {
            noise.process(room);
        }
        true
    }

    /// What the leg says, for itself.
    pub(crate) fn echo(&mut self, heard: &Heard) -> Option<Payload> {
        if self.noise.is_none() {
            let said = self.forward(heard);
            self.show(said.as_ref());
            return said;
        }
        let mut room = [0; ROOM_FRAME];
        let speaks = self.speak(heard, &mut room);
        speaks.then(|| self.for_leg(&room))
    }

    /// From now on the room does not hear the peer's noise.
    pub(crate) fn suppress_noise(&mut self) {
        self.noise.get_or_insert_default();
    }

    /// What the room says, for the leg.
    pub(crate) fn for_leg(&mut self, room: &[i16; ROOM_FRAME]) -> Payload {
        let rate = self.rate();
        if rate == ROOM_RATE {
            return self.encoded(room);
        }
        let mut samples = [0; EDGE_FRAME];
        let down = self
            .down
            .get_or_insert_with(|| Box::new(Downsampler::new(rate)));
        let said = down.process(room, &mut samples);
        self.encoded(said)
    }

    /// Encodes 20 ms at the peer's rate.
    fn encoded(&mut self, samples: &[i16]) -> Payload {
        let mut payload = [0; Codec::FRAME_OCTETS];
        let length = self.encoder().encode(samples, &mut payload);
        Payload::new(payload, length)
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
    pub(crate) fn is_altered(&self) -> bool {
        self.to_room.is_some() || self.noise.is_some()
    }

    /// Lets the peer or the room hear a signal, or none.
    pub(crate) fn signal(&mut self, toward: Toward, signal: Option<Signal>) {
        let tone = |rate| signal.map(|signal| Box::new(SignalTone::new(signal, rate)));
        match toward {
            Toward::Peer => self.to_peer = tone(self.rate()),
            Toward::Room => self.to_room = tone(ROOM_RATE),
        }
    }

    /// 20 ms of a key as sound.
    pub(crate) fn key(&mut self, key: char, is_first: bool) -> Payload {
        let rate = self.rate();
        let before = self.key.take().filter(|_| !is_first);
        let mut tone = before.unwrap_or_else(|| Box::new(SignalTone::new(Signal::Key(key), rate)));
        let payload = self.sounded(&mut tone);
        self.key = Some(tone);
        payload
    }

    fn sounded(&mut self, tone: &mut SignalTone) -> Payload {
        let mut samples = [0; EDGE_FRAME];
        let count = usize::try_from(self.rate() / 50).unwrap_or(EDGE_FRAME);
        tone.fill(&mut samples[..count]);
        self.encoded(&samples[..count])
    }

    /// The next 20 ms of the prompt, and which prompt they end.
    pub(crate) fn prompt(&mut self) -> Option<(Payload, Option<Prompt>)> {
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

    /// The decoder as if it had decoded everything.
    fn decoder(&mut self) -> &mut Decoder {
        let (codec, passed) = (self.codec, self.passed.take());
        if passed.as_ref().is_some_and(|passed| passed.is_all()) {
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

    /// The encoder as if it had encoded everything that the peer got.
    fn encoder(&mut self) -> &mut Encoder {
        let (codec, wish, shown) = (self.codec, self.wish, self.shown.take());
        if shown.as_ref().is_some_and(|shown| shown.is_all()) {
            self.encoder = None;
        }
        let encoder = self.encoder.get_or_insert_with(|| match codec {
            Codec::Opus => Box::new(Encoder::opus(wish)),
            Codec::G722 | Codec::Pcmu | Codec::Pcma => Box::new(Encoder::new(codec)),
        });
        let mut decoder = shown.as_ref().map(|_| Decoder::of_whole(codec));
        for payload in shown.iter().flat_map(|shown| shown.last()) {
            let mut samples = [0; EDGE_FRAME];
            if let Some(decoder) = &mut decoder {
                let said = decoder.decode(payload, &mut samples);
                encoder.encode(said, &mut [0; Codec::FRAME_OCTETS]);
            }
        }
        encoder
    }
}

/// Of frames that are forwarded, one is measured after so many that are not: every second or two. Prime with the one, so that
/// no rhythm of speech meets it always.
fn unmeasured(codec: Codec) -> u8 {
    match codec {
        Codec::Pcmu | Codec::Pcma | Codec::Opus => 52,
        // Decoding costs a hundred times as much.
        Codec::G722 => 102,
    }
}

/// What 20 ms sound like at the codec's rate; nothing, when there is nothing.
fn decoded<'a>(
    decoder: &mut Decoder,
    heard: &'a Heard,
    samples: &'a mut [i16; EDGE_FRAME],
) -> Option<&'a [i16]> {
    Some(match heard {
        Heard::Payload(payload) => decoder.decode(payload, samples),
        Heard::Parts(parts) => decoder.assemble(parts, samples),
        Heard::Noise(noise) => &noise[..decoder.codec().frame_samples()],
        Heard::Lost => decoder.conceal(samples),
        Heard::LostBefore(follower) => decoder.recover(follower, samples),
        Heard::Nothing => return None,
    })
}

impl Passed {
    /// What is kept there, or begins.
    fn of(kept: &mut Option<Box<Self>>, codec: Codec) -> &mut Self {
        kept.get_or_insert_with(|| {
            let frames = match codec {
                Codec::Opus | Codec::Pcmu | Codec::Pcma => HISTORY,
                Codec::G722 => ADAPTING,
            };
            Box::new(Self {
                frames: vec![[0; Codec::FRAME_OCTETS]; frames],
                count: 0,
                repeats: 0,
            })
        })
    }

    fn push(&mut self, payload: &[u8; Codec::FRAME_OCTETS]) {
        let place = self.count % self.frames.len();
        self.frames[place] = *payload;
        self.count += 1;
        self.repeats = 0;
    }

    /// The last frame once more, unless it has been repeated often.
    fn repeat(&mut self) -> Option<[u8; Codec::FRAME_OCTETS]> {
        let last = *self.last().last()?;
        let repeats = self.repeats + 1;
        if repeats > REPEATS {
            return None;
        }
        self.push(&last);
        self.repeats = repeats;
        Some(last)
    }

    /// Whether what came before it no longer matters.
    fn is_all(&self) -> bool {
        self.count > self.frames.len()
    }

    /// The last frames in their order.
    fn last(&self) -> impl Iterator<Item = &[u8; Codec::FRAME_OCTETS]> {
        self.newest(self.frames.len())
    }

    /// So many of the last frames at most, in their order.
    fn newest(&self, most: usize) -> impl Iterator<Item = &[u8; Codec::FRAME_OCTETS]> {
        let most = most.min(self.frames.len());
        let numbers = self.count.saturating_sub(most)..self.count;
        numbers.map(|number| &self.frames[number % self.frames.len()])
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
        let mut voice = Voice::new(Codec::Pcmu, OpusWish::default());
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
            assert_eq!(voice.forward(&heard), Some(wanted.into()), "frame {frame}");
        }
    }

    /// Frames of a tone of 500 Hz, as a peer encodes them.
    fn tone(encoder: &mut Encoder, frames: std::ops::Range<usize>) -> Vec<Payload> {
        let frame = |frame: usize| {
            let samples: Vec<i16> = (0..320).map(|at| sine(frame * 320 + at, 16)).collect();
            let mut payload = [0; Codec::FRAME_OCTETS];
            encoder.encode(&samples, &mut payload);
            payload
        };
        frames.map(frame).collect()
    }

    /// A tone of 500 Hz at so many samples a millisecond.
    fn sine(at: usize, rate: usize) -> i16 {
        let angle = std::f64::consts::PI * (at % (2 * rate)) as f64 / rate as f64;
        (8000.0 * angle.sin()) as i16
    }

    type Payload = [u8; Codec::FRAME_OCTETS];

    fn loudest(decoder: &mut Decoder, payload: &Payload) -> u16 {
        let mut samples = [0; EDGE_FRAME];
        let said = decoder.decode(payload, &mut samples);
        said.iter().map(|one| one.unsigned_abs()).max().unwrap_or(0)
    }

    #[test]
    fn whoever_heard_forwarded_frames_hears_the_room_as_loud() {
        let mut phone = Decoder::new(Codec::G722);
        let mut leg = Voice::new(Codec::G722, OpusWish::default());
        for payload in tone(&mut Encoder::new(Codec::G722), 0..100) {
            loudest(&mut phone, &payload);
            leg.show(Some(&payload.into()));
        }
        for frame in 100..150 {
            let mut room = [0; ROOM_FRAME];
            let samples = room.iter_mut().enumerate();
            samples.for_each(|(at, sample)| *sample = sine(frame * ROOM_FRAME + at, 48));
            let peak = loudest(&mut phone, leg.for_leg(&room).frame());
            assert!((5600..10_400).contains(&peak), "frame {frame}: {peak}");
        }
    }

    #[test]
    fn a_room_hears_whoever_was_forwarded_as_loud() {
        let mut leg = Voice::new(Codec::G722, OpusWish::default());
        for (frame, payload) in tone(&mut Encoder::new(Codec::G722), 0..150)
            .iter()
            .enumerate()
        {
            if frame < 100 {
                assert_eq!(
                    leg.forward(&Heard::Payload(*payload)),
                    Some((*payload).into())
                );
                continue;
            }
            let mut room = [0; ROOM_FRAME];
            assert!(leg.speak(&Heard::Payload(*payload), &mut room));
            let peak = room.iter().map(|one| one.unsigned_abs()).max().unwrap_or(0);
            // The resampler begins within the first frame.
            assert!((5600..10_400).contains(&peak), "frame {frame}: {peak}");
        }
    }

    /// Noise that becomes louder and quieter some three times a second, as speech does.
    fn speech(random: &mut StdRng, frame: usize) -> [i16; EDGE_FRAME] {
        std::array::from_fn(|at| {
            let swing = sine(frame * 320 + at % 320, 2_600).unsigned_abs().max(40);
            random.random_range(-i32::from(swing)..=i32::from(swing)) as i16
        })
    }

    #[test]
    fn what_is_forwarded_is_measured_as_loud_as_it_is() {
        let mut random = StdRng::seed_from_u64(1);
        let (mut encoder, mut whole) = (Encoder::new(Codec::G722), Decoder::of_whole(Codec::G722));
        let mut leg = Voice::new(Codec::G722, OpusWish::default());
        for frame in 0..500 {
            let mut payload = [0; Codec::FRAME_OCTETS];
            encoder.encode(&speech(&mut random, frame), &mut payload);
            let mut samples = [0; EDGE_FRAME];
            let wanted = level_below(whole.decode(&payload, &mut samples));
            (leg.level, leg.unmeasured) = (LevelMeter::default(), 0);
            leg.forward(&Heard::Payload(payload));
            let measured = leg.level.mean().expect("it is no silence");
            let is_near = frame < LOUD_AFTER || measured.abs_diff(wanted) <= 2;
            assert!(is_near, "frame {frame}: {measured} for {wanted}");
        }
    }

    #[test]
    fn a_room_does_not_hear_the_noise_of_a_leg_that_shall_have_none() {
        let power_after = |is_suppressed| {
            let mut random = StdRng::seed_from_u64(1);
            let mut leg = Voice::new(Codec::G722, OpusWish::default());
            if is_suppressed {
                leg.suppress_noise();
            }
            let mut encoder = Encoder::new(Codec::G722);
            let mut power = 0_u64;
            for frame in 0..150 {
                let noise: [i16; EDGE_FRAME] =
                    std::array::from_fn(|_| random.random_range(-1000..1000));
                let mut payload = [0; Codec::FRAME_OCTETS];
                encoder.encode(&noise, &mut payload);
                let mut room = [0; ROOM_FRAME];
                leg.speak(&Heard::Payload(payload), &mut room);
                let squares = room.iter().map(|one| u64::from(one.unsigned_abs()).pow(2));
                power += squares.filter(|_| frame >= 100).sum::<u64>();
            }
            power
        };
        let (with, without) = (power_after(true), power_after(false));
        assert!(with < without / 10, "{with} {without}");
    }

    #[test]
    fn a_lost_frame_of_wideband_is_the_one_before_for_a_while() {
        let mut voice = Voice::new(Codec::G722, OpusWish::default());
        assert_eq!(voice.forward(&Heard::Lost), None);
        let payload = tone(&mut Encoder::new(Codec::G722), 0..1)[0];
        for _ in 0..3 {
            assert_eq!(
                voice.forward(&Heard::Payload(payload)),
                Some(payload.into())
            );
            for _ in 0..REPEATS {
                assert_eq!(voice.forward(&Heard::Lost), Some(payload.into()));
            }
            assert_eq!(voice.forward(&Heard::Lost), None);
        }
    }

    #[test]
    fn a_prompt_goes_on_in_another_codec() {
        let frames = |voice: &mut Voice, most| -> Vec<Option<Prompt>> {
            std::iter::from_fn(|| voice.prompt().map(|(_, ended)| ended))
                .take(most)
                .collect()
        };
        let mut voice = Voice::new(Codec::Pcmu, OpusWish::default());
        voice.queue(Prompt::Joining);
        let whole = frames(&mut voice, usize::MAX).len();
        voice.queue(Prompt::Joining);
        let before = frames(&mut voice, 3).len();
        voice.change(Codec::G722, OpusWish::default());
        let after = frames(&mut voice, usize::MAX);
        assert_eq!(before + after.len(), whole);
        assert_eq!(after.last(), Some(&Some(Prompt::Joining)));
    }
}
