use std::collections::VecDeque;
use std::sync::Arc;

use super::{CHUNK, CHUNKS, FRAME, HALF, slot};
use crate::{Codec, opus_ms};

/// What is held of a stream, by timestamp in ticks of 8 kHz.
pub(super) enum Store {
    /// Of codecs whose octets are ticks: 10 ms a slot.
    Octets(Box<Ring>),
    /// Of Opus: packets as they came, at most one for each slot.
    Packets(VecDeque<Held>),
}

pub(super) struct Ring {
    chunks: [[u8; CHUNK]; CHUNKS],
    frame: [u8; Codec::FRAME_OCTETS],
}

/// A packet that is held.
pub(super) struct Held {
    at: i64,
    ticks: i64,
    octets: Arc<[u8]>,
}

/// 10 ms of a packet of Opus.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The whole packet.
    pub octets: Arc<[u8]>,
    /// What the packet is told from others by.
    pub at: i64,
    /// Which of its parts it is, from 0.
    pub index: usize,
}

impl Store {
    pub(super) fn new(codec: Codec) -> Self {
        match codec {
            Codec::Opus => Self::Packets(VecDeque::new()),
            Codec::G722 | Codec::Pcmu | Codec::Pcma => Self::Octets(Box::new(Ring {
                chunks: [[0; CHUNK]; CHUNKS],
                frame: [0; Codec::FRAME_OCTETS],
            })),
        }
    }

    /// Ticks of the stream's clock in one of ours.
    pub(super) fn factor(&self) -> i64 {
        match self {
            Self::Octets(_) => 1,
            Self::Packets(_) => 6,
        }
    }

    /// The ticks that a payload lasts; `None` for one that can't be told.
    pub(super) fn ticks(&self, payload: &[u8]) -> Option<i64> {
        match self {
            Self::Octets(_) => i64::try_from(payload.len()).ok(),
            Self::Packets(_) => Some(i64::from(opus_ms(payload)?) * HALF / 10),
        }
    }

    /// Takes a payload, and says of which timestamps there is something now. What ends before `next` is forgotten.
    pub(super) fn put(&mut self, at: i64, payload: &[u8], next: i64) -> i64 {
        match self {
            Self::Octets(ring) => {
                let chunks = payload.as_chunks::<CHUNK>().0;
                for (chunk, at) in chunks.iter().zip((at..).step_by(CHUNK)) {
                    ring.chunks[slot(at)] = *chunk;
                }
                at + HALF * i64::try_from(chunks.len()).unwrap_or(0)
            }
            Self::Packets(held) => {
                let ticks = i64::from(opus_ms(payload).unwrap_or(0)) * HALF / 10;
                held.retain(|one| one.at + one.ticks > next && one.at != at);
                if held.len() == CHUNKS {
                    held.pop_front();
                }
                let octets = payload.into();
                held.push_back(Held { at, ticks, octets });
                at + ticks
            }
        }
    }

    /// The frame that begins there, all of which is held.
    pub(super) fn frame(&mut self, next: i64) -> Option<super::Frame<'_>> {
        match self {
            Self::Octets(ring) => {
                ring.frame[..CHUNK].copy_from_slice(&ring.chunks[slot(next)]);
                ring.frame[CHUNK..].copy_from_slice(&ring.chunks[slot(next + HALF)]);
                Some(super::Frame::Packet(&ring.frame))
            }
            Self::Packets(held) => {
                let parts = [part(held, next)?, part(held, next + HALF)?];
                Some(super::Frame::Parts(parts))
            }
        }
    }

    /// What is made up in place of the frame that begins there: the next packet of Opus may have some of it.
    pub(super) fn lost(&self, next: i64) -> super::Frame<'_> {
        match self {
            Self::Octets(_) => super::Frame::Lost,
            Self::Packets(held) => {
                let mut held = held.iter();
                let follower = held.find(|one| one.at == next + FRAME);
                follower.map_or(super::Frame::Lost, |one| {
                    super::Frame::LostBefore(Arc::clone(&one.octets))
                })
            }
        }
    }

    pub(super) fn clear(&mut self) {
        if let Self::Packets(held) = self {
            held.clear();
        }
    }
}

fn part(held: &VecDeque<Held>, at: i64) -> Option<Part> {
    let mut held = held.iter();
    let packet = held.find(|one| (one.at..one.at + one.ticks).contains(&at))?;
    Some(Part {
        octets: Arc::clone(&packet.octets),
        at: packet.at,
        index: usize::try_from((at - packet.at) / HALF).ok()?,
    })
}
