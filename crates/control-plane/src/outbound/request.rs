use std::time::Duration;

use tandem_model::{
    Attributes, CallId, CountryCode, DispatchRuleId, OutboundTrunkSpec, ParticipantSid,
    PhoneNumber, ReasonCode, Revision, RoomName, TrunkId,
};

/// A call to be placed, with nothing left to look up: any gateway can place it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboundRequest {
    /// Names the call. Who asks twice by one name gets one call, so a request that may come again has a name that is
    /// made of it.
    pub call: CallId,
    /// The routing rule that it is placed by, for its record.
    pub rule: Option<DispatchRuleId>,
    /// Where it goes, and who is shown.
    pub dial: Dial,
    /// Who the callee is in the room.
    pub participant: OutboundParticipant,
    /// How long it may ring and last.
    pub limits: OutboundLimits,
    /// Whether who asks waits for the answer.
    pub wait_until_answered: bool,
    /// Whether the call ends when nobody waits for its answer any more. Who can ask again by its name may come back.
    pub ends_with_asker: bool,
    /// Whether the request may have come before, to this node or another: then the others are asked first.
    pub may_be_repeat: bool,
    /// The revision that it was made of.
    pub revision: Revision,
}

/// Where a call goes, and who is shown to the callee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dial {
    /// The stored trunk; none for one that came with the request.
    pub trunk_id: Option<TrunkId>,
    /// The trunk as it is for this call, what the request has of its own merged in. Its password is sealed.
    pub trunk: OutboundTrunkSpec,
    /// The user of the request URI.
    pub number: PhoneNumber,
    /// Addresses that the request gives itself.
    pub own: OwnAddresses,
    /// The user of From.
    pub from_number: PhoneNumber,
    /// The name in From; `None` leaves the choice to the gateway, an empty one shows none.
    pub display_name: Option<Box<str>>,
    /// Digits that are sent after the answer; `w` waits half a second.
    pub dtmf: Box<str>,
}

/// Addresses of an INVITE that the request gives itself, in place of those made of numbers and trunk. Each can be
/// written as it is.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OwnAddresses {
    /// The Request-URI: where the INVITE goes, unless there is a Route.
    pub request_uri: Option<Box<str>>,
    /// To, without tag.
    pub to: Option<Box<str>>,
    /// The user of To, where only that is given.
    pub to_user: Option<Box<str>>,
    /// From, without tag.
    pub from: Option<Box<str>>,
}

/// Who the callee is in the room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboundParticipant {
    /// The room; it begins with the call if it is not there.
    pub room: RoomName,
    /// The participant's identity.
    pub identity: Box<str>,
    /// The participant's name.
    pub name: Box<str>,
    /// For programs.
    pub metadata: Box<str>,
    /// What the participant has besides those of every call.
    pub attributes: Attributes,
    /// Keeps the number out of attributes and names.
    pub hide_phone_number: bool,
    /// Plays a dial tone into the room until the answer.
    pub play_dialtone: bool,
    /// Asks for noise suppression.
    pub krisp_enabled: bool,
}

/// How long a call may ring and last; `None` is the gateway's.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct OutboundLimits {
    /// From the INVITE to the answer.
    pub ringing_timeout: Option<Duration>,
    /// From the answer on.
    pub max_call_duration: Option<Duration>,
}

/// A call that is under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlacedCall {
    /// The participant in the room.
    pub participant: ParticipantSid,
    /// The `Call-ID` header of the INVITE.
    pub sip_call_id: Box<str>,
}

/// A call that ended before the answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the call failed: {reason}{}", status_text(*.sip_status, .sip_phrase))]
pub struct CallFailed {
    /// The final status of the INVITE; absent when none came.
    pub sip_status: Option<u16>,
    /// The phrase beside it.
    pub sip_phrase: Box<str>,
    /// Why, for programs.
    pub reason: ReasonCode,
}

/// A gateway that does not take a call. It has sent nothing and will not: another one may be asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{text}")]
pub struct NotTaken {
    /// Why, for programs.
    pub reason: ReasonCode,
    /// Why, for people.
    pub text: Box<str>,
}

impl OutboundRequest {
    /// The country that the trunk says the call ends in.
    #[must_use]
    pub fn country(&self) -> Option<CountryCode> {
        self.dial.trunk.destination_country
    }
}

fn status_text(status: Option<u16>, phrase: &str) -> String {
    status.map_or_else(String::new, |status| format!(" ({status} {phrase})"))
}
