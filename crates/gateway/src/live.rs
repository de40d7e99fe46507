use std::sync::Arc;
use std::time::Instant;

use tandem_call::Call;
use tandem_dispatch::{Attempt, PinInput, merged_media};
use tandem_model::{
    Attributes, CallId, DispatchRule, HeaderRules, InboundTrunk, MediaConfig, OutboundTrunkSpec,
    ReasonCode,
};
use tandem_rooms::{RelayedAudio, RemoteSeat, Seat};
use tandem_rtp_io::{LegId, Reservation};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::{self, AudioStream};
use tandem_sip_proto::{
    Ask, Asked, Asking, ClientTx, Dialog, DialogError, Endpoint, Flow, Message, Reliable, ServerTx,
};

use crate::keys::Keys;
use crate::outgoing::Outbound;
use crate::refer::LiveReferral;
use crate::session::Session;
use crate::transfer::LiveTransfer;

/// One call that lives on this gateway.
pub(crate) struct LiveCall {
    pub(crate) id: CallId,
    pub(crate) machine: Call,
    pub(crate) side: Side,
    /// Our requests in the dialog.
    pub(crate) asking: Asking,
    pub(crate) flow: Flow,
    pub(crate) facts: Facts,
    pub(crate) media: CallMedia,
    /// How its keys come.
    pub(crate) keys: Keys,
    /// The session timer.
    pub(crate) session: Session,
    pub(crate) seat: Option<Chair>,
    /// The last transfer of the peer.
    pub(crate) transfer: Option<Box<LiveTransfer>>,
    /// The last call that the peer has asked for.
    pub(crate) referral: Option<Box<LiveReferral>>,
    pub(crate) began: Instant,
    pub(crate) deadline: Option<Instant>,
    pub(crate) final_status: u16,
    /// The call is over, and its leg's last numbers are awaited.
    pub(crate) closing: Option<ReasonCode>,
}

/// Who began the call, and what only such a call has.
pub(crate) enum Side {
    /// The peer.
    Inbound(Box<Inbound>),
    /// We.
    Outbound(Box<Outbound>),
}

/// What only a call that came in has.
pub(crate) struct Inbound {
    pub(crate) dialog: Dialog,
    /// The INVITE, until its final response is confirmed.
    pub(crate) invite: Option<ServerTx>,
    /// Its provisional responses, where the caller wants them confirmed and there is no final one yet.
    pub(crate) reliable: Option<Reliable>,
    pub(crate) trunk: Option<Arc<InboundTrunk>>,
    pub(crate) rule: Arc<DispatchRule>,
}

/// Where the caller sits.
pub(crate) enum Chair {
    /// In a room of this node.
    Here(Seat),
    /// In a room that other nodes were asked for. Dropping it gives it back.
    Sought(RemoteSeat),
    /// In none any more; he had these attributes.
    Left(Attributes),
}

/// What the INVITE said.
pub(crate) struct Facts {
    pub(crate) caller: Box<str>,
    pub(crate) called: Box<str>,
    pub(crate) caller_host: Box<str>,
    /// The caller asks that he is not named (RFC 3323, RFC 3325).
    pub(crate) is_private: bool,
    /// Attributes made of header fields, until they enter the room with the call.
    pub(crate) from_headers: Vec<(Box<str>, Box<str>)>,
}

/// The audio of a call.
pub(crate) struct CallMedia {
    pub(crate) session: sdp::Session,
    /// What the session agrees on; nothing while an offer of ours waits for its answer.
    pub(crate) stream: Option<AudioStream>,
    /// Our offer, where the peer's INVITE brought none.
    pub(crate) offer: Option<String>,
    pub(crate) reservation: Option<Reservation>,
    pub(crate) local: std::net::SocketAddr,
    pub(crate) leg: Option<LegId>,
}

impl LiveCall {
    /// The facts as the matcher takes them.
    pub(crate) fn attempt<'a>(&'a self, inbound: &'a Inbound, pin: PinInput) -> Attempt<'a> {
        Attempt {
            called: &self.facts.called,
            caller: &self.facts.caller,
            source: self.flow.peer.ip(),
            pin,
            authenticated: inbound.trunk.as_ref().map(|trunk| &trunk.id),
            is_private: self.facts.is_private,
        }
    }

    /// The `Call-ID` of its messages.
    pub(crate) fn sip_call_id(&self) -> &str {
        match &self.side {
            Side::Inbound(inbound) => inbound.dialog.call_id(),
            Side::Outbound(outbound) => outbound.sip_call_id(),
        }
    }

    /// The INVITE of a call that came in, until its final response is confirmed.
    pub(crate) fn invite(&self) -> Option<ServerTx> {
        match &self.side {
            Side::Inbound(inbound) => inbound.invite,
            Side::Outbound(_) => None,
        }
    }

    /// The dialog, once there is one.
    pub(crate) fn dialog(&mut self) -> Option<&mut Dialog> {
        match &mut self.side {
            Side::Inbound(inbound) => Some(&mut inbound.dialog),
            Side::Outbound(outbound) => outbound.dialog(),
        }
    }

    /// Whether the peer has this tag in its dialog, or in an early one; `0` is none (RFC 3891 §6.1).
    pub(crate) fn is_with(&self, remote_tag: &str) -> bool {
        match &self.side {
            Side::Inbound(inbound) => {
                let own = inbound.dialog.remote_tag();
                own == remote_tag || (own.is_empty() && remote_tag == "0")
            }
            Side::Outbound(outbound) => outbound.is_with(remote_tag),
        }
    }

    /// Our Contact in its dialog; empty where there is none.
    pub(crate) fn contact(&mut self) -> String {
        let flow = self.flow;
        self.dialog()
            .map_or_else(String::new, |dialog| dialog.contact(flow))
    }

    /// Takes a request that names our tag.
    pub(crate) fn accept(&mut self, request: &Message, flow: Flow) -> Result<(), DialogError> {
        let dialog = match &mut self.side {
            Side::Inbound(inbound) => &mut inbound.dialog,
            Side::Outbound(outbound) => return outbound.accept(request, flow),
        };
        dialog.accept(request)?;
        dialog.heard_on(flow);
        Ok(())
    }

    /// Sends a request of ours in the dialog; `false` without a dialog, or when too many wait.
    pub(crate) fn ask(&mut self, ask: Ask, endpoint: &mut Endpoint, now: Instant) -> bool {
        let dialog = match &mut self.side {
            Side::Inbound(inbound) => Some(&mut inbound.dialog),
            Side::Outbound(outbound) => outbound.dialog(),
        };
        dialog.is_some_and(|dialog| self.asking.ask(dialog, ask, endpoint, now).is_ok())
    }

    /// A response to one of them.
    pub(crate) fn asked(
        &mut self,
        tx: ClientTx,
        response: Message,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Option<Asked> {
        let dialog = match &mut self.side {
            Side::Inbound(inbound) => &mut inbound.dialog,
            Side::Outbound(outbound) => outbound.dialog()?,
        };
        self.asking
            .handle_response(tx, response, dialog, endpoint, now)
    }

    /// How headers and attributes map.
    pub(crate) fn header_rules(&self) -> Option<&HeaderRules> {
        match &self.side {
            Side::Inbound(inbound) => inbound.trunk.as_ref().map(|trunk| &trunk.spec.headers),
            Side::Outbound(outbound) => Some(&outbound.request.dial.trunk.headers),
        }
    }

    /// Whether the room shall not hear what is noise at the peer's.
    pub(crate) fn suppresses_noise(&self) -> bool {
        match &self.side {
            Side::Inbound(inbound) => {
                let trunk = inbound.trunk.as_ref();
                trunk.is_some_and(|trunk| trunk.spec.krisp_enabled)
                    || inbound.rule.spec.krisp_enabled
            }
            Side::Outbound(outbound) => outbound.request.participant.krisp_enabled,
        }
    }

    /// What a room at another node has to know of its audio. The codec of a call that is not answered yet comes with its packets.
    pub(crate) fn relayed_audio(&self) -> RelayedAudio {
        RelayedAudio {
            codec: self.media.stream.map_or(Codec::Pcmu, |stream| stream.codec),
            suppresses_noise: self.suppresses_noise(),
        }
    }

    /// The media options.
    pub(crate) fn media_options(&self) -> MediaConfig {
        match &self.side {
            Side::Inbound(inbound) => merged_media(inbound.trunk.as_deref(), &inbound.rule),
            Side::Outbound(outbound) => outbound_media(&outbound.request.dial.trunk),
        }
    }
}

/// The media options of a call over this trunk.
pub(crate) fn outbound_media(trunk: &OutboundTrunkSpec) -> MediaConfig {
    MediaConfig::with_legacy(trunk.media.as_ref(), trunk.media_encryption)
}

/// Calls by a number that is theirs for ever: a slot and its generation.
#[derive(Default)]
pub(crate) struct Slab {
    slots: Vec<(u32, Option<Box<LiveCall>>)>,
    free: Vec<u32>,
    count: usize,
}

/// Names a call on this gateway, for those who write to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Slot(pub(crate) u64);

impl Slab {
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The name of the call that is inserted next.
    pub(crate) fn next(&mut self) -> Slot {
        let index = self.free.last().copied().unwrap_or_else(|| {
            let index = u32::try_from(self.slots.len()).expect("fewer calls than 2^32");
            self.slots.push((0, None));
            self.free.push(index);
            index
        });
        let generation = self.slots[index as usize].0;
        Slot(u64::from(generation) << 32 | u64::from(index))
    }

    pub(crate) fn insert(&mut self, slot: Slot, call: LiveCall) {
        let index = index(slot);
        debug_assert_eq!(self.free.last().map(|free| *free as usize), Some(index));
        self.free.pop();
        self.slots[index].1 = Some(Box::new(call));
        self.count += 1;
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut LiveCall> {
        let (generation, call) = self.slots.get_mut(index(slot))?;
        if u64::from(*generation) != slot.0 >> 32 {
            return None;
        }
        call.as_deref_mut()
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Option<Box<LiveCall>> {
        self.get_mut(slot)?;
        let (generation, call) = &mut self.slots[index(slot)];
        // The highest bit of a slot stays free: requests that are no call's have it.
        *generation = generation.wrapping_add(1) & (u32::MAX >> 1);
        self.free
            .push(u32::try_from(index(slot)).expect("an index of a slot"));
        self.count -= 1;
        call.take()
    }

    pub(crate) fn slots(&self) -> Vec<Slot> {
        let live = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, (_, call))| call.is_some());
        live.map(|(index, (generation, _))| Slot(u64::from(*generation) << 32 | index as u64))
            .collect()
    }
}

fn index(slot: Slot) -> usize {
    usize::try_from(slot.0 & 0xffff_ffff).expect("32 bits fit")
}
