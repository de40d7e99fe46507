//! Calls that go out over a bad network, to our own callee.

use std::time::{Duration, Instant};

use tandem_sip_proto::{
    Dialog, Endpoint, EndpointConfig, Event, Flow, Invitation, Limits, Message, Method, PeerName,
    Refused, Reply, Transport, Uac, UacEvent, UacPolicy,
};

use super::callee::Callee;
use super::link::{Dice, End, Link, Weather};
use super::patience;
use crate::rig::udp;

const CALLS: usize = 6;
const SEEDS: u64 = 300;
const TURNS: usize = 20_000;

/// One call, and what came of it.
struct Call {
    uac: Uac,
    begins_at: Option<Instant>,
    cancels_at: Option<Instant>,
    hangs_up_after: Duration,
    hangs_up_at: Option<Instant>,
    dialog: Option<Dialog>,
    refused: Vec<Refused>,
    answers: usize,
}

struct World {
    now: Instant,
    link: Link,
    endpoint: Endpoint,
    calls: Vec<Call>,
    far: Endpoint,
    callee: Callee,
}

#[derive(Default, Debug)]
struct Sum {
    answered: usize,
    cancelled: usize,
    refused: usize,
    silent: usize,
    never_ended: usize,
}

fn invitation(dice: &mut Dice, index: usize) -> Invitation {
    let status = [200, 200, 200, 302, 486, 603][dice.below(6) as usize];
    let after = [0, dice.below(400), dice.below(8_000)][dice.below(3) as usize];
    let hangs_up = u8::from(dice.happens(30));
    let uri = format!("sip:{status}-{after}-{hangs_up}@192.0.2.1");
    Invitation {
        to: format!("<{uri}>"),
        uri,
        from: "<sip:tandem@192.0.2.10>".to_owned(),
        call_id: format!("call-{index}"),
        local_tag: format!("t{index}"),
        headers: Vec::new(),
        body: Some(("application/sdp", "v=0\r\n".into())),
    }
}

fn config(seed: u64) -> EndpointConfig {
    EndpointConfig {
        seed,
        ..EndpointConfig::default()
    }
}

fn far_flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: udp().peer,
        peer: udp().local,
        connection: 0,
        name: PeerName::NONE,
    }
}

impl World {
    fn new(seed: u64, weather: Weather) -> Self {
        let now = Instant::now();
        let mut dice = Dice(seed);
        let calls = (0..CALLS).map(|index| {
            let invitation = invitation(&mut dice, index);
            let owner = u64::try_from(index).expect("a small number");
            let uac = Uac::new(invitation, UacPolicy::default(), owner, seed);
            let begins_at = now + Duration::from_millis(dice.below(2_000));
            let cancel = Duration::from_millis(dice.below(4_000));
            Call {
                uac: uac.expect("an invitation"),
                begins_at: Some(begins_at),
                cancels_at: dice.happens(30).then(|| begins_at + cancel),
                hangs_up_after: Duration::from_millis(dice.below(6_000)),
                hangs_up_at: None,
                dialog: None,
                refused: Vec::new(),
                answers: 0,
            }
        });
        let calls = calls.collect();
        Self {
            now,
            link: Link::new(dice, weather),
            endpoint: Endpoint::new(config(seed)),
            calls,
            far: Endpoint::new(config(!seed)),
            callee: Callee::default(),
        }
    }

    fn run(&mut self) {
        for _ in 0..TURNS {
            let agenda = self.calls.iter().flat_map(|call| {
                [
                    call.begins_at,
                    call.cancels_at,
                    call.hangs_up_at,
                    call.uac.poll_timeout(),
                ]
            });
            let next = [
                self.link.poll_timeout(),
                self.callee.poll_timeout(),
                self.endpoint.poll_timeout(),
                self.far.poll_timeout(),
            ];
            let Some(at) = agenda.chain(next).flatten().min() else {
                return;
            };
            self.now = self.now.max(at);
            self.turn();
        }
        panic!("the world does not come to rest");
    }

    fn turn(&mut self) {
        let now = self.now;
        for call in &mut self.calls {
            call.act(&mut self.endpoint, now);
        }
        self.callee.handle_timeout(&mut self.far, now);
        self.endpoint.handle_timeout(now);
        self.far.handle_timeout(now);
        self.settle();
        while let Some((to, octets)) = self.link.take_due(now) {
            let message = Message::parse(octets, &Limits::default()).expect("it reads");
            match to {
                End::Caller => self.endpoint.handle_message(message, udp(), now),
                End::Callee => self.far.handle_message(message, far_flow(), now),
            }
            self.settle();
        }
    }

    fn settle(&mut self) {
        loop {
            while let Some(transmit) = self.endpoint.poll_transmit() {
                self.link.send(End::Callee, &transmit.bytes, self.now);
            }
            while let Some(transmit) = self.far.poll_transmit() {
                self.link.send(End::Caller, &transmit.bytes, self.now);
            }
            if let Some(event) = self.far.poll_event() {
                self.callee.handle_event(event, &mut self.far, self.now);
            } else if let Some(event) = self.endpoint.poll_event() {
                self.handle_event(event);
            } else {
                return;
            }
        }
    }

    fn handle_event(&mut self, event: Event) {
        let (endpoint, now) = (&mut self.endpoint, self.now);
        match event {
            Event::Response {
                tx,
                owner,
                message,
                flow,
            } => {
                let call = &mut self.calls[owner as usize];
                call.uac.handle_response(tx, message, flow, endpoint, now);
                call.drain(now);
            }
            Event::ClientFailed { tx, owner, failure } => {
                let call = &mut self.calls[owner as usize];
                call.uac.handle_failure(tx, failure, endpoint, now);
                call.drain(now);
            }
            Event::Request { tx, message, .. } => {
                let mut status = 481;
                for call in &mut self.calls {
                    let dialog = call.dialog.as_mut();
                    if dialog.is_some_and(|dialog| dialog.accept(&message).is_ok()) {
                        (call.dialog, call.hangs_up_at) = (None, None);
                        status = 200;
                    }
                }
                endpoint.respond(tx, &Reply::new(status), now);
            }
            // What came for a call that was taken back.
            Event::Declined { .. } => {}
            Event::Cancelled { .. }
            | Event::Accepted { .. }
            | Event::AckTimedOut { .. }
            | Event::ServerFailed { .. } => panic!("the callee calls nobody"),
        }
    }

    /// What must never be, whatever the network did.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (index, call) in self.calls.iter().enumerate() {
            if call.answers + call.refused.len() != 1 {
                let refusals = call.refused.len();
                faults.push(format!(
                    "{index}: {} answers, {refusals} refusals",
                    call.answers
                ));
            }
        }
        for (name, endpoint) in [("near", &self.endpoint), ("far", &self.far)] {
            let held = (endpoint.held(), endpoint.held_octets());
            if held != ((0, 0), 0) {
                faults.push(format!("{held:?} is held for ever at the {name} end"));
            }
        }
        let is_perfect = self.link.losses.is_empty();
        if is_perfect && (self.callee.open_calls() > 0 || self.callee.unconfirmed > 0) {
            faults.push("nothing was lost, and a call was not ended or confirmed".to_owned());
        }
        if is_perfect && self.now - self.callee.acted_at.unwrap_or(self.now) > patience() {
            faults.push("rest came late".to_owned());
        }
        faults
    }
}

impl Call {
    fn act(&mut self, endpoint: &mut Endpoint, now: Instant) {
        let is_due = |at: &mut Option<Instant>| at.take_if(|at| *at <= now).is_some();
        if is_due(&mut self.begins_at) {
            self.uac.place(vec![udp()], endpoint, now);
        }
        if is_due(&mut self.cancels_at) && self.answers + self.refused.len() == 0 {
            self.uac.cancel(endpoint, now);
        }
        if is_due(&mut self.hangs_up_at)
            && let Some(mut dialog) = self.dialog.take()
        {
            let (bye, flow) = dialog.request(Method::Bye, &[]);
            endpoint.request(&bye, flow, now);
        }
        self.uac.handle_timeout(endpoint, now);
        self.drain(now);
    }

    fn drain(&mut self, now: Instant) {
        while let Some(event) = self.uac.poll_event() {
            match event {
                UacEvent::Progress(_) => {}
                UacEvent::Answered(answered) => {
                    self.answers += 1;
                    self.dialog = Some(answered.dialog);
                    self.hangs_up_at = Some(now + self.hangs_up_after);
                }
                UacEvent::Refused(refused) => self.refused.push(refused),
                UacEvent::Redirected { .. } => panic!("none is followed"),
            }
        }
    }
}

fn run(weather: Weather) -> Sum {
    let mut sum = Sum::default();
    for seed in 0..SEEDS {
        let mut world = World::new(seed, weather);
        world.run();
        let faults = world.faults();
        assert!(faults.is_empty(), "seed {seed}, {weather:?}: {faults:#?}");
        for call in &world.calls {
            sum.answered += call.answers;
            for refused in &call.refused {
                match refused.status {
                    487 => sum.cancelled += 1,
                    408 => sum.silent += 1,
                    _ => sum.refused += 1,
                }
            }
        }
        sum.never_ended += world.callee.open_calls();
    }
    sum
}

fn weather(loss: u64, duplication: u64, longest_delay: u64) -> Weather {
    Weather {
        loss,
        duplication,
        shortest_delay: 0,
        longest_delay,
    }
}

#[test]
fn over_a_good_network_each_call_ends_as_it_should() {
    let sum = run(weather(0, 0, 20));
    assert_eq!((sum.silent, sum.never_ended), (0, 0), "{sum:?}");
    assert!(
        sum.answered > 500 && sum.cancelled > 100 && sum.refused > 300,
        "{sum:?}"
    );
}

#[test]
fn copies_that_overtake_each_other_change_nothing_for_calls_that_go_out() {
    let sum = run(weather(0, 30, 400));
    assert_eq!((sum.silent, sum.never_ended), (0, 0), "{sum:?}");
}

#[test]
fn with_a_fifth_lost_each_call_ends_once_and_nothing_stays() {
    let sum = run(weather(20, 10, 400));
    let calls = CALLS * usize::try_from(SEEDS).expect("a small number");
    assert!(
        sum.silent * 100 <= calls && sum.never_ended * 100 <= calls,
        "{sum:?}"
    );
}

#[test]
fn when_nearly_all_is_lost_calls_are_given_up() {
    let sum = run(weather(90, 0, 100));
    assert!(sum.silent > 100, "{sum:?}");
}
