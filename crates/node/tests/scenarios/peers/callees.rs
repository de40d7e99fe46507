//! Calls go out to programs of others, straight and by a proxy or a back-to-back user agent of others.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tandem_audio::Encoder;
use tandem_audio::tone::Sine;
use tandem_rtp_proto::Codec;

use super::{Way, asking_sippy, kamailio, sippy};
use crate::baresip::{Baresip, SetUp};
use crate::outbound::Setting;
use crate::support::{Phone, talk_until, until};
use crate::tool;
use crate::trace::{check, check_but_for, said};

/// What is said in a call that is answered and hung up.
const ANSWERED: [&str; 6] = ["INVITE", "180", "200", "ACK", "BYE", "200"];

/// Within it the phone rings, also by way of others on a busy machine.
const LONG_ENOUGH_TO_RING: &str = "4s";

/// All ways to one callee that this machine has the programs for.
fn ways(setting: &Setting, callee: SocketAddr) -> Vec<Way> {
    let folder = setting.folder();
    let proxy = kamailio(folder).map(Way::Kamailio);
    let agent = sippy(folder, callee).map(Way::Sippy);
    [Some(Way::Straight), proxy, agent]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn name(way: &Way) -> &'static str {
    match way {
        Way::Straight => "straight",
        Way::Kamailio(_) => "by Kamailio",
        Way::Sippy(_) => "by sippy",
    }
}

/// The trace of a call that was answered has all of it.
fn check_answered(setting: &Setting, way: &Way, info: &Value) {
    let id = info["sip_call_id"].as_str().expect("an id");
    let (node, folder) = (&setting.node, setting.folder());
    match way {
        Way::Straight | Way::Kamailio(_) => check(node, folder, id, &ANSWERED),
        // It answers from several threads: its 200 may overtake its 180.
        Way::Sippy(_) => check_but_for(node, folder, id, &ANSWERED, "180"),
    };
}

/// Calls the callee by a way, with these fields of the request.
pub(super) fn call(setting: &Setting, way: &Way, callee: SocketAddr, more: &Value) -> (u16, Value) {
    let (address, mut fields) = way.to(callee);
    let all = fields.as_object_mut().expect("an object");
    all.extend(more.as_object().expect("an object").clone());
    fields["sip_call_to"] = json!("anna");
    setting.call(address, &fields)
}

/// A setting whose room `meeting` takes callers, too.
pub(super) fn setting(rtp: &str) -> Option<Setting> {
    let setting = Setting::new(rtp).filter(|_| tool("baresip"))?;
    let rule = json!({"dispatch_rule": {"rule": {"dispatchRuleDirect": {"roomName": "meeting"}}}});
    setting.node.sip_api("CreateSIPDispatchRule", &rule);
    Some(setting)
}

pub(super) fn phone(setting: &Setting, answers: &str) -> Baresip {
    let set_up = SetUp {
        answers,
        ..SetUp::default()
    };
    Baresip::run(setting.folder(), &set_up)
}

/// One in the room who says another tone than the phone.
fn listener(setting: &Setting) -> Phone {
    let mut listener = Phone::new(setting.node.sip, "cora", "100", Codec::Pcmu, 1000.0);
    listener.call();
    listener
}

/// Waits until a listener in the room hears the tone of the phone, and nothing of his own.
pub(super) fn is_heard(listener: &mut Phone) {
    talk_until("the phone is heard", &mut [listener], |phones| {
        phones[0].loudest() > 1000 && phones[0].louder(440.0, 1000.0) >= 20.0
    });
}

#[test]
fn an_answered_call_is_heard_and_hung_up_by_either_side() {
    let Some(setting) = setting("49000-49099") else {
        return;
    };
    let phone = phone(&setting, "auto");
    let mut ended = 0;
    for way in ways(&setting, phone.plain) {
        println!("{}", name(&way));
        let mut listener = listener(&setting);
        let (status, info) = call(&setting, &way, phone.plain, &json!({}));
        assert_eq!(status, 200, "{info}");
        is_heard(&mut listener);
        listener.bye();
        setting.remove_callee();
        ended += 2;
        assert_eq!(setting.latest(ended)["reason"], "removed");
        check_answered(&setting, &way, &info);

        let (status, info) = call(&setting, &way, phone.plain, &json!({}));
        assert_eq!(status, 200, "{info}");
        phone.command("hangup");
        ended += 1;
        let record = setting.latest(ended);
        assert_eq!(record["reason"], "callee-hangup", "{record}");
        check_answered(&setting, &way, &info);
    }
    setting.node.wait_for_empty_house();
}

#[test]
fn a_phone_that_rings_is_taken_back_and_one_that_refuses_is_busy() {
    let Some(setting) = setting("49100-49199") else {
        return;
    };
    let phone = phone(&setting, "manual");
    let mut ended = 0;
    for way in ways(&setting, phone.plain) {
        println!("{}", name(&way));
        // Nobody answers in time.
        let closed = phone.count("session closed");
        let (status, error) = call(
            &setting,
            &way,
            phone.plain,
            &json!({"ringing_timeout": LONG_ENOUGH_TO_RING}),
        );
        let told = (status, &error["code"], &error["meta"]["reason"]);
        assert_eq!(
            told,
            (408, &json!("canceled"), &json!("no-answer")),
            "{error}"
        );
        until("the phone rings no more", || {
            (phone.count("session closed") > closed).then_some(())
        });
        ended += 1;
        setting.latest(ended);
        // The room is deleted while it rings.
        let (status, info) = call(
            &setting,
            &way,
            phone.plain,
            &json!({"wait_until_answered": false}),
        );
        assert_eq!(status, 200, "{info}");
        setting.await_status("ringing");
        let closed = phone.count("session closed");
        let path = "/twirp/livekit.RoomService/DeleteRoom";
        assert_eq!(setting.node.post(path, &json!({"room": "meeting"})).0, 200);
        until("the phone rings no more", || {
            (phone.count("session closed") > closed).then_some(())
        });
        ended += 1;
        assert_eq!(setting.latest(ended)["reason"], "room-deleted");
        // Somebody presses the red key.
        let (status, info) = call(
            &setting,
            &way,
            phone.plain,
            &json!({"wait_until_answered": false}),
        );
        assert_eq!(status, 200, "{info}");
        setting.await_status("ringing");
        phone.command("hangup");
        ended += 1;
        let record = setting.latest(ended);
        assert_eq!(
            (&record["reason"], &record["final_status"]),
            (&json!("busy"), &json!(486)),
            "{record}"
        );
    }
    setting.node.wait_for_empty_house();
}

/// 20 s of a tone of 440 Hz, as it travels.
fn encoded_tone() -> Vec<u8> {
    let mut encoder = Encoder::new(Codec::Pcma);
    let mut sine = Sine::new(440.0, 8000, 8000);
    let frame = |_| {
        let (mut samples, mut payload) = ([0; 160], [0; Codec::FRAME_OCTETS]);
        sine.fill(&mut samples);
        encoder.encode(&samples, &mut payload);
        payload
    };
    (0..1000).flat_map(frame).collect()
}

#[test]
fn what_is_said_before_the_answer_is_heard() {
    let Some(setting) = setting("49200-49299") else {
        return;
    };
    std::fs::write(setting.folder().join("tone.pcma"), encoded_tone()).expect("written");
    // A proxy and an agent have one callee each, as SIPp takes one call.
    let callee = || setting.provider("early", &[("rings", "5000")]);
    for by in 0..3 {
        let callee = callee();
        let Some(way) = ways(&setting, callee.address).into_iter().nth(by) else {
            continue;
        };
        println!("{}", name(&way));
        let mut listener = listener(&setting);
        let more = json!({"wait_until_answered": false, "play_dialtone": true});
        let (status, info) = call(&setting, &way, callee.address, &more);
        assert_eq!(status, 200, "{info}");
        setting.await_status("ringing");
        is_heard(&mut listener);
        setting.await_status("active");
        is_heard(&mut listener);
        listener.bye();
        setting.remove_callee();
        if !matches!(way, Way::Sippy(_)) {
            // sippy keeps the BYE of a call with early media to itself.
            callee.ended_well();
        }
        assert_eq!(setting.latest(2 * by + 2)["codec"], "PCMA");
    }
    setting.node.wait_for_empty_house();
}

#[test]
fn what_kamailio_refuses_redirects_and_asks_is_told() {
    let Some(setting) = setting("49300-49399") else {
        return;
    };
    let Some(proxy) = kamailio(setting.folder()) else {
        return;
    };
    let phone = phone(&setting, "auto");
    let answers = [
        ("busy", 429, "busy", "486", "Busy Here"),
        ("declined", 403, "declined", "603", "Decline"),
        // It leads to who is busy.
        ("moved", 429, "busy", "486", "Busy Here"),
        (
            "asks",
            412,
            "trunk-auth-failed",
            "407",
            "Proxy Authentication Required",
        ),
    ];
    for (user, http, reason, status, phrase) in answers {
        let (answered, error) = setting.call(proxy.address, &json!({"sip_call_to": user}));
        assert_eq!(
            (answered, &error["meta"]["reason"]),
            (http, &json!(reason)),
            "{error}"
        );
        let meta = &error["meta"];
        assert_eq!(
            (&meta["sip_status_code"], &meta["sip_status"]),
            (&json!(status), &json!(phrase))
        );
    }
    let trunk = json!({"hostname": proxy.address.to_string(), "auth_username": "user",
        "auth_password": "secret"});
    let more = json!({"sip_call_to": "asks", "trunk": trunk, "headers": {"X-Callee": phone.plain.to_string()}});
    let (status, info) = setting.call(proxy.address, &more);
    assert_eq!(status, 200, "{info}");
    setting.remove_callee();
    let record = setting.latest(answers.len() + 1);
    assert_eq!(record["reason"], "removed", "{record}");
    let id = record["call_id"].as_str().expect("an id");
    let said = [
        "INVITE", "407", "ACK", "INVITE", "180", "200", "ACK", "BYE", "200",
    ];
    check(&setting.node, setting.folder(), id, &said);
    // Nobody is where it sends the call.
    let nobody = json!({"sip_call_to": "anna", "headers": {"X-Callee": "127.0.0.1:9"}});
    let (status, error) = setting.call(proxy.address, &nobody);
    let told = (status, &error["meta"]["sip_status_code"]);
    assert_eq!(told, (408, &json!("408")), "{error}");
    setting.node.wait_for_empty_house();
}

/// Where a redirection leads: not to the trunk, and so not followed.
const ELSEWHERE: &str = "Contact: <sip:a@192.0.2.1>";

#[test]
fn what_the_callee_of_a_back_to_back_user_agent_says_is_told() {
    let Some(setting) = setting("49400-49499") else {
        return;
    };
    for (status, http, reason) in [
        ("486 Busy Here", 429, "busy"),
        ("603 Decline", 403, "declined"),
        ("404 Not Found", 404, "callee-unknown"),
        // It keeps the challenge to itself.
        ("401 Unauthorized", 412, "trunk-auth-failed"),
        ("302 Moved Temporarily", 404, "redirected"),
        ("503 Service Unavailable", 412, "trunk-failed"),
    ] {
        let callee = setting.provider("refuse", &[("status", status), ("more", ELSEWHERE)]);
        let Some(agent) = sippy(setting.folder(), callee.address) else {
            return;
        };
        let (answered, error) = setting.call(agent.address, &json!({}));
        assert_eq!(
            (answered, &error["meta"]["reason"]),
            (http, &json!(reason)),
            "{error}"
        );
        assert_eq!(error["meta"]["sip_status_code"], status[..3], "{error}");
        // sippy sends its ACK where the Contact of the refusal points.
    }
    setting.node.wait_for_empty_house();
}

#[test]
fn a_back_to_back_user_agent_that_asks_is_shown_credentials() {
    let Some(setting) = setting("48900-48999") else {
        return;
    };
    let phone = phone(&setting, "auto");
    let Some(agent) = asking_sippy(setting.folder(), phone.plain) else {
        return;
    };
    let trunk = |password: &str| json!({"hostname": agent.address.to_string(), "auth_username": "user", "auth_password": password});
    let nobody = json!({"hostname": agent.address.to_string()});
    let mut ended = 0;
    for (user, status) in [
        ("md5", 401),
        ("md5-sess", 401),
        ("sha-256", 401),
        ("several", 401),
        ("proxy", 407),
    ] {
        println!("{user}");
        for trunk in [&nobody, &trunk("wrong")] {
            let more = json!({"sip_call_to": user, "trunk": trunk});
            let (answered, error) = setting.call(agent.address, &more);
            let told = (answered, &error["code"], &error["meta"]["reason"]);
            let wanted = (
                412,
                &json!("failed_precondition"),
                &json!("trunk-auth-failed"),
            );
            assert_eq!(told, wanted, "{error}");
            assert_eq!(
                error["meta"]["sip_status_code"],
                status.to_string(),
                "{error}"
            );
        }
        let more = json!({"sip_call_to": user, "trunk": trunk("secret")});
        let (answered, info) = setting.call(agent.address, &more);
        assert_eq!(answered, 200, "{info}");
        setting.remove_callee();
        ended += 3;
        assert_eq!(setting.latest(ended)["reason"], "removed");
        let id = info["sip_call_id"].as_str().expect("an id");
        let asked = status.to_string();
        let wanted = [
            "INVITE", &asked, "ACK", "INVITE", "200", "ACK", "BYE", "200",
        ];
        let all = until("everything is in the trace", || {
            let mut all = said(&setting.node, id);
            all.retain(|one| one != "180");
            (all.len() >= wanted.len()).then_some(all)
        });
        assert_eq!(all, wanted);
    }
    setting.node.wait_for_empty_house();
}
