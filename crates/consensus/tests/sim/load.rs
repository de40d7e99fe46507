//! Clients that write and retry, and watchers.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tandem_consensus::SubmitError;
use tandem_model::{
    EventId, InboundTrunk, InboundTrunkSpec, PhoneNumber, Revision, Stamps, Timestamp, TrunkId,
};
use tandem_provisioning::{Actor, Catalog, Envelope, Event};
use tokio::time::{Instant, sleep, timeout};

use crate::history::{Operation, Outcome};
use crate::world::World;

/// Trunks that clients contend for; other writes make one of their own.
const CONTENDED: u64 = 20;

/// How often an operation is tried.
const TRIES: u32 = 6;

/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// How long a watcher follows a silent node.
const SILENCE: Duration = Duration::from_secs(2);

pub(crate) fn create_trunk(
    number: u64,
) -> impl FnOnce(&Catalog) -> Result<Envelope, &'static str> + Send + 'static {
    move |catalog| {
        let id = TrunkId::try_new(format!("ST_{number:012}")).expect("an id");
        if catalog.inbound_trunk(&id).is_some() {
            return Err("there is one");
        }
        let trunk = InboundTrunk {
            id,
            stamps: Stamps::default(),
            spec: InboundTrunkSpec {
                name: format!("trunk {number}").into(),
                numbers: vec![PhoneNumber::new(&format!("+49301{number:08}"))],
                ..InboundTrunkSpec::default()
            },
        };
        Ok(Envelope {
            event_id: EventId::from_random(0),
            actor: Actor("sim".into()),
            recorded_at: Timestamp { unix_nanos: 1 },
            comment: "".into(),
            expected_revision: None,
            events: vec![Event::InboundTrunkCreated(Arc::new(trunk))],
        })
    }
}

pub(crate) async fn client(world: Arc<World>, number: u64) {
    let mut rng = StdRng::seed_from_u64(world.seed ^ (number << 32));
    let mut written = 0;
    while !world.is_over() {
        sleep(Duration::from_millis(rng.random_range(20..400))).await;
        written += 1;
        let trunk = match rng.random_bool(0.2) {
            true => rng.random_range(0..CONTENDED),
            false => number * 100_000 + written,
        };
        write(&world, &mut rng, trunk).await;
    }
}

/// One operation, retried under its id at whichever node a client finds.
pub(crate) async fn write(world: &World, rng: &mut StdRng, trunk: u64) -> Outcome {
    let event_id = EventId::from_random(rng.random());
    let began = Instant::now();
    let mut outcome = Outcome::Never;
    for _ in 0..TRIES {
        let Some(node) = world.pick(rng) else {
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let submitted = node.submit_once(event_id.clone(), create_trunk(trunk));
        let answer = timeout(PATIENCE, submitted).await;
        drop(node);
        match answer {
            Ok(Ok(recorded)) => {
                outcome = Outcome::Recorded(recorded.revision);
                break;
            }
            // Trunks are never deleted: what is refused now is refused wherever an earlier try still waits.
            Ok(Err(SubmitError::Refused(_))) => {
                outcome = Outcome::Never;
                break;
            }
            Ok(Err(SubmitError::NotApplied(_))) => {}
            Ok(Err(SubmitError::Unknown(_))) | Err(_) => outcome = Outcome::Unknown,
        }
        sleep(Duration::from_millis(rng.random_range(10..200))).await;
    }
    let operation = Operation {
        event_id,
        began,
        ended: Instant::now(),
        outcome: outcome.clone(),
    };
    world
        .recorder
        .note(|history| history.operations.push(operation));
    outcome
}

pub(crate) async fn watcher(world: Arc<World>, number: usize) {
    let mut rng = StdRng::seed_from_u64(world.seed ^ ((number as u64) << 48));
    let mut next = Revision(1);
    while !world.is_over() {
        sleep(Duration::from_millis(20)).await;
        let Some(node) = world.any(&mut rng) else {
            continue;
        };
        let mut changes = node.changes(next);
        drop(node);
        while let Ok(Some(Ok((revision, envelope)))) = timeout(SILENCE, changes.next()).await {
            next = revision.next();
            let seen = (revision, envelope.event_id.clone());
            world
                .recorder
                .note(|history| history.watched.entry(number).or_default().push(seen));
            if world.is_over() || rng.random_bool(0.01) {
                break;
            }
        }
    }
}
