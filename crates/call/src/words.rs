use tandem_model::ReasonCode;

/// What happened. Each kind of call passes over what is of the other kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// The caller has a seat; `heard` tells whether somebody listens.
    Entered {
        /// Somebody who listens is there.
        heard: bool,
    },
    /// Somebody who listens came.
    Heard,
    /// The seat could not be had.
    NotEntered(ReasonCode),
    /// CANCEL came.
    Cancelled,
    /// The ACK of the 200 came.
    Acked,
    /// The ACK of the 200 never came.
    AckTimedOut,
    /// BYE came.
    Bye,
    /// The INVITE transaction is gone without a final answer.
    TransportFailed,
    /// A digit came.
    Digit(char),
    /// A prompt has been played to its end.
    Spoken(Spoken),
    /// The answer to [`Output::CheckPin`].
    PinChecked(PinCheck),
    /// No RTP came for too long.
    MediaTimedOut,
    /// The participant was put out of the room, or the node wants the call gone.
    PutOut(ReasonCode),
    /// The callee is being alerted.
    Ringing,
    /// A provisional response brought an agreement.
    EarlyMedia,
    /// The callee answered, with an agreement.
    Answered,
    /// The callee answered, and there is no agreement, for this reason.
    Disagreed(ReasonCode),
    /// The INVITE was refused, or nobody took it.
    Refused(ReasonCode),
    /// The keys of [`Output::Press`] have been pressed.
    KeysPressed,
    /// The peer was transferred to somebody else.
    Transferred,
}

/// What a dialled PIN opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinCheck {
    /// A room: ask for it with [`Output::Enter`].
    Opens,
    /// Nothing.
    Wrong,
    /// The question could not be answered.
    Failed(ReasonCode),
}

/// The prompts of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spoken {
    /// Asks for the PIN.
    EnterPin,
    /// Says that it is wrong.
    WrongPin,
    /// Says that the room opens.
    Joining,
}

/// What the shell must do, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Send 180.
    Ring,
    /// Take a seat in the room, then give [`Input::Entered`] or [`Input::NotEntered`].
    Enter,
    /// Send 200 with the session description and start the media.
    Answer,
    /// Send a final response other than 2xx.
    Refuse {
        /// 400 to 699.
        status: u16,
        /// For the `Reason` header and the record.
        reason: ReasonCode,
    },
    /// Send BYE.
    Hangup(ReasonCode),
    /// Play a prompt, then give [`Input::Spoken`].
    Play(Spoken),
    /// Find the rule of this PIN (`None`: only `#` was dialled), then give [`Input::PinChecked`].
    CheckPin(Option<String>),
    /// Send INVITE, then give its outcome.
    Invite,
    /// Take the INVITE back.
    Cancel,
    /// Let early media be heard.
    StartEarly,
    /// Start the media of an answered call.
    Start,
    /// Press the keys that were asked for, then give [`Input::KeysPressed`].
    Press,
    /// Set the attribute `sip.callStatus`.
    Status(CallStatus),
    /// Leave the room, close the media, write the record: the call is over.
    Release(ReasonCode),
}

/// The values of the attribute `sip.callStatus`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallStatus {
    /// The INVITE is on its way.
    Dialing,
    /// Not answered yet.
    Ringing,
    /// Answered, and keys are pressed before the room is heard.
    Automation,
    /// Answered, and in the room.
    Active,
    /// About to leave.
    Hangup,
}

impl CallStatus {
    /// The value on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dialing => "dialing",
            Self::Ringing => "ringing",
            Self::Automation => "automation",
            Self::Active => "active",
            Self::Hangup => "hangup",
        }
    }
}
