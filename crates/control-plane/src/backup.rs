//! Backups of the log, and a new cluster from one.

use std::path::Path;

use tandem_consensus::{Backup, JournalError, Member, NodeId, RestoreError, Summary};

use crate::ControlPlane;
use crate::control_plane::ALONE;

impl ControlPlane {
    /// A backup of all that was recorded up to the applied revision. Secrets stay sealed.
    ///
    /// # Errors
    /// [`JournalError::Missing`] while this node is still to fetch a part of the journal: ask another.
    pub fn backup(&self) -> Result<Backup, JournalError> {
        self.consensus().backup()
    }
}

/// Makes what [`crate::Config::dir`] names from a backup: of the first voter of a cluster, by its name and as the
/// others will know it, or of a node alone. It must be empty or absent. It blocks its thread.
///
/// # Errors
/// [`RestoreError`]; nothing is left behind.
pub async fn restore(
    file: &Path,
    dir: &Path,
    node: NodeId,
    cluster: Option<(&str, Member)>,
) -> Result<Summary, RestoreError> {
    let (name, member) = cluster.unwrap_or_else(|| (ALONE, Member::default()));
    tandem_consensus::restore(file, dir, node, name, member).await
}
