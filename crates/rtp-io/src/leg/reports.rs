use std::net::SocketAddr;
use std::time::Instant;

use tandem_rtp_proto::{SenderReport, bye, parse_reports, report, rtcp};

use super::Leg;
use crate::line::Line;

/// What goes and comes over the RTCP port.
impl Leg {
    /// Takes a datagram from the RTCP port.
    pub(crate) fn receive_rtcp(&mut self, octets: &mut [u8], source: SocketAddr, now: Instant) {
        if self.latch.target().ip() != source.ip() {
            return;
        }
        let mut length = octets.len();
        if let Some(secure) = &mut self.secure {
            let Ok(opened) = secure.unprotector.unprotect_rtcp(octets) else {
                self.tally.refused += 1;
                return;
            };
            length = opened;
        }
        let (sender, _) = parse_reports(&octets[..length], self.sender.ssrc());
        if let (Some(sender), Some(reception)) = (sender, &mut self.reception) {
            let [_, _, high, low, more, less, _, _] = sender.ntp.to_be_bytes();
            let stats = &mut reception.stats;
            stats.heard_report(u32::from_be_bytes([high, low, more, less]), now);
        }
    }

    /// Opens the port for reports once the peer is known; whether it is new.
    pub(crate) fn open_rtcp(&mut self) -> bool {
        let line = self.line.as_mut();
        self.latch.locked().is_some() && line.is_some_and(Line::open_rtcp)
    }

    /// Sends a report when it is due.
    pub(crate) fn report(&mut self, ntp: u64, now: Instant) {
        if now < self.clock.report_at || self.line.is_none() {
            return;
        }
        self.clock.report_at = now + rtcp::interval(rand::random());
        let sender = (self.sender.packets > 0).then(|| SenderReport {
            ntp,
            timestamp: self.sender.timestamp(),
            packets: u32::try_from(self.sender.packets & 0xffff_ffff).unwrap_or(0),
            octets: u32::try_from(self.sender.octets & 0xffff_ffff).unwrap_or(0),
        });
        let reception = self.reception.as_mut();
        let reception = reception.map(|reception| reception.stats.report(now));
        self.send_rtcp(&report(
            self.sender.ssrc(),
            sender,
            reception,
            &self.cname(),
        ));
    }

    /// Ends our stream, if there is one: who has sent nothing says no goodbye (RFC 3550 §6.3.7).
    pub(crate) fn say_goodbye(&mut self) {
        if self.sender.packets == 0 {
            return;
        }
        self.send_rtcp(&bye(self.sender.ssrc(), &self.cname()));
    }

    fn send_rtcp(&mut self, octets: &[u8]) {
        let real = self.latch.target();
        // Behind NAT, the address that RTP comes from is the one that can be reached.
        let peer = if real.ip() == self.stream.remote.ip() {
            self.stream.remote_rtcp
        } else {
            SocketAddr::new(real.ip(), real.port().saturating_add(1))
        };
        let Some(line) = &self.line else { return };
        match &mut self.secure {
            None => line.send_rtcp(octets, peer),
            Some(secure) => {
                let sealed = secure.protector.protect_rtcp(octets);
                if let Some(sealed) = sealed {
                    line.send_rtcp(&sealed, peer);
                }
            }
        }
    }

    /// A name that tells nothing of the caller (RFC 7022).
    fn cname(&self) -> String {
        format!("{:x}@tandem", self.id.0)
    }
}
