//! The HTTP routes: Twirp, health and metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::{Buf, Bytes};
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tandem_telemetry::instruments::{self, ClusterGauges, MetricsPage};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use crate::auth::Keys;
use crate::backup;
use crate::context::Context;
use crate::events;
use crate::ready::CatchingUp;
use crate::twirp::{Call, Encoding};
use crate::videosdk;
use crate::{Api, ApiError, Code};

/// How long browsers may remember what is allowed.
const PREFLIGHT_AGE: Duration = Duration::from_secs(86_400);

/// The longest time that a request may ask for.
const LONGEST_PATIENCE: Duration = Duration::from_secs(600);
/// How long requests that wait for somebody's answer may take, where nobody says.
pub(crate) const ANSWER_PATIENCE: Duration = Duration::from_secs(80);
/// The longest body of a request without a token: it is answered 401 whatever it holds.
const STRANGERS_BODY: usize = 64 << 10;
/// The most octets of a refused body that are taken before the answer.
const DISCARDED_BYTES: usize = 1 << 20;
/// How long they may take.
const DISCARDING: Duration = Duration::from_secs(1);
/// What stands for a header value that is no text, so that it is not taken for an absent one.
pub(crate) const NO_TEXT: &str = "\u{fffd}";

#[derive(Clone)]
pub(crate) struct Http {
    pub(crate) api: Api,
    pub(crate) keys: Keys,
    pub(crate) metrics: MetricsPage,
    pub(crate) max_body: usize,
    pub(crate) timeout: Duration,
    pub(crate) is_ready: Arc<AtomicBool>,
    pub(crate) catching_up: Arc<CatchingUp>,
}

pub(crate) fn router(http: Http) -> Router {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        // A `*` would not cover `Authorization`: browsers want that one by name.
        .allow_headers(AllowHeaders::mirror_request())
        .allow_methods([
            Method::OPTIONS,
            Method::HEAD,
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .expose_headers(Any)
        .max_age(PREFLIGHT_AGE);
    Router::new()
        .route("/", get(|| async { "OK" }))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/v1/watch", get(events::watch))
        .route("/v1/backup", get(backup::backup))
        .fallback(dispatch)
        .layer(cors)
        .with_state(http)
}

async fn ready(State(http): State<Http>) -> Response {
    let not_ready = |text: String| (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    if let Some(cause) = http.api.plane.status().stopped {
        return not_ready(format!("the log has stopped: {cause}"));
    }
    if !http.is_ready.load(Ordering::Relaxed) {
        return not_ready("draining".to_owned());
    }
    match http.catching_up.waits_for(&http.api).await {
        Some(what) => not_ready(format!("not ready: {what}")),
        None => format!("ready at revision {}", http.api.plane.revision()).into_response(),
    }
}

async fn metrics(State(http): State<Http>) -> Response {
    let status = http.api.plane.status();
    let last = status.last_log_index.unwrap_or_default();
    instruments::cluster(&ClusterGauges {
        staleness: http.api.plane.staleness(),
        is_leader: status.leader == Some(status.node_id),
        has_stopped: status.stopped.is_some(),
        term: status.term,
        lag: last.saturating_sub(status.applied_index.unwrap_or_default()),
    });
    let kind = [(http::header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, http.metrics.render()).into_response()
}

/// Everything else is Twirp, VideoSDK's REST, or nothing. A doubled slash at the beginning counts once: URLs of users end in one.
async fn dispatch(State(http): State<Http>, request: Request) -> Response {
    let path = request.uri().path();
    let path = if path.starts_with("//") {
        &path[1..]
    } else {
        path
    }
    .to_owned();
    if let Some(path) = path.strip_prefix("/v2/") {
        return videosdk::serve(&http, path, request).await;
    }
    let Some(route) = path.strip_prefix("/twirp/") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match serve(&http, route, &path, request).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn serve(
    http: &Http,
    route: &str,
    path: &str,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, mut body) = request.into_parts();
    let bad_route = |text: String| {
        ApiError::new(Code::BadRoute, text)
            .with("twirp_invalid_route", format!("{} {}", parts.method, path))
    };
    let declared = header(&parts.headers, "content-length")
        .parse::<usize>()
        .unwrap_or(0);
    if declared > http.max_body {
        if !parts.headers.contains_key("expect") {
            discard(&mut body).await;
        }
        return Ok(too_large());
    }
    let caller = match http.keys.caller(
        header(&parts.headers, "authorization"),
        &access_token(&parts.uri),
    ) {
        Ok(caller) => caller,
        Err(text) => return Ok((StatusCode::UNAUTHORIZED, text).into_response()),
    };
    if parts.method != Method::POST {
        return Err(bad_route(format!(
            "unsupported method \"{}\" (only POST is allowed)",
            parts.method
        )));
    }
    let (service, method) = route.split_once('/').unwrap_or((route, ""));
    let content_type = header(&parts.headers, "content-type");
    let encoding = Encoding::of(content_type)
        .ok_or_else(|| bad_route(format!("unexpected Content-Type: \"{content_type}\"")));
    let most = if caller.is_known() {
        http.max_body
    } else {
        http.max_body.min(STRANGERS_BODY)
    };
    let patience = patience(&parts.headers, patience_of(method, http.timeout));
    let context = Context::read(caller, route, |name| header(&parts.headers, name))?;
    let context = context.within(patience);
    let answer = async {
        let body = match collected(&mut body, most).await {
            Ok(body) => body,
            Err(answer) => return answer,
        };
        let call = Call {
            encoding,
            body,
            context,
        };
        let answered = http.api.call(service, method, call).await;
        let no_handler = || bad_route(format!("no handler for path \"{path}\""));
        Ok(answered.ok_or_else(no_handler)??.into_response())
    };
    tokio::time::timeout(patience, answer)
        .await
        .unwrap_or_else(|_| {
            Err(ApiError::new(
                Code::DeadlineExceeded,
                "the request took too long; a write may have been applied",
            )
            .with("applied", "unknown"))
        })
}

/// The body, or what is answered to one that is too long or breaks off.
pub(crate) async fn collected(
    body: &mut Body,
    most: usize,
) -> Result<Bytes, Result<Response, ApiError>> {
    match Limited::new(&mut *body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            discard(body).await;
            Err(Ok(too_large()))
        }
        Err(_) => {
            let text = "the request body could not be read";
            Err(Err(ApiError::new(Code::Malformed, text)))
        }
    }
}

/// Takes what still comes of a body that nobody wants, within bounds: the answer is lost to a client that is writing when
/// the connection closes.
async fn discard(body: &mut Body) {
    let reading = async {
        let mut left = DISCARDED_BYTES;
        while let Some(Ok(frame)) = body.frame().await {
            let octets = frame.data_ref().map_or(0, Buf::remaining);
            left = match left.checked_sub(octets) {
                Some(left) => left,
                None => return,
            };
        }
    };
    // Whoever is slower than that may lose the answer.
    let _ = tokio::time::timeout(DISCARDING, reading).await;
}

fn too_large() -> Response {
    (StatusCode::PAYLOAD_TOO_LARGE, "request body too large").into_response()
}

/// How long a request of this method may take where the client does not say: somebody has to answer the phone.
fn patience_of(method: &str, usual: Duration) -> Duration {
    match method {
        "CreateSIPParticipant" | "TransferSIPParticipant" => usual.max(ANSWER_PATIENCE),
        _ => usual,
    }
}

/// How long the request may take: as long as it asks for, within bounds.
fn patience(headers: &HeaderMap, default: Duration) -> Duration {
    let asked = header(headers, "x-twirp-timeout-ms").parse().ok();
    asked.map_or(default, |asked| {
        Duration::from_millis(asked).min(LONGEST_PATIENCE)
    })
}

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map(|value| value.to_str().unwrap_or(NO_TEXT))
        .unwrap_or_default()
}

/// The token of clients that cannot set headers.
pub(crate) fn access_token(uri: &Uri) -> String {
    query(uri, "access_token")
}

/// A value of the query, as it stands there; empty when it is absent.
pub(crate) fn query(uri: &Uri, name: &str) -> String {
    let mut pairs = uri.query().unwrap_or_default().split('&');
    let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_default().to_owned()
}
