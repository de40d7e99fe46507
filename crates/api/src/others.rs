//! The other nodes, which are asked for a call that is not here, or for their part of an answer.

use std::time::Duration;

use bytes::Bytes;
use prost::Message;
use tokio::time::timeout;

use crate::context::Context;
use crate::twirp::{Call, Encoding, Reply};
use crate::{Api, ApiError, Code};

/// How long one node may take with its part of an answer.
const NODE_PATIENCE: Duration = Duration::from_secs(2);

/// The `reason` of a node's answer that does not have the call.
pub(crate) const UNKNOWN_CALL: &str = "unknown-call";

/// Service and method, as nodes name a request to each other.
pub(crate) type Named<'a> = (&'a str, &'a str);

impl Api {
    /// Where the other nodes are. What another node asks goes no further.
    fn others(&self, context: &Context) -> Vec<String> {
        if context.is_forwarded {
            return Vec::new();
        }
        let own = self.plane.node_id();
        let members = self.plane.status().members;
        let others = members.into_iter().filter(|(node, _)| *node != own);
        others.map(|(_, other)| other.member.address).collect()
    }

    /// The answer of the node that has the call.
    ///
    /// # Errors
    /// What that node says; `unknown` when none has it.
    pub(crate) async fn answer_of_gateway(
        &self,
        (service, method): Named<'_>,
        call: &Call,
        unknown: ApiError,
    ) -> Result<Reply, ApiError> {
        for address in self.others(&call.context) {
            match self.ask_node(&address, service, method, call).await {
                Err(error) if is_unknown_call(&error) => {}
                // It is away: the call may be at another one.
                Err(error) if error.undecided().is_some() => {}
                answered => return answered,
            }
        }
        Err(unknown)
    }

    /// What all other nodes say that have an answer in time.
    pub(crate) async fn answers_of_others(
        &self,
        (service, method): Named<'_>,
        call: &Call,
    ) -> Vec<Reply> {
        let mut replies = Vec::new();
        for address in self.others(&call.context) {
            let asked = self.ask_node(&address, service, method, call);
            if let Ok(Ok(reply)) = timeout(NODE_PATIENCE, asked).await {
                replies.push(reply);
            }
        }
        replies
    }
}

impl Call {
    /// A request in protobuf, as another node gets it.
    pub(crate) fn of(context: &Context, request: &impl Message) -> Self {
        Self {
            encoding: Ok(Encoding::Protobuf),
            body: Bytes::from(request.encode_to_vec()),
            context: context.clone(),
        }
    }
}

impl Reply {
    /// Reads an answer in protobuf.
    ///
    /// # Errors
    /// `internal` for what cannot be read.
    pub(crate) fn read<T: Message + Default>(self) -> Result<T, ApiError> {
        T::decode(self.body).map_err(|error| ApiError::new(Code::Internal, error.to_string()))
    }
}

/// What a node says that does not have the call.
pub(crate) fn unknown_call(text: impl Into<String>) -> ApiError {
    ApiError::new(Code::NotFound, text).with("reason", UNKNOWN_CALL)
}

/// Whether another node may have the call.
pub(crate) fn is_unknown_call(error: &ApiError) -> bool {
    let reason = error.meta.get("reason").map(String::as_str);
    error.code == Code::NotFound && reason == Some(UNKNOWN_CALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_node_is_asked_only_where_the_call_is_unknown() {
        assert!(is_unknown_call(&unknown_call("unknown call")));
        let no_participant = ApiError::new(Code::NotFound, "participant not found");
        assert!(!is_unknown_call(&no_participant));
        let other = ApiError::new(Code::Aborted, "x").with("reason", UNKNOWN_CALL);
        assert!(!is_unknown_call(&other));
    }
}
