//! A call takes the place of another (RFC 3891): an INVITE with Replaces gets the seat, and the old peer a BYE.

use std::net::SocketAddr;
use std::time::Instant;

use tandem_call::{Input, NotReplaced, Standing};
use tandem_dispatch::{Attempt, Decision, PinInput, Verdict};
use tandem_model::ReasonCode;
use tandem_rtp_proto::sdp::{AudioStream, Session as Description};
use tandem_sip_proto::{ALLOW, Asking, Dialog, Endpoint, Message, Replaces, Reply};

use crate::gateway::Gateway;
use crate::headers;
use crate::intake::{Intake, Refused};
use crate::live::{LiveCall, Side, Slot};
use crate::offer::{agree, session};
use crate::outgoing::owner;
use crate::session::Session;

/// Calls that have ended of which it is known that they were: an INVITE that comes too late is told so.
pub(crate) const ENDED_KNOWN: usize = 1024;

/// What an INVITE brings into the call whose place it takes.
struct Arrival {
    dialog: Dialog,
    session: Session,
    description: Description,
    /// Absent where the INVITE had no offer: the ACK brings the answer.
    stream: Option<AudioStream>,
    /// Where the new peer is told that our media is.
    local: SocketAddr,
    /// What our 200 says.
    body: String,
}

/// Whether a request has the field.
pub(crate) fn has_replaces(request: &Message) -> bool {
    request.header_by_text(b"Replaces").is_some()
}

impl Gateway {
    /// Takes an INVITE with Replaces.
    pub(crate) fn take_over(&mut self, intake: &Intake<'_>, endpoint: &mut Endpoint, now: Instant) {
        let slot = match self.replaced(intake.invite) {
            Ok(slot) => slot,
            Err(refused) => return self.refuse(intake, None, &refused, endpoint, now),
        };
        if !self.may_take_over(slot, intake, endpoint, now) {
            return;
        }
        match self.arrival(slot, intake) {
            Ok(arrival) => self.replace(slot, arrival, intake, endpoint, now),
            Err(refused) => self.refuse(intake, None, &refused, endpoint, now),
        }
    }

    /// The call that is meant.
    fn replaced(&mut self, invite: &Message) -> Result<Slot, Refused> {
        let broken = || Refused::new(400, ReasonCode::ProtocolError);
        let fields = invite.all_headers();
        let mut fields = fields.filter(|(name, _)| name.eq_ignore_ascii_case(b"Replaces"));
        let (field, more) = (fields.next(), fields.next());
        let value = field.filter(|_| more.is_none()).map(|(_, value)| value);
        let replaces = Replaces::parse(value.ok_or_else(broken)?).map_err(|_| broken())?;
        let (slot, standing) = self.standing(&replaces);
        let judged = standing.judge(replaces.is_early_only);
        judged.map_err(|why| match why {
            NotReplaced::NoDialog => Refused::new(481, ReasonCode::ReplacesUnknown),
            NotReplaced::Ended => Refused::new(603, ReasonCode::ReplacesUnknown),
            NotReplaced::Answered => Refused::new(486, ReasonCode::ReplacesAnswered),
            NotReplaced::TooEarly => {
                Refused::new(500, ReasonCode::ReplacesUnknown).with("Retry-After", "1")
            }
        })?;
        slot.ok_or_else(|| Refused::new(481, ReasonCode::ReplacesUnknown))
    }

    fn standing(&mut self, replaces: &Replaces) -> (Option<Slot>, Standing) {
        let tag = &*replaces.to_tag;
        let Some(slot) = self.slot_by_tag.get(tag).copied() else {
            let has_ended = self
                .ended
                .iter()
                .any(|(_, ended)| headers::tag(ended) == tag);
            return match has_ended {
                true => (None, Standing::Ended),
                false => (None, Standing::Unknown),
            };
        };
        let Some(call) = self.calls.get_mut(slot) else {
            return (None, Standing::Unknown);
        };
        if call.sip_call_id() != replaces.call_id || !call.is_with(&replaces.from_tag) {
            return (None, Standing::Unknown);
        }
        let is_settled = match &call.side {
            Side::Inbound(inbound) => inbound
                .invite
                .is_none_or(|first| !self.slot_by_invite.contains_key(&first)),
            Side::Outbound(_) => true,
        };
        let standing = match (&call.side, call.machine.is_answered()) {
            (Side::Inbound(_), false) => Standing::RingsHere,
            (Side::Outbound(_), false) => Standing::RingsThere,
            (_, true) if !is_settled => Standing::Unconfirmed,
            (_, true) => Standing::Confirmed,
        };
        (Some(slot), standing)
    }

    /// The host that the call is with may hand it on; others must be able to make the same call.
    fn may_take_over(
        &mut self,
        slot: Slot,
        intake: &Intake<'_>,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> bool {
        let Some(call) = self.calls.get_mut(slot) else {
            return false;
        };
        if call.flow.peer.ip() == intake.flow.peer.ip() {
            return true;
        }
        let facts = &call.facts;
        let (called, caller) = match &call.side {
            Side::Inbound(_) => (&facts.called, &facts.caller),
            Side::Outbound(_) => (&facts.caller, &facts.called),
        };
        let (called, caller) = (called.clone(), caller.clone());
        let decision = self.decide(&Attempt {
            called: &called,
            caller: &caller,
            is_private: false,
            source: intake.flow.peer.ip(),
            pin: PinInput::NotAsked,
            authenticated: None,
        });
        match &decision.verdict {
            Verdict::Enter(_) | Verdict::AskPin(_) => true,
            Verdict::Challenge => self.proves(intake, &decision, endpoint, now),
            Verdict::Refuse(refusal) => {
                let refused = Refused::new(403, refusal.reason());
                self.refuse(intake, Some(&decision), &refused, endpoint, now);
                false
            }
        }
    }

    fn proves(
        &mut self,
        intake: &Intake<'_>,
        decision: &Decision,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> bool {
        let trunk = decision.trunk.clone();
        trunk.is_some_and(|trunk| self.is_proved(intake, decision, &trunk, endpoint, now))
    }

    /// Reads what the INVITE brings; nothing of the call has changed yet.
    fn arrival(&mut self, slot: Slot, intake: &Intake<'_>) -> Result<Arrival, Refused> {
        let timer = self.session_timer(intake)?;
        let gone = || Refused::new(481, ReasonCode::ReplacesUnknown);
        let call = self.calls.get_mut(slot).ok_or_else(gone)?;
        let mut description = session(&call.media_options());
        let local = self.config.media_told(call.media.local, intake.flow);
        let offer = intake.invite.body();
        let (stream, body) = match offer.is_empty() {
            true => (None, description.offer(local).ok()),
            false => {
                let stream = agree(&mut description, offer)?;
                (Some(stream), description.answer(local))
            }
        };
        let dialog = Dialog::uas(intake.invite, headers::tag(&call.id), intake.flow);
        Ok(Arrival {
            dialog: dialog
                .map_err(|_| Refused::new(400, ReasonCode::ProtocolError))?
                .avoiding(self.services.refused.clone()),
            session: timer,
            description,
            stream,
            local,
            body: body.unwrap_or_default(),
        })
    }

    /// Gives the old peer a BYE, or a CANCEL if he was still ringing, and the new one the 200. Seat, leg and record stay.
    fn replace(
        &mut self,
        slot: Slot,
        arrival: Arrival,
        intake: &Intake<'_>,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        self.open_leg(slot);
        self.hang_up(slot, ReasonCode::Replaced, endpoint, now);
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        self.services.capture.end(call.sip_call_id().as_bytes());
        self.services.end_transfer(call);
        let was_answered = call.machine.is_answered();
        call.asking = Asking::new(owner(slot), None, rand::random());
        call.referral = None;
        call.flow = intake.flow;
        call.session = arrival.session;
        call.media.session = arrival.description;
        call.media.offer = None;
        call.media.local = arrival.local;
        match &mut call.side {
            Side::Inbound(inbound) => {
                inbound.dialog = arrival.dialog;
                inbound.invite = Some(intake.tx);
                // It is answered at once.
                inbound.reliable = None;
            }
            Side::Outbound(outbound) => outbound.continues_in(arrival.dialog, endpoint, now),
        }
        self.slot_by_invite.insert(intake.tx, slot);
        self.services.has_moved(call, arrival.stream);
        let timer = call.session.begin(now);
        let contact = call.contact();
        let mut reply = Reply::new(200)
            .to_tag(headers::tag(&call.id))
            .header("Contact", &contact)
            .header("Allow", ALLOW)
            .header("Supported", crate::SUPPORTED)
            .body("application/sdp", arrival.body.as_bytes());
        for (name, value) in &timer {
            reply = reply.header(name, value);
        }
        endpoint.respond(intake.tx, &reply, now);
        if !was_answered {
            call.final_status = 200;
            call.machine.handle_input(Input::Answered, now);
        }
        self.drive(slot, endpoint, now);
    }
}

impl crate::Services {
    /// A call goes on with another peer: what is known of it says so.
    fn has_moved(&self, call: &mut LiveCall, stream: Option<AudioStream>) {
        let sip_call_id: Box<str> = call.sip_call_id().into();
        self.capture.begin(sip_call_id.as_bytes());
        let flow = call.flow;
        self.plane.calls().update(&call.id, |record| {
            record.continues_as(sip_call_id.clone());
            record.parties.source = flow.peer;
            record.parties.transport = flow.transport.as_str();
        });
        let remote = call.dialog().map(|dialog| dialog.remote_tag().to_owned());
        let remote = remote.unwrap_or_default();
        let known = [("sip.callIDFull", &*sip_call_id), ("sip.callTag", &*remote)];
        self.set_attributes(call, &known);
        match stream {
            Some(stream) => self.agreed(call, stream),
            None => call.media.stream = None,
        }
    }
}
