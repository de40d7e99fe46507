//! Two callers of one room, on a clock of the test's own: nothing here waits, and no machine is too busy for it.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

use tandem_audio::ROOM_FRAME;
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::{COMFORT_NOISE, Codec, DialString, RtpHeader, RtpPacket};

use super::*;
use crate::media::{LegConfig, LegId, MediaConfig};
use crate::mixing::Desk;
use crate::ports::{PortRange, Ports};

const HOST: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const FRAME: u32 = 160;

/// The first speaks, and the other one hears him.
struct Room {
    legs: [Leg; 2],
    phones: [UdpSocket; 2],
    desk: Desk,
    start: Instant,
    tick: u32,
    /// What the other one has heard.
    heard: Vec<Packet>,
}

#[derive(Clone, Copy, Debug)]
struct Packet {
    tick: u32,
    header: RtpHeader,
    /// Which frame it is, if it is one that was said.
    frame: Option<u32>,
}

impl Room {
    fn new(codec: Codec) -> Self {
        let start = Instant::now();
        let ports = Ports::new(&PortRange(24_300..=24_399), Duration::ZERO);
        let phones = [0, 1].map(|_| UdpSocket::bind((HOST, 0)).expect("a socket"));
        let legs = [0, 1].map(|index: u64| {
            let phone = &phones[usize::try_from(index).expect("small")];
            phone.set_nonblocking(true).expect("a socket");
            let remote = phone.local_addr().expect("bound");
            let config = LegConfig {
                stream: Some(AudioStream {
                    remote_rtcp: SocketAddr::new(HOST, 9),
                    ..AudioStream::plain(codec, remote)
                }),
                media_timeout: None,
                finds_keys: false,
                cookie: index,
            };
            let reservation = ports.reserve(HOST, HOST).expect("a port");
            let mut leg = Leg::new(
                LegId(index),
                reservation,
                &config,
                &MediaConfig::default(),
                start,
            );
            leg.start(start);
            leg
        });
        Self {
            legs,
            phones,
            desk: Desk::default(),
            start,
            tick: 0,
            heard: Vec::new(),
        }
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_millis(20) * self.tick + Duration::from_millis(7)
    }

    /// The first says frame so and so, which arrives now.
    fn say(&mut self, frame: u32) {
        self.send(frame, 0, &payload(frame));
    }

    fn send(&mut self, frame: u32, payload_type: u8, payload: &[u8]) {
        let header = RtpHeader {
            marker: false,
            payload_type,
            sequence: u16::try_from(frame).expect("small"),
            timestamp: frame * FRAME,
            ssrc: 7,
        };
        let mut octets = [0; RtpHeader::OCTETS];
        header.write(&mut octets);
        let mut packet = [&octets[..], payload].concat();
        let source = self.phones[0].local_addr().expect("bound");
        let now = self.now();
        self.legs[0].receive(&mut packet, source, now, true);
    }

    /// Lets 20 ms pass.
    fn pass(&mut self) {
        let now = self.now();
        let [one, other] = &mut self.legs;
        other.dial();
        self.desk.pair([one, other], now);
        self.listen();
    }

    /// Lets 20 ms pass in which somebody else is in the room.
    fn pass_with_a_third(&mut self) {
        let now = self.now();
        let [one, other] = &mut self.legs;
        let heard = [one.hear(now), other.hear(now)];
        self.desk.room(&mut [one, other], &heard);
        self.listen();
    }

    fn listen(&mut self) {
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = self.phones[1].recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..count]).expect("a leg sends RTP");
            let frame = packet
                .payload
                .first_chunk()
                .copied()
                .map(u32::from_be_bytes);
            let is_one = |frame: &u32| payload(*frame) == packet.payload;
            self.heard.push(Packet {
                tick: self.tick,
                header: packet.header,
                frame: frame.filter(is_one),
            });
        }
        self.tick += 1;
    }

    /// How far each packet of audio is from where its tick has it, in frames: the delay of what was waited for.
    fn lags(&self) -> Vec<i64> {
        let first = self.heard[0];
        let lag = |packet: &Packet| {
            let passed = packet.header.timestamp.wrapping_sub(first.header.timestamp) / FRAME;
            i64::from(packet.tick) - i64::from(first.tick) - i64::from(passed)
        };
        let audio = self.heard.iter();
        audio
            .filter(|packet| packet.header.payload_type == 0)
            .map(lag)
            .collect()
    }

    fn frames(&self) -> Vec<u32> {
        self.heard
            .iter()
            .filter_map(|packet| packet.frame)
            .collect()
    }
}

/// A frame that says which one it is.
fn payload(frame: u32) -> [u8; Codec::FRAME_OCTETS] {
    let mut payload = [0xd5; Codec::FRAME_OCTETS];
    payload[..4].copy_from_slice(&frame.to_be_bytes());
    payload
}

#[test]
fn what_is_late_goes_out_as_soon_as_it_has_come() {
    for late in 1..=3 {
        let mut room = Room::new(Codec::Pcmu);
        for tick in 0..100 {
            match tick {
                50.. if tick < 50 + late => {}
                _ if tick == 50 + late => (50..=tick).for_each(|frame| room.say(frame)),
                _ => room.say(tick),
            }
            room.pass();
        }
        let frames = room.frames();
        let all: Vec<u32> = (0..*frames.last().expect("some")).collect();
        assert_eq!(frames[..frames.len() - 1], all, "each once, in order");
        let first = room.heard.iter().position(|packet| packet.frame == Some(0));
        let spoken = &room.heard[first.expect("heard")..];
        assert!(
            spoken.iter().all(|packet| packet.frame.is_some()),
            "none is made up"
        );
        let steps = room.heard.windows(2).all(|two| {
            let [one, other] = [two[0].header, two[1].header];
            other.sequence == one.sequence.wrapping_add(1)
                && other.timestamp == one.timestamp.wrapping_add(FRAME)
        });
        assert!(
            steps,
            "the numbers are those of a stream that was never late"
        );
        let lags = room.lags();
        let most = i64::from(late) - 1;
        assert!(
            lags.iter().all(|lag| (0..=most.max(1)).contains(lag)),
            "{lags:?}"
        );
        assert_eq!(lags.last(), Some(&0), "and the delay is what it was");
        let report = room.legs[0].summary();
        assert_eq!((report.concealed, report.late, report.lost), (0, 0, 0));
    }
}

#[test]
fn what_is_lost_is_made_up_in_its_place() {
    let mut room = Room::new(Codec::Pcmu);
    for tick in (0..100).filter(|tick| tick % 10 != 9) {
        while room.tick < tick {
            room.pass();
        }
        room.say(tick);
    }
    let frames = room
        .heard
        .iter()
        .skip_while(|packet| packet.frame.is_none());
    let begin = frames.clone().next().expect("heard").header.timestamp;
    for packet in frames {
        let place = packet.header.timestamp.wrapping_sub(begin) / FRAME;
        let wanted = (place % 10 != 9).then_some(place);
        assert_eq!(packet.frame, wanted, "{packet:?}");
    }
    assert!(room.legs[0].summary().concealed >= 8);
}

#[test]
fn who_stops_in_the_midst_costs_no_time() {
    for pause in [1, 3, 5, 9, 12, 40] {
        let mut room = Room::new(Codec::Pcmu);
        for tick in 0..150 {
            if !(50..50 + pause).contains(&tick) {
                room.say(tick);
            }
            room.pass();
        }
        let lags = room.lags();
        assert!(
            lags.iter().all(|lag| (-1..=3).contains(lag)),
            "{pause}: {lags:?}"
        );
        let late = lags.last().expect("heard");
        assert!((-1..=1).contains(late), "{pause}: {late}");
        let frames = room.frames();
        assert!(
            frames.windows(2).all(|two| two[0] < two[1]),
            "{pause}: {frames:?}"
        );
        let missing = 150 - pause - u32::try_from(frames.len()).expect("few");
        assert!(missing <= 4, "{pause}: {missing} missing");
        assert!(!room.heard.last().expect("heard").header.marker);
    }
}

#[test]
fn comfort_noise_is_waited_for_by_nobody() {
    let mut room = Room::new(Codec::Pcmu);
    for tick in 0..100 {
        match tick {
            ..=49 | 80.. => room.say(tick),
            // The last frames are late, and turn out to be none.
            51 => room.send(tick, COMFORT_NOISE, &[40]),
            _ => {}
        }
        room.pass();
    }
    // Each tick has its packet but the one or two that were waited in.
    let ticks: Vec<u32> = room.heard.iter().map(|packet| packet.tick).collect();
    let without = (0..100).filter(|tick| !ticks.contains(tick)).count();
    assert!(without <= 2, "{without} ticks without a packet");
    assert_eq!(room.lags().last(), Some(&0));
}

#[test]
fn keys_prompts_and_others_in_the_room_end_the_wait() {
    let busy: [fn(&mut Room); 3] = [
        |room| {
            if room.tick == 51 {
                room.legs[1].queue_keys(&DialString::parse("5").expect("a key"));
            }
            room.pass();
        },
        |room| {
            if (51..70).contains(&room.tick) {
                let mut prompt = room.legs[1].voice.for_leg(&[900; ROOM_FRAME]).to_vec();
                prompt.truncate(Codec::FRAME_OCTETS);
                room.legs[1].say_prompt(&prompt);
            }
            room.pass();
        },
        |room| match room.tick {
            51..70 => room.pass_with_a_third(),
            _ => room.pass(),
        },
    ];
    for (index, pass) in busy.iter().enumerate() {
        let mut room = Room::new(Codec::Pcmu);
        for tick in 0..120 {
            match tick {
                50..52 => {}
                52 => (50..=52).for_each(|frame| room.say(frame)),
                _ => room.say(tick),
            }
            pass(&mut room);
        }
        let lags = room.lags();
        assert!(
            lags.iter().all(|lag| (-1..=3).contains(lag)),
            "{index}: {lags:?}"
        );
        let frames = room.frames();
        assert!(
            frames.windows(2).all(|two| two[0] < two[1]),
            "{index}: {frames:?}"
        );
        assert!(frames.len() >= 70, "{index}: {}", frames.len());
        assert!(frames.last() >= Some(&115), "{index}: {frames:?}");
    }
}
