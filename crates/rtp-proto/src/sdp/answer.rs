use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use super::Negotiated;

/// What telephone events we take: the keys of a phone (RFC 4733 §7.1.1).
const EVENTS: &str = "0-15";

impl Negotiated {
    /// Writes our answer: every section of the offer in its order, those that are not served with port 0 (RFC 3264 §6).
    #[must_use]
    pub fn answer(&self, local: SocketAddr, session_id: u64, version: u64) -> String {
        let (family, ip) = match local.ip() {
            IpAddr::V4(ip) => ("IP4", IpAddr::V4(ip)),
            IpAddr::V6(ip) => ("IP6", IpAddr::V6(ip)),
        };
        let mut text = String::with_capacity(320);
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            "v=0\r\no=- {session_id} {version} IN {family} {ip}\r\ns=Tandem\r\nc=IN {family} {ip}\r\nt=0 0\r\n"
        );
        for (index, section) in self.sections.iter().enumerate() {
            if index == self.section {
                self.write_audio(&mut text, local.port());
            } else {
                let _ = write!(
                    text,
                    "m={} 0 {} {}\r\n",
                    section.media, section.proto, section.format
                );
            }
        }
        text
    }

    fn write_audio(&self, text: &mut String, port: u16) {
        let audio = &self.audio;
        let proto = &self.sections[self.section].proto;
        let _ = write!(text, "m=audio {port} {proto} {}", audio.payload_type);
        if let Some(dtmf) = audio.dtmf {
            let _ = write!(text, " {dtmf}");
        }
        let _ = write!(
            text,
            "\r\na=rtpmap:{} {}/8000\r\n",
            audio.payload_type,
            audio.codec.name()
        );
        if let Some(dtmf) = audio.dtmf {
            let _ = write!(
                text,
                "a=rtpmap:{dtmf} telephone-event/8000\r\na=fmtp:{dtmf} {EVENTS}\r\n"
            );
        }
        let _ = write!(text, "a=ptime:20\r\na={}\r\n", audio.direction.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Direction, Offer, Policy, Rejected, negotiate};
    use crate::Codec;

    const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

    fn negotiated(media: &str) -> Result<super::Negotiated, Rejected> {
        let offer = Offer::parse(format!("{HEAD}{media}").as_bytes()).expect("a sound offer");
        negotiate(&offer, &Policy::default())
    }

    #[test]
    fn our_best_codec_is_taken_with_the_payload_types_of_the_offer() {
        let offered = "m=audio 4000 RTP/AVP 8 0 97 101\r\na=rtpmap:97 g722/8000\r\na=rtpmap:101 TELEPHONE-EVENT/8000\r\n";
        let answer = negotiated(offered).expect("agreed");
        assert_eq!(
            (
                answer.audio.codec,
                answer.audio.payload_type,
                answer.audio.dtmf
            ),
            (Codec::G722, 97, Some(101))
        );
        assert_eq!(
            answer.audio.remote,
            "192.0.2.1:4000".parse().expect("an address")
        );
        assert_eq!(answer.audio.remote_rtcp.port(), 4001);
        let text = answer.answer("198.51.100.1:6000".parse().expect("an address"), 5, 6);
        assert!(
            text.contains("m=audio 6000 RTP/AVP 97 101\r\na=rtpmap:97 G722/8000\r\n"),
            "{text}"
        );
        assert!(
            text.contains("o=- 5 6 IN IP4 198.51.100.1\r\n")
                && text.contains("a=fmtp:101 0-15\r\n"),
            "{text}"
        );
        let again = Offer::parse(text.as_bytes()).expect("our own description");
        assert!(negotiate(&again, &Policy::default()).is_ok());
    }

    #[test]
    fn every_section_is_answered_in_its_order() {
        let offered = "m=video 5000 RTP/AVP 96\r\nm=audio 0 RTP/AVP 0\r\nm=audio 4000 RTP/AVP 0\r\nm=image 7 udptl t38\r\n";
        let text = negotiated(offered).expect("agreed").answer(
            "[::1]:6000".parse().expect("an address"),
            1,
            1,
        );
        let media: Vec<_> = text.lines().filter(|line| line.starts_with("m=")).collect();
        assert_eq!(
            media,
            [
                "m=video 0 RTP/AVP 96",
                "m=audio 0 RTP/AVP 0",
                "m=audio 6000 RTP/AVP 0",
                "m=image 0 udptl t38"
            ]
        );
        assert!(text.contains("c=IN IP6 ::1\r\n"));
    }

    #[test]
    fn hold_is_answered_by_its_counterpart() {
        for (offered, direction) in [
            ("a=sendonly", Direction::RecvOnly),
            ("a=recvonly", Direction::SendOnly),
            ("a=inactive", Direction::Inactive),
            ("a=sendrecv", Direction::SendRecv),
            ("c=IN IP4 0.0.0.0", Direction::RecvOnly),
        ] {
            let answer =
                negotiated(&format!("m=audio 4000 RTP/AVP 0\r\n{offered}\r\n")).expect("agreed");
            assert_eq!(answer.audio.direction, direction, "{offered}");
        }
    }

    #[test]
    fn what_does_not_fit_is_rejected_with_its_reason() {
        for (offered, reason) in [
            ("", Rejected::NoAudio),
            ("m=video 5000 RTP/AVP 96\r\n", Rejected::NoAudio),
            ("m=audio 4000 RTP/SAVP 0\r\n", Rejected::Profile),
            ("m=audio 4000 RTP/AVP 18 3\r\n", Rejected::NoCodec),
            (
                "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 G722/16000\r\n",
                Rejected::NoCodec,
            ),
        ] {
            assert_eq!(negotiated(offered).err(), Some(reason), "{offered}");
        }
    }

    #[test]
    fn broken_and_huge_descriptions_are_errors_and_never_panics() {
        let whole = format!(
            "{HEAD}m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=rtcp:53020\r\n"
        );
        for end in 0..whole.len() {
            if let Ok(offer) = Offer::parse(&whole.as_bytes()[..end]) {
                let _ = negotiate(&offer, &Policy::default());
            }
        }
        let many = format!("{HEAD}{}", "m=audio 1 RTP/AVP 0\r\n".repeat(1000));
        assert!(Offer::parse(many.as_bytes()).is_err());
        assert!(Offer::parse(b"v=0\r\nnonsense").is_err());
        let bare = format!("{HEAD}m=audio 4000 RTP/AVP 0\r\n").replace('\r', "");
        assert!(
            Offer::parse(bare.as_bytes()).is_ok(),
            "line ends without CR"
        );
    }
}
