use tandem_model::{CallId, RoomName};

use crate::ControlPlane;

/// A participant who is to go to another room, with his call, which this node has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MoveRequest {
    /// The call.
    pub call: CallId,
    /// The room that he goes to; it begins with him if it is not there.
    pub room: RoomName,
    /// Who he is, there as here.
    pub identity: Box<str>,
    /// His name.
    pub name: Box<str>,
    /// For programs.
    pub metadata: Box<str>,
}

/// Why nobody was moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoveError {
    /// This node has no such call.
    #[error("unknown call")]
    UnknownCall,
    /// It has not been answered yet, or its seat is still to come.
    #[error("can't move non established call")]
    NotEstablished,
    /// It has ended.
    #[error("can't move hung up call")]
    CallGone,
    /// The other room takes nobody else.
    #[error("the destination room has its most participants")]
    Full,
}

impl ControlPlane {
    /// Moves the participant of a call that this node has to another room.
    ///
    /// # Errors
    /// [`MoveError`]; he then stays where he is.
    pub async fn move_call(&self, request: MoveRequest) -> Result<(), MoveError> {
        match self.desk().originate() {
            Some(originate) => originate.relocate(request).await,
            None => Err(MoveError::UnknownCall),
        }
    }
}
