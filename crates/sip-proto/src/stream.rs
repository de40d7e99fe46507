use bytes::{Buf, Bytes, BytesMut};

use crate::scan::{Head, scan};
use crate::{Limits, Malformed, MalformedKind, Message};

/// Cuts a stream into messages (RFC 3261 §18.3); keep-alives between them are told apart.
///
/// The same scanner reads the cut messages, so that no octets are a message to one and a body to
/// the other. After an error the stream cannot be trusted any more: close it.
#[derive(Default)]
pub struct StreamFramer {
    buffer: BytesMut,
    /// Octets of the message that has begun, once its header is whole: until they are there nothing is read again.
    needed: usize,
    limits: Limits,
}

/// The keep-alive of RFC 5626 §3.5.1.
const PING: &[u8] = b"\r\n\r\n";

/// What stands next in a stream.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a frame is consumed where it is made"
)]
pub enum Framed {
    /// A message.
    Message(Message),
    /// A double CRLF, to be answered with one CRLF (RFC 5626 §3.5.1).
    Ping,
}

impl StreamFramer {
    /// A framer with these bounds.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            buffer: BytesMut::new(),
            needed: 0,
            limits,
        }
    }

    /// Takes octets as they arrive.
    pub fn push(&mut self, octets: &[u8]) {
        self.buffer.extend_from_slice(octets);
    }

    /// Whether part of a message waits for its rest.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// The next whole message, if it is there.
    ///
    /// # Errors
    /// [`Malformed`]: answer it as its kind says, then close the stream.
    pub fn next_frame(&mut self) -> Result<Option<Framed>, Malformed> {
        if self.buffer.len() < self.needed {
            return Ok(None);
        }
        // One octet at a time, so that where the stream was cut changes nothing.
        loop {
            if self.buffer.starts_with(PING) {
                self.buffer.advance(PING.len());
                return Ok(Some(Framed::Ping));
            }
            if PING.starts_with(&self.buffer) {
                return Ok(None);
            }
            if !matches!(self.buffer.first(), Some(b'\r' | b'\n')) {
                break;
            }
            self.buffer.advance(1);
        }
        let Some(head) = Head::find(&self.buffer) else {
            if self.buffer.len() > self.limits.header_octets {
                return Err(too_large(
                    MalformedKind::HeaderTooLarge,
                    "Message Too Large",
                ));
            }
            return Ok(None);
        };
        let header = Bytes::copy_from_slice(&self.buffer[..head.end]);
        let (message, fault) = scan(&header, &self.limits)?;
        if let Some((kind, reason)) = fault {
            return Err(message.refused(kind, reason));
        }
        let length = match message.content_length() {
            Ok(Some(length)) => length,
            // RFC 3261 §20.14: mandatory on streams; without it the end is unknown.
            Ok(None) => {
                return Err(
                    message.refused(MalformedKind::ContentLength, "Content-Length is missing")
                );
            }
            Err(error) => return Err(message.refused(MalformedKind::ContentLength, error.0)),
        };
        if length > self.limits.body_octets {
            return Err(message.refused(MalformedKind::BodyTooLarge, "Body Too Large"));
        }
        self.needed = head.end + length;
        if self.buffer.len() < self.needed {
            return Ok(None);
        }
        let whole = self
            .buffer
            .split_to(std::mem::take(&mut self.needed))
            .freeze();
        Message::parse(whole, &self.limits).map(|message| Some(Framed::Message(message)))
    }
}

fn too_large(kind: MalformedKind, reason: &'static str) -> Malformed {
    Malformed {
        kind,
        reason,
        message: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: &str = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:x@y>;tag=1\r\n\
        To: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n";

    fn frames(chunks: impl IntoIterator<Item = Vec<u8>>) -> Result<Vec<String>, MalformedKind> {
        let mut framer = StreamFramer::default();
        let mut frames = Vec::new();
        for chunk in chunks {
            framer.push(&chunk);
            while let Some(frame) = framer.next_frame().map_err(|error| error.kind)? {
                frames.push(match frame {
                    Framed::Message(message) => format!("{message:?} {}", message.body().len()),
                    Framed::Ping => "ping".to_owned(),
                });
            }
        }
        Ok(frames)
    }

    #[test]
    fn any_split_of_a_stream_frames_the_same() {
        let stream = format!(
            "{OPTIONS}l : 3\r\n\r\nabc\r\n\r\n{OPTIONS}Content-Length:\r\n 0\r\n\r\n{OPTIONS}Content-Length: 1\r\n\r\nx"
        );
        let expected = [
            "OPTIONS request 3",
            "ping",
            "OPTIONS request 0",
            "OPTIONS request 1",
        ];
        for at in 0..stream.len() {
            let (one, other) = stream.as_bytes().split_at(at);
            assert_eq!(
                frames([one.to_vec(), other.to_vec()]).as_deref(),
                Ok(&expected.map(str::to_owned)[..]),
                "at {at}"
            );
        }
        let single = stream.bytes().map(|octet| vec![octet]);
        assert_eq!(
            frames(single).as_deref(),
            Ok(&expected.map(str::to_owned)[..])
        );
    }

    #[test]
    fn stray_line_ends_between_messages_frame_the_same_however_they_are_cut() {
        let stream = b"\n\r\n\r\n\n\r\r\n\r\n\r\n\n";
        let expected = frames([stream.to_vec()]);
        assert_eq!(expected, Ok(vec!["ping".to_owned(); 2]));
        for at in 0..stream.len() {
            let (one, other) = stream.split_at(at);
            assert_eq!(frames([one.to_vec(), other.to_vec()]), expected, "at {at}");
        }
    }

    #[test]
    fn no_request_is_smuggled_in_a_body() {
        let inner = format!("{OPTIONS}Content-Length: 0\r\n\r\n");
        for length in ["Content-Length : ", "Content-Length\t: ", "l: "] {
            let stream = format!("{OPTIONS}{length}{}\r\n\r\n{inner}", inner.len());
            let one = format!("OPTIONS request {}", inner.len());
            assert_eq!(frames([stream.into_bytes()]), Ok(vec![one]));
        }
        let twice = format!(
            "{OPTIONS}Content-Length: {}\r\nContent-Length: 0\r\n\r\n{inner}",
            inner.len()
        );
        assert_eq!(
            frames([twice.into_bytes()]),
            Err(MalformedKind::ContentLength)
        );
        let missing = format!("{OPTIONS}\r\n{inner}");
        assert_eq!(
            frames([missing.into_bytes()]),
            Err(MalformedKind::ContentLength)
        );
    }

    #[test]
    fn a_header_without_end_and_a_huge_body_are_cut_off() {
        let endless = format!("{OPTIONS}X: {}", "a".repeat(40_000));
        assert_eq!(
            frames([endless.into_bytes()]),
            Err(MalformedKind::HeaderTooLarge)
        );
        let huge = format!("{OPTIONS}Content-Length: 9999999\r\n\r\n");
        assert_eq!(
            frames([huge.into_bytes()]),
            Err(MalformedKind::BodyTooLarge)
        );
    }
}
