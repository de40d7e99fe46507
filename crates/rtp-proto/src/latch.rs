use std::net::SocketAddr;

/// Finds out where a peer's media really comes from, and stays with it (symmetric RTP, RFC 4961).
///
/// The address that was signalled locks at its first valid packet. Another address locks when two
/// packets in sequence have come from it: one forged packet is not enough. Once locked, other
/// sources are ignored, so that nobody off the path hears or speaks into a call.
#[derive(Clone, Copy, Debug)]
pub struct SourceLatch {
    signalled: SocketAddr,
    locked: Option<SocketAddr>,
    candidate: Option<(SocketAddr, u16, u32)>,
}

/// What a packet's source is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Latched {
    /// The peer.
    Peer,
    /// Not known yet: do not play it.
    Candidate,
    /// Somebody else.
    Foreign,
}

impl SourceLatch {
    /// Begins with what the session description says.
    #[must_use]
    pub fn new(signalled: SocketAddr) -> Self {
        Self {
            signalled,
            locked: None,
            candidate: None,
        }
    }

    /// Judges a valid packet of an expected payload type.
    pub fn judge(&mut self, source: SocketAddr, sequence: u16, ssrc: u32) -> Latched {
        if let Some(locked) = self.locked {
            return if locked == source {
                Latched::Peer
            } else {
                Latched::Foreign
            };
        }
        let follows = self.candidate.is_some_and(|(address, last, of)| {
            address == source && of == ssrc && (1..=3).contains(&sequence.wrapping_sub(last))
        });
        if source == self.signalled || follows {
            self.locked = Some(source);
            return Latched::Peer;
        }
        self.candidate = Some((source, sequence, ssrc));
        Latched::Candidate
    }

    /// Where to send: the locked source, else what was signalled.
    #[must_use]
    pub fn target(&self) -> SocketAddr {
        self.locked.unwrap_or(self.signalled)
    }

    /// The locked source.
    #[must_use]
    pub fn locked(&self) -> Option<SocketAddr> {
        self.locked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_to_the_first_valid_source_and_stays() {
        let at = |port| SocketAddr::from(([192, 0, 2, 1], port));
        let mut latch = SourceLatch::new(at(4000));
        assert_eq!(latch.judge(at(5000), 10, 1), Latched::Candidate);
        assert_eq!(latch.target(), at(4000));
        assert_eq!(latch.judge(at(5000), 11, 1), Latched::Peer);
        assert_eq!(latch.judge(at(4000), 12, 1), Latched::Foreign);
        assert_eq!(latch.target(), at(5000));
    }

    #[test]
    fn sprayed_packets_never_lock() {
        let mut latch = SourceLatch::new(SocketAddr::from(([192, 0, 2, 1], 4000)));
        for port in 5000..6000 {
            let source = SocketAddr::from(([198, 51, 100, 1], port));
            assert_eq!(latch.judge(source, port, 1), Latched::Candidate);
        }
        assert_eq!(
            latch.judge(SocketAddr::from(([192, 0, 2, 1], 4000)), 1, 2),
            Latched::Peer
        );
    }
}
