use crate::{
    Attributes, DispatchRuleId, MediaConfig, MediaEncryption, PhoneNumber, RoomConfig, RoomName,
    RuleTerms, SealedPin, Stamps, TrunkId,
};

/// Decides which room a call enters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DispatchRule {
    /// Its name in the API.
    pub id: DispatchRuleId,
    /// When it was created and last changed.
    pub stamps: Stamps,
    /// What its owner said of it.
    pub spec: DispatchRuleSpec,
}

/// What an owner says of a dispatch rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DispatchRuleSpec {
    /// For people.
    pub name: Box<str>,
    /// Becomes the participant's metadata.
    pub metadata: Box<str>,
    /// How the room's name is made.
    pub kind: RuleKind,
    /// What the caller must dial, if anything.
    pub pin: Option<SealedPin>,
    /// Which calls it takes.
    pub scope: RuleScope,
    /// Keeps the caller's number from the room.
    pub hide_phone_number: bool,
    /// Become the participant's attributes.
    pub attributes: Attributes,
    /// How a new room is to be.
    pub room: RoomOptions,
    /// Asks for noise suppression.
    pub krisp_enabled: bool,
    /// The deprecated place of `media.encryption`, kept in step with it.
    pub media_encryption: MediaEncryption,
    /// Codecs, encryption and media timeout.
    pub media: Option<MediaConfig>,
    /// What LiveKit's API has no place for.
    pub terms: Option<Box<RuleTerms>>,
}

/// How a rule makes a room's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RuleKind {
    /// All callers enter one room.
    Direct {
        /// That room.
        room_name: RoomName,
    },
    /// A room for each caller: `[prefix_]<caller>[_<random>]`.
    Individual {
        /// May be empty.
        room_prefix: Box<str>,
        /// Leaves the random suffix out, so that a caller finds his room again.
        no_randomness: bool,
    },
    /// A room for each called number: `[prefix_]<called>[_<random>]`.
    Callee {
        /// May be empty.
        room_prefix: Box<str>,
        /// Adds a random suffix, so that each caller has a room.
        randomize: bool,
    },
    /// A room for each call, without a number in its name: `[prefix_]<random>`.
    Random {
        /// May be empty.
        room_prefix: Box<str>,
    },
}

/// Which calls a rule takes; an empty list takes all.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RuleScope {
    /// Trunks that the call came through.
    pub trunk_ids: Vec<TrunkId>,
    /// Calling numbers.
    pub inbound_numbers: Vec<PhoneNumber>,
    /// Called numbers.
    pub numbers: Vec<PhoneNumber>,
}

/// How a new room is to be.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RoomOptions {
    /// A named preset; kept for clients.
    pub preset: Box<str>,
    /// Options of the room.
    pub config: Option<Box<RoomConfig>>,
}
