//! A user of transactions that calls out, and tells the test what comes of it.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, bounded};
use tandem_sip_io::{Config, Listener, Locals, Mailbox, SipIo, Tls, TransactionUser, start};
use tandem_sip_proto::{
    ClientTx, Dialog, Endpoint, Event, Failure, Flow, Invitation, Method, RefusedBy, Reply,
    Transport, Uac, UacEvent, UacPolicy,
};

use crate::PATIENCE;

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                   m=audio 40000 RTP/AVP 0\r\n";

pub(crate) enum Order {
    Call(Box<Invitation>, UacPolicy, Vec<Flow>),
    Cancel,
    HangUp,
}

/// What the test is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Told {
    Progress(u16),
    Answered(Transport),
    Refused(u16),
    /// No target was there.
    Failed(Failure),
    /// The status of the answer to our BYE.
    Ended(u16),
}

struct Phone {
    uac: Option<Uac>,
    dialog: Option<Dialog>,
    bye: Option<ClientTx>,
    told: Sender<Told>,
}

impl Phone {
    fn tell(&self, told: Told) {
        self.told.send(told).expect("the test listens");
    }

    fn drain(&mut self) {
        let mut told = Vec::new();
        while let Some(event) = self.uac.as_mut().and_then(Uac::poll_event) {
            match event {
                UacEvent::Progress(message) => told.push(Told::Progress(message.status())),
                UacEvent::Answered(answered) => {
                    told.push(Told::Answered(answered.flow.transport));
                    self.dialog = Some(answered.dialog);
                }
                UacEvent::Refused(refused) => told.push(match refused.cause {
                    RefusedBy::Failure(failure) => Told::Failed(failure),
                    RefusedBy::Peer
                    | RefusedBy::NoAnswer
                    | RefusedBy::Digest(_)
                    | RefusedBy::Us
                    | RefusedBy::BrokenAnswer => Told::Refused(refused.status),
                }),
                UacEvent::Redirected { .. } => panic!("the policy follows none"),
            }
        }
        told.into_iter().for_each(|one| self.tell(one));
    }
}

impl TransactionUser for Phone {
    type Mail = Order;

    fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant) {
        match event {
            Event::Response {
                tx, message, flow, ..
            } => {
                if self.bye == Some(tx) {
                    return self.tell(Told::Ended(message.status()));
                }
                if let Some(uac) = &mut self.uac {
                    uac.handle_response(tx, message, flow, endpoint, now);
                }
            }
            Event::ClientFailed { tx, failure, .. } => {
                if self.bye == Some(tx) {
                    return self.tell(Told::Ended(failure.status()));
                }
                if let Some(uac) = &mut self.uac {
                    uac.handle_failure(tx, failure, endpoint, now);
                }
            }
            Event::Request { tx, .. } => endpoint.respond(tx, &Reply::new(481), now),
            Event::Cancelled { .. }
            | Event::Declined { .. }
            | Event::Accepted { .. }
            | Event::AckTimedOut { .. }
            | Event::ServerFailed { .. } => {}
        }
        self.drain();
    }

    fn handle_mail(&mut self, order: Order, endpoint: &mut Endpoint, now: Instant) {
        match order {
            Order::Call(invitation, policy, targets) => {
                let mut uac = Uac::new(*invitation, policy, 1, 1).expect("an invitation");
                uac.place(targets, endpoint, now);
                self.uac = Some(uac);
            }
            Order::Cancel => self.uac.as_mut().expect("a call").cancel(endpoint, now),
            Order::HangUp => {
                let dialog = self.dialog.as_mut().expect("an answered call");
                let (bye, flow) = dialog.request(Method::Bye, &[]);
                self.bye = Some(endpoint.request(&bye, flow, now));
            }
        }
        self.drain();
    }

    fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if let Some(uac) = &mut self.uac {
            uac.handle_timeout(endpoint, now);
        }
        self.drain();
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.uac.as_ref().and_then(Uac::poll_timeout)
    }
}

/// The phone as the test holds it.
pub(crate) struct Caller {
    sip: SipIo<Order>,
    mailbox: Mailbox<Order>,
    told: Receiver<Told>,
    pub(crate) locals: Locals,
}

impl Caller {
    pub(crate) fn new() -> Self {
        Self::over(&[Transport::Udp, Transport::Tcp], None)
    }

    pub(crate) fn over(transports: &[Transport], tls: Option<Tls>) -> Self {
        let address: SocketAddr = ([127, 0, 0, 1], 0).into();
        let listeners = transports.iter().map(|transport| Listener {
            transport: *transport,
            address,
        });
        let config = Config {
            tls,
            ..Config::new(listeners.collect())
        };
        let (sender, told) = bounded(64);
        let sip = start(config, |_, _| Phone {
            uac: None,
            dialog: None,
            bye: None,
            told: sender,
        })
        .expect("listens");
        Self {
            mailbox: sip.mailbox(),
            locals: sip.locals(),
            sip,
            told,
        }
    }

    pub(crate) fn flow(&self, transport: Transport, peer: SocketAddr) -> Flow {
        self.flow_to(transport, peer, "sip.example.com")
    }

    pub(crate) fn flow_to(&self, transport: Transport, peer: SocketAddr, name: &str) -> Flow {
        let flow = self.locals.flow(transport, peer, name);
        flow.expect("it listens")
    }

    pub(crate) fn call(&self, targets: Vec<Flow>) {
        self.call_with(invitation(0), UacPolicy::default(), targets);
    }

    pub(crate) fn call_with(&self, invitation: Invitation, policy: UacPolicy, targets: Vec<Flow>) {
        self.order(Order::Call(Box::new(invitation), policy, targets));
    }

    pub(crate) fn order(&self, order: Order) {
        assert!(self.mailbox.post(order).is_ok(), "it takes letters");
    }

    /// What it tells next, other than progress.
    pub(crate) fn outcome(&self) -> Told {
        loop {
            let told = self.progress();
            if !matches!(told, Told::Progress(_)) {
                return told;
            }
        }
    }

    pub(crate) fn progress(&self) -> Told {
        self.told.recv_timeout(PATIENCE).expect("it tells")
    }

    /// Waits until it says that so many connections are open.
    pub(crate) fn await_connections(&self, count: usize) {
        let until = Instant::now() + PATIENCE;
        while self.sip.snapshot().connections != count {
            assert!(Instant::now() < until, "there are not {count} connections");
            std::thread::yield_now();
        }
    }

    pub(crate) fn end(self) {
        self.sip.shutdown();
    }
}

/// A call whose body has so many octets more than it needs.
pub(crate) fn invitation(padding: usize) -> Invitation {
    let padding = format!("a=pad:{}\r\n", "x".repeat(padding));
    Invitation {
        uri: "sip:service@127.0.0.1".to_owned(),
        from: "\"Tandem\" <sip:+4930111@127.0.0.1>".to_owned(),
        to: "<sip:service@127.0.0.1>".to_owned(),
        call_id: "outbound-1".to_owned(),
        local_tag: "t1".to_owned(),
        headers: Vec::new(),
        body: Some(("application/sdp", Bytes::from(format!("{SDP}{padding}")))),
    }
}
