//! Whether a node is ready: from the time that it has caught up, until it drains.

use std::sync::OnceLock;

use tandem_control_plane::Leader;

use crate::Api;
use crate::context::Context;

/// What a node that starts has still to catch up with. Once it has, it stays ready: calls need no leader.
#[derive(Default)]
pub(crate) struct CatchingUp {
    /// The leader's last entry when it was first asked.
    target: OnceLock<u64>,
    has_caught_up: OnceLock<()>,
}

impl CatchingUp {
    /// What the node waits for; nothing once it has caught up.
    pub(crate) async fn waits_for(&self, api: &Api) -> Option<String> {
        if self.has_caught_up.get().is_some() {
            return None;
        }
        let waits_for = self.ask(api).await;
        if waits_for.is_none() {
            self.has_caught_up.get_or_init(|| ());
        }
        waits_for
    }

    async fn ask(&self, api: &Api) -> Option<String> {
        let status = api.plane.status();
        let applied = status.applied_index.unwrap_or_default();
        let target = match (self.target.get(), api.plane.leader()) {
            (Some(target), _) => *target,
            (None, Leader::Nobody) => return Some("no leader is known yet".to_owned()),
            (None, Leader::Here) => *self
                .target
                .get_or_init(|| status.last_log_index.unwrap_or_default()),
            (None, Leader::At { node, .. }) => {
                let leader = api.status_of_leader(&Context::of_the_node()).await;
                let Some(last) = leader.and_then(|leader| leader.last_log_index) else {
                    return Some(format!("node {node} leads and cannot be asked"));
                };
                *self.target.get_or_init(|| last)
            }
        };
        (applied < target).then(|| format!("entry {applied} of {target} is applied"))
    }
}
