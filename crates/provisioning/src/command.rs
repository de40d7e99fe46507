use std::collections::BTreeMap;

use tandem_model::{
    AllowedAddress, CountryCode, CountryRouteSpec, Destination, DispatchRuleId, DispatchRuleSpec,
    InboundTrunkSpec, MediaConfig, MediaEncryption, OutboundTrunkSpec, PhoneNumber, RuleKind,
    Sealed, SealedPin, SipTransport, TrunkId,
};

/// What somebody asks for. [`crate::decide`] may refuse it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Adds an inbound trunk.
    CreateInboundTrunk(Box<InboundTrunkSpec>),
    /// Puts another inbound trunk under the same id. A username without password keeps the stored password.
    ReplaceInboundTrunk(TrunkId, Box<InboundTrunkSpec>),
    /// Changes what the update names.
    UpdateInboundTrunk(TrunkId, Box<InboundTrunkUpdate>),
    /// Adds an outbound trunk.
    CreateOutboundTrunk(Box<OutboundTrunkSpec>),
    /// Puts another outbound trunk under the same id. A username without password keeps the stored password.
    ReplaceOutboundTrunk(TrunkId, Box<OutboundTrunkSpec>),
    /// Changes what the update names.
    UpdateOutboundTrunk(TrunkId, Box<OutboundTrunkUpdate>),
    /// Removes a trunk of either kind; a trunk that does not exist is no fault.
    DeleteTrunk(TrunkId),
    /// Adds a dispatch rule.
    CreateDispatchRule(Box<DispatchRuleSpec>),
    /// Puts another rule under the same id.
    ReplaceDispatchRule(DispatchRuleId, Box<DispatchRuleSpec>),
    /// Changes what the update names.
    UpdateDispatchRule(DispatchRuleId, Box<DispatchRuleUpdate>),
    /// Removes a dispatch rule.
    DeleteDispatchRule(DispatchRuleId),
    /// Says which regions calls to a country leave from, in place of what was said before.
    SetCountryRoute(Destination, Box<CountryRouteSpec>),
    /// Takes the entry of a country out of the table.
    DeleteCountryRoute(Destination),
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
