//! The 49 messages of RFC 4475, each with what a receiver must make of it.

use bytes::Bytes;
use tandem_sip_proto::{Limits, MalformedKind, Message};

/// What the wire layer makes of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// Goes on to the transaction layer.
    Accepted,
    /// A request that is answered with this status.
    Answered(u16),
    /// A response that is dropped.
    Discarded,
}
use Outcome::{Accepted, Answered, Discarded};

/// Messages that the RFC lets a receiver repair are refused here: a guess about a broken message is a
/// difference between two readers.
const EXPECTED: [(&str, Outcome); 49] = [
    ("wsinv", Accepted),
    ("intmeth", Accepted),
    ("esc01", Accepted),
    ("escnull", Accepted),
    ("esc02", Accepted),
    ("lwsdisp", Accepted),
    ("longreq", Accepted),
    ("dblreq", Accepted),
    ("semiuri", Accepted),
    ("transports", Accepted),
    ("mpart01", Accepted),
    ("unreason", Accepted),
    ("noreason", Accepted),
    ("badinv01", Answered(400)),
    ("clerr", Answered(400)),
    ("ncl", Answered(400)),
    ("scalar02", Answered(400)),
    ("scalarlg", Discarded),
    ("quotbal", Answered(400)),
    ("ltgtruri", Answered(400)),
    ("lwsruri", Answered(400)),
    ("lwsstart", Answered(400)),
    ("trws", Answered(400)),
    ("escruri", Answered(400)),
    ("baddate", Answered(400)),
    ("regbadct", Answered(400)),
    ("badaspec", Answered(400)),
    ("baddn", Answered(400)),
    ("badvers", Answered(505)),
    ("mismatch01", Answered(400)),
    ("mismatch02", Answered(400)),
    ("bigcode", Discarded),
    ("badbranch", Accepted),
    ("insuf", Answered(400)),
    ("unkscm", Accepted),
    ("novelsc", Accepted),
    ("unksm2", Accepted),
    ("bext01", Accepted),
    ("invut", Accepted),
    ("regaut01", Accepted),
    ("multi01", Answered(400)),
    ("mcl01", Answered(400)),
    ("bcast", Accepted),
    ("zeromf", Accepted),
    ("cparam01", Accepted),
    ("cparam02", Accepted),
    ("regescrt", Accepted),
    ("sdp01", Accepted),
    ("inv2543", Accepted),
];

fn load(name: &str) -> Bytes {
    let path = format!("{}/tests/torture/{name}.dat", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a message of the corpus").into()
}

fn outcome(octets: Bytes) -> Outcome {
    let read = Message::parse(octets, &Limits::default())
        .and_then(|message| message.validate().map(|()| message));
    match read {
        Ok(_) => Accepted,
        Err(malformed) => match (malformed.message, malformed.kind.status()) {
            (Some(message), Some(status)) if message.is_request() => Answered(status),
            _ => Discarded,
        },
    }
}

#[test]
fn each_message_has_its_outcome() {
    let wrong: Vec<_> = EXPECTED
        .iter()
        .filter_map(|(name, expected)| {
            let got = outcome(load(name));
            (got != *expected).then(|| format!("{name}: {got:?} in place of {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn bodies_have_the_octets_that_the_index_says() {
    let path = format!("{}/tests/torture/index.tsv", env!("CARGO_MANIFEST_DIR"));
    let index = std::fs::read_to_string(path).expect("the index");
    for row in index.lines().skip(1) {
        let fields: Vec<_> = row.split('\t').collect();
        let name = fields[0].trim_end_matches(".dat");
        let accepted = EXPECTED
            .iter()
            .any(|(other, outcome)| *other == name && *outcome == Accepted);
        if let (true, Ok(octets)) = (accepted, fields[8].parse::<usize>()) {
            let message = Message::parse(load(name), &Limits::default()).expect("accepted");
            assert_eq!(message.body().len(), octets, "{name}");
        }
    }
}

#[test]
fn cut_and_altered_messages_never_panic() {
    for (name, _) in EXPECTED {
        let octets = load(name);
        for end in 0..octets.len() {
            let _ = outcome(octets.slice(..end));
        }
        for at in 0..octets.len() {
            for altered in [0, b'\n', b' ', b';', b'<', b'"', 0xff] {
                let mut copy = octets.to_vec();
                copy[at] = altered;
                let _ = outcome(copy.into());
            }
        }
    }
}

#[test]
fn limits_are_answered_and_not_exceeded() {
    let lines = format!("OPTIONS sip:a@b SIP/2.0\r\n{}\r\n", "X: y\r\n".repeat(1000));
    let error = Message::parse(lines.into(), &Limits::default()).expect_err("too many lines");
    assert_eq!(error.kind, MalformedKind::HeaderTooLarge);
    assert_eq!(error.kind.status(), Some(513));
}
