//! What only calls to somebody do.

use std::time::{Duration, Instant};

use tandem_audio::Signal;
use tandem_call::{Call, Input, OutboundCall, OutboundConfig};
use tandem_control_plane::Vault;
use tandem_control_plane::outbound::{CallFailed, OutboundRequest};
use tandem_dispatch::{Entry, header_attributes};
use tandem_model::{CallId, MediaEncryption, ReasonCode};
use tandem_rtp_io::Toward;
use tandem_rtp_proto::DialString;
use tandem_rtp_proto::sdp::{NotAgreed, Session as Description};
use tandem_sip_io::Resolver;
use tandem_sip_proto::digest::Login;
use tandem_sip_proto::{
    Answered, Asking, Dialog, DialogError, Endpoint, Flow, Message, Uac, UacEvent, UacPolicy,
};
use tandem_telemetry::instruments;

use crate::gateway::Gateway;
use crate::invitation;
use crate::keys::Keys;
use crate::live::{CallMedia, Chair, Facts, LiveCall, Side, Slot, outbound_media};
use crate::next_hop::is_at_trunk;
use crate::offer::{reason_of, session};
use crate::originate::{Asker, Order, Placed};
use crate::outcome::failed;
use crate::redirect::Redirects;
use crate::session::Session;
use crate::{headers, record};

/// What only a call to somebody has.
pub(crate) struct Outbound {
    pub(crate) request: OutboundRequest,
    pub(crate) asker: Asker,
    pub(crate) resolver: Resolver,
    pub(crate) redirects: Redirects,
    /// The call whose peer has asked for this one by REFER.
    pub(crate) referrer: Option<Slot>,
    sip_call_id: Box<str>,
    stage: Stage,
    /// Who has changed the session before his answer, and what it was before that: he who answers may be another.
    updated: Option<(Box<[u8]>, Box<Description>)>,
    /// What the INVITE led to, once it has failed.
    failure: Option<CallFailed>,
}

/// How far the INVITE is.
enum Stage {
    /// The seat is awaited.
    Waiting(Box<Uac>, Vec<Flow>),
    /// It is out.
    Calling(Box<Uac>),
    /// It was answered.
    Talking(Box<Dialog>),
    Over,
}

impl Outbound {
    pub(crate) fn sip_call_id(&self) -> &str {
        &self.sip_call_id
    }

    pub(crate) fn dialog(&mut self) -> Option<&mut Dialog> {
        match &mut self.stage {
            Stage::Talking(dialog) => Some(dialog),
            Stage::Waiting(..) | Stage::Calling(_) | Stage::Over => None,
        }
    }

    pub(crate) fn invite(&mut self) -> Option<&mut Uac> {
        match &mut self.stage {
            Stage::Calling(uac) => Some(uac),
            Stage::Waiting(..) | Stage::Talking(_) | Stage::Over => None,
        }
    }

    /// Takes a request of the callee, before or after his answer.
    pub(crate) fn accept(&mut self, request: &Message, flow: Flow) -> Result<(), DialogError> {
        let dialog = match &mut self.stage {
            Stage::Calling(uac) => uac.accept(request)?,
            Stage::Talking(dialog) => {
                dialog.accept(request)?;
                dialog
            }
            Stage::Waiting(..) | Stage::Over => return Err(DialogError::Elsewhere),
        };
        dialog.heard_on(flow);
        Ok(())
    }

    /// The dialog with one who rings.
    pub(crate) fn early(&mut self, remote_tag: &[u8]) -> Option<&mut Dialog> {
        self.invite()?.early(remote_tag)
    }

    /// Somebody who rings changes the session from what it is now.
    pub(crate) fn is_updated_by(&mut self, remote_tag: &[u8], before: &Description) {
        self.updated
            .get_or_insert_with(|| (remote_tag.into(), Box::new(before.clone())));
    }

    /// Whether the callee has this tag in its dialog, or in one that rings.
    pub(crate) fn is_with(&self, remote_tag: &str) -> bool {
        match &self.stage {
            Stage::Calling(uac) => uac.has_early(remote_tag),
            Stage::Talking(dialog) => dialog.remote_tag() == remote_tag,
            Stage::Waiting(..) | Stage::Over => false,
        }
    }

    /// The call goes on in this dialog; whoever rings is cancelled.
    pub(crate) fn continues_in(&mut self, dialog: Dialog, endpoint: &mut Endpoint, now: Instant) {
        if let Some(uac) = self.invite() {
            uac.cancel(endpoint, now);
        }
        self.sip_call_id = dialog.call_id().into();
        self.stage = Stage::Talking(Box::new(dialog));
    }

    pub(crate) fn entry(&self, call: &CallId) -> Entry {
        invitation::entry(&self.request, call)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Calling(uac) => uac.poll_timeout(),
            Stage::Waiting(..) | Stage::Talking(_) | Stage::Over => None,
        }
    }

    pub(crate) fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if let Some(uac) = self.invite() {
            uac.handle_timeout(endpoint, now);
        }
    }

    /// What its referrer is told of its end, if he has not been told of one.
    pub(crate) fn last_status(&self) -> u16 {
        let failure = self.failure.as_ref();
        failure.and_then(|why| why.sip_status).unwrap_or(503)
    }

    /// The call is over: who still waits for it is told why.
    pub(crate) fn end(&mut self, reason: ReasonCode) {
        self.stage = Stage::Over;
        let why = self.failure.take().unwrap_or_else(|| CallFailed {
            sip_status: None,
            sip_phrase: "".into(),
            reason,
        });
        self.asker.has_failed(why);
    }
}

/// The mark of a call's own requests; 0 is nobody's.
pub(crate) fn owner(slot: Slot) -> u64 {
    slot.0.wrapping_add(1)
}

pub(crate) fn slot_of(owner: u64) -> Option<Slot> {
    owner.checked_sub(1).map(Slot)
}

impl Gateway {
    /// Begins a call, or says why it cannot be.
    pub(crate) fn begin_outbound(&mut self, order: Order, endpoint: &mut Endpoint, now: Instant) {
        let Order {
            request,
            mut targets,
            resolver,
            mut asker,
            referrer,
        } = order;
        self.upkeep
            .prefer_up(request.dial.trunk_id.as_ref(), &mut targets);
        if self.is_draining {
            return asker.is_refused(ReasonCode::GatewaysDraining, "the gateway drains");
        }
        if self.calls.len() >= self.config.max_calls {
            return asker.is_refused(ReasonCode::GatewaysFull, "the gateway is full");
        }
        let Some(first) = targets.first().copied() else {
            return asker.is_refused(ReasonCode::TrunkUnresolved, "the trunk has no address");
        };
        let slot = self.calls.next();
        let sip_call_id = format!("{:032x}", rand::random::<u128>());
        match self.prepare_outbound(slot, &request, first, sip_call_id.clone()) {
            Err((reason, text)) => asker.is_refused(reason, text),
            Ok((media, uac)) => {
                let outbound = Outbound {
                    request,
                    asker,
                    resolver,
                    redirects: Redirects::new(uac.uri()),
                    referrer,
                    sip_call_id: sip_call_id.into(),
                    stage: Stage::Waiting(Box::new(uac), targets),
                    updated: None,
                    failure: None,
                };
                self.insert_outbound(slot, outbound, media, first, now);
                self.drive(slot, endpoint, now);
            }
        }
    }

    /// Finds a port, and writes offer and INVITE.
    fn prepare_outbound(
        &self,
        slot: Slot,
        request: &OutboundRequest,
        flow: Flow,
        call_id: String,
    ) -> Result<(CallMedia, Uac), (ReasonCode, String)> {
        let trunk = &request.dial.trunk;
        let (bind, told) = self.config.media_ips(flow);
        let reservation = self.services.media.reserve(bind, told);
        let reservation =
            reservation.map_err(|error| (ReasonCode::GatewaysFull, error.to_string()))?;
        let local = reservation.address();
        let mut media = session(&outbound_media(trunk));
        let offer = media.offer(local);
        let offer = offer.map_err(|error| (ReasonCode::Internal, error.to_string()))?;
        let session = self.config.session_interval;
        let invitation = invitation::invitation(request, flow.local, call_id, (offer, session));
        let login = login(request, self.services.plane.vault());
        let policy = UacPolicy {
            login: login.map_err(|text| (ReasonCode::TrunkAuthFailed, text))?,
            // The call itself gives up before.
            ringing: self.config.max_duration,
            redirections: self.config.redirects.most,
            failover: self.config.failover.clone(),
            ..UacPolicy::default()
        };
        let uac = Uac::new(invitation, policy, owner(slot), rand::random());
        let uac = uac.map_err(|error| (ReasonCode::ProtocolError, error.to_string()))?;
        let media = CallMedia {
            session: media,
            stream: None,
            offer: None,
            reservation: Some(reservation),
            local,
            leg: None,
        };
        Ok((media, uac))
    }

    fn insert_outbound(
        &mut self,
        slot: Slot,
        outbound: Outbound,
        media: CallMedia,
        flow: Flow,
        now: Instant,
    ) {
        let request = &outbound.request;
        let (id, limits) = (request.call.clone(), request.limits);
        let or = |own: Option<Duration>, default: Duration| {
            own.filter(|time| !time.is_zero()).unwrap_or(default)
        };
        let config = OutboundConfig {
            ringing_timeout: or(limits.ringing_timeout, self.config.ringing_timeout),
            max_duration: or(limits.max_call_duration, self.config.max_duration)
                .min(self.config.max_duration),
            presses_keys: !request.dial.dtmf.is_empty(),
        };
        let facts = Facts {
            caller: request.dial.from_number.as_str().into(),
            called: request.dial.number.as_str().into(),
            caller_host: "".into(),
            is_private: false,
            from_headers: Vec::new(),
        };
        let entry = record::outbound(request, &outbound.sip_call_id, flow);
        self.services.plane.calls().begin(entry);
        instruments::call_began();
        self.slot_by_tag.insert(headers::tag(&id).into(), slot);
        let call = LiveCall {
            id,
            machine: Call::Outbound(OutboundCall::new(config, now)),
            side: Side::Outbound(Box::new(outbound)),
            asking: Asking::new(owner(slot), None, rand::random()),
            flow,
            facts,
            media,
            session: Session::default(),
            keys: Keys::default(),
            seat: None,
            transfer: None,
            referral: None,
            began: now,
            deadline: None,
            final_status: 0,
            closing: None,
        };
        self.services.capture_begun(&call);
        self.calls.insert(slot, call);
    }

    /// Nobody waits any more for the answer of a call: it is taken back, unless it came.
    pub(crate) fn abandoned(&mut self, call: &CallId, endpoint: &mut Endpoint, now: Instant) {
        let slot = self.slot_by_tag.get(headers::tag(call)).copied();
        if let Some(slot) = slot
            && let Some(call) = self.calls.get_mut(slot)
            && !call.machine.is_answered()
        {
            self.feed(slot, Input::PutOut(ReasonCode::AskerGone), endpoint, now);
        }
    }

    /// Somebody answered a call that had its answer, or had ended: he was hung up.
    pub(crate) fn declined_answer(&mut self, owner: u64) {
        let Some(slot) = slot_of(owner) else { return };
        let calls = self.services.plane.calls();
        if let Some(call) = self.calls.get_mut(slot) {
            calls.update(&call.id, |record| {
                record.notice(ReasonCode::UnwantedAnswer);
            });
        } else if let Some((_, id)) = self.ended.iter().find(|(ended, _)| *ended == slot) {
            calls.notice_after_end(id, ReasonCode::UnwantedAnswer);
        }
    }

    /// Sends the INVITE, and tells who asked that the call is under way.
    pub(crate) fn invite(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Side::Outbound(outbound) = &mut call.side else {
            return;
        };
        let stage = std::mem::replace(&mut outbound.stage, Stage::Over);
        let Stage::Waiting(mut uac, targets) = stage else {
            outbound.stage = stage;
            return;
        };
        if let Some(leg) = call
            .media
            .leg
            .filter(|_| outbound.request.participant.play_dialtone)
        {
            let ringback = Some(Signal::Ringback);
            self.services.media.signal(leg, Toward::Room, ringback);
        }
        uac.place(targets, endpoint, now);
        outbound.stage = Stage::Calling(uac);
        let participant = match &call.seat {
            Some(Chair::Here(seat)) => Some(seat.participant.clone()),
            Some(Chair::Sought(_) | Chair::Left(_)) | None => None,
        };
        outbound.asker.has_begun(Placed {
            participant,
            sip_call_id: outbound.sip_call_id.clone(),
        });
    }

    pub(crate) fn cancel(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        if let Some(call) = self.calls.get_mut(slot)
            && let Side::Outbound(outbound) = &mut call.side
            && let Some(uac) = outbound.invite()
        {
            uac.cancel(endpoint, now);
            outbound.stage = Stage::Over;
            call.final_status = 487;
        }
    }

    /// What the callee's side plays is heard in place of our own ringback.
    pub(crate) fn start_early(&mut self, slot: Slot) {
        self.with_leg(slot, |media, leg| {
            media.signal(leg, Toward::Room, None);
            media.start_early(leg);
        });
    }

    /// Presses the keys that the request asks for, before the room is heard.
    pub(crate) fn press_keys(&mut self, slot: Slot) -> Option<Input> {
        let call = self.calls.get_mut(slot)?;
        let Side::Outbound(outbound) = &call.side else {
            return None;
        };
        let Ok(keys) = DialString::parse(&outbound.request.dial.dtmf) else {
            return Some(Input::KeysPressed);
        };
        self.with_leg(slot, |media, leg| media.dial(leg, keys));
        None
    }

    pub(crate) fn start_answered(&mut self, slot: Slot, now: Instant) {
        self.with_leg(slot, |media, leg| {
            media.signal(leg, Toward::Room, None);
            media.start(leg);
        });
        if let Some(call) = self.calls.get_mut(slot) {
            self.services.remember_answer(call, now);
        }
    }

    /// Hands what came for the INVITE of a call to it.
    pub(crate) fn with_invite(
        &mut self,
        owner: u64,
        endpoint: &mut Endpoint,
        now: Instant,
        does: impl FnOnce(&mut Uac, &mut Endpoint),
    ) {
        let Some(slot) = slot_of(owner) else { return };
        if let Some(call) = self.calls.get_mut(slot)
            && let Side::Outbound(outbound) = &mut call.side
            && let Some(uac) = outbound.invite()
        {
            does(uac, endpoint);
            self.drive(slot, endpoint, now);
        }
    }

    /// The next thing that happened to the INVITE of a call, as the call has to know it.
    pub(crate) fn next_of_invite(
        &mut self,
        slot: Slot,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Option<Vec<Input>> {
        let call = self.calls.get_mut(slot)?;
        let Side::Outbound(outbound) = &mut call.side else {
            return None;
        };
        let referrer = outbound.referrer;
        let event = outbound.invite()?.poll_event()?;
        let mut told = None;
        let inputs = match event {
            UacEvent::Progress(message) => {
                told = Some(message.status());
                self.services.progress(call, &message)
            }
            UacEvent::Answered(answered) => {
                let input = self.services.answered(slot, call, *answered, now);
                told = Some(if input == Input::Answered { 200 } else { 488 });
                vec![input]
            }
            UacEvent::Redirected { message, contacts } => {
                self.redirected(slot, message, contacts);
                Vec::new()
            }
            UacEvent::Refused(refused) => {
                let encryption = outbound_media(&outbound.request.dial.trunk).encryption;
                let requires_keys = encryption == Some(MediaEncryption::Require);
                let why = failed(&refused, requires_keys);
                let reason = why.reason;
                call.final_status = refused.status;
                let said = refused.message.as_ref().and_then(headers::peer_reason);
                let calls = self.services.plane.calls();
                calls.update(&call.id, |record| record.peer_reason = said);
                told = Some(refused.status);
                outbound.failure = Some(why);
                outbound.stage = Stage::Over;
                vec![Input::Refused(reason)]
            }
        };
        if let (Some(referrer), Some(status)) = (referrer, told) {
            self.tell_referrer(referrer, status, endpoint, now);
        }
        Some(inputs)
    }
}

impl crate::Services {
    fn progress(&self, call: &mut LiveCall, message: &Message) -> Vec<Input> {
        let mut inputs = vec![Input::Ringing];
        let body = message.body();
        if !body.is_empty()
            && let Ok(stream) = call.media.session.take_answer(body)
        {
            self.agreed(call, stream);
            inputs.push(Input::EarlyMedia);
        }
        let known = header_attributes(|| message.all_headers(), None);
        self.add_attributes(call, &known);
        inputs
    }

    fn answered(&self, slot: Slot, call: &mut LiveCall, answered: Answered, now: Instant) -> Input {
        let Answered {
            message,
            dialog,
            flow,
            digest,
            ..
        } = answered;
        let mut made = header_attributes(|| message.all_headers(), call.header_rules());
        made.insert("sip.callTag".into(), dialog.remote_tag().into());
        call.asking = Asking::new(owner(slot), digest, rand::random());
        call.session = Session::of_answer(&message, now);
        call.flow = flow;
        self.plane.calls().update(&call.id, |record| {
            record.parties.source = flow.peer;
            record.parties.transport = flow.transport.as_str();
        });
        call.final_status = message.status();
        if let Side::Outbound(outbound) = &mut call.side {
            made.insert("sip.callIDFull".into(), outbound.sip_call_id.clone());
            if let Some((tag, before)) = outbound.updated.take()
                && *tag != *dialog.remote_tag().as_bytes()
            {
                call.media.session = *before;
            }
            outbound.stage = Stage::Talking(Box::new(dialog));
        }
        self.add_attributes(call, &made);
        let body = message.body();
        let agreed = match body.is_empty() {
            // It stood in a provisional response.
            true => call.media.session.agreed().copied(),
            false => match call.media.session.take_answer(body) {
                Ok(stream) => Some(stream),
                // He has changed the session since: what he repeats of before is ignored (RFC 3261 §13.2.1).
                Err(NotAgreed::NoOffer) => call.media.session.agreed().copied(),
                Err(error) => return Input::Disagreed(reason_of(&error)),
            },
        };
        let Some(stream) = agreed else {
            return Input::Disagreed(ReasonCode::NoCommonCodec);
        };
        self.agreed(call, stream);
        Input::Answered
    }

    fn add_attributes(&self, call: &mut LiveCall, made: &tandem_model::Attributes) {
        let made: Vec<(&str, &str)> = made
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        if !made.is_empty() {
            self.set_attributes(call, &made);
        }
    }
}

/// What the provider is to be shown; an error is said without the secret. What is stored of a trunk is not shown to
/// a host that a request names: whoever may place calls would learn it by and by.
fn login(request: &OutboundRequest, vault: &Vault) -> Result<Option<Login>, String> {
    let auth = &request.dial.trunk.auth;
    let is_for = request.dial.trunk_id.is_none() || is_at_trunk(request);
    let Some(sealed) = auth.password.as_ref().filter(|_| is_for) else {
        return Ok(None);
    };
    let password = vault.open(sealed);
    let password = password.map_err(|_| "the trunk's password cannot be opened".to_owned())?;
    Ok(Some(Login {
        username: auth.username.to_string(),
        password,
    }))
}
