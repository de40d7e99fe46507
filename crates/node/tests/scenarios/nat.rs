//! A node behind NAT: its peers are told where they reach it, by the network that they are in.

use std::net::SocketAddr;

use serde_json::json;
use tandem_sip_proto::{HeaderName, Message};

use crate::direct;
use crate::hostile::{Callee, SDP, Stranger, ended};
use crate::outbound::Setting;
use crate::support::{Node, until, write_node_config};

/// What is on this node, as the others of it are on the loopback, too.
const OWN: &str = "127.0.0.1";
const NETWORKS: &str = "[[sip.networks]]\nnetwork = \"127.0.0.2\"\n\
                        [[sip.networks]]\nnetwork = \"127.0.0.3\"\nadvertised_ip = \"192.0.2.7\"\n";

/// Peers by their addresses, and what they are told of SIP and of media.
const PEERS: [(&str, &str, &str); 3] = [
    ("127.0.0.1", "203.0.113.7", "203.0.113.8"),
    ("127.0.0.2", OWN, OWN),
    ("127.0.0.3", "192.0.2.7", "192.0.2.7"),
];

fn node(data: &std::path::Path, rtp: &str) -> Node {
    let usual = "advertised_ip = \"203.0.113.7\"\n";
    let sections = format!("{NETWORKS}[rtp]\nports = \"{rtp}\"\nadvertised_ip = \"203.0.113.8\"\n");
    let file = write_node_config(data, rtp, usual, "");
    let text = std::fs::read_to_string(&file).expect("written");
    let text = text.replace(&format!("[rtp]\nports = \"{rtp}\"\n"), "") + &sections;
    std::fs::write(&file, text).expect("written");
    let node = Node::serve(&file);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    node
}

/// The host of a field that has this before it and the node's port behind it, and the one in the description.
fn told(message: &Message, name: HeaderName, before: &str, sip: SocketAddr) -> (String, String) {
    let field = String::from_utf8_lossy(message.header(name).unwrap_or_default()).into_owned();
    let host = field.split_once(before).map(|(_, behind)| behind);
    let host = host.and_then(|behind| behind.split_once(&format!(":{}", sip.port())));
    let body = String::from_utf8_lossy(message.body()).into_owned();
    let media = body.lines().find_map(|line| line.strip_prefix("c=IN IP4 "));
    (
        host.expect("an address").0.to_owned(),
        media.expect("an address").to_owned(),
    )
}

fn media_port(message: &Message) -> u16 {
    let body = String::from_utf8_lossy(message.body()).into_owned();
    let audio = body.lines().find_map(|line| line.strip_prefix("m=audio "));
    let port = audio.and_then(|audio| audio.split(' ').next()?.parse().ok());
    port.expect("a port")
}

#[test]
fn peers_are_told_where_they_reach_a_node_behind_nat() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50800-50899");
    for (number, (peer, sip, media)) in PEERS.into_iter().enumerate() {
        let wanted = (sip.to_owned(), media.to_owned());
        let peer = Callee::at(peer.parse().expect("an address"));
        // A call to it.
        let path = "/twirp/livekit.SIP/CreateSIPParticipant";
        let more = json!({"wait_until_answered": false});
        let (status, info) = node.post(path, &Setting::request(peer.address, &more));
        assert_eq!(status, 200, "{info}");
        let invite = peer.expect("INVITE");
        for (name, before) in [(HeaderName::Via, "UDP "), (HeaderName::Contact, "<sip:")] {
            assert_eq!(told(&invite.0, name, before, node.sip), wanted);
        }
        peer.answer(&invite, 486, "a", "");
        peer.expect("ACK");
        ended(&node, 2 * number + 1);
        // And one of its own, with media where it really is.
        let fields = "Content-Type: application/sdp\r\n";
        peer.request(node.sip, "INVITE", "", (fields, SDP));
        let answer = peer.expect_status(200);
        let to = String::from_utf8_lossy(answer.header(HeaderName::To).expect("To")).into_owned();
        let tag = to.split_once(";tag=").expect("a tag").1;
        assert_eq!(
            told(&answer, HeaderName::Contact, "<sip:", node.sip),
            wanted
        );
        peer.request(node.sip, "ACK", tag, ("", ""));
        let mut voice = Stranger::new();
        voice.socket.set_nonblocking(true).expect("a socket");
        let port = SocketAddr::new(OWN.parse().expect("an address"), media_port(&answer));
        until("it is spoken to", || {
            voice.speak(port);
            voice.socket.recv(&mut [0; 1500]).ok()
        });
        peer.request(node.sip, "BYE", tag, ("", ""));
        peer.expect_status(200);
        assert_eq!(ended(&node, 2 * number + 2)["reason"], "caller-hangup");
    }
    node.wait_for_empty_house();
}
