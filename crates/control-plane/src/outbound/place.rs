use std::collections::BTreeMap;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, join_all};
use tandem_consensus::NodeId;
use tandem_dispatch::placement::{GatewayState, GatewayView, Placed, Unplaced, Wanted, place};
use tandem_model::{CallId, CountryCode, ReasonCode};
use tandem_wire::internal as wire;
use tandem_wire::internal::calls_client::CallsClient;
use tokio::time::timeout;

use super::hand_over::HandedOver;
use super::{CallFailed, NotTaken, OutboundRequest, PlacedCall};
use crate::{CallPlaced, ControlPlane};

/// Gateways that a call is offered to, one after the other.
pub const MOST_TRIES: usize = 4;
/// How long nodes have to say whether they have placed a call before.
const REPEAT_PATIENCE: Duration = Duration::from_millis(500);

/// Places outbound calls, wherever they are to leave from.
pub trait PlacesCalls: Send + Sync {
    /// Places a call from the gateway that the table of countries and regions asks for. Ends when the call is under
    /// way, or answered if the request says so.
    fn place_call(&self, request: OutboundRequest)
    -> BoxFuture<'_, Result<PlacedCall, PlaceError>>;
}

/// Why a call is not under way.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlaceError {
    /// No gateway takes it. Nothing was sent.
    #[error(transparent)]
    Unplaced(#[from] Unplaced),
    /// It was placed, and ended before the answer.
    #[error(transparent)]
    Failed(#[from] CallFailed),
    /// The gateway was told to place it and was not heard of again: it may ring, and is tried nowhere else.
    #[error(
        "node {node} was to place the call and was not heard of again: the callee may have been called; look before \
         trying again, or try again with the same idempotency key"
    )]
    Unknown {
        /// The gateway.
        node: NodeId,
    },
}

impl PlacesCalls for ControlPlane {
    fn place_call(
        &self,
        request: OutboundRequest,
    ) -> BoxFuture<'_, Result<PlacedCall, PlaceError>> {
        self.place_outbound(request).boxed()
    }
}

impl ControlPlane {
    /// What placement would decide now, without a call.
    #[must_use]
    pub fn explain_placement(&self, country: Option<CountryCode>, call: &CallId) -> Placed {
        self.decide_placement(country, call, &BTreeMap::new())
    }

    fn decide_placement(
        &self,
        country: Option<CountryCode>,
        call: &CallId,
        tried: &BTreeMap<NodeId, GatewayState>,
    ) -> Placed {
        let mut gateways = self.gateways();
        for GatewayView { node, state, .. } in &mut gateways {
            if let Some(found) = tried.get(node) {
                *state = *found;
            }
        }
        let wanted = Wanted {
            country,
            call: call.as_str(),
        };
        place(&self.catalog(), &wanted, &gateways, &self.here())
    }

    async fn place_outbound(&self, request: OutboundRequest) -> Result<PlacedCall, PlaceError> {
        if request.may_be_repeat
            && let Some(node) = self.who_has_placed(&request.call).await
        {
            return match self.offer(node, &request).await? {
                Ok(call) => Ok(call),
                Err(_) => Err(PlaceError::Unknown { node }),
            };
        }
        let mut went = CallPlaced::Nowhere;
        let placed = self.offer_around(&request, &mut went).await;
        self.metrics().placed(went);
        placed
    }

    /// Offers a call to one gateway after the other; `went` says where it ended, whatever becomes of it there.
    async fn offer_around(
        &self,
        request: &OutboundRequest,
        went: &mut CallPlaced,
    ) -> Result<PlacedCall, PlaceError> {
        let mut tried = BTreeMap::new();
        loop {
            let placed = self.decide_placement(request.country(), &request.call, &tried);
            *went = CallPlaced::of(&placed);
            let node = placed.outcome?.node;
            let not_taken = match self.offer(node, request).await? {
                Ok(call) => return Ok(call),
                Err(not_taken) => not_taken,
            };
            *went = CallPlaced::Nowhere;
            tracing::warn!(node, call = %request.call, why = %not_taken, "a gateway did not take a call");
            if !is_of_gateway(not_taken.reason) {
                return Err(PlaceError::Unplaced(Unplaced {
                    reason: not_taken.reason,
                    text: not_taken.text.into(),
                }));
            }
            tried.insert(node, state_of(&not_taken));
            if tried.len() == MOST_TRIES {
                return Err(PlaceError::Unplaced(Unplaced {
                    reason: not_taken.reason,
                    text: format!(
                        "{MOST_TRIES} gateways have not taken the call; the last of them: {not_taken}"
                    ),
                }));
            }
        }
    }

    /// Offers a call to one gateway, which may not take it.
    async fn offer(
        &self,
        node: NodeId,
        request: &OutboundRequest,
    ) -> Result<Result<PlacedCall, NotTaken>, PlaceError> {
        if node != self.node_id() {
            return match self.hand_over(node, request).await {
                HandedOver::NotTaken(why) => Ok(Err(why)),
                HandedOver::Placed(call) => Ok(Ok(call)),
                HandedOver::Failed(why) => Err(why.into()),
                HandedOver::Lost => Err(PlaceError::Unknown { node }),
            };
        }
        if let Err(why) = self.takes_call(&request.call) {
            return Ok(Err(why));
        }
        let under = match self.desk().begin(request.clone()).await {
            Ok(under) => under,
            Err(why) => return Ok(Err(why)),
        };
        let call = under.call.clone();
        if request.wait_until_answered {
            under.wait().await?;
        }
        Ok(Ok(call))
    }

    /// Whether this node takes a call now; one that it has placed it takes again.
    pub(crate) fn takes_call(&self, call: &CallId) -> Result<(), NotTaken> {
        if self.desk().knows(call) {
            return Ok(());
        }
        let no = |reason, text: &str| {
            Err(NotTaken {
                reason,
                text: text.into(),
            })
        };
        match self.pulse().state(Duration::ZERO) {
            GatewayState::Draining => no(ReasonCode::GatewaysDraining, "the gateway drains"),
            GatewayState::Ready(load) if load.is_full() => {
                no(ReasonCode::GatewaysFull, "the gateway is full")
            }
            GatewayState::Ready(_) if self.desk().is_open() => Ok(()),
            GatewayState::Ready(_) | GatewayState::Starting | GatewayState::Away => {
                no(ReasonCode::GatewaysAway, "the gateway places no calls yet")
            }
        }
    }

    /// The gateway that has placed a call before.
    async fn who_has_placed(&self, call: &CallId) -> Option<NodeId> {
        if self.desk().knows(call) {
            return Some(self.node_id());
        }
        let others = self.gateways().into_iter();
        let others = others.filter(|one| one.node != self.node_id());
        let others = others.filter(|one| one.state != GatewayState::Away);
        let asked = others.map(|one| async move {
            let channel = self.channel_to(one.node)?;
            let request = self.to_node(wire::HasPlacedRequest {
                call_id: call.to_string(),
            });
            let mut client = CallsClient::new(channel);
            let answer = timeout(REPEAT_PATIENCE, client.has_placed(request)).await;
            let has = answer.ok()?.ok()?.into_inner().has_placed;
            has.then_some(one.node)
        });
        join_all(asked).await.into_iter().flatten().next()
    }
}

/// Whether another gateway might take what one did not.
fn is_of_gateway(reason: ReasonCode) -> bool {
    matches!(
        reason,
        ReasonCode::GatewaysAway | ReasonCode::GatewaysDraining | ReasonCode::GatewaysFull
    )
}

/// How a gateway that did not take a call is to be seen while another one is looked for.
fn state_of(not_taken: &NotTaken) -> GatewayState {
    use tandem_dispatch::placement::Load;
    if not_taken.reason == ReasonCode::GatewaysDraining {
        GatewayState::Draining
    } else if not_taken.reason == ReasonCode::GatewaysFull {
        // No calls of no calls: full.
        GatewayState::Ready(Load::default())
    } else {
        GatewayState::Away
    }
}
