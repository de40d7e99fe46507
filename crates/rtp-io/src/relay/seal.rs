//! The bytes of a relayed packet.
//!
//! ```text
//!  0       1                 9                 17
//! +-------+-----------------+-----------------+--------------------------------------+---------+
//! | form  | session         | counter         | codec, flags, sequence, timestamp,   | tag     |
//! |       |                 |                 | source, payload           (sealed)   |         |
//! +-------+-----------------+-----------------+--------------------------------------+---------+
//! ```
//!
//! AES-128-GCM under a key that one direction of one session has for itself; the counter is the nonce, and what
//! stands before the sealed part is authenticated with it.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use tandem_rtp_proto::Codec;

/// Begins every packet; another number is another layout.
const FORM: u8 = 1;
/// Octets before the sealed part.
const HEAD: usize = 17;
/// Octets before the payload, in the sealed part.
const FACTS: usize = 12;
/// Octets of the seal.
const TAG: usize = 16;
/// The longest payload that is relayed: 60 ms of Opus at 186 kbit/s, where those of G.711 have 480 octets. With what is around it, it
/// fits into a packet of 1,500 octets over IPv6.
pub(crate) const LONGEST_PAYLOAD: usize = 1400;
/// The longest packet.
pub(crate) const LONGEST: usize = HEAD + FACTS + LONGEST_PAYLOAD + TAG;
/// Octets around a packet: the heads of UDP and IPv6; and the longest that every network takes whole.
const AROUND: usize = 8 + 40;
const _: () = assert!(LONGEST + AROUND <= 1500);
/// Packets behind the newest of which one is known to be used or not.
const REPLAY_WINDOW: u64 = 128;

/// What a caller takes. It goes with each packet, so that a new agreement needs no word between the nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Takes {
    pub(crate) codec: Codec,
    /// Milliseconds of a packet: 10 to 60, in tens.
    pub(crate) packet_ms: u8,
}

impl Takes {
    /// Above the flags of a [`Kind`]; a node that knows nothing of it says 0, and has packets of 20 ms.
    fn flags(self) -> u8 {
        (self.packet_ms / 10) << 2
    }

    fn of_flags(codec: Codec, flags: u8) -> Self {
        let packet_ms = match flags >> 2 {
            tens @ 1..=6 => 10 * tens,
            _ => 20,
        };
        Self { codec, packet_ms }
    }
}

/// What one node tells the other of one packet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Frame {
    pub(crate) takes: Takes,
    pub(crate) kind: Kind,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// Empty is silence.
    pub(crate) payload: Vec<u8>,
}

/// What a relayed packet brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Audio,
    /// Only that its sender lives.
    SignOfLife,
    /// What sounds while the caller is silent (RFC 3389).
    Noise,
}

impl Kind {
    /// Noise is a sign of life, too: a node that knows nothing of it takes it for one.
    fn flags(self) -> u8 {
        match self {
            Self::Audio => 0,
            Self::SignOfLife => 1,
            Self::Noise => 3,
        }
    }

    fn of_flags(flags: u8) -> Self {
        match flags & 3 {
            1 => Self::SignOfLife,
            3 => Self::Noise,
            _ => Self::Audio,
        }
    }
}

/// Seals the packets of one direction.
pub(crate) struct Sealer {
    key: LessSafeKey,
    session: u64,
    counter: u64,
}

/// Opens the packets of one direction, each once.
pub(crate) struct Opener {
    key: LessSafeKey,
    window: Window,
}

/// The packets that came.
#[derive(Default)]
struct Window {
    /// One more than the newest counter; 0 before the first.
    next: u64,
    /// The newest is bit 0.
    seen: u128,
}

impl Sealer {
    pub(crate) fn new(key: &[u8; 16], session: u64) -> Self {
        let counter = 0;
        Self {
            key: keyed(key),
            session,
            counter,
        }
    }

    /// Writes a packet; `None` when the payload is longer than any that we negotiate, or the counter is used up.
    pub(crate) fn seal<'a>(
        &mut self,
        frame: &Frame,
        payload: &[u8],
        space: &'a mut [u8; LONGEST],
    ) -> Option<&'a [u8]> {
        let end = HEAD + FACTS + payload.len();
        if payload.len() > LONGEST_PAYLOAD || self.counter == u64::MAX {
            return None;
        }
        let counter = self.counter;
        self.counter += 1;
        space[0] = FORM;
        space[1..9].copy_from_slice(&self.session.to_be_bytes());
        space[9..HEAD].copy_from_slice(&counter.to_be_bytes());
        space[17] = frame.takes.codec.payload_type();
        space[18] = frame.kind.flags() | frame.takes.flags();
        space[19..21].copy_from_slice(&frame.sequence.to_be_bytes());
        space[21..25].copy_from_slice(&frame.timestamp.to_be_bytes());
        space[25..29].copy_from_slice(&frame.ssrc.to_be_bytes());
        space[HEAD + FACTS..end].copy_from_slice(payload);
        let (head, sealed) = space[..end].split_at_mut(HEAD);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce(counter), Aad::from(&*head), sealed);
        space[end..end + TAG].copy_from_slice(tag.ok()?.as_ref());
        Some(&space[..end + TAG])
    }
}

impl Opener {
    pub(crate) fn new(key: &[u8; 16]) -> Self {
        Self {
            key: keyed(key),
            window: Window::default(),
        }
    }

    /// Reads a packet of this session: `None` for one that is forged, cut, or was opened before.
    pub(crate) fn open(&mut self, packet: &mut [u8]) -> Option<Frame> {
        if packet.len() > LONGEST || packet.len() < HEAD + FACTS + TAG {
            return None;
        }
        let counter = u64::from_be_bytes(*packet.get(9..)?.first_chunk()?);
        if !self.window.is_new(counter) {
            return None;
        }
        let (head, sealed) = packet.split_at_mut(HEAD);
        let opened = self
            .key
            .open_in_place(nonce(counter), Aad::from(&*head), sealed)
            .ok()?;
        self.window.mark(counter);
        let (facts, payload) = opened.split_first_chunk::<FACTS>()?;
        let [codec, flags, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *facts;
        let mut codecs = Codec::ALL.into_iter();
        let codec = codecs.find(|one| one.payload_type() == codec)?;
        Some(Frame {
            takes: Takes::of_flags(codec, flags),
            kind: Kind::of_flags(flags),
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            payload: payload.to_vec(),
        })
    }
}

/// The session that a packet says it is of.
pub(crate) fn session_of(packet: &[u8]) -> Option<u64> {
    let (form, rest) = packet.split_first()?;
    let session = rest.first_chunk()?;
    (*form == FORM).then_some(u64::from_be_bytes(*session))
}

impl Window {
    fn is_new(&self, counter: u64) -> bool {
        if counter >= self.next {
            return counter < u64::MAX;
        }
        let age = self.next - 1 - counter;
        age < REPLAY_WINDOW && self.seen >> age & 1 == 0
    }

    fn mark(&mut self, counter: u64) {
        if counter >= self.next {
            let steps = u32::try_from(counter + 1 - self.next).unwrap_or(u32::MAX);
            self.seen = self.seen.checked_shl(steps).unwrap_or(0) | 1;
            self.next = counter + 1;
        } else {
            self.seen |= 1 << (self.next - 1 - counter);
        }
    }
}

fn keyed(key: &[u8; 16]) -> LessSafeKey {
    let key = UnboundKey::new(&AES_128_GCM, key).expect("the key has the length of the cipher's");
    LessSafeKey::new(key)
}

fn nonce(counter: u64) -> Nonce {
    let mut octets = [0; 12];
    octets[4..].copy_from_slice(&counter.to_be_bytes());
    Nonce::assume_unique_for_key(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 16] = [7; 16];

    fn frame() -> Frame {
        Frame {
            takes: Takes {
                codec: Codec::Pcma,
                packet_ms: 60,
            },
            kind: Kind::Noise,
            sequence: 0xfffe,
            timestamp: 0x8000_0001,
            ssrc: 9,
            payload: vec![5; 160],
        }
    }

    fn sealed(sealer: &mut Sealer) -> Vec<u8> {
        let mut space = [0; LONGEST];
        let frame = frame();
        let packet = sealer.seal(&frame, &frame.payload, &mut space);
        packet.expect("it fits").to_vec()
    }

    #[test]
    fn what_is_sealed_opens_once() {
        let (mut sealer, mut opener) = (Sealer::new(&KEY, 3), Opener::new(&KEY));
        let packet = sealed(&mut sealer);
        assert_eq!(session_of(&packet), Some(3));
        assert_eq!(opener.open(&mut packet.clone()), Some(frame()));
        assert_eq!(opener.open(&mut packet.clone()), None, "replayed");
    }

    #[test]
    fn the_longest_payload_is_relayed_and_what_a_caller_takes_goes_with_it() {
        for packet_ms in [10, 20, 30, 40, 50, 60] {
            let mut space = [0; LONGEST];
            let takes = Takes {
                codec: Codec::Opus,
                packet_ms,
            };
            let payload = vec![9; LONGEST_PAYLOAD];
            let frame = Frame {
                takes,
                payload,
                ..frame()
            };
            let mut sealer = Sealer::new(&KEY, 3);
            let packet = sealer.seal(&frame, &frame.payload, &mut space);
            let mut packet = packet.expect("it fits").to_vec();
            assert_eq!(Opener::new(&KEY).open(&mut packet), Some(frame.clone()));
            let long = [0; LONGEST_PAYLOAD + 1];
            assert_eq!(sealer.seal(&frame, &long, &mut space), None);
        }
        let unknown = Takes::of_flags(Codec::Pcmu, 3);
        assert_eq!(unknown.packet_ms, 20, "of a node that does not say");
    }

    #[test]
    fn no_changed_octet_opens_and_none_spoils_the_window() {
        let (mut sealer, mut opener) = (Sealer::new(&KEY, 3), Opener::new(&KEY));
        let packet = sealed(&mut sealer);
        for index in 0..packet.len() {
            let mut forged = packet.clone();
            forged[index] ^= 1;
            assert_eq!(opener.open(&mut forged), None, "octet {index}");
        }
        for length in 0..packet.len() {
            assert_eq!(opener.open(&mut packet[..length].to_vec()), None);
        }
        assert_eq!(Opener::new(&[8; 16]).open(&mut packet.clone()), None);
        assert_eq!(opener.open(&mut packet.clone()), Some(frame()));
    }

    #[test]
    fn packets_may_overtake_one_another_within_the_window() {
        let (mut sealer, mut opener) = (Sealer::new(&KEY, 3), Opener::new(&KEY));
        let mut packets: Vec<Vec<u8>> = (0..300).map(|_| sealed(&mut sealer)).collect();
        let mut opens = |index: usize| opener.open(&mut packets[index].clone()).is_some();
        assert!(opens(5) && opens(3) && !opens(5) && !opens(3) && opens(4));
        assert!(opens(200) && opens(73), "127 behind the newest");
        assert!(!opens(72), "too old to be known");
        assert!(opens(299) && !opens(200) && opens(201));
        packets.clear();
    }
}
