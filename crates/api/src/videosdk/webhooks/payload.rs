//! What a webhook is told.

use serde_json::{Value, json};
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::{Happening, MoveStep, News, TransferStep};
use tandem_model::WebhookEvent;
use tandem_provisioning::Catalog;

use super::super::answer::time;
use super::super::call_to_wire::{call, status};

/// The name of what happened, and the status of the call by that; nothing where it is nobody's call.
pub(super) fn named(news: &News) -> Option<(WebhookEvent, &'static str)> {
    use WebhookEvent as Event;
    if !is_somebodys(&news.call) {
        return None;
    }
    let status = status(&news.call);
    Some(match news.what {
        Happening::Began => match status {
            "incoming" => (Event::CallStarted, "incoming"),
            _ => (Event::CallStarted, "initiated"),
        },
        Happening::Rings => (Event::CallRinging, "ringing"),
        Happening::Answered => (Event::CallAnswered, status),
        Happening::Changed => (Event::CallUpdate, status),
        Happening::Ended => match status {
            "missed" | "not-answered" => (Event::CallMissed, status),
            _ => (Event::CallHangup, status),
        },
        Happening::Transfer(step) => match step {
            TransferStep::Initiated => (Event::CallTransferInitiated, "transfer-initiated"),
            TransferStep::Accepted => (Event::CallTransferAccepted, "transfer-accepted"),
            TransferStep::Trying => (Event::CallTransferring, "transferring"),
            TransferStep::Ringing => (Event::CallTransferRinging, "transfer-ringing"),
            TransferStep::Completed => (Event::CallTransferred, "transferred"),
            TransferStep::Failed => (Event::CallTransferFailed, "transfer-failed"),
        },
        Happening::Move(step) => match step {
            MoveStep::Initiated => (Event::SwitchRoomInitiated, "switch-room-initiated"),
            MoveStep::Completed => (Event::SwitchRoomCompleted, "switch-room-completed"),
            MoveStep::Failed => (Event::SwitchRoomFailed, "switch-room-failed"),
        },
    })
}

/// A call that no trunk and no rule took is a stranger's: whoever scans the network does not make webhooks busy.
fn is_somebodys(record: &CallRecord) -> bool {
    let verdict = record.verdict.as_ref();
    verdict.is_some_and(|verdict| verdict.trunk.is_some() || verdict.rule.is_some())
}

/// The body: the event's name and the call as it was then.
pub(super) fn body(
    news: &News,
    (event, status): (WebhookEvent, &str),
    catalog: &Catalog,
    region: Option<&str>,
) -> Value {
    let mut data = call(&news.call, catalog, region);
    data["status"] = status.into();
    json!({
        "webhookType": event.as_str(),
        "timestamp": time(news.at),
        "data": data,
    })
}
