//! Networks that nothing is sent to: addresses in them that come by the API, the DNS or a peer's messages.

use std::net::{SocketAddr, UdpSocket};

use serde_json::json;
use tandem_sip_proto::HeaderName;

use crate::direct;
use crate::hostile::{Callee, SDP, Stranger, ended, notices};
use crate::outbound::Setting;
use crate::secure::names::{self, NameServer};
use crate::support::{Node, until, write_node_config};
use crate::trace;

/// Somebody in a refused network, who listens for SIP and for RTP.
struct Victim {
    socket: UdpSocket,
    address: SocketAddr,
}

impl Victim {
    fn new() -> Self {
        let socket = UdpSocket::bind("127.9.0.1:0").expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let address = socket.local_addr().expect("bound");
        Self { socket, address }
    }

    fn hears_nothing(&self) {
        assert!(self.socket.recv(&mut [0; 1]).is_err(), "it was sent to");
    }

    /// A description by which media would come here.
    fn description(&self) -> String {
        let (ip, port) = (self.address.ip(), self.address.port());
        SDP.replace("c=IN IP4 127.0.0.1", &format!("c=IN IP4 {ip}"))
            .replace("m=audio 9", &format!("m=audio {port}"))
    }

    /// A route by which requests would come here.
    fn record_route(&self) -> String {
        format!("Record-Route: <sip:{};lr>\r\n", self.address)
    }
}

/// A node that sends nothing there.
fn node(data: &std::path::Path, rtp: &str) -> Node {
    let refused =
        "[sip.outbound]\nrefused_networks = [\"127.9.0.0/16\"]\nredirect_hosts = [\"127.9.0.1\"]\n";
    let node = Node::serve(&write_node_config(data, rtp, "", refused));
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    node
}

fn told(node: &Node, victim: &Victim) {
    let record = ended(node, 1);
    assert_eq!(record["reason"], "removed", "{record}");
    assert!(notices(&record).contains(&"address-refused"), "{record}");
    let ladder = trace::ladder(node, record["call_id"].as_str().expect("an id"));
    let told = format!("RTP does not go to {}: address-refused", victim.address);
    assert!(ladder.contains(&told), "{ladder}");
}

fn remove(node: &Node, identity: &str) {
    let who = json!({"room": "meeting", "identity": identity});
    let path = "/twirp/livekit.RoomService/RemoveParticipant";
    let (status, answer) = node.post(path, &who);
    assert_eq!(status, 200, "{answer}");
}

#[test]
fn a_caller_cannot_have_media_or_requests_sent_to_a_refused_network() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50500-50599");
    let (caller, victim) = (Callee::new(), Victim::new());
    let contact = format!("Contact: <sip:eve@{}>\r\n", victim.address);
    let lines = format!(
        "{contact}{}Content-Type: application/sdp\r\n",
        victim.record_route()
    );
    caller.request(node.sip, "INVITE", "", (&lines, &victim.description()));
    let answer = caller.expect_status(200);
    let tag = answer.to().expect("To").tag().expect("a tag").to_vec();
    let tag = String::from_utf8_lossy(&tag);
    caller.request(node.sip, "ACK", &tag, (&contact, ""));
    let description = String::from_utf8_lossy(answer.body()).into_owned();
    let port = description.split("m=audio ").nth(1).expect("audio");
    let port = port.split(' ').next().and_then(|port| port.parse().ok());
    // Where his packets come from, ours go to.
    let mut media = Stranger::new();
    media.socket.set_nonblocking(true).expect("a socket");
    until("he is spoken to", || {
        media.speak(SocketAddr::from(([127, 0, 0, 1], port.expect("a port"))));
        media.socket.recv(&mut [0; 1500]).ok()
    });
    remove(&node, "sip_eve");
    let bye = caller.expect("BYE");
    let route = bye.0.header(HeaderName::Route).expect("a route");
    assert!(String::from_utf8_lossy(route).contains(&victim.address.to_string()));
    caller.answer(&bye, 200, "", "");
    told(&node, &victim);
    victim.hears_nothing();
    node.wait_for_empty_house();
}

#[test]
fn a_callee_cannot_have_media_or_requests_sent_to_a_refused_network() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50600-50699");
    let (callee, victim) = (Callee::new(), Victim::new());
    let path = "/twirp/livekit.SIP/CreateSIPParticipant";
    let more = json!({"wait_until_answered": false});
    let (status, info) = node.post(path, &Setting::request(callee.address, &more));
    assert_eq!(status, 200, "{info}");
    let invite = callee.expect("INVITE");
    let contact = format!("Contact: <sip:callee@{}>\r\n", victim.address);
    let lines = contact + &victim.record_route();
    callee.answer_with(&invite, 200, "a", (&lines, &victim.description()));
    callee.expect("ACK");
    remove(&node, "callee");
    let bye = callee.expect("BYE");
    callee.answer(&bye, 200, "", "");
    told(&node, &victim);
    victim.hears_nothing();
    node.wait_for_empty_house();
}

#[test]
fn a_redirection_into_a_refused_network_is_not_followed() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50700-50799");
    let (callee, victim) = (Callee::new(), Victim::new());
    let asked = Setting::request(callee.address, &json!({"wait_until_answered": true}));
    let (status, error) = std::thread::scope(|scope| {
        let path = "/twirp/livekit.SIP/CreateSIPParticipant";
        let asking = scope.spawn(|| node.post(path, &asked));
        let invite = callee.expect("INVITE");
        let contact = format!("Contact: <sip:callee@{}>\r\n", victim.address);
        callee.answer_with(&invite, 302, "a", (&contact, ""));
        callee.expect("ACK");
        asking.join().expect("it answers")
    });
    let told = (status, &error["meta"]["reason"]);
    assert_eq!(told, (404, &json!("redirected")), "{error}");
    victim.hears_nothing();
}

#[test]
fn addresses_in_refused_networks_are_not_called() {
    let data = tempfile::tempdir().expect("a folder");
    let callee = Callee::new();
    // It resolves to the loopback, which is refused.
    let names = NameServer::start(vec![names::host("inner.test")]);
    let lines = format!("name_servers = \"{}\"\n", names.address);
    let refused = "[sip.outbound]\nrefused_networks = [\"127.0.0.1\", \"10.0.0.0/8\"]\n";
    let file = write_node_config(data.path(), "50400-50499", &lines, refused);
    let node = Node::serve(&file);
    let port = callee.address.port();
    for more in [
        json!({"trunk": {"hostname": callee.address.to_string()}}),
        json!({"trunk": {"hostname": "10.1.2.3"}}),
        json!({"trunk": {"hostname": format!("inner.test:{port}")}}),
        json!({"trunk": {"hostname": "0.0.0.0"}}),
        json!({"trunk": {"hostname": "192.0.2.1"}, "headers": {"Route": format!("<sip:inner.test:{port};lr>")}}),
        json!({"trunk": {"hostname": "192.0.2.1"}, "sip_request_uri": {"raw": format!("sip:a@127.0.0.1:{port}")}}),
    ] {
        let path = "/twirp/livekit.SIP/CreateSIPParticipant";
        let (status, error) = node.post(path, &Setting::request(callee.address, &more));
        let told = (status, &error["code"], &error["meta"]["reason"]);
        let wanted = (400, &json!("invalid_argument"), &json!("address-refused"));
        assert_eq!(told, wanted, "{more}: {error}");
    }
    callee.socket.set_nonblocking(true).expect("a socket");
    assert!(callee.socket.recv(&mut [0; 1]).is_err(), "nothing was sent");
}
