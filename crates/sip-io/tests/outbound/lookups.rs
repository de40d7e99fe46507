use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::atomic::Ordering;
use std::time::Duration;

use tandem_sip_io::{Advertised, Found, Listener, Locals, LookupError, Resolver, ResolverConfig};
use tandem_sip_proto::Transport;
use tandem_sip_proto::locate::Destination;

use crate::PATIENCE;
use crate::dns::NameServer;

fn listener(transport: Transport, ip: impl Into<IpAddr>) -> Listener {
    Listener {
        transport,
        address: (ip, 5060).into(),
    }
}

fn locals() -> Locals {
    let ip = Ipv4Addr::LOCALHOST;
    let listeners = [listener(Transport::Udp, ip), listener(Transport::Tcp, ip)];
    Locals::new(&listeners, Advertised::default())
}

fn look_up(resolver: &Resolver, uri: &str) -> Found {
    let destination = Destination::of_uri(uri).expect("a destination");
    let (sender, found) = crossbeam_channel::bounded(1);
    resolver.look_up(destination, move |answer| {
        sender.send(answer).expect("the test listens");
    });
    found.recv_timeout(PATIENCE).expect("an answer")
}

fn targets(found: Found) -> Vec<String> {
    let flows = found.expect("targets");
    flows
        .iter()
        .map(|flow| format!("{} {}", flow.transport.as_str(), flow.peer))
        .collect()
}

#[test]
fn targets_come_in_the_order_that_the_dns_says_and_are_remembered() {
    let server = NameServer::start();
    let config = ResolverConfig {
        name_servers: vec![server.address],
        // It is asked once, also on a busy machine.
        timeout: PATIENCE,
        patience: PATIENCE,
        refused: ["10.0.0.0/8".parse().expect("a range")]
            .into_iter()
            .collect(),
    };
    let (resolver, owner) = Resolver::start(config, locals()).expect("started");
    let expected = [
        "UDP 127.0.0.2:5071",
        "UDP 127.0.0.3:5072",
        "TCP 127.0.0.2:5073",
    ];
    let found = look_up(&resolver, "sip:+49@two.test");
    assert_eq!(found.as_ref().expect("found")[0].local.port(), 5060);
    assert_eq!(targets(found), expected);
    let asked = server.asked.load(Ordering::Acquire);
    assert_eq!(targets(look_up(&resolver, "sip:x@TWO.test")), expected);
    assert_eq!(server.asked.load(Ordering::Acquire), asked, "from memory");
    assert_eq!(
        targets(look_up(&resolver, "sip:plain.test")),
        ["UDP 127.0.0.2:5060"]
    );
    assert_eq!(
        targets(look_up(&resolver, "sip:192.0.2.7:5090;transport=tcp")),
        ["TCP 192.0.2.7:5090"]
    );
    for (uri, error) in [
        ("sip:nobody.test", LookupError::NoAddress),
        ("sip:inner.test", LookupError::Refused),
        ("sip:10.1.2.3", LookupError::Refused),
        ("sips:plain.test", LookupError::NoAddress),
    ] {
        assert_eq!(look_up(&resolver, uri), Err(error), "{uri}");
    }
    owner.shutdown();
    server.end();
}

#[test]
fn what_is_nobodys_or_named_as_refused_is_no_target_in_any_spelling() {
    let config = ResolverConfig {
        refused: ["10.0.0.0/8".parse().expect("a range")]
            .into_iter()
            .collect(),
        ..ResolverConfig::default()
    };
    let listeners = [
        listener(Transport::Udp, Ipv4Addr::LOCALHOST),
        listener(Transport::Udp, Ipv6Addr::LOCALHOST),
    ];
    let (resolver, owner) =
        Resolver::start(config, Locals::new(&listeners, Advertised::default())).expect("started");
    for host in [
        "10.1.2.3",
        "[::ffff:10.1.2.3]",
        "0.0.0.0",
        "[::]",
        "224.0.1.75",
        "[ff02::1]",
        "255.255.255.255",
    ] {
        let found = look_up(&resolver, &format!("sip:{host}"));
        assert_eq!(found, Err(LookupError::Refused), "{host}");
    }
    owner.shutdown();
}

#[test]
fn a_name_server_that_is_silent_is_given_up() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("bound");
    let config = ResolverConfig {
        name_servers: vec![silent.local_addr().expect("an address")],
        timeout: Duration::from_millis(50),
        patience: Duration::from_millis(500),
        ..ResolverConfig::default()
    };
    let (resolver, owner) = Resolver::start(config, locals()).expect("started");
    let found = look_up(&resolver, "sip:two.test");
    assert_eq!(found, Err(LookupError::Unanswered));
    owner.shutdown();
}
