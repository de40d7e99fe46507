//! A backup over HTTP: a file as long as the history, of which one part at a time is in memory.

use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context as Waker, Poll};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use tandem_control_plane::{Backup, JournalError};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio_stream::Stream;

use crate::auth::Grant;
use crate::http_server::{Http, access_token, header};
use crate::{ApiError, Code};

const REVISION: HeaderName = HeaderName::from_static("tandem-revision");

/// `GET /v1/backup`.
///
/// An answer that ends early is no backup: the file's own checksum, which is its end, tells.
pub(crate) async fn backup(State(http): State<Http>, request: Request) -> Response {
    let caller = http.keys.caller(
        header(request.headers(), "authorization"),
        &access_token(request.uri()),
    );
    let caller = match caller {
        Ok(caller) => caller,
        Err(text) => return (StatusCode::UNAUTHORIZED, text).into_response(),
    };
    if let Err(error) = caller.check(Grant::SipAdmin) {
        return error.into_response();
    }
    match http.api.plane.backup() {
        Ok(backup) => file(backup),
        Err(error) => refusal(&error).into_response(),
    }
}

fn file(backup: Backup) -> Response {
    let revision = backup.revision().to_string();
    let name = format!("attachment; filename=\"tandem-{revision}.backup\"");
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
        (REVISION, revision),
    ];
    let parts = Parts::Ready(Box::new(backup));
    (headers, Body::from_stream(parts)).into_response()
}

fn refusal(error: &JournalError) -> ApiError {
    let text = error.to_string();
    match error {
        JournalError::Missing { .. } => ApiError::new(
            Code::Unavailable,
            format!("{text}: ask another node, or this one later"),
        )
        .with("reason", "journal-incomplete"),
        JournalError::Disk(_) | JournalError::Decode { .. } => ApiError::new(Code::Internal, text),
    }
}

/// The parts of a backup, each read when the connection has room for it.
enum Parts {
    Ready(Box<Backup>),
    Reading(JoinHandle<(Box<Backup>, io::Result<Option<Bytes>>)>),
    Ended,
}

impl Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, waker: &mut Waker<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = match mem::replace(&mut *self, Self::Ended) {
            Self::Ready(mut backup) => spawn_blocking(move || {
                let part = backup.next_part();
                (backup, part)
            }),
            Self::Reading(reading) => reading,
            Self::Ended => return Poll::Ready(None),
        };
        let Poll::Ready(read) = Pin::new(&mut reading).poll(waker) else {
            *self = Self::Reading(reading);
            return Poll::Pending;
        };
        let part = match read {
            Ok((backup, Ok(Some(part)))) => {
                *self = Self::Ready(backup);
                Ok(part)
            }
            Ok((_, Ok(None))) => return Poll::Ready(None),
            Ok((_, Err(error))) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        };
        if let Err(error) = &part {
            tracing::warn!(%error, "a backup was broken off");
        }
        Poll::Ready(Some(part))
    }
}
