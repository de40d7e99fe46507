//! What must hold in every schedule, one a file.

use crate::history::History;

mod a_snapshot_is_its_revision;
mod acknowledged_is_kept;
mod equal_catalogs;
mod linearizable;
mod never_means_never;
mod one_decision_one_revision;
mod revision_never_goes_back;
mod single_leader;
mod watch_is_gapless;

pub(crate) fn check(history: &History) {
    single_leader::check(history);
    equal_catalogs::check(history);
    one_decision_one_revision::check(history);
    revision_never_goes_back::check(history);
    a_snapshot_is_its_revision::check(history);
    acknowledged_is_kept::check(history);
    never_means_never::check(history);
    watch_is_gapless::check(history);
    linearizable::check(history);
}
