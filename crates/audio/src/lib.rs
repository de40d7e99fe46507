//! What payloads sound like: codecs, resampling, mixing, tones and spoken prompts. Pure.
//!
//! Samples are 16 bits, one channel. Rooms mix at 48 kHz; the edge converts. How payloads travel is
//! `tandem-rtp-proto`. Read [`Decoder`] and [`Mix`] first.

mod codec;
mod comfort;
mod conceal;
mod detect;
mod level;
mod low_pass;
mod mix;
mod noise;
mod opus;
mod prompt;
mod resample;
mod signal;
pub mod tone;

pub use codec::{Decoder, Encoder};
pub use comfort::ComfortNoise;
pub use detect::KeyDetector;
pub use level::{LevelMeter, level_below};
pub use mix::Mix;
pub use noise::NoiseSuppressor;
pub use opus::encoder_rate;
pub use prompt::Prompt;
pub use resample::{Downsampler, Upsampler};
pub use signal::{Signal, SignalTone};

/// Samples a second inside a room.
pub const ROOM_RATE: u32 = 48_000;
/// Samples of 20 ms inside a room.
pub const ROOM_FRAME: usize = 960;
/// The most samples of 20 ms at the edge (Opus).
pub const EDGE_FRAME: usize = 960;
