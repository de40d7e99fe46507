//! The gateway's end of a hand-over.

use std::sync::{Arc, Weak};

use futures::stream::{BoxStream, StreamExt as _, unfold};
use tandem_model::CallId;
use tandem_wire::internal as wire;
use tandem_wire::internal::calls_server::{Calls, CallsServer};
use tandem_wire::internal::place_word::Word as Said;
use tandem_wire::internal::placed_word::Word;
use tonic::{Request, Response, Status, Streaming};

use super::desk::Under;
use super::{NotTaken, OutboundRequest, from_wire, to_wire};
use crate::ControlPlane;
use crate::control_plane::Inner;

/// Serves `tandem.internal.v1.Calls`. Connections of other nodes do not keep the control plane going: what comes after
/// its end is refused.
pub struct CallsService {
    plane: Weak<Inner>,
}

impl ControlPlane {
    /// Lets other nodes place calls here: to be mounted where only they come in.
    #[must_use]
    pub fn calls_server(&self) -> CallsServer<CallsService> {
        CallsServer::new(CallsService {
            plane: Arc::downgrade(&self.inner),
        })
    }
}

impl CallsService {
    fn plane(&self) -> Result<ControlPlane, Status> {
        ControlPlane::of(&self.plane).ok_or_else(|| Status::unavailable("this node is stopping"))
    }
}

/// How far a hand-over is.
enum Turn {
    /// The request is to come.
    Asked,
    /// The word to go is to come; until then nothing is sent.
    Ready(Box<OutboundRequest>),
    /// The answer is waited for.
    Placed(Under),
    Over,
}

/// One hand-over.
struct Visit {
    plane: Weak<Inner>,
    words: Streaming<wire::PlaceWord>,
    turn: Turn,
}

impl Visit {
    /// The next word to who asks; none when all is said, or he has gone.
    async fn next(mut self) -> Option<(Result<wire::PlacedWord, Status>, Self)> {
        let word = match std::mem::replace(&mut self.turn, Turn::Over) {
            Turn::Asked => self.ready().await?,
            Turn::Ready(request) => self.go(*request).await?,
            Turn::Placed(under) => Ok(match under.wait().await {
                Ok(()) => Word::Answered(wire::Answered {}),
                Err(why) => Word::Failed(to_wire::failed(&why)),
            }),
            Turn::Over => return None,
        };
        Some((word.map(|word| wire::PlacedWord { word: Some(word) }), self))
    }

    async fn ready(&mut self) -> Option<Result<Word, Status>> {
        let word = self.words.message().await.ok()??;
        let Some(Said::Request(request)) = word.word else {
            return Some(Err(Status::invalid_argument("a request comes first")));
        };
        let request = match from_wire::request(request) {
            Ok(request) => request,
            Err(field) => {
                let text = format!("{field} cannot be read");
                return Some(Err(Status::invalid_argument(text)));
            }
        };
        let takes = ControlPlane::of(&self.plane)?.takes_call(&request.call);
        Some(Ok(match takes {
            Ok(()) => {
                self.turn = Turn::Ready(Box::new(request));
                Word::Ready(wire::Ready {})
            }
            Err(why) => not_taken(&why),
        }))
    }

    async fn go(&mut self, request: OutboundRequest) -> Option<Result<Word, Status>> {
        let word = self.words.message().await.ok()??;
        let Some(Said::Go(_)) = word.word else {
            return Some(Err(Status::invalid_argument("one request a stream")));
        };
        let waits = request.wait_until_answered;
        let plane = ControlPlane::of(&self.plane)?;
        let begun = plane.desk().begin(request).await;
        Some(Ok(match begun {
            Ok(under) => {
                let placed = to_wire::placed(&under.call);
                if waits {
                    self.turn = Turn::Placed(under);
                }
                Word::Placed(placed)
            }
            Err(why) => not_taken(&why),
        }))
    }
}

fn not_taken(why: &NotTaken) -> Word {
    Word::NotTaken(to_wire::not_taken(why))
}

#[tonic::async_trait]
impl Calls for CallsService {
    type PlaceStream = BoxStream<'static, Result<wire::PlacedWord, Status>>;

    async fn place(
        &self,
        request: Request<Streaming<wire::PlaceWord>>,
    ) -> Result<Response<Self::PlaceStream>, Status> {
        self.plane()?;
        let visit = Visit {
            plane: Weak::clone(&self.plane),
            words: request.into_inner(),
            turn: Turn::Asked,
        };
        Ok(Response::new(unfold(visit, Visit::next).boxed()))
    }

    async fn has_placed(
        &self,
        request: Request<wire::HasPlacedRequest>,
    ) -> Result<Response<wire::HasPlacedReply>, Status> {
        let call = CallId::try_new(request.into_inner().call_id);
        let call = call.map_err(|error| Status::invalid_argument(format!("call_id: {error}")))?;
        let has_placed = self.plane()?.desk().knows(&call);
        Ok(Response::new(wire::HasPlacedReply { has_placed }))
    }
}
