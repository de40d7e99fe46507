//! Rooms over several nodes.

mod support;

use std::sync::{Arc, Barrier};

use support::{
    Chair, Node, Phone, Sink, audio, believe, hear_each_other, join, known, nodes, room, room_of,
    wait_until,
};
use tandem_model::{RoomConfig, Timestamp};
use tandem_rooms::{Entering, Leaving, NotEntered, RoomEvent};
use tandem_rtp_proto::Codec;

fn rooms_of(nodes: &[Node]) -> Vec<usize> {
    nodes
        .iter()
        .map(|node| node.cluster.here().counts().0)
        .collect()
}

#[test]
fn callers_of_different_nodes_hear_each_other_wherever_the_room_is() {
    let nodes = nodes(3);
    for (home, codecs) in [
        (0, [Codec::Pcmu, Codec::Pcmu]),
        (2, [Codec::Pcma, Codec::G722]),
    ] {
        let name = room_of(&nodes[home], "talk");
        let mut one = Phone::call(&nodes[0], &name, "a", codecs[0], 440.0).sits();
        let mut other = Phone::call(&nodes[1], &name, "b", codecs[1], 1000.0).sits();
        wait_until("the first is told of the second", || {
            one.sink.has(|event| event == RoomEvent::Heard)
        });
        hear_each_other([&mut one, &mut other], [440.0, 1000.0]);
        let mut here = [0; 3];
        here[home] = 1;
        assert_eq!(rooms_of(&nodes), here);
        drop((one, other));
        wait_until("nothing is left", || rooms_of(&nodes) == [0, 0, 0]);
        wait_until("no session is left", || {
            nodes.iter().all(|node| node.relay.sessions() == 0)
        });
    }
}

#[test]
fn two_first_callers_at_once_make_one_room() {
    let nodes = nodes(3);
    for round in 0..100 {
        // Some rounds begin while views change, when a home must ask around.
        if round % 10 == 0 {
            believe(&nodes, |id| id != 1 + round / 10 % 3);
            believe(&nodes, |_| true);
        }
        let name = room(&format!("race-{round}"));
        let barrier = Barrier::new(nodes.len());
        let chairs: Vec<(Chair, Arc<Sink>)> = std::thread::scope(|scope| {
            let callers: Vec<_> = nodes
                .iter()
                .map(|node| {
                    let (name, barrier) = (&name, &barrier);
                    scope.spawn(move || {
                        let identity = node.id.to_string();
                        barrier.wait();
                        let phone = Phone::call(node, name, &identity, Codec::Pcmu, 440.0);
                        let mut phone = phone.sits();
                        let chair = phone.chair.take().expect("it sits");
                        (chair, Arc::clone(&phone.sink))
                    })
                })
                .collect();
            let seated = callers.into_iter().map(std::thread::ScopedJoinHandle::join);
            seated.map(|seat| seat.expect("no panics")).collect()
        });
        let mut people: Vec<usize> = nodes
            .iter()
            .map(|node| node.cluster.here().list_participants(&name).len())
            .collect();
        people.sort_unstable();
        assert_eq!(people, [0, 0, 3], "round {round}: all are in one room");
        drop(chairs);
        wait_until("the room ends", || rooms_of(&nodes) == [0, 0, 0]);
    }
}

#[test]
fn a_lost_home_ends_its_relayed_calls_and_touches_no_other() {
    let mut nodes = nodes(3);
    let (lost, kept) = (room_of(&nodes[2], "lost"), room_of(&nodes[1], "kept"));
    let mut stays = [
        Phone::call(&nodes[0], &kept, "a", Codec::Pcmu, 440.0).sits(),
        Phone::call(&nodes[1], &kept, "b", Codec::Pcmu, 1000.0).sits(),
    ];
    let ends = Phone::call(&nodes[0], &lost, "c", Codec::Pcmu, 440.0).sits();
    nodes[2].kill();
    wait_until("the caller of the lost room is told", || {
        ends.sink.has(|event| event == RoomEvent::Lost)
    });
    let [one, other] = &mut stays;
    hear_each_other([one, other], [440.0, 1000.0]);
    for stay in &stays {
        assert!(!stay.sink.has(|event| event == RoomEvent::Lost));
    }

    // Nobody has noticed yet that the node is gone: the next in order stands in.
    let again = Phone::call(&nodes[0], &lost, "d", Codec::Pcmu, 440.0).sits();
    let later = Phone::call(&nodes[1], &lost, "e", Codec::Pcmu, 440.0).sits();
    let there = |node: &Node| node.cluster.here().list_participants(&lost).len();
    assert!(matches!(
        (there(&nodes[0]), there(&nodes[1])),
        (0, 2) | (2, 0)
    ));
    drop((again, later));
}

#[test]
fn a_lost_gateway_leaves_no_caller_behind() {
    let mut nodes = nodes(3);
    let name = room_of(&nodes[1], "left");
    let gone = Phone::call(&nodes[0], &name, "a", Codec::Pcmu, 440.0).sits();
    let stays = Phone::call(&nodes[2], &name, "b", Codec::Pcmu, 440.0).sits();
    nodes[0].kill();
    wait_until("the caller of the lost gateway is out", || {
        nodes[1].cluster.here().list_participants(&name).len() == 1
    });
    wait_until("his session has ended", || nodes[1].relay.sessions() == 1);
    wait_until("he is no visitor", || nodes[1].cluster.visitors() == 1);
    assert!(!stays.sink.has(|event| event == RoomEvent::Lost));
    drop((gone, stays));
}

#[test]
fn a_home_that_is_back_sends_callers_to_where_their_room_is() {
    let nodes = nodes(3);
    let name = room_of(&nodes[0], "moved");
    believe(&nodes[1..], |_| true);
    for node in &nodes[1..] {
        node.cluster.set_nodes(known(&nodes[1..], |_| true));
    }
    let first = Phone::call(&nodes[1], &name, "a", Codec::Pcmu, 440.0).sits();
    believe(&nodes, |_| true);
    let second = Phone::call(&nodes[0], &name, "b", Codec::Pcmu, 1000.0).sits();
    let third = Phone::call(&nodes[2], &name, "c", Codec::Pcmu, 1700.0).sits();
    let mut people: Vec<usize> = nodes
        .iter()
        .map(|node| node.cluster.here().list_participants(&name).len())
        .collect();
    assert_eq!(people.remove(0), 0, "the home has only the knowledge");
    people.sort_unstable();
    assert_eq!(people, [0, 3]);
    // Told, the home needs to ask nobody.
    for node in &nodes {
        node.block_on(node.cluster.tell_homes());
    }
    let fourth = Phone::call(&nodes[0], &name, "d", Codec::Pcmu, 1700.0).sits();
    let listed = nodes[0].block_on(nodes[0].cluster.list_participants(&name));
    assert_eq!(listed.expect("answered").len(), 4);
    drop((first, second, third, fourth));
}

#[test]
fn rooms_that_began_on_both_sides_of_a_partition_stay_apart_until_they_end() {
    let nodes = nodes(3);
    let name = room_of(&nodes[0], "split");
    for (node, side) in nodes.iter().zip([&nodes[..1], &nodes[1..], &nodes[1..]]) {
        node.cluster.set_nodes(known(side, |_| true));
    }
    let one = Phone::call(&nodes[0], &name, "a", Codec::Pcmu, 440.0).sits();
    let others = [1, 2].map(|node: usize| {
        let identity = node.to_string();
        Phone::call(&nodes[node], &name, &identity, Codec::Pcmu, 440.0).sits()
    });
    let people = || {
        let there = |node: &Node| node.cluster.here().list_participants(&name).len();
        nodes.iter().map(there).collect::<Vec<usize>>()
    };
    let split = people();
    assert_eq!(
        (split[0], split[1] + split[2], split[1] * split[2]),
        (1, 2, 0)
    );
    believe(&nodes, |_| true);
    let own = usize::from(split[1] == 0) + 1;
    let outside = 3 - own;
    let late = Phone::call(&nodes[outside], &name, "late", Codec::Pcmu, 440.0).sits();
    assert_eq!(people()[0], 2, "the home's is the one that others find");
    assert_eq!(people()[own], 2);
    drop((one, late));
    wait_until("the home's ends", || people()[0] == 0);
    let next = Phone::call(&nodes[0], &name, "next", Codec::Pcmu, 440.0).sits();
    assert_eq!((people()[0], people()[own]), (0, 3));
    drop((others, next));
}

#[test]
fn a_node_that_drains_keeps_its_rooms_and_begins_none() {
    let nodes = nodes(3);
    let (old, new) = (room_of(&nodes[0], "old"), room_of(&nodes[0], "new"));
    let inside = Phone::call(&nodes[1], &old, "a", Codec::Pcmu, 440.0).sits();
    nodes[0].cluster.drain();
    let callers = [1, 2].map(|node: usize| {
        let identity = node.to_string();
        [&old, &new]
            .map(|name| Phone::call(&nodes[node], name, &identity, Codec::Pcmu, 440.0).sits())
    });
    let people = |name| {
        let there = |node: &Node| node.cluster.here().list_participants(name).len();
        nodes.iter().map(there).collect::<Vec<usize>>()
    };
    assert_eq!(people(&old), [3, 0, 0]);
    let mut begun = people(&new);
    assert_eq!(begun.remove(0), 0);
    begun.sort_unstable();
    assert_eq!(begun, [0, 2]);
    wait_until("all are visitors", || nodes[0].cluster.visitors() == 3);
    drop((inside, callers));
    wait_until("the last has left", || nodes[0].cluster.visitors() == 0);
}

#[test]
fn what_clients_ask_is_answered_at_every_node() {
    let nodes = nodes(2);
    let name = room_of(&nodes[1], "asked");
    let [near, far] = [&nodes[0], &nodes[1]];
    let config = RoomConfig {
        max_participants: 2,
        metadata: "about".into(),
        ..RoomConfig::default()
    };
    let at = Timestamp { unix_nanos: 5 };
    let made = near.block_on(near.cluster.create_room(&name, &config, at));
    assert_eq!(&*made.expect("made").metadata, "about");
    assert_eq!(rooms_of(&nodes), [0, 1], "at its home");

    let mut phone = Phone::call(near, &name, "caller", Codec::Pcmu, 440.0).sits();
    if let Some(Chair::Sought(seat)) = &mut phone.chair {
        seat.set_attributes(&[("sip.callStatus", "active")]);
    }
    let status = || {
        let found = near.block_on(near.cluster.participant(&name, "caller"));
        let info = found.expect("answered").expect("is there");
        assert_eq!((&*info.name, &*info.metadata), ("n", "m"));
        info.attributes["sip.callStatus"].to_string()
    };
    wait_until("the status reaches the home", || status() == "active");
    for node in &nodes {
        let listed = node.block_on(node.cluster.list_rooms(&[]));
        assert_eq!(listed.len(), 1, "node {}", node.id);
        assert_eq!((listed[0].participants, listed[0].created_at), (1, at));
    }

    let second = Phone::call(far, &name, "second", Codec::Pcmu, 440.0).sits();
    let third = Phone::call(near, &name, "third", Codec::Pcmu, 440.0);
    wait_until("a full room refuses", || {
        third
            .sink
            .has(|event| event == RoomEvent::NotEntered(NotEntered::Full))
    });

    let remove = |identity| near.block_on(near.cluster.remove_participant(&name, identity));
    assert!(remove("nobody").expect("answered").is_err());
    assert!(remove("caller").expect("answered").is_ok());
    let removed = RoomEvent::Removed(Leaving::ParticipantRemoved);
    wait_until("the caller's node hears of it", || {
        phone.sink.has(|event| event == removed)
    });
    let delete = || {
        near.block_on(near.cluster.delete_room(&name))
            .expect("answered")
    };
    assert!(delete().is_ok());
    wait_until("the other is put out", || {
        second
            .sink
            .has(|event| event == RoomEvent::Removed(Leaving::RoomDeleted))
    });
    assert!(delete().is_err(), "it is gone");
    assert!(!phone.sink.seen().contains(&RoomEvent::Lost));
}

#[test]
fn a_seat_that_is_given_up_while_it_is_sought_leaves_nothing() {
    let nodes = nodes(2);
    let name = room_of(&nodes[1], "given-up");
    for _ in 0..40 {
        let phone = Phone::call(&nodes[0], &name, "a", Codec::Pcmu, 440.0);
        drop(phone);
    }
    let last = Phone::call(&nodes[0], &name, "z", Codec::Pcmu, 440.0).sits();
    wait_until("only the last is there", || {
        nodes[1].cluster.here().list_participants(&name).len() == 1
    });
    drop(last);
    wait_until("no session is left", || {
        nodes.iter().all(|node| node.relay.sessions() == 0)
    });
}

#[test]
fn without_a_node_that_answers_the_caller_is_told() {
    let mut nodes = nodes(2);
    let name = room_of(&nodes[1], "nowhere");
    nodes[0].cluster.set_nodes(known(&nodes[1..], |_| true));
    nodes[1].kill();
    let phone = Phone::call(&nodes[0], &name, "a", Codec::Pcmu, 440.0);
    wait_until("the caller is told", || {
        phone
            .sink
            .has(|event| event == RoomEvent::NotEntered(NotEntered::Unreachable))
    });
}

#[test]
fn a_node_by_itself_asks_nobody() {
    let node = Node::start(1);
    let alone = tandem_rooms::Cluster::alone(node.cluster.here().clone());
    let sink = Arc::new(Sink::default());
    let entering = alone.enter(join(&room("r"), "a", None, &sink), audio(Codec::Pcmu));
    assert!(matches!(entering, Entering::Now(Ok(_))));
    assert!(alone.service().is_none());
    assert_eq!(node.block_on(alone.list_rooms(&[])).len(), 1);
}
