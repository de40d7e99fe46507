use super::cipher::{Cipher, GCM_TAG};
use super::derive::Protocol;
use super::window::Window;
use super::{MasterKey, Mki, SrtpKeys, Suite};
use crate::rtp::payload_at;

/// The most that protection adds to a packet: a tag, the index of RTCP, and a key's name.
pub const MOST_ADDED: usize = 16 + 4 + Mki::LONGEST;
/// Sources of one key that are told apart; of more, the one that was heard first is forgotten.
const SOURCE_BOUND: usize = 16;
/// Octets of RTCP that stay in the clear: the first header and its source.
const RTCP_HEAD: usize = 8;
/// Set where RTCP is encrypted.
const ENCRYPTED: u32 = 1 << 31;

/// Protects what we send (RFC 3711 §3.3, §3.4).
pub struct Protector {
    rtp: Cipher,
    rtcp: Cipher,
    sources: Sources,
    /// Of the next RTCP packet, 31 bits.
    rtcp_index: u32,
}

/// Opens what the peer sends.
pub struct Unprotector {
    rtp: Cipher,
    rtcp: Cipher,
    sources: Sources,
    rtcp_sources: Sources,
    mki: Mki,
}

/// A packet does not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadSrtp {
    /// It is too short, or no RTP.
    #[error("the packet is no SRTP")]
    Malformed,
    /// It came before, or is too old to tell.
    #[error("the packet was opened before")]
    Replayed,
    /// Its tag is wrong: somebody else's, or of another key.
    #[error("the packet is not the peer's")]
    Forged,
}

/// What is known of the packets of each source.
#[derive(Default)]
struct Sources(Vec<(u32, Window)>);

impl Sources {
    fn window(&self, ssrc: u32) -> Window {
        let found = self.0.iter().find(|(known, _)| *known == ssrc);
        found.map_or_else(Window::default, |(_, window)| *window)
    }

    fn keep(&mut self, ssrc: u32, window: Window) {
        if let Some(known) = self.0.iter_mut().find(|(known, _)| *known == ssrc) {
            known.1 = window;
            return;
        }
        if self.0.len() == SOURCE_BOUND {
            self.0.remove(0);
        }
        self.0.push((ssrc, window));
    }
}

/// The index of a packet: the one with this number that is closest to the newest (RFC 3711 §3.3.1, appendix A).
fn index(window: &Window, sequence: u16) -> u64 {
    let Some(newest) = window.newest() else {
        return u64::from(sequence);
    };
    let [.., high, low] = newest.to_be_bytes();
    let ahead = sequence
        .wrapping_sub(u16::from_be_bytes([high, low]))
        .cast_signed();
    match newest.checked_add_signed(ahead.into()) {
        Some(index) => index,
        // Before the first turn there is none.
        None => u64::from(sequence),
    }
}

/// The roll-over counter of an index; `None` when the key is used up.
fn turns(index: u64) -> Option<[u8; 4]> {
    Some(u32::try_from(index >> 16).ok()?.to_be_bytes())
}

fn sequence_and_source(packet: &[u8]) -> Option<(u16, u32)> {
    let head: &[u8; 12] = packet.first_chunk()?;
    let sequence = u16::from_be_bytes([head[2], head[3]]);
    let ssrc = u32::from_be_bytes([head[8], head[9], head[10], head[11]]);
    (head[0] >> 6 == 2).then_some((sequence, ssrc))
}

impl Protector {
    /// For what goes out under our key.
    #[must_use]
    pub fn new(keys: &SrtpKeys) -> Self {
        Self::with(keys.suite, &keys.local)
    }

    pub(super) fn with(suite: Suite, key: &MasterKey) -> Self {
        Self {
            rtp: Cipher::new(suite, key, Protocol::Rtp),
            rtcp: Cipher::new(suite, key, Protocol::Rtcp),
            sources: Sources::default(),
            rtcp_index: 0,
        }
    }

    /// Protects the RTP packet that the first `length` octets are, in place; gives its new length. `None` when it is no
    /// RTP, there are less than [`MOST_ADDED`] octets behind it, or the key is used up (2^48 packets).
    pub fn protect(&mut self, space: &mut [u8], length: usize) -> Option<usize> {
        let (sequence, ssrc) = sequence_and_source(space.get(..length)?)?;
        let start = payload_at(&space[..length]).filter(|start| *start <= length)?;
        let mut window = self.sources.window(ssrc);
        let index = index(&window, sequence);
        let turns = turns(index)?;
        let tag = match &self.rtp {
            Cipher::Counter(counter) => {
                counter.apply(ssrc, index, &mut space[start..length]);
                let tag = counter.tag([&space[..length], &turns]);
                put(space, length, &tag[..counter.tag_octets()])?
            }
            Cipher::Gcm(gcm) => {
                let (head, payload) = space[..length].split_at_mut(start);
                let tag = gcm.seal((ssrc, index), head, payload)?;
                put(space, length, &tag)?
            }
        };
        window.mark(index);
        self.sources.keep(ssrc, window);
        Some(length + tag)
    }

    /// Protects a compound RTCP packet. `None` when it is none, or the key is used up (2^31 packets).
    #[must_use]
    pub fn protect_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let ssrc = rtcp_source(packet)?;
        let index = self.rtcp_index;
        if index >= ENCRYPTED {
            return None;
        }
        let word = (index | ENCRYPTED).to_be_bytes();
        let mut sealed = packet.to_vec();
        match &self.rtcp {
            Cipher::Counter(counter) => {
                counter.apply(ssrc, index.into(), &mut sealed[RTCP_HEAD..]);
                sealed.extend(word);
                let tag = counter.tag([&sealed, &[]]);
                sealed.extend(&tag[..counter.tag_octets()]);
            }
            Cipher::Gcm(gcm) => {
                let (head, rest) = sealed.split_at_mut(RTCP_HEAD);
                let tag = gcm.seal((ssrc, index.into()), &with(head, word), rest)?;
                sealed.extend(tag);
                sealed.extend(word);
            }
        }
        self.rtcp_index += 1;
        Some(sealed)
    }
}

impl Unprotector {
    /// For what comes in under the peer's key.
    #[must_use]
    pub fn new(keys: &SrtpKeys) -> Self {
        Self::with(keys.suite, &keys.remote, keys.remote_mki)
    }

    pub(super) fn with(suite: Suite, key: &MasterKey, mki: Mki) -> Self {
        Self {
            rtp: Cipher::new(suite, key, Protocol::Rtp),
            rtcp: Cipher::new(suite, key, Protocol::Rtcp),
            sources: Sources::default(),
            rtcp_sources: Sources::default(),
            mki,
        }
    }

    /// Opens an RTP packet in place; gives how many octets it has now.
    ///
    /// # Errors
    /// [`BadSrtp`]. The octets may have changed.
    pub fn unprotect(&mut self, packet: &mut [u8]) -> Result<usize, BadSrtp> {
        let (sequence, ssrc) = sequence_and_source(packet).ok_or(BadSrtp::Malformed)?;
        let start = payload_at(packet).ok_or(BadSrtp::Malformed)?;
        let mut window = self.sources.window(ssrc);
        let index = index(&window, sequence);
        if !window.is_new(index) {
            return Err(BadSrtp::Replayed);
        }
        let turns = turns(index).ok_or(BadSrtp::Replayed)?;
        let length = match &self.rtp {
            Cipher::Counter(counter) => {
                let (rest, tag) = cut(packet, counter.tag_octets())?;
                let length = without_name(rest, &self.mki)?;
                if !counter.is_tag([&rest[..length], &turns], tag) {
                    return Err(BadSrtp::Forged);
                }
                let payload = packet.get_mut(start..length);
                counter.apply(ssrc, index, payload.ok_or(BadSrtp::Malformed)?);
                length
            }
            Cipher::Gcm(gcm) => {
                let end = without_name(packet, &self.mki)?;
                if start + GCM_TAG > end {
                    return Err(BadSrtp::Malformed);
                }
                let (head, payload) = packet[..end].split_at_mut(start);
                let opened = gcm.open((ssrc, index), head, payload);
                start + opened.ok_or(BadSrtp::Forged)?
            }
        };
        window.mark(index);
        self.sources.keep(ssrc, window);
        Ok(length)
    }

    /// Opens a compound RTCP packet in place; gives how many octets it has now.
    ///
    /// # Errors
    /// [`BadSrtp`]. The octets may have changed.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, BadSrtp> {
        let ssrc = rtcp_source(packet).ok_or(BadSrtp::Malformed)?;
        let (end, tag) = match &self.rtcp {
            Cipher::Counter(counter) => {
                let (rest, tag) = cut(packet, counter.tag_octets())?;
                let mut own = [0; 20];
                own[..tag.len()].copy_from_slice(tag);
                (without_name(rest, &self.mki)?, own)
            }
            Cipher::Gcm(_) => (without_name(packet, &self.mki)?, [0; 20]),
        };
        let (rest, word) = cut(&packet[..end], 4)?;
        let word: [u8; 4] = word.try_into().map_err(|_| BadSrtp::Malformed)?;
        let length = rest.len();
        let number = u32::from_be_bytes(word);
        let (index, is_encrypted) = (u64::from(number & !ENCRYPTED), number & ENCRYPTED != 0);
        let mut window = self.rtcp_sources.window(ssrc);
        // Keys came with a=crypto without UNENCRYPTED_SRTCP: what is not encrypted was not agreed.
        if !is_encrypted || length < RTCP_HEAD {
            return Err(BadSrtp::Malformed);
        }
        if !window.is_new(index) {
            return Err(BadSrtp::Replayed);
        }
        let opened = match &self.rtcp {
            Cipher::Counter(counter) => {
                if !counter.is_tag([&packet[..end], &[]], &tag[..counter.tag_octets()]) {
                    return Err(BadSrtp::Forged);
                }
                counter.apply(ssrc, index, &mut packet[RTCP_HEAD..length]);
                length
            }
            Cipher::Gcm(gcm) => {
                let (head, sealed) = packet[..length].split_at_mut(RTCP_HEAD);
                let opened = gcm.open((ssrc, index), &with(head, word), sealed);
                RTCP_HEAD + opened.ok_or(BadSrtp::Forged)?
            }
        };
        window.mark(index);
        self.rtcp_sources.keep(ssrc, window);
        Ok(opened)
    }
}

fn rtcp_source(packet: &[u8]) -> Option<u32> {
    let head: &[u8; RTCP_HEAD] = packet.first_chunk()?;
    let ssrc = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
    (head[0] >> 6 == 2).then_some(ssrc)
}

/// Puts a tag behind a packet; gives its octets.
fn put(space: &mut [u8], length: usize, tag: &[u8]) -> Option<usize> {
    let place = space.get_mut(length..length + tag.len())?;
    place.copy_from_slice(tag);
    Some(tag.len())
}

/// What GCM authenticates beside what it encrypts: the head, and the index behind it (RFC 7714 §9.2).
fn with(head: &[u8], word: [u8; 4]) -> [u8; RTCP_HEAD + 4] {
    let mut also = [0; RTCP_HEAD + 4];
    also[..RTCP_HEAD].copy_from_slice(&head[..RTCP_HEAD]);
    also[RTCP_HEAD..].copy_from_slice(&word);
    also
}

/// Parts the last octets from those before.
fn cut(packet: &[u8], last: usize) -> Result<(&[u8], &[u8]), BadSrtp> {
    let at = packet.len().checked_sub(last).ok_or(BadSrtp::Malformed)?;
    Ok(packet.split_at(at))
}

/// Where the packet ends before the key's name, which must be the one that was signalled.
fn without_name(packet: &[u8], mki: &Mki) -> Result<usize, BadSrtp> {
    let (rest, name) = cut(packet, mki.octets().len())?;
    if name != mki.octets() {
        return Err(BadSrtp::Forged);
    }
    Ok(rest.len())
}
