//! Callers who ask that they are not named (RFC 3323, RFC 3325).

use crate::bench::{Bench, Phone};

#[test]
fn a_private_caller_is_in_the_room_as_where_numbers_are_hidden() {
    for (line, is_hidden) in [
        ("Privacy: id\r\n", true),
        ("Privacy: none;ID\r\n", true),
        ("Privacy: critical; header\r\n", true),
        ("Privacy: none\r\n", false),
        ("", false),
    ] {
        let bench = Bench::new();
        let mut phone = Phone::new(&bench);
        phone.call(line);
        let participant = bench.participant();
        assert_eq!(&*participant.identity != "sip_ann", is_hidden, "{line}");
        assert_eq!(
            participant.attributes.contains_key("sip.hostname"),
            !is_hidden,
            "{line}"
        );
        assert_eq!(
            participant.attributes.contains_key("sip.phoneNumber"),
            !is_hidden,
            "{line}"
        );
    }
}
