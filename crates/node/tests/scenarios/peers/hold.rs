//! Phones of others put calls on hold and come back.

use serde_json::json;
use tandem_rtp_proto::Codec;

use super::callees::{phone, setting};
use crate::baresip::{Baresip, SetUp};
use crate::outbound::Setting;
use crate::support::{Phone, talk_until, until};
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

/// Music of the room: one who says a tone, and one who listens.
fn room_with_music(setting: &Setting) -> [Phone; 2] {
    let mut music = Phone::new(setting.node.sip, "musa", "100", Codec::Pcmu, MUSIC);
    let mut listener = Phone::new(setting.node.sip, "cora", "100", Codec::Pcmu, LISTENER);
    for caller in [&mut music, &mut listener] {
        caller.call();
    }
    [music, listener]
}

/// The phone, which is in the room with the others, holds and comes back twice.
fn holds_and_resumes(phone: &Baresip, [music, listener]: &mut [Phone; 2]) {
    for _ in 0..2 {
        hears(music, listener, &[MUSIC, PHONE], NOBODY);
        phone.command("hold");
        hears(music, listener, &[MUSIC], PHONE);
        phone.command("resume");
    }
    hears(music, listener, &[MUSIC, PHONE], NOBODY);
}

/// What is said in a call that is held and resumed twice.
fn said() -> Vec<&'static str> {
    let again = ["INVITE", "200", "ACK"].repeat(4);
    [
        &["INVITE", "180", "200", "ACK"],
        &again[..],
        &["BYE", "200"],
    ]
    .concat()
}

#[test]
fn a_phone_holds_and_resumes_with_the_room_unharmed() {
    let Some(setting) = setting("49500-49599") else {
        return;
    };
    let phone = phone(&setting, "auto");
    let mut room = room_with_music(&setting);
    let (status, info) = setting.call(phone.plain, &json!({"sip_call_to": "anna"}));
    assert_eq!(status, 200, "{info}");
    holds_and_resumes(&phone, &mut room);
    setting.remove_callee();
    let id = info["sip_call_id"].as_str().expect("an id");
    check(&setting.node, setting.folder(), id, &said());
    leave(&setting, &room);
}

#[test]
fn a_phone_that_has_called_holds_and_resumes_with_the_room_unharmed() {
    let Some(setting) = setting("49800-49899") else {
        return;
    };
    let target = format!("sip:100@{}", setting.node.sip);
    let set_up = SetUp {
        calls: Some(&target),
        ..SetUp::default()
    };
    let mut phone = Baresip::run(setting.folder(), &set_up);
    let id = until("the call is answered", || {
        phone.has_said("Call established")?;
        let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
        let (_, live) = setting.node.post(path, &json!({"which": "live"}));
        Some(live["calls"][0]["call_id"].as_str()?.to_owned())
    });
    let mut room = room_with_music(&setting);
    holds_and_resumes(&phone, &mut room);
    phone.hang_up();
    check(&setting.node, setting.folder(), &id, &said());
    leave(&setting, &room);
}

fn leave(setting: &Setting, room: &[Phone; 2]) {
    for caller in room {
        caller.bye();
    }
    setting.node.wait_for_empty_house();
}
