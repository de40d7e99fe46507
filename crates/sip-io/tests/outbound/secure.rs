//! Calls over TLS: whose certificate is taken, which connection is used, and what failures are called.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, SanType};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tandem_sip_io::{Tls, TlsFiles};
use tandem_sip_proto::{Failure, Invitation, Transport, UacPolicy};

use crate::PATIENCE;
use crate::peer::{over_stream, over_stream_until, over_udp};
use crate::phone::{Caller, Order, Told, invitation};

const NAME: &str = "sip.example.com";

/// An authority, and a folder with the files of a node that trusts it.
struct Authority {
    folder: tempfile::TempDir,
    issuer: Issuer<'static, KeyPair>,
    der: rustls::pki_types::CertificateDer<'static>,
}

/// A certificate and its key, in PEM.
type Identity = (String, String);

impl Authority {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let cert = params.self_signed(&key).expect("a certificate");
        std::fs::write(folder.path().join("ca.pem"), cert.pem()).expect("written");
        let authority = Self {
            folder,
            der: cert.der().clone(),
            issuer: Issuer::new(params, key),
        };
        let own = authority.identity(&[dns("node.example.com")]);
        std::fs::write(authority.file("cert.pem"), own.0).expect("written");
        std::fs::write(authority.file("key.pem"), own.1).expect("written");
        authority
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn identity(&self, names: &[SanType]) -> Identity {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.subject_alt_names = names.to_vec();
        let key = KeyPair::generate().expect("a key");
        let cert = params.signed_by(&key, &self.issuer).expect("signed");
        (cert.pem(), key.serialize_pem())
    }

    fn tls(&self) -> Tls {
        let files = TlsFiles {
            cert: self.file("cert.pem"),
            key: self.file("key.pem"),
            client_ca: None,
            ca: Some(self.file("ca.pem")),
            others: Vec::new(),
        };
        Tls::load(files).expect("they fit each other")
    }

    fn caller(&self) -> Caller {
        Caller::over(&[Transport::Udp, Transport::Tls], Some(self.tls()))
    }

    fn roots(&self) -> Arc<RootCertStore> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).expect("an authority");
        Arc::new(roots)
    }
}

fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().expect("a name"))
}

fn uri(text: &str) -> SanType {
    SanType::URI(text.try_into().expect("a URI"))
}

/// A server that shows this, and with `clients` takes nobody whom they did not sign.
fn server(identity: &Identity, clients: Option<Arc<RootCertStore>>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = rustls::pki_types::CertificateDer::pem_slice_iter(identity.0.as_bytes());
    let chain = chain.collect::<Result<_, _>>().expect("a chain");
    let key = PrivateKeyDer::from_pem_slice(identity.1.as_bytes()).expect("a key");
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(roots) => {
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    Arc::new(builder.with_single_cert(chain, key).expect("a pair"))
}

/// Takes a connection.
fn accept(
    listener: &TcpListener,
    config: &Arc<ServerConfig>,
) -> StreamOwned<ServerConnection, TcpStream> {
    let (stream, _) = listener.accept().expect("a connection comes");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    let tls = ServerConnection::new(Arc::clone(config)).expect("a server");
    StreamOwned::new(tls, stream)
}

/// Takes so many calls over one TLS connection; gives the requests.
fn callee(
    identity: &Identity,
    calls: usize,
    clients: Option<Arc<RootCertStore>>,
) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let config = server(identity, clients);
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let local = listener.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        let mut stream = accept(&listener, &config);
        (0..calls)
            .flat_map(|_| over_stream(&mut stream, 200, local))
            .collect()
    });
    (local, thread)
}

fn hang_up(caller: &Caller) {
    assert_eq!(caller.outcome(), Told::Answered(Transport::Tls));
    caller.order(Order::HangUp);
    assert_eq!(caller.outcome(), Told::Ended(200));
}

#[test]
fn calls_to_one_name_share_a_connection_and_say_how_they_go() {
    let authority = Authority::new();
    let caller = authority.caller();
    let (peer, heard) = callee(&authority.identity(&[dns(NAME)]), 2, None);
    let target = caller.flow_to(Transport::Tls, peer, NAME);
    caller.call(vec![target]);
    hang_up(&caller);
    let secure = Invitation {
        uri: format!("sips:service@{NAME}"),
        ..invitation(0)
    };
    caller.call_with(secure, UacPolicy::default(), vec![target]);
    hang_up(&caller);
    let heard = heard.join().expect("one connection had both calls");
    let local = target.local;
    for (request, contact) in [
        (&heard[0], format!("Contact: <sip:{local};transport=tls>")),
        (&heard[3], format!("Contact: <sips:{local}>")),
    ] {
        assert!(
            request.contains(&format!("SIP/2.0/TLS {local};")),
            "{request}"
        );
        assert!(request.contains(&contact), "{request}");
    }
    caller.end();
}

#[test]
fn a_certificate_must_be_of_the_name_that_was_asked_for() {
    let authority = Authority::new();
    let stranger = Authority::new();
    let loopback = SanType::IpAddress([127, 0, 0, 1].into());
    let taken: [(&str, &[SanType]); 5] = [
        (NAME, &[dns("other.example.com"), dns(NAME)]),
        (NAME, &[dns("*.example.com")]),
        (NAME, &[uri("sip:sip.EXAMPLE.com")]),
        // RFC 5922 §7.1: a URI with a user says nothing of the domain.
        (NAME, &[dns(NAME), uri("sip:carol@other.example.com")]),
        ("127.0.0.1", &[loopback]),
    ];
    for (name, names) in taken {
        let caller = authority.caller();
        let (peer, heard) = callee(&authority.identity(names), 1, None);
        caller.call(vec![caller.flow_to(Transport::Tls, peer, name)]);
        hang_up(&caller);
        heard.join().expect("it was called");
        caller.end();
    }
    let refused: [(&Authority, &[SanType]); 4] = [
        (&authority, &[dns("other.example.com")]),
        (&authority, &[dns("*.example.org"), dns("example.com")]),
        (&authority, &[dns(NAME), uri("sip:other.example.com")]),
        (&stranger, &[dns(NAME)]),
    ];
    for (signer, names) in refused {
        let caller = authority.caller();
        let (peer, heard) = callee(&signer.identity(names), 1, None);
        caller.call(vec![caller.flow_to(Transport::Tls, peer, NAME)]);
        let outcome = caller.outcome();
        assert_eq!(outcome, Told::Failed(Failure::Untrusted), "{names:?}");
        assert!(heard.join().is_err(), "nothing was said: {names:?}");
        caller.end();
    }
}

#[test]
fn one_address_by_two_names_has_two_connections() {
    let authority = Authority::new();
    let caller = authority.caller();
    let (peer, heard) = callee(&authority.identity(&[dns(NAME)]), 1, None);
    caller.call(vec![caller.flow_to(Transport::Tls, peer, NAME)]);
    assert_eq!(caller.outcome(), Told::Answered(Transport::Tls));
    // It is open, and of another name: nobody accepts a second one.
    let other = caller.flow_to(Transport::Tls, peer, "other.example.com");
    caller.call(vec![other]);
    assert!(matches!(caller.outcome(), Told::Failed(_)));
    caller.order(Order::HangUp);
    assert_eq!(caller.outcome(), Told::Ended(200));
    heard.join().expect("it was called once");
    caller.end();
}

#[test]
fn a_target_without_tls_is_left_for_the_next_one() {
    let authority = Authority::new();
    let caller = authority.caller();
    let plain = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = plain.local_addr().expect("an address");
    let plain = std::thread::spawn(move || {
        let (mut stream, _) = plain.accept().expect("a connection comes");
        std::io::Write::write_all(&mut stream, b"SIP/2.0 400 What\r\n\r\n").expect("sent");
        // Until it is left.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let (stranger, _) = callee(&Authority::new().identity(&[dns(NAME)]), 1, None);
    let (busy, heard) = over_udp(486);
    caller.call(vec![
        caller.flow_to(Transport::Tls, address, NAME),
        caller.flow_to(Transport::Tls, stranger, NAME),
        caller.flow(Transport::Udp, busy),
    ]);
    assert_eq!(caller.outcome(), Told::Refused(486));
    plain.join().expect("it ends");
    heard.join().expect("it was called");
    caller.end();
}

#[test]
fn a_peer_that_asks_for_our_certificate_sees_it() {
    let authority = Authority::new();
    let identity = authority.identity(&[dns(NAME)]);
    let caller = authority.caller();
    let (peer, heard) = callee(&identity, 1, Some(authority.roots()));
    caller.call(vec![caller.flow_to(Transport::Tls, peer, NAME)]);
    hang_up(&caller);
    heard.join().expect("it was called");
    let (peer, _) = callee(&identity, 1, Some(Authority::new().roots()));
    caller.call(vec![caller.flow_to(Transport::Tls, peer, NAME)]);
    assert!(matches!(
        caller.outcome(),
        Told::Failed(Failure::Handshake | Failure::Unreachable)
    ));
    caller.end();
}

#[test]
fn whom_we_trust_can_be_changed() {
    let (old, new) = (Authority::new(), Authority::new());
    let tls = old.tls();
    let caller = Caller::over(&[Transport::Tls], Some(tls.clone()));
    let identity = new.identity(&[dns(NAME)]);
    let (peer, _) = callee(&identity, 1, None);
    caller.call(vec![caller.flow_to(Transport::Tls, peer, NAME)]);
    assert_eq!(caller.outcome(), Told::Failed(Failure::Untrusted));
    std::fs::copy(new.file("ca.pem"), old.file("ca.pem")).expect("copied");
    tls.reload().expect("reloaded");
    let (peer, heard) = callee(&identity, 1, None);
    caller.call(vec![caller.flow_to(Transport::Tls, peer, NAME)]);
    hang_up(&caller);
    heard.join().expect("it was called");
    std::fs::write(old.file("ca.pem"), "nothing").expect("written");
    let error = tls.reload().expect_err("no certificate is in it");
    assert!(error.to_string().contains("ca.pem"), "{error}");
    caller.end();
}

#[test]
fn a_silent_handshake_ends() {
    let authority = Authority::new();
    let caller = authority.caller();
    let silent = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = silent.local_addr().expect("an address");
    caller.call(vec![caller.flow_to(Transport::Tls, address, NAME)]);
    assert_eq!(caller.outcome(), Told::Failed(Failure::Handshake));
    caller.end();
}

#[test]
fn a_connection_that_is_lost_in_a_call_is_opened_anew_by_the_same_name() {
    let authority = Authority::new();
    let caller = authority.caller();
    let config = server(&authority.identity(&[dns(NAME)]), None);
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let local = listener.local_addr().expect("an address");
    let (close, is_seen) = crossbeam_channel::bounded(1);
    let callee = std::thread::spawn(move || {
        let mut first = accept(&listener, &config);
        over_stream_until(&mut first, 200, local, |text| text.starts_with("ACK"));
        is_seen.recv_timeout(PATIENCE).expect("the test goes on");
        drop(first);
        over_stream(&mut accept(&listener, &config), 200, local)
    });
    caller.call(vec![caller.flow_to(Transport::Tls, local, NAME)]);
    assert_eq!(caller.outcome(), Told::Answered(Transport::Tls));
    caller.await_connections(1);
    close.send(()).expect("the callee listens");
    caller.await_connections(0);
    caller.order(Order::HangUp);
    assert_eq!(caller.outcome(), Told::Ended(200));
    let heard = callee.join().expect("it heard all");
    assert!(heard[0].starts_with("BYE"), "{heard:?}");
    caller.end();
}
