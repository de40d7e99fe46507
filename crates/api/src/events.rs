//! The watch as server-sent events (WHATWG HTML §9.2): `id` is the revision, so that a browser resumes by itself.

use std::convert::Infallible;

use axum::extract::{Request, State};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{HeaderName, HeaderValue};

use crate::context::Context;
use crate::http_server::{Http, access_token, header, query};
use crate::watch::Step;
use crate::{ApiError, Code};

/// Tells nginx not to hold events back.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// `GET /v1/watch?from=REVISION`.
pub(crate) async fn watch(State(http): State<Http>, request: Request) -> Response {
    let headers = request.headers();
    let caller = http.keys.caller(
        header(headers, "authorization"),
        &access_token(request.uri()),
    );
    let caller = match caller {
        Ok(caller) => caller,
        Err(text) => return (StatusCode::UNAUTHORIZED, text).into_response(),
    };
    let context = Context {
        caller,
        ..Context::default()
    };
    let from = first(
        &query(request.uri(), "from"),
        header(headers, "last-event-id"),
    );
    let watch = match from.and_then(|from| http.api.watch(&context, from)) {
        Ok(watch) => watch,
        Err(error) => return refusal(error),
    };
    ([UNBUFFERED], Sse::new(watch.into_stream(event))).into_response()
}

/// The revision to begin with. What was seen last stands above the address: a browser that comes again sends both.
fn first(from: &str, last_seen: &str) -> Result<u64, ApiError> {
    let number = |name: &'static str, text: &str| {
        text.parse::<u64>().map_err(|_| {
            ApiError::invalid(format!(
                "{name}: {text:?} is no revision: send a whole number"
            ))
            .with("field", name)
        })
    };
    match (from, last_seen) {
        ("", "") => Ok(0),
        (from, "") => number("from", from),
        (_, last_seen) => Ok(number("Last-Event-ID", last_seen)?.saturating_add(1)),
    }
}

fn refusal(error: ApiError) -> Response {
    let is_full = error.code == Code::ResourceExhausted;
    let mut response = error.into_response();
    if is_full {
        // 429 blames the client, who has done nothing wrong.
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}

fn event(step: Step) -> Result<Event, Infallible> {
    Ok(match step {
        Step::Change(change) => Event::default().id(change.revision.to_string()).data(
            serde_json::to_string(&change).expect("a message has a JSON form with text as keys"),
        ),
        Step::Heartbeat => Event::default().comment("heartbeat"),
        Step::End(error) => Event::default()
            .event("resume")
            .data(error.body().to_string()),
    })
}
