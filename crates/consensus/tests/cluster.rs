//! Three nodes in one process: what is acknowledged is on all of them, whoever leads.

mod support;

use futures::StreamExt;
use support::cluster::{Cluster, Net};
use support::{create_trunk, record_once, trunk};
use tandem_consensus::peers::{Hello, Lane, PeerError, Peers, SCHEMA, wire};
use tandem_consensus::rpc::Channels;
use tandem_consensus::{MembershipError, NotApplied, Role, SubmitError, Unknown};
use tandem_model::{EventId, Revision};
use tandem_provisioning::Catalog;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_leader_records_is_on_every_node_over_memory() {
    replicates(Cluster::memory()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_leader_records_is_on_every_node_over_grpc() {
    replicates(Cluster::grpc()).await;
}

async fn replicates(cluster: Cluster) {
    let cluster = cluster.with_voters(3).await;
    let leader = cluster.leader().await;
    cluster.record(leader, 1..=500).await;
    cluster.assert_equal(Revision(500)).await;

    let follower = cluster.nodes.keys().copied().find(|id| *id != leader);
    let follower = follower.expect("three nodes");
    let refused = cluster.node(follower).submit(create_trunk(501)).await;
    let not_leader = NotApplied::NotLeader {
        leader: Some(leader),
    };
    assert_eq!(refused, Err(SubmitError::NotApplied(not_leader)));
    let known = cluster.node(follower).leader().expect("known");
    assert_eq!(known, (leader, cluster.nodes[&leader].member.clone()));
    cluster.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_stops_is_replaced_and_nothing_is_lost_over_memory() {
    survives_the_leader(Cluster::memory()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_stops_is_replaced_and_nothing_is_lost_over_grpc() {
    survives_the_leader(Cluster::grpc()).await;
}

async fn survives_the_leader(cluster: Cluster) {
    let mut cluster = cluster.with_voters(3).await;
    let old = cluster.leader().await;
    cluster.record(old, 1..=100).await;
    cluster.stop(old).await;

    let new = cluster.record_anywhere(101, &[old]).await;
    assert_ne!(new, old);
    cluster.record(new, 102..=200).await;
    cluster.assert_equal(Revision(200)).await;

    // Back again, at another address where there are addresses.
    let member = cluster.start(old).await;
    let leader = cluster.leader_besides(&[old]).await;
    // The new address is told.
    cluster
        .change(|| cluster.node(leader).add_learner(old, member.clone()))
        .await;
    cluster.assert_equal(Revision(200)).await;
    let status = cluster.node(leader).status();
    assert!(status.members[&old].is_voter, "it kept its vote");
    cluster.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_is_cut_off_refuses_and_the_others_go_on() {
    let cluster = Cluster::memory().with_voters(3).await;
    let old = cluster.leader().await;
    cluster.record(old, 1..=10).await;
    let others: Vec<u64> = (1..=3).filter(|id| *id != old).collect();
    let Net::Memory(memory) = &cluster.net else {
        panic!("the network is in memory");
    };
    memory.isolate(old, &others);

    let caught = cluster.node(old).submit(create_trunk(900)).await;
    assert_eq!(caught, Err(SubmitError::Unknown(Unknown::NoQuorum)));
    // It tries until it has heard of nobody for too long.
    let mut number = 901;
    let later = loop {
        let later = cluster.node(old).submit(create_trunk(number)).await;
        if later != Err(SubmitError::Unknown(Unknown::NoQuorum)) {
            break later;
        }
        number += 1;
    };
    assert_eq!(later, Err(SubmitError::NotApplied(NotApplied::NoQuorum)));

    let new = cluster.record_anywhere(11, &[old]).await;
    cluster.record(new, 12..=20).await;
    let others = others.into_iter().find(|id| *id != new);
    let follower = cluster.node(others.expect("a follower")).status();
    assert!(follower.heard_leader < cluster.node(old).status().heard_leader);
    let behind = cluster.node(old).catalog();
    assert_eq!(behind.revision(), Revision(10), "it keeps what it had");

    memory.heal();
    cluster.assert_equal(Revision(20)).await;
    let catalog = cluster.node(old).catalog();
    assert!(catalog.inbound_trunk(&trunk(900).id).is_none());
    cluster.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_recorded_once_whoever_leads() {
    let mut cluster = Cluster::memory().with_voters(3).await;
    let old = cluster.leader().await;
    let event = EventId::from_random(77);
    let consensus = cluster.node(old);
    let twice = (0..2).map(|_| record_once(consensus, &event, 1));
    let twice = futures::future::join_all(twice).await;
    let first = twice[0].clone();
    assert_eq!(first.envelope.event_id, event);
    assert_eq!(twice[1], first, "one that is in flight");
    cluster.record(old, 2..=9).await;
    cluster.stop(old).await;

    let new = cluster.record_anywhere(10, &[old]).await;
    let unasked = |_: &Catalog| panic!("what is recorded is not decided again");
    let again = cluster
        .node(new)
        .submit_once::<_, &'static str>(event.clone(), unasked);
    assert_eq!(again.await, Ok(first.clone()));
    let follower = cluster.nodes.keys().copied().find(|id| *id != new);
    let follower = follower.expect("two nodes");
    cluster.until_revision(follower, Revision(10)).await;
    let again = cluster
        .node(follower)
        .submit_once(event.clone(), create_trunk(1));
    assert_eq!(again.await, Ok(first.clone()), "a follower knows as well");

    cluster.stop(new).await;
    cluster.start(new).await;
    cluster.until_revision(new, Revision(10)).await;
    let again = cluster.node(new).submit_once(event, create_trunk(1)).await;
    assert_eq!(again, Ok(first), "after a restart");
    cluster.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_learner_gets_snapshot_journal_and_a_vote_over_memory() {
    learner_joins(Cluster::memory()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_learner_gets_snapshot_journal_and_a_vote_over_grpc() {
    learner_joins(Cluster::grpc()).await;
}

async fn learner_joins(cluster: Cluster) {
    let mut cluster = cluster.with_voters(1).await;
    let event = EventId::from_random(78);
    let once = record_once(cluster.node(1), &event, 1).await;
    for number in 2..=2_300 {
        // Each an entry of its own: more than the log keeps behind a snapshot, by a step of purging.
        cluster.record(1, number..=number).await;
    }
    cluster.record(1, 2_301..=3_000).await;
    cluster.nodes[&1].owner.snapshot().await;
    cluster.record(1, 3_001..=3_005).await;

    let member = cluster.start(2).await;
    let early = cluster.node(1).promote(2).await;
    assert_eq!(early, Err(MembershipError::NoMember(2)));
    cluster
        .change(|| cluster.node(1).add_learner(2, member.clone()))
        .await;
    cluster.until_revision(2, Revision(3_005)).await;
    assert!(cluster.nodes[&2].seen.installed() >= 2, "by snapshot");
    let changes = cluster.node(2).changes(Revision(1)).take(3_005);
    let changes: Vec<_> = changes
        .map(|change| change.expect("readable").0)
        .collect()
        .await;
    assert!(changes.into_iter().eq((1..=3_005).map(Revision)));
    cluster.assert_equal(Revision(3_005)).await;
    let known = cluster.node(2).submit_once(event, create_trunk(1)).await;
    assert_eq!(known, Ok(once), "the snapshot knows what was recorded");
    let status = cluster.node(2).status();
    assert_eq!(status.state, Role::Learner);
    assert_eq!(status.members[&2].member, member);

    cluster.change(|| cluster.node(1).promote(2)).await;
    let led = cluster.node(1).transfer_leader(2).await;
    assert!(matches!(led, Ok(()) | Err(MembershipError::Unknown)));
    cluster
        .until(2, "leads", |status| status.state == Role::Leader)
        .await;
    cluster
        .until(1, "follows", |status| status.leader == Some(2))
        .await;
    let refused = cluster.node(1).remove(1).await;
    assert_eq!(refused, Err(MembershipError::NotLeader { leader: Some(2) }));
    cluster.record_anywhere(3_006, &[1]).await;
    cluster.change(|| cluster.node(2).demote(1)).await;
    cluster.change(|| cluster.node(2).remove(1)).await;
    assert_eq!(
        cluster.node(2).remove(2).await,
        Err(MembershipError::LastVoter(2))
    );
    let members = cluster.node(2).status().members;
    assert_eq!(members.keys().copied().collect::<Vec<_>>(), [2]);
    cluster.record(2, 3_007..=3_010).await;

    // What it was sent is on its disk.
    cluster.stop(2).await;
    cluster.start(2).await;
    cluster
        .until(2, "leads", |status| status.state == Role::Leader)
        .await;
    cluster.stop(1).await;
    cluster.assert_equal(Revision(3_010)).await;
    cluster.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_and_newer_schemas_are_refused_and_change_nothing() {
    let cluster = Cluster::grpc().with_voters(1).await;
    cluster.record(1, 1..=5).await;
    let before = cluster.node(1).status();
    let member = cluster.nodes[&1].member.clone();
    let hello = Hello {
        cluster: "test".into(),
        from: 9,
        to: 1,
        schema: SCHEMA,
    };
    let strangers = [
        (
            Hello {
                cluster: "ünother".into(),
                ..hello.clone()
            },
            "cluster \"test\"",
        ),
        (
            Hello {
                schema: SCHEMA + 1,
                ..hello.clone()
            },
            "upgrade this node first",
        ),
        (
            Hello {
                to: 3,
                ..hello.clone()
            },
            "this is node 1",
        ),
        (
            Hello {
                from: 1,
                ..hello.clone()
            },
            "this is node 1",
        ),
    ];
    let vote = wire::VoteRequest {
        vote: Some(wire::Vote {
            term: 1_000,
            node_id: 9,
            committed: false,
        }),
        last: Some(wire::LogId {
            term: 1_000,
            index: 1_000,
        }),
        pre_vote: false,
        leadership_transfer: true,
    };
    let journal = wire::JournalRequest { first: 1, last: 5 };
    for (stranger, reason) in strangers {
        let peer = Channels::new(None).peer(stranger.clone(), &member, Lane::Bulk);
        let refusals = [
            peer.vote(vote).await.err(),
            peer.fetch_journal(journal).await.err(),
            peer.append(futures::stream::empty().boxed()).await.err(),
            peer.install_snapshot(futures::stream::empty().boxed())
                .await
                .err(),
        ];
        for refusal in refusals {
            let Some(PeerError::Refused(text)) = refusal else {
                panic!("{stranger:?}: {refusal:?}");
            };
            assert!(text.contains(reason), "{text}");
        }
    }
    let after = cluster.node(1).status();
    assert_eq!((after.term, after.leader), (before.term, before.leader));

    let known = Channels::new(None).peer(hello, &member, Lane::Bulk);
    let chunks = known.fetch_journal(journal).await.expect("served");
    let envelopes = chunks.map(|chunk| chunk.expect("served").envelopes.len());
    assert_eq!(envelopes.collect::<Vec<_>>().await, [5]);
    cluster.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_sees_every_envelope_once_while_leaders_change() {
    let mut cluster = Cluster::memory().with_voters(3).await;
    let old = cluster.leader().await;
    let watched = cluster.nodes.keys().copied().find(|id| *id != old);
    let watched = watched.expect("three nodes");
    cluster.record(old, 1..=50).await;
    let changes = cluster.node(watched).changes(Revision(20));
    let seen = tokio::spawn(async move {
        let changes = changes.take(181).map(|change| change.expect("readable").0);
        changes.collect::<Vec<_>>().await
    });
    cluster.record(old, 51..=100).await;
    cluster.stop(old).await;
    let new = cluster.record_anywhere(101, &[old]).await;
    cluster.record(new, 102..=200).await;
    let seen = seen.await.expect("follows");
    assert!(seen.into_iter().eq((20..=200).map(Revision)));
    let mut rest = cluster.node(watched).changes(Revision(200));
    assert!(rest.next().await.is_some_and(|change| change.is_ok()));
    cluster.stop_all().await;
    assert!(rest.next().await.is_none(), "it ends with the log");
}
