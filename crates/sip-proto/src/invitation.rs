use bytes::Bytes;

use crate::build::check_header;
use crate::dialog::{contact, is_sips};
use crate::endpoint::ALLOW;
use crate::{Flow, HeaderName, Method, NameAddr, OutgoingRequest, UnsafeHeader, Uri};

/// A call to be placed: what its INVITE says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// The Request-URI.
    pub uri: String,
    /// From, with or without a display name, without tag.
    pub from: String,
    /// To, likewise.
    pub to: String,
    /// Call-ID: unique in the world.
    pub call_id: String,
    /// The tag of From.
    pub local_tag: String,
    /// Further fields, in order. `Route` may be among them.
    pub headers: Vec<(String, String)>,
    /// The offer; without one, the 2xx must be acknowledged by hand with the answer.
    pub body: Option<(&'static str, Bytes)>,
}

/// Why an invitation cannot be written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvitationError {
    /// A URI or address is none, or has characters that would end it. The value is not shown, as it is a number.
    #[error(
        "{field} cannot be written: {fault}; give a SIP URI without spaces and control characters"
    )]
    Address {
        /// The field.
        field: &'static str,
        /// What is wrong.
        fault: &'static str,
    },
    /// A field cannot be written.
    #[error(transparent)]
    Header(#[from] UnsafeHeader),
    /// A field that the call writes itself.
    #[error("header {0:?} cannot be set: every call has one of its own; remove it")]
    Reserved(String),
}

/// Fields that a call writes beside those of every message.
const OWN: [HeaderName; 7] = [
    HeaderName::Contact,
    HeaderName::ContentType,
    HeaderName::Allow,
    HeaderName::Authorization,
    HeaderName::ProxyAuthorization,
    HeaderName::RecordRoute,
    HeaderName::Require,
];

impl Invitation {
    /// Checks that everything can be written without becoming something else: no line ends, NULs or second fields.
    ///
    /// # Errors
    /// [`InvitationError`].
    pub fn check(&self) -> Result<(), InvitationError> {
        let address = |field| move |fault| InvitationError::Address { field, fault };
        check_uri(&self.uri).map_err(address("the Request-URI"))?;
        check_address(&self.from).map_err(address("From"))?;
        check_address(&self.to).map_err(address("To"))?;
        check_header("Call-ID", &self.call_id)?;
        for (name, value) in &self.headers {
            check_header(name, value)?;
            let known = HeaderName::of(name.as_bytes());
            if known.is_written_here() || OWN.contains(&known) {
                return Err(InvitationError::Reserved(name.clone()));
            }
        }
        Ok(())
    }

    /// Its INVITE over this flow.
    pub(crate) fn invite(&self, sequence: u32, flow: Flow, owner: u64) -> OutgoingRequest {
        let own = [
            ("From", format!("{};tag={}", self.from, self.local_tag)),
            ("To", self.to.clone()),
            ("Call-ID", self.call_id.clone()),
            ("CSeq", format!("{sequence} INVITE")),
            ("Contact", contact(flow, is_sips(self.uri.as_bytes()))),
            ("Allow", ALLOW.to_owned()),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        OutgoingRequest {
            method: Method::Invite,
            uri: self.uri.clone(),
            headers: own
                .into_iter()
                .chain(self.headers.iter().cloned())
                .collect(),
            body: self.body.clone(),
            owner,
        }
    }
}

fn check_uri(text: &str) -> Result<(), &'static str> {
    if text.bytes().any(|octet| octet.is_ascii_control()) {
        return Err("it has control characters");
    }
    Uri::parse(text.as_bytes())
        .map(|_| ())
        .map_err(|error| error.0)
}

fn check_address(text: &str) -> Result<(), &'static str> {
    if text.bytes().any(|octet| octet.is_ascii_control()) {
        return Err("it has control characters");
    }
    let address = NameAddr::parse(text.as_bytes()).map_err(|error| error.0)?;
    if address.tag().is_some() {
        return Err("it has a tag");
    }
    Ok(())
}
