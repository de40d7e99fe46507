use super::*;

const CONFIG: CallConfig = CallConfig {
    answer: AnswerPolicy::WhenHeard,
    asks_pin: false,
    ring_interval: Duration::from_secs(1),
    ringing_timeout: Duration::from_secs(180),
    max_duration: Duration::from_secs(3600),
    digit_timeout: Duration::from_secs(10),
};

struct Script {
    call: InboundCall,
    now: Instant,
}

impl Script {
    fn new(config: CallConfig) -> Self {
        let now = Instant::now();
        Self {
            call: InboundCall::new(config, now),
            now,
        }
    }

    fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.call.poll_output()).collect()
    }

    fn after(&mut self, input: Input) -> Vec<Output> {
        self.call.handle_input(input, self.now);
        self.outputs()
    }

    fn wait(&mut self, time: Duration) -> Vec<Output> {
        let until = self.now + time;
        let mut outputs = Vec::new();
        while let Some(at) = self.call.poll_timeout().filter(|at| *at <= until) {
            self.now = at;
            self.call.handle_timeout(at);
            outputs.extend(self.outputs());
        }
        self.now = until;
        outputs
    }

    fn dial(&mut self, symbols: &str) -> Vec<Output> {
        symbols
            .chars()
            .flat_map(|symbol| self.after(Input::Digit(symbol)))
            .collect()
    }
}

fn with_pin() -> Script {
    let mut script = Script::new(CallConfig {
        asks_pin: true,
        ..CONFIG
    });
    assert_eq!(
        script.outputs(),
        [Output::Ring, Output::Answer, Output::Play(Spoken::EnterPin)]
    );
    assert_eq!(script.after(Input::Acked), []);
    script
}

#[test]
fn rings_until_somebody_listens() {
    let mut script = Script::new(CONFIG);
    assert_eq!(script.outputs(), [Output::Ring, Output::Enter]);
    let ringing = script.after(Input::Entered { heard: false });
    assert_eq!(ringing, [Output::Status(CallStatus::Ringing)]);
    assert_eq!(
        script.wait(Duration::from_secs(3)),
        [Output::Ring, Output::Ring, Output::Ring]
    );
    let answered = script.after(Input::Heard);
    assert_eq!(
        answered,
        [Output::Answer, Output::Status(CallStatus::Active)]
    );
    assert_eq!(script.wait(Duration::from_secs(10)), []);
    let over = script.after(Input::Bye);
    let expected = [
        Output::Status(CallStatus::Hangup),
        Output::Release(ReasonCode::CallerHangup),
    ];
    assert_eq!(over, expected);
    assert_eq!(
        script.after(Input::Bye),
        [],
        "nothing happens to a call that is over"
    );
}

#[test]
fn answers_at_once_when_told_so() {
    let mut script = Script::new(CallConfig {
        answer: AnswerPolicy::AtOnce,
        ..CONFIG
    });
    script.outputs();
    let answered = script.after(Input::Entered { heard: false });
    assert_eq!(
        answered,
        [Output::Answer, Output::Status(CallStatus::Active)]
    );
}

#[test]
fn gives_up_when_nobody_listens() {
    let mut script = Script::new(CallConfig {
        ringing_timeout: Duration::from_secs(2),
        ..CONFIG
    });
    script.outputs();
    script.after(Input::Entered { heard: false });
    let reason = ReasonCode::RingingTimeout;
    let refused = [
        Output::Ring,
        Output::Refuse {
            status: 480,
            reason,
        },
        Output::Release(reason),
    ];
    assert_eq!(script.wait(Duration::from_secs(5)), refused);
}

#[test]
fn cancel_ends_a_ringing_call_and_is_too_late_for_an_answered_one() {
    let mut script = Script::new(CONFIG);
    script.outputs();
    script.after(Input::Entered { heard: true });
    assert_eq!(script.after(Input::Cancelled), []);

    let mut script = Script::new(CONFIG);
    script.outputs();
    let reason = ReasonCode::Cancelled;
    let ended = [
        Output::Refuse {
            status: 487,
            reason,
        },
        Output::Release(reason),
    ];
    assert_eq!(script.after(Input::Cancelled), ended);
}

#[test]
fn no_bye_goes_out_before_the_ack() {
    let mut script = Script::new(CONFIG);
    script.outputs();
    script.after(Input::Entered { heard: true });
    assert_eq!(script.after(Input::PutOut(ReasonCode::Removed)), []);
    let ended = [
        Output::Status(CallStatus::Hangup),
        Output::Hangup(ReasonCode::Removed),
        Output::Release(ReasonCode::Removed),
    ];
    assert_eq!(script.after(Input::Acked), ended);
}

#[test]
fn an_answer_that_is_never_confirmed_ends_the_call() {
    let mut script = Script::new(CONFIG);
    script.outputs();
    script.after(Input::Entered { heard: true });
    let ended = script.after(Input::AckTimedOut);
    assert_eq!(ended.last(), Some(&Output::Release(ReasonCode::NoAck)));
    assert!(ended.contains(&Output::Hangup(ReasonCode::NoAck)));
}

#[test]
fn who_never_confirms_and_says_nothing_is_told_the_cause() {
    let mut script = Script::new(CONFIG);
    script.outputs();
    script.after(Input::Entered { heard: true });
    assert_eq!(script.after(Input::MediaTimedOut), []);
    let ended = script.after(Input::AckTimedOut);
    assert_eq!(ended.last(), Some(&Output::Release(ReasonCode::NoAck)));
}

#[test]
fn the_right_pin_enters_the_room() {
    let mut script = with_pin();
    script.after(Input::Spoken(Spoken::EnterPin));
    assert_eq!(
        script.dial("1234#"),
        [Output::CheckPin(Some("1234".to_owned()))]
    );
    let told = script.after(Input::PinChecked(PinCheck::Opens));
    assert_eq!(told, [Output::Play(Spoken::Joining)]);
    assert_eq!(
        script.after(Input::Spoken(Spoken::Joining)),
        [Output::Enter]
    );
    let active = script.after(Input::Entered { heard: false });
    assert_eq!(active, [Output::Status(CallStatus::Active)]);
}

#[test]
fn digits_dialled_into_the_prompt_count() {
    let mut script = with_pin();
    assert_eq!(script.dial("12"), []);
    script.after(Input::Spoken(Spoken::EnterPin));
    assert_eq!(script.dial("#"), [Output::CheckPin(Some("12".to_owned()))]);
}

#[test]
fn a_wrong_pin_is_told_and_ended() {
    for dialled in ["9999#", "12345678901234567"] {
        let mut script = with_pin();
        let mut told = script.dial(dialled);
        if told.pop() == Some(Output::CheckPin(Some("9999".to_owned()))) {
            told = script.after(Input::PinChecked(PinCheck::Wrong));
        } else {
            told = vec![Output::Play(Spoken::WrongPin)];
        }
        assert_eq!(told, [Output::Play(Spoken::WrongPin)]);
        let ended = script.after(Input::Spoken(Spoken::WrongPin));
        assert!(ended.contains(&Output::Hangup(ReasonCode::WrongPin)));
    }
}

#[test]
fn a_pin_that_never_comes_times_out() {
    let mut script = with_pin();
    assert_eq!(
        script.wait(Duration::from_secs(30)),
        [],
        "the prompt is still playing"
    );
    script.after(Input::Spoken(Spoken::EnterPin));
    script.dial("1");
    let ended = script.wait(Duration::from_secs(11));
    assert!(ended.contains(&Output::Hangup(ReasonCode::PinTimeout)));
}

#[test]
fn waiting_for_the_ack_needs_no_timer() {
    let mut script = Script::new(CONFIG);
    script.outputs();
    script.after(Input::Entered { heard: true });
    assert_eq!(script.wait(Duration::from_secs(7200)), []);
    assert_eq!(script.call.poll_timeout(), None);
    let ended = script.after(Input::Acked);
    assert!(ended.contains(&Output::Hangup(ReasonCode::MaxDuration)));
}

#[test]
fn the_longest_duration_ends_any_call() {
    let mut script = Script::new(CONFIG);
    script.outputs();
    script.after(Input::Entered { heard: true });
    script.after(Input::Acked);
    let ended = script.wait(Duration::from_secs(3600));
    assert!(ended.contains(&Output::Hangup(ReasonCode::MaxDuration)));
}
