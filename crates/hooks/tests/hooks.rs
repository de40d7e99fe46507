//! Letters against a receiver that answers as it is told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tandem_hooks::{Hooks, HooksConfig, LANE_QUEUE, Letter, MOST_TRIES, Networks, QUEUE};
use tandem_model::{CallId, WebhookId, WebhookUrl};
use tandem_telemetry::instruments;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// How long anything may take: far above what it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// More requests than any test sends.
const MOST_HEARD: usize = 100;

/// One request: its first line, its header fields in small letters, its body, and the connection that it came over.
#[derive(Debug)]
struct Heard {
    line: String,
    fields: Vec<String>,
    body: String,
    connection: usize,
}

struct Receiver {
    address: SocketAddr,
    heard: mpsc::Receiver<Heard>,
    _tasks: JoinSet<()>,
}

/// What it answers, one after the other; then 204. 0 hangs up without an answer.
type Answers = Arc<Mutex<VecDeque<u16>>>;

impl Receiver {
    async fn start(answers: &[u16], tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (told, heard) = mpsc::channel(MOST_HEARD);
        let answers: Answers = Arc::new(Mutex::new(answers.iter().copied().collect()));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            for number in 0.. {
                let (stream, _) = listener.accept().await.expect("a connection");
                let serving = serve(stream, tls.clone(), answers.clone(), told.clone(), number);
                connections.spawn(serving);
            }
        });
        Self {
            address,
            heard,
            _tasks: tasks,
        }
    }

    async fn next(&mut self) -> Heard {
        let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        heard.expect("in time").expect("a request")
    }
}

async fn serve(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    answers: Answers,
    told: mpsc::Sender<Heard>,
    connection: usize,
) {
    match tls {
        None => converse(stream, answers, told, connection).await,
        Some(tls) => {
            // A client that does not trust the certificate breaks off.
            if let Ok(stream) = tls.accept(stream).await {
                converse(stream, answers, told, connection).await;
            }
        }
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    answers: Answers,
    told: mpsc::Sender<Heard>,
    connection: usize,
) {
    let mut stream = BufReader::new(stream);
    while let Some(heard) = hear(&mut stream, connection).await {
        let _ = told.try_send(heard);
        let status = answers.lock().expect("no panic").pop_front().unwrap_or(204);
        if status == 0 || answer(&mut stream, status).await.is_err() {
            return;
        }
    }
}

/// The next request of a connection; nothing at its end.
async fn hear(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    connection: usize,
) -> Option<Heard> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or_default() == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let fields: Vec<String> = lines[1..].iter().map(|line| line.to_lowercase()).collect();
    let length = fields
        .iter()
        .find_map(|field| field.strip_prefix("content-length: "));
    let length = length.expect("a length").parse().expect("a number");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("a body");
    Some(Heard {
        line: lines[0].clone(),
        fields,
        body: String::from_utf8(body).expect("text"),
        connection,
    })
}

async fn answer(stream: &mut (impl AsyncWrite + Unpin), status: u16) -> std::io::Result<()> {
    let answer = format!(
        "HTTP/1.1 {status} x\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await
}

fn loopback() -> Networks {
    Networks::public_and(vec!["127.0.0.0/8".parse().expect("a network")])
}

fn config() -> HooksConfig {
    quick(HooksConfig::new(loopback(), None).expect("the web's authorities"))
}

fn quick(mut config: HooksConfig) -> HooksConfig {
    // A receiver that a busy machine holds up is late, and not away.
    config.timeout = PATIENCE;
    config.back_off = Duration::from_millis(1);
    config
}

fn letter(url: &str, call: u128, body: &str) -> Letter {
    let mut headers = HeaderMap::new();
    headers.insert("videosdk-signature", HeaderValue::from_static("signed"));
    Letter {
        webhook: WebhookId::from_random(1),
        call: CallId::from_random(call),
        to: WebhookUrl::try_new(url).expect("a URL"),
        headers,
        body: body.to_owned().into(),
    }
}

#[tokio::test]
async fn a_letter_arrives_whole_and_those_of_a_call_in_order_over_one_connection() {
    let mut receiver = Receiver::start(&[], None).await;
    let (hooks, owner) = Hooks::start(config());
    let url = format!("http://{}/hook?a=b", receiver.address);
    for number in 0..20 {
        hooks.send(letter(&url, 1, &format!("{number}")));
    }
    for number in 0..20 {
        let heard = receiver.next().await;
        assert_eq!(heard.line, "POST /hook?a=b HTTP/1.1");
        assert_eq!(heard.body, number.to_string());
        assert_eq!(heard.connection, 0);
        for field in [
            &*format!("host: {}", receiver.address),
            "content-type: application/json",
            "videosdk-signature: signed",
        ] {
            assert!(heard.fields.iter().any(|own| own == field), "{heard:?}");
        }
    }
    owner.shutdown(PATIENCE).await;
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_given_up() {
    let many = usize::try_from(MOST_TRIES).expect("a few");
    for (answers, tries) in [
        (vec![200], 1),
        (vec![500, 503, 204], 3),
        (vec![429, 200], 2),
        (vec![0, 200], 2),
        (vec![503; many + 1], many),
        // Redirections are not followed: they could lead anywhere.
        (vec![302], 1),
        (vec![404], 1),
        (vec![410], 1),
    ] {
        let mut receiver = Receiver::start(&answers, None).await;
        let (hooks, owner) = Hooks::start(config());
        let url = format!("http://{}/", receiver.address);
        hooks.send(letter(&url, 1, "first"));
        hooks.send(letter(&url, 1, "last"));
        for _ in 0..tries {
            assert_eq!(receiver.next().await.body, "first", "{answers:?}");
        }
        assert_eq!(receiver.next().await.body, "last", "{answers:?}");
        owner.shutdown(PATIENCE).await;
    }
}

#[tokio::test]
async fn nothing_goes_where_nothing_may_go() {
    let mut receiver = Receiver::start(&[], None).await;
    let port = receiver.address.port();
    // The name and both forms of the address lead to the loopback; only this one is allowed here.
    let networks = Networks::public_and(vec!["127.0.0.2/32".parse().expect("a network")]);
    let mut config = config();
    config.networks = networks;
    let (hooks, owner) = Hooks::start(config);
    for host in ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]"] {
        hooks.send(letter(&format!("http://{host}:{port}/"), 1, host));
    }
    owner.shutdown(PATIENCE).await;
    assert!(receiver.heard.try_recv().is_err());
}

#[tokio::test]
async fn who_stops_sends_what_waits_and_tries_nothing_again() {
    let mut receiver = Receiver::start(&[503, 503, 503], None).await;
    let mut config = config();
    config.back_off = PATIENCE * 1_000;
    let (hooks, owner) = Hooks::start(config);
    let url = format!("http://{}/", receiver.address);
    for body in ["one", "two", "three"] {
        hooks.send(letter(&url, 1, body));
    }
    assert_eq!(receiver.next().await.body, "one");
    owner.shutdown(PATIENCE).await;
    let rest = [receiver.next().await.body, receiver.next().await.body];
    assert_eq!(rest, ["two", "three"]);
    assert!(receiver.heard.try_recv().is_err());
    // Nobody takes it any more, and nobody waits.
    hooks.send(letter(&url, 1, "late"));
}

#[tokio::test]
async fn what_is_too_much_for_one_lane_is_dropped_and_counted_and_the_rest_comes_in_order() {
    const TOO_MANY: usize = 50;
    let page = instruments::install().expect("the first recorder");
    let (hooks, owner) = Hooks::start(config());
    let slow = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", slow.local_addr().expect("an address"));
    hooks.send(letter(&url, 1, "0"));
    let (stream, _) = slow.accept().await.expect("a connection");
    let mut stream = BufReader::new(stream);
    let first = hear(&mut stream, 0).await.expect("a request");
    assert_eq!(first.body, "0");

    // It is not answered yet: so many wait, and no more.
    for number in 1..=LANE_QUEUE + TOO_MANY {
        hooks.send(letter(&url, 1, &number.to_string()));
    }
    // Another receiver does not wait for this one, and is told when all have been looked at.
    let mut other = Receiver::start(&[], None).await;
    hooks.send(Letter {
        webhook: WebhookId::from_random(2),
        ..letter(&format!("http://{}/", other.address), 1, "other")
    });
    assert_eq!(other.next().await.body, "other");
    let counted = page.render();
    let counted = counted.lines().find_map(|line| {
        line.strip_prefix("tandem_webhook_deliveries_total{outcome=\"dropped\"} ")
    });
    let counted: usize = counted.expect("counted").parse().expect("a number");
    assert!(counted >= TOO_MANY, "{counted}");

    for number in 1..=LANE_QUEUE {
        answer(&mut stream, 204).await.expect("sent");
        let heard = hear(&mut stream, 0).await.expect("a request");
        assert_eq!(heard.body, number.to_string());
    }
    hooks.send(letter(&url, 1, "after"));
    answer(&mut stream, 204).await.expect("sent");
    let after = hear(&mut stream, 0).await.expect("a request");
    assert_eq!(after.body, "after");
    answer(&mut stream, 204).await.expect("sent");
    owner.shutdown(PATIENCE).await;
}

#[tokio::test]
async fn what_is_handed_in_beyond_the_queue_is_dropped_and_what_comes_later_is_not() {
    let mut receiver = Receiver::start(&[], None).await;
    let (hooks, owner) = Hooks::start(config());
    // Nobody takes a letter while this test does not wait. These may go nowhere.
    for webhook in (1..=16).cycle().take(QUEUE) {
        hooks.send(Letter {
            webhook: WebhookId::from_random(webhook),
            ..letter("http://10.0.0.1/", 1, "nowhere")
        });
    }
    let url = format!("http://{}/", receiver.address);
    hooks.send(letter(&url, 2, "beyond"));
    let heard = loop {
        // Until there is room.
        hooks.send(letter(&url, 2, "later"));
        tokio::task::yield_now().await;
        if let Ok(heard) = receiver.heard.try_recv() {
            break heard;
        }
    };
    assert_eq!(heard.body, "later");
    owner.shutdown(Duration::ZERO).await;
}

#[tokio::test]
async fn a_receiver_over_tls_is_known_by_its_certificate() {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(ring::default_provider());
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a server");
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let dir = tempfile::tempdir().expect("a directory");
    let ca = dir.path().join("ca.pem");
    std::fs::write(&ca, cert.pem()).expect("written");
    let trusting = HooksConfig::new(loopback(), Some(&ca)).expect("an authority");

    let mut receiver = Receiver::start(&[], Some(acceptor)).await;
    let port = receiver.address.port();
    // Its name is not in the certificate.
    let (hooks, owner) = Hooks::start(quick(trusting));
    hooks.send(letter(
        &format!("https://127.0.0.1:{port}/"),
        1,
        "by address",
    ));
    hooks.send(letter(&format!("https://localhost:{port}/"), 1, "by name"));
    assert_eq!(receiver.next().await.body, "by name");
    owner.shutdown(PATIENCE).await;

    // The web's authorities have not signed it.
    let (hooks, owner) = Hooks::start(config());
    hooks.send(letter(&format!("https://localhost:{port}/"), 1, "strange"));
    owner.shutdown(PATIENCE).await;
    assert!(receiver.heard.try_recv().is_err());

    std::fs::write(&ca, "nothing").expect("written");
    assert!(HooksConfig::new(loopback(), Some(&ca)).is_err());
    assert!(HooksConfig::new(loopback(), Some(&dir.path().join("none"))).is_err());
}
