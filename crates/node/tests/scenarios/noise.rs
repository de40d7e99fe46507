//! Noise that a room does not hear, wherever the room is.

use serde_json::json;
use tandem_audio::ComfortNoise;
use tandem_rtp_proto::Codec;

use crate::cluster::{Cluster, await_empty_house, in_one_room, make_known};
use crate::support::{Phone, talk_until};

/// By how many decibels the noise of a caller is less where it is suppressed.
const LESS: u8 = 6;

/// Somebody at one node hears the noise of a caller at another, at most and at least so far below the greatest level.
fn hears_noise(cluster: &Cluster, speaker: usize, number: &str, below: [u8; 2]) -> u8 {
    let mut phones = in_one_room(cluster, || {
        let call = |node: usize, name: &str| {
            Phone::new(cluster.sip(node), name, number, Codec::G722, 1000.0)
        };
        let mut noisy = call(speaker, "noisy");
        // As loud as such noise may be: 30 dB below the greatest level.
        noisy.noise = Some(ComfortNoise::new(&[30]));
        vec![noisy, call((speaker + 1) % 3, "listener")]
    });
    let [noisy, listener] = &mut phones[..] else {
        panic!("two phones")
    };
    let what = format!("a caller of node {speaker} who called {number}");
    let [least, most] = below;
    talk_until(&what, &mut [noisy, listener], |phones| {
        (least..=most).contains(&phones[1].below())
    });
    let heard = listener.below();
    phones.iter().for_each(Phone::bye);
    await_empty_house(cluster);
    heard
}

#[test]
fn the_noise_of_a_caller_is_taken_out_wherever_his_room_is() {
    let cluster = Cluster::start();
    for (number, krisp) in [("100", false), ("200", true)] {
        make_known(
            &cluster,
            &json!({"dispatch_rule": {"name": number, "numbers": [number], "krisp_enabled": krisp,
                "rule": {"dispatchRuleDirect": {"roomName": "meeting"}}}}),
        );
    }
    // One of the three nodes has the room; to the callers of the other two it is elsewhere.
    for speaker in 0..3 {
        let below = hears_noise(&cluster, speaker, "100", [0, 40]);
        hears_noise(&cluster, speaker, "200", [below + LESS, u8::MAX]);
    }
}
