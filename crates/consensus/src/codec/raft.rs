//! What openraft says to its peers, as messages of `tandem.raft.v1` and back.

use std::io;

use openraft::raft::{
    AppendEntriesRequest, StreamAppendError, StreamAppendResult, TransferLeaderRequest,
    VoteRequest, VoteResponse,
};

use crate::generated::raft as wire;
use crate::generated::raft::append_reply::{Appended, Result as Outcome};
use crate::store::entry::{
    entry_from_wire, entry_to_wire, log_id_from_wire, log_id_to_wire, vote_from_wire, vote_to_wire,
};
use crate::types::{TypeConfig, Vote};

type Answer = StreamAppendResult<TypeConfig>;

pub(crate) fn append_to_wire(request: &AppendEntriesRequest<TypeConfig>) -> wire::AppendRequest {
    wire::AppendRequest {
        vote: Some(vote_to_wire(&request.vote)),
        previous: request.prev_log_id.as_ref().map(log_id_to_wire),
        entries: request.entries.iter().map(entry_to_wire).collect(),
        committed: request.leader_commit.as_ref().map(log_id_to_wire),
    }
}

pub(crate) fn append_from_wire(
    request: wire::AppendRequest,
) -> io::Result<AppendEntriesRequest<TypeConfig>> {
    let entries = request.entries.into_iter().map(entry_from_wire);
    Ok(AppendEntriesRequest {
        vote: some_vote(request.vote)?,
        prev_log_id: request.previous.map(log_id_from_wire),
        entries: entries.collect::<io::Result<_>>()?,
        leader_commit: request.committed.map(log_id_from_wire),
    })
}

pub(crate) fn append_reply_to_wire(answer: &Answer) -> wire::AppendReply {
    let outcome = match answer {
        Ok(last) => Outcome::Appended(Appended {
            last: last.as_ref().map(log_id_to_wire),
        }),
        Err(StreamAppendError::Conflict(id)) => Outcome::Conflict(log_id_to_wire(id)),
        Err(StreamAppendError::HigherVote(vote)) => Outcome::HigherVote(vote_to_wire(vote)),
    };
    wire::AppendReply {
        result: Some(outcome),
    }
}

pub(crate) fn append_reply_from_wire(reply: wire::AppendReply) -> io::Result<Answer> {
    let outcome = reply.result.ok_or_else(|| missing("result"))?;
    Ok(match outcome {
        Outcome::Appended(appended) => Ok(appended.last.map(log_id_from_wire)),
        Outcome::Conflict(id) => Err(StreamAppendError::Conflict(log_id_from_wire(id))),
        Outcome::HigherVote(vote) => Err(StreamAppendError::HigherVote(vote_from_wire(vote))),
    })
}

pub(crate) fn vote_request_to_wire(
    request: &VoteRequest<TypeConfig>,
    pre_vote: bool,
) -> wire::VoteRequest {
    wire::VoteRequest {
        vote: Some(vote_to_wire(&request.vote)),
        last: request.last_log_id.as_ref().map(log_id_to_wire),
        pre_vote,
        leadership_transfer: request.leadership_transfer,
    }
}

pub(crate) fn vote_request_from_wire(
    request: wire::VoteRequest,
) -> io::Result<VoteRequest<TypeConfig>> {
    let vote = some_vote(request.vote)?;
    let mut parsed = VoteRequest::new(vote, request.last.map(log_id_from_wire));
    parsed.leadership_transfer = request.leadership_transfer;
    Ok(parsed)
}

pub(crate) fn vote_reply_to_wire(reply: &VoteResponse<TypeConfig>) -> wire::VoteReply {
    wire::VoteReply {
        vote: Some(vote_to_wire(&reply.vote)),
        granted: reply.vote_granted,
        last: reply.last_log_id.as_ref().map(log_id_to_wire),
    }
}

pub(crate) fn vote_reply_from_wire(reply: wire::VoteReply) -> io::Result<VoteResponse<TypeConfig>> {
    let vote = some_vote(reply.vote)?;
    let last = reply.last.map(log_id_from_wire);
    Ok(VoteResponse::new(vote, last, reply.granted))
}

pub(crate) fn transfer_to_wire(
    request: &TransferLeaderRequest<TypeConfig>,
) -> wire::TransferLeaderRequest {
    wire::TransferLeaderRequest {
        from: Some(vote_to_wire(request.from_leader())),
        to: *request.to_node_id(),
        last: request.last_log_id().map(log_id_to_wire),
    }
}

pub(crate) fn transfer_from_wire(
    request: wire::TransferLeaderRequest,
) -> io::Result<TransferLeaderRequest<TypeConfig>> {
    let from = some_vote(request.from)?;
    let last = request.last.map(log_id_from_wire);
    Ok(TransferLeaderRequest::new(from, request.to, last))
}

/// The vote that a message must carry.
pub(crate) fn some_vote(vote: Option<wire::Vote>) -> io::Result<Vote> {
    vote.map(vote_from_wire).ok_or_else(|| missing("vote"))
}

fn missing(field: &str) -> io::Error {
    let text = format!("a message of a peer has no {field}");
    io::Error::new(io::ErrorKind::InvalidData, text)
}
