use bytes::Bytes;

use crate::cursor::{Params, list};
use crate::{CSeq, HeaderName, Message, NameAddr, Via};

/// Compact names of fields that have no meaning here, and their long forms.
const COMPACT: [(u8, &str); 11] = [
    (b'a', "Accept-Contact"),
    (b'b', "Referred-By"),
    (b'd', "Request-Disposition"),
    (b'j', "Reject-Contact"),
    (b'n', "Identity-Info"),
    (b'o', "Event"),
    (b'r', "Refer-To"),
    (b's', "Subject"),
    (b'u', "Allow-Events"),
    (b'x', "Session-Expires"),
    (b'y', "Identity"),
];

impl Message {
    /// A copy with the same meaning for readers that know but one way to write it: long names, one value a line in
    /// fields with addresses, white space only where it is needed, and the length of the body that is there.
    ///
    /// Typed views of other crates are made of it, on demand; nothing here reads it.
    #[must_use]
    pub fn normalised(&self) -> Bytes {
        let mut octets = Vec::with_capacity(self.bytes().len() + 64);
        if self.is_request() {
            let method = self.method();
            push(
                &mut octets,
                &[method.as_bytes(), b" ", self.request_uri(), b" SIP/2.0"],
            );
        } else {
            let status = self.status().to_string();
            push(
                &mut octets,
                &[b"SIP/2.0 ", status.as_bytes(), b" ", self.reason()],
            );
        }
        for header in &self.headers {
            let text = header.text.of(self.bytes());
            let value = header.value.of(self.bytes());
            let name = match (header.name, text) {
                (HeaderName::ContentLength, _) => continue,
                (HeaderName::Other, [letter]) => long_form(*letter).unwrap_or(text),
                (HeaderName::Other, _) => text,
                (known, _) => known.as_str().as_bytes(),
            };
            push_field(&mut octets, header.name, name, value);
        }
        let length = self.body().len().to_string();
        push(&mut octets, &[b"Content-Length: ", length.as_bytes()]);
        push(&mut octets, &[]);
        octets.extend_from_slice(self.body());
        octets.into()
    }
}

fn long_form(letter: u8) -> Option<&'static [u8]> {
    COMPACT
        .iter()
        .find(|(compact, _)| letter.eq_ignore_ascii_case(compact))
        .map(|(_, long)| long.as_bytes())
}

/// Writes a line of these parts.
fn push(octets: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        octets.extend_from_slice(part);
    }
    octets.extend_from_slice(b"\r\n");
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other fields are copied, whatever is added to them"
)]
fn push_field(octets: &mut Vec<u8>, name: HeaderName, text: &[u8], value: &[u8]) {
    let mut line = |value: &[u8]| push(octets, &[text, b": ", value]);
    match name {
        HeaderName::Via => list(value).for_each(|value| line(&plain_via(value))),
        HeaderName::Contact | HeaderName::Route | HeaderName::RecordRoute => {
            list(value).for_each(|value| line(&plain_address(value)));
        }
        HeaderName::From | HeaderName::To => line(&plain_address(value)),
        HeaderName::CSeq => line(&plain_cseq(value)),
        _ => line(&plain_text(value)),
    }
}

fn plain_via(value: &[u8]) -> Vec<u8> {
    let Ok(via) = Via::parse(value) else {
        return value.to_vec();
    };
    let port = via.port().map(|port| format!(":{port}"));
    let mut plain = [
        b"SIP/2.0/",
        via.transport(),
        b" ",
        via.host(),
        port.unwrap_or_default().as_bytes(),
    ]
    .concat();
    push_params(&mut plain, via.params());
    plain
}

fn plain_address(value: &[u8]) -> Vec<u8> {
    let Ok(address) = NameAddr::parse(value) else {
        return value.to_vec();
    };
    let mut plain = plain_text(address.display());
    if !plain.is_empty() {
        plain.push(b' ');
    }
    plain.extend_from_slice(&[b"<", address.uri().raw(), b">"].concat());
    push_params(&mut plain, address.params());
    plain
}

fn plain_cseq(value: &[u8]) -> Vec<u8> {
    let Ok(cseq) = CSeq::parse(value) else {
        return value.to_vec();
    };
    [
        cseq.sequence.to_string().as_bytes(),
        b" ",
        cseq.method.as_bytes(),
    ]
    .concat()
}

fn push_params(octets: &mut Vec<u8>, params: Params<'_>) {
    for (name, value) in params.iter() {
        octets.extend_from_slice(&[b";", name].concat());
        if let Some(value) = value {
            octets.extend_from_slice(&[b"=", value].concat());
        }
    }
}

/// Puts one space in place of white space, but within quotes.
fn plain_text(value: &[u8]) -> Vec<u8> {
    let mut plain: Vec<u8> = Vec::with_capacity(value.len());
    let (mut in_quotes, mut escaped) = (false, false);
    for octet in value {
        let is_space = matches!(octet, b' ' | b'\t') && !in_quotes;
        if is_space && plain.last() == Some(&b' ') {
            continue;
        }
        plain.push(if is_space { b' ' } else { *octet });
        in_quotes ^= *octet == b'"' && !escaped;
        escaped = *octet == b'\\' && in_quotes && !escaped;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn a_tortuous_message_becomes_plain_and_keeps_its_meaning() {
        let text = "INVITE tel:+4930 SIP/2.0\r\nv:  SIP  / 2.0\r\n /UDP  a.example  : 5060 ;\r\n branch = z9hG4bK1 ,SIP/2.0/TCP b\r\n\
            f : \"A  \\\" B\"\t<sip:a@b> ; tag = 1\r\nTO:sip:c@d;tag=2\r\ni: 1@x\r\nCSeq: 0009\r\n  INVITE\r\ns:  two   words\r\n\
            m: <sip:a,b@c>,<sip:d@e>;q=0.1\r\nX-Own: y\r\nl: 3\r\n\r\nabcdef";
        let message = Message::parse(text.into(), &Limits::default()).expect("a message");
        let plain = message.normalised();
        let expected = "INVITE tel:+4930 SIP/2.0\r\nVia: SIP/2.0/UDP a.example:5060;branch=z9hG4bK1\r\nVia: SIP/2.0/TCP b\r\n\
            From: \"A  \\\" B\" <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: 1@x\r\nCSeq: 9 INVITE\r\nSubject: two words\r\n\
            Contact: <sip:a,b@c>\r\nContact: <sip:d@e>;q=0.1\r\nX-Own: y\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(String::from_utf8_lossy(&plain), expected);
        let again = Message::parse(plain.clone(), &Limits::default()).expect("a message");
        assert_eq!(again.normalised(), plain);
    }
}
