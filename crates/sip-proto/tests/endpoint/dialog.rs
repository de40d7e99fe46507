//! Dialogs as the callee knows them (RFC 3261 §12).

use tandem_sip_proto::{Dialog, DialogError, Method, RefusedNetworks, Reply, Transport};

use crate::request::Request;
use crate::rig::{Rig, Sent, address, statuses, tcp, udp, udp_from};

/// Answers a call with 200, and gives its dialog.
fn accept(rig: &mut Rig, flow: tandem_sip_proto::Flow, invite: &Request) -> (Dialog, Sent) {
    let (tx, message) = rig.take(flow, invite);
    let accepted = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    let dialog = Dialog::uas(&message, "b1", flow).expect("a dialog");
    (dialog, accepted[0].clone())
}

/// Our BYE, as it goes out.
fn bye(rig: &mut Rig, dialog: &mut Dialog) -> Sent {
    let (request, flow) = dialog.request(
        Method::Bye,
        &[
            ("Reason", "Q.850;cause=16"),
            ("To", "<sip:x@y>"),
            ("l", "9"),
        ],
    );
    rig.endpoint.request(&request, flow, rig.now);
    rig.sent().remove(0)
}

#[test]
fn a_bye_of_no_dialog_gets_481_and_that_of_ours_200_once() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (mut dialog, accepted) = accept(&mut rig, udp(), &invite);
    let right = invite.within("BYE", &accepted.header("To"));
    let mut wrong = vec![right.clone(); 3];
    wrong[0].to = invite.to.clone();
    wrong[1].from = "<sip:alice@192.0.2.1>;tag=other".to_owned();
    wrong[2].call_id = "other".to_owned();
    for (index, request) in wrong.iter_mut().enumerate() {
        request.via = format!("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-wrong-{index}");
        let (tx, message) = rig.take(udp(), request);
        let error = dialog.accept(&message).expect_err("another dialog");
        assert_eq!(error, DialogError::Elsewhere);
        let sent = rig.respond(tx, &Reply::new(error.status()).to_tag("b9"));
        assert_eq!(statuses(&sent), [481]);
    }
    let (tx, message) = rig.take(udp(), &right);
    assert_eq!(dialog.accept(&message), Ok(()));
    let sent = rig.respond(tx, &Reply::new(200).to_tag("b9"));
    assert_eq!(
        sent[0].header("To"),
        accepted.header("To"),
        "its own tag stays"
    );
    let mut old = right;
    old.via = "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-old".to_owned();
    let (_, message) = rig.take(udp(), &old);
    let error = dialog.accept(&message).expect_err("the number was used");
    assert_eq!(error.status(), 500);
}

#[test]
fn our_bye_follows_the_contact_and_has_the_dialogs_names() {
    let mut rig = Rig::new();
    let mut invite = Request::new("INVITE").line("Contact: <sip:alice@192.0.2.1:5080;ob>");
    invite.from = "\"BEL:\\\u{7} and \\\"\" <sip:alice@192.0.2.1>;tag=a1".to_owned();
    let (mut dialog, accepted) = accept(&mut rig, udp(), &invite);
    let sent = bye(&mut rig, &mut dialog);
    assert_eq!(sent.start_line(), "BYE sip:alice@192.0.2.1:5080;ob SIP/2.0");
    assert_eq!(sent.flow.peer, address("192.0.2.1:5080"));
    assert_eq!(sent.header("From"), accepted.header("To"));
    assert_eq!(sent.header("To"), invite.from, "escaped octets and all");
    assert_eq!(sent.header("Call-ID"), invite.call_id);
    assert_eq!(sent.header("CSeq"), "2 BYE");
    assert_eq!(sent.header("Max-Forwards"), "70");
    assert_eq!((sent.headers("To").len(), sent.headers("l").len()), (1, 0));
    assert_eq!(sent.header("Reason"), "Q.850;cause=16");
    assert!(
        sent.header("Via")
            .starts_with("SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK")
    );
}

#[test]
fn our_requests_take_the_route_of_the_invite() {
    let loose = Request::invite()
        .line("Record-Route: <sip:198.51.100.1:5090;lr>, <sip:198.51.100.2;lr>")
        .line("Record-Route: <sip:198.51.100.3;lr>");
    let mut rig = Rig::new();
    let (mut dialog, _) = accept(&mut rig, udp_from("198.51.100.1:5090"), &loose);
    let sent = bye(&mut rig, &mut dialog);
    assert_eq!(sent.start_line(), "BYE sip:alice@192.0.2.1:5060 SIP/2.0");
    assert_eq!(
        sent.headers("Route"),
        [
            "<sip:198.51.100.1:5090;lr>",
            "<sip:198.51.100.2;lr>",
            "<sip:198.51.100.3;lr>"
        ]
    );
    assert_eq!(sent.flow.peer, address("198.51.100.1:5090"));

    let strict = Request::invite().line("Record-Route: <sip:198.51.100.1>, <sip:198.51.100.2;lr>");
    let mut rig = Rig::new();
    let (mut dialog, _) = accept(&mut rig, udp_from("198.51.100.1:5060"), &strict);
    let sent = bye(&mut rig, &mut dialog);
    assert_eq!(sent.start_line(), "BYE sip:198.51.100.1 SIP/2.0");
    assert_eq!(
        sent.headers("Route"),
        ["<sip:198.51.100.2;lr>", "<sip:alice@192.0.2.1:5060>"]
    );
}

#[test]
fn a_route_into_a_refused_network_is_not_followed() {
    let refused: RefusedNetworks = ["198.51.100.0/24".parse().expect("a network")]
        .into_iter()
        .collect();
    let (peer, proxy) = ("192.0.2.1:5060", "198.51.100.1:5060");
    for (source, route, goes_to) in [
        (peer, "<sip:198.51.100.7:5090;lr>", peer),
        (peer, "<sip:198.51.100.7>", peer),
        (peer, "<sip:0.0.0.0;lr>", peer),
        (peer, "<sip:224.0.1.75;lr>", peer),
        (peer, "<sip:203.0.113.7;lr>", "203.0.113.7:5060"),
        // The call came from there, and so it goes there.
        (proxy, "<sip:198.51.100.1:5090;lr>", "198.51.100.1:5090"),
        (proxy, "<sip:198.51.100.2;lr>", proxy),
    ] {
        let mut rig = Rig::new();
        let invite = Request::invite().line(&format!("Record-Route: {route}"));
        let (dialog, _) = accept(&mut rig, udp_from(source), &invite);
        let sent = bye(&mut rig, &mut dialog.avoiding(refused.clone()));
        assert_eq!(sent.flow.peer, address(goes_to), "{route} from {source}");
    }
}

#[test]
fn header_fields_of_a_contact_stay_out_of_our_request_uri() {
    let mut rig = Rig::new();
    let invite =
        Request::new("INVITE").line("Contact: <sip:alice@192.0.2.1;x=y?Route=%3Csip:e%3E>");
    let (mut dialog, _) = accept(&mut rig, udp(), &invite);
    let sent = bye(&mut rig, &mut dialog);
    assert_eq!(sent.start_line(), "BYE sip:alice@192.0.2.1;x=y SIP/2.0");
}

#[test]
fn behind_nat_our_requests_go_back_the_way_that_the_invite_came() {
    let invite = Request::new("INVITE").line("Contact: <sip:alice@10.0.0.5:5060>");
    let mut rig = Rig::new();
    let (mut dialog, _) = accept(&mut rig, udp_from("192.0.2.1:33333"), &invite);
    let sent = bye(&mut rig, &mut dialog);
    assert_eq!(sent.flow.peer, address("192.0.2.1:33333"));
    assert_eq!(sent.start_line(), "BYE sip:alice@10.0.0.5:5060 SIP/2.0");
}

#[test]
fn an_accepted_reinvite_moves_the_target() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (mut dialog, accepted) = accept(&mut rig, udp(), &invite);
    let moved = invite
        .within("INVITE", &accepted.header("To"))
        .line("Contact: <sip:alice@192.0.2.1:7777>");
    let (tx, message) = rig.take(udp(), &moved);
    assert_eq!(dialog.accept(&message), Ok(()));
    dialog.refresh(&message);
    rig.respond(tx, &Reply::new(200));
    assert_eq!(
        bye(&mut rig, &mut dialog).flow.peer,
        address("192.0.2.1:7777")
    );
}

#[test]
fn over_tcp_the_connection_is_named_and_where_to_open_another() {
    let cases = [
        (
            "Contact: <sip:alice@192.0.2.1:5080;transport=tcp>",
            "192.0.2.1:5080",
        ),
        (
            "Contact: <sip:alice@192.0.2.1;transport=tcp>",
            "192.0.2.1:5060",
        ),
        ("Contact: <sip:alice@10.0.0.5:5080>", "192.0.2.1:5080"),
        ("Contact: <sip:alice@pc.example.com>", "192.0.2.1:5060"),
    ];
    for (contact, listens) in cases {
        let mut rig = Rig::new();
        let (mut dialog, _) = accept(&mut rig, tcp(7), &Request::new("INVITE").line(contact));
        let sent = bye(&mut rig, &mut dialog);
        assert_eq!(
            (sent.flow.connection, sent.flow.peer),
            (7, address(listens)),
            "{contact}"
        );
        assert!(
            sent.header("Via")
                .starts_with("SIP/2.0/TCP 192.0.2.10:5060;")
        );
    }
}

#[test]
fn a_caller_of_rfc_2543_has_a_dialog_without_tag_and_contact() {
    let mut rig = Rig::new();
    let mut invite = Request::new("INVITE").via("SIP/2.0/UDP 192.0.2.1");
    invite.from = "sip:alice@192.0.2.1".to_owned();
    let (mut dialog, accepted) = accept(&mut rig, udp(), &invite);
    assert_eq!(dialog.remote_tag(), "");
    let mut end = invite.within("BYE", &accepted.header("To"));
    end.via = invite.via.clone();
    let (_, message) = rig.take(udp(), &end);
    assert_eq!(dialog.accept(&message), Ok(()));
}

#[test]
fn our_contact_is_secure_where_the_caller_asks_for_that() {
    let tls = tandem_sip_proto::Flow {
        transport: Transport::Tls,
        ..tcp(7)
    };
    let plain = Request::invite;
    let mut asked = plain();
    "sips:+4930111@192.0.2.10".clone_into(&mut asked.uri);
    let contact = Request::new("INVITE").line("Contact: <sips:alice@192.0.2.1>");
    let route = plain().line("Record-Route: <sips:192.0.2.9;lr>, <sip:192.0.2.8;lr>");
    let farther = contact.clone().line("Record-Route: <sip:192.0.2.9;lr>");
    for (flow, invite, wanted) in [
        (tls, plain(), "<sip:192.0.2.10:5060;transport=tls>"),
        (tls, asked.clone(), "<sips:192.0.2.10:5060>"),
        (tls, contact, "<sips:192.0.2.10:5060>"),
        (tls, route, "<sips:192.0.2.10:5060>"),
        (tls, farther, "<sip:192.0.2.10:5060;transport=tls>"),
        (tcp(7), asked, "<sip:192.0.2.10:5060;transport=tcp>"),
        (udp(), plain(), "<sip:192.0.2.10:5060>"),
    ] {
        let mut rig = Rig::new();
        let (_, message) = rig.take(flow, &invite);
        let dialog = Dialog::uas(&message, "b1", flow).expect("a dialog");
        assert_eq!(dialog.contact(flow), wanted, "{invite:?}");
    }
}
