//! Carries out what a call asks for.

use std::time::Instant;

use tandem_audio::Prompt;
use tandem_call::{CallStatus, Input, Output, PinCheck, Spoken};
use tandem_control_plane::calls::CallState;
use tandem_dispatch::{PinInput, Verdict, entry};
use tandem_model::ReasonCode;
use tandem_rooms::{Entering, Join, ParticipantKind};
use tandem_rtp_io::{LegConfig, LegReport};
use tandem_sip_proto::{ALLOW, Dialog, Endpoint, Reply};
use tandem_telemetry::instruments;

use crate::gateway::{Gateway, sink};
use crate::intake::media_of;
use crate::live::{Chair, LiveCall, Slot};
use crate::near::near_suffix;
use crate::{headers, record};

impl Gateway {
    /// Gives a call what happened, and does what it asks for.
    pub(crate) fn feed(&mut self, slot: Slot, input: Input, endpoint: &mut Endpoint, now: Instant) {
        if let Some(call) = self.calls.get_mut(slot) {
            call.machine.handle_input(input, now);
            self.drive(slot, endpoint, now);
        }
    }

    /// Does what a call asks for until it asks for nothing more, then sets its timer.
    pub(crate) fn drive(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        while let Some(output) = self
            .calls
            .get_mut(slot)
            .and_then(|call| call.machine.poll_output())
        {
            let answer = self.carry_out(slot, output, endpoint, now);
            if let (Some(input), Some(call)) = (answer, self.calls.get_mut(slot)) {
                call.machine.handle_input(input, now);
            }
        }
        if let Some(call) = self.calls.get_mut(slot) {
            let next = call.machine.poll_timeout();
            self.deadlines
                .set(slot, std::mem::replace(&mut call.deadline, next), next);
        }
    }

    /// Does one thing; gives what the call must know of it.
    fn carry_out(
        &mut self,
        slot: Slot,
        output: Output,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Option<Input> {
        match output {
            Output::Ring => self.ring(slot, endpoint, now),
            Output::Enter => return self.enter(slot),
            Output::Answer => self.answer(slot, endpoint, now),
            Output::Refuse { status, reason } => {
                self.refuse_call(slot, status, reason, endpoint, now)
            }
            Output::Hangup(reason) => self.hang_up(slot, reason, endpoint, now),
            Output::Play(prompt) => self.play(slot, prompt),
            Output::CheckPin(pin) => {
                return Some(Input::PinChecked(self.check_pin(slot, pin.as_deref())));
            }
            Output::Status(status) => self.set_status(slot, status),
            Output::Release(reason) => self.release(slot, reason),
        }
        None
    }

    fn ring(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(invite) = call.invite else { return };
        let contact = Dialog::contact(call.flow.local, call.flow.transport);
        let reply = Reply::new(180)
            .to_tag(headers::tag(&call.id))
            .header("Contact", &contact)
            .header("Allow", ALLOW);
        endpoint.respond(invite, &reply, now);
    }

    /// Takes a seat in the room. Where another node must be asked, its answer comes by mail.
    fn enter(&mut self, slot: Slot) -> Option<Input> {
        let sink = sink(slot, &self.mailbox);
        self.open_leg(slot);
        let Some(call) = self.calls.get_mut(slot) else {
            return Some(Input::NotEntered(ReasonCode::Internal));
        };
        let attempt = call.attempt(PinInput::NotAsked);
        let suffix = near_suffix(&self.cluster, &call.rule, &attempt);
        let made = entry(
            &call.rule,
            call.trunk.as_deref(),
            &attempt,
            &call.facts.caller_host,
            &call.id,
            suffix,
        );
        let Ok(mut entry) = made else {
            return Some(Input::NotEntered(ReasonCode::BadRoomName));
        };
        entry
            .attributes
            .extend(std::mem::take(&mut call.facts.from_headers));
        self.services.plane.calls().update(&call.id, |record| {
            record.room = Some(entry.room.clone());
            record.identity = Some(entry.identity.clone());
        });
        let join = Join {
            room: entry.room,
            identity: entry.identity,
            name: entry.name,
            metadata: entry.metadata,
            attributes: entry.attributes,
            kind: ParticipantKind::Sip,
            leg: call.media.leg,
            room_config: call.rule.spec.room.config.clone(),
            sink,
            at: tandem_control_plane::now(),
        };
        match self.cluster.enter(join, call.media.stream.codec) {
            Entering::Now(Ok(joined)) => {
                call.seat = Some(Chair::Here(joined.seat));
                let heard = joined.heard;
                Some(Input::Entered { heard })
            }
            Entering::Now(Err(_)) => Some(Input::NotEntered(ReasonCode::RoomFull)),
            Entering::Later(seat) => {
                call.seat = Some(Chair::Sought(seat));
                None
            }
        }
    }

    /// Opens the media leg, once.
    fn open_leg(&mut self, slot: Slot) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(reservation) = call.media.reservation.take() else {
            return;
        };
        let config = LegConfig {
            stream: Some(call.media.stream),
            media_timeout: media_of(call).media_timeout,
            finds_keys: false,
            cookie: slot.0,
        };
        call.media.leg = Some(self.services.media.open(reservation, config));
    }

    fn answer(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        self.open_leg(slot);
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(invite) = call.invite else { return };
        let fields = self.services.fields(call, true);
        let contact = Dialog::contact(call.flow.local, call.flow.transport);
        let local = call.media.local;
        let answer = call.media.session.answer(local).unwrap_or_default();
        let mut reply = Reply::new(200)
            .to_tag(headers::tag(&call.id))
            .header("Contact", &contact)
            .header("Allow", ALLOW)
            .body("application/sdp", answer.as_bytes());
        for (name, value) in &fields {
            reply = reply.header(name, value);
        }
        endpoint.respond(invite, &reply, now);
        call.final_status = 200;
        if let Some(leg) = call.media.leg {
            self.services.media.start(leg);
        }
        instruments::call_answered(now.elapsed() + (now - call.began));
        self.services.plane.calls().update(&call.id, |record| {
            record.state = CallState::Active;
            record.times.answered = Some(tandem_control_plane::now());
            record.final_status = Some(200);
        });
    }

    fn refuse_call(
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
        let Some(invite) = call.invite else { return };
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

    fn hang_up(&mut self, slot: Slot, reason: ReasonCode, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let fields = self.services.fields(call, false);
        let text = headers::reason(200, reason);
        let mut extra: Vec<(&str, &str)> = vec![("Reason", &text)];
        extra.extend(
            fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let (request, flow) = call.dialog.request("BYE", &extra);
        endpoint.request(&request, flow, now);
    }

    fn play(&mut self, slot: Slot, prompt: Spoken) {
        let prompt = match prompt {
            Spoken::EnterPin => Prompt::EnterPin,
            Spoken::WrongPin => Prompt::WrongPin,
            Spoken::Joining => Prompt::Joining,
        };
        if let Some(leg) = self.calls.get_mut(slot).and_then(|call| call.media.leg) {
            self.services.media.play(leg, prompt);
        }
    }

    /// Asks the matcher again, with the PIN.
    fn check_pin(&mut self, slot: Slot, pin: Option<&str>) -> PinCheck {
        let Some(call) = self.calls.get_mut(slot) else {
            return PinCheck::Failed(ReasonCode::Internal);
        };
        let pin = pin.map_or(PinInput::Skipped, |pin| {
            PinInput::Entered(self.services.plane.vault().pin_tag(pin))
        });
        let matcher = self.services.plane.matcher();
        let decision = matcher.evaluate(&call.attempt(pin)).cloned();
        self.services.plane.calls().update(&call.id, |record| {
            record.verdict = Some(record::verdict_record(&decision));
        });
        match decision.verdict {
            Verdict::Enter(rule) | Verdict::AskPin(rule) => {
                call.rule = rule;
                call.trunk = decision.trunk;
                PinCheck::Opens
            }
            Verdict::Refuse(_) | Verdict::Challenge => PinCheck::Wrong,
        }
    }

    fn set_status(&mut self, slot: Slot, status: CallStatus) {
        let attributes = [("sip.callStatus", status.as_str())];
        match self.calls.get_mut(slot).and_then(|call| call.seat.as_mut()) {
            Some(Chair::Here(seat)) => self.services.rooms.set_attributes(seat, &attributes),
            Some(Chair::Sought(seat)) => seat.set_attributes(&attributes),
            None => {}
        }
    }

    /// The call is over: what it held is given back. Its record ends with the last numbers of its leg.
    fn release(&mut self, slot: Slot, reason: ReasonCode) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        self.deadlines.set(slot, call.deadline.take(), None);
        self.slot_by_tag.remove(headers::tag(&call.id));
        if let Some(invite) = call.invite.take() {
            self.slot_by_invite.remove(&invite);
        }
        if let Some(Chair::Here(seat)) = call.seat.take() {
            self.services.rooms.leave(&seat);
        }
        call.media.reservation = None;
        call.closing = Some(reason);
        match call.media.leg.take() {
            Some(leg) => self.services.media.close(leg),
            None => self.finish(slot, None),
        }
    }

    /// Ends the record of a released call.
    pub(crate) fn finish(&mut self, slot: Slot, report: Option<LegReport>) {
        let Some(call) = self.calls.remove(slot) else {
            return;
        };
        let reason = call.closing.unwrap_or(ReasonCode::Internal);
        instruments::call_ended(reason.code(), call.final_status);
        if let Some(report) = report.filter(|report| report.packets_in > 0) {
            instruments::call_jitter(std::time::Duration::from_micros(report.jitter_us));
        }
        let now = tandem_control_plane::now();
        let calls = self.services.plane.calls();
        calls.end(&call.id, now, |entry| {
            record::ended(entry, call.final_status, reason, report.as_ref())
        });
        tracing::debug!(call = %call.id, %reason, "a call ended");
    }
}

impl crate::Services {
    /// The header fields that the trunk of a call wants in our messages.
    fn fields(&self, call: &LiveCall, literal: bool) -> Vec<(String, String)> {
        let Some(trunk) = &call.trunk else {
            return Vec::new();
        };
        let rules = &trunk.spec.headers;
        if rules.from_attributes.is_empty() {
            return headers::fields(rules, literal, &tandem_model::Attributes::new());
        }
        let attributes = match &call.seat {
            Some(Chair::Here(seat)) => self.rooms.attributes(seat).unwrap_or_default(),
            Some(Chair::Sought(seat)) => seat.attributes().clone(),
            None => tandem_model::Attributes::new(),
        };
        headers::fields(rules, literal, &attributes)
    }
}
