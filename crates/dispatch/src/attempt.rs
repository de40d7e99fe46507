use std::net::IpAddr;
use std::sync::Arc;

use tandem_model::{DispatchRule, InboundTrunk, PinTag, ReasonCode, Revision, TrunkId};

/// The facts of a call.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The user part of To.
    pub called: &'a str,
    /// The user part of From.
    pub caller: &'a str,
    /// The address of the socket that the call came from.
    pub source: IpAddr,
    /// How far the PIN dialogue is.
    pub pin: PinInput,
    /// The trunk whose credentials the caller has proved.
    pub authenticated: Option<&'a TrunkId>,
    /// Whether the caller asks not to be named (RFC 3323 §4.2): he appears as under a rule that hides numbers.
    pub is_private: bool,
}

/// How far the PIN dialogue is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinInput {
    /// The caller has not been asked.
    NotAsked,
    /// The caller dialled `#` alone: rules without a PIN stay.
    Skipped,
    /// The caller dialled this PIN.
    Entered(PinTag),
}

/// What becomes of a call, and by which revision.
///
/// The matcher's own is borrowed from it ([`Match`]): counting references costs more than the match. Who keeps it
/// calls [`Match::cloned`].
#[derive(Clone, Debug)]
pub struct Decision<Rule = Arc<DispatchRule>, Trunk = Arc<InboundTrunk>> {
    /// What becomes of it.
    pub verdict: Verdict<Rule>,
    /// The trunk that admitted it.
    pub trunk: Option<Trunk>,
    /// The revision that decided.
    pub revision: Revision,
}

/// A decision that is borrowed from the matcher.
pub type Match<'m> = Decision<&'m Arc<DispatchRule>, &'m Arc<InboundTrunk>>;

impl Match<'_> {
    /// The decision, to keep.
    #[must_use]
    pub fn cloned(&self) -> Decision {
        Decision {
            verdict: match self.verdict {
                Verdict::Challenge => Verdict::Challenge,
                Verdict::Enter(rule) => Verdict::Enter(Arc::clone(rule)),
                Verdict::AskPin(rule) => Verdict::AskPin(Arc::clone(rule)),
                Verdict::Refuse(refusal) => Verdict::Refuse(refusal),
            },
            trunk: self.trunk.cloned(),
            revision: self.revision,
        }
    }
}

/// What becomes of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict<Rule = Arc<DispatchRule>> {
    /// The caller must prove the trunk's credentials first.
    Challenge,
    /// It enters the room of this rule.
    Enter(Rule),
    /// A PIN must be dialled; this rule's media options hold meanwhile.
    AskPin(Rule),
    /// It is refused.
    Refuse(Refusal),
}

impl<Rule> Verdict<Rule> {
    /// The verdict in one word; also a metric's label.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Enter(_) => "enter",
            Self::AskPin(_) => "ask-pin",
            Self::Refuse(refusal) => refusal.reason().code(),
        }
    }
}

/// Why a call is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Neither a trunk nor a rule takes it.
    NoTrunk,
    /// A trunk admits it, and no rule takes it.
    NoRule,
    /// The trunk of the called number admits other sources only.
    SourceNotAllowed,
    /// The trunks of the called number admit other callers only.
    CallerNotAllowed,
    /// No rule has the PIN.
    WrongPin,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn reason(self) -> ReasonCode {
        match self {
            Self::NoTrunk => ReasonCode::NoTrunk,
            Self::NoRule => ReasonCode::NoRule,
            Self::SourceNotAllowed => ReasonCode::SourceNotAllowed,
            Self::CallerNotAllowed => ReasonCode::CallerNotAllowed,
            Self::WrongPin => ReasonCode::WrongPin,
        }
    }

    /// The SIP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::NoTrunk | Self::NoRule => 404,
            Self::SourceNotAllowed | Self::CallerNotAllowed | Self::WrongPin => 403,
        }
    }
}
