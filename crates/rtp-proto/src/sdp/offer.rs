use std::net::{IpAddr, SocketAddr};

use sdp_types::{Attribute, Connection, Media, Session};

/// The longest description, in octets.
const MAX_OCTETS: usize = 64 << 10;
/// The most media sections; a phone has one or two.
const MAX_MEDIA: usize = 32;
/// The most lines.
const MAX_LINES: usize = 2_000;

/// A session description that can't be read: the request is answered with 400.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SdpError {
    /// It breaks the grammar of RFC 4566.
    #[error("the session description is broken: {0}")]
    Broken(String),
    /// It is longer than any phone's.
    #[error("the session description is too large")]
    TooLarge,
}

/// A session description that was read.
#[derive(Clone, Debug)]
pub struct Offer {
    pub(super) session: Session,
}

impl Offer {
    /// Reads a description.
    ///
    /// # Errors
    /// [`SdpError`].
    pub fn parse(octets: &[u8]) -> Result<Self, SdpError> {
        let lines = octets.iter().filter(|octet| **octet == b'\n').count();
        let media = octets
            .windows(3)
            .filter(|window| *window == b"\nm=")
            .count();
        if octets.len() > MAX_OCTETS || lines > MAX_LINES || media > MAX_MEDIA {
            return Err(SdpError::TooLarge);
        }
        let session =
            Session::parse(octets).map_err(|error| SdpError::Broken(error.to_string()))?;
        Ok(Self { session })
    }

    /// The address that a section's media goes to: its own, else the session's. `None` when there is none.
    pub(super) fn address(&self, media: &Media) -> Option<SocketAddr> {
        let connection = media
            .connections
            .first()
            .or(self.session.connection.as_ref())?;
        Some(SocketAddr::new(ip(connection)?, media.port))
    }

    /// An attribute of a section, else of the session.
    pub(super) fn attribute<'a>(
        &'a self,
        media: &'a Media,
        names: &[&str],
    ) -> Option<&'a Attribute> {
        let named = |attribute: &&Attribute| names.contains(&attribute.attribute.as_str());
        media
            .attributes
            .iter()
            .find(named)
            .or_else(|| self.session.attributes.iter().find(named))
    }
}

fn ip(connection: &Connection) -> Option<IpAddr> {
    // An IPv4 multicast address has a time to live behind a slash.
    connection
        .connection_address
        .split('/')
        .next()?
        .trim()
        .parse()
        .ok()
}
