use std::fmt::Write as _;

/// A message as far as a caller must understand it.
pub(crate) struct Incoming<'a> {
    head: &'a str,
    body: &'a str,
    /// Absent for a request.
    pub(crate) status: Option<u16>,
}

impl<'a> Incoming<'a> {
    pub(crate) fn parse(octets: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(octets).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = match head.strip_prefix("SIP/2.0 ") {
            Some(rest) => Some(rest.get(..3)?.parse().ok()?),
            None => None,
        };
        Some(Self { head, body, status })
    }

    /// The first value of a header field, by its long or compact name.
    pub(crate) fn header(&self, name: &str, compact: &str) -> Option<&'a str> {
        self.head.lines().skip(1).find_map(|line| {
            let (field, value) = line.split_once(':')?;
            let field = field.trim_end();
            let is_it = field.eq_ignore_ascii_case(name) || field.eq_ignore_ascii_case(compact);
            is_it.then(|| value.trim())
        })
    }

    pub(crate) fn is_cseq(&self, method: &str) -> bool {
        self.header("CSeq", "CSeq")
            .is_some_and(|cseq| cseq.split_whitespace().nth(1) == Some(method))
    }

    /// The number of the call, if it is of this run.
    pub(crate) fn call(&self, run: u64) -> Option<usize> {
        let (index, of) = self.header("Call-ID", "i")?.split_once('@')?;
        (u64::from_str_radix(of, 16) == Ok(run)).then_some(())?;
        index.parse().ok()
    }

    /// The URI of Contact.
    pub(crate) fn contact(&self) -> Option<&'a str> {
        let value = self.header("Contact", "m")?;
        match value.split_once('<') {
            Some((_, rest)) => rest.split('>').next(),
            None => value.split(';').next(),
        }
    }

    /// The session description.
    pub(crate) fn body(&self) -> &'a str {
        self.body
    }

    /// A 200 to this request.
    pub(crate) fn ok(&self) -> String {
        self.answer("200 OK", "", "", "")
    }

    /// An answer to this request, with this tag in To unless that is empty, these lines and this description.
    pub(crate) fn answer(&self, status: &str, tag: &str, lines: &str, body: &str) -> String {
        let mut answer = format!("SIP/2.0 {status}\r\n");
        let copied = [
            "via",
            "v",
            "from",
            "f",
            "call-id",
            "i",
            "cseq",
            "record-route",
        ];
        for line in self.head.lines().skip(1) {
            let name = line.split(':').next().unwrap_or_default().trim_end();
            let is = |other: &&str| name.eq_ignore_ascii_case(other);
            if ["to", "t"].iter().any(is) {
                answer.push_str(line);
                if !tag.is_empty() {
                    let _ = write!(answer, ";tag={tag}");
                }
            } else if copied.iter().any(is) {
                answer.push_str(line);
            } else {
                continue;
            }
            answer.push_str("\r\n");
        }
        answer.push_str(lines);
        if !body.is_empty() {
            answer.push_str("Content-Type: application/sdp\r\n");
        }
        let _ = write!(answer, "Content-Length: {}\r\n\r\n{body}", body.len());
        answer
    }
}

/// Fills `{room}` and `{call}` into a template; `{room:07}` has at least seven digits.
pub(crate) fn filled(template: &str, room: usize, call: usize) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let (name, width) = name.split_once(':').unwrap_or((name, "0"));
        let number = if name == "room" { room } else { call };
        let width: usize = width.parse().unwrap_or(0);
        let _ = write!(text, "{before}{number:0width$}");
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_with_leading_zeros() {
        assert_eq!(filled("+1900{room:07}", 42, 85), "+19000000042");
        assert_eq!(filled("a{call}b{room}c", 1, 2), "a2b1c");
        assert_eq!(filled("+1555", 1, 2), "+1555");
    }

    #[test]
    fn an_answer_is_read() {
        let body = "v=0\r\n";
        let text = format!(
            "SIP/2.0 200 OK\r\nf: <sip:a@b>;tag=1\r\nTo : <sip:c@d>;tag=2\r\ni: 7@ff\r\n\
             CSeq: 1 INVITE\r\nContact: \"x\" <sip:y@127.0.0.1:5060;transport=udp>\r\n\r\n{body}"
        );
        let message = Incoming::parse(text.as_bytes()).expect("a message");
        assert_eq!(message.status, Some(200));
        assert_eq!((message.call(0xff), message.call(0xfe)), (Some(7), None));
        assert_eq!(message.header("To", "t"), Some("<sip:c@d>;tag=2"));
        assert_eq!(
            message.contact(),
            Some("sip:y@127.0.0.1:5060;transport=udp")
        );
        assert_eq!(message.body(), body);
        assert!(message.is_cseq("INVITE"));
    }
}
