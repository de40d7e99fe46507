use super::*;

fn config(presses_keys: bool) -> OutboundConfig {
    OutboundConfig {
        ringing_timeout: Duration::from_secs(30),
        max_duration: Duration::from_secs(60),
        presses_keys,
    }
}

fn outputs(call: &mut OutboundCall) -> Vec<Output> {
    std::iter::from_fn(|| call.poll_output()).collect()
}

/// A call that these things happened to, and what it then asked for.
fn after(presses_keys: bool, inputs: &[Input]) -> (OutboundCall, Vec<Output>) {
    let now = Instant::now();
    let mut call = OutboundCall::new(config(presses_keys), now);
    assert_eq!(outputs(&mut call), [Output::Enter]);
    let mut asked = Vec::new();
    for input in inputs {
        call.handle_input(input.clone(), now);
        asked.extend(outputs(&mut call));
    }
    (call, asked)
}

const ENTERED: Input = Input::Entered { heard: false };

#[test]
fn an_answered_call_goes_through_every_status() {
    use CallStatus::{Active, Hangup, Ringing};
    let (call, asked) = after(
        false,
        &[
            ENTERED,
            Input::Ringing,
            Input::Ringing,
            Input::EarlyMedia,
            Input::Answered,
            Input::Bye,
            Input::Bye,
        ],
    );
    let expected = [
        Output::Invite,
        Output::Status(Ringing),
        Output::StartEarly,
        Output::Start,
        Output::Status(Active),
        Output::Status(Hangup),
        Output::Release(ReasonCode::CalleeHangup),
    ];
    assert_eq!(asked, expected);
    assert_eq!(call.poll_timeout(), None);
}

#[test]
fn keys_are_pressed_before_the_room_is_heard() {
    let (_, asked) = after(true, &[ENTERED, Input::Answered, Input::KeysPressed]);
    let expected = [
        Output::Invite,
        Output::Start,
        Output::Status(CallStatus::Automation),
        Output::Press,
        Output::Status(CallStatus::Active),
    ];
    assert_eq!(asked, expected);
}

#[test]
fn an_end_is_said_as_the_state_allows() {
    let gone = Input::PutOut(ReasonCode::Removed);
    let over = Output::Release(ReasonCode::Removed);
    let (_, asked) = after(false, std::slice::from_ref(&gone));
    assert_eq!(asked, std::slice::from_ref(&over));
    let (_, asked) = after(false, &[ENTERED, gone.clone()]);
    assert_eq!(asked, [Output::Invite, Output::Cancel, over.clone()]);
    let (_, asked) = after(false, &[ENTERED, Input::Answered, gone]);
    let expected = [
        Output::Status(CallStatus::Hangup),
        Output::Hangup(ReasonCode::Removed),
        over,
    ];
    assert_eq!(asked[3..], expected);
}

#[test]
fn an_answer_without_agreement_ends_with_bye() {
    let reason = ReasonCode::NoCommonCrypto;
    let (_, asked) = after(false, &[ENTERED, Input::Disagreed(reason)]);
    assert_eq!(
        asked[2..],
        [Output::Hangup(reason), Output::Release(reason)]
    );
}

#[test]
fn what_comes_too_late_changes_nothing() {
    let busy = Input::Refused(ReasonCode::Busy);
    let (_, asked) = after(false, &[ENTERED, busy, Input::Answered, Input::Bye]);
    let expected = [Output::Invite, Output::Release(ReasonCode::Busy)];
    assert_eq!(asked, expected);
}

#[test]
fn nobody_answers_in_time_and_no_call_is_endless() {
    let (mut call, _) = after(false, &[ENTERED, Input::Ringing]);
    let due = call.poll_timeout().expect("it gives up");
    call.handle_timeout(due - Duration::from_millis(1));
    assert_eq!(outputs(&mut call), []);
    call.handle_timeout(due);
    let reason = ReasonCode::NoAnswer;
    assert_eq!(
        outputs(&mut call),
        [Output::Cancel, Output::Release(reason)]
    );

    let (mut call, _) = after(false, &[ENTERED, Input::Answered]);
    call.handle_timeout(call.poll_timeout().expect("it ends"));
    assert_eq!(
        outputs(&mut call).last(),
        Some(&Output::Release(ReasonCode::MaxDuration))
    );
}

#[test]
fn a_seat_that_moved_is_told_the_status_again() {
    let (_, asked) = after(false, &[ENTERED, Input::Ringing, ENTERED]);
    let ringing = Output::Status(CallStatus::Ringing);
    assert_eq!(asked, [Output::Invite, ringing.clone(), ringing]);
}
