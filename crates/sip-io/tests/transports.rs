//! Requests and answers over real sockets: UDP and TCP, IPv4 and IPv6, and a connection that is gone.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use tandem_sip_io::{Config, Listener, Mailbox, SipIo, TransactionUser, start};
use tandem_sip_proto::{Endpoint, Event, Method, Reply, ServerTx, Transport};

/// Long enough for the busiest machine, and no part of what is tested.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers OPTIONS at once, and INVITE when it is told to.
struct Answerer {
    waiting: Vec<ServerTx>,
    invited: crossbeam_channel::Sender<()>,
    failed: crossbeam_channel::Sender<()>,
}

impl TransactionUser for Answerer {
    /// The status to answer all INVITEs with.
    type Mail = u16;

    fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant) {
        match event {
            Event::Request { tx, message, .. } if message.method() == Method::Invite => {
                self.waiting.push(tx);
                self.invited.send(()).expect("the test listens");
            }
            Event::Request { tx, .. } => {
                endpoint.respond(tx, &Reply::new(200).to_tag("here"), now);
            }
            Event::ServerFailed { .. } => self.failed.send(()).expect("the test listens"),
            Event::Cancelled { .. }
            | Event::Accepted { .. }
            | Event::Declined { .. }
            | Event::AckTimedOut { .. }
            | Event::Response { .. }
            | Event::ClientFailed { .. } => {}
        }
    }

    fn handle_mail(&mut self, status: u16, endpoint: &mut Endpoint, now: Instant) {
        for tx in &self.waiting {
            endpoint.respond(*tx, &Reply::new(status).to_tag("here"), now);
        }
    }

    fn handle_timeout(&mut self, _: &mut Endpoint, _: Instant) {}

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }
}

struct Server {
    sip: SipIo<u16>,
    mailbox: Mailbox<u16>,
    invited: crossbeam_channel::Receiver<()>,
    failed: crossbeam_channel::Receiver<()>,
}

impl Server {
    fn start(host: &str) -> Self {
        let address: SocketAddr = format!("{host}:0").parse().expect("an address");
        let listener = |transport| Listener { transport, address };
        let config = Config::new(vec![listener(Transport::Udp), listener(Transport::Tcp)]);
        let (invited, invites) = crossbeam_channel::bounded(16);
        let (failed, failures) = crossbeam_channel::bounded(16);
        let sip = start(config, |_, _| Answerer {
            waiting: Vec::new(),
            invited,
            failed,
        })
        .expect("listens");
        Self {
            mailbox: sip.mailbox(),
            sip,
            invited: invites,
            failed: failures,
        }
    }

    /// Waits until it says that it has so many connections, as it does once a second.
    fn await_connections(&self, count: usize) {
        let watch = self.sip.watcher();
        let deadline = Instant::now() + PATIENCE;
        while watch().connections != count {
            assert!(Instant::now() < deadline, "it is not noticed");
            std::thread::yield_now();
        }
    }

    fn address(&self, transport: Transport) -> SocketAddr {
        let of = |listener: &&Listener| listener.transport == transport;
        let found = self.sip.listeners().iter().find(of);
        found.expect("it listens").address
    }
}

/// A request from a phone that listens at `sent_by`.
fn request(method: &str, transport: &str, sent_by: SocketAddr, number: u32) -> String {
    format!(
        "{method} sip:someone@example.com SIP/2.0\r\n\
         Via: SIP/2.0/{transport} {sent_by};branch=z9hG4bK-{number}\r\n\
         Max-Forwards: 70\r\n\
         From: <sip:phone@example.com>;tag=1\r\n\
         To: <sip:someone@example.com>\r\n\
         Call-ID: {number}@phone\r\n\
         CSeq: 1 {method}\r\n\
         Contact: <sip:phone@{sent_by}>\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// Reads from a connection until a message with this status line has come.
fn read_status(stream: &mut TcpStream, status: &str) -> String {
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    let (mut text, mut octet) = (String::new(), [0; 1]);
    loop {
        stream.read_exact(&mut octet).expect("an answer comes");
        text.push(char::from(octet[0]));
        if text.ends_with("\r\n\r\n") {
            if text.starts_with(status) {
                return text;
            }
            text.clear();
        }
    }
}

#[test]
fn requests_are_answered_over_udp_and_tcp_by_both_families() {
    for host in ["127.0.0.1", "[::1]"] {
        let server = Server::start(host);
        let phone = UdpSocket::bind(format!("{host}:0")).expect("a socket");
        phone.set_read_timeout(Some(PATIENCE)).expect("set");
        let own = phone.local_addr().expect("bound");
        let text = request("OPTIONS", "UDP", own, 1);
        phone
            .send_to(text.as_bytes(), server.address(Transport::Udp))
            .expect("sent");
        let mut buffer = [0; 4096];
        let (count, source) = phone.recv_from(&mut buffer).expect("an answer comes");
        assert!(buffer[..count].starts_with(b"SIP/2.0 200 "), "{host}");
        assert_eq!(source, server.address(Transport::Udp));

        let mut phone = TcpStream::connect(server.address(Transport::Tcp)).expect("connected");
        let own = phone.local_addr().expect("bound");
        for number in 2..5 {
            let text = request("OPTIONS", "TCP", own, number);
            let (first, rest) = text.split_at(text.len() / 2);
            phone.write_all(first.as_bytes()).expect("sent");
            phone.write_all(rest.as_bytes()).expect("sent");
            let answer = read_status(&mut phone, "SIP/2.0 200 ");
            assert!(answer.contains(&format!("Call-ID: {number}@phone")));
        }
        server.sip.shutdown();
    }
}

#[test]
fn an_answer_whose_connection_is_gone_comes_over_a_new_one() {
    let server = Server::start("127.0.0.1");
    let listening = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let own = listening.local_addr().expect("bound");
    let mut phone = TcpStream::connect(server.address(Transport::Tcp)).expect("connected");
    let invite = request("INVITE", "TCP", own, 7);
    phone.write_all(invite.as_bytes()).expect("sent");
    server.invited.recv_timeout(PATIENCE).expect("it came");
    server.await_connections(1);
    drop(phone);
    server.await_connections(0);
    server.mailbox.post(486).expect("posted");
    let (mut back, _) = listening.accept().expect("it connects");
    let answer = read_status(&mut back, "SIP/2.0 486 ");
    assert!(answer.contains("Call-ID: 7@phone"));

    // What follows takes the same connection.
    back.write_all(request("OPTIONS", "TCP", own, 8).as_bytes())
        .expect("sent");
    let answer = read_status(&mut back, "SIP/2.0 200 ");
    assert!(answer.contains("Call-ID: 8@phone"));
    server.sip.shutdown();
}

#[test]
fn a_phone_that_cannot_be_reached_any_more_is_told_to_the_user() {
    let server = Server::start("127.0.0.1");
    // A port that is taken, and where nobody listens.
    let other = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let taken = TcpStream::connect(other.local_addr().expect("bound")).expect("connected");
    let own = taken.local_addr().expect("bound");
    let mut phone = TcpStream::connect(server.address(Transport::Tcp)).expect("connected");
    let invite = request("INVITE", "TCP", own, 9);
    phone.write_all(invite.as_bytes()).expect("sent");
    server.invited.recv_timeout(PATIENCE).expect("it came");
    server.await_connections(1);
    drop(phone);
    server.await_connections(0);
    server.mailbox.post(180).expect("posted");
    server.failed.recv_timeout(PATIENCE).expect("it is told");
    server.sip.shutdown();
}
