//! Other readers of SIP as judges: what they read, we read alike.

use bytes::Bytes;
use rsip::prelude::*;
use tandem_sip_proto::{Limits, Message};

/// What a message says, in words that all readers share.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Facts {
    /// Method and URI, or the status.
    start: String,
    from_tag: String,
    to_tag: String,
    branch: String,
    sequence: u32,
    call_id: String,
    body: Vec<u8>,
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

fn ours(message: &Message) -> Facts {
    let tag = |tag: Option<&[u8]>| text(tag.unwrap_or_default());
    let start = if message.is_request() {
        let method = text(message.method().as_bytes());
        format!("{method} {}", text(message.request_uri()))
    } else {
        message.status().to_string()
    };
    Facts {
        start,
        from_tag: tag(message.from().expect("validated").tag()),
        to_tag: tag(message.to().expect("validated").tag()),
        branch: tag(message.top_via().expect("validated").branch()),
        sequence: message.cseq().expect("validated").sequence,
        call_id: text(message.call_id().expect("validated")),
        body: message.body().to_vec(),
    }
}

/// What `rsip` reads; `None` when it cannot.
fn of_rsip(octets: &Bytes) -> Option<Facts> {
    let message = rsip::SipMessage::try_from(octets.clone()).ok()?;
    let start = match &message {
        rsip::SipMessage::Request(request) => format!("{} {}", request.method(), request.uri()),
        rsip::SipMessage::Response(response) => response.status_code().code().to_string(),
    };
    let from = message.from_header().ok()?.typed().ok()?;
    let to = message.to_header().ok()?.typed().ok()?;
    let via = message.via_header().ok()?.typed().ok()?;
    let cseq = message.cseq_header().ok()?.typed().ok()?;
    Some(Facts {
        start,
        from_tag: from.tag().map(ToString::to_string).unwrap_or_default(),
        to_tag: to.tag().map(ToString::to_string).unwrap_or_default(),
        branch: via.branch().map(ToString::to_string).unwrap_or_default(),
        sequence: cseq.seq,
        call_id: message.call_id_header().ok()?.value().to_owned(),
        body: message.body().clone(),
    })
}

/// What `sipx-sip` reads; `None` when it cannot.
fn of_sipx(octets: &Bytes) -> Option<Facts> {
    let limits = sipx_sip::Limits::datagram();
    let message = sipx_sip::parse_datagram(octets.clone(), &limits).ok()?;
    let headers = message.headers();
    let start = match (message.as_request(), message.as_response()) {
        (Some(request), _) => {
            let method = text(request.method.as_bytes());
            format!("{method} {}", text(&request.uri.to_bytes()))
        }
        (None, response) => response?.status.code().to_string(),
    };
    let tag = |tag: Option<&[u8]>| text(tag.unwrap_or_default());
    let via = headers.typed_all::<sipx_sip::headers::Via>().next()?.ok()?;
    Some(Facts {
        start,
        from_tag: tag(headers.typed::<sipx_sip::headers::From>()?.ok()?.0.tag()),
        to_tag: tag(headers.typed::<sipx_sip::headers::To>()?.ok()?.0.tag()),
        branch: tag(via.branch()),
        sequence: headers.typed::<sipx_sip::headers::CSeq>()?.ok()?.sequence,
        call_id: text(&headers.typed::<sipx_sip::headers::CallId>()?.ok()?.0),
        body: message.body().to_vec(),
    })
}

/// The messages of RFC 4475 that we take, by name.
fn torture() -> Vec<(String, Bytes)> {
    let folder = format!("{}/tests/torture", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "dat"))
        .map(|path| {
            let octets = std::fs::read(&path).expect("a message").into();
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), octets)
        })
        .collect();
    files.sort();
    files
}

fn valid(octets: &Bytes) -> Option<Message> {
    let message = Message::parse(octets.clone(), &Limits::default()).ok()?;
    message.validate().ok()?;
    Some(message)
}

/// Compares a reader with ours; gives the names of what it could read.
fn judged_by(reader: fn(&Bytes) -> Option<Facts>, is_plain: bool) -> Vec<String> {
    let mut read = Vec::new();
    for (name, octets) in torture() {
        let Some(message) = valid(&octets) else {
            continue;
        };
        let octets = if is_plain {
            message.normalised()
        } else {
            octets
        };
        if let Some(theirs) = reader(&octets) {
            assert_eq!(ours(&message), theirs, "{name}");
            read.push(name);
        }
    }
    read
}

/// What `rsip` reads in its plain form only: compact names, folded lines, `SIP / 2.0`.
const PLAIN_ONLY: [&str; 4] = ["dblreq", "esc01", "longreq", "wsinv"];
/// What `rsip` cannot read at all: methods and schemes that it does not know, semicolons in a user part.
const NEVER: [&str; 5] = ["esc02", "intmeth", "semiuri", "unkscm", "unksm2"];

#[test]
fn rsip_reads_what_it_can_as_we_do() {
    let accepted = torture()
        .into_iter()
        .filter(|(_, octets)| valid(octets).is_some());
    let accepted: Vec<_> = accepted.map(|(name, _)| name).collect();
    let but = |left_out: &[&str]| -> Vec<String> {
        let names = accepted.iter();
        names
            .filter(|name| !left_out.contains(&name.as_str()))
            .cloned()
            .collect()
    };
    assert_eq!(judged_by(of_rsip, true), but(&NEVER));
    assert_eq!(
        judged_by(of_rsip, false),
        but(&[NEVER.as_slice(), &PLAIN_ONLY].concat())
    );
}

#[test]
fn sipx_reads_all_that_we_accept_as_we_do() {
    let accepted = torture()
        .iter()
        .filter(|(_, octets)| valid(octets).is_some())
        .count();
    assert_eq!(accepted, 27);
    assert_eq!(judged_by(of_sipx, false).len(), accepted);
    assert_eq!(judged_by(of_sipx, true).len(), accepted);
}

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("48 bits") % end
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// A valid message, written in one of the many ways that the grammar allows.
fn written(dice: &mut Dice) -> Bytes {
    let method = dice.one_of(&["INVITE", "BYE", "OPTIONS", "CANCEL", "REGISTER"]);
    let is_request = dice.below(4) > 0;
    let space = |dice: &mut Dice| dice.one_of(&["", " ", "  ", "\t", "\r\n ", " \r\n\t "]);
    let before_colon = dice.one_of(&["", " ", "\t "]);
    let body = dice.one_of(&["", "v=0\r\n", "\r\n\r\nBYE sip:x SIP/2.0\r\n\r\n"]);
    let uri = dice.one_of(&[
        "sip:a@h.example",
        "sips:h:5061;lr",
        "sip:+1;x=y@192.0.2.1;transport=TCP",
    ]);
    let (one, other) = (space(dice), space(dice));
    let params = dice.one_of(&["", ";x", ";x=y;z=\"a;b\\\"\"", ";q=0.5"]);
    let via = dice.one_of(&["Via", "v", "VIA"]);
    let mut lines = [
        format!(
            "{via}:{one}SIP/2.0/UDP h.example:5060{other};branch=z9hG4bK{}{params};rport",
            dice.below(1000)
        ),
        format!(
            "{}:{one}<sip:a@b>{other};tag=f{}",
            dice.one_of(&["From", "f"]),
            dice.below(1000)
        ),
        format!(
            "{}{before_colon}:{} {}",
            dice.one_of(&["To", "t", "tO"]),
            dice.one_of(&["Bob", "\"A, \\\"<B>\\\"\"", "\"\"", ""]),
            dice.one_of(&[
                "<sip:c@d;tag=no>;tag=yes",
                "<sip:c@d>",
                "<tel:+49>;x;TAG=up"
            ]),
        ),
        format!(
            "{}: {}@h{}",
            dice.one_of(&["Call-ID", "i"]),
            dice.below(1000),
            dice.below(9)
        ),
        format!("CSeq:{one}{}  {method}", dice.below(1 << 30)),
        format!(
            "{}:{other}{}",
            dice.one_of(&["Content-Length", "l"]),
            body.len()
        ),
        "Max-Forwards: 70".to_owned(),
        format!("X-{}: {params}", dice.below(9)),
    ];
    for at in (1..lines.len()).rev() {
        lines.swap(at, dice.below(at + 1));
    }
    let start = if is_request {
        format!("{method} {uri} SIP/2.0")
    } else {
        format!("SIP/2.0 {} Some Reason", 100 + dice.below(600))
    };
    format!("{start}\r\n{}\r\n\r\n{body}", lines.join("\r\n")).into()
}

#[test]
fn messages_in_all_their_spellings_are_read_as_others_read_them() {
    let mut dice = Dice(0x7a6e_dead_beef);
    let mut by_rsip = 0;
    for _ in 0..3_000 {
        let octets = written(&mut dice);
        let shown = text(&octets);
        let message = valid(&octets).unwrap_or_else(|| panic!("valid: {shown}"));
        assert_eq!(Some(ours(&message)), of_sipx(&octets), "{shown}");
        if let Some(theirs) = of_rsip(&message.normalised()) {
            assert_eq!(ours(&message), theirs, "{shown}");
            by_rsip += 1;
        }
    }
    // It reads no `tel`, and few status codes.
    assert!(by_rsip > 2_000, "{by_rsip} were read by rsip");
}

#[test]
fn altered_messages_that_others_take_too_are_read_as_they_do() {
    let mut dice = Dice(0x7a6e_dead_beef);
    let mut compared = 0;
    for (name, octets) in torture() {
        for _ in 0..400 {
            let mut altered = octets.to_vec();
            let at = dice.below(altered.len());
            altered[at] = b" \t\r\n:;,<>\"\\@=?%/0aZ\xff"[dice.below(20)];
            let altered = Bytes::from(altered);
            if let (Some(message), Some(theirs)) = (valid(&altered), of_sipx(&altered)) {
                assert_eq!(ours(&message), theirs, "{name}: {}", text(&altered));
                compared += 1;
            }
        }
    }
    assert!(compared > 4_000, "{compared} were taken by both");
}

#[test]
fn a_return_within_a_line_is_refused() {
    for text in [
        "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: a\rX: y\r\n\r\n",
        "OPTIONS sip:a@b SIP/2.0\r\nX: y\r\r\n\r\n",
        "OPTIONS sip:a@b;\rx SIP/2.0\r\n\r\n",
    ] {
        let error = Message::parse(text.into(), &Limits::default()).expect_err(text);
        assert_eq!(error.kind.status(), Some(400), "{text}");
        assert!(of_sipx(&text.into()).is_none());
    }
}

#[test]
fn lines_are_folded_in_their_values_only() {
    for (text, status) in [
        ("OPTIONS\r\n sip:a@b SIP/2.0\r\nX: y\r\n\r\n", 400),
        ("OPTIONS sip:a@b\r\n SIP/2.0\r\nX: y\r\n\r\n", 400),
        ("OPTIONS sip:a@b SIP/2.0\r\nX\r\n : y\r\n\r\n", 400),
        ("OPTIONS sip:a@b SIP/2.0\r\n\t X: y\r\n\r\n", 400),
    ] {
        let error = Message::parse(text.into(), &Limits::default()).expect_err(text);
        assert_eq!(error.kind.status(), Some(status), "{text}");
        assert!(of_sipx(&text.into()).is_none());
    }
}
