use std::collections::BTreeMap;
use std::time::Duration;

use tandem_model::{
    AllowedAddress, CallerPattern, CountryCode, CountryRouteSpec, Destination, DispatchRuleId,
    DispatchRuleSpec, Headers, InboundTrunkSpec, IncludeHeaders, MediaConfig, MediaEncryption,
    OutboundTrunkSpec, PhoneNumber, Registration, RuleDirection, RuleKind, Sealed, SealedPin,
    SipTransport, TrunkId, WebhookId, WebhookKey, WebhookSpec,
};

/// What somebody asks for. [`crate::decide`] may refuse it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Adds an inbound trunk.
    CreateInboundTrunk(Box<InboundTrunkSpec>),
    /// Puts another inbound trunk under the same id. A username without password keeps the stored password, and the
    /// terms stay: who replaces may not know of them.
    ReplaceInboundTrunk(TrunkId, Box<InboundTrunkSpec>),
    /// Changes what the update names.
    UpdateInboundTrunk(TrunkId, Box<InboundTrunkUpdate>),
    /// Adds an outbound trunk.
    CreateOutboundTrunk(Box<OutboundTrunkSpec>),
    /// Puts another outbound trunk under the same id. A username without password keeps the stored password, and the
    /// terms stay: who replaces may not know of them.
    ReplaceOutboundTrunk(TrunkId, Box<OutboundTrunkSpec>),
    /// Changes what the update names.
    UpdateOutboundTrunk(TrunkId, Box<OutboundTrunkUpdate>),
    /// Removes a trunk of either kind; a trunk that does not exist is no fault.
    DeleteTrunk(TrunkId),
    /// Adds a dispatch rule.
    CreateDispatchRule(Box<DispatchRuleSpec>),
    /// Puts another rule under the same id. Its terms stay: who replaces may not know of them.
    ReplaceDispatchRule(DispatchRuleId, Box<DispatchRuleSpec>),
    /// Changes what the update names.
    UpdateDispatchRule(DispatchRuleId, Box<DispatchRuleUpdate>),
    /// Removes a dispatch rule.
    DeleteDispatchRule(DispatchRuleId),
    /// Says which regions calls to a country leave from, in place of what was said before.
    SetCountryRoute(Destination, Box<CountryRouteSpec>),
    /// Takes the entry of a country out of the table.
    DeleteCountryRoute(Destination),
    /// Adds a dispatch rule for numbers, whichever trunks have them.
    CreateRoutingRule(RuleDirection, Box<RoutingRuleUpdate>),
    /// Changes what the update names.
    UpdateRoutingRule(DispatchRuleId, Box<RoutingRuleUpdate>),
    /// Takes a number out of every trunk.
    DetachNumber(PhoneNumber),
    /// Takes a number out of every trunk and rule.
    ReleaseNumber(PhoneNumber),
    /// Adds a webhook. The first one brings the keys that sign what webhooks are told; those of others are overlooked.
    CreateWebhook(Box<WebhookSpec>, Option<Box<WebhookKey>>),
    /// Puts another webhook under the same id.
    ReplaceWebhook(WebhookId, Box<WebhookSpec>),
    /// Removes a webhook.
    DeleteWebhook(WebhookId),
    /// Several, one after the other: all of them, or none.
    All(Vec<Command>),
}

/// A change of a list. The API's four fields allow combinations that mean nothing; they are refused
/// when the command is decided, with the texts of the reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListChange<T> {
    /// Replaces the list.
    pub set: Vec<T>,
    /// Appends what is not there yet.
    pub add: Vec<T>,
    /// Takes out, before `add`.
    pub remove: Vec<T>,
    /// Empties the list.
    pub clear: bool,
}

/// A partial change of an inbound trunk; `None` keeps the field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct InboundTrunkUpdate {
    /// Called numbers.
    pub numbers: Option<ListChange<PhoneNumber>>,
    /// Sources.
    pub allowed_addresses: Option<ListChange<AllowedAddress>>,
    /// Calling numbers.
    pub allowed_numbers: Option<ListChange<PhoneNumber>>,
    /// Digest username; empty takes the credentials away.
    pub auth_username: Option<Box<str>>,
    /// Digest password; the inner `None` is an empty one.
    pub auth_password: Option<Option<Sealed>>,
    /// Digest realm.
    pub auth_realm: Option<Box<str>>,
    /// For people.
    pub name: Option<Box<str>>,
    /// For programs.
    pub metadata: Option<Box<str>>,
    /// The deprecated place of `media.encryption`.
    pub media_encryption: Option<MediaEncryption>,
    /// Replaces the media options whole.
    pub media: Option<MediaConfig>,
    /// Asks for noise suppression.
    pub krisp_enabled: Option<bool>,
    /// What LiveKit's API has no place for.
    pub terms: TrunkTermsUpdate,
}

/// A partial change of an outbound trunk; `None` keeps the field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OutboundTrunkUpdate {
    /// Host or IP address.
    pub address: Option<Box<str>>,
    /// Transport.
    pub transport: Option<SipTransport>,
    /// Numbers that calls show.
    pub numbers: Option<ListChange<PhoneNumber>>,
    /// Digest username; empty takes the credentials away.
    pub auth_username: Option<Box<str>>,
    /// Digest password; the inner `None` is an empty one.
    pub auth_password: Option<Option<Sealed>>,
    /// For people.
    pub name: Option<Box<str>>,
    /// For programs.
    pub metadata: Option<Box<str>>,
    /// The deprecated place of `media.encryption`.
    pub media_encryption: Option<MediaEncryption>,
    /// The inner `None` takes the country away.
    pub destination_country: Option<Option<CountryCode>>,
    /// The host in `From`.
    pub from_host: Option<Box<str>>,
    /// Replaces the media options whole.
    pub media: Option<MediaConfig>,
    /// What LiveKit's API has no place for.
    pub terms: TrunkTermsUpdate,
}

/// A partial change of a dispatch rule; `None` keeps the field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct DispatchRuleUpdate {
    /// Trunks.
    pub trunk_ids: Option<ListChange<TrunkId>>,
    /// Replaces the kind and the PIN together.
    pub rule: Option<(RuleKind, Option<SealedPin>)>,
    /// For people.
    pub name: Option<Box<str>>,
    /// Becomes the participant's metadata.
    pub metadata: Option<Box<str>>,
    /// Merged key by key; an empty value takes the key away.
    pub attributes: BTreeMap<Box<str>, Box<str>>,
    /// The deprecated place of `media.encryption`.
    pub media_encryption: Option<MediaEncryption>,
    /// Replaces the media options whole.
    pub media: Option<MediaConfig>,
}

/// A partial change of a trunk's terms; `None` keeps the field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TrunkTermsUpdate {
    /// Of the callers that `allowed_numbers` takes, those it takes.
    pub allowed_callers: Option<Vec<CallerPattern>>,
    /// Where its calls should be.
    pub geo_region: Option<Box<str>>,
    /// For people.
    pub tags: Option<Vec<Box<str>>>,
    /// Asks for recordings.
    pub recording: Option<bool>,
    /// Asks that digits be told to others.
    pub dtmf: Option<bool>,
    /// Asks for noise suppression.
    pub noise_suppression: Option<bool>,
    /// How often each target is asked whether it is there; the inner `None` asks nothing.
    pub health_interval: Option<Option<Duration>>,
    /// The registration that brings the provider's calls here; the inner `None` makes none.
    pub registration: Option<Option<Registration>>,
    /// The outbound trunk over which peers may have others called; the inner `None` lets nobody.
    pub refer_trunk: Option<Option<TrunkId>>,
}

/// A partial change of a routing rule; `None` keeps the field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RoutingRuleUpdate {
    /// For people.
    pub name: Option<Box<str>>,
    /// The numbers that it is for, all of them; none lets it take no call.
    pub numbers: Option<Vec<PhoneNumber>>,
    /// Replaces the kind and the PIN together.
    pub room: Option<(RuleKind, Option<SealedPin>)>,
    /// The agent that is asked into the room; the inner `None` asks none.
    pub agent: Option<Option<Box<str>>>,
    /// Handed to the agent.
    pub agent_metadata: Option<Box<str>>,
    /// Which headers become attributes.
    pub include_headers: Option<IncludeHeaders>,
    /// Sent with calls that go out.
    pub headers: Option<Headers>,
    /// Read from calls that come in.
    pub headers_to_attributes: Option<Headers>,
    /// The callers that it takes; none takes every caller.
    pub allowed_callers: Option<Vec<CallerPattern>>,
    /// The sources that it takes; none takes every source.
    pub allowed_addresses: Option<Vec<AllowedAddress>>,
    /// For people.
    pub tags: Option<Vec<Box<str>>>,
    /// Of equally particular rules the highest is asked first.
    pub priority: Option<u16>,
    /// What is on or off.
    pub switches: RuleSwitches,
    /// The API key that its calls are accounted to; by default the one that creates it.
    pub api_key: Option<Box<str>>,
}

/// What of a routing rule is on or off; `None` keeps it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RuleSwitches {
    /// Asks for a recording.
    pub recording: Option<bool>,
    /// Asks that digits be told to others.
    pub dtmf: Option<bool>,
    /// Asks for noise suppression.
    pub noise_suppression: Option<bool>,
    /// Keeps the caller's number from the room.
    pub hide_phone_number: Option<bool>,
}
