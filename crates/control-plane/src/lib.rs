//! The control plane of one node: commands in, revisions out, and what the admin sees.
//!
//! It turns commands into decisions of the replicated log, keeps the catalog and the matcher of the last applied
//! revision at hand, seals secrets, and remembers calls. It decides nothing itself (`tandem-provisioning`), stores
//! nothing itself (`tandem-consensus`) and speaks no outside protocol (`tandem-api`).
//! Read [`ControlPlane`] and [`CallLog`] first.

mod backup;
pub mod calls;
mod changes;
mod clock;
mod cluster;
mod control_plane;
pub mod nodes;
pub mod once;
pub mod outbound;
pub mod trunks;
mod vault;
mod view;

pub use backup::restore;
pub use calls::{CallLog, CallRecord};
pub use changes::Changes;
pub use clock::now;
pub use cluster::{ClusterConfig, Leader};
pub use control_plane::{
    Behind, Config, ControlPlane, ControlPlaneOwner, ExecuteError, Receipt, Request,
};
pub use tandem_consensus::rpc::{Channels, RaftServer};
pub use tandem_consensus::{
    Backup, BackupError, JournalError, Member, MemberStatus, MembershipError, NodeId, NotApplied,
    RestoreError, Role, Roles, Status, Summary, Timing, Unknown, verify,
};
pub use vault::{InvalidKey, Unopened, Vault};
pub use view::{CallPlaced, Metrics};
