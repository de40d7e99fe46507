//! The asking end of a hand-over.

use std::time::Duration;

use tandem_consensus::NodeId;
use tandem_model::ReasonCode;
use tandem_wire::internal as wire;
use tandem_wire::internal::calls_client::CallsClient;
use tandem_wire::internal::place_word::Word as Said;
use tandem_wire::internal::placed_word::Word;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

use super::{CallFailed, NotTaken, OutboundRequest, PlacedCall, from_wire, to_wire};
use crate::ControlPlane;

/// How long a gateway may take to say that it is ready; then another one is asked.
const READY_PATIENCE: Duration = Duration::from_secs(2);
/// How long it may take to have the call under way once it was told to go.
const PLACED_PATIENCE: Duration = Duration::from_secs(10);
/// The longest that an answer is waited for: above what any call may ring.
const ANSWER_PATIENCE: Duration = Duration::from_secs(24 * 3_600);
/// What is said to a gateway: the request, and go.
const WORDS: usize = 2;

/// What became of a call that was handed over.
pub(super) enum HandedOver {
    /// Nothing was sent.
    NotTaken(NotTaken),
    /// It is under way, or answered if that was waited for.
    Placed(PlacedCall),
    /// It ended before the answer.
    Failed(CallFailed),
    /// The gateway was told to go and was not heard of again.
    Lost,
}

/// A hand-over that the gateway is ready for.
struct Line {
    say: mpsc::Sender<wire::PlaceWord>,
    hear: Streaming<wire::PlacedWord>,
}

impl ControlPlane {
    pub(super) async fn hand_over(&self, node: NodeId, request: &OutboundRequest) -> HandedOver {
        let ready = timeout(READY_PATIENCE, self.offer_to(node, request)).await;
        let late = || not_heard("it has not answered in time");
        match ready.unwrap_or_else(|_| Err(late())) {
            Err(why) => HandedOver::NotTaken(why),
            Ok(line) => line.go(request.wait_until_answered).await,
        }
    }

    /// Offers the call; nothing is sent before the line says go.
    async fn offer_to(&self, node: NodeId, request: &OutboundRequest) -> Result<Line, NotTaken> {
        let channel = self.channel_to(node);
        let channel = channel.ok_or_else(|| not_heard("it is no member any more"))?;
        let (say, words) = mpsc::channel(WORDS);
        let word = Said::Request(to_wire::request(self.node_id(), request));
        // The channel is new: it has room.
        let _ = say.try_send(wire::PlaceWord { word: Some(word) });
        let words = self.to_node(ReceiverStream::new(words));
        let stream = CallsClient::new(channel).place(words).await;
        let mut hear = stream.map_err(|status| broken(&status))?.into_inner();
        match hear.message().await.map_err(|status| broken(&status))? {
            Some(wire::PlacedWord {
                word: Some(Word::Ready(_)),
            }) => Ok(Line { say, hear }),
            Some(wire::PlacedWord {
                word: Some(Word::NotTaken(why)),
            }) => Err(from_wire::not_taken(&why)),
            Some(_) | None => Err(not_heard("its answer cannot be read")),
        }
    }
}

impl Line {
    async fn go(mut self, waits: bool) -> HandedOver {
        let go = wire::PlaceWord {
            word: Some(Said::Go(wire::Go {})),
        };
        if self.say.send(go).await.is_err() {
            // The stream was given up before it was said.
            return HandedOver::NotTaken(not_heard("the connection is lost"));
        }
        let placed = match self.next(PLACED_PATIENCE).await {
            Some(Word::Placed(placed)) => placed,
            Some(Word::NotTaken(why)) => return HandedOver::NotTaken(from_wire::not_taken(&why)),
            Some(Word::Failed(why)) => return HandedOver::Failed(from_wire::failed(why)),
            Some(Word::Ready(_) | Word::Answered(_)) | None => return HandedOver::Lost,
        };
        let Some(call) = from_wire::placed(placed) else {
            return HandedOver::Lost;
        };
        if !waits {
            return HandedOver::Placed(call);
        }
        match self.next(ANSWER_PATIENCE).await {
            Some(Word::Answered(_)) => HandedOver::Placed(call),
            Some(Word::Failed(why)) => HandedOver::Failed(from_wire::failed(why)),
            Some(Word::Ready(_) | Word::NotTaken(_) | Word::Placed(_)) | None => HandedOver::Lost,
        }
    }

    async fn next(&mut self, patience: Duration) -> Option<Word> {
        let heard = timeout(patience, self.hear.message()).await;
        heard.ok()?.ok()??.word
    }
}

fn broken(status: &Status) -> NotTaken {
    not_heard(status.message())
}

fn not_heard(why: &str) -> NotTaken {
    NotTaken {
        reason: ReasonCode::GatewaysAway,
        text: format!("the gateway cannot be asked: {why}").into(),
    }
}
