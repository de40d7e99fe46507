//! A session as its user meets it: texts in, texts and streams out.

mod agreement;
mod answering;
mod encryption;
mod offering;
mod opus;
mod peers;

use std::net::SocketAddr;

use super::*;
use crate::Codec;
use crate::sdp::OpusWish;
use crate::srtp::{Seed, Suite};

const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const KEY: &str = "NzFlNTUwZDk2OGVlOTc3YzNkYTkwZWVkMTM1YWFj";

fn here() -> SocketAddr {
    "198.51.100.1:6000".parse().expect("an address")
}

fn session(policy: Policy) -> Session {
    Session::new(policy, Seed([1; 32]))
}

fn encrypting(encryption: Encryption) -> Session {
    session(Policy {
        encryption,
        ..Policy::default()
    })
}

fn taken(media: &str) -> Result<(AudioStream, String), NotAgreed> {
    let mut session = session(Policy::default());
    let stream = session.take_offer(format!("{HEAD}{media}").as_bytes())?;
    Ok((stream, session.answer(here()).expect("an answer is due")))
}

/// Offers, and takes what the peer makes of it.
fn answered(session: &mut Session, media: &str) -> Result<AudioStream, NotAgreed> {
    session.offer(here())?;
    session.take_answer(format!("{HEAD}{media}").as_bytes())
}

fn version(text: &str) -> u64 {
    let origin = text.lines().nth(1).expect("an origin");
    let version = origin.split(' ').nth(2).expect("a version");
    version.parse().expect("a number")
}
