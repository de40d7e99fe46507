use std::path::Path;

use clap::Parser;

use super::sections::Transport;
use super::words::{Answer, PortRange, Role, parse_span, span_text};
use super::{Config, dev, parse};
use crate::cli::{Cli, Command, DevArgs};

fn mistakes(text: &str) -> Vec<String> {
    let mistakes = parse(text).expect_err("the text has mistakes");
    mistakes.iter().map(ToString::to_string).collect()
}

fn dev_args(flags: &[&str]) -> DevArgs {
    let arguments = ["tandem", "dev"].iter().chain(flags);
    match Cli::try_parse_from(arguments)
        .expect("the flags are known")
        .command
    {
        Command::Dev(args) => args,
        other @ (Command::Serve(_) | Command::Client(_)) => panic!("{other:?}"),
    }
}

#[test]
fn an_empty_file_is_the_defaults() {
    assert_eq!(parse(""), Ok(Config::default()));
}

#[test]
fn every_section_is_read() {
    let config = parse(
        r#"
        [node]
        id = 3
        region = "eu-central"
        countries = ["DE", "at"]
        roles = ["voter", "gateway"]
        [cluster]
        name = "prod"
        listen = "0.0.0.0:7883"
        advertised = "node-3.example.com:7883"
        [cluster.tls]
        ca = "ca.pem"
        cert = "node.pem"
        key = "node.key"
        [http]
        listen = "0.0.0.0:8080"
        max_body_bytes = 65_536
        [grpc]
        listen = "[::1]:8082"
        [sip]
        answer = "at-once"
        hide_unmatched = true
        drain_deadline = "2m"
        advertised_ip = "203.0.113.7"
        limits.transactions = 1000
        name_servers = "192.0.2.53:53"
        [sip.tls]
        listen = ["0.0.0.0:5061", "[::]:5061"]
        cert = "sip.pem"
        key = "sip.key"
        ca = "carriers.pem"
        [[sip.tls.certificates]]
        cert = "other.pem"
        key = "other.key"
        [sip.outbound]
        redirects = 2
        redirect_hosts = ["sbc.example.com", ".carrier.example"]
        failover = [500, 503]
        refused_networks = ["10.0.0.0/8", "fd00::1"]
        [[sip.networks]]
        network = "10.0.0.0/8"
        [[sip.networks]]
        network = "192.0.2.0/24"
        advertised_ip = "192.0.2.7"
        [[sip.listeners]]
        transport = "tcp"
        address = "[::]:5070"
        [rtp]
        ports = "30000-30099"
        shards = 2
        [rooms]
        departure_timeout = "0s"
        [limits]
        ended_calls = 0
        [webhooks]
        ca = "receivers.pem"
        allowed_networks = ["10.1.0.0/16", "::1"]
        [capture]
        calls = 500
        hep = "homer.example.com:9060"
        hep_id = 7
        hep_password = "hush"
        [storage]
        dir = "/var/lib/tandem"
        [secrets]
        key_env = "TANDEM_KEY"
        [telemetry]
        log = "debug"
        log_format = "json"
        [api]
        reveal_secrets = true
        [api.keys]
        "my key" = "hush"
        "#,
    )
    .expect("the file has no mistakes");
    assert_eq!(
        (config.node.id, config.node.region.as_str()),
        (3, "eu-central")
    );
    assert_eq!(config.node.roles, [Role::Voter, Role::Gateway]);
    let countries = config.node.countries.iter();
    let countries: Vec<_> = countries.map(|country| country.0.to_string()).collect();
    assert_eq!(countries, ["DE", "AT"]);
    let cluster = config.cluster.as_ref().expect("a cluster");
    assert_eq!(
        (cluster.name.as_str(), cluster.listen.port()),
        ("prod", 7883)
    );
    assert_eq!(
        cluster.advertised.as_deref(),
        Some("node-3.example.com:7883")
    );
    assert_eq!(
        cluster.tls.as_ref().expect("certificates").key.to_str(),
        Some("node.key")
    );
    assert_eq!(config.http.listen.to_string(), "0.0.0.0:8080");
    assert_eq!(config.http.max_body_bytes, 65_536);
    assert_eq!(config.grpc.listen.to_string(), "[::1]:8082");
    assert_eq!(
        (config.sip.answer, config.sip.hide_unmatched),
        (Answer::AtOnce, true)
    );
    assert_eq!(config.sip.drain_deadline.as_secs(), 120);
    assert_eq!(config.sip.limits.transactions, 1000);
    assert_eq!(config.sip.name_servers.len(), 1);
    let tls = config.sip.tls.as_ref().expect("TLS");
    assert_eq!((tls.listen.len(), tls.listen[1].port()), (2, 5061));
    assert_eq!(tls.ca.as_deref(), Some(Path::new("carriers.pem")));
    assert_eq!(tls.client_ca, None);
    assert_eq!(tls.certificates[0].key, Path::new("other.key"));
    assert_eq!(
        parse(&config.show()).map(|shown| shown.sip),
        Ok(config.sip.clone())
    );
    let outbound = &config.sip.outbound;
    assert_eq!(
        (outbound.redirects, &outbound.failover[..]),
        (2, &[500, 503][..])
    );
    assert_eq!(outbound.redirect_hosts[1].0, ".carrier.example");
    let refused = outbound.refused_networks.iter();
    let refused: Vec<_> = refused.map(|network| network.0.as_str()).collect();
    assert_eq!(refused, ["10.0.0.0/8", "fd00::1"]);
    let told = config.sip.networks.iter();
    let told: Vec<_> = told
        .map(|one| (one.network.0.as_str(), one.advertised_ip))
        .collect();
    let own = ("192.0.2.0/24", "192.0.2.7".parse().ok());
    assert_eq!(told, [("10.0.0.0/8", None), own]);
    assert_eq!(config.sip.listeners.len(), 1);
    assert_eq!(config.sip.listeners[0].transport, Transport::Tcp);
    assert_eq!((config.rtp.shards, config.limits.calls), (2, 50));
    assert!(config.rooms.departure_timeout.is_zero());
    let webhooks = &config.webhooks;
    assert_eq!(webhooks.ca.as_deref(), Some(Path::new("receivers.pem")));
    let networks = webhooks.allowed_networks.iter();
    let networks: Vec<_> = networks.map(|network| network.0.as_str()).collect();
    assert_eq!(networks, ["10.1.0.0/16", "::1"]);
    let capture = &config.capture;
    assert_eq!((capture.calls, capture.hep_id), (500, 7));
    assert_eq!(capture.hep.as_deref(), Some("homer.example.com:9060"));
    assert!(!format!("{capture:?}").contains("hush"));
    assert_eq!(
        config.key_file().to_str(),
        Some("/var/lib/tandem/vault.key")
    );
    assert_eq!(config.api.keys["my key"].reveal(), "hush");
}

#[test]
fn mistakes_of_a_cluster_are_told() {
    let text = "[node]\nroles = [\"voter\", \"voter\"]\n[cluster]\nadvertised = \"here\"\nlisten = \"127.0.0.1:7880\"\n\
                [cluster.tls]\nca = \"ca.pem\"\ncert = \"node.pem\"\n";
    assert_eq!(
        mistakes(text),
        [
            "2:9: node.roles: \"voter\" is there twice",
            "3:1: cluster: name is missing",
            "4:14: cluster.advertised: \"here\" is no host and port: write one such as \"node-1.example.com:7883\"",
            "5:10: cluster.listen is 127.0.0.1:7880 and http.listen is 127.0.0.1:7880: give one of them another port",
            "6:1: cluster.tls: key is missing",
        ]
    );
    let country = "[node]\ncountries = [\"DE\", \"Austria\"]\n";
    assert_eq!(
        mistakes(country),
        [
            "2:13: node.countries: \"Austria\" is no ISO 3166-1 alpha-2 country code: write two letters such as \"US\" or \"DE\""
        ]
    );
    let networks = "[[sip.networks]]\nnetwork = \"10.0.0.0/8\"\nadvertised_ip = \"2001:db8::7\"\n";
    assert_eq!(
        mistakes(networks),
        [
            "3:17: sip.networks[0].advertised_ip is 2001:db8::7 and its network 10.0.0.0/8: take both of one family"
        ]
    );
    let alone = "[node]\nroles = [\"gateway\"]\n";
    assert_eq!(mistakes(alone).len(), 1);
}

#[test]
fn unknown_keys_name_the_nearest_known_one_and_the_place() {
    let text = "[http]\nlisen = \"127.0.0.1:1\"\n[sips]\n[sip.limits]\n  transaction = 1\n";
    assert_eq!(
        mistakes(text),
        [
            "2:1: unknown key \"lisen\" in [http]: the nearest known one is \"listen\"",
            "3:2: unknown key \"sips\" in the file: the nearest known one is \"sip\"",
            "5:3: unknown key \"transaction\" in [sip.limits]: the nearest known one is \"transactions\"",
        ]
    );
    let listener = "[[sip.listeners]]\ntransport = \"udp\"\nadress = \"127.0.0.1:5060\"\n";
    assert_eq!(
        mistakes(listener),
        [
            " sip.listeners[0]: address is missing",
            "3:1: unknown key \"adress\" in [sip.listeners[0]]: the nearest known one is \"address\"",
        ]
    );
}

#[test]
fn all_mistakes_are_told_together_in_the_order_of_the_file() {
    let text = r#"
[http]
listen = "localhost"
request_timeout = 30
[sip]
answer = "soon"
hide_unmatched = "yes"
ringing_timeout = "25h"
listeners = "udp"
[rtp]
ports = "20000-10000"
shards = 0
[api]
keys = "secret"
"#;
    assert_eq!(
        mistakes(text),
        [
            "3:10: http.listen: \"localhost\" is no address: write one such as \"127.0.0.1:5060\"",
            "4:19: http.request_timeout: write a text in quotes, not a value of type integer",
            "6:10: sip.answer: \"soon\" is not \"when-heard\" or \"at-once\"",
            "7:18: sip.hide_unmatched: write true or false, not a value of type string",
            "8:19: sip.ringing_timeout: 25h is outside 1s to 24h",
            "9:13: sip.listeners: write an array of tables, [[sip.listeners]]",
            "11:9: rtp.ports: the port range begins at 20000 and ends at 10000: swap them",
            "12:10: rtp.shards: 0 is outside 1 to 64",
            "14:8: api.keys: write a table, not a value of type string",
        ]
    );
}

#[test]
fn broken_syntax_is_told_with_its_place() {
    let told = mistakes("[http]\nlisten = \n[grpc\n");
    assert!(told.iter().any(|told| told.starts_with("2:")), "{told:?}");
    assert!(told.iter().any(|told| told.starts_with("3:")), "{told:?}");
}

#[test]
fn relations_name_both_values() {
    let cases = [
        (
            "[rtp]\nports = \"10000-10009\"\n[limits]\ncalls = 6",
            "4:9: limits.calls is 6, and rtp.ports 10000-10009 has ports for 5: lower the one or widen the other",
        ),
        (
            "[rtp]\nports = \"10001-10001\"",
            "2:9: rtp.ports is 10001-10001: it has no even port with the odd one behind it",
        ),
        (
            "[http]\nlisten = \"127.0.0.1:7882\"",
            " grpc.listen is 127.0.0.1:7882 and http.listen is 127.0.0.1:7882: give one of them another port",
        ),
        (
            "[http]\nlisten = \"0.0.0.0:9000\"\n[grpc]\nlisten = \"127.0.0.1:9000\"",
            "4:10: grpc.listen is 127.0.0.1:9000 and http.listen is 0.0.0.0:9000: give one of them another port",
        ),
        (
            "[sip]\nringing_timeout = \"2m\"\nmax_call_duration = \"1m\"",
            "2:19: sip.ringing_timeout is 2m and sip.max_call_duration is 1m: a call cannot ring longer than it lasts",
        ),
        (
            "[sip.limits]\nconnections = 10",
            " sip.limits.connections_per_source is 512 and sip.limits.connections is 10: lower the first",
        ),
        (
            "[secrets]\nkey_file = \"a\"\nkey_env = \"B\"",
            "3:11: secrets.key_file is \"a\" and secrets.key_env is \"B\": keep one of them",
        ),
        (
            "[sip.tls]\nlisten = [\"127.0.0.1:7880\", \"[::1]:5061\"]\ncert = \"a\"\nkey = \"b\"",
            "2:10: sip.tls.listen is 127.0.0.1:7880 and http.listen is 127.0.0.1:7880: give one of them another port",
        ),
        (
            "[sip.tls]\nlisten = []\ncert = \"a\"\nkey = \"b\"",
            "2:10: sip.tls.listen is empty: give at least one address, or leave [sip.tls] out",
        ),
        ("[sip.tls]\ncert = \"a\"", "1:1: sip.tls: key is missing"),
        (
            "[sip.tls]\ncert = \"a\"\nkey = \"b\"\nca_file = \"c\"",
            "4:1: unknown key \"ca_file\" in [sip.tls]: the nearest known one is \"ca\"",
        ),
        (
            "[sip]\nname_servers = [\"127.0.0.1:53\", \"dns\"]",
            "2:16: sip.name_servers: \"dns\" is no address: write one such as \"127.0.0.1:5060\"",
        ),
        (
            "[sip]\nlisteners = []",
            "2:13: sip.listeners is empty: give at least one",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(mistakes(text), [expected]);
    }
}

#[test]
fn udp_and_tcp_share_a_port_but_two_of_a_kind_do_not() {
    let listener = |transport: &str| {
        format!("[[sip.listeners]]\ntransport = \"{transport}\"\naddress = \"127.0.0.1:5070\"\n")
    };
    let [udp, tcp] = ["udp", "tcp"].map(listener);
    assert!(parse(&format!("{udp}{tcp}")).is_ok());
    assert_eq!(mistakes(&format!("{udp}{udp}")).len(), 1);
    assert_eq!(mistakes(&format!("{tcp}{tcp}")).len(), 1);
}

#[test]
fn what_is_shown_reads_back_and_hides_secrets() {
    let config = parse("[api.keys]\nkey = \"hush\"\n[sip]\nadvertised_ip = \"203.0.113.7\"\n");
    let config = config.expect("no mistakes");
    let shown = config.show();
    assert!(
        !shown.contains("hush") && !format!("{config:?}").contains("hush"),
        "{shown}"
    );
    let again = parse(&shown).expect("what is shown is a file");
    assert_eq!(again.show(), shown);
    assert_eq!(
        Config {
            api: config.api.clone(),
            ..again
        },
        config
    );
    assert_eq!(parse(&Config::default().show()), Ok(Config::default()));
}

#[test]
fn dev_without_flags_is_the_defaults_a_key_and_webhooks_to_itself() {
    let config = dev(&dev_args(&[])).expect("no mistakes");
    assert_eq!(config.api.keys["devkey"].reveal(), "secret");
    let told = config.webhooks.allowed_networks.iter();
    let told: Vec<_> = told.map(|network| network.0.as_str()).collect();
    assert_eq!(told, ["127.0.0.0/8", "::1"]);
    let defaults = Config::default();
    let bare = Config {
        api: defaults.api.clone(),
        webhooks: defaults.webhooks.clone(),
        ..config
    };
    assert_eq!(bare, defaults);
}

#[test]
fn the_flags_of_dev_are_heard_and_checked() {
    let config = dev(&dev_args(&[
        "--data-dir",
        "/tmp/data",
        "--bind",
        "127.0.0.2",
        "--bind",
        "::1",
        "--answer",
        "at-once",
        "--http-port",
        "0",
        "--grpc-port",
        "0",
        "--sip-port",
        "5070",
        "--rtp-ports",
        "30000-30099",
    ]))
    .expect("no mistakes");
    assert_eq!(config.storage.dir.to_str(), Some("/tmp/data"));
    assert_eq!(config.http.listen.to_string(), "127.0.0.2:0");
    let listeners = config
        .sip
        .listeners
        .iter()
        .map(|listener| listener.address.to_string());
    let expected = [
        "127.0.0.2:5070",
        "127.0.0.2:5070",
        "[::1]:5070",
        "[::1]:5070",
    ];
    assert_eq!(listeners.collect::<Vec<_>>(), expected);
    assert_eq!(
        (config.sip.answer, config.limits.calls),
        (Answer::AtOnce, 50)
    );

    let mistakes = dev(&dev_args(&[
        "--http-port",
        "9000",
        "--grpc-port",
        "9000",
        "--sip-port",
        "10000",
    ]));
    assert_eq!(mistakes.expect_err("ports meet").len(), 1);
    assert!(Cli::try_parse_from(["tandem", "dev", "--rtp-ports", "2-1"]).is_err());
}

#[test]
fn spans_and_ranges_have_one_form() {
    for (text, millis) in [
        ("0s", 0),
        ("1500ms", 1500),
        ("30s", 30_000),
        ("3m", 180_000),
        ("24h", 86_400_000),
    ] {
        let span = parse_span(text).expect("a span");
        assert_eq!(span.as_millis(), millis);
        assert_eq!(span_text(span), text);
    }
    for text in [
        "",
        "30",
        "s",
        "-1s",
        "1.5s",
        "1d",
        "99999999999999999999h",
        "18446744073709551615h",
    ] {
        assert!(parse_span(text).is_err(), "{text}");
    }
    for text in ["", "1", "0-10", "1-65536", "a-b", "10000:20000"] {
        assert!(text.parse::<PortRange>().is_err(), "{text}");
    }
}
