//! The peer of a call is sent to somebody else (RFC 3515).

use std::time::Instant;

use tandem_audio::Signal;
use tandem_call::{Input, Transfer, TransferInput, TransferOutcome, TransferStep};
use tandem_control_plane::calls::{Happening, TransferStep as Step};
use tandem_control_plane::outbound::{TransferError, TransferRequest, Transferred};
use tandem_model::ReasonCode;
use tandem_rtp_io::Toward;
use tandem_sip_proto::{
    Ask, Asked, ClientTx, Endpoint, Failure, Flow, Message, Method, ReferProgress, Reply, ServerTx,
};
use tokio::sync::oneshot;

use crate::gateway::Gateway;
use crate::headers;
use crate::live::{LiveCall, Slot};
use crate::originate::TransferOrder;
use crate::outgoing::slot_of;

/// Who may wait for one transfer.
const MAX_ASKERS: usize = 8;
/// The longest phrase that is told on, in characters.
const MAX_PHRASE: usize = 200;

/// A transfer, and who waits for it.
pub(crate) struct LiveTransfer {
    machine: Transfer,
    request: TransferRequest,
    was_accepted: bool,
    /// What of it was told last: peers repeat themselves.
    told: Step,
    /// What stood beside the last status.
    phrase: Box<str>,
    askers: Vec<oneshot::Sender<Result<Transferred, TransferError>>>,
}

impl LiveTransfer {
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.machine.poll_timeout()
    }

    /// What it came to by that, if it was not over before.
    fn call_is_over(&mut self) -> Option<TransferOutcome> {
        let step = self
            .machine
            .handle_input(TransferInput::CallOver, Instant::now());
        let Some(TransferStep::Outcome(outcome)) = step else {
            return None;
        };
        self.tell(outcome);
        Some(outcome)
    }

    fn tell(&mut self, outcome: TransferOutcome) {
        let status = |status| TransferError::Status {
            status,
            phrase: self.phrase.clone(),
            was_accepted: self.was_accepted,
        };
        let told = match outcome {
            TransferOutcome::Completed => Ok(Transferred::Completed),
            TransferOutcome::CallEnded => Ok(Transferred::CallEnded),
            TransferOutcome::CallGone => Err(TransferError::CallGone),
            TransferOutcome::Refused(code) | TransferOutcome::Failed(code) => Err(status(code)),
            TransferOutcome::Unsubscribed => Err(TransferError::Unsubscribed),
            TransferOutcome::Unanswered | TransferOutcome::TimedOut => Err(TransferError::TimedOut),
        };
        for asker in self.askers.drain(..) {
            // He may have gone.
            let _ = asker.send(told.clone());
        }
    }
}

impl crate::Services {
    /// A call, or its peer's part in it, is over: who follows its transfer is told what that came to.
    pub(crate) fn end_transfer(&self, call: &mut LiveCall) {
        let transfer = call.transfer.take();
        let outcome = transfer.and_then(|mut transfer| transfer.call_is_over());
        if let Some(outcome) = outcome {
            self.plane.calls().tell(&call.id, told_of(outcome));
        }
    }
}

impl Gateway {
    /// Sends REFER, or says why not. Who asks for the same once more gets the same outcome.
    pub(crate) fn begin_transfer(
        &mut self,
        order: TransferOrder,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let TransferOrder { request, asker } = order;
        let slot = self.slot_by_tag.get(request.call.as_str()).copied();
        let Some((slot, call)) = slot.and_then(|slot| Some((slot, self.calls.get_mut(slot)?)))
        else {
            let _ = asker.send(Err(TransferError::UnknownCall));
            return;
        };
        let running = call.transfer.as_mut().filter(|one| !one.machine.is_over());
        let error = match running {
            Some(one) if one.request.to == request.to && one.askers.len() < MAX_ASKERS => {
                one.askers.push(asker);
                return;
            }
            Some(_) => TransferError::Elsewhere,
            None if !call.machine.is_answered() => TransferError::NotEstablished,
            None => match call.ask(refer(&request), endpoint, now) {
                true => {
                    call.transfer = Some(Box::new(LiveTransfer {
                        machine: Transfer::new(request.timeout, now),
                        request,
                        was_accepted: false,
                        told: Step::Initiated,
                        phrase: "".into(),
                        askers: vec![asker],
                    }));
                    let calls = self.services.plane.calls();
                    calls.tell(&call.id, Happening::Transfer(Step::Initiated));
                    self.sound(slot, true);
                    return self.drive(slot, endpoint, now);
                }
                false => TransferError::NotEstablished,
            },
        };
        let _ = asker.send(Err(error));
    }

    /// A response to a request of ours in a dialog.
    pub(crate) fn answered_in_dialog(
        &mut self,
        owner: u64,
        tx: ClientTx,
        response: &Message,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = slot_of(owner) else { return };
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let asked = call.asked(tx, response.clone(), endpoint, now);
        let Some(Asked::Answered { method, message }) = asked else {
            return;
        };
        match method {
            Method::Refer => self.refer_answered(slot, &message, now),
            Method::Update | Method::Invite => {
                self.refreshed(slot, method, &message, endpoint, now)
            }
            Method::Notify => {
                let status = Some(message.status());
                self.referrer_notified(slot, status, endpoint, now);
            }
            Method::Ack | Method::Bye | Method::Cancel | Method::Options => return,
            Method::Prack | Method::Info | Method::Unserved(_) | Method::Unknown(_) => return,
        }
        self.drive(slot, endpoint, now);
    }

    fn refer_answered(&mut self, slot: Slot, response: &Message, now: Instant) {
        let call = self.calls.get_mut(slot);
        let Some(transfer) = call.and_then(|call| call.transfer.as_mut()) else {
            return;
        };
        transfer.phrase = String::from_utf8_lossy(response.reason()).into();
        let input = match response.status() {
            200..=299 => {
                transfer.was_accepted = true;
                TransferInput::Accepted
            }
            status => TransferInput::Refused(status),
        };
        if input == TransferInput::Accepted {
            self.tell_step(slot, Step::Accepted);
        }
        self.step(slot, input, now);
    }

    /// A request of ours in a dialog got no final response.
    pub(crate) fn failed_in_dialog(
        &mut self,
        owner: u64,
        tx: ClientTx,
        failure: Failure,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = slot_of(owner) else { return };
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(Asked::Failed { method, .. }) = call.asking.handle_failure(tx, failure) else {
            return;
        };
        match method {
            Method::Refer => self.step(slot, TransferInput::Unanswered, now),
            Method::Update | Method::Invite => self.refresh_failed(slot, now),
            Method::Notify => self.referrer_notified(slot, None, endpoint, now),
            Method::Ack | Method::Bye | Method::Cancel | Method::Options => return,
            Method::Prack | Method::Info | Method::Unserved(_) | Method::Unknown(_) => return,
        }
        self.drive(slot, endpoint, now);
    }

    /// The peer tells how far it is (RFC 3515 §2.4.4).
    pub(crate) fn handle_notify(
        &mut self,
        tx: ServerTx,
        notify: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = self.find_or_refuse(notify, (tx, flow), endpoint, now) else {
            return;
        };
        let Ok(progress) = ReferProgress::of(notify) else {
            let event = notify.header_by_text(b"Event");
            let event = event.or_else(|| notify.header_by_text(b"o"));
            let is_refer = event.is_some_and(|event| event.starts_with(b"refer"));
            let (status, phrase) = match event {
                None => (400, "no event in NOTIFY request"),
                Some(_) if is_refer => (400, "invalid notify body"),
                Some(_) => (489, "Bad Event"),
            };
            let why = headers::reason(status, ReasonCode::BadRequest);
            let reply = Reply::new(status)
                .reason(phrase)
                .header("Reason", &why)
                .header("Allow-Events", "refer");
            return endpoint.respond(tx, &reply, now);
        };
        endpoint.respond(tx, &Reply::new(200), now);
        let call = self.calls.get_mut(slot);
        if let Some(transfer) = call.and_then(|call| call.transfer.as_mut()) {
            transfer.phrase = phrase(notify.body());
        }
        match progress.status {
            180 | 183 => self.tell_step(slot, Step::Ringing),
            0..=199 => self.tell_step(slot, Step::Trying),
            _ => {}
        }
        self.step(slot, TransferInput::Told(progress.status), now);
        if progress.is_last {
            self.step(slot, TransferInput::Unsubscribed, now);
        }
        self.drive(slot, endpoint, now);
    }

    /// Runs what is due of a transfer.
    pub(crate) fn transfer_due(&mut self, slot: Slot, now: Instant) {
        let call = self.calls.get_mut(slot);
        let transfer = call.and_then(|call| call.transfer.as_mut());
        if let Some(step) = transfer.and_then(|one| one.machine.handle_timeout(now)) {
            self.take_step(slot, step, now);
        }
    }

    fn step(&mut self, slot: Slot, input: TransferInput, now: Instant) {
        let call = self.calls.get_mut(slot);
        let transfer = call.and_then(|call| call.transfer.as_mut());
        if let Some(step) = transfer.and_then(|one| one.machine.handle_input(input, now)) {
            self.take_step(slot, step, now);
        }
    }

    /// Tells how far a transfer is that goes on, once.
    fn tell_step(&mut self, slot: Slot, step: Step) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let transfer = call.transfer.as_mut();
        if let Some(transfer) = transfer.filter(|one| !one.machine.is_settled() && one.told != step)
        {
            transfer.told = step;
            let calls = self.services.plane.calls();
            calls.tell(&call.id, Happening::Transfer(step));
        }
    }

    fn take_step(&mut self, slot: Slot, step: TransferStep, now: Instant) {
        self.sound(slot, false);
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        match step {
            TransferStep::Outcome(outcome) => {
                if let Some(transfer) = &mut call.transfer {
                    transfer.tell(outcome);
                }
                self.services.plane.calls().tell(&call.id, told_of(outcome));
            }
            TransferStep::Hangup => call.machine.handle_input(Input::Transferred, now),
        }
    }

    /// The peer hears it ring, or the room again.
    fn sound(&mut self, slot: Slot, rings: bool) {
        let call = self.calls.get_mut(slot);
        let transfer = call.and_then(|call| call.transfer.as_ref());
        if transfer.is_some_and(|transfer| transfer.request.play_dialtone) {
            let signal = rings.then_some(Signal::Ringback);
            self.with_leg(slot, |media, leg| media.signal(leg, Toward::Peer, signal));
        }
    }
}

/// What an outcome is to those who follow the call.
fn told_of(outcome: TransferOutcome) -> Happening {
    Happening::Transfer(match outcome {
        TransferOutcome::Completed | TransferOutcome::CallEnded => Step::Completed,
        TransferOutcome::CallGone
        | TransferOutcome::Refused(_)
        | TransferOutcome::Unanswered
        | TransferOutcome::Failed(_)
        | TransferOutcome::Unsubscribed
        | TransferOutcome::TimedOut => Step::Failed,
    })
}

/// The REFER of a request.
fn refer(request: &TransferRequest) -> Ask {
    let own = request.headers.iter();
    let own = own.map(|(name, value)| (name.to_string(), value.to_string()));
    let to = ("Refer-To".to_owned(), request.to.to_string());
    Ask {
        method: Method::Refer,
        headers: std::iter::once(to).chain(own).collect(),
        body: None,
    }
}

/// The words behind the status in a `message/sipfrag`.
fn phrase(body: &[u8]) -> Box<str> {
    let line = body.split(|octet| matches!(octet, b'\r' | b'\n')).next();
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    let phrase = line.splitn(3, ' ').nth(2).unwrap_or_default();
    phrase.chars().take(MAX_PHRASE).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_what_is_behind_the_status() {
        assert_eq!(&*phrase(b"SIP/2.0 486 Busy Here\r\nTo: x"), "Busy Here");
        assert_eq!(&*phrase(b"SIP/2.0 200"), "");
    }
}
