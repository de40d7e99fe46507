//! The file is read by another program: every transport and family, and messages longer than a segment.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, SystemTime};

use tandem_capture::pcap::{Packet, file};
use tandem_sip_proto::Transport;

fn message(start: &str, number: usize, padding: usize) -> Vec<u8> {
    let body = "a".repeat(padding);
    format!(
        "{start}\r\nVia: SIP/2.0/TCP h.test;branch=z9hG4bK{number}\r\nFrom: <sip:a@h.test>;tag=1\r\nTo: <sip:c@h.test>;tag=2\r\n\
         Call-ID: pcap\r\nCSeq: {number} MESSAGE\r\nMax-Forwards: 70\r\nContent-Type: text/plain\r\n\
         Content-Length: {padding}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn tool() -> bool {
    let is_there = Command::new("tshark").arg("--version").output();
    let is_there = is_there.is_ok_and(|out| out.status.success());
    assert!(
        is_there || std::env::var_os("CI").is_none(),
        "tshark is missing"
    );
    if !is_there {
        println!("SKIPPED: tshark is missing; tests/setup installs it");
    }
    is_there
}

#[test]
fn another_program_reads_what_came_by_every_way() {
    if !tool() {
        return;
    }
    let request = "MESSAGE sip:c@h.test SIP/2.0";
    let texts = [
        message(request, 1, 10),
        message("SIP/2.0 200 OK", 1, 4000),
        message(request, 2, 3001),
        message("SIP/2.0 202 Accepted", 2, 0),
    ];
    for (transport, ours, theirs) in [
        (Transport::Udp, "192.0.2.1:5060", "198.51.100.7:49152"),
        (Transport::Tcp, "192.0.2.1:5060", "198.51.100.7:49153"),
        (Transport::Tls, "192.0.2.1:5061", "198.51.100.7:49154"),
        (Transport::Udp, "[2001:db8::1]:5060", "[2001:db8::7]:49152"),
        (Transport::Tcp, "[2001:db8::1]:5060", "[2001:db8::7]:49153"),
        (Transport::Tcp, "192.0.2.1:15060", "198.51.100.7:49153"),
    ] {
        let address = |text: &str| text.parse::<SocketAddr>().expect("an address");
        let (ours, theirs) = (address(ours), address(theirs));
        let packets = texts.iter().enumerate().map(|(number, octets)| {
            let comes = number % 2 == 0;
            Packet {
                at: SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 1_000_001),
                transport,
                source: if comes { theirs } else { ours },
                destination: if comes { ours } else { theirs },
                octets,
            }
        });
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("call.pcap");
        std::fs::write(&path, file(packets)).expect("written");
        let tshark = |more: &[&str]| {
            let checks = ["ip", "udp", "tcp"].map(|one| format!("{one}.check_checksum:TRUE"));
            let checks = checks.iter().flat_map(|check| ["-o", check]);
            let mut command = Command::new("tshark");
            let output = command
                .arg("-r")
                .arg(&path)
                .args(checks)
                .args(more)
                .output();
            let output = output.expect("tshark runs");
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).expect("text")
        };
        let faults = tshark(&["-Y", "_ws.expert.severity >= 6291456 || _ws.malformed"]);
        assert_eq!(faults, "", "{transport:?}");
        let fields = [
            "frame.time_epoch",
            "ip.src",
            "ipv6.src",
            "sip.CSeq.seq",
            "sip.Content-Length",
        ];
        let fields = fields.iter().flat_map(|field| ["-e", field]);
        let more: Vec<&str> = ["-Y", "sip", "-T", "fields"]
            .into_iter()
            .chain(fields)
            .collect();
        let seen = tshark(&more);
        let seen: Vec<String> = seen.lines().map(|line| line.replace('\t', " ")).collect();
        let line = |from: SocketAddr, rest: &str| {
            let ip = from.ip();
            let ip = if ip.is_ipv4() {
                format!("{ip} ")
            } else {
                format!(" {ip}")
            };
            format!("1700000000.001000001 {ip} {rest}")
        };
        let expected = [
            line(theirs, "1 10"),
            line(ours, "1 4000"),
            line(theirs, "2 3001"),
            line(ours, "2 0"),
        ];
        assert_eq!(seen, expected, "{transport:?}");
    }
}
