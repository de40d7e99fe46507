//! Whether a target is there.

use std::time::Duration;

use bytes::Bytes;
use tandem_sip_proto::{Event, Health, Probe};

use crate::rig::{Rig, Sent, udp};
use crate::uac::response_to;

const INTERVAL: Duration = Duration::from_secs(30);

struct Bench {
    rig: Rig,
    probe: Probe,
}

impl Bench {
    fn new() -> Self {
        let rig = Rig::new();
        let names = (9, "p1".to_owned(), 7);
        let probe = Probe::new(
            udp(),
            "sip:provider.example".into(),
            INTERVAL,
            names,
            rig.now,
        );
        Self { rig, probe }
    }

    fn advance(&mut self, by: Duration) -> Vec<Sent> {
        let end = self.rig.now + by;
        let mut sent = Vec::new();
        while self.probe.poll_timeout() <= end {
            let step = self.probe.poll_timeout() - self.rig.now;
            sent.extend(self.rig.advance(step));
            self.settle();
            let now = self.rig.now;
            self.probe.handle_timeout(&mut self.rig.endpoint, now);
            sent.extend(self.rig.sent());
        }
        sent.extend(self.rig.advance(end - self.rig.now));
        self.settle();
        sent
    }

    /// The next question, at the moment it is asked.
    fn question(&mut self) -> Sent {
        let wait = self.probe.poll_timeout() - self.rig.now;
        assert!(wait <= INTERVAL && !self.probe.is_open());
        self.advance(wait).remove(0)
    }

    fn hear(&mut self, question: &Sent, status: u16) {
        let text = response_to(question, status, "t", &[]);
        self.rig.hear_on(udp(), Bytes::from(text));
        self.settle();
    }

    fn settle(&mut self) {
        let now = self.rig.now;
        for event in self.rig.events() {
            match event {
                Event::Response {
                    tx, owner, message, ..
                } => {
                    assert_eq!(owner, 9);
                    self.probe.handle_response(tx, &message, now);
                }
                Event::ClientFailed { tx, .. } => self.probe.handle_failure(tx, now),
                Event::Request { .. }
                | Event::Cancelled { .. }
                | Event::Accepted { .. }
                | Event::Declined { .. }
                | Event::AckTimedOut { .. }
                | Event::ServerFailed { .. } => panic!("{event:?} of a request of ours"),
            }
        }
    }
}

#[test]
fn whatever_but_503_and_silence_is_an_answer() {
    let mut bench = Bench::new();
    assert_eq!(bench.probe.health(), Health::Unknown);
    for (status, health) in [
        (200, Health::Up),
        (503, Health::Down),
        (404, Health::Up),
        (405, Health::Up),
        (501, Health::Up),
        (401, Health::Up),
        (603, Health::Up),
    ] {
        let question = bench.question();
        assert_eq!(
            question.start_line(),
            "OPTIONS sip:provider.example SIP/2.0"
        );
        bench.hear(&question, 100);
        assert!(bench.probe.is_open(), "100 is no answer");
        bench.hear(&question, status);
        assert_eq!(
            (bench.probe.health(), bench.probe.status()),
            (health, Some(status))
        );
        assert!(bench.probe.round_trip().is_some());
    }
}

#[test]
fn a_silent_target_is_down_after_four_seconds_and_asked_again() {
    let mut bench = Bench::new();
    let first = bench.advance(Duration::from_secs(1));
    assert_eq!(
        bench.advance(Duration::from_millis(2500)).len(),
        2,
        "repeated"
    );
    assert_eq!(bench.probe.health(), Health::Unknown);
    bench.advance(Duration::from_millis(1500));
    assert_eq!(
        (bench.probe.health(), bench.probe.status()),
        (Health::Down, None)
    );
    bench.hear(&first[0], 200);
    assert_eq!(bench.probe.health(), Health::Down, "too late");
    let again = bench.advance(INTERVAL);
    let again = again.iter().find(|sent| sent.header("CSeq") == "2 OPTIONS");
    bench.hear(again.expect("it is asked again"), 200);
    assert_eq!(bench.probe.health(), Health::Up);
}
