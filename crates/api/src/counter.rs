//! Serves the requests that another node hands over, many at a time, and answers each as soon as it is decided.

use std::sync::Weak;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, Stream};
use futures::{FutureExt as _, StreamExt as _, stream};
use tandem_wire::internal as wire;
use tonic::{Status, Streaming};

use crate::Api;
use crate::forward::answer;

/// Requests of one stream that are served at once; those that come later wait on the connection.
const MOST_SERVED: usize = 1_024;
/// Answers in one message.
const MOST_TOGETHER: usize = 256;

/// One stream of another node.
struct Counter {
    api: Weak<Api>,
    /// Absent after its end.
    calls: Option<Streaming<wire::CallBatch>>,
    served: FuturesUnordered<BoxFuture<'static, wire::NumberedAnswer>>,
}

/// Serves what comes in until the other node ends it and everything is answered.
pub(crate) fn serve(
    api: Weak<Api>,
    calls: Streaming<wire::CallBatch>,
) -> impl Stream<Item = Result<wire::AnswerBatch, Status>> {
    let counter = Counter {
        api,
        calls: Some(calls),
        served: FuturesUnordered::new(),
    };
    stream::unfold(counter, |mut counter| async {
        let answers = counter.next().await?;
        Some((Ok(wire::AnswerBatch { answers }), counter))
    })
}

impl Counter {
    async fn next(&mut self) -> Option<Vec<wire::NumberedAnswer>> {
        loop {
            let has_room = self.served.len() < MOST_SERVED;
            tokio::select! {
                Some(first) = self.served.next() => return Some(self.and_ready(first).await),
                batch = batch(self.calls.as_mut()), if has_room && self.calls.is_some() => {
                    match batch {
                        Some(batch) => self.begin(batch),
                        None => self.calls = None,
                    }
                }
                else => return None,
            }
        }
    }

    fn begin(&mut self, batch: wire::CallBatch) {
        for wire::NumberedCall { number, call } in batch.calls {
            let api = self.api.clone();
            let served = async move {
                let answer = Some(answer(&api, call.unwrap_or_default()).await);
                wire::NumberedAnswer { number, answer }
            };
            self.served.push(served.boxed());
        }
    }

    /// What is decided together is answered together.
    async fn and_ready(&mut self, first: wire::NumberedAnswer) -> Vec<wire::NumberedAnswer> {
        // The decider is still at its answers.
        tokio::task::yield_now().await;
        let mut answers = vec![first];
        while answers.len() < MOST_TOGETHER
            && let Some(Some(next)) = self.served.next().now_or_never()
        {
            answers.push(next);
        }
        answers
    }
}

/// The next batch; none when the other node has ended the stream, or broken it.
async fn batch(calls: Option<&mut Streaming<wire::CallBatch>>) -> Option<wire::CallBatch> {
    calls?.message().await.ok().flatten()
}
