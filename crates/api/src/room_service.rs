use tandem_model::RoomName;
use tandem_wire::livekit as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::to_wire::{participant, room};
use crate::{Answer, Api, ApiError, Code, from_wire};

type Outcome<T> = Result<Answer<T>, ApiError>;

impl Api {
    pub(crate) async fn create_room(
        &self,
        context: &Context,
        request: wire::CreateRoomRequest,
    ) -> Outcome<wire::Room> {
        context.caller.check(Grant::RoomCreate)?;
        let name = room_name(&request.name)?;
        let config = from_wire::room_config(wire::RoomConfiguration {
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
        Ok(room(
            &self
                .rooms
                .create_room(&name, &config, tandem_control_plane::now()),
        )
        .into())
    }

    pub(crate) async fn list_rooms(
        &self,
        context: &Context,
        request: wire::ListRoomsRequest,
    ) -> Outcome<wire::ListRoomsResponse> {
        context.caller.check(Grant::RoomList)?;
        let names: Vec<&str> = request.names.iter().map(String::as_str).collect();
        let rooms = self.rooms.list_rooms(&names).iter().map(room).collect();
        Ok(wire::ListRoomsResponse { rooms }.into())
    }

    pub(crate) async fn delete_room(
        &self,
        context: &Context,
        request: wire::DeleteRoomRequest,
    ) -> Outcome<wire::DeleteRoomResponse> {
        context.caller.check(Grant::RoomCreate)?;
        let name = room_name(&request.room)?;
        self.rooms
            .delete_room(&name)
            .map_err(|error| ApiError::new(Code::NotFound, error.to_string()))?;
        Ok(wire::DeleteRoomResponse {}.into())
    }

    pub(crate) async fn list_participants(
        &self,
        context: &Context,
        request: wire::ListParticipantsRequest,
    ) -> Outcome<wire::ListParticipantsResponse> {
        context.caller.check(Grant::RoomAdmin(&request.room))?;
        let name = room_name(&request.room)?;
        let participants = self
            .rooms
            .list_participants(&name)
            .iter()
            .map(participant)
            .collect();
        Ok(wire::ListParticipantsResponse { participants }.into())
    }

    pub(crate) async fn get_participant(
        &self,
        context: &Context,
        request: wire::RoomParticipantIdentity,
    ) -> Outcome<wire::ParticipantInfo> {
        context.caller.check(Grant::RoomAdmin(&request.room))?;
        let name = room_name(&request.room)?;
        let found = self.rooms.participant(&name, &request.identity);
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
        let name = room_name(&request.room)?;
        let removed = self.rooms.remove_participant(&name, &request.identity);
        removed.map_err(|error| ApiError::new(Code::NotFound, error.to_string()))?;
        Ok(wire::RemoveParticipantResponse {}.into())
    }
}

fn room_name(text: &str) -> Result<RoomName, ApiError> {
    RoomName::try_new(text)
        .map_err(|error| ApiError::invalid(format!("room: {error}")).with("field", "room"))
}
