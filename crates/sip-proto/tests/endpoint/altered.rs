//! Messages of RFC 4475 with octets altered, through everything that answers them: whatever we send reads.

use std::time::Duration;

use bytes::Bytes;
use tandem_sip_proto::{Dialog, Event, Flow, Limits, Message, Method, Reply};

use crate::rig::{Rig, Sent, tcp, udp};

/// Enough for our answers to the longest request that we take.
const WIDE: Limits = Limits {
    header_octets: 1 << 20,
    body_octets: 1 << 20,
    header_lines: 1 << 10,
};

fn read(sent: &Sent) -> Message {
    let message = Message::parse(sent.bytes.clone(), &WIDE);
    let message = message.and_then(|message| message.validate().map(|()| message));
    message.unwrap_or_else(|error| panic!("{error} in what we sent: {:?}", sent.bytes))
}

/// An answer has the parts that its request is known by.
fn answers(sent: &Sent, request: &Message) {
    let answer = read(sent);
    let branch = |message: &Message| {
        let via = message.top_via().expect("read before");
        via.branch().map(<[u8]>::to_vec)
    };
    assert_eq!(branch(&answer), branch(request));
    assert_eq!(answer.call_id(), request.call_id());
    assert_eq!(answer.cseq(), request.cseq());
    assert_eq!(
        answer.from().expect("read before").tag(),
        request.from().expect("read before").tag()
    );
}

/// Answers a request, with a dialog and our BYE where it makes one.
fn serve(rig: &mut Rig, flow: Flow, octets: Bytes) {
    for sent in rig.hear_on(flow, octets) {
        assert!(sent.status() >= 400, "{:?}", sent.bytes);
    }
    for event in rig.events() {
        let Event::Request { tx, message, .. } = event else {
            continue;
        };
        answers(&rig.respond(tx, &Reply::new(180).to_tag("b1"))[0], &message);
        answers(&rig.respond(tx, &Reply::new(200).to_tag("b1"))[0], &message);
        let plain = Message::parse(message.normalised(), &WIDE).expect("it has but one reading");
        assert_eq!(plain.body(), message.body());
        assert_eq!(plain.call_id(), message.call_id());
        if message.method() == Method::Invite
            && let Ok(mut dialog) = Dialog::uas(&message, "b1", flow)
        {
            let (bye, flow) = dialog.request(Method::Bye, &[]);
            rig.endpoint.request(&bye, flow, rig.now);
            let bye = read(&rig.sent()[0]);
            assert_eq!(bye.call_id(), message.call_id());
        }
    }
}

#[test]
fn whatever_is_sent_in_answer_to_an_altered_message_reads() {
    let folder = format!("{}/tests/torture", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("the corpus");
    for path in files.map(|entry| entry.expect("an entry").path()) {
        let octets = std::fs::read(&path).expect("a message");
        let flow = if octets.len() % 2 == 0 { udp() } else { tcp(7) };
        for at in (0..octets.len()).step_by(5) {
            for altered in [0, b'\r', b' ', b';', b'<', b'"', b',', b'?', b'\\', 0xff] {
                let mut rig = Rig::new();
                let mut copy = octets.clone();
                copy[at] = altered;
                serve(&mut rig, flow, copy.into());
                rig.advance(Duration::from_secs(33));
                rig.events();
                rig.assert_empty();
            }
        }
    }
}
