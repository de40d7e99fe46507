//! Who cannot be reached.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ahash::RandomState;

use super::{Endpoint, Failure};
use crate::{Flow, PeerName, Transport};

/// Targets that did not answer: others are tried before them.
#[derive(Default)]
pub(super) struct Silent(HashMap<Target, Instant, RandomState>);

/// One target of RFC 3263, whichever connection it has.
type Target = (Transport, SocketAddr, PeerName);

impl Silent {
    /// Beyond it, the memory starts anew.
    const REMEMBERED: usize = 1024;
    /// How long a target comes last: one that is back is not avoided for much longer than it was away.
    const FOR: Duration = Duration::from_secs(60);

    fn is_known(&self, flow: &Flow, now: Instant) -> bool {
        let since = self.0.get(&target(flow));
        since.is_some_and(|since| now.saturating_duration_since(*since) < Self::FOR)
    }
}

fn target(flow: &Flow) -> Target {
    (flow.transport, flow.peer, flow.name)
}

impl Endpoint {
    /// Puts those that did not answer a moment ago behind the others.
    pub(crate) fn prefer_reachable(&self, targets: &mut [Flow], now: Instant) {
        if !self.silent.0.is_empty() {
            targets.sort_by_key(|flow| self.silent.is_known(flow, now));
        }
    }

    /// Remembers that a target did not answer.
    pub(crate) fn is_silent(&mut self, flow: &Flow, now: Instant) {
        let known = &mut self.silent.0;
        if known.len() >= Silent::REMEMBERED {
            known.clear();
        }
        known.insert(target(flow), now);
    }

    /// Forgets it: the target has answered.
    pub(crate) fn is_heard(&mut self, flow: &Flow) {
        if !self.silent.0.is_empty() {
            self.silent.0.remove(&target(flow));
        }
    }

    /// The network says that datagrams do not reach this peer (RFC 3261 §18.4): requests that wait for its first
    /// response have failed.
    pub fn handle_refused(&mut self, peer: SocketAddr, now: Instant) {
        let range = (peer, 0)..=(peer, u64::MAX);
        let waiting: Vec<u64> = self.by_peer.range(range).map(|(_, id)| *id).collect();
        for id in waiting {
            self.fail_client(id, Failure::Unreachable, now);
        }
    }

    /// Notes the way that a request takes, so that its loss finds it.
    pub(super) fn watch_client(&mut self, flow: Flow, id: u64) {
        match flow.transport {
            Transport::Udp => drop(self.by_peer.insert((flow.peer, id))),
            Transport::Tcp | Transport::Tls => self.watch_connection(flow, id),
        }
    }

    pub(super) fn forget_client(&mut self, flow: Flow, id: u64) {
        match flow.transport {
            Transport::Udp => drop(self.by_peer.remove(&(flow.peer, id))),
            Transport::Tcp | Transport::Tls => self.forget_connection(flow, id),
        }
    }
}
