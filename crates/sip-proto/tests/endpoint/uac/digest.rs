use tandem_sip_proto::Method;
use tandem_sip_proto::digest::{Credentials, DigestRefusal, Login};

use super::*;

fn policy() -> UacPolicy {
    UacPolicy {
        login: Some(Login {
            username: "trunk".to_owned(),
            password: "secret".to_owned(),
        }),
        ..UacPolicy::default()
    }
}

fn challenge(nonce: u32) -> String {
    format!(
        r#"Proxy-Authenticate: Digest realm="r", nonce="{nonce}", algorithm=SHA-256, qop="auth""#
    )
}

#[test]
fn a_challenge_is_met_with_the_next_number_in_the_same_call() {
    let mut bench = Bench::with(invitation(), policy(), vec![udp()]);
    let first = bench.invite.clone();
    let sent = bench.hear(407, "p1", &[&challenge(1)]);
    assert_eq!(methods(&sent), ["ACK", "INVITE"]);
    assert_eq!(sent[0].header("Proxy-Authorization"), "", "RFC 3261 §22.1");
    bench.invite = sent[1].clone();
    assert_eq!(bench.invite.header("CSeq"), "2 INVITE");
    for field in ["Call-ID", "From", "To"] {
        assert_eq!(bench.invite.header(field), first.header(field));
    }
    let value = bench.invite.header("Proxy-Authorization");
    let proof = Credentials::parse(value.as_bytes()).expect("credentials");
    assert!(proof.prove("trunk", "r", "secret", b"INVITE"));
    assert_eq!(proof.uri(), b"sip:+4930222@provider.example");
    let acks = bench.hear(200, "b1", &[CONTACT]);
    assert_eq!(acks[0].header("Proxy-Authorization"), "");
    assert_eq!(acks[0].header("CSeq"), "2 ACK");
    let mut digest = bench.answered.take().and_then(|answered| answered.digest);
    let fields = digest
        .as_mut()
        .expect("it is known")
        .fields(Method::Bye, "sip:x");
    assert!(fields[0].1.contains("nc=00000002"));
}

#[test]
fn what_cannot_be_met_ends_the_call() {
    let mut bench = Bench::new();
    bench.hear(407, "p1", &[&challenge(1)]);
    let cause = RefusedBy::Digest(DigestRefusal::NoLogin);
    assert_eq!(bench.refusal(), (407, cause));
    let mut bench = Bench::with(invitation(), policy(), vec![udp()]);
    for nonce in 0..3 {
        let sent = bench.hear(407, "p1", &[&challenge(nonce)]);
        if let Some(invite) = sent.get(1) {
            bench.invite = invite.clone();
        }
    }
    let cause = RefusedBy::Digest(DigestRefusal::Rejected);
    assert_eq!(bench.refusal(), (407, cause));
    assert_eq!(bench.invite.header("CSeq"), "3 INVITE");
}
