//! Keys that are pressed by INFO (RFC 6086). No RFC describes the two bodies; phones agree on them.

use crate::cursor::{number, trim};
use crate::{HeaderName, Message};

/// The bodies of INFO that are read; the value of `Accept`.
pub const KEY_BODIES: &str = "application/dtmf-relay, application/dtmf";

/// Why an INFO presses no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAKey {
    /// Its body is of another kind: 415, with [`KEY_BODIES`].
    #[error("the body of the INFO presses no keys")]
    OtherBody,
    /// Its body names no key: 400.
    #[error("the body of the INFO names no key")]
    Unreadable,
}

/// The key that an INFO presses, as a letter of `0-9*#A-D`; none for one without a body, and for a hook flash.
///
/// # Errors
/// [`NotAKey`].
pub fn key_of_info(info: &Message) -> Result<Option<char>, NotAKey> {
    let body = info.body();
    if body.is_empty() {
        return Ok(None);
    }
    let kind = info.header(HeaderName::ContentType).unwrap_or_default();
    let kind = trim(
        kind.split(|octet| *octet == b';')
            .next()
            .unwrap_or_default(),
    );
    let signal = if kind.eq_ignore_ascii_case(b"application/dtmf-relay") {
        let mut lines = body.split(|octet| matches!(octet, b'\r' | b'\n'));
        lines.find_map(signal_of_line)
    } else if kind.eq_ignore_ascii_case(b"application/dtmf") {
        Some(body.trim_ascii())
    } else {
        return Err(NotAKey::OtherBody);
    };
    key(signal.unwrap_or_default()).ok_or(NotAKey::Unreadable)
}

/// The value of a line `Signal=5`.
fn signal_of_line(line: &[u8]) -> Option<&[u8]> {
    let at = memchr::memchr(b'=', line)?;
    let is_signal = trim(&line[..at]).eq_ignore_ascii_case(b"Signal");
    is_signal.then(|| trim(&line[at + 1..]))
}

/// A key by its letter, or by the number that RFC 4733 gives it (§3.2).
fn key(signal: &[u8]) -> Option<Option<char>> {
    const KEYS: &[u8; 16] = b"0123456789*#ABCD";
    const FLASH: usize = 16;
    if let [letter] = signal {
        let letter = letter.to_ascii_uppercase();
        return KEYS.contains(&letter).then(|| Some(char::from(letter)));
    }
    let number = usize::try_from(number(signal)?).ok()?;
    match KEYS.get(number) {
        Some(key) => Some(Some(char::from(*key))),
        None => (number == FLASH).then_some(None),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::Limits;

    #[test]
    fn keys_are_read_from_both_bodies() {
        use NotAKey::{OtherBody, Unreadable};
        let (relay, plain) = ("application/dtmf-relay", "Application/DTMF ;x=y");
        for (kind, body, expected) in [
            (relay, "Signal=5\r\nDuration=160\r\n", Ok(Some('5'))),
            (relay, "signal = #\nDuration=160", Ok(Some('#'))),
            (relay, "Duration=9\r\nSignal=10\r\n", Ok(Some('*'))),
            (relay, "Signal=d", Ok(Some('D'))),
            (relay, "Signal=16", Ok(None)),
            (relay, "Signal=17", Err(Unreadable)),
            (relay, "Signal=", Err(Unreadable)),
            (relay, "Duration=160", Err(Unreadable)),
            (plain, "7\r\n", Ok(Some('7'))),
            (plain, "11", Ok(Some('#'))),
            (plain, "x", Err(Unreadable)),
            (plain, "\0", Err(Unreadable)),
            ("text/plain", "5", Err(OtherBody)),
            ("text/plain", "", Ok(None)),
        ] {
            let text = format!(
                "INFO sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
                 To: <sip:b@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INFO\r\nContent-Type: {kind}\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let info = Message::parse(Bytes::from(text), &Limits::default()).expect("a message");
            assert_eq!(key_of_info(&info), expected, "{kind} {body:?}");
        }
    }
}
