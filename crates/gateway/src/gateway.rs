use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use ahash::RandomState;
use tandem_call::{Input, Spoken};
use tandem_capture::Capture;
use tandem_control_plane::ControlPlane;
use tandem_model::{Attributes, CallId, ReasonCode};
use tandem_rooms::{Cluster, Leaving, NotEntered, ParticipantSink, RoomEvent, Rooms};
use tandem_rtp_io::{Media, MediaEvent, MediaEvents};
use tandem_sip_io::{Found, Mailbox, Resolver, TransactionUser};
use tandem_sip_proto::digest::NonceKeeper;
use tandem_sip_proto::{
    Deadlines, Endpoint, Event, Message, Method, RefusedNetworks, Reply, ServerTx,
};

use crate::GatewayConfig;
use crate::auth::StaleProofs;
use crate::keys::KeyWay;
use crate::live::{Chair, Side, Slab, Slot};
use crate::originate::{Order, TransferOrder};
use crate::refer::Referred;
use crate::relocate::MoveOrder;
use crate::take_over::has_replaces;
use crate::upkeep::{TrunkPlan, Upkeep};

/// The user of the SIP transactions: all calls of this gateway.
pub struct Gateway {
    pub(crate) config: GatewayConfig,
    pub(crate) services: Services,
    pub(crate) cluster: Cluster,
    pub(crate) mailbox: Mailbox<Mail>,
    pub(crate) calls: Slab,
    pub(crate) slot_by_tag: HashMap<Box<str>, Slot, RandomState>,
    pub(crate) slot_by_invite: HashMap<ServerTx, Slot, RandomState>,
    pub(crate) deadlines: Deadlines<Slot>,
    pub(crate) nonces: NonceKeeper,
    pub(crate) stale_proofs: StaleProofs,
    /// Calls that have ended, the last first.
    pub(crate) ended: VecDeque<(Slot, CallId)>,
    pub(crate) upkeep: Upkeep,
    /// Finds whom peers have called; none before there is one.
    pub(crate) resolver: Option<Resolver>,
    pub(crate) is_draining: bool,
}

/// What a gateway works with.
#[derive(Clone)]
pub struct Services {
    /// Catalog, matcher, secrets and call records.
    pub plane: ControlPlane,
    /// Rooms.
    pub rooms: Rooms,
    /// Media.
    pub media: Media,
    /// What was said in calls.
    pub capture: Capture,
    /// Where nothing is sent because a peer says so.
    pub refused: RefusedNetworks,
}

/// What other threads tell the gateway.
#[derive(Debug)]
pub enum Mail {
    /// Something happened to a leg.
    Media(u64, MediaEvent),
    /// Something happened to a participant.
    Room(u64, RoomEvent),
    /// A participant is put out of a room of this node, and had these attributes.
    Left(u64, Attributes),
    /// Place a call.
    Originate(Box<Order>),
    /// Where a redirection of a call leads.
    Redirected(u64, Box<str>, Found),
    /// Nobody waits any more for the answer of this call.
    Abandoned(CallId),
    /// Take the participant of a call to another room.
    Move(Box<MoveOrder>),
    /// Transfer the peer of a call.
    Transfer(Box<TransferOrder>),
    /// Where a call leads that a peer has asked for.
    Referred(Box<Referred>),
    /// This finds whom peers have called.
    Resolver(Resolver),
    /// Look after these outbound trunks, and no others.
    Trunks(Vec<TrunkPlan>),
    /// Take no new calls, and no registration any more.
    Drain,
    /// End all calls.
    HangUpAll,
}

/// Posts what happens to legs into the gateway's mailbox, once there is one.
#[derive(Default)]
pub struct MediaPost(std::sync::OnceLock<Mailbox<Mail>>);

impl MediaPost {
    /// Where to post from now on.
    pub fn deliver_to(&self, mailbox: Mailbox<Mail>) {
        // There is one gateway; a second mailbox would be a fault of the start.
        let _ = self.0.set(mailbox);
    }
}

impl MediaEvents for MediaPost {
    fn media_event(&self, cookie: u64, event: MediaEvent) {
        let posted = self
            .0
            .get()
            .map(|mailbox| mailbox.post(Mail::Media(cookie, event)));
        if !matches!(posted, Some(Ok(()))) {
            tracing::error!("an event of a media leg was lost");
        }
    }
}

/// Posts what happens to one participant.
pub(crate) struct RoomPost {
    pub(crate) slot: Slot,
    pub(crate) mailbox: Mailbox<Mail>,
}

impl ParticipantSink for RoomPost {
    fn room_event(&self, event: RoomEvent) {
        if self.mailbox.post(Mail::Room(self.slot.0, event)).is_err() {
            tracing::error!("an event of a room was lost");
        }
    }

    fn last_attributes(&self, attributes: &Attributes) {
        // Without room for it the BYE says less.
        let _ = self
            .mailbox
            .post(Mail::Left(self.slot.0, attributes.clone()));
    }
}

impl Gateway {
    /// A gateway without calls. `key` seals its nonces.
    #[must_use]
    pub fn new(
        config: GatewayConfig,
        services: Services,
        mailbox: Mailbox<Mail>,
        key: [u8; 32],
    ) -> Self {
        let cluster = Cluster::alone(services.rooms.clone());
        let upkeep = Upkeep::new(services.plane.trunk_states().clone());
        Self {
            config,
            services,
            cluster,
            mailbox,
            calls: Slab::default(),
            slot_by_tag: HashMap::default(),
            slot_by_invite: HashMap::default(),
            deadlines: Deadlines::default(),
            nonces: NonceKeeper::new(key),
            stale_proofs: StaleProofs::default(),
            ended: VecDeque::new(),
            upkeep,
            resolver: None,
            is_draining: false,
        }
    }

    /// Lets calls enter the rooms of other nodes, too. Without it, all rooms are here.
    #[must_use]
    pub fn in_cluster(mut self, cluster: Cluster) -> Self {
        self.cluster = cluster;
        self
    }

    fn handle_request(
        &mut self,
        tx: ServerTx,
        message: &Message,
        flow: tandem_sip_proto::Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let in_dialog = message.to().ok().and_then(|to| to.tag()).is_some();
        if message.method() != Method::Invite && has_replaces(message) {
            // RFC 3891 §3.
            return endpoint.respond(tx, &Reply::new(400), now);
        }
        match message.method() {
            Method::Invite if in_dialog => self.handle_reinvite(tx, message, flow, endpoint, now),
            Method::Invite => self.handle_invite(tx, message, flow, endpoint, now),
            Method::Bye => self.handle_bye(tx, message, flow, endpoint, now),
            Method::Options => endpoint.respond(tx, &self.capabilities(), now),
            Method::Update => self.handle_reinvite(tx, message, flow, endpoint, now),
            Method::Notify => self.handle_notify(tx, message, flow, endpoint, now),
            Method::Prack => self.handle_prack(tx, message, flow, endpoint, now),
            Method::Info => self.handle_info(tx, message, flow, endpoint, now),
            Method::Refer => self.handle_refer(tx, message, flow, endpoint, now),
            Method::Ack | Method::Cancel | Method::Unserved(_) | Method::Unknown(_) => {
                endpoint.respond(
                    tx,
                    &Reply::new(405).header("Allow", tandem_sip_proto::ALLOW),
                    now,
                );
            }
        }
    }

    fn capabilities(&self) -> Reply<'static> {
        let status = if self.is_draining { 503 } else { 200 };
        Reply::new(status)
            .to_tag("options")
            .header("Allow", tandem_sip_proto::ALLOW)
            .header("Accept", "application/sdp")
            .header("Accept-Encoding", "identity")
            .header("Accept-Language", "en")
            .header("Supported", crate::SUPPORTED)
    }

    fn of_invite(&mut self, tx: ServerTx, input: Input, endpoint: &mut Endpoint, now: Instant) {
        if let Some(slot) = self.slot_by_invite.get(&tx).copied() {
            if matches!(input, Input::Acked | Input::AckTimedOut) {
                self.slot_by_invite.remove(&tx);
            }
            self.feed(slot, input, endpoint, now);
        }
    }
}

impl TransactionUser for Gateway {
    type Mail = Mail;

    fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant) {
        match event {
            Event::Request { tx, message, flow } => {
                self.handle_request(tx, &message, flow, endpoint, now)
            }
            Event::Cancelled { tx, message } => {
                if let Some(slot) = self.slot_by_invite.get(&tx).copied() {
                    self.remember_peer_reason(slot, &message);
                }
                self.of_invite(tx, Input::Cancelled, endpoint, now);
            }
            Event::Accepted { tx, message } => {
                let slot = self.slot_by_invite.get(&tx).copied();
                let refusal = slot.and_then(|slot| self.confirmed(slot, &message));
                self.of_invite(tx, Input::Acked, endpoint, now);
                if let (Some(slot), Some(refusal)) = (slot, refusal) {
                    self.feed(slot, refusal, endpoint, now);
                }
            }
            Event::AckTimedOut { tx } => self.of_invite(tx, Input::AckTimedOut, endpoint, now),
            Event::ServerFailed { tx } => self.of_invite(tx, Input::TransportFailed, endpoint, now),
            Event::Declined { owner } => self.declined_answer(owner),
            Event::Response {
                tx, owner, message, ..
            } if Upkeep::owns(owner) => {
                self.upkeep
                    .handle_response((owner, tx), &message, endpoint, now);
            }
            Event::ClientFailed { tx, owner, .. } if Upkeep::owns(owner) => {
                self.upkeep.handle_failure((owner, tx), endpoint, now);
            }
            Event::Response {
                tx,
                owner,
                message,
                flow,
            } => {
                self.answered_in_dialog(owner, tx, &message, endpoint, now);
                self.with_invite(owner, endpoint, now, |invite, endpoint| {
                    invite.handle_response(tx, message, flow, endpoint, now);
                });
            }
            Event::ClientFailed { tx, owner, failure } => {
                self.failed_in_dialog(owner, tx, failure, endpoint, now);
                self.with_invite(owner, endpoint, now, |invite, endpoint| {
                    invite.handle_failure(tx, failure, endpoint, now);
                });
            }
        }
    }

    fn handle_mail(&mut self, mail: Mail, endpoint: &mut Endpoint, now: Instant) {
        match mail {
            Mail::Media(cookie, MediaEvent::Closed(report)) => {
                self.finish(Slot(cookie), Some(report))
            }
            Mail::Media(cookie, MediaEvent::AfterEnd { source, packets }) => {
                self.heard_after_end(Slot(cookie), source, packets, now);
            }
            Mail::Media(cookie, event) => {
                if let Some(call) = self.calls.get_mut(Slot(cookie)) {
                    self.services.capture_media(call, event, now);
                }
                if let Some(pressed) = key_of_media(event) {
                    self.pressed(Slot(cookie), pressed, endpoint, now);
                }
                if let Some(input) = media_input(event) {
                    self.feed(Slot(cookie), input, endpoint, now);
                }
            }
            Mail::Room(cookie, event) => {
                self.feed(Slot(cookie), room_input(event), endpoint, now);
            }
            Mail::Left(cookie, attributes) => {
                if let Some(call) = self.calls.get_mut(Slot(cookie)) {
                    call.seat = Some(Chair::Left(attributes));
                }
            }
            Mail::Originate(order) => self.begin_outbound(*order, endpoint, now),
            Mail::Redirected(cookie, uri, found) => {
                self.redirect(Slot(cookie), &uri, found, endpoint, now)
            }
            Mail::Abandoned(call) => self.abandoned(&call, endpoint, now),
            Mail::Move(order) => self.move_call(*order),
            Mail::Transfer(order) => self.begin_transfer(*order, endpoint, now),
            Mail::Referred(referred) => self.begin_referred(*referred, endpoint, now),
            Mail::Resolver(resolver) => self.resolver = Some(resolver),
            Mail::Trunks(plans) => {
                let vault = self.services.plane.vault();
                self.upkeep.follow(plans, vault, endpoint, now);
            }
            Mail::Drain => {
                self.is_draining = true;
                self.upkeep.drain(endpoint, now);
            }
            Mail::HangUpAll => {
                for slot in self.calls.slots() {
                    self.feed(slot, Input::PutOut(ReasonCode::Draining), endpoint, now);
                }
            }
        }
    }

    fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        self.upkeep.handle_timeout(endpoint, now);
        while let Some((_, slot)) = self.deadlines.pop_due(now) {
            if let Some(call) = self.calls.get_mut(slot) {
                call.deadline = None;
                call.machine.handle_timeout(now);
                if let Side::Outbound(outbound) = &mut call.side {
                    outbound.handle_timeout(endpoint, now);
                }
            }
            self.reliable_due(slot, endpoint, now);
            self.transfer_due(slot, now);
            self.session_due(slot, endpoint, now);
            self.drive(slot, endpoint, now);
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let of_calls = self.deadlines.earliest();
        [of_calls, self.upkeep.poll_timeout()]
            .into_iter()
            .flatten()
            .min()
    }
}

fn media_input(event: MediaEvent) -> Option<Input> {
    use tandem_audio::Prompt;
    match event {
        MediaEvent::PromptDone(Prompt::EnterPin) => Some(Input::Spoken(Spoken::EnterPin)),
        MediaEvent::PromptDone(Prompt::WrongPin) => Some(Input::Spoken(Spoken::WrongPin)),
        MediaEvent::PromptDone(Prompt::Joining) => Some(Input::Spoken(Spoken::Joining)),
        MediaEvent::TimedOut => Some(Input::MediaTimedOut),
        MediaEvent::RelayLost => Some(Input::NotEntered(ReasonCode::RoomLost)),
        MediaEvent::Dialled => Some(Input::KeysPressed),
        // Keys may come in two ways: see `pressed`.
        MediaEvent::Digit(_)
        | MediaEvent::KeyHeard(_)
        | MediaEvent::Closed(_)
        | MediaEvent::AfterEnd { .. }
        | MediaEvent::Foreign(_)
        | MediaEvent::Latched(_) => None,
    }
}

fn key_of_media(event: MediaEvent) -> Option<(KeyWay, char)> {
    match event {
        MediaEvent::Digit(key) => Some((KeyWay::Events, key)),
        MediaEvent::KeyHeard(key) => Some((KeyWay::Sound, key)),
        MediaEvent::Latched(_)
        | MediaEvent::Foreign(_)
        | MediaEvent::AfterEnd { .. }
        | MediaEvent::PromptDone(_)
        | MediaEvent::Dialled
        | MediaEvent::TimedOut
        | MediaEvent::RelayLost
        | MediaEvent::Closed(_) => None,
    }
}

fn room_input(event: RoomEvent) -> Input {
    match event {
        RoomEvent::Heard => Input::Heard,
        RoomEvent::Entered { heard } => Input::Entered { heard },
        RoomEvent::NotEntered(NotEntered::Full) => Input::NotEntered(ReasonCode::RoomFull),
        RoomEvent::NotEntered(NotEntered::Unreachable) | RoomEvent::Lost => {
            Input::NotEntered(ReasonCode::RoomLost)
        }
        RoomEvent::Removed(why) => Input::PutOut(reason_of(why)),
    }
}

fn reason_of(why: Leaving) -> ReasonCode {
    match why {
        Leaving::DuplicateIdentity => ReasonCode::DuplicateIdentity,
        Leaving::ParticipantRemoved => ReasonCode::Removed,
        Leaving::RoomDeleted => ReasonCode::RoomDeleted,
    }
}

/// A sink for the participant of a call.
pub(crate) fn sink(slot: Slot, mailbox: &Mailbox<Mail>) -> Arc<dyn ParticipantSink> {
    Arc::new(RoomPost {
        slot,
        mailbox: mailbox.clone(),
    })
}
