use tandem_rooms::Unreached;
use tandem_wire::livekit as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::from_wire::{room_config, room_name};
use crate::to_wire::{participant, room};
use crate::{Answer, Api, ApiError, Code};

/// Where most requests name their room.
const ROOM: &str = "room";

type Outcome<T> = Result<Answer<T>, ApiError>;

impl Api {
    pub(crate) async fn create_room(
        &self,
        context: &Context,
        request: wire::CreateRoomRequest,
    ) -> Outcome<wire::Room> {
        context.caller.check(Grant::RoomCreate)?;
        let name = room_name("name", &request.name)?;
        let config = room_config(wire::RoomConfiguration {
            empty_timeout: request.empty_timeout,
            departure_timeout: request.departure_timeout,
            max_participants: request.max_participants,
            min_playout_delay: request.min_playout_delay,
            max_playout_delay: request.max_playout_delay,
            sync_streams: request.sync_streams,
            agents: request.agents,
            metadata: request.metadata,
            tags: request.tags,
            ..wire::RoomConfiguration::default()
        });
        let now = tandem_control_plane::now();
        let made = self.rooms.create_room(&name, &config, now).await;
        Ok(room(&made.map_err(unreached)?).into())
    }

    pub(crate) async fn list_rooms(
        &self,
        context: &Context,
        request: wire::ListRoomsRequest,
    ) -> Outcome<wire::ListRoomsResponse> {
        context.caller.check(Grant::RoomList)?;
        let names: Vec<&str> = request.names.iter().map(String::as_str).collect();
        let rooms = self.rooms.list_rooms(&names).await;
        let rooms = rooms.iter().map(room).collect();
        Ok(wire::ListRoomsResponse { rooms }.into())
    }

    pub(crate) async fn delete_room(
        &self,
        context: &Context,
        request: wire::DeleteRoomRequest,
    ) -> Outcome<wire::DeleteRoomResponse> {
        context.caller.check(Grant::RoomCreate)?;
        let name = room_name(ROOM, &request.room)?;
        let deleted = self.rooms.delete_room(&name).await.map_err(unreached)?;
        deleted.map_err(|error| ApiError::new(Code::NotFound, error.to_string()))?;
        Ok(wire::DeleteRoomResponse {}.into())
    }

    pub(crate) async fn list_participants(
        &self,
        context: &Context,
        request: wire::ListParticipantsRequest,
    ) -> Outcome<wire::ListParticipantsResponse> {
        context.caller.check(Grant::RoomAdmin(&request.room))?;
        let name = room_name(ROOM, &request.room)?;
        let participants = self.rooms.list_participants(&name).await;
        let participants = participants.map_err(unreached)?;
        let participants = participants.iter().map(participant).collect();
        Ok(wire::ListParticipantsResponse { participants }.into())
    }

    pub(crate) async fn get_participant(
        &self,
        context: &Context,
        request: wire::RoomParticipantIdentity,
    ) -> Outcome<wire::ParticipantInfo> {
        context.caller.check(Grant::RoomAdmin(&request.room))?;
        let name = room_name(ROOM, &request.room)?;
        let found = self.rooms.participant(&name, &request.identity).await;
        let found = found.map_err(unreached)?;
        Ok(
            participant(&found.map_err(|error| ApiError::new(Code::NotFound, error.to_string()))?)
                .into(),
        )
    }

    pub(crate) async fn remove_participant(
        &self,
        context: &Context,
        request: wire::RoomParticipantIdentity,
    ) -> Outcome<wire::RemoveParticipantResponse> {
        context.caller.check(Grant::RoomAdmin(&request.room))?;
        let name = room_name(ROOM, &request.room)?;
        let removed = self.rooms.remove_participant(&name, &request.identity);
        let removed = removed.await.map_err(unreached)?;
        removed.map_err(|error| ApiError::new(Code::NotFound, error.to_string()))?;
        Ok(wire::RemoveParticipantResponse {}.into())
    }
}

/// The node that has the room is away: what was asked of it may have been done.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the end of a result is mapped by it"
)]
pub(crate) fn unreached(error: Unreached) -> ApiError {
    ApiError::new(Code::Unavailable, error.to_string())
}
