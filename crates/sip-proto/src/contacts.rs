use crate::{HeaderName, Message, NameAddr};

/// Where a redirected callee may be (RFC 3261 §8.1.3.4), the preferred first.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Contacts(pub Vec<String>);

impl Contacts {
    /// Contacts of one redirection that are read.
    pub const MAX: usize = 10;

    /// Those of a 3xx, by their `q`, from 1 to 0; without one, 1 (§20.10). Equal ones stay in order. What cannot be read, and
    /// what is no SIP URI, is left out.
    #[must_use]
    pub fn of(message: &Message) -> Self {
        let read = |value| {
            let contact = NameAddr::parse(value).ok()?;
            let uri = contact.uri();
            let quality = contact.param(b"q").flatten();
            let quality = quality.map_or(Some(1000), thousandths)?;
            let text = String::from_utf8_lossy(uri.as_target()).into_owned();
            uri.is_sip().then_some((quality, text))
        };
        let mut contacts: Vec<(u16, String)> = message
            .list(HeaderName::Contact)
            .filter_map(read)
            .take(Self::MAX)
            .collect();
        contacts.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        Self(contacts.into_iter().map(|(_, uri)| uri).collect())
    }
}

/// A `qvalue`: 0 to 1 with up to three digits behind the point.
fn thousandths(text: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(text).ok()?;
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 || !part.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let whole = match whole {
        "0" | "" => 0,
        "1" => 1000,
        _ => return None,
    };
    let part: u16 = format!("{part:0<3}").parse().ok()?;
    Some(whole + part).filter(|sum| *sum <= 1000)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::Limits;

    #[test]
    fn the_preferred_contact_comes_first_and_broken_ones_are_left_out() {
        let text = "SIP/2.0 302 Moved\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
                    To: <sip:b@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\
                    Contact: <sip:low@x>;q=0.2, <sip:none@x;transport=tcp?Subject=y>, <mailto:a@b>\r\n\
                    Contact: <sip:half@x>;q=.5, <sip:two@x>;q=2, <sip:one@x>;q=1.000, sip:bad@x?y\r\n\
                    Content-Length: 0\r\n\r\n";
        let message = Message::parse(Bytes::from_static(text.as_bytes()), &Limits::default());
        let contacts = Contacts::of(&message.expect("a response"));
        let expected = [
            "sip:none@x;transport=tcp",
            "sip:one@x",
            "sip:half@x",
            "sip:low@x",
        ];
        assert_eq!(contacts.0, expected);
    }
}
