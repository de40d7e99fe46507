//! Calls that go out (RFC 3261 §13.2, §17.1.1).

mod answer;
mod asking;
mod attempts;
mod digest;
mod invitation;
mod reliable;

use bytes::Bytes;
use tandem_sip_proto::{
    Answered, EndpointConfig, Event, Flow, Invitation, Refused, RefusedBy, Uac, UacEvent, UacPolicy,
};

use crate::rig::{Rig, Sent, udp, udp_from};

pub(crate) fn invitation() -> Invitation {
    Invitation {
        uri: "sip:+4930222@provider.example".to_owned(),
        from: "\"Tandem\" <sip:+4930111@192.0.2.10>".to_owned(),
        to: "<sip:+4930222@provider.example>".to_owned(),
        call_id: "out-1@192.0.2.10".to_owned(),
        local_tag: "t1".to_owned(),
        headers: vec![("X-Campaign".to_owned(), "7".to_owned())],
        body: Some(("application/sdp", Bytes::from_static(b"v=0\r\n"))),
    }
}

/// A call on the bench, and what it told.
pub(crate) struct Bench {
    pub(crate) rig: Rig,
    pub(crate) uac: Uac,
    /// The last INVITE.
    pub(crate) invite: Sent,
    pub(crate) progress: Vec<u16>,
    pub(crate) answered: Option<Answered>,
    pub(crate) refused: Vec<Refused>,
    /// Answers that nobody waited for.
    pub(crate) declined: usize,
}

/// The second target.
pub(crate) fn second() -> Flow {
    udp_from("192.0.2.2:5060")
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(invitation(), UacPolicy::default(), vec![udp()])
    }

    pub(crate) fn with(invitation: Invitation, policy: UacPolicy, targets: Vec<Flow>) -> Self {
        Self::on(EndpointConfig::default(), invitation, policy, targets)
    }

    pub(crate) fn on(
        config: EndpointConfig,
        invitation: Invitation,
        policy: UacPolicy,
        targets: Vec<Flow>,
    ) -> Self {
        let mut rig = Rig::with(config);
        let mut uac = Uac::new(invitation, policy, 42, 7).expect("an invitation");
        uac.place(targets, &mut rig.endpoint, rig.now);
        let invite = rig.sent().remove(0);
        assert!(invite.start_line().starts_with("INVITE "));
        Self {
            rig,
            uac,
            invite,
            progress: Vec::new(),
            answered: None,
            refused: Vec::new(),
            declined: 0,
        }
    }

    /// A response to the last INVITE, as the callee writes it.
    pub(crate) fn response(&self, status: u16, tag: &str, lines: &[&str]) -> String {
        response_to(&self.invite, status, tag, lines)
    }

    /// Hears a response; gives what was sent because of it.
    pub(crate) fn hear(&mut self, status: u16, tag: &str, lines: &[&str]) -> Vec<Sent> {
        let text = self.response(status, tag, lines);
        self.hear_text(text)
    }

    pub(crate) fn hear_text(&mut self, text: String) -> Vec<Sent> {
        let mut sent = self.rig.hear_on(self.invite.flow, Bytes::from(text));
        self.settle();
        sent.extend(self.rig.sent());
        sent
    }

    /// Lets time pass.
    pub(crate) fn advance(&mut self, by: std::time::Duration) -> Vec<Sent> {
        let end = self.rig.now + by;
        let mut sent = Vec::new();
        while let Some(at) = self.uac.poll_timeout().filter(|at| *at <= end) {
            sent.extend(self.rig.advance(at - self.rig.now));
            self.uac
                .handle_timeout(&mut self.rig.endpoint, self.rig.now);
            self.settle();
            sent.extend(self.rig.sent());
        }
        sent.extend(self.rig.advance(end - self.rig.now));
        self.settle();
        sent.extend(self.rig.sent());
        sent
    }

    pub(crate) fn cancel(&mut self) -> Vec<Sent> {
        self.uac.cancel(&mut self.rig.endpoint, self.rig.now);
        self.settle();
        self.rig.sent()
    }

    /// Hands events to the call, and writes down what it tells.
    pub(crate) fn settle(&mut self) {
        for event in self.rig.events() {
            let endpoint = &mut self.rig.endpoint;
            match event {
                Event::Response {
                    tx,
                    owner,
                    message,
                    flow,
                } => {
                    assert_eq!(owner, 42);
                    self.uac
                        .handle_response(tx, message, flow, endpoint, self.rig.now);
                }
                Event::ClientFailed { tx, failure, .. } => {
                    self.uac.handle_failure(tx, failure, endpoint, self.rig.now);
                }
                Event::Declined { owner } => {
                    assert_eq!(owner, 42);
                    self.declined += 1;
                }
                Event::Request { .. }
                | Event::Cancelled { .. }
                | Event::Accepted { .. }
                | Event::AckTimedOut { .. }
                | Event::ServerFailed { .. } => panic!("{event:?} of a call that goes out"),
            }
        }
        while let Some(event) = self.uac.poll_event() {
            match event {
                UacEvent::Progress(message) => self.progress.push(message.status()),
                UacEvent::Answered(answered) => self.answered = Some(*answered),
                UacEvent::Refused(refused) => self.refused.push(refused),
                UacEvent::Redirected { .. } => panic!("the policy follows no redirection"),
            }
        }
    }

    /// Status and cause of the one refusal.
    pub(crate) fn refusal(&self) -> (u16, RefusedBy) {
        match &self.refused[..] {
            [refused] => (refused.status, refused.cause),
            others => panic!("{} refusals in place of one", others.len()),
        }
    }
}

pub(crate) fn response_to(request: &Sent, status: u16, tag: &str, lines: &[&str]) -> String {
    let to = request.header("To");
    let tag = if tag.is_empty() || to.contains(";tag=") {
        String::new()
    } else {
        format!(";tag={tag}")
    };
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!(
        "SIP/2.0 {status} Text\r\nVia: {}\r\nFrom: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\n{lines}\
         Content-Length: 0\r\n\r\n",
        request.header("Via"),
        request.header("From"),
        request.header("Call-ID"),
        request.header("CSeq"),
    )
}

/// The start lines.
pub(crate) fn lines(sent: &[Sent]) -> Vec<String> {
    sent.iter().map(Sent::start_line).collect()
}

/// The methods.
pub(crate) fn methods(sent: &[Sent]) -> Vec<String> {
    let method = |line: String| line.split(' ').next().unwrap_or_default().to_owned();
    lines(sent).into_iter().map(method).collect()
}

pub(crate) const CONTACT: &str = "Contact: <sip:callee@192.0.2.1:5070>";
