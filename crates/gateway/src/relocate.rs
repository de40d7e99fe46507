//! A participant goes to another room, and his call with him: a warm transfer.

use tandem_control_plane::calls::{Happening, MoveStep};
use tandem_control_plane::outbound::{MoveError, MoveRequest};
use tandem_rooms::{Entering, Join, ParticipantKind};
use tokio::sync::oneshot;

use crate::gateway::{Gateway, sink};
use crate::live::Chair;

/// A call whose participant is to go to another room.
#[derive(Debug)]
pub struct MoveOrder {
    pub(crate) request: MoveRequest,
    pub(crate) asker: oneshot::Sender<Result<(), MoveError>>,
}

impl Gateway {
    pub(crate) fn move_call(&mut self, order: MoveOrder) {
        let calls = self.services.plane.calls().clone();
        let id = order.request.call.clone();
        calls.tell(&id, Happening::Move(MoveStep::Initiated));
        let moved = self.relocate(order.request);
        let step = match moved {
            Ok(()) => MoveStep::Completed,
            Err(_) => MoveStep::Failed,
        };
        calls.tell(&id, Happening::Move(step));
        // He may have gone.
        let _ = order.asker.send(moved);
    }

    /// Takes the new seat, then gives the old one back: a full room leaves the call where it is. Where other nodes are
    /// asked for the seat, the call is heard in the old room until it is there, and ends if there is none.
    fn relocate(&mut self, request: MoveRequest) -> Result<(), MoveError> {
        let slot = self.slot_by_tag.get(request.call.as_str()).copied();
        let slot = slot.ok_or(MoveError::UnknownCall)?;
        let sink = sink(slot, &self.mailbox);
        let call = self.calls.get_mut(slot).ok_or(MoveError::UnknownCall)?;
        let chair = call.seat.as_ref().filter(|_| call.machine.is_answered());
        let attributes = match chair.ok_or(MoveError::NotEstablished)? {
            Chair::Here(seat) => self
                .services
                .rooms
                .attributes(seat)
                .ok_or(MoveError::CallGone)?,
            Chair::Sought(seat) => seat.attributes().clone(),
            Chair::Left(_) => return Err(MoveError::CallGone),
        };
        let join = Join {
            room: request.room.clone(),
            identity: request.identity,
            name: request.name,
            metadata: request.metadata,
            attributes,
            kind: ParticipantKind::Sip,
            leg: call.media.leg,
            room_config: None,
            sink,
            at: tandem_control_plane::now(),
        };
        let chair = match self.cluster.enter(join, call.relayed_audio()) {
            Entering::Now(Ok(joined)) => Chair::Here(joined.seat),
            Entering::Now(Err(_)) => return Err(MoveError::Full),
            Entering::Later(seat) => Chair::Sought(seat),
        };
        match call.seat.replace(chair) {
            Some(Chair::Here(old)) => {
                self.services.rooms.vacate(&old);
            }
            Some(Chair::Sought(old)) => old.vacate(),
            Some(Chair::Left(_)) | None => {}
        }
        let calls = self.services.plane.calls();
        calls.update(&call.id, |record| record.room = Some(request.room));
        Ok(())
    }
}
