use std::fmt;

use crate::{Sealed, Stamps, Timestamp, WebhookId};

/// Somebody who is told over HTTP what becomes of calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    /// Its name.
    pub id: WebhookId,
    /// When it was created, and last changed.
    pub stamps: Stamps,
    /// What its owner said of it.
    pub spec: WebhookSpec,
}

/// What an owner says of a webhook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookSpec {
    /// Where it is told.
    pub url: WebhookUrl,
    /// What of; at least one, none twice.
    pub events: Vec<WebhookEvent>,
}

/// The keys that sign what webhooks are told; made once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookKey {
    /// RSA, as SubjectPublicKeyInfo in PEM (RFC 7468 §13).
    pub public: Box<str>,
    /// The other one, as PKCS #8 in PEM, sealed.
    pub private: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)+) => {
        /// Something that becomes of a call, by VideoSDK's names.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum WebhookEvent { $($(#[$doc])* $name,)+ }

        impl WebhookEvent {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its name.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

events! {
    /// An INVITE came and was admitted, or went.
    CallStarted = "call-started";
    /// Somebody took it.
    CallAnswered = "call-answered";
    /// It is over, and was not missed.
    CallHangup = "call-hangup";
    /// The peer talks with the one whom it was sent to.
    CallTransferred = "call-transferred";
    /// It is over, and nobody took it.
    CallMissed = "call-missed";
    /// Its room or participant is another one.
    CallUpdate = "call-update";
    /// It rings.
    CallRinging = "call-ringing";
    /// A REFER went to the peer.
    CallTransferInitiated = "call-transfer-initiated";
    /// The peer took the REFER.
    CallTransferAccepted = "call-transfer-accepted";
    /// The peer tries the one whom it was sent to.
    CallTransferring = "call-transferring";
    /// It rings there.
    CallTransferRinging = "call-transfer-ringing";
    /// It came to nothing.
    CallTransferFailed = "call-transfer-failed";
    /// The caller is to go to another room.
    SwitchRoomInitiated = "switch-room-initiated";
    /// He is there.
    SwitchRoomCompleted = "switch-room-completed";
    /// He stayed.
    SwitchRoomFailed = "switch-room-failed";
}

impl WebhookEvent {
    /// The event of a name.
    ///
    /// # Errors
    /// [`UnknownEvent`] for any other text.
    pub fn try_new(text: &str) -> Result<Self, UnknownEvent> {
        let found = Self::ALL.iter().find(|event| event.as_str() == text);
        found.copied().ok_or(UnknownEvent)
    }
}

/// The text names no event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no such event: see the names in /v2/openapi.json")]
pub struct UnknownEvent;

/// An absolute `http` or `https` URL without user information and fragment (RFC 3986), at most
/// [`WebhookUrl::MAX_BYTES`] long. What it says of a query is kept secret: it may hold a token.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Box<str>);

/// Why a text is no URL of a webhook.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidUrl {
    /// It is too long.
    #[error("has more than {} bytes", WebhookUrl::MAX_BYTES)]
    TooLong,
    /// It begins with neither `http://` nor `https://`.
    #[error("must begin with http:// or https://")]
    Scheme,
    /// It has no host, or one that cannot be.
    #[error("must name a host, and nothing before it: no user and no password")]
    Host,
    /// Its port is no port.
    #[error("must have a port from 1 to 65535, or none")]
    Port,
    /// It has what a URL does not have.
    #[error("must be ASCII without spaces, quotes, control characters and #")]
    Letter,
}

impl WebhookUrl {
    /// The longest one, in bytes.
    pub const MAX_BYTES: usize = 2_048;

    /// Takes a URL.
    ///
    /// # Errors
    /// [`InvalidUrl`].
    pub fn try_new(text: &str) -> Result<Self, InvalidUrl> {
        if text.len() > Self::MAX_BYTES {
            return Err(InvalidUrl::TooLong);
        }
        let is_refused = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}#".contains(&byte);
        if text.bytes().any(is_refused) {
            return Err(InvalidUrl::Letter);
        }
        let url = Self(text.into());
        let (_, rest) = url.split().ok_or(InvalidUrl::Scheme)?;
        let authority = authority(rest);
        if authority.contains('@') {
            return Err(InvalidUrl::Host);
        }
        let (host, port) = host_and_port(authority).ok_or(InvalidUrl::Host)?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let is_address = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
        let inner = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let is_host =
            inner.map_or_else(|| !host.is_empty() && host.bytes().all(is_name), is_address);
        if !is_host {
            return Err(InvalidUrl::Host);
        }
        if port.is_some_and(|port| !port.parse::<u16>().is_ok_and(|port| port > 0)) {
            return Err(InvalidUrl::Port);
        }
        Ok(url)
    }

    /// As it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it goes over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.split().is_some_and(|(is_secure, _)| is_secure)
    }

    /// The host with its port, as a `Host` header has it.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.split().map_or("", |(_, rest)| authority(rest))
    }

    /// The host, without the brackets of an IPv6 address.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = host_and_port(self.authority()).map_or("", |(host, _)| host);
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port; 80 or 443 where it names none.
    #[must_use]
    pub fn port(&self) -> u16 {
        let named = host_and_port(self.authority()).and_then(|(_, port)| port?.parse().ok());
        named.unwrap_or(if self.is_secure() { 443 } else { 80 })
    }

    /// Path and query, from the first `/` on.
    #[must_use]
    pub fn target(&self) -> String {
        let rest = self.split().map_or("", |(_, rest)| rest);
        match &rest[authority(rest).len()..] {
            path if path.starts_with('/') => path.to_owned(),
            query => format!("/{query}"),
        }
    }

    /// Whether it is secure, and what stands behind the scheme.
    fn split(&self) -> Option<(bool, &str)> {
        let (scheme, rest) = self.0.split_once("://")?;
        match scheme.to_ascii_lowercase().as_str() {
            "http" => Some((false, rest)),
            "https" => Some((true, rest)),
            _ => None,
        }
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secure = if self.is_secure() { "s" } else { "" };
        write!(formatter, "http{secure}://{}/…", self.authority())
    }
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// The host, an IPv6 address in its brackets, and the port if there is one.
fn host_and_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let host_end = match authority.starts_with('[') {
        true => authority.find(']')? + 1,
        false => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, rest) = authority.split_at(host_end);
    match rest {
        "" => Some((host, None)),
        _ => Some((host, Some(rest.strip_prefix(':')?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_into_its_parts() {
        for (text, is_secure, host, port, target) in [
            ("http://a", false, "a", 80, "/"),
            (
                "HTTPS://a.example:8443/x?y=z",
                true,
                "a.example",
                8443,
                "/x?y=z",
            ),
            ("https://[::1]:1/", true, "::1", 1, "/"),
            ("https://[2001:db8::1]", true, "2001:db8::1", 443, "/"),
            ("http://127.0.0.1?q", false, "127.0.0.1", 80, "/?q"),
        ] {
            let url = WebhookUrl::try_new(text).expect(text);
            let read = (url.is_secure(), url.host(), url.port(), url.target());
            assert_eq!(read, (is_secure, host, port, target.to_owned()), "{text}");
            assert_eq!(url.as_str(), text);
        }
    }

    #[test]
    fn what_is_no_url_of_a_webhook_is_refused() {
        let long = format!("http://a/{}", "x".repeat(WebhookUrl::MAX_BYTES));
        for (text, fault) in [
            ("", InvalidUrl::Scheme),
            ("ftp://a", InvalidUrl::Scheme),
            ("a.example/hook", InvalidUrl::Scheme),
            ("http://", InvalidUrl::Host),
            ("http:///x", InvalidUrl::Host),
            ("http://:80/", InvalidUrl::Host),
            ("http://u:p@a/", InvalidUrl::Host),
            ("http://[::1", InvalidUrl::Host),
            ("http://[a]/", InvalidUrl::Host),
            ("http://[::1]x/", InvalidUrl::Host),
            ("http://a:0/", InvalidUrl::Port),
            ("http://a:/", InvalidUrl::Port),
            ("http://a:65536/", InvalidUrl::Port),
            ("http://a/#x", InvalidUrl::Letter),
            ("http://a/ b", InvalidUrl::Letter),
            ("http://a/\r\nX: y", InvalidUrl::Letter),
            ("http://ä/", InvalidUrl::Letter),
            (&long, InvalidUrl::TooLong),
        ] {
            assert_eq!(WebhookUrl::try_new(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_url_does_not_print_its_query() {
        let url = WebhookUrl::try_new("https://a.example:1/x?token=secret").expect("a URL");
        assert_eq!(format!("{url:?}"), "https://a.example:1/…");
    }

    #[test]
    fn every_event_is_known_by_its_name() {
        for event in WebhookEvent::ALL {
            assert_eq!(WebhookEvent::try_new(event.as_str()), Ok(*event));
        }
        assert_eq!(WebhookEvent::ALL.len(), 15);
        assert_eq!(WebhookEvent::try_new("call-began"), Err(UnknownEvent));
    }
}
