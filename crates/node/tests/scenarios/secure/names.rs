//! A name server with the records of one test.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use hickory_resolver::proto::op::{Message, MessageType, OpCode};
use hickory_resolver::proto::rr::rdata::{A, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record};

/// Names and their records; each name that is a host is 127.0.0.1.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

type Records = Vec<(Name, RData)>;

fn name(text: &str) -> Name {
    let mut name = Name::from_utf8(text).expect("a name");
    name.set_fqdn(true);
    name
}

pub(crate) fn host(of: &str) -> (Name, RData) {
    (name(of), RData::A(A(Ipv4Addr::LOCALHOST)))
}

pub(crate) fn srv(service: &str, priority: u16, port: u16, target: &str) -> (Name, RData) {
    let record = SRV::new(priority, 0, port, name(target));
    (name(service), RData::SRV(record))
}

pub(crate) fn naptr(of: &str, order: u16, service: &str, replacement: &str) -> (Name, RData) {
    let (flags, service) = ((*b"s").into(), service.as_bytes().into());
    let record = NAPTR::new(order, 1, flags, service, Box::default(), name(replacement));
    (name(of), RData::NAPTR(record))
}

impl NameServer {
    pub(crate) fn start(records: Records) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("bound");
        let address = socket.local_addr().expect("an address");
        let tick = Some(Duration::from_millis(50));
        socket.set_read_timeout(tick).expect("set");
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while !stopped.load(Ordering::Acquire) {
                if let Ok((length, from)) = socket.recv_from(&mut buffer) {
                    let answer = respond(&buffer[..length], &records);
                    socket.send_to(&answer, from).expect("sent");
                }
            }
        });
        Self {
            address,
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // A test that fails has said why.
            let _ = thread.join();
        }
    }
}

fn respond(octets: &[u8], records: &Records) -> Vec<u8> {
    let asked = Message::from_vec(octets).expect("a question");
    let mut answer = Message::new(asked.metadata.id, MessageType::Response, OpCode::Query);
    let query = asked.queries[0].clone();
    let fits = |(of, data): &&(Name, RData)| {
        of == query.name() && data.record_type() == query.query_type()
    };
    for (of, data) in records.iter().filter(fits) {
        answer.add_answer(Record::from_rdata(of.clone(), 300, data.clone()));
    }
    answer.add_query(query);
    answer.to_vec().expect("written")
}
