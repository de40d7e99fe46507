//! Requests over TLS: a certificate that changes, and peers that speak no TLS or too slowly.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tandem_sip_io::{
    CertFiles, Config, Listener, SipIo, StartError, Tls, TlsFiles, TransactionUser, start,
};
use tandem_sip_proto::{Endpoint, Event, Reply, Transport};

/// Long enough for the busiest machine, and no part of what is tested.
const PATIENCE: Duration = Duration::from_secs(60);
const NAME: &str = "sip.example.com";

/// Answers all requests.
struct Answerer;

impl TransactionUser for Answerer {
    type Mail = ();

    fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant) {
        if let Event::Request { tx, .. } = event {
            endpoint.respond(tx, &Reply::new(200).to_tag("here"), now);
        }
    }

    fn handle_mail(&mut self, (): (), _: &mut Endpoint, _: Instant) {}

    fn handle_timeout(&mut self, _: &mut Endpoint, _: Instant) {}

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }
}

/// A server, and the files of its certificate.
struct Server {
    sip: SipIo<()>,
    tls: Tls,
    roots: RootCertStore,
    files: Files,
}

struct Files {
    _directory: tempfile::TempDir,
    cert: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let (cert, key) = (
            directory.path().join("cert.pem"),
            directory.path().join("key.pem"),
        );
        Self {
            _directory: directory,
            cert,
            key,
        }
    }

    fn tls(&self) -> TlsFiles {
        TlsFiles {
            cert: self.cert.clone(),
            key: self.key.clone(),
            client_ca: None,
            ca: None,
            others: Vec::new(),
        }
    }

    /// A new certificate; gives who trusts it alone.
    fn write(&self) -> RootCertStore {
        self.write_of(NAME)
    }

    /// One of this name.
    fn write_of(&self, name: &str) -> RootCertStore {
        let pair = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        std::fs::write(&self.cert, pair.cert.pem()).expect("written");
        std::fs::write(&self.key, pair.signing_key.serialize_pem()).expect("written");
        let mut roots = RootCertStore::empty();
        roots.add(pair.cert.der().clone()).expect("trusted");
        roots
    }
}

fn listener() -> Listener {
    Listener {
        transport: Transport::Tls,
        address: "127.0.0.1:0".parse().expect("an address"),
    }
}

impl Server {
    fn start(handshake: Duration) -> Self {
        Self::asking(handshake, None)
    }

    /// One that takes only clients whom these have signed.
    fn asking(handshake: Duration, client_ca: Option<PathBuf>) -> Self {
        let files = Files::new();
        let roots = files.write();
        let tls = TlsFiles {
            client_ca,
            ..files.tls()
        };
        Self::showing(handshake, tls, files, roots)
    }

    /// One with these files, of which some are its own.
    fn showing(handshake: Duration, tls: TlsFiles, files: Files, roots: RootCertStore) -> Self {
        let tls = Tls::load(tls).expect("certificates");
        let config = Config {
            tls: Some(tls.clone()),
            message_timeout: handshake,
            ..Config::new(vec![listener()])
        };
        let sip = start(config, |_, _| Answerer).expect("listens");
        Self {
            sip,
            tls,
            roots,
            files,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.sip.listeners()[0].address).expect("connected");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        stream
    }

    fn phone(&self, roots: &RootCertStore) -> Phone {
        self.phone_of(roots, None)
    }

    fn phone_of(&self, roots: &RootCertStore, own: Option<&Files>) -> Phone {
        self.phone_for(NAME, roots, own)
    }

    /// One that asks for this name.
    fn phone_for(&self, name: &'static str, roots: &RootCertStore, own: Option<&Files>) -> Phone {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots.clone());
        let config = match own {
            None => config.with_no_client_auth(),
            Some(files) => {
                let chain = CertificateDer::from_pem_file(&files.cert).expect("a certificate");
                let key = PrivateKeyDer::from_pem_file(&files.key).expect("a key");
                config
                    .with_client_auth_cert(vec![chain], key)
                    .expect("a pair")
            }
        };
        let name = ServerName::try_from(name).expect("a name");
        let tls = ClientConnection::new(Arc::new(config), name).expect("a client");
        Phone(StreamOwned::new(tls, self.connect()))
    }
}

struct Phone(StreamOwned<ClientConnection, TcpStream>);

impl Phone {
    /// Sends requests with these numbers at once, and reads as many answers.
    fn ask(&mut self, numbers: std::ops::Range<u32>) -> std::io::Result<()> {
        let own = self.0.sock.local_addr()?;
        let requests: String = numbers.clone().map(|number| options(own, number)).collect();
        self.0.write_all(requests.as_bytes())?;
        for number in numbers {
            let (mut text, mut octet) = (String::new(), [0; 1]);
            while !text.ends_with("\r\n\r\n") {
                self.0.read_exact(&mut octet)?;
                text.push(char::from(octet[0]));
            }
            assert!(text.starts_with("SIP/2.0 200 "), "{text}");
            assert!(text.contains(&format!("Via: SIP/2.0/TLS {own}")), "{text}");
            assert!(text.contains(&format!("Call-ID: {number}@phone")), "{text}");
        }
        Ok(())
    }
}

fn options(sent_by: SocketAddr, number: u32) -> String {
    format!(
        "OPTIONS sips:someone@example.com SIP/2.0\r\n\
         Via: SIP/2.0/TLS {sent_by};branch=z9hG4bK-{number}\r\n\
         Max-Forwards: 70\r\n\
         From: <sips:phone@example.com>;tag=1\r\n\
         To: <sips:someone@example.com>\r\n\
         Call-ID: {number}@phone\r\n\
         CSeq: 1 OPTIONS\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// Waits until the server ends a connection.
fn await_end(mut stream: TcpStream) {
    let mut chunk = [0; 256];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return,
            Err(error) => panic!("the connection is not ended: {error}"),
        }
    }
}

#[test]
fn many_requests_at_once_are_answered_over_tls() {
    let server = Server::start(PATIENCE);
    let mut phone = server.phone(&server.roots);
    phone.ask(0..1).expect("answered");
    // More than is read from one connection at a time.
    phone.ask(1..400).expect("answered");
    server.sip.shutdown();
}

#[test]
fn a_new_certificate_is_shown_to_new_connections_and_old_ones_go_on() {
    let server = Server::start(PATIENCE);
    let mut old = server.phone(&server.roots);
    old.ask(0..1).expect("answered");
    let new_roots = server.files.write();
    server.tls.reload().expect("reloaded");
    server.phone(&new_roots).ask(1..2).expect("answered");
    let error = server.phone(&server.roots).ask(2..3);
    let error = error.expect_err("the certificate from before is shown");
    assert!(error.to_string().contains("certificate"), "{error}");
    old.ask(3..4).expect("answered");
    server.sip.shutdown();
}

#[test]
fn who_asks_for_a_name_is_shown_its_certificate() {
    const OTHER: &str = "sip.example.net";
    let (usual, other) = (Files::new(), Files::new());
    let (roots, other_roots) = (usual.write(), other.write_of(OTHER));
    let tls = TlsFiles {
        others: vec![CertFiles {
            cert: other.cert.clone(),
            key: other.key.clone(),
        }],
        ..usual.tls()
    };
    let server = Server::showing(PATIENCE, tls, usual, roots);
    let mut phone = server.phone(&server.roots);
    phone.ask(0..1).expect("answered");
    let mut phone = server.phone_for(OTHER, &other_roots, None);
    phone.ask(1..2).expect("answered");
    // A name that is nobody's gets the usual one, which is not of it.
    for roots in [&server.roots, &other_roots] {
        let refused = server.phone_for("sip.example.org", roots, None).ask(2..3);
        let error = refused.expect_err("no certificate is of that name");
        assert!(error.to_string().contains("certificate"), "{error}");
    }
    // The other one is read anew, too.
    let new_roots = other.write_of(OTHER);
    server.tls.reload().expect("reloaded");
    let mut phone = server.phone_for(OTHER, &new_roots, None);
    phone.ask(3..4).expect("answered");
    std::fs::remove_file(&other.key).expect("removed");
    let error = server.tls.reload().expect_err("no file");
    assert!(error.to_string().contains("key.pem"), "{error}");
    server.sip.shutdown();
}

#[test]
fn a_reload_of_broken_files_says_so_and_changes_nothing() {
    let server = Server::start(PATIENCE);
    let key = std::fs::read(&server.files.key).expect("read");
    server.files.write();
    std::fs::write(&server.files.key, key).expect("written");
    let error = server.tls.reload().expect_err("a key of another one");
    assert!(
        error.to_string().contains("the key of that certificate"),
        "{error}"
    );
    std::fs::remove_file(&server.files.cert).expect("removed");
    let error = server.tls.reload().expect_err("no file");
    assert!(error.to_string().contains("cert.pem"), "{error}");
    server.phone(&server.roots).ask(0..1).expect("answered");
    server.sip.shutdown();
}

#[test]
fn where_clients_need_a_certificate_others_are_cut_off() {
    let (known, unknown) = (Files::new(), Files::new());
    known.write();
    unknown.write();
    let server = Server::asking(PATIENCE, Some(known.cert.clone()));
    let mut phone = server.phone_of(&server.roots, Some(&known));
    phone.ask(0..1).expect("answered");
    for own in [None, Some(&unknown)] {
        let refused = server.phone_of(&server.roots, own).ask(1..2);
        assert!(refused.is_err(), "it is not answered");
    }
    server.sip.shutdown();
}

#[test]
fn who_speaks_no_tls_is_cut_off() {
    // Not by its silence.
    let server = Server::start(PATIENCE * 10);
    let mut plain = server.connect();
    let text = options(plain.local_addr().expect("bound"), 1);
    plain.write_all(text.as_bytes()).expect("sent");
    await_end(plain);
    server.phone(&server.roots).ask(2..3).expect("answered");
    server.sip.shutdown();
}

#[test]
fn a_handshake_that_dribbles_is_cut_off() {
    let server = Server::start(Duration::from_millis(100));
    let silent = server.connect();
    let mut slow = server.connect();
    // The first octets of a record that holds a ClientHello.
    slow.write_all(&[22, 3, 1, 2]).expect("sent");
    await_end(slow);
    await_end(silent);
    server.sip.shutdown();
}

#[test]
fn without_a_certificate_nothing_listens() {
    let refused = start(Config::new(vec![listener()]), |_, _| Answerer);
    assert!(matches!(refused.err(), Some(StartError::Bind { .. })));
    let none = PathBuf::from("/nonexistent/cert.pem");
    let error = Tls::load(TlsFiles {
        cert: none.clone(),
        key: none,
        client_ca: None,
        ca: None,
        others: Vec::new(),
    });
    let error = error.expect_err("no file");
    assert!(
        error.to_string().contains("/nonexistent/cert.pem"),
        "{error}"
    );
}
