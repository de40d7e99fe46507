//! Calls that this gateway is asked to place: who asks waits on his own task, the call lives on the SIP thread.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tandem_control_plane::outbound::{
    Begun, CallFailed, MoveError, MoveRequest, NotTaken, Originate, OutboundRequest, PlacedCall,
    TransferError, TransferRequest, Transferred,
};
use tandem_model::{CallId, ParticipantSid, ReasonCode};
use tandem_rooms::Cluster;
use tandem_sip_io::{LookupError, Mailbox, Resolver};
use tandem_sip_proto::Flow;
use tokio::sync::oneshot;

use crate::Mail;
use crate::live::Slot;
use crate::next_hop::{MAX_TARGETS, next_hop};
use crate::relocate::MoveOrder;

/// A call that the SIP thread is asked to place.
#[derive(Debug)]
pub struct Order {
    pub(crate) request: OutboundRequest,
    /// At least one.
    pub(crate) targets: Vec<Flow>,
    /// Finds where redirections lead.
    pub(crate) resolver: Resolver,
    pub(crate) asker: Asker,
    /// The call whose peer asks for it.
    pub(crate) referrer: Option<Slot>,
}

/// A call whose peer is to be transferred.
#[derive(Debug)]
pub struct TransferOrder {
    pub(crate) request: TransferRequest,
    pub(crate) asker: oneshot::Sender<Result<Transferred, TransferError>>,
}

/// Who asked, and is told what becomes of the call. He may have gone.
#[derive(Debug)]
pub(crate) struct Asker {
    begun: Option<oneshot::Sender<Result<Placed, NotTaken>>>,
    answer: Option<oneshot::Sender<Result<(), CallFailed>>>,
}

/// A call whose INVITE is out.
#[derive(Debug)]
pub(crate) struct Placed {
    /// Absent where another node has the room and gave the seat.
    pub(crate) participant: Option<ParticipantSid>,
    pub(crate) sip_call_id: Box<str>,
}

impl Asker {
    /// Nobody waits.
    pub(crate) fn nobody() -> Self {
        Self {
            begun: None,
            answer: None,
        }
    }

    pub(crate) fn has_begun(&mut self, placed: Placed) {
        if let Some(begun) = self.begun.take() {
            let _ = begun.send(Ok(placed));
        }
    }

    pub(crate) fn is_refused(&mut self, reason: ReasonCode, text: impl Into<Box<str>>) {
        if let Some(begun) = self.begun.take() {
            let text = text.into();
            let _ = begun.send(Err(NotTaken { reason, text }));
        }
    }

    pub(crate) fn is_answered(&mut self) {
        if let Some(answer) = self.answer.take() {
            let _ = answer.send(Ok(()));
        }
    }

    pub(crate) fn has_failed(&mut self, why: CallFailed) {
        self.is_refused(why.reason, why.reason.cause());
        if let Some(answer) = self.answer.take() {
            let _ = answer.send(Err(why));
        }
    }
}

/// Places the calls of this node's gateway.
#[derive(Clone)]
pub struct Originator {
    mailbox: Mailbox<Mail>,
    rooms: Cluster,
    resolver: Resolver,
}

impl Originate for Originator {
    fn transfer(
        &self,
        request: TransferRequest,
    ) -> BoxFuture<'static, Result<Transferred, TransferError>> {
        let (asker, outcome) = oneshot::channel();
        let order = Box::new(TransferOrder { request, asker });
        let posted = self.mailbox.post(Mail::Transfer(order));
        async move {
            posted.map_err(|_| TransferError::CallGone)?;
            outcome.await.unwrap_or(Err(TransferError::CallGone))
        }
        .boxed()
    }

    fn relocate(&self, request: MoveRequest) -> BoxFuture<'static, Result<(), MoveError>> {
        let (asker, outcome) = oneshot::channel();
        let posted = self
            .mailbox
            .post(Mail::Move(Box::new(MoveOrder { request, asker })));
        async move {
            posted.map_err(|_| MoveError::CallGone)?;
            outcome.await.unwrap_or(Err(MoveError::CallGone))
        }
        .boxed()
    }

    fn abandon(&self, call: &CallId) {
        if self.mailbox.post(Mail::Abandoned(call.clone())).is_err() {
            tracing::error!(%call, "a call that nobody waits for goes on: the gateway is too busy");
        }
    }

    fn originate(&self, request: OutboundRequest) -> BoxFuture<'static, Result<Begun, NotTaken>> {
        let originator = self.clone();
        async move { originator.begin(request).await }.boxed()
    }
}

impl Originator {
    /// Places calls by the gateway behind this mailbox.
    #[must_use]
    pub fn new(mailbox: Mailbox<Mail>, rooms: Cluster, resolver: Resolver) -> Self {
        Self {
            mailbox,
            rooms,
            resolver,
        }
    }

    /// Where the INVITE of a request goes, the preferred target first.
    async fn targets(&self, request: &OutboundRequest) -> Result<Vec<Flow>, NotTaken> {
        let unresolved = |text: String| refused(ReasonCode::TrunkUnresolved, text);
        let hop = next_hop(request).map_err(unresolved)?;
        let host = hop.host.clone();
        let (reply, found) = oneshot::channel();
        self.resolver.look_up(hop, |targets| {
            // Who asked may have gone.
            let _ = reply.send(targets);
        });
        let stopped = |_| refused(ReasonCode::GatewaysDraining, "the gateway is stopping");
        let found = found.await.map_err(stopped)?;
        let mut targets = found.map_err(|error| {
            let reason = match error {
                LookupError::Refused => ReasonCode::AddressRefused,
                LookupError::NoAddress | LookupError::Unanswered | LookupError::Busy => {
                    ReasonCode::TrunkUnresolved
                }
            };
            refused(reason, format!("the trunk's address {host:?}: {error}"))
        })?;
        targets.truncate(MAX_TARGETS);
        Ok(targets)
    }

    async fn begin(self, request: OutboundRequest) -> Result<Begun, NotTaken> {
        let targets = self.targets(&request).await?;
        let (begun, has_begun) = oneshot::channel();
        let (answer, answered) = oneshot::channel();
        let (room, identity) = (
            request.participant.room.clone(),
            request.participant.identity.clone(),
        );
        let order = Order {
            request,
            targets,
            resolver: self.resolver.clone(),
            asker: Asker {
                begun: Some(begun),
                answer: Some(answer),
            },
            referrer: None,
        };
        if self.mailbox.post(Mail::Originate(Box::new(order))).is_err() {
            return Err(refused(ReasonCode::GatewaysFull, "the gateway is too busy"));
        }
        let stopped = |_| refused(ReasonCode::GatewaysDraining, "the gateway is stopping");
        let placed = has_begun.await.map_err(stopped)??;
        let participant = match placed.participant {
            Some(participant) => Some(participant),
            None => {
                let found = self.rooms.participant(&room, &identity).await;
                found.ok().and_then(Result::ok).map(|found| found.sid)
            }
        };
        let participant = participant
            .ok_or_else(|| refused(ReasonCode::RoomLost, "the participant has left the room"))?;
        Ok(Begun {
            call: PlacedCall {
                participant,
                sip_call_id: placed.sip_call_id,
            },
            answer: answered
                .map(|told| told.unwrap_or_else(|_| Err(stopping())))
                .boxed(),
        })
    }
}

fn stopping() -> CallFailed {
    CallFailed {
        sip_status: None,
        sip_phrase: "".into(),
        reason: ReasonCode::Draining,
    }
}

fn refused(reason: ReasonCode, text: impl Into<Box<str>>) -> NotTaken {
    let text = text.into();
    NotTaken { reason, text }
}
