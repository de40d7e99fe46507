//! A schedule of faults, drawn from the seed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use tandem_consensus::{Member, NodeId, Role};
use tokio::time::{Instant, sleep, timeout};

use crate::disk;
use crate::net::Weather;
use crate::world::World;

/// How long faults go on.
const STORM: Duration = Duration::from_secs(52);

/// How long an operator waits for a change of membership.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) async fn storm(world: &Arc<World>, rng: &mut StdRng) {
    let end = Instant::now() + STORM;
    while Instant::now() < end {
        strike(world, rng).await;
        sleep(Duration::from_millis(rng.random_range(200..4_000))).await;
        if rng.random_bool(0.7) {
            heal(world).await;
            sleep(Duration::from_millis(rng.random_range(0..2_000))).await;
        }
    }
    heal(world).await;
}

/// Ends every fault: links carry, disks work, whoever was killed runs.
pub(crate) async fn heal(world: &Arc<World>) {
    world.net.change(|weather| *weather = Weather::default());
    for (_, disk) in world.disks() {
        disk.set(disk::State::Works);
    }
    for id in world.broken() {
        world.kill(id).await;
    }
    for id in world.down() {
        world.start(id).await;
    }
}

async fn strike(world: &Arc<World>, rng: &mut StdRng) {
    let ids = world.ids();
    let Some(victim) = ids.choose(rng).copied() else {
        return;
    };
    let victim = match world.leader() {
        Some(leader) if rng.random_bool(0.4) => leader,
        Some(_) | None => victim,
    };
    match rng.random_range(0..12) {
        0 => cut(world, victim, &ids, true, true),
        1 => cut(world, victim, &ids, true, false),
        2 => cut(world, victim, &ids, false, true),
        3 => {
            let side: BTreeSet<NodeId> = ids
                .iter()
                .copied()
                .filter(|_| rng.random_bool(0.5))
                .collect();
            let across = |a: &NodeId, b: &NodeId| side.contains(a) != side.contains(b);
            let links = ids.iter().flat_map(|a| ids.iter().map(move |b| (*a, *b)));
            let links: Vec<_> = links.filter(|(a, b)| across(a, b)).collect();
            world.net.change(|weather| weather.cut.extend(links));
        }
        4 => {
            let (delay, loss) = (rng.random_range(5..150), rng.random_range(0.0..0.15));
            world.net.change(|weather| {
                weather.delay_ms = delay;
                weather.loss = loss;
            });
        }
        5 => world.net.change(|weather| weather.duplicates = 0.2),
        6 => world.kill(victim).await,
        7 => {
            world.kill(victim).await;
            sleep(Duration::from_millis(rng.random_range(0..1_000))).await;
            world.start(victim).await;
        }
        8 => {
            world.disk(victim, disk::State::Stalled);
            world.net.change(|weather| {
                weather.paused.insert(victim);
            });
        }
        9 => world.disk(victim, disk::State::Failed),
        _ => {
            // Refused or unknown, as an operator finds it under faults: the next one starts from what is.
            let _ = timeout(PATIENCE, change_members(world, rng, victim)).await;
        }
    }
}

fn cut(world: &World, victim: NodeId, ids: &[NodeId], sends: bool, takes: bool) {
    world.net.change(|weather| {
        for other in ids.iter().filter(|id| **id != victim) {
            if sends {
                weather.cut.insert((victim, *other));
            }
            if takes {
                weather.cut.insert((*other, victim));
            }
        }
    });
}

async fn change_members(world: &Arc<World>, rng: &mut StdRng, victim: NodeId) {
    let Some(leader) = world.leader().and_then(|id| world.node(id)) else {
        return;
    };
    let status = leader.status();
    if status.state != Role::Leader {
        return;
    }
    let voters = status
        .members
        .values()
        .filter(|member| member.is_voter)
        .count();
    let is_voter = status.members.get(&victim).map(|member| member.is_voter);
    // What comes of it is looked up by the next change; the invariants hold whatever the answer is.
    let _ = match (rng.random_range(0..4), is_voter) {
        (0, _) if world.ids().len() < 6 => {
            let id = world.next_id();
            world.start(id).await;
            leader.add_learner(id, Member::default()).await
        }
        (0 | 1, Some(true)) => leader.transfer_leader(victim).await,
        (_, Some(false)) => leader.promote(victim).await,
        (2, Some(true)) if voters > 3 => leader.demote(victim).await,
        (3, Some(true)) if voters > 3 => leader.remove(victim).await,
        (_, Some(true)) => leader.transfer_leader(victim).await,
        (_, None) => leader.add_learner(victim, Member::default()).await,
    };
}
