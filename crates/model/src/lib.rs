//! The words of Tandem's domain: identifiers, numbers, trunks, dispatch rules, revisions.
//!
//! A value of a type in this crate is valid by construction, so that nothing inside has to check it
//! again. What may *happen* to trunks and rules is `tandem-provisioning`; which rule a call finds is
//! `tandem-dispatch`. Read [`InboundTrunk`] and [`DispatchRule`] first.

mod address;
mod id;
mod number;
mod pattern;
mod place;
mod reason;
mod registration;
mod revision;
mod room;
mod route;
mod rule;
mod secret;
mod terms;
mod text;
mod trunk;
mod webhook;

pub use address::{AllowedAddress, InvalidAddress};
pub use id::{
    CallId, DispatchRuleId, EventId, IdSuffix, InvalidId, ParticipantSid, RoomSid, TrunkId,
    WebhookId,
};
pub use number::{PhoneNumber, normalize};
pub use pattern::{CallerPattern, InvalidPattern};
pub use place::{CountryCode, InvalidPlace, Region};
pub use reason::ReasonCode;
pub use registration::Registration;
pub use revision::{Revision, Timestamp};
pub use room::{AgentDispatch, InvalidRoomName, RoomConfig, RoomName};
pub use route::{CountryRoute, CountryRouteSpec, Destination, RoutePolicy};
pub use rule::{DispatchRule, DispatchRuleSpec, RoomOptions, RuleKind, RuleScope};
pub use secret::{Pin, PinTag, Sealed, SealedPin};
pub use terms::{RuleDirection, RuleTerms, TrunkTerms};
pub use text::{Attributes, Headers};
pub use trunk::{
    Auth, CallLimits, CodecChoice, HeaderRules, InboundTrunk, InboundTrunkSpec, IncludeHeaders,
    MediaConfig, MediaEncryption, OutboundTrunk, OutboundTrunkSpec, SipTransport, Stamps,
};
pub use webhook::{
    InvalidUrl, UnknownEvent, Webhook, WebhookEvent, WebhookKey, WebhookSpec, WebhookUrl,
};
