//! What the tests of this crate share.
#![allow(dead_code, reason = "each test takes what it needs")]

pub(crate) mod cluster;
pub(crate) mod memory;
pub(crate) mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, NoPeers, NotApplied, Observer, OpenError, Recorded,
    Retention, Start, SubmitError, Timing, Unknown,
};
use tandem_model::{
    EventId, InboundTrunk, InboundTrunkSpec, PhoneNumber, Revision, Stamps, Timestamp, TrunkId,
};
use tandem_provisioning::{Actor, Catalog, Envelope, Event};

/// The cluster that tests are of.
pub(crate) const CLUSTER: &str = "test";

/// A busy machine holds a leader up for longer than the usual timing allows: who leads must not change by that.
pub(crate) const STEADY: Timing = Timing {
    heartbeat: Duration::from_millis(100),
    election_min: Duration::from_millis(1_000),
    election_max: Duration::from_millis(2_000),
};

/// Remembers what an observer is told.
#[derive(Default)]
pub(crate) struct Seen {
    applied: Mutex<Vec<Revision>>,
    installed: Mutex<usize>,
}

impl Seen {
    pub(crate) fn applied(&self) -> Vec<Revision> {
        self.applied.lock().expect("not poisoned").clone()
    }

    pub(crate) fn installed(&self) -> usize {
        *self.installed.lock().expect("not poisoned")
    }
}

impl Observer for Seen {
    fn applied(&self, envelopes: &[(Revision, Arc<Envelope>)], catalog: &Arc<Catalog>) {
        let revisions = envelopes.iter().map(|(revision, _)| *revision);
        assert_eq!(revisions.clone().next_back(), Some(catalog.revision()));
        self.applied.lock().expect("not poisoned").extend(revisions);
    }

    fn installed(&self, _catalog: &Arc<Catalog>) {
        *self.installed.lock().expect("not poisoned") += 1;
    }
}

pub(crate) async fn open(
    dir: &Path,
    observer: Arc<Seen>,
) -> Result<(Consensus, ConsensusOwner), OpenError> {
    open_as(dir, 1, observer).await
}

pub(crate) async fn open_as(
    dir: &Path,
    node_id: u64,
    observer: Arc<Seen>,
) -> Result<(Consensus, ConsensusOwner), OpenError> {
    let config = ConsensusConfig {
        dir: dir.to_owned(),
        node_id,
        cluster: CLUSTER.to_owned(),
        start: Start::Alone,
        timing: STEADY,
        retention: Retention::default(),
    };
    Consensus::open(config, observer, Arc::new(NoPeers)).await
}

pub(crate) fn envelope(events: Vec<Event>) -> Envelope {
    Envelope {
        event_id: EventId::from_random(7),
        actor: Actor("test".into()),
        recorded_at: Timestamp { unix_nanos: 1 },
        comment: "".into(),
        expected_revision: None,
        events,
    }
}

pub(crate) fn trunk(number: u64) -> Arc<InboundTrunk> {
    Arc::new(InboundTrunk {
        id: TrunkId::try_new(format!("ST_{number:012}")).expect("an id"),
        stamps: Stamps::default(),
        spec: InboundTrunkSpec {
            name: format!("trunk {number}").into(),
            numbers: vec![PhoneNumber::new(&format!("+49301{number:08}"))],
            ..InboundTrunkSpec::default()
        },
    })
}

/// A decision that adds a trunk, unless there is one of its number.
pub(crate) fn create_trunk(
    number: u64,
) -> impl FnOnce(&Catalog) -> Result<Envelope, &'static str> + Send + 'static {
    move |catalog| {
        let trunk = trunk(number);
        if catalog.inbound_trunk(&trunk.id).is_some() {
            return Err("there is one");
        }
        Ok(envelope(vec![Event::InboundTrunkCreated(trunk)]))
    }
}

/// Records trunks at a node that leads, many at once.
pub(crate) async fn record(consensus: &Consensus, numbers: impl Iterator<Item = u64>) {
    futures::future::join_all(numbers.map(|number| record_one(consensus, number))).await;
}

/// Records a trunk. On a machine that is busy for long it stays unknown whether it is: then it is tried again, until it
/// is there.
async fn record_one(consensus: &Consensus, number: u64) {
    let mut is_unknown = false;
    loop {
        match consensus.submit(create_trunk(number)).await {
            Ok(_) => return,
            Err(
                SubmitError::Unknown(Unknown::NoQuorum)
                | SubmitError::NotApplied(NotApplied::NoQuorum),
            ) => is_unknown = true,
            Err(SubmitError::Refused(_)) if is_unknown => {
                if consensus
                    .catalog()
                    .inbound_trunk(&trunk(number).id)
                    .is_some()
                {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(error) => panic!("trunk {number}: {error:?}"),
        }
    }
}

/// Records a trunk under a name of its event, as often as it takes.
pub(crate) async fn record_once(consensus: &Consensus, event: &EventId, number: u64) -> Recorded {
    loop {
        let submitted = consensus.submit_once(event.clone(), create_trunk(number));
        match submitted.await {
            Ok(recorded) => return recorded,
            Err(
                SubmitError::Unknown(Unknown::NoQuorum)
                | SubmitError::NotApplied(NotApplied::NoQuorum),
            ) => {}
            Err(error) => panic!("trunk {number}: {error:?}"),
        }
    }
}
