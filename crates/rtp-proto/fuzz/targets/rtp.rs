//! RTP, RTCP, telephone events and the jitter buffer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::time::{Duration, Instant};

use tandem_rtp_proto::{DtmfReceiver, JitterBuffer, ReceiveStats, RtpPacket, parse_reports};

fuzz_target!(|octets: &[u8]| {
    let _ = parse_reports(octets, 7);
    let now = Instant::now();
    let mut buffer = JitterBuffer::default();
    let mut dtmf = DtmfReceiver::default();
    let mut stats = ReceiveStats::new(1, 0, now);
    for (index, chunk) in octets.chunks(40).enumerate() {
        let at = now + Duration::from_millis(index as u64 * 7);
        if let Ok(packet) = RtpPacket::parse(chunk) {
            stats.receive(packet.header.sequence, packet.header.timestamp, at);
            let _ = dtmf.receive(packet.header.timestamp, packet.payload);
            buffer.push(packet.header.timestamp, &[packet.payload, &[0; 160]].concat(), at);
        }
        let _ = buffer.pop(at);
    }
    let _ = (stats.report(now + Duration::from_secs(5)), stats.lost(), stats.jitter());
});
