use std::collections::VecDeque;
use std::fmt;

use super::SYMBOLS;

/// Ticks of 20 ms that a key sounds.
pub const KEY_TICKS: u16 = 13;
/// Ticks from one key to the next: half a second, as LiveKit has it.
const SLOT_TICKS: u16 = 25;
/// How often the end of an event is sent (RFC 4733 §2.5.1.4).
const END_PACKETS: u16 = 3;
/// Loudness of a key, in -dBm0.
const VOLUME: u8 = 10;

/// Keys to be pressed, in order: `0` to `9`, `*`, `#`, `A` to `D` of either case, and `w` for half a second of nothing.
/// It may be a PIN, and prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct DialString(Vec<Step>);

/// The text is nothing to dial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadDialString {
    /// A symbol that no phone has.
    #[error("{0:?} is no key: use 0-9, *, #, A-D, and w for half a second")]
    Symbol(char),
    /// Too much at once.
    #[error("more than {} keys to dial", DialString::LONGEST)]
    TooLong,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The key's code.
    Key(u8),
    Pause,
}

/// Presses keys on one stream, 20 ms at a time (RFC 4733 §2.5.1).
#[derive(Default)]
pub struct DtmfSender {
    steps: VecDeque<Step>,
    /// Ticks of the first step that are over.
    ticks: u16,
}

/// What 20 ms of dialling bring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DtmfTick {
    /// The key that there is something to send of.
    pub event: Option<DtmfEvent>,
    /// The key sounds: what else there is to hear is left out.
    pub is_sounding: bool,
    /// Nothing is left to dial.
    pub is_last: bool,
}

/// One packet of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DtmfEvent {
    /// 0 to 15.
    pub code: u8,
    /// The first packet of the event: it has the marker, and its timestamp is that of all.
    pub is_first: bool,
    /// The key is up.
    pub is_end: bool,
    /// How long the key has been down, in ticks of 20 ms: 1 to [`KEY_TICKS`].
    pub ticks: u16,
}

impl DialString {
    /// The most steps of one string: a minute of dialling.
    pub const LONGEST: usize = 128;

    /// Reads what is to be dialled.
    ///
    /// # Errors
    /// [`BadDialString`].
    pub fn parse(text: &str) -> Result<Self, BadDialString> {
        let step = |symbol: char| match symbol {
            'w' | 'W' => Ok(Step::Pause),
            symbol => {
                let upper = symbol.to_ascii_uppercase();
                let code = SYMBOLS.iter().position(|known| *known == upper);
                let code = code.and_then(|code| u8::try_from(code).ok());
                code.map(Step::Key).ok_or(BadDialString::Symbol(symbol))
            }
        };
        let steps: Vec<Step> = text
            .chars()
            .take(Self::LONGEST + 1)
            .map(step)
            .collect::<Result<_, _>>()?;
        if steps.len() > Self::LONGEST {
            return Err(BadDialString::TooLong);
        }
        Ok(Self(steps))
    }
}

impl fmt::Debug for DialString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DialString")
    }
}

impl DtmfSender {
    /// Dials behind what is being dialled; what is more than twice the longest string is left out.
    pub fn queue(&mut self, digits: &DialString) {
        let room = (2 * DialString::LONGEST).saturating_sub(self.steps.len());
        self.steps.extend(digits.0.iter().take(room));
    }

    /// What the next 20 ms bring; `None` when nothing is dialled.
    pub fn tick(&mut self) -> Option<DtmfTick> {
        let step = *self.steps.front()?;
        self.ticks += 1;
        let ticks = self.ticks;
        if ticks == SLOT_TICKS {
            self.steps.pop_front();
            self.ticks = 0;
        }
        let is_last = self.steps.is_empty();
        let event = match step {
            Step::Key(code) if ticks < KEY_TICKS + END_PACKETS => Some(DtmfEvent {
                code,
                is_first: ticks == 1,
                is_end: ticks >= KEY_TICKS,
                ticks: ticks.min(KEY_TICKS),
            }),
            Step::Key(_) | Step::Pause => None,
        };
        Some(DtmfTick {
            event,
            is_sounding: event.is_some() && ticks <= KEY_TICKS,
            is_last,
        })
    }
}

impl DtmfEvent {
    /// The key.
    #[must_use]
    pub fn key(&self) -> char {
        SYMBOLS[usize::from(self.code) % SYMBOLS.len()]
    }

    /// The packet's payload, at so many ticks of the RTP clock in 20 ms.
    #[must_use]
    pub fn payload(&self, clock_ticks: u16) -> [u8; 4] {
        let [high, low] = self.ticks.saturating_mul(clock_ticks).to_be_bytes();
        [self.code, u8::from(self.is_end) << 7 | VOLUME, high, low]
    }
}

#[cfg(test)]
mod tests {
    use super::super::DtmfReceiver;
    use super::*;

    fn ticks(text: &str) -> Vec<DtmfTick> {
        let mut sender = DtmfSender::default();
        sender.queue(&DialString::parse(text).expect("keys"));
        std::iter::from_fn(|| sender.tick()).collect()
    }

    #[test]
    fn a_key_has_thirteen_packets_two_more_ends_and_a_slot_of_half_a_second() {
        let ticks = ticks("5");
        assert_eq!(ticks.len(), 25);
        let payloads: Vec<_> = ticks
            .iter()
            .filter_map(|tick| Some(tick.event?.payload(160)))
            .collect();
        assert_eq!(payloads.len(), 15);
        assert_eq!(
            (payloads[0], payloads[1]),
            ([5, 10, 0, 160], [5, 10, 1, 64])
        );
        assert_eq!(payloads[12..], [[5, 0x8a, 8, 32]; 3]);
        let sounding = ticks.iter().filter(|tick| tick.is_sounding).count();
        assert_eq!(
            (sounding, ticks[24].is_last, ticks[23].is_last),
            (13, true, false)
        );
    }

    #[test]
    fn what_is_dialled_is_heard() {
        let mut receiver = DtmfReceiver::default();
        let heard: String = (0..)
            .zip(ticks("0123w456789*#abcdABCD"))
            .filter_map(|(index, tick): (u32, DtmfTick)| {
                receiver.receive(index / 25 * 4000, &tick.event?.payload(160))
            })
            .collect();
        assert_eq!(heard, "0123456789*#ABCDABCD");
        assert_eq!(ticks("ww").len(), 50);
    }

    #[test]
    fn what_no_phone_has_is_refused_by_name() {
        assert_eq!(DialString::parse("12,"), Err(BadDialString::Symbol(',')));
        assert_eq!(DialString::parse("1\r\n"), Err(BadDialString::Symbol('\r')));
        assert_eq!(
            DialString::parse(&"1".repeat(129)),
            Err(BadDialString::TooLong)
        );
        assert!(DialString::parse(&"1".repeat(128)).is_ok());
        assert_eq!(format!("{:?}", DialString::parse("123")), "Ok(DialString)");
        let mut sender = DtmfSender::default();
        for _ in 0..10 {
            sender.queue(&DialString::parse(&"1".repeat(128)).expect("keys"));
        }
        assert_eq!(std::iter::from_fn(|| sender.tick()).count(), 256 * 25);
    }
}
