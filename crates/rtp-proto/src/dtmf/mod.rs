mod dial;

pub use dial::{BadDialString, DialString, DtmfEvent, DtmfSender, DtmfTick, KEY_TICKS};

/// Reads the digits of one stream of telephone events (RFC 4733).
///
/// An event is reported at its first packet, whichever that is, so that neither a lost beginning nor a
/// lost end loses the digit. All packets of one event share a timestamp; the next event has another.
#[derive(Clone, Copy, Default, Debug)]
pub struct DtmfReceiver {
    last_timestamp: Option<u32>,
}

/// Symbols by event code (RFC 4733 §3.2).
const SYMBOLS: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D',
];

impl DtmfReceiver {
    /// Takes a packet's payload; gives the digit that it begins.
    pub fn receive(&mut self, timestamp: u32, payload: &[u8]) -> Option<char> {
        let code = payload.first_chunk::<4>()?[0];
        if self.last_timestamp == Some(timestamp) {
            return None;
        }
        // A packet of an event before, overtaken on its way.
        let is_older = self
            .last_timestamp
            .is_some_and(|last| last.wrapping_sub(timestamp) < 1 << 16);
        if is_older {
            return None;
        }
        let symbol = SYMBOLS.get(usize::from(code)).copied()?;
        self.last_timestamp = Some(timestamp);
        Some(symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_counts_once_whatever_of_it_arrives() {
        let mut receiver = DtmfReceiver::default();
        let packet = |code: u8, end: bool, duration: u16| {
            let [high, low] = duration.to_be_bytes();
            [code, u8::from(end) << 7 | 10, high, low]
        };
        assert_eq!(receiver.receive(1000, &packet(1, false, 160)), Some('1'));
        assert_eq!(receiver.receive(1000, &packet(1, false, 320)), None);
        assert_eq!(
            receiver.receive(5000, &packet(1, true, 800)),
            Some('1'),
            "the beginning was lost"
        );
        assert_eq!(receiver.receive(5000, &packet(1, true, 800)), None);
        assert_eq!(
            receiver.receive(1000, &packet(1, true, 800)),
            None,
            "overtaken"
        );
        assert_eq!(receiver.receive(9000, &packet(11, false, 160)), Some('#'));
        assert_eq!(
            receiver.receive(12000, &packet(16, false, 160)),
            None,
            "flash"
        );
        assert_eq!(receiver.receive(13000, &[1]), None);
    }
}
