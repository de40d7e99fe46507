use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};

use socket2::{Domain, Socket, Type};
use tandem_sip_proto::{Failure, Transport, UacPolicy};

use crate::PATIENCE;
use crate::peer::{over_tcp, over_udp};
use crate::phone::{Caller, Order, Told, invitation};

#[test]
fn a_call_over_udp_is_answered_and_hung_up() {
    let caller = Caller::new();
    let (peer, heard) = over_udp(200);
    caller.call(vec![caller.flow(Transport::Udp, peer)]);
    assert_eq!(caller.outcome(), Told::Answered(Transport::Udp));
    caller.order(Order::HangUp);
    assert_eq!(caller.outcome(), Told::Ended(200));
    let heard = heard.join().expect("it ends");
    assert!(heard.contains(&"ACK".to_owned()), "{heard:?}");
    caller.end();
}

#[test]
fn a_call_over_tcp_uses_one_connection() {
    let caller = Caller::new();
    let (peer, heard) = over_tcp(200);
    caller.call(vec![caller.flow(Transport::Tcp, peer)]);
    assert_eq!(caller.outcome(), Told::Answered(Transport::Tcp));
    caller.order(Order::HangUp);
    assert_eq!(caller.outcome(), Told::Ended(200));
    assert_eq!(heard.join().expect("it ends"), ["INVITE", "ACK", "BYE"]);
    caller.end();
}

#[test]
fn a_large_call_goes_over_tcp_and_over_udp_to_those_who_take_none() {
    let caller = Caller::new();
    let (peer, heard) = over_tcp(486);
    let target = caller.flow(Transport::Udp, peer);
    caller.call_with(invitation(1300), UacPolicy::default(), vec![target]);
    assert_eq!(caller.outcome(), Told::Refused(486));
    assert_eq!(heard.join().expect("it ends"), ["INVITE", "ACK"]);
    let (peer, heard) = over_udp(486);
    let target = caller.flow(Transport::Udp, peer);
    caller.call_with(invitation(1300), UacPolicy::default(), vec![target]);
    assert_eq!(caller.outcome(), Told::Refused(486));
    heard.join().expect("it ends");
    caller.end();
}

/// A port that is the test's, where nobody is over UDP or TCP: the one socket takes what comes from one peer alone, the
/// other does not listen.
fn refusing() -> (UdpSocket, Socket) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").expect("bound");
        udp.connect("127.0.0.1:9").expect("loopback");
        let address = udp.local_addr().expect("an address");
        let tcp = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        if tcp.bind(&address.into()).is_ok() {
            return (udp, tcp);
        }
    }
}

#[test]
fn dead_targets_are_left_for_one_that_lives() {
    let caller = Caller::new();
    let (refuses, _) = refusing();
    let refusing = refuses.local_addr().expect("an address");
    let silent = UdpSocket::bind("127.0.0.1:0").expect("bound");
    let silence = silent.local_addr().expect("an address");
    let (busy, overloaded) = over_udp(503);
    let (peer, heard) = over_udp(200);
    let targets = vec![
        caller.flow(Transport::Tcp, refusing),
        caller.flow(Transport::Udp, silence),
        caller.flow(Transport::Udp, busy),
        caller.flow(Transport::Udp, peer),
    ];
    caller.call(targets);
    assert_eq!(caller.outcome(), Told::Answered(Transport::Udp));
    overloaded.join().expect("it was asked");
    caller.order(Order::HangUp);
    assert_eq!(caller.outcome(), Told::Ended(200));
    heard.join().expect("it ends");
    caller.end();
}

#[test]
fn a_host_without_a_listener_is_left_at_once_and_comes_last_then() {
    let caller = Caller::new();
    // Without another target, silence would take 32 s to count as 408.
    for transport in [Transport::Udp, Transport::Tcp] {
        let (gone, _holds_the_port) = refusing();
        let address = gone.local_addr().expect("an address");
        let target = caller.flow(transport, address);
        caller.call(vec![target]);
        assert_eq!(caller.outcome(), Told::Failed(Failure::Unreachable));
        let (busy, heard) = over_udp(486);
        // What the network says of one target is no matter of another.
        caller.call(vec![target, caller.flow(Transport::Udp, busy)]);
        assert_eq!(caller.outcome(), Told::Refused(486));
        assert_eq!(heard.join().expect("it ends"), ["INVITE", "ACK"]);
    }
    caller.end();
}

/// SIPp as callee; `None` where it is not installed.
struct Sipp(Child, SocketAddr);

impl Sipp {
    fn start(arguments: &[&str]) -> Option<Self> {
        let free = UdpSocket::bind("127.0.0.1:0").expect("bound");
        let address = free.local_addr().expect("an address");
        drop(free);
        let mut command = Command::new("sipp");
        command
            .args(["-i", "127.0.0.1", "-p", &address.port().to_string()])
            .args(arguments)
            .args(["-nostdin", "-m", "1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match command.spawn() {
            Ok(child) => Some(Self(child, address)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                assert!(std::env::var_os("CI").is_none(), "sipp is missing");
                println!("SKIPPED: sipp is missing; tests/setup installs it");
                None
            }
            Err(error) => panic!("SIPp does not start: {error}"),
        }
    }

    /// Waits for its end; 0 says that the call went as its scenario has it.
    fn status(mut self) -> Option<i32> {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.0.try_wait().expect("a child") {
                return status.code();
            }
            if std::time::Instant::now() > deadline {
                let _ = self.0.kill();
                return None;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

#[test]
fn sipp_answers_rings_and_is_hung_up() {
    let caller = Caller::new();
    for (mode, transport) in [("u1", Transport::Udp), ("t1", Transport::Tcp)] {
        let Some(sipp) = Sipp::start(&["-sn", "uas", "-t", mode]) else {
            return;
        };
        let target = caller.flow(transport, sipp.1);
        // Until it listens, a connection is refused.
        let rings = loop {
            caller.call(vec![target]);
            let told = caller.progress();
            if told != Told::Failed(Failure::Unreachable) {
                break told;
            }
        };
        assert_eq!(rings, Told::Progress(180));
        assert_eq!(caller.outcome(), Told::Answered(transport));
        caller.order(Order::HangUp);
        assert_eq!(caller.outcome(), Told::Ended(200));
        assert_eq!(sipp.status(), Some(0), "{mode}");
    }
    caller.end();
}

#[test]
fn a_ringing_call_is_cancelled() {
    let caller = Caller::new();
    let (peer, heard) = over_udp(180);
    caller.call(vec![caller.flow(Transport::Udp, peer)]);
    assert_eq!(caller.progress(), Told::Progress(180));
    caller.order(Order::Cancel);
    assert_eq!(caller.outcome(), Told::Refused(487));
    heard.join().expect("it hears of that");
    caller.end();
}
