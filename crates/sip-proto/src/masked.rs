//! A message as people may see it.

use crate::cursor::trim;

/// What stands in the place of each octet of a secret; it fits into tokens, quoted strings and base64.
const MASK: u8 = b'x';

/// The message with its secrets masked, octet for octet, so that its lengths stay right: what proves a password (the
/// `response` of a digest, `rspauth`, credentials of other schemes), the keys of media (`a=crypto`, `a=key-mgmt`, `k=`),
/// and keys that somebody pressed (INFO). Takes any octets, also what is no message.
#[must_use]
pub fn masked(message: &[u8]) -> Vec<u8> {
    let mut shown = message.to_vec();
    let (head, body) = shown.split_at_mut(head_length(message));
    let mut is_one_key = false;
    let mut rest = head;
    while !rest.is_empty() {
        let (field, others) = rest.split_at_mut(field_length(rest));
        rest = others;
        match Field::of(field) {
            Field::Credentials => mask_credentials(field),
            Field::Proof => mask_parameter(field, b"rspauth"),
            Field::ContentType => is_one_key |= ends_with(field, b"application/dtmf"),
            Field::Other => {}
        }
    }
    if is_one_key {
        cover(body);
    } else {
        lines(body).for_each(mask_body);
    }
    shown
}

/// Octets up to and with the empty line.
fn head_length(message: &[u8]) -> usize {
    let mut length = 0;
    for line in message.split_inclusive(|octet| *octet == b'\n') {
        length += line.len();
        if matches!(line, b"\r\n" | b"\n") {
            break;
        }
    }
    length
}

/// Octets of the first field: its line, and those that go on with it.
fn field_length(text: &[u8]) -> usize {
    let mut lines = text.split_inclusive(|octet| *octet == b'\n');
    let first = lines.next().map_or(0, <[u8]>::len);
    let more = lines.take_while(|line| matches!(line.first(), Some(b' ' | b'\t')));
    first + more.map(<[u8]>::len).sum::<usize>()
}

fn lines(text: &mut [u8]) -> impl Iterator<Item = &mut [u8]> {
    text.split_inclusive_mut(|octet| *octet == b'\n')
}

/// What a header field may hold.
#[derive(Clone, Copy)]
enum Field {
    Credentials,
    Proof,
    ContentType,
    Other,
}

impl Field {
    fn of(field: &[u8]) -> Self {
        let name = field.split(|octet| *octet == b':').next().map(trim);
        let is = |other: &[u8]| name.is_some_and(|name| name.eq_ignore_ascii_case(other));
        if is(b"Authorization") || is(b"Proxy-Authorization") {
            Self::Credentials
        } else if is(b"Authentication-Info") || is(b"Proxy-Authentication-Info") {
            Self::Proof
        } else if is(b"Content-Type") || is(b"c") {
            Self::ContentType
        } else {
            Self::Other
        }
    }
}

/// Credentials of another scheme than Digest are secret as a whole.
fn mask_credentials(field: &mut [u8]) {
    let value = field.iter().position(|octet| *octet == b':');
    let scheme = value.map_or(0, |colon| colon + 1);
    let scheme = scheme + skip(&field[scheme..], is_space);
    if starts_with(&field[scheme..], b"digest") {
        return mask_parameter(field, b"response");
    }
    let secret = scheme + skip(&field[scheme..], |octet| !is_space(octet));
    cover(&mut field[secret..]);
}

/// Masks the value of a parameter, quoted or not.
fn mask_parameter(field: &mut [u8], name: &[u8]) {
    let mut from = 0;
    while let Some(found) = find(&field[from..], name) {
        let mut at = from + found + name.len();
        from = at;
        at += skip(&field[at..], is_space);
        if field.get(at) != Some(&b'=') {
            continue;
        }
        at += 1;
        at += skip(&field[at..], is_space);
        let is_quoted = field.get(at) == Some(&b'"');
        at += usize::from(is_quoted);
        let length = skip(&field[at..], |octet| match is_quoted {
            true => octet != b'"',
            false => octet != b',' && !is_space(octet),
        });
        cover(&mut field[at..at + length]);
        from = at + length;
    }
}

fn mask_body(line: &mut [u8]) {
    if starts_with(line, b"a=crypto") {
        let mut from = 0;
        while let Some(found) = find(&line[from..], b"inline:") {
            let key = from + found + b"inline:".len();
            let length = skip(&line[key..], |octet| {
                !matches!(octet, b'|' | b';') && !is_space(octet)
            });
            cover(&mut line[key..key + length]);
            from = key + length;
        }
    } else if starts_with(line, b"a=key-mgmt") || starts_with(line, b"k=") {
        let secret = skip(line, |octet| !matches!(octet, b':' | b' '));
        cover(&mut line[secret..]);
    } else if starts_with(line, b"signal") {
        let secret = skip(line, |octet| octet != b'=');
        cover(&mut line[secret..]);
    }
}

/// Replaces letters, digits and signs; spaces, separators and line ends stay.
fn cover(secret: &mut [u8]) {
    for octet in secret {
        if !is_space(*octet) && !matches!(octet, b'"' | b':' | b'=') {
            *octet = MASK;
        }
    }
}

fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\r' | b'\n')
}

fn skip(text: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|octet| fits(**octet)).count()
}

fn starts_with(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn ends_with(text: &[u8], end: &[u8]) -> bool {
    let text = trim(text.trim_ascii_end());
    text.len() >= end.len() && text[text.len() - end.len()..].eq_ignore_ascii_case(end)
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len())
        .position(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_nothing_else_changes() {
        for (message, shown) in [
            (
                "REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username=\"u\", realm=\"r\", response=\"0a1b\", nc=1\r\n\r\n",
                "REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username=\"u\", realm=\"r\", response=\"xxxx\", nc=1\r\n\r\n",
            ),
            (
                "INVITE sip:x SIP/2.0\r\nproxy-authorization : DIGEST response = 0a1b,\r\n\tresponse=ff\r\nX: response=1\r\n\r\n",
                "INVITE sip:x SIP/2.0\r\nproxy-authorization : DIGEST response = xxxx,\r\n\tresponse=xx\r\nX: response=1\r\n\r\n",
            ),
            (
                "INVITE sip:x SIP/2.0\r\nAuthorization:\r\n Digest response=\r\n \"0a:1b\", nc=1\r\nX: 1\r\n\r\n",
                "INVITE sip:x SIP/2.0\r\nAuthorization:\r\n Digest response=\r\n \"xx:xx\", nc=1\r\nX: 1\r\n\r\n",
            ),
            (
                "INVITE sip:x SIP/2.0\r\nAuthorization: Bearer abc.def\r\n\r\n",
                "INVITE sip:x SIP/2.0\r\nAuthorization: Bearer xxxxxxx\r\n\r\n",
            ),
            (
                "SIP/2.0 200 OK\r\nAuthentication-Info: rspauth=\"12\", nc=1\r\n\r\n",
                "SIP/2.0 200 OK\r\nAuthentication-Info: rspauth=\"xx\", nc=1\r\n\r\n",
            ),
            (
                "INVITE sip:x SIP/2.0\r\n\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:Ab+/=|2^20|1:4;inline:cd\r\nk=clear:pw\r\na=key-mgmt:mikey AQ==\r\na=rtpmap:0 x\r\n",
                "INVITE sip:x SIP/2.0\r\n\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxx=|2^20|1:4;inline:xx\r\nk=clear:xx\r\na=key-mgmt:xxxxx xx==\r\na=rtpmap:0 x\r\n",
            ),
            (
                "INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=5\r\nDuration=160\r\n",
                "INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=x\r\nDuration=160\r\n",
            ),
            (
                "INFO sip:x SIP/2.0\r\nc: application/dtmf\r\n\r\n5",
                "INFO sip:x SIP/2.0\r\nc: application/dtmf\r\n\r\nx",
            ),
            ("", ""),
            ("Authorization:", "Authorization:"),
            ("\u{0}\r\n\r\na=crypto", "\u{0}\r\n\r\na=crypto"),
        ] {
            let found = masked(message.as_bytes());
            assert_eq!(String::from_utf8_lossy(&found), shown);
        }
    }
}
