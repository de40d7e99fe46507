//! Rooms that only one call has are at home where the call is.

use tandem_dispatch::{Attempt, has_room_of_its_own, room_name};
use tandem_model::{DispatchRule, IdSuffix};
use tandem_rooms::Cluster;

/// Suffixes that are drawn for a name that is at home here. With three nodes one in three is: all fail for one call in
/// 400,000, with ten for one in 30; such a call is relayed as others are.
const DRAWS: usize = 32;

/// The random suffix of a call's room.
///
/// Where a room is at home follows from its name alone, for every node and at any time. So a room that is to be here
/// needs but a name that says so: its caller enters at once and nothing is relayed, and whoever looks for the room later
/// finds it as any other.
pub(crate) fn near_suffix(
    cluster: &Cluster,
    rule: &DispatchRule,
    attempt: &Attempt<'_>,
) -> IdSuffix {
    let mut suffix = IdSuffix::from_random(rand::random());
    if !has_room_of_its_own(rule) || !cluster.begins_rooms() {
        return suffix;
    }
    for _ in 1..DRAWS {
        let is_near = |name| cluster.is_home_of(&name);
        if room_name(rule, attempt, suffix).is_ok_and(is_near) {
            break;
        }
        suffix = IdSuffix::from_random(rand::random());
    }
    suffix
}
