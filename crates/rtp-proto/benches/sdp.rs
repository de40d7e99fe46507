//! What the largest descriptions cost to read and to negotiate: `cargo bench -p tandem-rtp-proto`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use tandem_rtp_proto::sdp::{Policy, Session};
use tandem_rtp_proto::srtp::Seed;

const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
/// The octets of each description: just below the bound.
const OCTETS: usize = 65_000;
const ROUNDS: usize = 20;

fn main() {
    println!("description                 octets  fastest of {ROUNDS}");
    for (name, description) in descriptions() {
        let took = (0..ROUNDS).map(|_| time(&description)).min();
        let took = took.unwrap_or_default();
        println!("{name:26}  {:6}  {took:?}", description.len());
    }
}

fn time(description: &str) -> Duration {
    let start = Instant::now();
    let mut session = Session::new(Policy::default(), Seed([0; 32]));
    let _ = black_box(session.take_offer(black_box(description.as_bytes())));
    start.elapsed()
}

fn descriptions() -> Vec<(&'static str, String)> {
    let formats: String = (0..128).map(|number| format!(" {number}")).collect();
    let section = |map: &str| {
        let maps: String = (0..512)
            .map(|index| format!("a=rtpmap:{} {map}\r\n", index % 128))
            .collect();
        format!("m=audio 4000 RTP/AVP{formats}\r\n{maps}")
    };
    let fill = |head: &str, with: &str| {
        let room = OCTETS.saturating_sub(HEAD.len() + head.len() + 2);
        format!("{HEAD}{head}{}\r\n", with.repeat(room / with.len()))
    };
    vec![
        ("a phone's", format!("{HEAD}m=audio 4000 RTP/AVP 9 0 8\r\n")),
        ("formats beyond the bound", fill("m=audio 1 RTP/AVP", " 0")),
        (
            "sections of 512 maps",
            format!("{HEAD}{}", section("G722/16000").repeat(3)),
        ),
        ("lines beyond the bound", fill("", "a=x\r\n")),
        ("one attribute", fill("a=x:", "y")),
        ("offsets of one repetition", fill("r=1 1", " 0")),
        ("empty lines", fill("", "\r\n")),
    ]
}
