//! baresip is sent to somebody else by REFER, straight and through a proxy that stays in the dialog.

use serde_json::{Value, json};

use super::callees::{call, name, phone, setting};
use super::{Way, kamailio};
use crate::baresip::Baresip;
use crate::outbound::Setting;
use crate::support::until;

/// The ways by which a REFER comes to the phone. A back-to-back user agent would take it for its own.
fn ways(setting: &Setting) -> Vec<Way> {
    let proxy = kamailio(setting.folder()).map(Way::Kamailio);
    [Some(Way::Straight), proxy].into_iter().flatten().collect()
}

/// Sends the callee to another phone, which may ring this long.
fn transfer(setting: &Setting, to: &Baresip, ringing: &str) -> (u16, Value) {
    let to = format!("sip:anna@{}", to.plain);
    let more = json!({"transfer_to": to, "ringing_timeout": ringing});
    crate::transfer::transfer(setting, &more)
}

#[test]
fn a_phone_that_is_sent_to_another_calls_it_and_is_released() {
    let Some(setting) = setting("49800-49899") else {
        return;
    };
    let boss = phone(&setting, "auto");
    for (number, way) in ways(&setting).iter().enumerate() {
        println!("{}", name(way));
        let first = phone(&setting, "auto");
        let (status, info) = call(&setting, way, first.plain, &json!({}));
        assert_eq!(status, 200, "{info}");
        let (status, answer) = transfer(&setting, &boss, "60s");
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["status"], "STS_TRANSFER_SUCCESSFUL", "{answer}");
        let record = setting.latest(number + 1);
        assert_eq!(record["reason"], "transferred", "{record}");
        until("the two speak", || {
            (boss.count("Call established") > number).then_some(())
        });
    }
    setting.node.wait_for_empty_house();
}

#[test]
fn a_transfer_to_who_refuses_or_never_answers_is_told_and_the_call_goes_on() {
    let Some(setting) = setting("49900-49999") else {
        return;
    };
    for (number, way) in ways(&setting).iter().enumerate() {
        println!("{}", name(way));
        let (first, boss) = (phone(&setting, "auto"), phone(&setting, "manual"));
        let (status, info) = call(&setting, way, first.plain, &json!({}));
        assert_eq!(status, 200, "{info}");
        let (status, error) = std::thread::scope(|scope| {
            let asking = scope.spawn(|| transfer(&setting, &boss, "60s"));
            until("the other one rings", || boss.has_said("180 Ringing"));
            boss.command("hangup");
            asking.join().expect("it answers")
        });
        let told = (status, &error["meta"]["sip_status_code"]);
        assert_eq!(told, (429, &json!("486")), "{error}");
        assert_eq!(error["meta"]["sip_transfer_reason"], "STR_REJECTED");
        let (status, error) = transfer(&setting, &boss, "1s");
        let told = (status, &error["meta"]["sip_transfer_reason"]);
        assert_eq!(told, (408, &json!("STR_RINGING_TIMEOUT")), "{error}");
        // He is where he was.
        setting.remove_callee();
        let record = setting.latest(number + 1);
        assert_eq!(record["reason"], "removed", "{record}");
    }
    setting.node.wait_for_empty_house();
}
