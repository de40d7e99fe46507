use std::time::Instant;

use crate::{InboundCall, Input, OutboundCall, Output};

/// A call of either direction.
pub enum Call {
    /// The peer called.
    Inbound(InboundCall),
    /// We called.
    Outbound(OutboundCall),
}

impl Call {
    /// Takes what happened. Does nothing once the call is over.
    pub fn handle_input(&mut self, input: Input, now: Instant) {
        match self {
            Self::Inbound(call) => call.handle_input(input, now),
            Self::Outbound(call) => call.handle_input(input, now),
        }
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        match self {
            Self::Inbound(call) => call.handle_timeout(now),
            Self::Outbound(call) => call.handle_timeout(now),
        }
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match self {
            Self::Inbound(call) => call.poll_timeout(),
            Self::Outbound(call) => call.poll_timeout(),
        }
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Option<Output> {
        match self {
            Self::Inbound(call) => call.poll_output(),
            Self::Outbound(call) => call.poll_output(),
        }
    }

    /// Whether the 200 has been asked for, or has come.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        match self {
            Self::Inbound(call) => call.is_answered(),
            Self::Outbound(call) => call.is_answered(),
        }
    }
}
