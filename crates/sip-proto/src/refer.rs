//! Transfers (RFC 3515).

use crate::build::check_header;
use crate::cursor::{Cursor, HeaderError, number, trim};
use crate::uri::percent_decoded;
use crate::{Message, NameAddr};

/// How a transfer goes, as a NOTIFY of its subscription says (RFC 3515 §2.4.4, §2.4.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReferProgress {
    /// The status of the call to the target; 100 says that it is being tried.
    pub status: u16,
    /// Whether this was the last word.
    pub is_last: bool,
}

impl ReferProgress {
    /// Reads a NOTIFY. One without a body breaks RFC 3515 §2.4.5 and tells no status: it counts as 100, so that the end
    /// of a subscription is heard all the same.
    ///
    /// # Errors
    /// [`HeaderError`] when it is not about a transfer, or its body is no status line: answer 400, or 489 for another event.
    pub fn of(notify: &Message) -> Result<Self, HeaderError> {
        let event = notify
            .header_by_text(b"Event")
            .or_else(|| notify.header_by_text(b"o"));
        let event = first_token(event.unwrap_or_default());
        if !event.eq_ignore_ascii_case(b"refer") {
            return Err(HeaderError("the NOTIFY is not about a transfer"));
        }
        let state = first_token(
            notify
                .header_by_text(b"Subscription-State")
                .unwrap_or_default(),
        );
        Ok(Self {
            status: match notify.body() {
                [] => 100,
                body => sipfrag_status(body)?,
            },
            is_last: state.eq_ignore_ascii_case(b"terminated"),
        })
    }
}

/// The text before the parameters.
fn first_token(value: &[u8]) -> &[u8] {
    trim(
        value
            .split(|octet| *octet == b';')
            .next()
            .unwrap_or_default(),
    )
}

/// The status of a `message/sipfrag` that begins with a status line (RFC 3420).
///
/// # Errors
/// [`HeaderError`] when it does not.
pub fn sipfrag_status(body: &[u8]) -> Result<u16, HeaderError> {
    let fault = HeaderError("the body does not begin with a status line");
    let line = body
        .split(|octet| matches!(octet, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    let (version, rest) = line.split_at_checked(8).ok_or(fault)?;
    if !version.eq_ignore_ascii_case(b"SIP/2.0 ") {
        return Err(fault);
    }
    let (status, rest) = rest.split_at_checked(3).ok_or(fault)?;
    if !rest.is_empty() && !rest.starts_with(b" ") {
        return Err(fault);
    }
    let status = number(status).and_then(|status| u16::try_from(status).ok());
    status
        .filter(|status| (100..700).contains(status))
        .ok_or(fault)
}

/// The value of Refer-To: where the peer wants the call to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferTo {
    /// The target, without the fields that its URI asks for.
    pub uri: String,
    /// The call that the new one takes the place of (RFC 3891), for an attended transfer.
    pub replaces: Option<Replaces>,
}

/// A REFER of the peer's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferRequest {
    /// Whom it wants called.
    pub to: ReferTo,
    /// Whether it wants to be told how that goes (RFC 4488).
    pub wants_notify: bool,
    /// Who asks, for the one who is called (RFC 3892).
    pub referred_by: Option<String>,
}

impl ReferRequest {
    /// Reads a REFER.
    ///
    /// # Errors
    /// [`HeaderError`] when there is not exactly one Refer-To, or it cannot be read: answer 400.
    pub fn of(refer: &Message) -> Result<Self, HeaderError> {
        let fields = refer.all_headers();
        let is_its =
            |name: &[u8]| name.eq_ignore_ascii_case(b"Refer-To") || name.eq_ignore_ascii_case(b"r");
        let mut targets = fields.filter(|(name, _)| is_its(name));
        let (Some((_, value)), None) = (targets.next(), targets.next()) else {
            return Err(HeaderError("REFER must have one Refer-To"));
        };
        let subscribes = refer.header_by_text(b"Refer-Sub").map(first_token);
        let by = refer.header_by_text(b"Referred-By");
        let by = by.or_else(|| refer.header_by_text(b"b"));
        let by = by.and_then(|value| std::str::from_utf8(value).ok());
        let by = by.filter(|value| check_header("Referred-By", value).is_ok());
        Ok(Self {
            to: ReferTo::parse(value)?,
            wants_notify: subscribes.is_none_or(|value| !value.eq_ignore_ascii_case(b"false")),
            referred_by: by.map(str::to_owned),
        })
    }
}

/// The value of Replaces (RFC 3891 §6.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replaces {
    /// Call-ID of the dialog.
    pub call_id: String,
    /// The tag of who is asked to replace it.
    pub to_tag: String,
    /// The other one's tag.
    pub from_tag: String,
    /// Whether it may be replaced only before its answer.
    pub is_early_only: bool,
}

impl ReferTo {
    /// Reads the value.
    ///
    /// # Errors
    /// [`HeaderError`] when it is no address, asks for another method than INVITE, or its Replaces is broken.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderError> {
        let address = NameAddr::parse(value)?;
        let uri = address.uri();
        let is_invite = |method: &[u8]| method.eq_ignore_ascii_case(b"INVITE");
        if let Some(Some(method)) = uri.param(b"method")
            && !is_invite(method)
        {
            return Err(HeaderError("Refer-To asks for another method than INVITE"));
        }
        let fields = uri.headers().strip_prefix(b"?").unwrap_or_default();
        let replaces = fields
            .split(|octet| *octet == b'&')
            .filter_map(|field| {
                let at = memchr::memchr(b'=', field)?;
                Some((&field[..at], &field[at + 1..]))
            })
            .find(|(name, _)| name.eq_ignore_ascii_case(b"Replaces"))
            .map(|(_, value)| Replaces::parse(percent_decoded(value).as_bytes()))
            .transpose()?;
        Ok(Self {
            uri: String::from_utf8_lossy(uri.as_target()).into_owned(),
            replaces,
        })
    }
}

impl Replaces {
    /// Reads the value.
    ///
    /// # Errors
    /// [`HeaderError`] when the Call-ID or a tag is missing.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(trim(value));
        let call_id = cursor.take_while(|octet| !b"; \t\r\n".contains(&octet) && octet != 0);
        if call_id.is_empty() {
            return Err(HeaderError("Replaces has no Call-ID"));
        }
        let params = crate::cursor::Params::parse(&mut cursor)?;
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let tag = |name: &[u8], missing| {
            let value = params.get(name).flatten();
            value.map(text).ok_or(HeaderError(missing))
        };
        Ok(Self {
            call_id: text(call_id),
            to_tag: tag(b"to-tag", "Replaces has no to-tag")?,
            from_tag: tag(b"from-tag", "Replaces has no from-tag")?,
            is_early_only: params.get(b"early-only").is_some(),
        })
    }

    /// As it is written.
    #[must_use]
    pub fn value(&self) -> String {
        let early = if self.is_early_only {
            ";early-only"
        } else {
            ""
        };
        let (id, to, from) = (&self.call_id, &self.to_tag, &self.from_tag);
        format!("{id};to-tag={to};from-tag={from}{early}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_of_fragments() {
        for (body, status) in [
            ("SIP/2.0 100 Trying\r\n", Some(100)),
            ("SIP/2.0 503 Service Unavailable", Some(503)),
            ("SIP/2.0 200\nX: y", Some(200)),
            ("sip/2.0 180 Ringing", Some(180)),
            ("SIP/2.0 2000 OK", None),
            ("SIP/2.0 99 x", None),
            ("SIP/2.0 20", None),
            ("INVITE sip:a SIP/2.0", None),
            ("", None),
        ] {
            assert_eq!(sipfrag_status(body.as_bytes()).ok(), status, "{body}");
        }
    }

    fn refer(lines: &str) -> Result<ReferRequest, HeaderError> {
        let text = format!(
            "REFER sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
             To: <sip:b@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REFER\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        let message = Message::parse(text.into(), &crate::Limits::default());
        ReferRequest::of(&message.expect("a request"))
    }

    #[test]
    fn what_a_peer_asks_for() {
        for (lines, wants_notify, by) in [
            ("Refer-To: <sip:c@x>\r\n", true, None),
            ("r: sip:c@x\r\nRefer-Sub: true\r\n", true, None),
            (
                "Refer-To: <sip:c@x>\r\nRefer-Sub: False;x=1\r\n",
                false,
                None,
            ),
            (
                "Refer-To: <sip:c@x>\r\nReferred-By: <sip:a@b>\r\n",
                true,
                Some("<sip:a@b>"),
            ),
            (
                "Refer-To: <sip:c@x>\r\nb: <sip:a@b>\r\n",
                true,
                Some("<sip:a@b>"),
            ),
        ] {
            let read = refer(lines).expect(lines);
            assert_eq!(
                (&*read.to.uri, read.wants_notify),
                ("sip:c@x", wants_notify),
                "{lines}"
            );
            assert_eq!(read.referred_by.as_deref(), by, "{lines}");
        }
        for lines in [
            "",
            "Refer-To: x\r\n",
            "Refer-To: <sip:a@b>\r\nr: <sip:c@d>\r\n",
        ] {
            assert!(refer(lines).is_err(), "{lines}");
        }
    }

    #[test]
    fn replaces_is_written_as_it_is_read() {
        for value in [
            "12@a;to-tag=1;from-tag=2",
            "a;to-tag=0;from-tag=x;early-only",
        ] {
            let read = Replaces::parse(value.as_bytes()).expect(value);
            assert_eq!(read.value(), value);
        }
    }

    #[test]
    fn targets_of_transfers() {
        let value =
            b"<sip:b@x;user=phone?Replaces=12%40a%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bearly-only&X=y>";
        let read = ReferTo::parse(value).expect("a target");
        assert_eq!(read.uri, "sip:b@x;user=phone");
        let replaces = read.replaces.expect("it replaces a call");
        assert_eq!(
            (&*replaces.call_id, &*replaces.to_tag, &*replaces.from_tag),
            ("12@a", "1", "2")
        );
        assert!(replaces.is_early_only);
        let plain = ReferTo::parse(b"\"B\" <tel:+4930>").expect("a target");
        assert_eq!((&*plain.uri, plain.replaces), ("tel:+4930", None));
        for bad in [
            "",
            "<sip:b@x;method=BYE>",
            "<sip:b@x?Replaces=1%3Bto-tag%3D2>",
            "x",
        ] {
            assert!(ReferTo::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
