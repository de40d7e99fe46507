use std::time::Duration;

use tandem_model::CallId;

use crate::ControlPlane;

/// A peer of a call of this node, to be sent to somebody else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransferRequest {
    /// The call.
    pub call: CallId,
    /// The value of `Refer-To`.
    pub to: Box<str>,
    /// Further fields of the REFER.
    pub headers: Vec<(Box<str>, Box<str>)>,
    /// How long the other one may take to answer.
    pub timeout: Duration,
    /// Plays a ringback to the peer meanwhile.
    pub play_dialtone: bool,
}

/// How a transfer succeeded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transferred {
    /// The other one answered.
    Completed,
    /// The peer took the REFER and hung up.
    CallEnded,
}

/// Why nobody was transferred.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TransferError {
    /// This node has no such call.
    #[error("unknown call")]
    UnknownCall,
    /// Another transfer of the call is under way.
    #[error("call already being transferred elsewhere")]
    Elsewhere,
    /// It has not been answered yet.
    #[error("can't transfer non established call")]
    NotEstablished,
    /// It ended before the peer took the REFER.
    #[error("can't transfer hung up call")]
    CallGone,
    /// The peer does not take the REFER, or has not reached the other one; with its status and phrase.
    #[error("call transfer failed: sip status: {status}: {phrase}")]
    Status {
        /// The status of the REFER or of the last NOTIFY.
        status: u16,
        /// What stands beside it.
        phrase: Box<str>,
        /// Whether the peer took the REFER.
        was_accepted: bool,
    },
    /// The peer stopped telling how far it is.
    #[error("the peer ended its subscription without an outcome")]
    Unsubscribed,
    /// It took too long.
    #[error("refer canceled")]
    TimedOut,
}

impl ControlPlane {
    /// Transfers the peer of a call that this node has; ends with the outcome.
    ///
    /// # Errors
    /// [`TransferError`].
    pub async fn transfer_call(
        &self,
        request: TransferRequest,
    ) -> Result<Transferred, TransferError> {
        match self.desk().originate() {
            Some(originate) => originate.transfer(request).await,
            None => Err(TransferError::UnknownCall),
        }
    }
}
