use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use tandem_sip_proto::Flow;

/// All that is kept under one `Call-ID`, the oldest first.
#[derive(Clone, PartialEq, Debug)]
pub struct Captured {
    /// What happened.
    pub entries: Vec<Entry>,
    /// Entries that did not fit: they stood behind the first ones.
    pub left_out: u32,
}

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// When.
    pub at: SystemTime,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// A SIP message came or went.
    Message(SipMessage),
    /// Something became known of the media.
    Media(MediaFact),
}

/// A message that came or went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SipMessage {
    /// Which way.
    pub direction: Direction,
    /// Between whom.
    pub flow: Flow,
    /// The octets, secrets masked.
    pub octets: Vec<u8>,
    /// Whether the same octets went the same way before.
    pub is_retransmission: bool,
}

/// Which way a message went.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// From the peer.
    Received,
    /// To the peer.
    Sent,
}

/// What became known of a call's audio.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum MediaFact {
    /// Offer and answer met (RFC 3264).
    Agreed {
        /// The codec by its `rtpmap` name.
        codec: &'static str,
        /// Our RTP.
        local: SocketAddr,
        /// The peer's RTP, as it says.
        remote: SocketAddr,
        /// Who speaks, seen from our side: `sendrecv`, `sendonly`, `recvonly` or `inactive`.
        direction: &'static str,
        /// Whether it is SRTP.
        is_encrypted: bool,
    },
    /// The peer's packets really come from here.
    Latched {
        /// The source.
        peer: SocketAddr,
    },
    /// Nothing is sent to the peer's RTP as it says: that address is in a refused network.
    Withheld {
        /// The peer's RTP, as it says.
        remote: SocketAddr,
    },
    /// Packets that are not the peer's come from here, and are dropped.
    Foreign {
        /// The source.
        source: SocketAddr,
    },
    /// A key was pressed; which one is not kept.
    Key,
    /// The leg is closed.
    Closed(Quality),
    /// Packets still came to the port when the leg was closed, and nobody heard them.
    AfterEnd {
        /// Where the last one came from.
        source: SocketAddr,
        /// How many.
        packets: u64,
    },
}

/// How the audio of a call went.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Quality {
    /// RTP packets that came.
    pub received: u64,
    /// RTP packets that were sent.
    pub sent: u64,
    /// RTP packets that never came (RFC 3550 A.3).
    pub lost: u64,
    /// The last interarrival jitter (RFC 3550 A.8).
    pub jitter: Duration,
    /// The estimated mean opinion score, 1 to 4.5; none when nothing came.
    pub mos: Option<f32>,
}
