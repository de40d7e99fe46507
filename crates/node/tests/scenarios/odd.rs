//! Callees whose ways are unusual, and legal or nearly so.

use std::cell::Cell;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tandem_sip_proto::{HeaderName, Message};

use crate::hostile::{Callee, SDP, notices};
use crate::outbound::Setting;
use crate::support::until;
use crate::trace;
use crate::transfer::transfer;

const WITH_SDP: &str = "Content-Type: application/sdp\r\n";

pub(crate) fn text(message: &Message, name: HeaderName) -> String {
    String::from_utf8_lossy(message.header(name).unwrap_or_default()).into_owned()
}

/// A description with media at this port.
fn at(port: u16) -> String {
    SDP.replace("m=audio 9 ", &format!("m=audio {port} "))
}

/// A call that has come to a callee.
pub(crate) struct Rung<'a> {
    pub(crate) callee: &'a Callee,
    pub(crate) invite: (Message, SocketAddr),
    number: Cell<u32>,
}

impl<'a> Rung<'a> {
    /// Calls, and nobody waits for the answer.
    fn new(setting: &Setting, callee: &'a Callee) -> Self {
        Self::with(setting, callee, &json!({}))
    }

    /// The same with these fields of the request.
    pub(crate) fn with(setting: &Setting, callee: &'a Callee, more: &Value) -> Self {
        let mut fields = more.clone();
        fields["wait_until_answered"] = json!(false);
        let (status, info) = setting.call(callee.address, &fields);
        assert_eq!(status, 200, "{info}");
        Self {
            callee,
            invite: callee.expect("INVITE"),
            number: Cell::new(0),
        }
    }

    /// The same, and it is answered by one with this tag.
    fn answered(setting: &Setting, callee: &'a Callee, tag: &str) -> Self {
        let rung = Self::new(setting, callee);
        rung.answer(200, tag, SDP);
        callee.expect("ACK");
        setting.await_status("active");
        rung
    }

    pub(crate) fn answer(&self, status: u16, tag: &str, body: &str) {
        self.callee.answer(&self.invite, status, tag, body);
    }

    /// Sends a request of the one with this tag.
    fn send(&self, method: &str, tag: &str, lines: &str, body: &str) {
        self.number.set(self.number.get() + 1);
        let (invite, node) = &self.invite;
        let (own, number) = (self.callee.address, self.number.get());
        let [from, to, call_id] =
            [HeaderName::To, HeaderName::From, HeaderName::CallId].map(|name| text(invite, name));
        let uri = text(invite, HeaderName::Contact);
        let uri = uri.trim_matches(['<', '>']);
        let request = format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{call_id}{tag}{number};rport\r\n\
             Max-Forwards: 70\r\nFrom: {from};tag={tag}\r\nTo: {to}\r\nCall-ID: {call_id}\r\n\
             CSeq: {number} {method}\r\nContact: <sip:callee@{own}>\r\n{lines}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let sent = self.callee.socket.send_to(request.as_bytes(), node);
        sent.expect("loopback takes it");
    }

    /// Sends one, and gives the answer if it has this status.
    fn ask(&self, method: &str, tag: &str, lines: &str, body: &str, status: u16) -> Message {
        self.send(method, tag, lines, body);
        self.callee.expect_status(status)
    }

    /// Is hung up by the node, in the dialog of this tag.
    fn is_ended(&self, setting: &Setting, tag: &str) {
        setting.remove_callee();
        let bye = self.callee.expect("BYE");
        assert!(text(&bye.0, HeaderName::To).ends_with(&format!(";tag={tag}")));
        self.callee.answer(&bye, 200, "", "");
    }
}

fn ladder(setting: &Setting, record: &Value) -> String {
    let id = record["call_id"].as_str().expect("an id");
    trace::ladder(&setting.node, id)
}

#[test]
fn of_many_who_ring_one_answers() {
    let Some(setting) = Setting::new("48800-48819") else {
        return;
    };
    let callee = Callee::new();
    let rung = Rung::new(&setting, &callee);
    rung.answer(180, "a", "");
    rung.answer(183, "b", &at(4001));
    rung.answer(183, "b", "");
    rung.answer(180, "c", "");
    setting.await_status("ringing");
    rung.answer(200, "c", &at(4003));
    // Twice, as if the ACK had been slow.
    rung.answer(200, "c", &at(4003));
    for _ in 0..2 {
        let ack = callee.expect("ACK").0;
        assert!(text(&ack, HeaderName::To).ends_with(";tag=c"));
    }
    let participant = setting.await_status("active");
    assert_eq!(participant["attributes"]["sip.callTag"], "c");
    rung.is_ended(&setting, "c");
    let record = setting.ended();
    assert_eq!(record["reason"], "removed", "{record}");
    assert!(notices(&record).is_empty(), "{record}");
    let ladder = ladder(&setting, &record);
    let (early, answered) = (ladder.find("127.0.0.1:4001"), ladder.find("127.0.0.1:4003"));
    assert!(early.is_some() && early < answered, "{ladder}");
}

#[test]
fn a_call_may_be_updated_before_its_answer() {
    let Some(setting) = Setting::new("48820-48839") else {
        return;
    };
    let callee = Callee::new();
    // Who updates answers, and repeats his first word; or it is another one who answers.
    for (number, (answers, media)) in [("a", 4002), ("b", 4003)].into_iter().enumerate() {
        let rung = Rung::new(&setting, &callee);
        rung.answer(180, "a", "");
        // Our offer has no answer yet.
        let refused = rung.ask("UPDATE", "a", WITH_SDP, &at(4009), 491);
        assert!(crate::reason(&refused).contains("request-pending"));
        rung.ask("UPDATE", "a", "", "", 200);
        let contact = format!("Contact: <sip:callee@{}>\r\n", callee.address);
        let reliable = format!("{contact}Require: 100rel\r\nRSeq: 1\r\n");
        callee.answer_with(&rung.invite, 183, "a", (&reliable, &at(4001)));
        let prack = callee.expect("PRACK");
        callee.answer(&prack, 200, "", "");
        let updated = rung.ask("UPDATE", "a", WITH_SDP, &at(4002), 200);
        assert!(String::from_utf8_lossy(updated.body()).contains("m=audio "));
        let refused = rung.ask("INVITE", "a", WITH_SDP, &at(4009), 491);
        assert!(crate::reason(&refused).contains("request-pending"));
        rung.send("ACK", "a", "", "");
        rung.answer(200, answers, &at(if answers == "a" { 4001 } else { media }));
        callee.expect("ACK");
        setting.await_status("active");
        rung.is_ended(&setting, answers);
        let record = setting.latest(number + 1);
        assert_eq!(record["reason"], "removed", "{record}");
        let ladder = ladder(&setting, &record);
        let agreed = ladder.lines().rfind(|line| line.contains(" · RTP PCMU"));
        let wanted = format!("127.0.0.1:{media}");
        assert!(
            agreed.is_some_and(|line| line.contains(&wanted)),
            "{ladder}"
        );
    }
}

#[test]
fn who_answers_when_the_call_is_taken_back_is_hung_up() {
    let Some(setting) = Setting::new("48840-48859") else {
        return;
    };
    let callee = Callee::new();
    let rung = Rung::new(&setting, &callee);
    rung.answer(180, "a", "");
    setting.await_status("ringing");
    let path = "/twirp/livekit.RoomService/DeleteRoom";
    let (status, _) = setting.node.post(path, &json!({"room": "meeting"}));
    assert_eq!(status, 200);
    let cancel = callee.expect("CANCEL");
    rung.answer(200, "a", SDP);
    callee.answer(&cancel, 200, "a", "");
    callee.expect("ACK");
    let bye = callee.expect("BYE");
    assert!(crate::reason(&bye.0).contains("unwanted-answer"));
    callee.answer(&bye, 200, "", "");
    let record = until("it is told", || {
        let record = setting.ended();
        (notices(&record) == ["unwanted-answer"]).then_some(record)
    });
    assert_eq!(record["reason"], "room-deleted", "{record}");
}

#[test]
fn requests_take_the_routes_of_the_answer_loose_or_strict() {
    let Some(setting) = Setting::new("48860-48879") else {
        return;
    };
    let callee = Callee::new();
    let own = callee.address;
    let far = "<sip:far.example.test;lr>";
    let target = format!("sip:callee@{own};ob;gr=x%3By;transport=udp");
    let contact = format!("Contact: \"C, D\" <{target}>;expires=60;+sip.instance=\"<urn:x>\"\r\n");
    for (number, (near, uri, routes)) in [
        (
            format!("<sip:{own};lr>"),
            target.clone(),
            vec![format!("<sip:{own};lr>"), far.to_owned()],
        ),
        (
            format!("<sip:p@{own};x>"),
            format!("sip:p@{own};x"),
            vec![far.to_owned(), format!("<{target}>")],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let rung = Rung::new(&setting, &callee);
        let lines = format!("{contact}Record-Route: {far}, {near}\r\n");
        callee.answer_with(&rung.invite, 200, "a", (&lines, SDP));
        let ack = callee.expect("ACK").0;
        setting.await_status("active");
        setting.remove_callee();
        let bye = callee.expect("BYE");
        for request in [&ack, &bye.0] {
            assert_eq!(String::from_utf8_lossy(request.request_uri()), uri);
            let taken = request.list(HeaderName::Route);
            let taken: Vec<_> = taken.map(String::from_utf8_lossy).collect();
            assert_eq!(taken, routes);
        }
        callee.answer(&bye, 200, "", "");
        assert_eq!(setting.latest(number + 1)["reason"], "removed");
    }
}

#[test]
fn answers_in_short_and_small_letters_are_read() {
    let Some(setting) = Setting::new("48880-48899") else {
        return;
    };
    let callee = Callee::new();
    let rung = Rung::new(&setting, &callee);
    let (invite, node) = &rung.invite;
    let value = |name| text(invite, name);
    let answer = format!(
        "SIP/2.0 200 ok\r\nv: {}\r\nf : {}\r\nT: {};tag=a\r\ni:{}\r\ncseq:\r\n {}\r\nM: sip:callee@{}\r\n\
         c: Application/SDP\r\nl: {}\r\n\r\n{SDP}",
        value(HeaderName::Via),
        value(HeaderName::From),
        value(HeaderName::To),
        value(HeaderName::CallId),
        value(HeaderName::CSeq),
        callee.address,
        SDP.len()
    );
    let sent = callee.socket.send_to(answer.as_bytes(), node);
    sent.expect("loopback takes it");
    callee.expect("ACK");
    setting.await_status("active");
    // His own offer meets our BYE.
    setting.remove_callee();
    let bye = callee.expect("BYE");
    let late = rung.ask("INVITE", "a", WITH_SDP, SDP, 481);
    assert!(crate::reason(&late).contains("no-dialog"));
    rung.send("ACK", "a", "", "");
    callee.answer(&bye, 200, "", "");
    assert_eq!(setting.ended()["reason"], "removed");
}

/// What a callee does who is asked to call somebody else.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Takes the REFER with this status.
    Takes(u16),
    /// Tells this, as the body of a NOTIFY, and the state of the subscription.
    Tells(&'static str, &'static str),
    /// Hangs up.
    Leaves,
}

/// What is done, and the reason that is told then, with its HTTP status where it is an error.
type Case<'a> = (&'a [Does], Result<&'a str, (u16, &'a str)>);

#[test]
fn transferees_tell_their_outcome_in_many_ways() {
    use Does::{Leaves, Takes, Tells};
    let Some(setting) = Setting::new("48780-48799") else {
        return;
    };
    let active = "active;expires=60";
    let over = "Terminated;reason=noresource";
    let trying = "SIP/2.0 100 Trying\r\n";
    let completed = Ok("STR_COMPLETED");
    let unsubscribed = Err((412, "STR_SUBSCRIPTION_TERMINATED"));
    let callee = Callee::new();
    let cases: [Case<'_>; 10] = [
        (&[Tells("SIP/2.0 200 OK", over), Takes(202)], completed),
        (&[Takes(200), Tells("sip/2.0 200", active)], completed),
        (
            &[
                Takes(202),
                Tells("", active),
                Tells("SIP/2.0 200 OK\r\nTo: x\r\n", over),
            ],
            completed,
        ),
        (
            &[Takes(202), Tells(trying, active), Leaves],
            Ok("STR_CALL_ENDED"),
        ),
        (&[Takes(202), Leaves], Ok("STR_CALL_ENDED")),
        (&[Leaves], Err((412, ""))),
        (&[Takes(202), Tells(trying, over)], unsubscribed),
        (&[Takes(202), Tells("", over)], unsubscribed),
        (
            &[Takes(202), Tells("SIP/2.0 503 No\r\n", over)],
            Err((412, "STR_REJECTED")),
        ),
        (&[Takes(202)], Err((408, "STR_RINGING_TIMEOUT"))),
    ];
    for (number, (does, wanted)) in cases.into_iter().enumerate() {
        let rung = Rung::answered(&setting, &callee, "a");
        let is_silent = matches!(does, [Takes(202)]);
        let patience = if is_silent { "1s" } else { "60s" };
        let (status, answer) = std::thread::scope(|scope| {
            let asking = scope.spawn(|| transfer(&setting, &json!({"ringing_timeout": patience})));
            let refer = callee.expect("REFER");
            for one in does {
                match one {
                    Takes(status) => callee.answer(&refer, *status, "", ""),
                    Tells(body, state) => {
                        let lines = format!(
                            "o: refer\r\nSubscription-State: {state}\r\nc: message/sipfrag\r\n"
                        );
                        rung.ask("NOTIFY", "a", &lines, body, 200);
                    }
                    Leaves => {
                        rung.ask("BYE", "a", "", "", 200);
                    }
                }
            }
            asking.join().expect("it answers")
        });
        let told = match status {
            200 => Ok(answer["reason"].as_str().unwrap_or_default()),
            status => Err((
                status,
                answer["meta"]["sip_transfer_reason"]
                    .as_str()
                    .unwrap_or_default(),
            )),
        };
        assert_eq!(told, wanted, "{does:?}: {answer}");
        if !matches!(does, [.., Leaves]) {
            if wanted.is_err() {
                setting.remove_callee();
            }
            let bye = callee.expect("BYE");
            callee.answer(&bye, 200, "", "");
        }
        setting.latest(number + 1);
    }
}
