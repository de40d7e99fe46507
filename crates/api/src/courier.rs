//! The way to the leader. Requests that come while others are on their way go together, in one message of one stream:
//! a call of its own for each would cost more than deciding it.
//!
//! ```text
//! requests ─► queue ─► courier (one task) ─► stream of batches ─► leader
//!     ▲                   │    ▲                                    │
//!     └──── answers ◄─────┘    └────── batches of answers ◄─────────┘
//! ```

use std::collections::HashMap;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tandem_control_plane::ControlPlane;
use tandem_wire::internal as wire;
use tandem_wire::internal::forward_client::ForwardClient;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

use crate::ApiError;
use crate::forward::{LONGEST_ANSWER, unreachable};

/// Requests that wait for the courier; who comes later waits to be let in.
const QUEUE: usize = 1_024;
/// Requests in one message.
const MOST_TOGETHER: usize = 256;
/// Messages that wait for the connection.
const MOST_BATCHES: usize = 64;
/// Requests that wait for their answers.
const MOST_WAITING: usize = 4_096;

type Answer = Result<wire::CallResponse, ApiError>;

/// Where requests are handed in. The courier ends with the last of these.
#[derive(Clone)]
pub(crate) struct Desk(mpsc::Sender<Parcel>);

struct Parcel {
    address: String,
    call: wire::CallRequest,
    answer: oneshot::Sender<Answer>,
}

impl Desk {
    /// Takes a request to the node at an address.
    pub(crate) async fn hand_in(&self, address: &str, call: wire::CallRequest) -> Answer {
        let (answer, answered) = oneshot::channel();
        let parcel = Parcel {
            address: address.to_owned(),
            call,
            answer,
        };
        let sent = self.0.send(parcel).await;
        sent.map_err(|_| ApiError::not_applied("this node is stopping"))?;
        let lost = |_| Err(ApiError::unknown("another node leads by now"));
        answered.await.unwrap_or_else(lost)
    }
}

/// Takes requests to one node at a time: the one that the newest of them is for.
pub(crate) struct Courier {
    plane: ControlPlane,
    parcels: mpsc::Receiver<Parcel>,
    link: Option<Link>,
}

/// The stream to one node.
struct Link {
    address: String,
    batches: mpsc::Sender<wire::CallBatch>,
    answers: Answers,
    waiting: HashMap<u64, oneshot::Sender<Answer>>,
    next: u64,
}

enum Answers {
    Opening(BoxFuture<'static, Result<Streaming<wire::AnswerBatch>, Status>>),
    Open(Box<Streaming<wire::AnswerBatch>>),
}

impl Courier {
    pub(crate) fn new(plane: ControlPlane) -> (Desk, Self) {
        let (desk, parcels) = mpsc::channel(QUEUE);
        let courier = Self {
            plane,
            parcels,
            link: None,
        };
        (Desk(desk), courier)
    }

    /// Works until every desk is gone.
    pub(crate) async fn run(mut self) {
        let mut taken = Vec::with_capacity(MOST_TOGETHER);
        loop {
            tokio::select! {
                answers = answers(self.link.as_mut()) => self.deliver(answers),
                count = self.parcels.recv_many(&mut taken, MOST_TOGETHER) => {
                    if count == 0 {
                        return;
                    }
                    self.send(&mut taken);
                }
            }
        }
    }

    fn send(&mut self, parcels: &mut Vec<Parcel>) {
        let Some(newest) = parcels.last() else {
            return;
        };
        if self
            .link
            .as_ref()
            .is_none_or(|link| link.address != newest.address)
        {
            // Who waits for the former leader hears that nothing is known.
            self.link = None;
            match Link::open(&self.plane, &newest.address) {
                Ok(link) => self.link = Some(link),
                Err(error) => {
                    for parcel in parcels.drain(..) {
                        parcel.refuse(error.clone());
                    }
                }
            }
        }
        if let Some(link) = &mut self.link {
            link.send(parcels);
        }
    }

    fn deliver(&mut self, answers: Result<wire::AnswerBatch, ApiError>) {
        let Some(link) = &mut self.link else {
            return;
        };
        match answers {
            Ok(batch) => link.deliver(batch),
            Err(error) => {
                for (_, waiting) in link.waiting.drain() {
                    // Who asked may have gone.
                    let _ = waiting.send(Err(error.clone()));
                }
                self.link = None;
            }
        }
    }
}

impl Parcel {
    fn refuse(self, error: ApiError) {
        // Who asked may have gone.
        let _ = self.answer.send(Err(error));
    }
}

impl Link {
    fn open(plane: &ControlPlane, address: &str) -> Result<Self, ApiError> {
        let channel = plane.channel(address);
        let channel = channel.map_err(|error| ApiError::not_applied(error.to_string()))?;
        let mut client = ForwardClient::new(channel).max_decoding_message_size(LONGEST_ANSWER);
        let (batches, outgoing) = mpsc::channel(MOST_BATCHES);
        let opening = async move {
            let opened = client.calls(ReceiverStream::new(outgoing)).await;
            opened.map(tonic::Response::into_inner)
        };
        Ok(Self {
            address: address.to_owned(),
            batches,
            answers: Answers::Opening(opening.boxed()),
            waiting: HashMap::new(),
            next: 0,
        })
    }

    fn send(&mut self, parcels: &mut Vec<Parcel>) {
        if self.waiting.len() >= MOST_WAITING {
            self.waiting.retain(|_, waiting| !waiting.is_closed());
        }
        let mut calls = Vec::with_capacity(parcels.len());
        for parcel in parcels.drain(..) {
            if parcel.answer.is_closed() {
                continue;
            }
            if parcel.address != self.address {
                parcel.refuse(ApiError::not_applied("another node leads by now"));
                continue;
            }
            if self.waiting.len() >= MOST_WAITING {
                parcel.refuse(ApiError::not_applied(
                    "too many requests wait for the leader",
                ));
                continue;
            }
            self.waiting.insert(self.next, parcel.answer);
            calls.push(wire::NumberedCall {
                number: self.next,
                call: Some(parcel.call),
            });
            self.next += 1;
        }
        if calls.is_empty() {
            return;
        }
        if let Err(refused) = self.batches.try_send(wire::CallBatch { calls }) {
            for call in refused.into_inner().calls {
                if let Some(waiting) = self.waiting.remove(&call.number) {
                    let error = ApiError::not_applied("the leader takes no more requests");
                    let _ = waiting.send(Err(error));
                }
            }
        }
    }

    fn deliver(&mut self, batch: wire::AnswerBatch) {
        for wire::NumberedAnswer { number, answer } in batch.answers {
            let waiting = self.waiting.remove(&number);
            if let (Some(waiting), Some(answer)) = (waiting, answer) {
                // Who asked may have gone.
                let _ = waiting.send(Ok(answer));
            }
        }
    }
}

/// What comes next from a node, or why nothing comes any more.
async fn answers(link: Option<&mut Link>) -> Result<wire::AnswerBatch, ApiError> {
    let Some(link) = link else {
        return std::future::pending().await;
    };
    if let Answers::Opening(opening) = &mut link.answers {
        let opened = opening.await.map_err(|status| unreachable(&status))?;
        link.answers = Answers::Open(Box::new(opened));
    }
    let Answers::Open(answers) = &mut link.answers else {
        return std::future::pending().await;
    };
    match answers.message().await {
        Ok(Some(batch)) => Ok(batch),
        Ok(None) => Err(ApiError::unknown("the leader has ended the connection")),
        Err(status) => Err(unreachable(&status)),
    }
}
