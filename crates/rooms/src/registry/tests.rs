use super::*;

/// Writes down what the room asks of the media engine and tells its participants.
#[derive(Default)]
struct Recorder(Mutex<Vec<String>>);

impl Recorder {
    fn note(&self, line: String) {
        self.0.lock().expect("no test panics here").push(line);
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no test panics here"))
    }
}

impl Bridge for Recorder {
    fn join(&self, leg: LegId, _: MixId) {
        self.note(format!("join {}", leg.0));
    }
    fn leave(&self, leg: LegId) {
        self.note(format!("leave {}", leg.0));
    }
    fn echo(&self, leg: LegId) {
        self.note(format!("echo {}", leg.0));
    }
}

impl ParticipantSink for Recorder {
    fn room_event(&self, event: RoomEvent) {
        self.note(format!("{event:?}"));
    }
}

fn house() -> (Rooms, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let bridge: Arc<dyn Bridge> = recorder.clone();
    (Rooms::new(bridge, RoomDefaults::default()), recorder)
}

fn name(text: &str) -> RoomName {
    RoomName::try_new(text).expect("a room's name")
}

fn caller(room: &str, identity: &str, leg: u64, sink: &Arc<Recorder>) -> Join {
    Join {
        room: name(room),
        identity: identity.into(),
        name: "".into(),
        metadata: "".into(),
        attributes: Attributes::new(),
        kind: ParticipantKind::Sip,
        leg: Some(LegId(leg)),
        room_config: None,
        sink: sink.clone(),
        at: Timestamp::default(),
    }
}

#[test]
fn the_first_caller_is_heard_when_the_second_comes() {
    let (rooms, notes) = house();
    assert!(
        !rooms
            .join(caller("r", "a", 1, &notes))
            .expect("a seat")
            .heard
    );
    assert_eq!(notes.taken(), ["join 1"]);
    assert!(
        rooms
            .join(caller("r", "b", 2, &notes))
            .expect("a seat")
            .heard
    );
    assert_eq!(notes.taken(), ["join 2", "Heard"]);
    rooms.join(caller("r", "c", 3, &notes)).expect("a seat");
    assert_eq!(notes.taken(), ["join 3"], "the others knew already");
}

#[test]
fn nothing_is_left_after_the_last_caller() {
    let (rooms, notes) = house();
    let one = rooms.join(caller("r", "a", 1, &notes)).expect("a seat");
    let two = rooms.join(caller("r", "b", 2, &notes)).expect("a seat");
    assert_eq!(rooms.list_rooms(&[])[0].participants, 2);
    rooms.leave(&one.seat);
    rooms.leave(&one.seat);
    assert_eq!(rooms.list_participants(&name("r")).len(), 1);
    rooms.leave(&two.seat);
    assert_eq!(rooms.list_rooms(&[]), []);
    assert_eq!(rooms.counts(), (0, 0));
}

#[test]
fn an_identity_that_comes_again_puts_the_older_one_out() {
    let (rooms, notes) = house();
    let old = rooms.join(caller("r", "a", 1, &notes)).expect("a seat");
    rooms.join(caller("r", "a", 2, &notes)).expect("a seat");
    assert_eq!(
        notes.taken(),
        ["join 1", "leave 1", "Removed(DuplicateIdentity)", "join 2"]
    );
    rooms.leave(&old.seat);
    assert_eq!(
        rooms.list_participants(&name("r")).len(),
        1,
        "a late leave touches nobody else"
    );
}

#[test]
fn the_echo_room_returns_each_caller_to_himself() {
    let (rooms, notes) = house();
    assert!(
        rooms
            .join(caller("echo", "a", 1, &notes))
            .expect("a seat")
            .heard
    );
    assert_eq!(notes.taken(), ["echo 1"]);
    rooms
        .join(caller("echo", "a", 2, &notes))
        .expect("a seat of his own");
    assert_eq!(notes.taken(), ["echo 2"]);
    let everybody = rooms.remove_participant(&name("echo"), "a");
    assert_eq!(everybody, Ok(()));
    let (removed, left) = ("Removed(ParticipantRemoved)", ["leave 1", "leave 2"]);
    assert_eq!(notes.taken(), [left[0], removed, left[1], removed]);
    assert_eq!(rooms.counts(), (0, 0));
}

#[test]
fn a_created_room_waits_and_a_full_one_refuses() {
    let (rooms, notes) = house();
    let config = RoomConfig {
        max_participants: 1,
        ..RoomConfig::default()
    };
    rooms.create_room(&name("r"), &config, Timestamp::default());
    let seat = rooms
        .join(caller("r", "a", 1, &notes))
        .expect("a seat")
        .seat;
    assert_eq!(
        rooms.join(caller("r", "b", 2, &notes)),
        Err(JoinError::Full { most: 1 })
    );
    rooms.leave(&seat);
    let now = Instant::now();
    rooms.reap(now);
    assert_eq!(
        rooms.list_rooms(&["r", "other"]).len(),
        1,
        "20 s after the last one left"
    );
    rooms.reap(now + Duration::from_secs(21));
    assert_eq!(rooms.list_rooms(&[]), []);
}

#[test]
fn deleting_a_room_and_removing_a_participant_tell_those_inside() {
    let (rooms, notes) = house();
    rooms.join(caller("r", "a", 1, &notes)).expect("a seat");
    rooms.join(caller("r", "b", 2, &notes)).expect("a seat");
    notes.taken();
    rooms.remove_participant(&name("r"), "a").expect("is there");
    assert_eq!(notes.taken(), ["leave 1", "Removed(ParticipantRemoved)"]);
    assert_eq!(
        rooms.remove_participant(&name("r"), "a"),
        Err(UnknownParticipant)
    );
    rooms.delete_room(&name("r")).expect("is there");
    assert_eq!(notes.taken(), ["leave 2", "Removed(RoomDeleted)"]);
    assert_eq!(rooms.delete_room(&name("r")), Err(NoSuchRoom));
}

#[test]
fn attributes_merge_and_empty_values_delete() {
    let (rooms, notes) = house();
    let seat = rooms
        .join(caller("r", "a", 1, &notes))
        .expect("a seat")
        .seat;
    rooms.set_attributes(&seat, &[("sip.callStatus", "ringing"), ("x", "1")]);
    rooms.set_attributes(&seat, &[("sip.callStatus", "active"), ("x", "")]);
    let info = rooms.participant(&name("r"), "a").expect("is there");
    assert_eq!(info.version, 3);
    assert_eq!(info.attributes.len(), 1);
    assert_eq!(
        info.attributes.get("sip.callStatus").map(|value| &**value),
        Some("active")
    );
}
