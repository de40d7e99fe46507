//! What only calls that come in do.

use std::time::Instant;

use tandem_call::{Input, PinCheck};
use tandem_dispatch::{Entry, PinInput, Verdict, entry};
use tandem_model::ReasonCode;
use tandem_rooms::Cluster;
use tandem_sip_proto::{ALLOW, Endpoint, Flow, Message, Reliable, ReliableDue, Reply, ServerTx};

use crate::gateway::Gateway;
use crate::live::{Inbound, LiveCall, Side, Slot};
use crate::near::near_suffix;
use crate::offer::reason_of;
use crate::{headers, record};

impl Gateway {
    /// Sends 180; one that must be confirmed goes out when the last one is.
    pub(crate) fn ring(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        match call.reliable().map(|reliable| reliable.next(now)) {
            None => call.respond_ringing(None, endpoint, now),
            Some(Some(number)) => call.respond_ringing(Some(number), endpoint, now),
            Some(None) => {}
        }
    }

    /// Repeats a 180 that is not confirmed, or gives the call up (RFC 3262 §3).
    pub(crate) fn reliable_due(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(reliable) = call.reliable() else {
            return;
        };
        let number = reliable.last();
        match reliable.handle_timeout(now) {
            None => {}
            Some(ReliableDue::Repeat) => call.respond_ringing(Some(number), endpoint, now),
            Some(ReliableDue::GaveUp) => call.machine.handle_input(Input::AckTimedOut, now),
        }
    }

    /// PRACK confirms a 180 (RFC 3262 §3).
    pub(crate) fn handle_prack(
        &mut self,
        tx: ServerTx,
        prack: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = self.find_or_refuse(prack, (tx, flow), endpoint, now) else {
            return;
        };
        let call = self.calls.get_mut(slot);
        let reliable = call.and_then(LiveCall::reliable);
        match reliable.is_some_and(|reliable| reliable.confirm(prack)) {
            true => endpoint.respond(tx, &Reply::new(200), now),
            false => {
                let why = (481, ReasonCode::NoDialog);
                Self::refuse_request(tx, why, &[], endpoint, now);
            }
        }
        self.drive(slot, endpoint, now);
    }

    pub(crate) fn answer(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        self.open_leg(slot);
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(invite) = call.invite() else { return };
        let fields = self.services.fields(call, true);
        let timer = call.session.begin(now);
        let contact = call.contact();
        let local = call.media.local;
        let session = &mut call.media.session;
        let described = call.media.offer.clone().or_else(|| session.answer(local));
        let described = described.unwrap_or_default();
        let mut reply = Reply::new(200)
            .to_tag(headers::tag(&call.id))
            .header("Contact", &contact)
            .header("Allow", ALLOW)
            .header("Supported", crate::SUPPORTED)
            .body("application/sdp", described.as_bytes());
        for (name, value) in &timer {
            reply = reply.header(name, value);
        }
        for (name, value) in &fields {
            reply = reply.header(name, value);
        }
        endpoint.respond(invite, &reply, now);
        call.final_status = 200;
        if let Some(reliable) = call.reliable() {
            reliable.settle();
        }
        // Our own offer waits for the ACK.
        if let Some(leg) = call.media.leg.filter(|_| call.media.stream.is_some()) {
            self.services.media.start(leg);
        }
        self.services.remember_answer(call, now);
    }

    pub(crate) fn refuse_call(
        &mut self,
        slot: Slot,
        status: u16,
        reason: ReasonCode,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(invite) = call.invite() else { return };
        let fields = self.services.fields(call, false);
        let text = headers::reason(status, reason);
        let mut reply = Reply::new(status)
            .to_tag(headers::tag(&call.id))
            .header("Reason", &text);
        for (name, value) in &fields {
            reply = reply.header(name, value);
        }
        endpoint.respond(invite, &reply, now);
        call.final_status = status;
    }

    /// Asks the matcher again, with the PIN.
    pub(crate) fn check_pin(&mut self, slot: Slot, pin: Option<&str>) -> PinCheck {
        let Some(call) = self.calls.get_mut(slot) else {
            return PinCheck::Failed(ReasonCode::Internal);
        };
        let pin = pin.map_or(PinInput::Skipped, |pin| {
            PinInput::Entered(self.services.plane.vault().pin_tag(pin))
        });
        let Side::Inbound(inbound) = &call.side else {
            return PinCheck::Failed(ReasonCode::Internal);
        };
        let matcher = self.services.plane.matcher();
        let attempt = call.attempt(inbound, pin);
        let decision = matcher.evaluate(&attempt).cloned();
        self.services.plane.calls().update(&call.id, |record| {
            record.verdict = Some(record::verdict_record(&decision));
        });
        match (decision.verdict, &mut call.side) {
            (Verdict::Enter(rule) | Verdict::AskPin(rule), Side::Inbound(inbound)) => {
                inbound.rule = rule;
                inbound.trunk = decision.trunk;
                PinCheck::Opens
            }
            (Verdict::Refuse(_) | Verdict::Challenge, _) | (_, Side::Outbound(_)) => {
                PinCheck::Wrong
            }
        }
    }

    /// The ACK of our 200 came. After an offer of ours it brings the answer (RFC 3261 §13.2.2.4); without one a new
    /// call cannot go on.
    pub(crate) fn confirmed(&mut self, slot: Slot, ack: &Message) -> Option<Input> {
        let call = self.calls.get_mut(slot)?;
        if !call.media.session.is_offering() {
            return None;
        }
        let stream = match call.media.session.take_answer(ack.body()) {
            Ok(stream) => stream,
            Err(error) if call.media.stream.is_none() => {
                return Some(Input::PutOut(reason_of(&error)));
            }
            Err(_) => {
                // What was agreed before the re-INVITE holds.
                call.media.session.withdraw();
                return None;
            }
        };
        self.services.agreed(call, stream);
        if let Some(leg) = call.media.leg {
            self.services.media.start(leg);
        }
        None
    }
}

impl LiveCall {
    /// The provisional responses to its INVITE, if they are to be confirmed.
    fn reliable(&mut self) -> Option<&mut Reliable> {
        match &mut self.side {
            Side::Inbound(inbound) => inbound.reliable.as_mut(),
            Side::Outbound(_) => None,
        }
    }

    /// 180 with this `RSeq`, if it has one.
    fn respond_ringing(&mut self, number: Option<u32>, endpoint: &mut Endpoint, now: Instant) {
        let Some(invite) = self.invite() else { return };
        let contact = self.contact();
        let number = number.map(|number| number.to_string());
        let mut reply = Reply::new(180)
            .to_tag(headers::tag(&self.id))
            .header("Contact", &contact)
            .header("Allow", ALLOW);
        if let Some(number) = &number {
            reply = reply.header("Require", "100rel").header("RSeq", number);
        }
        endpoint.respond(invite, &reply, now);
    }
}

/// What the caller is in the room that the rule names, apart from what header fields say of him.
pub(crate) fn inbound_entry(
    cluster: &Cluster,
    call: &LiveCall,
    inbound: &Inbound,
) -> Option<Entry> {
    let attempt = call.attempt(inbound, PinInput::NotAsked);
    let suffix = near_suffix(cluster, &inbound.rule, &attempt);
    let made = entry(
        &inbound.rule,
        inbound.trunk.as_deref(),
        &attempt,
        &call.facts.caller_host,
        &call.id,
        suffix,
    );
    made.ok()
}
