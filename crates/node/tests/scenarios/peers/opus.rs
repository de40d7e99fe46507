//! A phone of others with Opus, in packets of its own length, calls and is called.

use std::time::Duration;

use serde_json::{Value, json};
use tandem_rtp_proto::Codec;

use super::callees::{is_heard, setting};
use crate::baresip::{Baresip, SetUp};
use crate::outbound::Setting;
use crate::support::{Phone, talk, until};

/// What both sides put into a packet, as the phone wants it.
const LENGTHS_MS: [u16; 4] = [10, 20, 40, 60];

fn listing_opus() -> Value {
    json!({"codecs": [{"name": "opus", "rate": 48000}, {"name": "PCMU", "rate": 8000}]})
}

/// One in the room who says another tone than the phone, in a codec that all have.
fn listener(setting: &Setting) -> Phone {
    let mut listener = Phone::new(setting.node.sip, "cora", "100", Codec::Pcmu, 1000.0);
    listener.call();
    listener
}

/// Both hear each other, and the record says how.
fn is_heard_both_ways(setting: &Setting, mut phone: Baresip, ended: usize) {
    let mut listener = listener(setting);
    is_heard(&mut listener);
    // What the phone kept is judged by its end.
    talk(&mut [&mut listener], Duration::from_secs(2));
    phone.hang_up();
    let louder = phone.louder(1000.0, 440.0);
    assert!(louder >= 20.0, "{louder} dB");
    let record = setting.latest(ended);
    assert_eq!(record["codec"], "opus", "{record}");
    listener.bye();
    setting.node.wait_for_empty_house();
}

#[test]
fn a_phone_with_opus_calls_in_packets_of_any_length() {
    let Some(setting) = setting("49600-49699") else {
        return;
    };
    let (_, rules) = setting
        .node
        .post("/twirp/livekit.SIP/ListSIPDispatchRule", &json!({}));
    let id = &rules["items"][0]["sip_dispatch_rule_id"];
    setting.node.sip_api(
        "DeleteSIPDispatchRule",
        &json!({ "sip_dispatch_rule_id": id }),
    );
    let rule = json!({"dispatch_rule": {
        "rule": {"dispatchRuleDirect": {"roomName": "meeting"}}, "media": listing_opus()}});
    setting.node.sip_api("CreateSIPDispatchRule", &rule);
    let target = format!("sip:100@{}", setting.node.sip);
    for (calls, ms) in (0..).zip(LENGTHS_MS) {
        println!("{ms} ms");
        let set_up = SetUp {
            calls: Some(&target),
            opus_ms: Some(ms),
            ..SetUp::default()
        };
        let phone = Baresip::run(setting.folder(), &set_up);
        until("the call is answered", || {
            phone.has_said("Call established")
        });
        is_heard_both_ways(&setting, phone, 2 * calls + 1);
    }
}

#[test]
fn a_phone_with_opus_is_called_in_packets_of_any_length() {
    let Some(setting) = setting("49700-49799") else {
        return;
    };
    for (calls, ms) in (0..).zip(LENGTHS_MS) {
        println!("{ms} ms");
        let set_up = SetUp {
            opus_ms: Some(ms),
            ..SetUp::default()
        };
        let phone = Baresip::run(setting.folder(), &set_up);
        let more = json!({"sip_call_to": "anna", "media": listing_opus()});
        let (status, info) = setting.call(phone.plain, &more);
        assert_eq!(status, 200, "{info}");
        is_heard_both_ways(&setting, phone, 2 * calls + 1);
    }
}
