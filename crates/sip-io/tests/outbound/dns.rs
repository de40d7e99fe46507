//! A name server with a few records.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use hickory_resolver::proto::op::{Message, MessageType, OpCode};
use hickory_resolver::proto::rr::rdata::{A, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

fn name(text: &str) -> Name {
    let mut name = Name::from_utf8(text).expect("a name");
    name.set_fqdn(true);
    name
}

fn srv(priority: u16, port: u16, target: &str) -> RData {
    RData::SRV(SRV::new(priority, 0, port, name(target)))
}

fn naptr(order: u16, service: &[u8], replacement: &str) -> RData {
    let empty: Box<[u8]> = Box::default();
    RData::NAPTR(NAPTR::new(
        order,
        1,
        (*b"s").into(),
        service.into(),
        empty,
        name(replacement),
    ))
}

fn address(last: u8) -> RData {
    RData::A(A(Ipv4Addr::new(127, 0, 0, last)))
}

/// Port 5071 is the first choice of `two.test`, 5072 the second.
fn records(host: &str, kind: RecordType) -> Vec<RData> {
    match (host, kind) {
        ("two.test.", RecordType::NAPTR) => vec![
            naptr(20, b"SIP+D2T", "_sip._tcp.two.test"),
            naptr(10, b"SIP+D2U", "_sip._udp.two.test"),
        ],
        ("_sip._udp.two.test.", RecordType::SRV) => {
            vec![srv(2, 5072, "b.two.test"), srv(1, 5071, "a.two.test")]
        }
        ("_sip._tcp.two.test.", RecordType::SRV) => vec![srv(1, 5073, "a.two.test")],
        ("a.two.test." | "plain.test.", RecordType::A) => vec![address(2)],
        ("b.two.test.", RecordType::A) => vec![address(3)],
        ("inner.test.", RecordType::A) => vec![RData::A(A(Ipv4Addr::new(10, 0, 0, 1)))],
        _ => Vec::new(),
    }
}

pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    pub(crate) asked: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl NameServer {
    pub(crate) fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("bound");
        let tick = Some(Duration::from_millis(50));
        socket.set_read_timeout(tick).expect("set");
        let address = socket.local_addr().expect("an address");
        let (asked, stop) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (count, stopped) = (Arc::clone(&asked), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while !stopped.load(Ordering::Acquire) {
                if let Ok((length, from)) = socket.recv_from(&mut buffer) {
                    count.fetch_add(1, Ordering::AcqRel);
                    let answer = respond(&buffer[..length]);
                    socket.send_to(&answer, from).expect("sent");
                }
            }
        });
        Self {
            address,
            asked,
            stop,
            thread,
        }
    }

    pub(crate) fn end(self) {
        self.stop.store(true, Ordering::Release);
        self.thread.join().expect("it ends");
    }
}

fn respond(octets: &[u8]) -> Vec<u8> {
    let asked = Message::from_vec(octets).expect("a question");
    let mut answer = Message::new(asked.metadata.id, MessageType::Response, OpCode::Query);
    let query = asked.queries[0].clone();
    let host = query.name().to_lowercase().to_utf8();
    for data in records(&host, query.query_type()) {
        answer.add_answer(Record::from_rdata(query.name().clone(), 300, data));
    }
    answer.add_query(query);
    answer.to_vec().expect("written")
}
