use super::*;

fn able() -> Abilities {
    Abilities {
        transports: vec![Transport::Udp, Transport::Tcp, Transport::Tls],
        has_v4: true,
        has_v6: false,
    }
}

fn srv(priority: u16, weight: u16, target: &str) -> Srv {
    Srv {
        priority,
        weight,
        port: 5080,
        target: target.to_owned(),
    }
}

fn naptr(order: u16, preference: u16, service: &str, replacement: &str) -> Naptr {
    Naptr {
        order,
        preference,
        service: service.to_owned(),
        replacement: replacement.to_owned(),
    }
}

fn locate(uri: &str, answers: &Answers) -> Located {
    let destination = Destination::of_uri(uri).expect("a destination");
    destination.locate(&able(), answers, 1)
}

fn found(uri: &str, answers: &Answers) -> Vec<String> {
    match locate(uri, answers) {
        Located::Found(targets) => targets
            .iter()
            .map(|target| format!("{} {}", target.transport.as_str(), target.address))
            .collect(),
        Located::Ask(questions) => panic!("{questions:?} are still asked"),
    }
}

#[test]
fn addresses_need_no_question() {
    let none = Answers::default();
    for (uri, expected) in [
        ("sip:192.0.2.1", "UDP 192.0.2.1:5060"),
        ("sip:a@192.0.2.1:5070;transport=TCP", "TCP 192.0.2.1:5070"),
        ("sip:192.0.2.1;transport=tls", "TLS 192.0.2.1:5061"),
        ("sips:a@192.0.2.1", "TLS 192.0.2.1:5061"),
        ("sips:192.0.2.1;transport=tcp", "TLS 192.0.2.1:5061"),
    ] {
        assert_eq!(found(uri, &none), [expected], "{uri}");
    }
    assert!(found("sip:[2001:db8::1]", &none).is_empty(), "no IPv6 here");
}

#[test]
fn what_is_no_destination_is_refused() {
    for uri in ["tel:+49", "sip:a@b;transport=ws", "sip:", "x"] {
        assert!(Destination::of_uri(uri).is_err(), "{uri}");
    }
}

#[test]
fn a_port_asks_for_the_address_alone() {
    let mut answers = Answers::default();
    let question = Question::Addresses("example.com".to_owned());
    assert_eq!(
        locate("sip:a@EXAMPLE.com:5062", &answers),
        Located::Ask(vec![question])
    );
    let addresses = vec![
        IpAddr::from([192, 0, 2, 1]),
        "2001:db8::1".parse().expect("an address"),
    ];
    answers
        .addresses
        .insert("example.com".to_owned(), addresses);
    assert_eq!(
        found("sip:example.com:5062;transport=tcp", &answers),
        ["TCP 192.0.2.1:5062"]
    );
}

/// Answers with one address for each of these hosts.
fn hosts(names: &[&str]) -> Answers {
    let mut answers = Answers::default();
    for (last, name) in (1..).zip(names) {
        let ip = IpAddr::from([192, 0, 2, last]);
        answers.addresses.insert((*name).to_owned(), vec![ip]);
    }
    answers
}

#[test]
fn naptr_chooses_the_transport() {
    let mut answers = hosts(&["one.example.com", "two.example.com"]);
    let question = Question::Naptr("example.com".to_owned());
    assert_eq!(
        locate("sip:example.com", &answers),
        Located::Ask(vec![question])
    );
    let records = vec![
        naptr(50, 90, "SIP+D2T", "_sip._tcp.example.com"),
        naptr(50, 50, "sips+d2t", "_sips._tcp.example.com"),
        naptr(10, 10, "SIP+D2S", "_sip._sctp.example.com"),
    ];
    answers.naptr.insert("example.com".to_owned(), records);
    let Located::Ask(questions) = locate("sip:example.com", &answers) else {
        panic!("SRV is asked for")
    };
    assert_eq!(questions.len(), 2);
    let tls = "_sips._tcp.example.com".to_owned();
    answers.srv.insert(tls, vec![srv(1, 0, "one.example.com")]);
    let tcp = "_sip._tcp.example.com".to_owned();
    answers.srv.insert(tcp, vec![srv(1, 0, "two.example.com")]);
    assert_eq!(
        found("sip:example.com", &answers),
        ["TLS 192.0.2.1:5080", "TCP 192.0.2.2:5080"]
    );
    assert_eq!(found("sips:example.com", &answers), ["TLS 192.0.2.1:5080"]);
}

#[test]
fn without_records_the_host_itself_is_called() {
    let mut answers = hosts(&["example.com"]);
    answers.naptr.insert("example.com".to_owned(), Vec::new());
    for name in ["_sip._udp.example.com", "_sip._tcp.example.com"] {
        answers.srv.insert(name.to_owned(), Vec::new());
    }
    assert_eq!(found("sip:example.com", &answers), ["UDP 192.0.2.1:5060"]);
    assert_eq!(
        found("sip:example.com;transport=tcp", &answers),
        ["TCP 192.0.2.1:5060"]
    );
    let absent = vec![srv(0, 0, ".")];
    answers
        .srv
        .insert("_sip._tcp.example.com".to_owned(), absent);
    assert!(found("sip:example.com;transport=tcp", &answers).is_empty());
}

#[test]
fn priorities_are_kept_and_weights_are_shares() {
    let records = [
        srv(2, 9, "last"),
        srv(1, 30, "small"),
        srv(1, 70, "large"),
        srv(1, 0, "none"),
    ];
    let mut firsts = BTreeMap::new();
    for seed in 0..10_000 {
        let ordered = order(&records, &mut Dice(seed));
        assert_eq!(ordered.len(), 4);
        assert_eq!(ordered[3].target, "last");
        *firsts.entry(ordered[0].target.clone()).or_insert(0) += 1;
    }
    let share = |name: &str| firsts.get(name).copied().unwrap_or(0);
    assert!((6_600..7_300).contains(&share("large")), "{firsts:?}");
    assert!((2_700..3_300).contains(&share("small")), "{firsts:?}");
    assert!((1..300).contains(&share("none")), "{firsts:?}");
}

#[test]
fn many_records_are_cut() {
    let mut answers = Answers::default();
    let names: Vec<String> = (0..40).map(|index| format!("h{index}")).collect();
    let records = names.iter().map(|name| srv(1, 1, name)).collect();
    answers
        .srv
        .insert("_sip._udp.example.com".to_owned(), records);
    for name in &names {
        let ips = (1..100).map(|last| IpAddr::from([10, 0, 0, last]));
        answers.addresses.insert(name.clone(), ips.collect());
    }
    let targets = found("sip:example.com;transport=udp", &answers);
    assert_eq!(targets.len(), Destination::MAX_TARGETS);
}
