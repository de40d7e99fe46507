use std::net::{IpAddr, SocketAddr};
use std::time::{SystemTime, UNIX_EPOCH};

use tandem_sip_proto::Transport;

/// The longest packet, as its length has 16 bits.
const MOST_OCTETS: usize = u16::MAX as usize;

/// Chunk types of the generic vendor (HEP3 rev 36 §3).
mod chunk {
    pub(super) const FAMILY: u16 = 0x01;
    pub(super) const PROTOCOL: u16 = 0x02;
    pub(super) const IPV4_SOURCE: u16 = 0x03;
    pub(super) const IPV4_DESTINATION: u16 = 0x04;
    pub(super) const IPV6_SOURCE: u16 = 0x05;
    pub(super) const IPV6_DESTINATION: u16 = 0x06;
    pub(super) const SOURCE_PORT: u16 = 0x07;
    pub(super) const DESTINATION_PORT: u16 = 0x08;
    pub(super) const SECONDS: u16 = 0x09;
    pub(super) const MICROSECONDS: u16 = 0x0a;
    pub(super) const PAYLOAD_TYPE: u16 = 0x0b;
    pub(super) const CAPTURE_ID: u16 = 0x0c;
    pub(super) const PASSWORD: u16 = 0x0e;
    pub(super) const PAYLOAD: u16 = 0x0f;
    pub(super) const CORRELATION_ID: u16 = 0x11;
}

const FAMILY_IPV4: u8 = 2;
const FAMILY_IPV6: u8 = 10;
const PROTOCOL_TCP: u8 = 6;
const PROTOCOL_UDP: u8 = 17;
const PAYLOAD_SIP: u8 = 1;

/// One message on its way to Homer.
pub(super) struct Packet<'a> {
    pub(super) transport: Transport,
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    pub(super) at: SystemTime,
    pub(super) capture_id: u32,
    pub(super) password: Option<&'a str>,
    pub(super) call_id: &'a [u8],
    pub(super) message: &'a [u8],
}

impl Packet<'_> {
    /// The packet; none where the message is too long for one.
    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        let mut out = b"HEP3\0\0".to_vec();
        let is_ipv4 = self.source.is_ipv4();
        let family = if is_ipv4 { FAMILY_IPV4 } else { FAMILY_IPV6 };
        put(&mut out, chunk::FAMILY, &[family])?;
        let protocol = match self.transport {
            Transport::Udp => PROTOCOL_UDP,
            Transport::Tcp | Transport::Tls => PROTOCOL_TCP,
        };
        put(&mut out, chunk::PROTOCOL, &[protocol])?;
        let address = |out: &mut Vec<u8>, ip: IpAddr, v4: u16, v6: u16| match ip {
            IpAddr::V4(ip) => put(out, v4, &ip.octets()),
            IpAddr::V6(ip) => put(out, v6, &ip.octets()),
        };
        let (source, destination) = (self.source.ip(), self.destination.ip());
        address(&mut out, source, chunk::IPV4_SOURCE, chunk::IPV6_SOURCE)?;
        address(
            &mut out,
            destination,
            chunk::IPV4_DESTINATION,
            chunk::IPV6_DESTINATION,
        )?;
        put(
            &mut out,
            chunk::SOURCE_PORT,
            &self.source.port().to_be_bytes(),
        )?;
        put(
            &mut out,
            chunk::DESTINATION_PORT,
            &self.destination.port().to_be_bytes(),
        )?;
        let since = self.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = u32::try_from(since.as_secs()).unwrap_or(u32::MAX);
        put(&mut out, chunk::SECONDS, &seconds.to_be_bytes())?;
        put(
            &mut out,
            chunk::MICROSECONDS,
            &since.subsec_micros().to_be_bytes(),
        )?;
        put(&mut out, chunk::PAYLOAD_TYPE, &[PAYLOAD_SIP])?;
        put(&mut out, chunk::CAPTURE_ID, &self.capture_id.to_be_bytes())?;
        if let Some(password) = self.password {
            put(&mut out, chunk::PASSWORD, password.as_bytes())?;
        }
        put(&mut out, chunk::CORRELATION_ID, self.call_id)?;
        put(&mut out, chunk::PAYLOAD, self.message)?;
        let length = u16::try_from(out.len()).ok()?;
        out[4..6].copy_from_slice(&length.to_be_bytes());
        Some(out)
    }
}

/// Vendor (0), type, length with this head, value.
fn put(out: &mut Vec<u8>, kind: u16, value: &[u8]) -> Option<()> {
    let length = u16::try_from(value.len() + 6).ok()?;
    if out.len() + usize::from(length) > MOST_OCTETS {
        return None;
    }
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(&kind.to_be_bytes());
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(value);
    Some(())
}
