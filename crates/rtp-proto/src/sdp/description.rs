use std::net::{IpAddr, SocketAddr};

use sdp_types::{Attribute, Connection, Media, ParserError, Session};

use super::bounds::{self, Bound};

/// The most characters of a reason: it goes into a header field.
const MAX_REASON: usize = 120;

/// A session description that can't be read: a request with it is answered with 400.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SdpError {
    /// It breaks the grammar of RFC 4566.
    #[error("the session description is broken: {0}")]
    Broken(String),
    /// It is larger than any phone's.
    #[error("the session description has more than {0}")]
    TooLarge(Bound),
}

/// A peer's session description that was read.
#[derive(Clone, Debug)]
pub(super) struct Description {
    pub(super) session: Session,
}

impl Description {
    /// Reads a description.
    ///
    /// # Errors
    /// [`SdpError`].
    pub(super) fn parse(octets: &[u8]) -> Result<Self, SdpError> {
        bounds::check(octets)?;
        let session = Session::parse(octets).map_err(|error| SdpError::Broken(reason(&error)))?;
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

/// What the parser says, without what of the description it quotes at length.
fn reason(error: &ParserError) -> String {
    let text = error.to_string();
    let characters = text.chars().filter(|character| !character.is_control());
    characters.take(MAX_REASON).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_quotes_little_and_nothing_that_is_not_printed() {
        let broken = format!("v=0\u{7}{}\r\n", "9".repeat(60_000));
        let Err(SdpError::Broken(reason)) = Description::parse(broken.as_bytes()) else {
            panic!("a version of many digits is broken");
        };
        assert_eq!(reason.chars().count(), MAX_REASON);
        assert!(!reason.contains(char::is_control), "{reason}");
    }
}
