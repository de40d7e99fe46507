//! A callee of few words, made from text: it shares no code with what is tested.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::thread::JoinHandle;

use crate::PATIENCE;

fn field(message: &str, name: &str) -> String {
    let mut lines = message.lines().filter_map(|line| line.split_once(": "));
    let found = lines.find(|(other, _)| *other == name);
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// The response to a request: BYE is taken, an INVITE gets this status.
fn answer(request: &str, status: u16, local: SocketAddr) -> Option<String> {
    let status = match request.split(' ').next()? {
        "ACK" => return None,
        "INVITE" => status,
        _ => 200,
    };
    let to = field(request, "To");
    let tag = if to.contains("tag=") { "" } else { ";tag=peer" };
    Some(format!(
        "SIP/2.0 {status} Said\r\nVia: {}\r\nFrom: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\n\
         Contact: <sip:peer@{local}>\r\nContent-Length: 0\r\n\r\n",
        field(request, "Via"),
        field(request, "From"),
        field(request, "Call-ID"),
        field(request, "CSeq"),
    ))
}

/// Answers over UDP until a BYE has come, or the ACK of a refusal; gives the methods of the requests that it heard, each
/// once: what is sent again because an answer was late is no other request.
pub(crate) fn over_udp(status: u16) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("bound");
    socket.set_read_timeout(Some(PATIENCE)).expect("set");
    let local = socket.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        let (mut heard, mut known, mut buffer) = (Vec::new(), HashSet::new(), vec![0; 65_536]);
        loop {
            let (count, from) = socket.recv_from(&mut buffer).expect("a request comes");
            let request = String::from_utf8_lossy(&buffer[..count]).into_owned();
            if known.insert(request.clone()) {
                heard.push(request.split(' ').next().unwrap_or_default().to_owned());
            }
            if let Some(answer) = answer(&request, status, local) {
                socket.send_to(answer.as_bytes(), from).expect("sent");
            }
            if is_last(&request, status) {
                return heard;
            }
        }
    });
    (local, thread)
}

fn is_last(request: &str, status: u16) -> bool {
    request.starts_with("BYE")
        || request.starts_with("CANCEL")
        || (request.starts_with("ACK") && status >= 300)
}

/// The same over one TCP connection.
pub(crate) fn over_tcp(status: u16) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let local = listener.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection comes");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        over_stream(&mut stream, status, local)
            .iter()
            .map(|request| request.split(' ').next().unwrap_or_default().to_owned())
            .collect()
    });
    (local, thread)
}

/// Takes one call over a stream; gives the requests that it heard.
pub(crate) fn over_stream(
    stream: &mut (impl Read + Write),
    status: u16,
    local: SocketAddr,
) -> Vec<String> {
    over_stream_until(stream, status, local, |request| is_last(request, status))
}

/// The same until this request, the last that it answers.
pub(crate) fn over_stream_until(
    stream: &mut (impl Read + Write),
    status: u16,
    local: SocketAddr,
    is_last: impl Fn(&str) -> bool,
) -> Vec<String> {
    let (mut heard, mut octets) = (Vec::new(), Vec::new());
    loop {
        let request = read(stream, &mut octets);
        if let Some(answer) = answer(&request, status, local) {
            stream.write_all(answer.as_bytes()).expect("sent");
        }
        let is_last = is_last(&request);
        heard.push(request);
        if is_last {
            return heard;
        }
    }
}

fn read(stream: &mut impl Read, octets: &mut Vec<u8>) -> String {
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(octets).into_owned();
        if let Some(head) = text.find("\r\n\r\n") {
            let length: usize = field(&text, "Content-Length").parse().expect("a length");
            let end = head + 4 + length;
            if octets.len() >= end {
                octets.drain(..end);
                return text[..end].to_owned();
            }
        }
        let count = stream.read(&mut chunk).expect("more comes");
        assert!(count > 0, "the connection stays");
        octets.extend_from_slice(&chunk[..count]);
    }
}
