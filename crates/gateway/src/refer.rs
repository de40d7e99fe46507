//! A peer has somebody else called (RFC 3515): over the trunk that its own names for it, into the room that he is in.

use std::time::Instant;

use rand::seq::IndexedRandom as _;
use tandem_call::{Input, Referral, ReferralStep};
use tandem_control_plane::outbound::{
    Dial, OutboundLimits, OutboundParticipant, OutboundRequest, OwnAddresses,
};
use tandem_dispatch::hashed;
use tandem_dispatch::placement::may_serve;
use tandem_model::{
    Attributes, CallId, OutboundTrunk, OutboundTrunkSpec, PhoneNumber, ReasonCode, RoomName,
    TrunkId,
};
use tandem_provisioning::Catalog;
use tandem_sip_io::{Found, Resolver};
use tandem_sip_proto::{
    Ask, Endpoint, Flow, Message, Method, ReferRequest, Reply, ServerTx, Uri, reason_phrase,
};

use crate::config::RedirectPolicy;
use crate::gateway::{Gateway, Mail};
use crate::headers;
use crate::live::{LiveCall, Side, Slot};
use crate::next_hop::{MAX_TARGETS, next_hop};
use crate::originate::{Asker, Order};

/// How long a subscription lasts at most, in seconds: longer than a call may ring.
const SUBSCRIBED_FOR_S: u32 = 3600;
const SIPFRAG: &str = "message/sipfrag;version=2.0";

/// A REFER that is, or was, carried out.
pub(crate) struct LiveReferral {
    machine: Referral,
    /// What its NOTIFYs say after the first REFER of a dialog (RFC 3515 §2.4.6).
    id: Option<u32>,
}

/// A call that a peer has asked for, and where it goes.
#[derive(Debug)]
pub struct Referred {
    referrer: Slot,
    request: Box<OutboundRequest>,
    resolver: Resolver,
    found: Found,
}

/// Why a REFER is refused.
type Refusal = (u16, ReasonCode);

impl LiveCall {
    /// The outbound trunk over which its peer may have others called.
    fn refer_trunk(&self) -> Option<&TrunkId> {
        let terms = match &self.side {
            Side::Inbound(inbound) => inbound.trunk.as_ref()?.spec.terms.as_deref(),
            Side::Outbound(outbound) => outbound.request.dial.trunk.terms.as_deref(),
        };
        terms?.refer_trunk.as_ref()
    }

    /// Whether the number of the peer is kept from the room, and those of whom he has called with it.
    fn hides_number(&self) -> bool {
        match &self.side {
            Side::Inbound(inbound) => self.facts.is_private || inbound.rule.spec.hide_phone_number,
            Side::Outbound(outbound) => outbound.request.participant.hide_phone_number,
        }
    }
}

impl Gateway {
    /// Takes a REFER, or says why not.
    pub(crate) fn handle_refer(
        &mut self,
        tx: ServerTx,
        refer: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = self.find_or_refuse(refer, (tx, flow), endpoint, now) else {
            return;
        };
        let (wanted, request, resolver) = match self.referred_request(slot, refer) {
            Ok(all) => all,
            Err(refusal) => return Self::refuse_request(tx, refusal, &[], endpoint, now),
        };
        let reply = Reply::new(202);
        let reply = match wanted.wants_notify {
            true => reply,
            false => reply.header("Refer-Sub", "false"),
        };
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let contact = call.contact();
        endpoint.respond(tx, &reply.header("Contact", &contact), now);
        let sequence = refer.cseq().map(|cseq| cseq.sequence).ok();
        let had_one = call.referral.is_some();
        call.referral = Some(Box::new(LiveReferral {
            machine: Referral::new(wanted.wants_notify),
            id: sequence.filter(|_| had_one),
        }));
        self.tell_referrer(slot, 100, endpoint, now);
        self.look_up_referred(slot, request, resolver);
    }

    /// The call that a REFER asks for.
    fn referred_request(
        &mut self,
        slot: Slot,
        refer: &Message,
    ) -> Result<(ReferRequest, OutboundRequest, Resolver), Refusal> {
        let refused = (603, ReasonCode::ReferRefused);
        let catalog = self.services.plane.catalog();
        let room = |call: &LiveCall| self.services.plane.calls().get(&call.id)?.room;
        let call = self
            .calls
            .get_mut(slot)
            .ok_or((481, ReasonCode::NoDialog))?;
        let trunk = call.refer_trunk().and_then(|id| catalog.outbound_trunk(id));
        let trunk = trunk.filter(|_| call.machine.is_answered());
        let trunk = trunk.ok_or(refused)?;
        if !self.services.may_call(&catalog, trunk) {
            return Err((603, ReasonCode::NoGateway));
        }
        let resolver = self.resolver.clone().ok_or(refused)?;
        let running = call.referral.as_ref();
        if running.is_some_and(|running| !running.machine.is_over()) {
            return Err((491, ReasonCode::RequestPending));
        }
        if self.is_draining {
            return Err((503, ReasonCode::Draining));
        }
        let wanted = ReferRequest::of(refer).map_err(|_| (400, ReasonCode::BadRequest))?;
        let room = room(call).ok_or(refused)?;
        let dial =
            dial(&wanted, trunk, &self.config.redirects).ok_or((400, ReasonCode::BadRequest))?;
        let request = OutboundRequest {
            call: CallId::from_random(rand::random()),
            rule: None,
            participant: participant(room, &dial.number, call.hides_number()),
            dial,
            limits: OutboundLimits::default(),
            wait_until_answered: true,
            ends_with_asker: false,
            may_be_repeat: false,
            revision: catalog.revision(),
        };
        Ok((wanted, request, resolver))
    }

    fn look_up_referred(&self, referrer: Slot, request: OutboundRequest, resolver: Resolver) {
        let mailbox = self.mailbox.clone();
        let referred = move |request, resolver, found| {
            let referred = Referred {
                referrer,
                request,
                resolver,
                found,
            };
            if mailbox.post(Mail::Referred(Box::new(referred))).is_err() {
                tracing::error!("a call that a peer has asked for was lost");
            }
        };
        let request = Box::new(request);
        match next_hop(&request) {
            Ok(hop) => {
                let handle = resolver.clone();
                resolver.look_up(hop, move |found| referred(request, handle, found));
            }
            Err(_) => referred(request, resolver, Ok(Vec::new())),
        }
    }

    /// Places the call, also where the peer that asked for it has hung up meanwhile.
    pub(crate) fn begin_referred(
        &mut self,
        referred: Referred,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Referred {
            referrer,
            request,
            resolver,
            found,
        } = referred;
        let mut targets = found.unwrap_or_default();
        targets.truncate(MAX_TARGETS);
        let call = request.call.clone();
        let order = Order {
            request: *request,
            targets,
            resolver,
            asker: Asker::nobody(),
            referrer: Some(referrer),
        };
        self.begin_outbound(order, endpoint, now);
        if !self.slot_by_tag.contains_key(headers::tag(&call)) {
            self.tell_referrer(referrer, 503, endpoint, now);
        }
    }

    /// Tells who asked for a call how it is.
    pub(crate) fn tell_referrer(
        &mut self,
        slot: Slot,
        status: u16,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let call = self.calls.get_mut(slot);
        let referral = call.and_then(|call| call.referral.as_mut());
        let step = referral.and_then(|referral| referral.machine.hear(status));
        self.take_referral_step(slot, step, endpoint, now);
    }

    /// Our NOTIFY was answered with this status, or with none.
    pub(crate) fn referrer_notified(
        &mut self,
        slot: Slot,
        status: Option<u16>,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let call = self.calls.get_mut(slot);
        let referral = call.and_then(|call| call.referral.as_mut());
        let step = referral.and_then(|referral| referral.machine.notified(status));
        self.take_referral_step(slot, step, endpoint, now);
    }

    fn take_referral_step(
        &mut self,
        slot: Slot,
        step: Option<ReferralStep>,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        match step {
            None => {}
            Some(ReferralStep::Release) => self.feed(slot, Input::Transferred, endpoint, now),
            Some(ReferralStep::Notify { status, is_last }) => {
                let Some(call) = self.calls.get_mut(slot) else {
                    return;
                };
                let id = call.referral.as_ref().and_then(|referral| referral.id);
                if !call.ask(notify(status, is_last, id), endpoint, now) {
                    // It cannot be told: as if it had not been answered.
                    self.referrer_notified(slot, None, endpoint, now);
                }
            }
        }
    }
}

impl crate::Services {
    /// Whether calls over a trunk may leave from this gateway: the call that a peer asks for leaves from nowhere else.
    fn may_call(&self, catalog: &Catalog, trunk: &OutboundTrunk) -> bool {
        let gateways = self.plane.gateways();
        let own = self.plane.node_id();
        let here = gateways.iter().find(|gateway| gateway.node == own);
        let country = trunk.spec.destination_country;
        here.is_none_or(|here| may_serve(catalog, country, here))
    }
}

/// The NOTIFY with a status (RFC 3515 §2.4.4).
fn notify(status: u16, is_last: bool, id: Option<u32>) -> Ask {
    let event = id.map_or_else(|| "refer".to_owned(), |id| format!("refer;id={id}"));
    let state = match is_last {
        true => "terminated;reason=noresource".to_owned(),
        false => format!("active;expires={SUBSCRIBED_FOR_S}"),
    };
    let headers = [("Event", event), ("Subscription-State", state)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let line = format!("SIP/2.0 {status} {}\r\n", reason_phrase(status));
    Ask {
        method: Method::Notify,
        headers: headers.into(),
        body: Some((SIPFRAG, line.into())),
    }
}

/// Where the call goes: to the URI itself where the trunk's calls may be redirected to, else to its user over the trunk.
/// None where that is nobody.
fn dial(wanted: &ReferRequest, trunk: &OutboundTrunk, policy: &RedirectPolicy) -> Option<Dial> {
    let mut spec: OutboundTrunkSpec = trunk.spec.clone();
    let uri = Uri::parse(wanted.to.uri.as_bytes()).ok()?;
    let host = String::from_utf8_lossy(uri.host());
    let goes_there = uri.is_sip() && policy.allows(&host, &spec);
    let user = uri.user_decoded();
    if user.is_empty() && !goes_there {
        return None;
    }
    // The Contact of a call to be replaced often has no user.
    let number = PhoneNumber::new(if user.is_empty() { &host } else { &user });
    let mut add =
        |name: &str, value: String| spec.headers.literal.insert(name.into(), value.into());
    if let Some(replaces) = &wanted.to.replaces {
        add("Replaces", replaces.value());
    }
    if let Some(by) = &wanted.referred_by {
        add("Referred-By", by.clone());
    }
    let from_number = spec.numbers.choose(&mut rand::rng()).cloned()?;
    Some(Dial {
        trunk_id: Some(trunk.id.clone()),
        number,
        own: OwnAddresses {
            request_uri: goes_there.then(|| wanted.to.uri.as_str().into()),
            to: goes_there.then(|| format!("<{}>", wanted.to.uri).into()),
            ..OwnAddresses::default()
        },
        from_number,
        display_name: None,
        dtmf: "".into(),
        trunk: spec,
    })
}

fn participant(room: RoomName, number: &PhoneNumber, hides_number: bool) -> OutboundParticipant {
    let identity = match hides_number {
        true => format!("sip_{}", hashed(number.as_str())),
        false => format!("sip_{}", number.as_str()),
    };
    OutboundParticipant {
        room,
        identity: identity.into(),
        name: "".into(),
        metadata: "".into(),
        attributes: Attributes::new(),
        hide_phone_number: hides_number,
        play_dialtone: true,
        krisp_enabled: false,
    }
}
