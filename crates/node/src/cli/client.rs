use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::Connection;
use super::token::sign;

/// How long a command waits for the node.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest answer: a million objects in JSON fit.
const MAX_ANSWER_BYTES: usize = 1 << 30;
/// The longest refusal that is read.
const MAX_REFUSAL_BYTES: usize = 1 << 20;

/// Asks one node.
pub struct Client {
    base: String,
    token: String,
    http: HttpClient<HttpConnector, Full<Bytes>>,
    runtime: Runtime,
}

/// Why an answer is missing.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The URL or the key cannot be used.
    #[error("{0}")]
    Connection(String),
    /// The node did not answer.
    #[error("{url} does not answer: {reason}. Is the node running? --url or LIVEKIT_URL names it")]
    Unreachable {
        /// What was asked.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// The node refused.
    #[error("{message} ({code})")]
    Refused {
        /// The Twirp code.
        code: String,
        /// The node's reason.
        message: String,
        /// Whether another object or a later revision stands in the way.
        is_conflict: bool,
    },
    /// What came cannot be kept.
    #[error("what the node sends cannot be written: {0}")]
    Write(std::io::Error),
    /// The answer is no Twirp.
    #[error("{url} answered {status} with something that is no answer of a node: {start}")]
    NotTwirp {
        /// What was asked.
        url: String,
        /// The HTTP status.
        status: u16,
        /// How the answer begins.
        start: String,
    },
}

impl ClientError {
    /// Whether another object or a later revision stands in the way.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                is_conflict: true,
                ..
            }
        )
    }
}

impl Client {
    /// Prepares to ask the node of a connection; nothing is sent yet.
    ///
    /// # Errors
    /// [`ClientError::Connection`] when the URL or the key cannot be used.
    pub fn new(connection: &Connection) -> Result<Self, ClientError> {
        let base = base_url(&connection.url)?;
        if connection.api_key.is_empty() || connection.api_secret.is_empty() {
            let text = "no API key: set LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or give --api-key and --api-secret \
                        (`tandem dev` has devkey and secret)";
            return Err(ClientError::Connection(text.to_owned()));
        }
        let token = sign(&connection.api_key, &connection.api_secret);
        let unusable = |error: &dyn std::fmt::Display| ClientError::Connection(error.to_string());
        Ok(Self {
            base,
            token: token.map_err(|error| unusable(&error))?,
            http: HttpClient::builder(TokioExecutor::new()).build_http(),
            runtime: Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| unusable(&error))?,
        })
    }

    /// Calls a method such as `livekit.SIP/ListSIPInboundTrunk`.
    ///
    /// # Errors
    /// [`ClientError`] when the node refuses or does not answer.
    pub fn call(&self, method: &str, body: &Value) -> Result<Value, ClientError> {
        let url = format!("{}/twirp/{method}", self.base);
        let exchange = async { timeout(REQUEST_TIMEOUT, self.exchange(&url, body)).await };
        let (status, answer) = match self.runtime.block_on(exchange) {
            Ok(outcome) => outcome.map_err(|reason| ClientError::Unreachable {
                url: url.clone(),
                reason,
            })?,
            Err(_) => {
                let reason = format!("no answer in {} s", REQUEST_TIMEOUT.as_secs());
                return Err(ClientError::Unreachable { url, reason });
            }
        };
        match serde_json::from_slice(&answer) {
            Ok(value) if status == 200 => Ok(value),
            Ok(_) | Err(_) => Err(refusal(url, status, &answer)),
        }
    }

    /// Writes what a path such as `/v1/backup` gives, part by part. Whether it is all must be seen from what it is.
    ///
    /// # Errors
    /// [`ClientError`] when the node refuses, does not answer or falls silent, and when nothing can be written.
    pub fn download(&self, path: &str, to: &mut dyn Write) -> Result<(), ClientError> {
        let url = format!("{}{path}", self.base);
        self.runtime.block_on(async {
            let silent = |reason| ClientError::Unreachable {
                url: url.clone(),
                reason,
            };
            let request = Request::builder()
                .uri(&url)
                .header("authorization", format!("Bearer {}", self.token))
                .body(Full::default())
                .map_err(|error| silent(error.to_string()))?;
            let asked = async {
                let response = self.http.request(request).await;
                response.map_err(|error| root_of(&error))
            };
            let response = within(asked).await.map_err(silent)?;
            let status = response.status().as_u16();
            let mut body = response.into_body();
            if status != 200 {
                let answer = Limited::new(body, MAX_REFUSAL_BYTES).collect();
                let answer = within(async { answer.await.map_err(|error| error.to_string()) });
                let answer = answer.await.map_err(silent)?.to_bytes();
                return Err(refusal(url.clone(), status, &answer));
            }
            loop {
                let next = async {
                    body.frame()
                        .await
                        .transpose()
                        .map_err(|error| root_of(&error))
                };
                let Some(frame) = within(next).await.map_err(silent)? else {
                    return Ok(());
                };
                if let Ok(part) = frame.into_data() {
                    to.write_all(&part).map_err(ClientError::Write)?;
                }
            }
        })
    }

    async fn exchange(&self, url: &str, body: &Value) -> Result<(u16, Bytes), String> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.token))
            .body(Full::from(body.to_string()))
            .map_err(|error| error.to_string())?;
        let response = self.http.request(request).await;
        let response = response.map_err(|error| root_of(&error))?;
        let status = response.status().as_u16();
        let answer = Limited::new(response.into_body(), MAX_ANSWER_BYTES);
        let answer = answer.collect().await.map_err(|error| error.to_string())?;
        Ok((status, answer.to_bytes()))
    }
}

/// Waits for an answer, or for a part of one.
async fn within<T>(answer: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let late = |_| Err(format!("no answer in {} s", REQUEST_TIMEOUT.as_secs()));
    timeout(REQUEST_TIMEOUT, answer).await.unwrap_or_else(late)
}

/// The node's URL, from any form that LiveKit's clients take.
fn base_url(url: &str) -> Result<String, ClientError> {
    let url = match url.split_once("://") {
        None => format!("http://{}", url.trim_end_matches('/')),
        Some(("ws" | "http", rest)) => format!("http://{}", rest.trim_end_matches('/')),
        Some((scheme, _)) => {
            let text = format!(
                "{url}: {scheme} is not supported by this command: give an http or ws URL, through a tunnel if need be"
            );
            return Err(ClientError::Connection(text));
        }
    };
    let has_host = url
        .parse::<Uri>()
        .is_ok_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    if !has_host {
        let text = format!("{url} is no URL: write one such as http://127.0.0.1:7880");
        return Err(ClientError::Connection(text));
    }
    Ok(url)
}

/// The innermost cause says most: "connection refused", not "client error".
fn root_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Why an answer is none.
fn refusal(url: String, status: u16, answer: &[u8]) -> ClientError {
    match serde_json::from_slice(answer) {
        Ok(value) if value_text(&value, "code").is_some() => refused(&value),
        Ok(_) | Err(_) => ClientError::NotTwirp {
            url,
            status,
            start: String::from_utf8_lossy(answer).chars().take(200).collect(),
        },
    }
}

fn refused(answer: &Value) -> ClientError {
    let code = value_text(answer, "code").unwrap_or_default();
    let message = value_text(answer, "msg").unwrap_or_default();
    let reason = answer
        .get("meta")
        .and_then(|meta| value_text(meta, "reason"));
    let is_conflict = reason == Some("conflict")
        || matches!(code, "already_exists" | "aborted")
        // As LiveKit's own server words it, under a code that says nothing.
        || message.starts_with("Conflicting inbound SIP Trunks")
        || message.starts_with("Dispatch rule for the same trunk");
    ClientError::Refused {
        code: code.to_owned(),
        message: message.to_owned(),
        is_conflict,
    }
}

fn value_text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_of_url_leads_to_http() {
        let cases = [
            ("ws://127.0.0.1:7880", Some("http://127.0.0.1:7880")),
            ("http://127.0.0.1:7880/", Some("http://127.0.0.1:7880")),
            ("localhost:7880", Some("http://localhost:7880")),
            ("http://[::1]:7880", Some("http://[::1]:7880")),
            ("wss://example.com", None),
            ("http://", None),
            ("", None),
        ];
        for (given, expected) in cases {
            assert_eq!(base_url(given).ok().as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn conflicts_are_told_from_other_refusals() {
        let cases = [
            (
                json!({"code": "invalid_argument", "msg": "missing trunk"}),
                false,
            ),
            (
                json!({"code": "invalid_argument", "msg": "x", "meta": {"reason": "conflict"}}),
                true,
            ),
            (
                json!({"code": "aborted", "msg": "the catalog is at revision 3, not 2"}),
                true,
            ),
            (
                json!({"code": "invalid_argument", "msg": "Conflicting inbound SIP Trunks: \"<new>\" and"}),
                true,
            ),
        ];
        for (answer, expected) in cases {
            assert_eq!(refused(&answer).is_conflict(), expected, "{answer}");
        }
    }

    #[test]
    fn a_missing_key_is_named_before_anything_is_sent() {
        let connection = Connection {
            url: "http://127.0.0.1:1".to_owned(),
            api_key: String::new(),
            api_secret: String::new(),
        };
        let error = Client::new(&connection).err().expect("there is no key");
        assert!(error.to_string().contains("LIVEKIT_API_KEY"));
    }
}
