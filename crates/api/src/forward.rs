//! A write that this node cannot decide goes to the node that can: from there the answer comes back as it is.
//!
//! ```text
//! client ─► any node: decides, or hands the whole request ─► leader: decides, or says that it does not lead
//!                 ▲                                                │
//!                 └──── again, under the same name, for a while ───┘
//! ```
//!
//! The name of the event goes along, so that a request whose outcome is unknown is asked again without being
//! recorded twice. What is handed on once is not handed on again.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::future::Future;
use std::sync::Weak;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use tandem_control_plane::Leader;
use tandem_model::{EventId, Revision};
use tandem_wire::internal as wire;
use tandem_wire::internal::call_response::Outcome;
use tandem_wire::internal::forward_client::ForwardClient;
use tandem_wire::internal::forward_server::Forward;
use tokio::time::{Instant, sleep, timeout_at};
use tonic::{Request, Response, Status, Streaming};

use crate::auth::Caller;
use crate::context::Context;
use crate::counter;
use crate::error::Applied;
use crate::twirp::{Call, Encoding, Reply};
use crate::{Api, ApiError, Code};

/// How long a request looks for a node that decides it when nothing else is set.
pub(crate) const FORWARD_PATIENCE: Duration = Duration::from_secs(3);
/// How long it pauses between two tries, and how often it looks whether the leader is another one now.
const FORWARD_BACKOFF: Duration = Duration::from_millis(50);

/// The longest answer that is taken from a leader: an object, which was a request's body before.
pub(crate) const LONGEST_ANSWER: usize = 64 << 20;

/// The longest body that goes together with others; a longer one would keep them waiting.
const LONGEST_TOGETHER: usize = 16 << 10;

const CLUSTER: &str = "tandem-cluster";
const EVENT_ID: &str = "tandem-event-id";
const EXPECTED: &str = "tandem-expected-revision";

impl Api {
    /// Serves one method, here or on the node that decides; `None` when there is no such method.
    pub(crate) async fn call(
        &self,
        service: &str,
        method: &str,
        call: Call,
    ) -> Option<Result<Reply, ApiError>> {
        let first = self.here(service, method, call.clone()).await?;
        Some(match first {
            Err(error) if error.undecided().is_some() => {
                self.elsewhere(service, method, call, error).await
            }
            decided => decided,
        })
    }

    /// Asks again for what was not decided here, where it may be.
    pub(crate) async fn elsewhere(
        &self,
        service: &str,
        method: &str,
        call: Call,
        first: ApiError,
    ) -> Result<Reply, ApiError> {
        if call.context.is_forwarded {
            return Err(first);
        }
        again(self.forward_patience, first, || async {
            match self.plane.leader() {
                Leader::Nobody => Err(ApiError::not_applied("no node leads at the moment")),
                Leader::Here => {
                    let here = self.here(service, method, call.clone()).await;
                    here.unwrap_or_else(|| Err(ApiError::new(Code::BadRoute, "no such method")))
                }
                Leader::At { node, address } => {
                    tokio::select! {
                        reply = self.hand_over(&address, service, method, &call) => reply,
                        // It may hang for long, where another one leads by now.
                        () = self.leads_no_more(node) => {
                            Err(ApiError::unknown(format!("node {node} has lost the lead")))
                        }
                    }
                }
            }
        })
        .await
    }

    /// Hands a request to the leader, which serves it there or not at all; the courier has a line to one node.
    pub(crate) async fn hand_over(
        &self,
        address: &str,
        service: &str,
        method: &str,
        call: &Call,
    ) -> Result<Reply, ApiError> {
        let (encoding, request) = self.handed_over(service, method, call)?;
        let response = if request.body.len() <= LONGEST_TOGETHER {
            self.desk.hand_in(address, request).await?
        } else {
            self.call_alone(address, request).await?
        };
        reply(encoding, response)
    }

    /// Asks a node that need not lead. The courier's line to the leader stays as it is.
    pub(crate) async fn ask_node(
        &self,
        address: &str,
        service: &str,
        method: &str,
        call: &Call,
    ) -> Result<Reply, ApiError> {
        let (encoding, request) = self.handed_over(service, method, call)?;
        let response = self.call_alone(address, request).await?;
        reply(encoding, response)
    }

    /// A request as another node gets it, and the encoding of its answer.
    fn handed_over(
        &self,
        service: &str,
        method: &str,
        call: &Call,
    ) -> Result<(Encoding, wire::CallRequest), ApiError> {
        let encoding = call.encoding.clone()?;
        let request = wire::CallRequest {
            service: service.to_owned(),
            method: method.to_owned(),
            content_type: encoding.name().to_owned(),
            body: call.body.clone(),
            claims: Some(call.context.caller.to_wire()),
            headers: self.headers(&call.context),
        };
        Ok((encoding, request))
    }

    async fn call_alone(
        &self,
        address: &str,
        request: wire::CallRequest,
    ) -> Result<wire::CallResponse, ApiError> {
        let channel = self.plane.channel(address);
        let channel = channel.map_err(|error| ApiError::not_applied(error.to_string()))?;
        let mut client = ForwardClient::new(channel).max_decoding_message_size(LONGEST_ANSWER);
        let response = client.call(request).await;
        let response = response.map_err(|status| unreachable(&status))?;
        Ok(response.into_inner())
    }

    fn headers(&self, context: &Context) -> BTreeMap<String, String> {
        let expected = context.expected_revision;
        let headers = [
            (CLUSTER, self.cluster_name().map(str::to_owned)),
            (EVENT_ID, context.event_id.as_ref().map(ToString::to_string)),
            (EXPECTED, expected.map(|revision| revision.to_string())),
        ];
        let headers = headers.into_iter();
        headers
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    fn cluster_name(&self) -> Option<&str> {
        self.plane.cluster().map(|cluster| cluster.name.as_str())
    }

    async fn leads_no_more(&self, leader: u64) {
        while matches!(self.plane.leader(), Leader::At { node, .. } if node == leader) {
            sleep(FORWARD_BACKOFF).await;
        }
    }
}

/// Tries until somebody decides, or patience ends. Then it says whether the write may have happened in one of the
/// tries.
async fn again<T, F: Future<Output = Result<T, ApiError>>>(
    patience: Duration,
    first: ApiError,
    mut attempt: impl FnMut() -> F,
) -> Result<T, ApiError> {
    let deadline = Instant::now() + patience;
    let mut last = first;
    let mut applied = Applied::No;
    loop {
        match last.undecided() {
            None => return Err(last),
            Some(Applied::No) => {}
            Some(Applied::Unknown) => applied = Applied::Unknown,
        }
        match timeout_at(deadline, attempt()).await {
            Ok(Ok(decided)) => return Ok(decided),
            Ok(Err(error)) => last = error,
            Err(_) => last = ApiError::unknown("the leader has not answered in time"),
        }
        let next = Instant::now() + FORWARD_BACKOFF;
        if next >= deadline {
            break;
        }
        tokio::time::sleep_until(next).await;
    }
    match (last.undecided(), applied) {
        (None, _) | (Some(Applied::Unknown), _) | (Some(Applied::No), Applied::No) => Err(last),
        (Some(Applied::No), Applied::Unknown) => Err(ApiError::unknown(last.message)),
    }
}

/// A request that found no connection has not been sent; of any other, nothing is known.
pub(crate) fn unreachable(status: &Status) -> ApiError {
    let text = format!("the node cannot be asked: {}", status.message());
    let mut source = status.source();
    while let Some(error) = source {
        if error.is::<tonic::ConnectError>() {
            return ApiError::not_applied(text);
        }
        source = error.source();
    }
    ApiError::unknown(text)
}

/// Serves requests of other nodes. Connections of theirs do not keep it going: what comes after its end is refused.
#[derive(Clone)]
pub struct ForwardService {
    pub(crate) api: Weak<Api>,
}

#[tonic::async_trait]
impl Forward for ForwardService {
    async fn call(
        &self,
        request: Request<wire::CallRequest>,
    ) -> Result<Response<wire::CallResponse>, Status> {
        Ok(Response::new(answer(&self.api, request.into_inner()).await))
    }

    type CallsStream = BoxStream<'static, Result<wire::AnswerBatch, Status>>;

    async fn calls(
        &self,
        request: Request<Streaming<wire::CallBatch>>,
    ) -> Result<Response<Self::CallsStream>, Status> {
        let answers = counter::serve(self.api.clone(), request.into_inner());
        Ok(Response::new(answers.boxed()))
    }
}

/// Serves one request of another node.
pub(crate) async fn answer(api: &Weak<Api>, request: wire::CallRequest) -> wire::CallResponse {
    let served = match api.upgrade() {
        Some(api) => serve(&api, request).await,
        None => Err(ApiError::not_applied("the leader is stopping")),
    };
    let outcome = match served {
        Ok(reply) => Outcome::Answer(wire::Answer {
            body: reply.body,
            revision: reply.revision.map(|revision| revision.0),
        }),
        Err(error) => Outcome::Error(error_to_wire(error)),
    };
    let outcome = Some(outcome);
    wire::CallResponse { outcome }
}

async fn serve(api: &Api, request: wire::CallRequest) -> Result<Reply, ApiError> {
    let unreadable = |what: &str| {
        // Nodes of two releases may meet: this one has done nothing.
        ApiError::not_applied(format!(
            "the leader cannot read the {what} of a forwarded request"
        ))
    };
    let header = |name: &str| request.headers.get(name);
    if header(CLUSTER).map(String::as_str) != api.cluster_name() {
        // Its claims are nobody's here.
        return Err(ApiError::new(
            Code::Unauthenticated,
            "this node is of another cluster",
        ));
    }
    let event_id = header(EVENT_ID).map(EventId::try_new).transpose();
    let expected_revision = header(EXPECTED).map(|text| text.parse()).transpose();
    let context = Context {
        caller: Caller::from_wire(request.claims.unwrap_or_default()),
        expected_revision: expected_revision
            .map_err(|_| unreadable("revision"))?
            .map(Revision),
        wait_revision: None,
        event_id: event_id.map_err(|_| unreadable("name"))?,
        is_forwarded: true,
        ..Context::default()
    };
    let encoding = Encoding::of(&request.content_type);
    let call = Call {
        encoding: encoding.ok_or_else(|| unreadable("content type")),
        body: request.body,
        context,
    };
    let served = api.here(&request.service, &request.method, call).await;
    served.unwrap_or_else(|| Err(unreadable("method")))
}

fn reply(encoding: Encoding, response: wire::CallResponse) -> Result<Reply, ApiError> {
    match response.outcome {
        Some(Outcome::Answer(answer)) => Ok(Reply {
            encoding,
            body: answer.body,
            revision: answer.revision.map(Revision),
        }),
        Some(Outcome::Error(error)) => Err(error_from_wire(error)),
        None => Err(ApiError::unknown("the node's answer cannot be read")),
    }
}

fn error_to_wire(error: ApiError) -> wire::Error {
    let meta = error.meta.into_iter();
    wire::Error {
        code: error.code.name().to_owned(),
        message: error.message,
        meta: meta.map(|(key, value)| (key.into_owned(), value)).collect(),
    }
}

fn error_from_wire(error: wire::Error) -> ApiError {
    let code = Code::of_name(&error.code).unwrap_or(Code::Internal);
    let meta = error.meta.into_iter();
    meta.fold(ApiError::new(code, error.message), |error, (key, value)| {
        error.with(key, value)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    type Attempt = Result<u8, ApiError>;

    fn no() -> ApiError {
        ApiError::not_applied("no leader")
    }

    fn unknown() -> ApiError {
        ApiError::unknown("lost")
    }

    /// Goes through these attempts, then repeats the last.
    async fn run(first: ApiError, attempts: &[Attempt]) -> (Attempt, usize) {
        let made = RefCell::new(0);
        let outcome = again(FORWARD_PATIENCE, first, || {
            let mut made = made.borrow_mut();
            let attempt = attempts[(*made).min(attempts.len() - 1)].clone();
            *made += 1;
            async { attempt }
        });
        let outcome = outcome.await;
        (outcome, made.into_inner())
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_is_asked_again_until_somebody_decides() {
        let refused = || ApiError::invalid("wrong");
        for (attempts, expected) in [
            (vec![Ok(1)], Ok(1)),
            (vec![Err(no()), Err(unknown()), Err(no()), Ok(1)], Ok(1)),
            (vec![Err(unknown()), Err(refused())], Err(refused())),
        ] {
            let (outcome, made) = run(no(), &attempts).await;
            assert_eq!((outcome, made), (expected, attempts.len()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn in_the_end_it_is_told_whether_the_write_may_have_happened() {
        for (first, attempts, applied) in [
            (no(), vec![Err(no())], "no"),
            (unknown(), vec![Err(no())], "unknown"),
            (no(), vec![Err(unknown()), Err(no())], "unknown"),
        ] {
            let begun = Instant::now();
            let (outcome, made) = run(first, &attempts).await;
            let error = outcome.expect_err("nobody decides");
            assert_eq!(error.meta["applied"], applied);
            assert!(error.undecided().is_some());
            assert!(begun.elapsed() <= FORWARD_PATIENCE);
            assert!(made >= 50, "{made} tries");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_leader_that_hangs_is_given_up() {
        let begun = Instant::now();
        let outcome = again(FORWARD_PATIENCE, no(), std::future::pending::<Attempt>).await;
        let error = outcome.expect_err("nobody answers");
        assert_eq!(error.undecided(), Some(Applied::Unknown));
        assert_eq!(begun.elapsed(), FORWARD_PATIENCE);
    }
}
