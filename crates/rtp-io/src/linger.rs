use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tandem_rtp_proto::RtpPacket;

use crate::leg::LONGEST_PACKET;
use crate::media::{MediaEvent, MediaEvents};

/// What comes so shortly after the end was on its way.
const UNDER_WAY: Duration = Duration::from_millis(500);
/// How long a port is watched after its leg is closed. Three quarters of its rest, if that is shorter: it is free by then.
const WATCHED: Duration = Duration::from_millis(1500);
/// Ports that are watched at once; beyond, the oldest is let go.
const MOST: usize = 512;
/// Packets that are read of one port: about what the kernel keeps for it.
const MOST_READ: usize = 512;

/// Ports of legs that are closed. What still comes to them reaches nobody, and is counted.
pub(crate) struct Lingering {
    watched: Duration,
    /// What is on its way may still come to them; the oldest first.
    fresh: VecDeque<Lingerer>,
    /// Nothing should come to them; the oldest first.
    quiet: VecDeque<Lingerer>,
}

/// The port of one leg.
pub(crate) struct Lingerer {
    pub(crate) cookie: u64,
    pub(crate) events: Arc<dyn MediaEvents>,
    pub(crate) socket: UdpSocket,
    pub(crate) closed_at: Instant,
}

impl Lingering {
    /// For ports that rest for this long once they are given back.
    pub(crate) fn new(quarantine: Duration) -> Self {
        Self {
            watched: WATCHED.min(quarantine * 3 / 4),
            fresh: VecDeque::new(),
            quiet: VecDeque::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.quiet.is_empty()
    }

    /// Watches a port, unless ports rest too shortly for that.
    pub(crate) fn watch(&mut self, lingerer: Lingerer) {
        if self.watched <= UNDER_WAY {
            return;
        }
        if self.fresh.len() + self.quiet.len() >= MOST && self.quiet.pop_front().is_none() {
            self.fresh.pop_front();
        }
        self.fresh.push_back(lingerer);
    }

    /// Lets go of what has been watched for long enough; gives how many packets came, which should not have.
    pub(crate) fn look(&mut self, now: Instant) -> u64 {
        let is_past = |time: Duration| {
            move |lingerer: &mut Lingerer| now.saturating_duration_since(lingerer.closed_at) >= time
        };
        while let Some(lingerer) = self.fresh.pop_front_if(is_past(UNDER_WAY)) {
            lingerer.read();
            self.quiet.push_back(lingerer);
        }
        let mut all = 0;
        while let Some(lingerer) = self.quiet.pop_front_if(is_past(self.watched)) {
            let (packets, source) = lingerer.read();
            all += packets;
            if let Some(source) = source {
                let event = MediaEvent::AfterEnd { source, packets };
                lingerer.events.media_event(lingerer.cookie, event);
            }
        }
        all
    }
}

impl Lingerer {
    /// Reads what has come: how many packets of RTP, and where the last one came from.
    fn read(&self) -> (u64, Option<SocketAddr>) {
        let mut buffer = [0; LONGEST_PACKET];
        let (mut packets, mut last) = (0, None);
        for _ in 0..MOST_READ {
            let Ok((count, source)) = self.socket.recv_from(&mut buffer) else {
                break;
            };
            if RtpPacket::parse(&buffer[..count]).is_ok() {
                packets += 1;
                last = Some(source);
            }
        }
        (packets, last)
    }
}
