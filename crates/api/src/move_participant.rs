//! MoveParticipant: a participant goes to another room, as warm transfers want it.

use tandem_control_plane::outbound::{MoveError, MoveRequest};
use tandem_wire::livekit as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::from_wire::room_name;
use crate::gateway_of::call_of;
use crate::others::unknown_call;
use crate::sip_failure::PREFIX;
use crate::twirp::Call;
use crate::{Answer, Api, ApiError, Code};

const SERVICE: &str = "livekit.RoomService";
const METHOD: &str = "MoveParticipant";

type Response = wire::MoveParticipantResponse;

impl Api {
    pub(crate) async fn move_participant(
        &self,
        context: &Context,
        request: wire::MoveParticipantRequest,
    ) -> Result<Answer<Response>, ApiError> {
        let (from, to) = (&request.room, &request.destination_room);
        context.caller.check(Grant::MoveTo { from, to })?;
        let room = room_name("room", from)?;
        let destination = room_name("destination_room", to)?;
        if room == destination {
            let text = "destination_room must be another room than the participant's";
            return Err(ApiError::invalid(text).with("field", "destination_room"));
        }
        let participant = self.participant_of(&room, &request.identity).await?;
        let moved = self.plane.move_call(MoveRequest {
            call: call_of(&participant)?,
            room: destination,
            identity: participant.identity,
            name: participant.name,
            metadata: participant.metadata,
        });
        match moved.await {
            Ok(()) => Ok(Response {}.into()),
            Err(MoveError::UnknownCall) => {
                let unknown = failed(MoveError::UnknownCall);
                let call = Call::of(context, &request);
                let reply = self.answer_of_gateway((SERVICE, METHOD), &call, unknown);
                Ok(reply.await?.read::<Response>()?.into())
            }
            Err(error) => Err(failed(error)),
        }
    }
}

fn failed(error: MoveError) -> ApiError {
    let code = match error {
        MoveError::UnknownCall => return unknown_call(format!("{PREFIX}unknown call")),
        MoveError::NotEstablished | MoveError::CallGone => Code::FailedPrecondition,
        MoveError::Full => Code::ResourceExhausted,
    };
    ApiError::new(code, format!("{PREFIX}{error}"))
}
