//! Requests inside a dialog.

use std::time::Instant;

use tandem_call::Input;
use tandem_model::ReasonCode;
use tandem_sip_proto::{
    DialogError, Endpoint, Flow, KEY_BODIES, Message, Method, NotAKey, Reply, ServerTx, key_of_info,
};

use crate::gateway::Gateway;
use crate::headers;
use crate::keys::KeyWay;
use crate::live::{LiveCall, Side, Slot};
use crate::offer::agree;

impl Gateway {
    /// The call that a request belongs to; the request's number counts from then on.
    fn find(&mut self, request: &Message, flow: Flow) -> Result<Slot, DialogError> {
        let tag = request
            .to()
            .ok()
            .and_then(|to| to.tag())
            .unwrap_or_default();
        let slot = std::str::from_utf8(tag)
            .ok()
            .and_then(|tag| self.slot_by_tag.get(tag))
            .copied();
        let slot = slot.ok_or(DialogError::Elsewhere)?;
        let call = self.calls.get_mut(slot).ok_or(DialogError::Elsewhere)?;
        let accepted = call.accept(request, flow);
        // Forged, or of a peer that forgot its tag: whoever looks into the call wants to know.
        if let Err(error) = accepted {
            let (_, reason) = why(error);
            let calls = self.services.plane.calls();
            calls.update(&call.id, |record| record.notice(reason));
        }
        accepted.map(|()| slot)
    }

    /// The call that a request belongs to; a request of none has its answer.
    pub(crate) fn find_or_refuse(
        &mut self,
        request: &Message,
        (tx, flow): (ServerTx, Flow),
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Option<Slot> {
        let found = self.find(request, flow);
        if let Err(error) = found {
            Self::refuse_request(tx, why(error), &[], endpoint, now);
        }
        found.ok()
    }

    /// Refuses a request of a dialog; the status and the reason's code say why.
    pub(crate) fn refuse_request(
        tx: ServerTx,
        (status, reason): (u16, ReasonCode),
        fields: &[(&str, &str)],
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let text = headers::reason(status, reason);
        let mut reply = Reply::new(status).header("Reason", &text);
        for (name, value) in fields {
            reply = reply.header(name, value);
        }
        endpoint.respond(tx, &reply, now);
    }

    /// Keeps what the peer says of its reason for ending a call.
    pub(crate) fn remember_peer_reason(&mut self, slot: Slot, message: &Message) {
        let said = headers::peer_reason(message);
        if let (Some(said), Some(call)) = (said, self.calls.get_mut(slot)) {
            let calls = self.services.plane.calls();
            calls.update(&call.id, |record| record.peer_reason = Some(said));
        }
    }

    /// BYE ends the call, before its answer, too (RFC 3261 §15.1.2).
    pub(crate) fn handle_bye(
        &mut self,
        tx: ServerTx,
        bye: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = self.find_or_refuse(bye, (tx, flow), endpoint, now) else {
            return;
        };
        endpoint.respond(tx, &Reply::new(200), now);
        self.remember_peer_reason(slot, bye);
        self.feed(slot, Input::Bye, endpoint, now);
    }

    /// INFO presses a key (RFC 6086).
    pub(crate) fn handle_info(
        &mut self,
        tx: ServerTx,
        info: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = self.find_or_refuse(info, (tx, flow), endpoint, now) else {
            return;
        };
        let key = match key_of_info(info) {
            Ok(key) => key,
            Err(NotAKey::OtherBody) => {
                let why = (415, ReasonCode::BadRequest);
                let fields = [("Accept", KEY_BODIES)];
                return Self::refuse_request(tx, why, &fields, endpoint, now);
            }
            Err(NotAKey::Unreadable) => {
                let why = (400, ReasonCode::BadRequest);
                return Self::refuse_request(tx, why, &[], endpoint, now);
            }
        };
        endpoint.respond(tx, &Reply::new(200), now);
        if let Some(key) = key {
            self.pressed(slot, (KeyWay::Info, key), endpoint, now);
        }
    }

    /// A key came, in this way.
    pub(crate) fn pressed(
        &mut self,
        slot: Slot,
        (way, key): (KeyWay, char),
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let call = self.calls.get_mut(slot);
        if call.is_some_and(|call| call.keys.is_new(way, key, now)) {
            self.feed(slot, Input::Digit(key), endpoint, now);
        }
    }

    /// A re-INVITE or UPDATE (RFC 3311) with a new offer (RFC 3264 §8): hold, resume, another address or codec. A
    /// re-INVITE without one gets ours.
    pub(crate) fn handle_reinvite(
        &mut self,
        tx: ServerTx,
        invite: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(slot) = self.find_or_refuse(invite, (tx, flow), endpoint, now) else {
            return;
        };
        let Some(call) = self.calls.get_mut(slot) else {
            let why = why(DialogError::Elsewhere);
            return Self::refuse_request(tx, why, &[], endpoint, now);
        };
        let is_settled = match &call.side {
            Side::Inbound(inbound) => {
                let first = inbound.invite;
                first.is_none_or(|first| !self.slot_by_invite.contains_key(&first))
            }
            Side::Outbound(_) => true,
        };
        if !call.machine.is_answered() && invite.method() == Method::Update {
            return self.handle_early_update(slot, tx, invite, endpoint, now);
        }
        if !call.machine.is_answered() || !is_settled {
            return Self::refuse_early(call, tx, endpoint, now);
        }
        if call.asking.is_inviting() {
            let why = (491, ReasonCode::RequestPending);
            return Self::refuse_request(tx, why, &[], endpoint, now);
        }
        let timer = match call.session.renewed(invite, now) {
            Ok(fields) => fields,
            Err(least) => {
                let least = least.to_string();
                let (why, fields) = ((422, ReasonCode::SessionTooShort), [("Min-SE", &*least)]);
                return Self::refuse_request(tx, why, &fields, endpoint, now);
            }
        };
        if !invite.body().is_empty() {
            match agree(&mut call.media.session, invite.body()) {
                Ok(stream) => self.services.agreed(call, stream),
                Err(refused) => {
                    let warning = refused.warning.unwrap_or_default();
                    let (why, fields) =
                        ((refused.status, refused.reason), [("Warning", &*warning)]);
                    return Self::refuse_request(tx, why, &fields, endpoint, now);
                }
            }
        }
        if invite.method() == Method::Invite {
            self.slot_by_invite.insert(tx, slot);
        }
        let described = call.renewed(invite);
        let contact = call.contact();
        let mut reply = Reply::new(200)
            .header("Contact", &contact)
            .header("Allow", tandem_sip_proto::ALLOW)
            .header("Supported", crate::SUPPORTED);
        for (name, value) in &timer {
            reply = reply.header(name, value);
        }
        if let Some(described) = &described {
            reply = reply.body("application/sdp", described.as_bytes());
        }
        endpoint.respond(tx, &reply, now);
        self.drive(slot, endpoint, now);
    }
}

impl Gateway {
    /// An offer comes while the first one is not settled (RFC 3261 §14.2, RFC 3311 §5.2): that is ours, or the peer's.
    fn refuse_early(call: &LiveCall, tx: ServerTx, endpoint: &mut Endpoint, now: Instant) {
        let pending = |status| (status, ReasonCode::RequestPending);
        match &call.side {
            Side::Outbound(_) => Self::refuse_request(tx, pending(491), &[], endpoint, now),
            Side::Inbound(_) => {
                let fields = [("Retry-After", "1")];
                Self::refuse_request(tx, pending(500), &fields, endpoint, now);
            }
        }
    }

    /// UPDATE before the answer (RFC 3311 §5.2): another target, or an offer once ours has been answered.
    fn handle_early_update(
        &mut self,
        slot: Slot,
        tx: ServerTx,
        update: &Message,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(call) = self.calls.get_mut(slot) else {
            return Self::refuse_request(tx, why(DialogError::Elsewhere), &[], endpoint, now);
        };
        let tag = update.from().ok().and_then(|from| from.tag());
        let tag = tag.unwrap_or_default();
        let mut described = None;
        if !update.body().is_empty() {
            let session = &mut call.media.session;
            let Side::Outbound(outbound) = &mut call.side else {
                return Self::refuse_early(call, tx, endpoint, now);
            };
            if session.agreed().is_none() {
                return Self::refuse_early(call, tx, endpoint, now);
            }
            outbound.is_updated_by(tag, session);
            let stream = match agree(session, update.body()) {
                Ok(stream) => stream,
                Err(refused) => {
                    let warning = refused.warning.unwrap_or_default();
                    let why = (refused.status, refused.reason);
                    let fields = [("Warning", &*warning)];
                    return Self::refuse_request(tx, why, &fields, endpoint, now);
                }
            };
            described = session.answer(call.media.local);
            self.services.agreed(call, stream);
        }
        let flow = call.flow;
        let dialog = match &mut call.side {
            Side::Inbound(inbound) => Some(&mut inbound.dialog),
            Side::Outbound(outbound) => outbound.early(tag),
        };
        let contact = dialog.map(|dialog| {
            dialog.refresh(update);
            dialog.contact(flow)
        });
        let contact = contact.unwrap_or_default();
        let mut reply = Reply::new(200)
            .header("Contact", &contact)
            .header("Allow", tandem_sip_proto::ALLOW)
            .header("Supported", crate::SUPPORTED);
        if let Some(described) = &described {
            reply = reply.body("application/sdp", described.as_bytes());
        }
        endpoint.respond(tx, &reply, now);
        self.drive(slot, endpoint, now);
    }
}

/// Why a request fits into no dialog, as the peer is told.
pub(crate) fn why(error: DialogError) -> (u16, ReasonCode) {
    let reason = match error {
        DialogError::Elsewhere => ReasonCode::NoDialog,
        DialogError::OutOfOrder => ReasonCode::OutOfOrder,
    };
    (error.status(), reason)
}

impl LiveCall {
    /// Takes the target of a request that is accepted; gives the description that goes into its 2xx.
    fn renewed(&mut self, invite: &Message) -> Option<String> {
        if let Some(dialog) = self.dialog() {
            dialog.refresh(invite);
        }
        let local = self.media.local;
        let session = &mut self.media.session;
        let is_offered = !invite.body().is_empty();
        match (is_offered, invite.method()) {
            (true, _) => session.answer(local),
            // The answer comes with the ACK (RFC 3261 §14.2).
            (false, Method::Invite) => session.offer(local).ok(),
            (false, _) => None,
        }
    }
}
