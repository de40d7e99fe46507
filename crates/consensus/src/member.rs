//! Who takes part in a cluster, as every node knows it from the log.

/// A member as all others must know it: the log's membership entries hold it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Member {
    /// Where its node-to-node service listens, as `host:port`; empty in a cluster of one.
    pub address: String,
    /// Where its API listens, as `host:port`, for people and tools.
    pub http: String,
    /// The region that it serves; empty when it serves none.
    pub region: String,
    /// What it was set up to do.
    pub roles: Roles,
}

/// What a node was set up to do.
///
/// `voter` is a wish: whether the node votes is decided by promoting it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Roles {
    /// It is meant to vote.
    pub voter: bool,
    /// It terminates calls.
    pub gateway: bool,
    /// It holds rooms.
    pub rooms: bool,
}
