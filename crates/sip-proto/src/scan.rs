use bytes::{Bytes, BytesMut};
use smallvec::SmallVec;

use crate::cursor::{is_token, number, trim};
use crate::message::Header;
use crate::{HeaderName, Limits, Malformed, MalformedKind, Message};

/// Where a part of a message lies. Messages are shorter than 4 GiB by [`Limits`].
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn new(start: usize, end: usize) -> Self {
        let fit = |at: usize| u32::try_from(at).expect("limits keep messages below 4 GiB");
        Self {
            start: fit(start),
            end: fit(end),
        }
    }

    /// The span of a slice of `whole`.
    fn within(whole: &[u8], part: &[u8]) -> Self {
        let start = part.as_ptr().addr() - whole.as_ptr().addr();
        Self::new(start, start + part.len())
    }

    pub(crate) fn of(self, whole: &[u8]) -> &[u8] {
        &whole[self.start as usize..self.end as usize]
    }

    pub(crate) fn length(self) -> usize {
        (self.end - self.start) as usize
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        let length = u32::try_from(length).expect("a length within the message");
        self.end = self.end.min(self.start + length);
    }
}

/// The first line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    Request { method: Span, uri: Span },
    Response { status: u16, reason: Span },
}

/// What is wrong with a message of which the header lines could be read all the same.
pub(crate) type Fault = Option<(MalformedKind, &'static str)>;

/// Finds the parts of a message; its body goes to the end of the octets.
///
/// Datagrams and streams are read by this one scanner, so that both agree on where a message ends.
pub(crate) fn scan(octets: &Bytes, limits: &Limits) -> Result<(Message, Fault), Malformed> {
    let begin = octets
        .iter()
        .take_while(|octet| matches!(octet, b'\r' | b'\n'))
        .count();
    let octets = octets.slice(begin..);
    if octets.is_empty() {
        return Err(Malformed {
            kind: MalformedKind::Empty,
            reason: "Empty",
            message: None,
        });
    }
    let silent = |kind, reason| Malformed {
        kind,
        reason,
        message: None,
    };
    let (head, unended) = match Head::find(&octets) {
        Some(head) => (head, None),
        // Some senders forget the empty line; what is there is enough for an answer.
        None => (
            Head {
                end: octets.len(),
                is_folded: true,
            },
            Some((MalformedKind::HeaderLine, "The header does not end")),
        ),
    };
    let (octets, misfolded) = if head.is_folded {
        unfold(&octets, head.end)
    } else {
        (octets, None)
    };
    let (first, rest) = line(&octets[..head.end]);
    let (start, mut fault) =
        start_line(&octets, first).map_err(|(kind, reason)| silent(kind, reason))?;
    fault = fault.or(unended).or(misfolded);
    let mut headers = SmallVec::new();
    let mut rest = rest;
    while !rest.is_empty() {
        let (text, after) = line(rest);
        rest = after;
        if text.is_empty() {
            continue;
        }
        match header_line(&octets, text) {
            Some(header) if headers.len() < limits.header_lines => headers.push(header),
            Some(_) => fault = fault.or(Some((MalformedKind::HeaderTooLarge, "Too Many Headers"))),
            None => fault = fault.or(Some((MalformedKind::HeaderLine, "A header line is broken"))),
        }
    }
    if has_stray_return(&octets[..head.end]) {
        fault = fault.or(Some((MalformedKind::HeaderLine, "A CR stands without LF")));
    }
    if head.end > limits.header_octets {
        fault = Some((MalformedKind::HeaderTooLarge, "Message Too Large"));
    }
    let body = Span::new(head.end, octets.len());
    Ok((
        Message {
            bytes: octets,
            start,
            headers,
            body,
        },
        fault,
    ))
}

/// Where the header ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// Behind the empty line.
    pub(crate) end: usize,
    is_folded: bool,
}

impl Head {
    /// Finds the empty line. Lines may end in LF alone, as some phones send them.
    pub(crate) fn find(octets: &[u8]) -> Option<Self> {
        let mut is_folded = false;
        for newline in memchr::memchr_iter(b'\n', octets) {
            match &octets[newline + 1..] {
                [b'\n', ..] => {
                    return Some(Self {
                        end: newline + 2,
                        is_folded,
                    });
                }
                [b'\r', b'\n', ..] => {
                    return Some(Self {
                        end: newline + 3,
                        is_folded,
                    });
                }
                [b' ' | b'\t', ..] => is_folded = true,
                _ => {}
            }
        }
        None
    }
}

/// Joins folded lines by putting spaces in place of the line ends; nothing moves. Only values may be folded: neither
/// the first line nor a name (RFC 3261 §25.1, `HCOLON`), which other readers would take for lines of their own.
fn unfold(octets: &[u8], head_end: usize) -> (Bytes, Fault) {
    let mut unfolded = BytesMut::from(octets);
    let (mut line_start, mut is_first, mut fault) = (0, true, None);
    for newline in memchr::memchr_iter(b'\n', &octets[..head_end]) {
        let is_fold =
            matches!(octets.get(newline + 1), Some(b' ' | b'\t')) && newline + 1 < head_end;
        if !is_fold {
            (line_start, is_first) = (newline + 1, false);
            continue;
        }
        unfolded[newline] = b' ';
        if newline > 0 && octets[newline - 1] == b'\r' {
            unfolded[newline - 1] = b' ';
        }
        if fault.is_none()
            && (is_first || memchr::memchr(b':', &octets[line_start..newline]).is_none())
        {
            fault = Some((
                MalformedKind::HeaderLine,
                "A line is folded before its value",
            ));
        }
    }
    (unfolded.freeze(), fault)
}

/// Whether a CR stands alone: it would go into our answers, where others may take it for the end of a line.
fn has_stray_return(head: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', head).any(|at| head.get(at + 1) != Some(&b'\n'))
}

/// Splits off the first line, without its end.
fn line(octets: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', octets) {
        Some(newline) => {
            let text = &octets[..newline];
            (
                text.strip_suffix(b"\r").unwrap_or(text),
                &octets[newline + 1..],
            )
        }
        None => (octets, &[]),
    }
}

fn header_line(whole: &[u8], text: &[u8]) -> Option<Header> {
    let colon = memchr::memchr(b':', text)?;
    let name = text[..colon].trim_ascii_end();
    if name.is_empty() || !name.iter().all(|octet| is_token(*octet)) {
        return None;
    }
    let value = trim(&text[colon + 1..]);
    Some(Header {
        name: HeaderName::of(name),
        text: Span::within(whole, name),
        value: Span::within(whole, value),
    })
}

type StartFault = (MalformedKind, &'static str);

/// Reads the first line. An error is no SIP at all; a fault can still be answered.
fn start_line(whole: &[u8], text: &[u8]) -> Result<(Start, Fault), StartFault> {
    if text.len() >= 4 && text[..4].eq_ignore_ascii_case(b"SIP/") {
        return status_line(whole, text).map(|start| (start, None));
    }
    let broken = |reason| (MalformedKind::StartLine, reason);
    let first = memchr::memchr(b' ', text).ok_or(broken("No request line"))?;
    let last = memchr::memrchr(b' ', text).ok_or(broken("No request line"))?;
    let method = &text[..first];
    if method.is_empty() || !method.iter().all(|octet| is_token(*octet)) {
        return Err(broken("The method is no token"));
    }
    let version = &text[last + 1..];
    let uri = if first < last {
        &text[first + 1..last]
    } else {
        b""
    };
    let start = Start::Request {
        method: Span::within(whole, method),
        uri: span_or_empty(whole, uri),
    };
    let fault = if version.is_empty() || uri.is_empty() || uri.iter().any(u8::is_ascii_whitespace) {
        Some(broken("The request line is broken"))
    } else if !version.eq_ignore_ascii_case(b"SIP/2.0") {
        let is_sip = version.len() > 4 && version[..4].eq_ignore_ascii_case(b"SIP/");
        if !is_sip {
            return Err(broken("No request line of SIP"));
        }
        Some((MalformedKind::Version, "Version Not Supported"))
    } else {
        None
    };
    Ok((start, fault))
}

fn span_or_empty(whole: &[u8], part: &[u8]) -> Span {
    if part.is_empty() {
        Span::default()
    } else {
        Span::within(whole, part)
    }
}

fn status_line(whole: &[u8], text: &[u8]) -> Result<Start, StartFault> {
    let broken = (MalformedKind::StartLine, "The status line is broken");
    let rest = text
        .get(8..)
        .filter(|_| text[..7].eq_ignore_ascii_case(b"SIP/2.0") && text[7] == b' ');
    let rest = rest.ok_or(broken)?;
    let end = memchr::memchr(b' ', rest).unwrap_or(rest.len());
    let status = number(&rest[..end])
        .filter(|_| end == 3)
        .and_then(|code| u16::try_from(code).ok());
    let status = status
        .filter(|code| (100..700).contains(code))
        .ok_or(broken)?;
    let reason = span_or_empty(whole, rest.get(end + 1..).unwrap_or_default());
    Ok(Start::Response { status, reason })
}
