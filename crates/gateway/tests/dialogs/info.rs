//! Keys by INFO (RFC 6086).

use crate::bench::{Bench, Phone, field};

const RELAY: &str = "Content-Type: application/dtmf-relay\r\n";
const PLAIN: &str = "Content-Type: application/dtmf\r\n";

#[test]
fn keys_that_come_by_info_open_a_room() {
    let bench = Bench::with_pin("12");
    let mut phone = Phone::new(&bench);
    phone.call("");
    for (number, (kind, body)) in (2..).zip([
        (RELAY, "Signal=1\r\nDuration=160\r\n"),
        (PLAIN, "2"),
        (RELAY, "Signal=#"),
    ]) {
        assert_eq!(phone.ask("INFO", number, kind, body).status(), 200);
    }
    assert_eq!(&*bench.participant().identity, "sip_ann");
}

#[test]
fn infos_that_press_no_key_are_told_why() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    let other = phone.ask("INFO", 2, "Content-Type: text/plain\r\n", "5");
    assert_eq!(other.status(), 415);
    assert_eq!(
        field(&other, "Accept"),
        "application/dtmf-relay, application/dtmf"
    );
    assert_eq!(phone.ask("INFO", 3, RELAY, "Signal=x").status(), 400);
    assert_eq!(phone.ask("INFO", 4, "", "").status(), 200);
    phone.to_tag = "nobody".to_owned();
    assert_eq!(phone.ask("INFO", 5, PLAIN, "5").status(), 481);
}
