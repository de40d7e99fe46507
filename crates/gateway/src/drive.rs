//! Carries out what a call asks for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use tandem_audio::Prompt;
use tandem_call::{CallStatus, Input, Output, Spoken};
use tandem_capture::MediaFact;

use tandem_control_plane::calls::{CallState, Happening};
use tandem_model::ReasonCode;
use tandem_rooms::{Entering, Join, ParticipantKind};
use tandem_rtp_io::{LegConfig, LegId, LegReport, Media};
use tandem_rtp_proto::sdp::AudioStream;
use tandem_sip_proto::{Ask, Endpoint, Method, Reliable};
use tandem_telemetry::instruments;

use crate::gateway::{Gateway, sink};
use crate::incoming::inbound_entry;
use crate::live::{Chair, LiveCall, Side, Slot};
use crate::take_over::ENDED_KNOWN;
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
        loop {
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
            let Some(inputs) = self.next_of_invite(slot, endpoint, now) else {
                break;
            };
            if let Some(call) = self.calls.get_mut(slot) {
                for input in inputs {
                    call.machine.handle_input(input, now);
                }
            }
        }
        if let Some(call) = self.calls.get_mut(slot) {
            let of_invite = match &call.side {
                Side::Inbound(inbound) => {
                    let reliable = inbound.reliable.as_ref();
                    reliable.and_then(Reliable::poll_timeout)
                }
                Side::Outbound(outbound) => outbound.poll_timeout(),
            };
            let of_call = call.machine.poll_timeout();
            let transfer = call.transfer.as_ref();
            let of_transfer = transfer.and_then(|transfer| transfer.poll_timeout());
            let of_session = call.session.poll_timeout();
            let due = [of_call, of_invite, of_transfer, of_session];
            let next = due.into_iter().flatten().min();
            let next = next.filter(|_| call.closing.is_none());
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
            Output::Invite => self.invite(slot, endpoint, now),
            Output::Cancel => self.cancel(slot, endpoint, now),
            Output::StartEarly => self.start_early(slot),
            Output::Start => self.start_answered(slot, now),
            Output::Press => return self.press_keys(slot),
            Output::Release(reason) => self.release(slot, reason, endpoint, now),
        }
        None
    }

    /// Takes a seat in the room. Where another node must be asked, its answer comes by mail.
    fn enter(&mut self, slot: Slot) -> Option<Input> {
        let sink = sink(slot, &self.mailbox);
        self.open_leg(slot);
        let Some(call) = self.calls.get_mut(slot) else {
            return Some(Input::NotEntered(ReasonCode::Internal));
        };
        let from_headers = std::mem::take(&mut call.facts.from_headers);
        let call = &*call;
        if let Some(leg) = call.media.leg.filter(|_| call.suppresses_noise()) {
            self.services.media.suppress_noise(leg);
        }
        let (entry, room_config) = match &call.side {
            Side::Inbound(inbound) => {
                let config = inbound.rule.spec.room.config.clone();
                (inbound_entry(&self.cluster, call, inbound), config)
            }
            Side::Outbound(outbound) => (Some(outbound.entry(&call.id)), None),
        };
        let Some(mut entry) = entry else {
            return Some(Input::NotEntered(ReasonCode::BadRoomName));
        };
        entry.attributes.extend(from_headers);
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
            room_config,
            sink,
            at: tandem_control_plane::now(),
        };
        let (seat, entered) = match self.cluster.enter(join, call.relayed_audio()) {
            Entering::Now(Ok(joined)) => {
                let heard = joined.heard;
                (Chair::Here(joined.seat), Some(Input::Entered { heard }))
            }
            Entering::Now(Err(_)) => return Some(Input::NotEntered(ReasonCode::RoomFull)),
            Entering::Later(seat) => (Chair::Sought(seat), None),
        };
        if let Some(call) = self.calls.get_mut(slot) {
            call.seat = Some(seat);
        }
        entered
    }

    /// Opens the media leg, once.
    pub(crate) fn open_leg(&mut self, slot: Slot) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(reservation) = call.media.reservation.take() else {
            return;
        };
        let options = call.media_options();
        let config = LegConfig {
            stream: call
                .media
                .stream
                .map(|stream| self.services.allowed(call, stream)),
            media_timeout: options.media_timeout,
            finds_keys: options.inband_dtmf.unwrap_or_default(),
            cookie: slot.0,
        };
        call.media.leg = Some(self.services.media.open(reservation, config));
    }

    pub(crate) fn hang_up(
        &mut self,
        slot: Slot,
        reason: ReasonCode,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let fields = self.services.fields(call, false);
        let text = headers::reason(200, reason);
        let mut headers = vec![("Reason".to_owned(), text)];
        headers.extend(fields);
        let bye = Ask {
            method: Method::Bye,
            headers,
            body: None,
        };
        call.ask(bye, endpoint, now);
    }

    fn play(&mut self, slot: Slot, prompt: Spoken) {
        let prompt = match prompt {
            Spoken::EnterPin => Prompt::EnterPin,
            Spoken::WrongPin => Prompt::WrongPin,
            Spoken::Joining => Prompt::Joining,
        };
        self.with_leg(slot, |media, leg| media.play(leg, prompt));
    }

    pub(crate) fn with_leg(&mut self, slot: Slot, does: impl FnOnce(&Media, LegId)) {
        if let Some(leg) = self.calls.get_mut(slot).and_then(|call| call.media.leg) {
            does(&self.services.media, leg);
        }
    }

    fn set_status(&mut self, slot: Slot, status: CallStatus) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        self.services
            .set_attributes(call, &[("sip.callStatus", status.as_str())]);
        if status == CallStatus::Ringing {
            self.services.plane.calls().tell(&call.id, Happening::Rings);
        }
        if let (CallStatus::Active, Side::Outbound(outbound)) = (status, &mut call.side) {
            outbound.asker.is_answered();
        }
    }

    /// The call is over: what it held is given back. Its record ends with the last numbers of its leg.
    fn release(&mut self, slot: Slot, reason: ReasonCode, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        self.deadlines.set(slot, call.deadline.take(), None);
        self.slot_by_tag.remove(headers::tag(&call.id));
        self.ended.truncate(ENDED_KNOWN - 1);
        self.ended.push_front((slot, call.id.clone()));
        self.services.end_transfer(call);
        let mut referrer = None;
        match &mut call.side {
            Side::Inbound(inbound) => {
                if let Some(invite) = inbound.invite.take() {
                    self.slot_by_invite.remove(&invite);
                }
            }
            Side::Outbound(outbound) => {
                let status = outbound.last_status();
                referrer = outbound.referrer.take().map(|referrer| (referrer, status));
                outbound.end(reason);
            }
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
        if let Some((referrer, status)) = referrer {
            self.tell_referrer(referrer, status, endpoint, now);
        }
    }

    /// RTP still came to the port of a call that is over.
    pub(crate) fn heard_after_end(
        &self,
        slot: Slot,
        source: SocketAddr,
        packets: u64,
        now: Instant,
    ) {
        let Some((_, id)) = self.ended.iter().find(|(ended, _)| *ended == slot) else {
            return;
        };
        let calls = self.services.plane.calls();
        if let Some(sip_call_id) = calls.heard_after_end(id, packets) {
            let fact = MediaFact::AfterEnd { source, packets };
            let capture = &self.services.capture;
            capture.note(sip_call_id.as_bytes(), fact, now);
        }
    }

    /// Ends the record of a released call.
    pub(crate) fn finish(&mut self, slot: Slot, report: Option<LegReport>) {
        let Some(call) = self.calls.remove(slot) else {
            return;
        };
        let reason = call.closing.unwrap_or(ReasonCode::Internal);
        instruments::call_ended(reason.code(), call.final_status);
        if let Some((report, mos)) = report.and_then(|report| Some((report, report.mos()?))) {
            instruments::call_jitter(std::time::Duration::from_micros(report.jitter_us));
            instruments::call_mos(mos);
        }
        if let Some(below) = report.and_then(|report| report.level_below) {
            instruments::call_level(below);
        }
        self.services.capture_ended(&call, report.as_ref());
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
    pub(crate) fn fields(&self, call: &LiveCall, literal: bool) -> Vec<(String, String)> {
        let Some(rules) = call.header_rules() else {
            return Vec::new();
        };
        if rules.from_attributes.is_empty() {
            return headers::fields(rules, literal, &tandem_model::Attributes::new());
        }
        let attributes = match &call.seat {
            Some(Chair::Here(seat)) => self.rooms.attributes(seat).unwrap_or_default(),
            Some(Chair::Sought(seat)) => seat.attributes().clone(),
            Some(Chair::Left(attributes)) => attributes.clone(),
            None => tandem_model::Attributes::new(),
        };
        headers::fields(rules, literal, &attributes)
    }

    /// Changes attributes of the participant.
    pub(crate) fn set_attributes(&self, call: &mut LiveCall, attributes: &[(&str, &str)]) {
        match &mut call.seat {
            Some(Chair::Here(seat)) => self.rooms.set_attributes(seat, attributes),
            Some(Chair::Sought(seat)) => seat.set_attributes(attributes),
            Some(Chair::Left(_)) | None => {}
        }
    }

    /// A stream without the peer's address, where nothing may be sent there: it goes where the peer's own packets come
    /// from. The host that the call itself is with is always allowed.
    pub(crate) fn allowed(&self, call: &LiveCall, stream: AudioStream) -> AudioStream {
        let nowhere = |address: SocketAddr| match address.ip() {
            IpAddr::V4(_) => SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port()),
            IpAddr::V6(_) => SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), address.port()),
        };
        let allowed = |address: SocketAddr| match self.may_send(call, address.ip()) {
            true => address,
            false => nowhere(address),
        };
        AudioStream {
            remote: allowed(stream.remote),
            remote_rtcp: allowed(stream.remote_rtcp),
            ..stream
        }
    }

    /// Whether a peer may name this address for its media.
    pub(crate) fn may_send(&self, call: &LiveCall, ip: IpAddr) -> bool {
        ip.is_unspecified() || ip == call.flow.peer.ip() || !self.refused.contains(ip)
    }

    /// Lets the leg have what is agreed on.
    pub(crate) fn agreed(&self, call: &mut LiveCall, stream: AudioStream) {
        if call.media.stream.replace(stream) == Some(stream) {
            return;
        }
        if let Some(leg) = call.media.leg {
            self.media.update(leg, self.allowed(call, stream));
        }
        self.capture_agreed(call, &stream);
        let codec = stream.codec.name();
        let calls = self.plane.calls();
        calls.update(&call.id, |record| {
            record.codec = Some(codec);
            record.media_encryption = record::media_encryption(&stream, call.flow);
        });
    }

    /// The call is answered.
    pub(crate) fn remember_answer(&self, call: &LiveCall, now: Instant) {
        instruments::call_answered(now.elapsed() + (now - call.began));
        self.plane.calls().update(&call.id, |record| {
            record.state = CallState::Active;
            record.times.answered = Some(tandem_control_plane::now());
            record.final_status = Some(200);
        });
    }
}
