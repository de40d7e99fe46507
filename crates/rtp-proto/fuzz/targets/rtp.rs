//! RTP, RTCP, telephone events, the latch and the jitter buffer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tandem_rtp_proto::{
    Codec, DtmfReceiver, JitterBuffer, Latched, ReceiveStats, RtpPacket, SourceLatch, parse_reports,
};

fuzz_target!(|octets: &[u8]| {
    let _ = parse_reports(octets, 7);
    let _ = tandem_rtp_proto::audio_level(octets, octets.first().map_or(1, |first| first % 16));
    let now = Instant::now();
    let mut buffer = JitterBuffer::new(Codec::Pcmu);
    let mut packets = JitterBuffer::new(Codec::Opus);
    let mut dtmf = DtmfReceiver::default();
    let address = |port: u8| SocketAddr::from(([192, 0, 2, port % 3], u16::from(port)));
    let mut latch = SourceLatch::new(address(0));
    let mut stats = ReceiveStats::new(1, 8_000, 0, now);
    for (index, chunk) in octets.chunks(40).enumerate() {
        // Steps from none to a second and a half, some back.
        let step = u64::from(chunk[chunk.len() - 1]).pow(2) / 43;
        let at = now + Duration::from_millis(index as u64 * 7 + step);
        if let Ok(packet) = RtpPacket::parse(chunk) {
            stats.receive(packet.header.sequence, packet.header.timestamp, at);
            let header = packet.header;
            let source = address(chunk[0] ^ chunk[chunk.len() - 1]);
            if latch.judge_at(source, header.sequence, header.ssrc, at) == Latched::Peer {
                assert_eq!(latch.target(), source);
            }
            if header.marker && index % 5 == 0 {
                latch.signal(source);
            }
            let _ = dtmf.receive(packet.header.timestamp, packet.payload);
            buffer.push(packet.header.timestamp, &[packet.payload, &[0; 160]].concat(), at);
            packets.push(packet.header.timestamp, packet.payload, at);
        }
        // The reader of some is passing them on, and of others by turns.
        if index % usize::from(octets[0] % 8 + 1) == 0 {
            let _ = buffer.pop(at);
        } else {
            buffer.owe(at);
            while buffer.pop_owed(at).is_some() {}
        }
        let _ = packets.pop(at);
    }
    let _ = (stats.report(now + Duration::from_secs(5)), stats.lost(), stats.jitter());
});
