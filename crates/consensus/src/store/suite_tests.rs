//! openraft's own tests of a log and a state machine, on ours.

use std::sync::Arc;

use openraft::StorageError;
use openraft::testing::log::{StoreBuilder, Suite};
use tandem_model::Revision;
use tandem_provisioning::{Catalog, Envelope};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::{Journal, Log};
use crate::machine::{Machine, Observer, Published, Snapshots};
use crate::snapshot::SnapshotDir;
use crate::types::TypeConfig;

struct Nobody;

impl Observer for Nobody {
    fn applied(&self, _: &[(Revision, Arc<Envelope>)], _: &Arc<Catalog>) {}
    fn installed(&self, _: &Arc<Catalog>) {}
}

struct Builder;

impl StoreBuilder<TypeConfig, Log, Machine, TempDir> for Builder {
    async fn build(&self) -> Result<(TempDir, Log, Machine), StorageError<TypeConfig>> {
        let dir = tempfile::tempdir().expect("a directory");
        let (open, _) = mpsc::channel(1);
        let log = Log::open(&dir.path().join("log"), open.clone(), None);
        let (log, _writer) = log.expect("a log");
        let journal = Journal::open(&dir.path().join("journal"), open).expect("a journal");
        let snapshots = Snapshots {
            dir: SnapshotDir::open(dir.path().join("snapshot")).expect("a directory"),
            after: 0,
            node: 1,
            pace: None,
        };
        let published = Published::new();
        let machine = Machine::new(
            Arc::new(journal),
            Arc::new(published),
            Arc::new(Nobody),
            snapshots,
        );
        Ok((dir, log, machine))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_and_state_machine_pass_the_suite_of_openraft() {
    let passed = Suite::test_all(Builder).await;
    passed.expect("the suite passes");
}
