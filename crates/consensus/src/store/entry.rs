//! The bytes of Raft's own words: entries, votes, log ids and membership (`tandem.raft.v1`).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use bytes::{Bytes, BytesMut};
use openraft::EntryPayload;
use prost::Message;

use crate::generated::raft as wire;
use crate::member::{Member, Roles};
use crate::types::{Entry, Group, LogId, Membership, Record, Vote, log_id};

pub(crate) fn encode_entry(entry: &Entry) -> Vec<u8> {
    entry_to_wire(entry).encode_to_vec()
}

pub(crate) fn decode_entry(bytes: Bytes) -> io::Result<Entry> {
    decode(bytes).and_then(entry_from_wire)
}

pub(crate) fn entry_to_wire(entry: &Entry) -> wire::Entry {
    use wire::entry::{Blank, Envelopes, Payload};
    let payload = match &entry.payload {
        EntryPayload::Blank => Payload::Blank(Blank {}),
        EntryPayload::Normal(group) => match group.records() {
            [record] => Payload::Envelope(record.bytes.clone()),
            records => {
                let envelopes = records.iter().map(|record| record.bytes.clone());
                let envelopes = envelopes.collect();
                Payload::Envelopes(Envelopes { envelopes })
            }
        },
        EntryPayload::Membership(membership) => Payload::Membership(membership_to_wire(membership)),
    };
    wire::Entry {
        id: Some(log_id_to_wire(&entry.log_id)),
        payload: Some(payload),
    }
}

pub(crate) fn entry_from_wire(entry: wire::Entry) -> io::Result<Entry> {
    use wire::entry::Payload;
    let payload = match entry
        .payload
        .ok_or_else(|| corrupt("an entry without payload"))?
    {
        Payload::Blank(_) => EntryPayload::Blank,
        Payload::Envelope(bytes) => EntryPayload::Normal(group(&[bytes])?),
        Payload::Envelopes(envelopes) => EntryPayload::Normal(group(&envelopes.envelopes)?),
        Payload::Membership(membership) => {
            EntryPayload::Membership(membership_from_wire(membership)?)
        }
    };
    let id = entry.id.ok_or_else(|| corrupt("an entry without id"))?;
    Ok(Entry {
        log_id: log_id_from_wire(id),
        payload,
    })
}

/// Envelopes are kept for long, and those of a message share its buffer, which is much larger: they are copied out.
fn group(envelopes: &[Bytes]) -> io::Result<Group> {
    let mut kept = BytesMut::with_capacity(envelopes.iter().map(Bytes::len).sum());
    let records = envelopes.iter().map(|envelope| {
        kept.extend_from_slice(envelope);
        Record::decode(kept.split().freeze())
    });
    let records = records.collect::<Result<_, _>>().map_err(other)?;
    Ok(Group::new(records))
}

pub(crate) fn encode_vote(vote: &Vote) -> Vec<u8> {
    vote_to_wire(vote).encode_to_vec()
}

pub(crate) fn decode_vote(bytes: Bytes) -> io::Result<Vote> {
    decode(bytes).map(vote_from_wire)
}

pub(crate) fn vote_to_wire(vote: &Vote) -> wire::Vote {
    wire::Vote {
        term: vote.leader_id.term,
        node_id: vote.leader_id.voted_for,
        committed: vote.committed,
    }
}

pub(crate) fn vote_from_wire(vote: wire::Vote) -> Vote {
    match vote.committed {
        true => Vote::new_committed(vote.term, vote.node_id),
        false => Vote::new(vote.term, vote.node_id),
    }
}

pub(crate) fn encode_log_id(id: &LogId) -> Vec<u8> {
    log_id_to_wire(id).encode_to_vec()
}

pub(crate) fn decode_log_id(bytes: Bytes) -> io::Result<LogId> {
    decode(bytes).map(log_id_from_wire)
}

pub(crate) fn log_id_to_wire(id: &LogId) -> wire::LogId {
    wire::LogId {
        term: id.leader_id.term,
        index: id.index,
    }
}

pub(crate) fn log_id_from_wire(id: wire::LogId) -> LogId {
    log_id(id.term, id.index)
}

pub(crate) fn membership_to_wire(membership: &Membership) -> wire::Membership {
    let configurations = membership.get_joint_config().iter();
    let nodes = membership
        .nodes()
        .map(|(id, node)| member_to_wire(*id, node));
    wire::Membership {
        configurations: configurations
            .map(|voters| wire::membership::Configuration {
                voters: voters.iter().copied().collect(),
            })
            .collect(),
        nodes: nodes.collect(),
    }
}

pub(crate) fn membership_from_wire(membership: wire::Membership) -> io::Result<Membership> {
    let configurations = membership.configurations.into_iter();
    let configurations = configurations.map(|one| one.voters.into_iter().collect::<BTreeSet<_>>());
    let nodes = membership.nodes.into_iter();
    let nodes = nodes.map(|node| (node.id, member_from_wire(node)));
    let configurations: Vec<_> = configurations.collect();
    let nodes: BTreeMap<_, _> = nodes.collect();
    if configurations.is_empty() && nodes.is_empty() {
        return Ok(Membership::default());
    }
    Membership::new(configurations, nodes).map_err(other)
}

fn member_to_wire(id: u64, member: &Member) -> wire::Node {
    let Roles {
        voter,
        gateway,
        rooms,
    } = member.roles;
    wire::Node {
        id,
        address: member.address.clone(),
        http: member.http.clone(),
        region: member.region.clone(),
        voter,
        gateway,
        rooms,
    }
}

fn member_from_wire(node: wire::Node) -> Member {
    Member {
        address: node.address,
        http: node.http,
        region: node.region,
        roles: Roles {
            voter: node.voter,
            gateway: node.gateway,
            rooms: node.rooms,
        },
    }
}

fn decode<M: Message + Default>(bytes: Bytes) -> io::Result<M> {
    let length = bytes.len();
    let message = M::decode(bytes).map_err(other)?;
    if message.encoded_len() != length {
        return Err(corrupt(
            "a record with fields that this release does not know",
        ));
    }
    Ok(message)
}

fn corrupt(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec;

    #[test]
    fn what_is_kept_of_a_message_does_not_keep_its_buffer() {
        let records = || vec![Record::new(codec::sample()), Record::new(codec::sample())];
        for count in [1, 2] {
            let sent = Entry {
                log_id: log_id(1, 1),
                payload: EntryPayload::Normal(Group::new(records().split_off(2 - count))),
            };
            let buffer = Bytes::from(encode_entry(&sent));
            let entry = decode_entry(buffer.clone()).expect("an entry");
            assert!(buffer.is_unique());
            let EntryPayload::Normal(group) = entry.payload else {
                panic!("another payload");
            };
            let expected: Vec<Bytes> = records().into_iter().map(|record| record.bytes).collect();
            let found = group.records().iter().map(|record| &record.bytes);
            assert!(found.eq(&expected[2 - count..]));
        }
    }
}
