use std::fmt;

use tandem_model::{DispatchRuleId, TrunkId};

/// The most candidates that are written down; the others are counted.
pub const MAX_CONSIDERED: usize = 32;

/// The candidates of a decision: trunks in the order in which they were looked at, rules with the chosen one first.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Considered {
    /// Trunks of the called number, then trunks of all numbers.
    pub trunks: Vec<(TrunkId, Outcome)>,
    /// Rules of the trunk, then rules of all trunks.
    pub rules: Vec<(DispatchRuleId, Outcome)>,
    /// Candidates beyond [`MAX_CONSIDERED`].
    pub others: usize,
}

/// What became of a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was taken.
    Chosen,
    /// It admits other sources only.
    SourceNotAllowed,
    /// It admits other callers only.
    CallerNotAllowed,
    /// A candidate before it was taken.
    Outranked,
    /// It has another PIN, or none.
    OtherPin,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chosen => "chosen",
            Self::SourceNotAllowed => "source-not-allowed",
            Self::CallerNotAllowed => "caller-not-allowed",
            Self::Outranked => "outranked",
            Self::OtherPin => "other-pin",
        })
    }
}

/// Writes candidates down, or does not: one matcher serves the live path and *explain*.
pub(crate) trait Recorder {
    /// Whether rules that were not taken are worth looking at.
    const KEEPS: bool;

    fn trunk(&mut self, id: &TrunkId, outcome: Outcome);
    fn rule(&mut self, id: &DispatchRuleId, outcome: Outcome);
    fn others(&mut self, count: usize);
}

/// The live path.
impl Recorder for () {
    const KEEPS: bool = false;

    fn trunk(&mut self, _: &TrunkId, _: Outcome) {}
    fn rule(&mut self, _: &DispatchRuleId, _: Outcome) {}
    fn others(&mut self, _: usize) {}
}

impl Recorder for Considered {
    const KEEPS: bool = true;

    fn trunk(&mut self, id: &TrunkId, outcome: Outcome) {
        if self.trunks.len() < MAX_CONSIDERED {
            self.trunks.push((id.clone(), outcome));
        } else {
            self.others += 1;
        }
    }

    fn rule(&mut self, id: &DispatchRuleId, outcome: Outcome) {
        if self.rules.len() < MAX_CONSIDERED {
            self.rules.push((id.clone(), outcome));
        } else {
            self.others += 1;
        }
    }

    fn others(&mut self, count: usize) {
        self.others += count;
    }
}
