//! The HTTP routes: Twirp, health and metrics.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tandem_model::Revision;
use tandem_telemetry::instruments::MetricsPage;
use tower_http::cors::{Any, CorsLayer};

use crate::auth::Keys;
use crate::sip_service::Context;
use crate::twirp::{Call, Encoding};
use crate::{Api, ApiError, Code};

/// How long browsers may remember what is allowed.
const PREFLIGHT_AGE: Duration = Duration::from_secs(86_400);

#[derive(Clone)]
pub(crate) struct Http {
    pub(crate) api: Api,
    pub(crate) keys: Keys,
    pub(crate) metrics: MetricsPage,
    pub(crate) max_body: usize,
    pub(crate) timeout: Duration,
}

pub(crate) fn router(http: Http) -> Router {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_headers(Any)
        .allow_methods(Any)
        .max_age(PREFLIGHT_AGE);
    Router::new()
        .route("/", get(|| async { "OK" }))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(dispatch)
        .layer(cors)
        .with_state(http)
}

async fn ready(State(http): State<Http>) -> String {
    format!("ready at revision {}", http.api.plane.revision())
}

async fn metrics(State(http): State<Http>) -> Response {
    let kind = [(http::header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, http.metrics.render()).into_response()
}

/// Everything else is Twirp, or nothing. A doubled slash at the beginning counts once: URLs of users end in one.
async fn dispatch(State(http): State<Http>, request: Request) -> Response {
    let path = request.uri().path();
    let path = if path.starts_with("//") {
        &path[1..]
    } else {
        path
    }
    .to_owned();
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
    let (parts, body) = request.into_parts();
    let bad_route = |text: String| {
        ApiError::new(Code::BadRoute, text)
            .with("twirp_invalid_route", format!("{} {}", parts.method, path))
    };
    let too_large = || (StatusCode::PAYLOAD_TOO_LARGE, "request body too large").into_response();
    let declared = header(&parts.headers, "content-length")
        .parse::<usize>()
        .unwrap_or(0);
    if declared > http.max_body {
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
        .ok_or_else(|| bad_route(format!("unexpected Content-Type: \"{content_type}\"")))?;
    let Some(body) = read(body, http.max_body).await? else {
        return Ok(too_large());
    };
    let expected_revision = header(&parts.headers, "tandem-expected-revision")
        .parse()
        .ok()
        .map(Revision);
    let call = Call {
        encoding,
        body,
        context: Context {
            caller,
            expected_revision,
        },
    };
    let asked = header(&parts.headers, "x-twirp-timeout-ms")
        .parse()
        .ok()
        .map(Duration::from_millis);
    let patience = asked.unwrap_or(http.timeout).min(http.timeout);
    match tokio::time::timeout(patience, http.api.twirp(service, method, call)).await {
        Ok(Some(response)) => Ok(response),
        Ok(None) => Err(bad_route(format!("no handler for path \"{path}\""))),
        Err(_) => Err(ApiError::new(
            Code::DeadlineExceeded,
            "the request took too long; a write may have been applied",
        )),
    }
}

/// Reads a body; `None` when it is too large, whatever its length was said to be.
async fn read(body: axum::body::Body, most: usize) -> Result<Option<bytes::Bytes>, ApiError> {
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(Some(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Ok(None),
        Err(_) => Err(ApiError::new(
            Code::Malformed,
            "the request body could not be read",
        )),
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The token of clients that cannot set headers.
fn access_token(uri: &Uri) -> String {
    let pairs = uri.query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| pair.strip_prefix("access_token="))
        .next()
        .unwrap_or_default()
        .to_owned()
}
