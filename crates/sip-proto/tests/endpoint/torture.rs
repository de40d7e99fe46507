//! What the transaction layer and a user make of the 49 messages of RFC 4475.

use std::time::Duration;

use tandem_sip_proto::Event;

use crate::rig::{Rig, udp};

/// Where a message ends.
#[derive(Clone, PartialEq, Eq, Debug)]
enum End {
    /// Answered here.
    Answered(u16),
    /// Given to the user, who decides: the gateway finds a rule, a dialog, or neither.
    User,
    /// Dropped.
    Silence,
}
use End::{Answered, Silence, User};

const EXPECTED: [(&str, End); 49] = [
    ("badaspec", Answered(400)),
    ("badbranch", User),
    ("baddate", Answered(400)),
    ("baddn", Answered(400)),
    ("badinv01", Answered(400)),
    ("badvers", Answered(505)),
    ("bcast", Silence),
    ("bext01", Answered(420)),
    ("bigcode", Silence),
    ("clerr", Answered(400)),
    // Nothing registers here.
    ("cparam01", Answered(405)),
    ("cparam02", Answered(405)),
    ("dblreq", Answered(405)),
    ("esc01", User),
    ("esc02", Answered(501)),
    ("escnull", Answered(405)),
    ("escruri", Answered(400)),
    ("insuf", Answered(400)),
    ("intmeth", Answered(501)),
    ("inv2543", User),
    ("invut", Answered(415)),
    ("longreq", User),
    ("ltgtruri", Answered(400)),
    ("lwsdisp", User),
    ("lwsruri", Answered(400)),
    ("lwsstart", Answered(400)),
    ("mcl01", Answered(400)),
    ("mismatch01", Answered(400)),
    ("mismatch02", Answered(400)),
    ("mpart01", Answered(405)),
    ("multi01", Answered(400)),
    ("ncl", Answered(400)),
    ("noreason", Silence),
    ("novelsc", Answered(416)),
    ("quotbal", Answered(400)),
    ("regaut01", Answered(405)),
    ("regbadct", Answered(400)),
    ("regescrt", Answered(405)),
    ("scalar02", Answered(400)),
    ("scalarlg", Silence),
    ("sdp01", Answered(406)),
    ("semiuri", User),
    ("transports", User),
    ("trws", Answered(400)),
    ("unkscm", Answered(416)),
    ("unksm2", Answered(405)),
    ("unreason", Silence),
    ("wsinv", User),
    ("zeromf", User),
];

fn end_of(name: &str) -> End {
    let path = format!("{}/tests/torture/{name}.dat", env!("CARGO_MANIFEST_DIR"));
    let octets = std::fs::read(path).expect("a message of the corpus");
    let mut rig = Rig::new();
    let sent = rig.hear_on(udp(), octets.into());
    match (&sent[..], &rig.events()[..]) {
        ([], []) => Silence,
        ([answer], []) => Answered(answer.status()),
        ([], [Event::Request { .. }]) => User,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn each_message_ends_where_it_should() {
    let wrong: Vec<_> = EXPECTED
        .iter()
        .map(|(name, expected)| (name, expected, end_of(name)))
        .filter(|(_, expected, got)| *expected != got)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_corpus_leaves_nothing_behind_once_its_calls_are_over() {
    let mut rig = Rig::new();
    for (name, _) in EXPECTED {
        let path = format!("{}/tests/torture/{name}.dat", env!("CARGO_MANIFEST_DIR"));
        let octets = std::fs::read(path).expect("a message of the corpus");
        rig.hear_on(udp(), octets.into());
        for event in rig.events() {
            if let Event::Request { tx, .. } = event {
                let reply = tandem_sip_proto::Reply::new(404).to_tag("b1");
                assert_eq!(rig.respond(tx, &reply).len(), 1, "{name}");
            }
        }
    }
    rig.advance(Duration::from_secs(33));
    rig.assert_empty();
}
