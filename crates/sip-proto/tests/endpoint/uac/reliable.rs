use super::*;
use tandem_sip_proto::Method;

fn reliable(bench: &mut Bench, status: u16, tag: &str, rseq: u32) -> Vec<Sent> {
    let rseq = format!("RSeq: {rseq}");
    bench.hear(status, tag, &["Require: 100rel", &rseq, CONTACT])
}

#[test]
fn reliable_provisional_responses_are_confirmed_in_order_and_once() {
    let mut bench = Bench::new();
    let sent = reliable(&mut bench, 183, "b1", 988_789);
    assert_eq!(lines(&sent), ["PRACK sip:callee@192.0.2.1:5070 SIP/2.0"]);
    assert_eq!(sent[0].header("RAck"), "988789 1 INVITE");
    assert_eq!(sent[0].header("CSeq"), "2 PRACK");
    assert_eq!(reliable(&mut bench, 183, "b1", 988_789), [], "again");
    assert_eq!(
        reliable(&mut bench, 180, "b1", 988_791),
        [],
        "before its turn"
    );
    let next = reliable(&mut bench, 180, "b1", 988_790);
    assert_eq!(next[0].header("RAck"), "988790 1 INVITE");
    let other = reliable(&mut bench, 180, "b2", 1);
    assert_eq!(
        other[0].header("RAck"),
        "1 1 INVITE",
        "each dialog by itself"
    );
    assert_eq!(bench.progress, [183, 180, 180]);
    let acks = bench.hear(200, "b1", &[CONTACT]);
    assert_eq!(acks[0].header("CSeq"), "1 ACK", "the INVITE's number");
    let mut answered = bench.answered.take().expect("an answer");
    let (bye, _) = answered.dialog.request(Method::Bye, &[]);
    assert_eq!(bye.sequence(), 4, "behind the PRACKs");
}

#[test]
fn without_require_a_number_means_nothing() {
    let mut bench = Bench::new();
    assert_eq!(bench.hear(183, "b1", &["RSeq: 1", CONTACT]), []);
    assert_eq!(bench.progress, [183]);
}
