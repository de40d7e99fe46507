//! Phones of others put calls on hold and come back.

use serde_json::json;
use tandem_rtp_proto::Codec;

use super::callees::{phone, setting};
use crate::support::{Phone, talk_until};
use crate::trace::check;

/// Who says which tone, in Hz.
const PHONE: f32 = 440.0;
const MUSIC: f32 = 1000.0;
const LISTENER: f32 = 700.0;
const NOBODY: f32 = 2000.0;

/// Waits until the listener hears each of these tones, and nothing of the other.
fn hears(music: &mut Phone, listener: &mut Phone, wanted: &[f32], unwanted: f32) {
    talk_until("it is heard", &mut [music, listener], |phones| {
        let is_clear = |tone: &f32| phones[1].louder(*tone, unwanted) >= 20.0;
        wanted.iter().all(is_clear)
    });
}

#[test]
fn a_phone_holds_and_resumes_with_the_room_unharmed() {
    let Some(setting) = setting("49500-49599") else {
        return;
    };
    let phone = phone(&setting, "auto");
    // Music of the room: one who says a tone, and one who listens.
    let mut music = Phone::new(setting.node.sip, "musa", "100", Codec::Pcmu, MUSIC);
    let mut listener = Phone::new(setting.node.sip, "cora", "100", Codec::Pcmu, LISTENER);
    for caller in [&mut music, &mut listener] {
        caller.call();
    }
    let (status, info) = setting.call(phone.plain, &json!({"sip_call_to": "anna"}));
    assert_eq!(status, 200, "{info}");
    for _ in 0..2 {
        hears(&mut music, &mut listener, &[MUSIC, PHONE], NOBODY);
        phone.command("hold");
        hears(&mut music, &mut listener, &[MUSIC], PHONE);
        phone.command("resume");
    }
    hears(&mut music, &mut listener, &[MUSIC, PHONE], NOBODY);
    setting.remove_callee();
    let id = info["sip_call_id"].as_str().expect("an id");
    let again = ["INVITE", "200", "ACK"].repeat(4);
    let said = [
        &["INVITE", "180", "200", "ACK"],
        &again[..],
        &["BYE", "200"],
    ]
    .concat();
    check(&setting.node, setting.folder(), id, &said);
    for caller in [&music, &listener] {
        caller.bye();
    }
    setting.node.wait_for_empty_house();
}
