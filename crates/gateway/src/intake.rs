//! An INVITE finds its rule.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tandem_call::{Call, CallConfig, InboundCall};
use tandem_dispatch::{Attempt, Decision, PinInput, Verdict, header_rules, merged_media};
use tandem_model::{CallId, DispatchRule, InboundTrunk, ReasonCode, TrunkId};
use tandem_sip_proto::{Asking, Dialog, Endpoint, Flow, Message, Reliable, Reply, ServerTx};
use tandem_telemetry::instruments;

use crate::auth::Proof;
use crate::gateway::Gateway;
use crate::keys::Keys;
use crate::live::{CallMedia, Facts, Inbound, LiveCall, Side};
use crate::offer::{NotTaken, agree, session};
use crate::outgoing::owner;
use crate::session::Session;
use crate::take_over::has_replaces;
use crate::{headers, record};

/// A final answer to an INVITE that becomes no call.
pub(crate) struct Refused {
    status: u16,
    reason: ReasonCode,
    fields: Vec<(&'static str, String)>,
}

impl Refused {
    pub(crate) fn new(status: u16, reason: ReasonCode) -> Self {
        Self {
            status,
            reason,
            fields: Vec::new(),
        }
    }

    /// With this field, too.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, value.to_owned()));
        self
    }
}

impl From<NotTaken> for Refused {
    fn from(error: NotTaken) -> Self {
        let fields = error
            .warning
            .map(|warning| ("Warning", warning))
            .into_iter()
            .collect();
        Self {
            status: error.status,
            reason: error.reason,
            fields,
        }
    }
}

/// What a call needs that is admitted.
struct Prepared {
    media: CallMedia,
    dialog: Dialog,
    session: Session,
}

/// An INVITE on its way to its verdict.
pub(crate) struct Intake<'a> {
    pub(crate) tx: ServerTx,
    pub(crate) invite: &'a Message,
    pub(crate) flow: Flow,
    id: CallId,
    facts: Facts,
    began: Instant,
}

impl Intake<'_> {
    fn attempt<'a>(&'a self, authenticated: Option<&'a TrunkId>) -> Attempt<'a> {
        Attempt {
            called: &self.facts.called,
            caller: &self.facts.caller,
            is_private: self.facts.is_private,
            source: self.flow.peer.ip(),
            pin: PinInput::NotAsked,
            authenticated,
        }
    }
}

impl Gateway {
    /// Takes an INVITE outside any dialog.
    pub(crate) fn handle_invite(
        &mut self,
        tx: ServerTx,
        invite: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let id = CallId::from_random(rand::random());
        let facts = facts(invite);
        let intake = Intake {
            tx,
            invite,
            flow,
            id,
            facts,
            began: now,
        };
        if has_replaces(invite) {
            // It is no further call.
            return self.take_over(&intake, endpoint, now);
        }
        if self.is_draining || self.calls.len() >= self.config.max_calls {
            let reason = if self.is_draining {
                ReasonCode::Draining
            } else {
                ReasonCode::Overloaded
            };
            let fields = vec![("Retry-After", self.config.retry_after_s.to_string())];
            let refused = Refused {
                status: 503,
                reason,
                fields,
            };
            return self.refuse(&intake, None, &refused, endpoint, now);
        }
        let decision = self.decide(&intake.attempt(None));
        match decision
            .trunk
            .clone()
            .filter(|_| decision.verdict == Verdict::Challenge)
        {
            Some(trunk) => {
                if self.is_proved(&intake, &decision, &trunk, endpoint, now) {
                    let decision = self.decide(&intake.attempt(Some(&trunk.id)));
                    self.admit(intake, &decision, endpoint, now);
                }
            }
            None => self.admit(intake, &decision, endpoint, now),
        }
    }

    pub(crate) fn decide(&self, attempt: &Attempt<'_>) -> Decision {
        let begun = Instant::now();
        let decision = self.services.plane.matcher().evaluate(attempt).cloned();
        instruments::call_decided(decision.verdict.code(), begun.elapsed());
        decision
    }

    /// Judges credentials; without right ones, asks for them or refuses.
    pub(crate) fn is_proved(
        &mut self,
        intake: &Intake<'_>,
        decision: &Decision,
        trunk: &InboundTrunk,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> bool {
        let source = intake.flow.peer.ip();
        let is_stale = match self.judge_proof(intake.invite, trunk, source) {
            Proof::Proved => return true,
            Proof::Wrong => {
                let refused = Refused::new(403, ReasonCode::AuthFailed);
                self.refuse(intake, Some(decision), &refused, endpoint, now);
                return false;
            }
            Proof::OtherUri => {
                let refused = Refused::new(400, ReasonCode::ProtocolError);
                self.refuse(intake, Some(decision), &refused, endpoint, now);
                return false;
            }
            Proof::Missing => false,
            Proof::Stale => true,
        };
        let challenges = self.challenges(trunk, source, is_stale);
        let mut reply = Reply::new(407)
            .reason("Unauthorized")
            .to_tag(headers::tag(&intake.id));
        for challenge in &challenges {
            reply = reply.header("Proxy-Authenticate", challenge);
        }
        let why = headers::reason(407, ReasonCode::StaleProof);
        if is_stale {
            reply = reply.header("Reason", &why);
            let call_id = intake.invite.call_id().unwrap_or_default();
            self.stale_proofs.remember(call_id);
        }
        endpoint.respond(intake.tx, &reply, now);
        false
    }

    /// Carries a verdict out.
    fn admit(
        &mut self,
        intake: Intake<'_>,
        decision: &Decision,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let (rule, asks_pin) = match &decision.verdict {
            Verdict::Enter(rule) => (rule, false),
            Verdict::AskPin(rule) => (rule, true),
            Verdict::Refuse(refusal) => {
                if self.config.hide_unmatched {
                    endpoint.abandon(intake.tx);
                    let unanswered = Refused::new(0, refusal.reason());
                    return self.remember_refused(&intake, Some(decision), &unanswered);
                }
                let refused = Refused::new(refusal.status(), refusal.reason());
                return self.refuse(&intake, Some(decision), &refused, endpoint, now);
            }
            Verdict::Challenge => {
                // The trunk was proved, and the catalog has changed in between: ask again.
                let refused = Refused::new(403, ReasonCode::AuthFailed);
                return self.refuse(&intake, Some(decision), &refused, endpoint, now);
            }
        };
        match self.prepare(&intake, decision.trunk.as_ref(), rule) {
            Ok(prepared) => self.begin(intake, decision, rule, asks_pin, prepared, endpoint, now),
            Err(refused) => self.refuse(&intake, Some(decision), &refused, endpoint, now),
        }
    }

    /// Reads the session timer.
    pub(crate) fn session_timer(&self, intake: &Intake<'_>) -> Result<Session, Refused> {
        let session_timer =
            Session::of_invite(intake.invite, self.config.session_interval, intake.began);
        session_timer.map_err(|least| Refused {
            fields: vec![("Min-SE", least.to_string())],
            ..Refused::new(422, ReasonCode::SessionTooShort)
        })
    }

    /// Reads offer and session timer, finds a port, and makes the dialog.
    fn prepare(
        &self,
        intake: &Intake<'_>,
        trunk: Option<&Arc<InboundTrunk>>,
        rule: &DispatchRule,
    ) -> Result<Prepared, Refused> {
        let session_timer = self.session_timer(intake)?;
        let media = merged_media(trunk.map(|trunk| &**trunk), rule);
        let mut session = session(&media);
        let body = intake.invite.body();
        let stream = match body.is_empty() {
            true => None,
            false => Some(agree(&mut session, body)?),
        };
        let (bind, told) = self.config.media_ips(intake.flow);
        let reservation = self.services.media.reserve(bind, told);
        let reservation = reservation.map_err(|_| Refused {
            status: 503,
            reason: ReasonCode::NoPort,
            fields: vec![("Retry-After", self.config.retry_after_s.to_string())],
        })?;
        let dialog = Dialog::uas(intake.invite, headers::tag(&intake.id), intake.flow)
            .map_err(|_| Refused::new(400, ReasonCode::ProtocolError))?
            .avoiding(self.services.refused.clone());
        let local = reservation.address();
        // An INVITE without an offer gets ours in the 200 (RFC 3261 §13.2.1).
        let offer = match stream {
            None => session.offer(local).ok(),
            Some(_) => None,
        };
        let media = CallMedia {
            session,
            stream,
            offer,
            local,
            reservation: Some(reservation),
            leg: None,
        };
        Ok(Prepared {
            media,
            dialog,
            session: session_timer,
        })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a call come together here"
    )]
    fn begin(
        &mut self,
        intake: Intake<'_>,
        decision: &Decision,
        rule: &Arc<DispatchRule>,
        asks_pin: bool,
        prepared: Prepared,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Prepared {
            media,
            dialog,
            session,
        } = prepared;
        let sip_call_id = intake.invite.call_id().unwrap_or_default();
        let rules = header_rules(decision.trunk.as_deref(), rule);
        let facts = Facts {
            from_headers: headers::attributes(
                intake.invite,
                rules.as_deref(),
                intake.facts.is_private,
            ),
            ..intake.facts
        };
        let decided = Some(decision);
        let mut entry = record::record(&intake.id, sip_call_id, &facts, intake.flow, decided);
        if let Some(stream) = &media.stream {
            entry.codec = Some(stream.codec.name());
            entry.media_encryption = record::media_encryption(stream, intake.flow);
        }
        if self.stale_proofs.take(sip_call_id) {
            entry.notice(ReasonCode::StaleProof);
        }
        self.services.plane.calls().begin(entry);
        instruments::call_began();
        let config = self.call_config(decision.trunk.as_deref(), asks_pin);
        let slot = self.calls.next();
        self.slot_by_tag.insert(intake.id.as_str().into(), slot);
        self.slot_by_invite.insert(intake.tx, slot);
        let call = LiveCall {
            id: intake.id,
            machine: Call::Inbound(InboundCall::new(config, now)),
            side: Side::Inbound(Box::new(Inbound {
                dialog,
                invite: Some(intake.tx),
                reliable: Reliable::of(intake.invite, rand::random()),
                trunk: decision.trunk.clone(),
                rule: Arc::clone(rule),
            })),
            asking: Asking::new(owner(slot), None, 0),
            flow: intake.flow,
            facts,
            media,
            session,
            keys: Keys::default(),
            seat: None,
            transfer: None,
            referral: None,
            began: intake.began,
            deadline: None,
            final_status: 0,
            closing: None,
        };
        self.services.capture_begun(&call);
        self.calls.insert(slot, call);
        self.drive(slot, endpoint, now);
    }

    fn call_config(&self, trunk: Option<&InboundTrunk>, asks_pin: bool) -> CallConfig {
        let limits = trunk.map(|trunk| trunk.spec.limits).unwrap_or_default();
        let or = |own: Option<Duration>, default: Duration| {
            own.filter(|time| !time.is_zero()).unwrap_or(default)
        };
        CallConfig {
            answer: self.config.answer,
            asks_pin,
            ring_interval: self.config.ring_interval,
            ringing_timeout: or(limits.ringing_timeout, self.config.ringing_timeout),
            max_duration: or(limits.max_call_duration, self.config.max_duration)
                .min(self.config.max_duration),
            digit_timeout: self.config.digit_timeout,
        }
    }

    /// A call that is none has a record all the same, and is counted.
    fn remember_refused(
        &self,
        intake: &Intake<'_>,
        decision: Option<&Decision>,
        refused: &Refused,
    ) {
        let (status, reason) = (refused.status, refused.reason);
        instruments::call_refused(reason.code(), status);
        tracing::info!(call = %intake.id, status, %reason, "a call was refused");
        let sip_call_id = intake.invite.call_id().unwrap_or_default();
        let calls = self.services.plane.calls();
        calls.begin(record::record(
            &intake.id,
            sip_call_id,
            &intake.facts,
            intake.flow,
            decision,
        ));
        let now = tandem_control_plane::now();
        calls.end(&intake.id, now, |entry| {
            record::ended(entry, status, reason, None)
        });
    }

    pub(crate) fn refuse(
        &self,
        intake: &Intake<'_>,
        decision: Option<&Decision>,
        refused: &Refused,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        self.remember_refused(intake, decision, refused);
        let reason = headers::reason(refused.status, refused.reason);
        let mut reply = Reply::new(refused.status)
            .to_tag(headers::tag(&intake.id))
            .header("Reason", &reason);
        for (name, value) in &refused.fields {
            reply = reply.header(name, value);
        }
        endpoint.respond(intake.tx, &reply, now);
    }
}

/// The parts of an INVITE that decide.
fn facts(invite: &Message) -> Facts {
    let user = |value: Result<tandem_sip_proto::NameAddr<'_>, _>| -> Box<str> {
        value
            .map(|value| value.uri().user_decoded().into_owned().into())
            .unwrap_or_default()
    };
    let host = invite
        .from()
        .map(|from| String::from_utf8_lossy(from.uri().host()).into_owned());
    Facts {
        caller: user(invite.from()),
        called: user(invite.to()),
        caller_host: host.unwrap_or_default().into(),
        is_private: headers::asks_for_privacy(invite),
        from_headers: Vec::new(),
    }
}
