//! Registrations of ours (RFC 3261 §10.2).

use std::time::Duration;

use bytes::Bytes;
use tandem_sip_proto::digest::{Credentials, Login};
use tandem_sip_proto::{Binding, Event, Flow, Registrant, RegistrationState};

use crate::rig::{LOCAL, Rig, Sent, udp, udp_from};
use crate::uac::response_to;

const CHALLENGE: &str =
    r#"WWW-Authenticate: Digest realm="r", nonce="n1", algorithm=MD5, qop="auth""#;

struct Bench {
    rig: Rig,
    registrant: Registrant,
    /// The last REGISTER.
    last: Option<Sent>,
}

fn binding() -> Binding {
    Binding {
        registrar: "sip:provider.example".to_owned(),
        record: "sip:ann@provider.example".to_owned(),
        user: "ann".to_owned(),
        expires_s: 600,
        login: Some(Login {
            username: "ann".to_owned(),
            password: "secret".to_owned(),
        }),
    }
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

impl Bench {
    /// One whose first REGISTER is out.
    fn new(targets: Vec<Flow>) -> Self {
        let rig = Rig::new();
        let mut registrant = Registrant::new(binding(), 9, "r1".to_owned(), 7);
        registrant.set_targets(targets, rig.now);
        let mut bench = Self {
            rig,
            registrant,
            last: None,
        };
        assert_eq!(bench.advance(Duration::ZERO).len(), 1);
        bench
    }

    /// Lets time pass; gives the requests, without their repetitions.
    fn advance(&mut self, by: Duration) -> Vec<Sent> {
        let end = self.rig.now + by;
        let mut sent = Vec::new();
        while let Some(at) = self.registrant.poll_timeout().filter(|at| *at <= end) {
            sent.extend(self.rig.advance(at - self.rig.now));
            self.settle();
            let now = self.rig.now;
            self.registrant.handle_timeout(&mut self.rig.endpoint, now);
            sent.extend(self.rig.sent());
        }
        sent.extend(self.rig.advance(end - self.rig.now));
        self.settle();
        self.note(sent)
    }

    fn note(&mut self, mut sent: Vec<Sent>) -> Vec<Sent> {
        sent.dedup_by_key(|one| one.header("CSeq"));
        self.last = sent.last().cloned().or(self.last.take());
        sent
    }

    /// Answers the last REGISTER; gives what follows at once.
    fn hear(&mut self, status: u16, lines: &[&str]) -> Vec<Sent> {
        let last = self.last.clone().expect("a request");
        let text = response_to(&last, status, "t", lines);
        let mut sent = self.rig.hear_on(last.flow, Bytes::from(text));
        self.settle();
        sent.extend(self.rig.sent());
        self.note(sent)
    }

    fn settle(&mut self) {
        let now = self.rig.now;
        for event in self.rig.events() {
            let endpoint = &mut self.rig.endpoint;
            match event {
                Event::Response { tx, message, .. } => {
                    self.registrant.handle_response(tx, &message, endpoint, now);
                }
                Event::ClientFailed { tx, .. } => {
                    self.registrant.handle_failure(tx, endpoint, now);
                }
                Event::Request { .. }
                | Event::Cancelled { .. }
                | Event::Accepted { .. }
                | Event::Declined { .. }
                | Event::AckTimedOut { .. }
                | Event::ServerFailed { .. } => panic!("{event:?} of a request of ours"),
            }
        }
    }

    fn state(&self) -> RegistrationState {
        self.registrant.state(self.rig.now)
    }
}

#[test]
fn it_is_made_with_a_proof_refreshed_and_taken_back() {
    let mut bench = Bench::new(vec![udp()]);
    let first = bench.last.clone().expect("it is out");
    assert_eq!(first.start_line(), "REGISTER sip:provider.example SIP/2.0");
    assert_eq!(first.header("To"), "<sip:ann@provider.example>");
    let contact = format!("<sip:ann@{LOCAL}>");
    assert_eq!(first.header("Contact"), format!("{contact};expires=600"));
    assert_eq!(first.header("Expires"), "600");
    let again = bench.hear(401, &[CHALLENGE]);
    assert_eq!(again[0].header("CSeq"), "2 REGISTER");
    for field in ["Call-ID", "From", "To"] {
        assert_eq!(
            again[0].header(field),
            first.header(field),
            "RFC 3261 §10.2"
        );
    }
    let proof = again[0].header("Authorization");
    let proof = Credentials::parse(proof.as_bytes()).expect("credentials");
    assert!(proof.prove("ann", "r", "secret", b"REGISTER"));
    let other = "<sip:ann@192.0.2.99>;expires=9";
    let granted = format!("Contact: {other}, {contact};expires=100");
    bench.hear(200, &[&granted, "Expires: 5"]);
    assert_eq!(bench.state(), RegistrationState::Registered);
    assert_eq!(bench.advance(seconds(79)), []);
    let refresh = bench.advance(seconds(2));
    assert!(refresh[0].header("Authorization").contains("nc=00000002"));
    bench.hear(200, &["Expires: 100"]);
    let now = bench.rig.now;
    bench.registrant.remove(&mut bench.rig.endpoint, now);
    let sent = bench.rig.sent();
    let sent = bench.note(sent);
    assert_eq!(sent[0].header("Contact"), format!("{contact};expires=0"));
    assert_eq!(sent[0].header("Expires"), "0");
    assert_eq!(bench.state(), RegistrationState::Removing);
    bench.hear(200, &[]);
    assert_eq!(bench.state(), RegistrationState::Removed);
    assert_eq!(bench.registrant.poll_timeout(), None);
}

#[test]
fn a_registrar_that_wants_longer_gets_it_once() {
    let mut bench = Bench::new(vec![udp()]);
    let more = bench.hear(423, &["Min-Expires: 1800"]);
    assert_eq!(more[0].header("Expires"), "1800");
    bench.hear(200, &["Expires: 1800"]);
    assert_eq!(bench.advance(seconds(1439)), []);
    assert_eq!(bench.advance(seconds(2)).len(), 1);
    for wanted in [
        "Min-Expires: 1800",
        "Min-Expires: 999999",
        "Min-Expires: x",
        "X: 1",
    ] {
        assert_eq!(bench.hear(423, &[wanted]), [], "{wanted}");
        bench.advance(seconds(301));
    }
}

#[test]
fn the_next_target_is_asked_and_waits_are_bounded() {
    let mut bench = Bench::new(vec![udp(), udp_from("192.0.2.2:5060")]);
    let second = bench.hear(503, &[]);
    assert_eq!(second[0].flow.peer, udp_from("192.0.2.2:5060").peer);
    assert_eq!(bench.hear(500, &[]), []);
    assert_eq!(
        (bench.state(), bench.registrant.failures()),
        (RegistrationState::Failed, 1)
    );
    let again = bench.advance(seconds(2));
    assert_eq!(again[0].flow.peer, udp().peer);
    // Silence: 8 s for each of them, then longer and longer, up to five minutes.
    bench.advance(seconds(3600));
    let (failures, start) = (bench.registrant.failures(), bench.rig.now);
    bench.advance(seconds(3600));
    let rounds = bench.registrant.failures() - failures;
    assert!((3600 / 317..=3600 / 166 + 1).contains(&rounds), "{rounds}");
    assert!(bench.rig.now > start);
    let sent = |bench: &mut Bench| !bench.advance(seconds(1)).is_empty();
    assert!((0..320).any(|_| sent(&mut bench)));
    bench.hear(200, &["Expires: 60"]);
    assert_eq!(
        (bench.state(), bench.registrant.failures()),
        (RegistrationState::Registered, 0)
    );
}

#[test]
fn a_refusal_waits_long_and_retry_after_counts() {
    for (status, lines, least) in [
        (403, vec![], 300),
        (404, vec![], 300),
        (503, vec!["Retry-After: 120"], 120),
        (486, vec!["Retry-After: 99999"], 3600),
        (401, vec!["WWW-Authenticate: Basic realm=\"x\""], 300),
    ] {
        let mut bench = Bench::new(vec![udp()]);
        bench.hear(status, &lines);
        assert_eq!(bench.state(), RegistrationState::Failed, "{status}");
        assert_eq!(bench.registrant.status(), Some(status));
        assert_eq!(bench.advance(seconds(least - 1)), [], "{status}");
        assert_eq!(bench.advance(seconds(2)).len(), 1, "{status}");
    }
}

#[test]
fn what_was_granted_lasts_while_its_refresh_fails() {
    let mut bench = Bench::new(vec![udp()]);
    bench.hear(200, &["Expires: 100"]);
    bench.advance(seconds(80));
    bench.hear(500, &[]);
    assert_eq!(bench.state(), RegistrationState::Registered);
    bench.advance(seconds(20));
    assert_eq!(bench.state(), RegistrationState::Failed);
    // None was granted, or it is gone.
    let mut bench = Bench::new(vec![udp()]);
    bench.hear(200, &["Expires: 0"]);
    assert_eq!(bench.state(), RegistrationState::Failed);
}

#[test]
fn what_was_never_made_is_not_taken_back() {
    let mut rig = Rig::new();
    let mut registrant = Registrant::new(binding(), 9, "r1".to_owned(), 7);
    let now = rig.now;
    registrant.remove(&mut rig.endpoint, now);
    assert_eq!(registrant.state(now), RegistrationState::Removed);
    assert_eq!(rig.sent(), []);
    // One that may have arrived is, and nobody answers.
    let mut bench = Bench::new(vec![udp()]);
    let now = bench.rig.now;
    bench.registrant.remove(&mut bench.rig.endpoint, now);
    assert_eq!(bench.rig.sent()[0].header("Expires"), "0");
    bench.advance(seconds(8));
    assert_eq!(bench.state(), RegistrationState::Removed);
}
