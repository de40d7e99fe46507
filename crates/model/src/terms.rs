use std::time::Duration;

use crate::{AllowedAddress, CallerPattern, DispatchRule, HeaderRules, Registration, TrunkId};

/// What a dispatch rule says beyond what LiveKit's API has a place for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RuleTerms {
    /// Which calls it is about.
    pub direction: RuleDirection,
    /// It lost its last number and takes no call. A rule that names a number is never idle.
    pub is_idle: bool,
    /// The callers it takes; empty takes every caller.
    pub allowed_callers: Vec<CallerPattern>,
    /// The sources it takes; empty takes every source.
    pub allowed_addresses: Vec<AllowedAddress>,
    /// Of equally particular rules the highest is asked first; 0 by default.
    pub priority: u16,
    /// How headers and attributes of its calls map, over what the trunk says.
    pub headers: HeaderRules,
    /// For people.
    pub tags: Vec<Box<str>>,
    /// Asks for a recording.
    pub recording: bool,
    /// Asks that digits be told to others.
    pub dtmf: bool,
    /// The API key that its calls are accounted to.
    pub api_key: Box<str>,
}

/// Which calls a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum RuleDirection {
    /// Calls that come in.
    #[default]
    Inbound,
    /// Calls that this side places from the rule's numbers. The matcher does not see it.
    Outbound,
}

/// What a trunk says beyond what LiveKit's API has a place for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TrunkTerms {
    /// It lost its last number and takes no call. A trunk that names a number is never idle.
    pub is_idle: bool,
    /// Of the callers that `allowed_numbers` takes, those it takes; empty takes all of them. Of inbound trunks.
    pub allowed_callers: Vec<CallerPattern>,
    /// Where its owner wants its calls to be, in his words; empty is anywhere.
    pub geo_region: Box<str>,
    /// For people.
    pub tags: Vec<Box<str>>,
    /// Asks for recordings.
    pub recording: bool,
    /// Asks that digits be told to others.
    pub dtmf: bool,
    /// Asks for noise suppression. Of outbound trunks.
    pub noise_suppression: bool,
    /// How often each of its targets is asked whether it is there; absent asks nothing. Of outbound trunks.
    pub health_interval: Option<Duration>,
    /// The registration that brings its provider's calls here; absent needs none. Of outbound trunks.
    pub registration: Option<Registration>,
    /// The outbound trunk over which peers of its calls may have others called by REFER; absent lets nobody.
    pub refer_trunk: Option<TrunkId>,
}

impl RuleTerms {
    /// As a specification holds them: nothing, if they say nothing.
    #[must_use]
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// Whether it takes some callers or sources only.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        !self.allowed_callers.is_empty() || !self.allowed_addresses.is_empty()
    }
}

impl TrunkTerms {
    /// As a specification holds them: nothing, if they say nothing.
    #[must_use]
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl DispatchRule {
    /// Which calls it is about.
    #[must_use]
    pub fn direction(&self) -> RuleDirection {
        let terms = self.spec.terms.as_ref();
        terms.map_or(RuleDirection::Inbound, |terms| terms.direction)
    }
}
