//! The answering end: what other nodes ask of the rooms that are here.

use std::sync::Arc;

use tandem_model::Timestamp;
use tandem_rtp_io::{LegId, MediaEvent, MediaEvents, RelayKeys, RelaySession};
use tandem_wire::internal as wire;
use tandem_wire::internal::room_word::Word;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use super::home::Whereabouts;
use super::{Own, from_wire, to_wire};
use crate::{
    Join, JoinError, Joined, Leaving, ParticipantKind, ParticipantSink, RoomEvent, Rooms, Seat,
};

/// Words that may wait for the caller's node; a stay has three at most.
const WORD_BOUND: usize = 8;
/// The metadata key of the node that is to be asked instead.
pub(crate) const ELSEWHERE: &str = "tandem-node";

/// Serves `tandem.internal.v1.Rooms`.
pub struct Service {
    pub(super) rooms: Rooms,
    pub(super) own: Arc<Own>,
}

/// A caller of another node, in a room here. Dropping it gives everything back.
struct Visit {
    own: Arc<Own>,
    rooms: Rooms,
    session: u64,
    leg: LegId,
    /// `None` before it was given.
    seat: Option<Seat>,
}

/// What happens to a visit.
enum News {
    Heard,
    Removed(Leaving),
    /// The caller's node is not heard any more.
    RelayLost,
}

/// Takes what the room and the leg tell of a visit.
struct Host(mpsc::Sender<News>);

impl Host {
    fn tell(&self, news: News) {
        if self.0.try_send(news).is_err() {
            tracing::debug!("a visit that is over was told something");
        }
    }
}

impl ParticipantSink for Host {
    fn room_event(&self, event: RoomEvent) {
        match event {
            RoomEvent::Heard => self.tell(News::Heard),
            RoomEvent::Removed(why) => self.tell(News::Removed(why)),
            RoomEvent::Entered { .. } | RoomEvent::NotEntered(_) | RoomEvent::Lost => {}
        }
    }
}

impl MediaEvents for Host {
    fn media_event(&self, _: u64, event: MediaEvent) {
        match event {
            MediaEvent::RelayLost => self.tell(News::RelayLost),
            MediaEvent::Digit(_) | MediaEvent::KeyHeard(_) => {}
            MediaEvent::PromptDone(_) | MediaEvent::Dialled => {}
            MediaEvent::Latched(_) | MediaEvent::TimedOut | MediaEvent::Closed(_) => {}
            MediaEvent::Foreign(_) | MediaEvent::AfterEnd { .. } => {}
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if let Some(seat) = &self.seat {
            self.own.guests().remove(&self.session);
            self.rooms.leave(seat);
        }
        self.own.media.close(self.leg);
    }
}

impl Visit {
    /// Passes words on until the room or the caller's node ends the stay.
    async fn run(
        self,
        entered: wire::Entered,
        mut news: mpsc::Receiver<News>,
        words: mpsc::Sender<Result<wire::RoomWord, Status>>,
    ) {
        let mut word = Word::Entered(entered);
        loop {
            let is_last = matches!(word, Word::Removed(_));
            if words.send(Ok(said(word))).await.is_err() || is_last {
                return;
            }
            word = tokio::select! {
                () = words.closed() => return,
                next = news.recv() => match next {
                    Some(News::Heard) => Word::Heard(wire::Heard {}),
                    Some(News::Removed(why)) => Word::Removed(to_wire::removed(why)),
                    Some(News::RelayLost) | None => return,
                },
            };
        }
    }
}

fn said(word: Word) -> wire::RoomWord {
    wire::RoomWord { word: Some(word) }
}

impl Service {
    /// Opens a leg for the caller and takes his seat.
    fn receive(
        &self,
        request: wire::EnterRequest,
        words: mpsc::Sender<Result<wire::RoomWord, Status>>,
    ) -> Result<Option<Word>, Status> {
        let (news, inbox) = mpsc::channel(WORD_BOUND);
        let host = Arc::new(Host(news));
        let session = RelaySession {
            id: request.session,
            keys: RelayKeys {
                up: rand::random(),
                down: rand::random(),
            },
            peer: from_wire::address(&request.relay_address)?,
        };
        let codec = from_wire::codec(request.codec)?;
        let leg = self.own.relay.open(&session, codec, 0, host.clone());
        let mut visit = Visit {
            own: Arc::clone(&self.own),
            rooms: self.rooms.clone(),
            session: session.id,
            leg: leg.map_err(|error| Status::resource_exhausted(error.to_string()))?,
            seat: None,
        };
        if request.suppresses_noise {
            self.own.media.suppress_noise(visit.leg);
        }
        let join = Join {
            room: from_wire::name(&request.room)?,
            identity: request.identity.into(),
            name: request.name.into(),
            metadata: request.metadata.into(),
            attributes: from_wire::attributes(request.attributes),
            kind: ParticipantKind::Sip,
            leg: Some(visit.leg),
            room_config: request
                .settings
                .map(|settings| Box::new(from_wire::config(settings))),
            sink: host,
            at: Timestamp {
                unix_nanos: request.at_unix_nanos,
            },
        };
        let Joined { seat, heard, .. } = match self.rooms.join(join) {
            Ok(joined) => joined,
            Err(JoinError::Full { most }) => return Ok(Some(Word::Full(wire::Full { most }))),
        };
        self.own.guests().insert(session.id, seat.clone());
        visit.seat = Some(seat);
        let entered = wire::Entered {
            heard,
            relay_address: self.own.relay.address().to_string(),
            key_up: session.keys.up.to_vec().into(),
            key_down: session.keys.down.to_vec().into(),
        };
        self.own.runtime.spawn(visit.run(entered, inbox, words));
        Ok(None)
    }

    /// A node without the role must begin no room.
    fn may_have_rooms(&self) -> Result<(), Status> {
        match self.own.view().node(self.own.id) {
            Some(_) => Ok(()),
            None => Err(Status::failed_precondition("this node has no rooms")),
        }
    }
}

#[tonic::async_trait]
impl wire::rooms_server::Rooms for Service {
    type EnterStream = ReceiverStream<Result<wire::RoomWord, Status>>;

    async fn enter(
        &self,
        request: Request<wire::EnterRequest>,
    ) -> Result<Response<Self::EnterStream>, Status> {
        let request = request.into_inner();
        self.may_have_rooms()?;
        let room = from_wire::name(&request.room)?;
        let (words, stream) = mpsc::channel(WORD_BOUND);
        let answer = match self.own.decide(&self.rooms, &room).await {
            Whereabouts::Elsewhere(node) => Some(Word::Elsewhere(wire::Elsewhere { node })),
            Whereabouts::Here => self.receive(request, words.clone())?,
        };
        if let Some(answer) = answer {
            // The channel is new: it has room.
            let _ = words.try_send(Ok(said(answer)));
        }
        Ok(Response::new(ReceiverStream::new(stream)))
    }

    async fn set_attributes(
        &self,
        request: Request<wire::SetAttributesRequest>,
    ) -> Result<Response<wire::Done>, Status> {
        let request = request.into_inner();
        let seat = self.own.guests().get(&request.session).cloned();
        let seat = seat.ok_or_else(|| Status::not_found("no such session"))?;
        let pairs = request.attributes.iter();
        let pairs: Vec<(&str, &str)> = pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.rooms.set_attributes(&seat, &pairs);
        Ok(Response::new(wire::Done {}))
    }

    async fn find(
        &self,
        request: Request<wire::FindRequest>,
    ) -> Result<Response<wire::FindReply>, Status> {
        self.may_have_rooms()?;
        let room = from_wire::name(&request.into_inner().room)?;
        let holder = self.own.find(&self.rooms, &room)?;
        Ok(Response::new(wire::FindReply { holder }))
    }

    async fn held(
        &self,
        request: Request<wire::HeldRequest>,
    ) -> Result<Response<wire::Done>, Status> {
        let request = request.into_inner();
        let now = std::time::Instant::now();
        for room in &request.rooms {
            self.own.remember(from_wire::name(room)?, request.from, now);
        }
        Ok(Response::new(wire::Done {}))
    }

    async fn create_room(
        &self,
        request: Request<wire::CreateRoomRequest>,
    ) -> Result<Response<wire::RoomFacts>, Status> {
        let request = request.into_inner();
        self.may_have_rooms()?;
        let room = from_wire::name(&request.room)?;
        if let Whereabouts::Elsewhere(node) = self.own.decide(&self.rooms, &room).await {
            let mut status = Status::aborted("another node has the room");
            status.metadata_mut().insert(ELSEWHERE, node.into());
            return Err(status);
        }
        let config = from_wire::config(request.settings.unwrap_or_default());
        let at = Timestamp {
            unix_nanos: request.at_unix_nanos,
        };
        let info = self.rooms.create_room(&room, &config, at);
        Ok(Response::new(to_wire::room(&info)))
    }

    async fn list_rooms(
        &self,
        request: Request<wire::ListRoomsRequest>,
    ) -> Result<Response<wire::RoomList>, Status> {
        let names = request.into_inner().names;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let rooms = self.rooms.list_rooms(&names);
        Ok(Response::new(wire::RoomList {
            rooms: rooms.iter().map(to_wire::room).collect(),
        }))
    }

    async fn list_participants(
        &self,
        request: Request<wire::ParticipantQuery>,
    ) -> Result<Response<wire::ParticipantList>, Status> {
        let room = from_wire::name(&request.into_inner().room)?;
        let participants = self.rooms.list_participants(&room);
        Ok(Response::new(wire::ParticipantList {
            participants: participants.iter().map(to_wire::participant).collect(),
        }))
    }

    async fn remove_participant(
        &self,
        request: Request<wire::ParticipantQuery>,
    ) -> Result<Response<wire::Done>, Status> {
        let query = request.into_inner();
        let room = from_wire::name(&query.room)?;
        self.rooms
            .remove_participant(&room, &query.identity)
            .map_err(|error| Status::not_found(error.to_string()))?;
        Ok(Response::new(wire::Done {}))
    }

    async fn delete_room(
        &self,
        request: Request<wire::ParticipantQuery>,
    ) -> Result<Response<wire::Done>, Status> {
        let room = from_wire::name(&request.into_inner().room)?;
        self.rooms
            .delete_room(&room)
            .map_err(|error| Status::not_found(error.to_string()))?;
        Ok(Response::new(wire::Done {}))
    }
}
