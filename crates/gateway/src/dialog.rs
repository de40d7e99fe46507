//! Requests inside a dialog.

use std::time::Instant;

use tandem_call::Input;
use tandem_sip_proto::{Dialog, DialogError, Endpoint, Flow, Message, Reply, ServerTx};

use crate::gateway::Gateway;
use crate::live::{Side, Slot};
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
        call.accept(request, flow)?;
        Ok(slot)
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
        match self.find(bye, flow) {
            Err(error) => endpoint.respond(tx, &Reply::new(error.status()), now),
            Ok(slot) => {
                endpoint.respond(tx, &Reply::new(200), now);
                self.feed(slot, Input::Bye, endpoint, now);
            }
        }
    }

    /// A new offer (RFC 3264 §8): hold, resume, another address or codec. Without a body, our description is repeated.
    pub(crate) fn handle_reinvite(
        &mut self,
        tx: ServerTx,
        invite: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let slot = match self.find(invite, flow) {
            Ok(slot) => slot,
            Err(error) => return endpoint.respond(tx, &Reply::new(error.status()), now),
        };
        let Some(call) = self.calls.get_mut(slot) else {
            return endpoint.respond(tx, &Reply::new(481), now);
        };
        let is_settled = match &call.side {
            Side::Inbound(inbound) => {
                let first = inbound.invite;
                first.is_none_or(|first| !self.slot_by_invite.contains_key(&first))
            }
            Side::Outbound(_) => true,
        };
        if !call.machine.is_answered() || !is_settled {
            // RFC 3261 §14.2: the first INVITE is not settled yet.
            return endpoint.respond(tx, &Reply::new(500).header("Retry-After", "1"), now);
        }
        if !invite.body().is_empty() {
            match agree(&mut call.media.session, invite.body()) {
                Ok(stream) if Some(stream) != call.media.stream => {
                    call.media.stream = Some(stream);
                    if let Some(leg) = call.media.leg {
                        self.services.media.update(leg, stream);
                    }
                }
                Ok(_) => {}
                Err(refused) => {
                    let warning = refused.warning.unwrap_or_default();
                    let reply = Reply::new(refused.status).header("Warning", &warning);
                    return endpoint.respond(tx, &reply, now);
                }
            }
        }
        if let Some(dialog) = call.dialog() {
            dialog.refresh(invite);
        }
        let contact = Dialog::contact(call.flow.local, call.flow.transport);
        let local = call.media.local;
        let answer = call.media.session.answer(local).unwrap_or_default();
        let reply = Reply::new(200)
            .header("Contact", &contact)
            .header("Allow", tandem_sip_proto::ALLOW)
            .body("application/sdp", answer.as_bytes());
        endpoint.respond(tx, &reply, now);
    }
}
