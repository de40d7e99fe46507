use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use tandem_model::Region;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistakes::{Mistake, Mistakes};
use super::nat::{advertised_ip, peer_network};
use super::outbound::outbound;
use super::reader::{Section, address, number, some_text, span, switch, text, word, words};
use super::sections::{
    Api, Capture, Cluster, Config, Grpc, Http, Limits, Listener, MAX_CALL_DURATION,
    MAX_MEDIA_TIMEOUT, Node, Rooms, Rtp, Secrets, Sip, SipCertificate, SipLimits, SipTls, Storage,
    Telemetry, Tls, Transport,
};
use super::webhooks::webhooks;
use super::words::{PortRange, Secret};

const SOCKET: &str = "127.0.0.1:5060";
const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads every section and goes on after mistakes, so that all are reported together; broken syntax ends it.
pub(super) fn read(source: &str) -> Result<(Config, Mistakes<'_>), Vec<Mistake>> {
    let mistakes = Mistakes::new(source);
    let (table, faults) = DeTable::parse_recoverable(source);
    for fault in &faults {
        mistakes.at(fault.span().unwrap_or_default(), fault.message().to_owned());
    }
    if !faults.is_empty() {
        return Err(mistakes.into_sorted());
    }
    let config = read_file(&table, &mistakes);
    Ok((config, mistakes))
}

fn read_file(table: &Spanned<DeTable<'_>>, mistakes: &Mistakes<'_>) -> Config {
    let mut file = Section::root(table.get_ref(), mistakes);
    let rtp = rtp(file.section("rtp"));
    let config = Config {
        node: node(file.section("node")),
        cluster: file.optional("cluster").map(cluster),
        http: http(file.section("http")),
        grpc: grpc(file.section("grpc")),
        sip: sip(file.section("sip")),
        rooms: rooms(file.section("rooms")),
        limits: limits(file.section("limits"), rtp.ports),
        rtp,
        capture: capture(file.section("capture")),
        storage: storage(file.section("storage")),
        secrets: secrets(file.section("secrets")),
        telemetry: telemetry(file.section("telemetry")),
        webhooks: webhooks(file.section("webhooks")),
        api: api(file.section("api")),
    };
    file.finish();
    config
}

fn node(mut section: Section<'_>) -> Node {
    let mut node = Node::default();
    section.set("id", &mut node.id, |value| number(value, 1..=u64::MAX));
    section.set("region", &mut node.region, |value| {
        let region = Region::try_new(&text(value)?);
        let region = region.map_err(|fault| fault.to_string())?;
        Ok(region.as_str().to_owned())
    });
    section.set("countries", &mut node.countries, words);
    section.set("roles", &mut node.roles, words);
    section.finish();
    node
}

fn cluster(mut section: Section<'_>) -> Cluster {
    let mut cluster = Cluster::default();
    section.requires("name");
    section.set("name", &mut cluster.name, some_text);
    section.set("listen", &mut cluster.listen, |value| {
        address(value, SOCKET)
    });
    section.set("advertised", &mut cluster.advertised, |value| {
        host_and_port(value).map(Some)
    });
    section.set("advertised_http", &mut cluster.advertised_http, |value| {
        host_and_port(value).map(Some)
    });
    cluster.tls = section.optional("tls").map(tls);
    section.finish();
    cluster
}

fn tls(mut section: Section<'_>) -> Tls {
    let mut tls = Tls::default();
    for (key, file) in [
        ("ca", &mut tls.ca),
        ("cert", &mut tls.cert),
        ("key", &mut tls.key),
    ] {
        section.requires(key);
        section.set(key, file, file_name);
    }
    section.finish();
    tls
}

fn file_name(value: &DeValue<'_>) -> Result<PathBuf, String> {
    some_text(value).map(PathBuf::from)
}

/// One address and port, or a list of them.
fn addresses(value: &DeValue<'_>) -> Result<Vec<SocketAddr>, String> {
    let Some(items) = value.as_array() else {
        return Ok(vec![address(value, SOCKET)?]);
    };
    items
        .iter()
        .map(|item| address(item.get_ref(), SOCKET))
        .collect()
}

fn host_and_port(value: &DeValue<'_>) -> Result<String, String> {
    let text = some_text(value)?;
    let parts = text.rsplit_once(':');
    let fits = |(host, port): (&str, &str)| {
        !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    if parts.is_some_and(fits) {
        Ok(text)
    } else {
        Err(format!(
            "{text:?} is no host and port: write one such as \"node-1.example.com:7883\""
        ))
    }
}

fn http(mut section: Section<'_>) -> Http {
    let mut http = Http::default();
    section.set("listen", &mut http.listen, |value| address(value, SOCKET));
    section.set("max_body_bytes", &mut http.max_body_bytes, bytes);
    section.set("request_timeout", &mut http.request_timeout, timeout);
    section.finish();
    http
}

fn grpc(mut section: Section<'_>) -> Grpc {
    let mut grpc = Grpc::default();
    section.set("listen", &mut grpc.listen, |value| address(value, SOCKET));
    section.finish();
    grpc
}

fn sip(mut section: Section<'_>) -> Sip {
    let mut sip = Sip::default();
    section.set("answer", &mut sip.answer, word);
    section.set("hide_unmatched", &mut sip.hide_unmatched, switch);
    section.set("drain_deadline", &mut sip.drain_deadline, |value| {
        span(value, Duration::ZERO..=DAY)
    });
    section.set("retry_after", &mut sip.retry_after, timeout);
    let of_a_call = |value: &DeValue<'_>| span(value, SECOND..=MAX_CALL_DURATION);
    section.set("ringing_timeout", &mut sip.ringing_timeout, of_a_call);
    section.set("max_call_duration", &mut sip.max_call_duration, of_a_call);
    section.set("digit_timeout", &mut sip.digit_timeout, timeout);
    section.set("advertised_ip", &mut sip.advertised_ip, advertised_ip);
    section.set("name_servers", &mut sip.name_servers, addresses);
    sip.limits = sip_limits(section.section("limits"));
    sip.tls = section.optional("tls").map(sip_tls);
    sip.outbound = outbound(section.section("outbound"));
    if let Some(networks) = section.sections("networks") {
        sip.networks = networks.into_iter().map(peer_network).collect();
    }
    if let Some(listeners) = section.sections("listeners") {
        sip.listeners = listeners.into_iter().map(listener).collect();
    }
    section.finish();
    sip
}

fn sip_tls(mut section: Section<'_>) -> SipTls {
    let mut tls = SipTls::default();
    section.set("listen", &mut tls.listen, addresses);
    for (key, file) in [("cert", &mut tls.cert), ("key", &mut tls.key)] {
        section.requires(key);
        section.set(key, file, file_name);
    }
    for (key, file) in [("client_ca", &mut tls.client_ca), ("ca", &mut tls.ca)] {
        section.set(key, file, |value| file_name(value).map(Some));
    }
    if let Some(certificates) = section.sections("certificates") {
        tls.certificates = certificates.into_iter().map(sip_certificate).collect();
    }
    section.finish();
    tls
}

fn sip_certificate(mut section: Section<'_>) -> SipCertificate {
    let mut own = SipCertificate::default();
    for (key, file) in [("cert", &mut own.cert), ("key", &mut own.key)] {
        section.requires(key);
        section.set(key, file, file_name);
    }
    section.finish();
    own
}

fn listener(mut section: Section<'_>) -> Listener {
    let mut listener = Listener::usual(Transport::Udp);
    section.requires("transport");
    section.requires("address");
    section.set("transport", &mut listener.transport, |value| {
        match text(value)?.as_str() {
            "udp" => Ok(Transport::Udp),
            "tcp" => Ok(Transport::Tcp),
            other => Err(format!("{other:?} is not \"udp\" or \"tcp\"")),
        }
    });
    section.set("address", &mut listener.address, |value| {
        address(value, SOCKET)
    });
    section.finish();
    listener
}

fn sip_limits(mut section: Section<'_>) -> SipLimits {
    let mut limits = SipLimits::default();
    section.set("header_bytes", &mut limits.header_bytes, bytes);
    section.set("header_lines", &mut limits.header_lines, |value| {
        number(value, 16..=1024)
    });
    section.set("body_bytes", &mut limits.body_bytes, bytes);
    section.set("transactions", &mut limits.transactions, count);
    section.set("connections", &mut limits.connections, count);
    section.set(
        "connections_per_source",
        &mut limits.connections_per_source,
        count,
    );
    section.set("message_timeout", &mut limits.message_timeout, timeout);
    section.set("idle_timeout", &mut limits.idle_timeout, |value| {
        span(value, SECOND..=DAY)
    });
    section.set(
        "receive_buffer_bytes",
        &mut limits.receive_buffer_bytes,
        bytes,
    );
    section.finish();
    limits
}

fn rtp(mut section: Section<'_>) -> Rtp {
    let mut rtp = Rtp::default();
    section.set("ports", &mut rtp.ports, word);
    section.set("advertised_ip", &mut rtp.advertised_ip, advertised_ip);
    section.set("shards", &mut rtp.shards, |value| number(value, 1..=64));
    section.set("quarantine", &mut rtp.quarantine, |value| {
        span(value, Duration::ZERO..=MAX_MEDIA_TIMEOUT)
    });
    let silence = |value: &DeValue<'_>| span(value, SECOND..=MAX_MEDIA_TIMEOUT);
    section.set("initial_timeout", &mut rtp.initial_timeout, silence);
    section.set("media_timeout", &mut rtp.media_timeout, silence);
    section.finish();
    rtp
}

fn rooms(mut section: Section<'_>) -> Rooms {
    let mut rooms = Rooms::default();
    let of_a_room: RangeInclusive<Duration> = Duration::ZERO..=DAY;
    section.set("empty_timeout", &mut rooms.empty_timeout, |value| {
        span(value, of_a_room.clone())
    });
    section.set("departure_timeout", &mut rooms.departure_timeout, |value| {
        span(value, of_a_room.clone())
    });
    section.finish();
    rooms
}

fn limits(mut section: Section<'_>, ports: PortRange) -> Limits {
    let mut limits = Limits {
        calls: ports.pairs(),
        ..Limits::default()
    };
    section.set("calls", &mut limits.calls, count);
    section.set("ended_calls", &mut limits.ended_calls, |value| {
        number(value, 0..=10_000_000)
    });
    section.finish();
    limits
}

fn capture(mut section: Section<'_>) -> Capture {
    let mut capture = Capture::default();
    section.set("calls", &mut capture.calls, |value| {
        number(value, 0..=10_000_000)
    });
    section.set("bytes", &mut capture.bytes, |value| {
        number(value, 1 << 20..=1 << 36)
    });
    section.set("call_messages", &mut capture.call_messages, |value| {
        number(value, 32..=10_000)
    });
    section.set("call_bytes", &mut capture.call_bytes, |value| {
        number(value, 16 << 10..=16 << 20)
    });
    section.set("hep", &mut capture.hep, |value| {
        host_and_port(value).map(Some)
    });
    section.set("hep_id", &mut capture.hep_id, |value| {
        number(value, 0..=u64::from(u32::MAX))
    });
    section.set("hep_password", &mut capture.hep_password, |value| {
        some_text(value).map(|text| Some(Secret::new(&text)))
    });
    section.finish();
    capture
}

fn storage(mut section: Section<'_>) -> Storage {
    let mut storage = Storage::default();
    section.set("dir", &mut storage.dir, file_name);
    section.finish();
    storage
}

fn secrets(mut section: Section<'_>) -> Secrets {
    let mut secrets = Secrets::default();
    section.set("key_file", &mut secrets.key_file, |value| {
        some_text(value).map(|text| Some(PathBuf::from(text)))
    });
    section.set("key_env", &mut secrets.key_env, |value| {
        some_text(value).map(Some)
    });
    section.finish();
    secrets
}

fn telemetry(mut section: Section<'_>) -> Telemetry {
    let mut telemetry = Telemetry::default();
    section.set("log", &mut telemetry.log, some_text);
    section.set("log_format", &mut telemetry.log_format, word);
    section.finish();
    telemetry
}

fn api(mut section: Section<'_>) -> Api {
    let mut api = Api::default();
    section.set("reveal_secrets", &mut api.reveal_secrets, switch);
    let secret = |value: &DeValue<'_>| some_text(value).map(|text| Secret::new(&text));
    api.keys = section.pairs("keys", secret).into_iter().collect();
    let pairs = section.pairs("videosdk_keys", secret);
    api.videosdk_keys = pairs.into_iter().collect();
    section.finish();
    api
}

fn bytes(value: &DeValue<'_>) -> Result<usize, String> {
    number(value, 1024..=1 << 30)
}

fn count(value: &DeValue<'_>) -> Result<usize, String> {
    number(value, 1..=10_000_000)
}

fn timeout(value: &DeValue<'_>) -> Result<Duration, String> {
    span(
        value,
        Duration::from_millis(100)..=Duration::from_secs(60 * 60),
    )
}
