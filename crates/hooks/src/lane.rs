//! Letters of some calls to one receiver: one after the other, so that who is told of a call hears it in order.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use tandem_model::{CallId, WebhookId, WebhookUrl};
use tandem_telemetry::instruments::{self, WebhookOutcome};
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use crate::HooksConfig;
use crate::line::{Line, LineError};

/// Letters that wait for one lane; what comes then is dropped, and counted.
pub const LANE_QUEUE: usize = 1_000;

/// How often a letter is tried.
pub const MOST_TRIES: u32 = 4;

/// How much longer each try waits than the one before.
const BACK_OFF_FACTOR: u32 = 4;

/// How long a lane waits for a letter before it ends; connections that are not used end with it.
const IDLE: Duration = Duration::from_secs(30);

/// What one receiver is told.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who: letters to one receiver about one call arrive in order.
    pub webhook: WebhookId,
    /// About which call.
    pub call: CallId,
    /// Where.
    pub to: WebhookUrl,
    /// Beside the content type: signatures.
    pub headers: HeaderMap,
    /// JSON.
    pub body: Bytes,
}

/// What came of one try.
enum Try {
    Delivered,
    /// No other try can do better.
    Hopeless(String),
    /// It may be better later.
    Again(String),
}

/// Sends letters until none comes any more. Once it is told to stop nothing is tried again.
pub(crate) async fn run(
    mut letters: mpsc::Receiver<Letter>,
    config: Arc<HooksConfig>,
    mut stop: watch::Receiver<bool>,
) {
    let mut line = None;
    while let Ok(Some(letter)) = timeout(IDLE, letters.recv()).await {
        let outcome = deliver(&letter, &mut line, &config, &mut stop).await;
        instruments::webhooks(outcome, 1);
    }
    // Nobody waits for what has come since: who sent it makes a new lane of it.
    letters.close();
    while let Some(letter) = letters.recv().await {
        let outcome = deliver(&letter, &mut line, &config, &mut stop).await;
        instruments::webhooks(outcome, 1);
    }
}

async fn deliver(
    letter: &Letter,
    line: &mut Option<Line>,
    config: &HooksConfig,
    stop: &mut watch::Receiver<bool>,
) -> WebhookOutcome {
    let mut pause = config.back_off;
    for attempt in 1..=MOST_TRIES {
        let why = match tried(letter, line, config).await {
            Try::Delivered => return WebhookOutcome::Delivered,
            Try::Hopeless(why) => {
                tracing::warn!(webhook = %letter.webhook, call = %letter.call, %why, "a webhook was not told");
                return WebhookOutcome::Failed;
            }
            Try::Again(why) => why,
        };
        tracing::debug!(webhook = %letter.webhook, call = %letter.call, attempt, %why, "a webhook was not told yet");
        if attempt == MOST_TRIES {
            tracing::warn!(webhook = %letter.webhook, call = %letter.call, %why, "a webhook was not told");
            break;
        }
        tokio::select! {
            () = sleep(pause) => {}
            _ = stop.wait_for(|is_over| *is_over) => break,
        }
        pause *= BACK_OFF_FACTOR;
    }
    WebhookOutcome::Failed
}

async fn tried(letter: &Letter, line: &mut Option<Line>, config: &HooksConfig) -> Try {
    // A kept line may have been closed by the other end while nobody looked: that one is tried anew at once.
    let is_kept = line.as_ref().is_some_and(|line| line.leads_to(&letter.to));
    let first = once(letter, line, config).await;
    let outcome = match first {
        Err(LineError::Http(_)) if is_kept => once(letter, line, config).await,
        outcome => outcome,
    };
    match outcome {
        Ok(status) if status.is_success() => Try::Delivered,
        Ok(status) if is_passing(status) => Try::Again(format!("it answers {status}")),
        Ok(status) => Try::Hopeless(format!("it answers {status}")),
        Err(error @ LineError::Refused) => Try::Hopeless(error.to_string()),
        Err(error @ (LineError::Io(_) | LineError::Http(_))) => Try::Again(error.to_string()),
    }
}

/// Sends it once. What has failed leaves no line.
async fn once(
    letter: &Letter,
    line: &mut Option<Line>,
    config: &HooksConfig,
) -> Result<StatusCode, LineError> {
    let kept = line.take().filter(|line| line.leads_to(&letter.to));
    let request = request(letter)?;
    let asked = async {
        let mut open = match kept {
            Some(line) => line,
            None => Line::open(&letter.to, config).await?,
        };
        let status = open.ask(request).await?;
        Ok::<_, LineError>((status, open))
    };
    let late = |_| Err(LineError::Io(io::ErrorKind::TimedOut.into()));
    let (status, open) = timeout(config.timeout, asked).await.unwrap_or_else(late)?;
    *line = Some(open);
    Ok(status)
}

fn request(letter: &Letter) -> Result<Request<Full<Bytes>>, LineError> {
    let mut request = Request::new(Full::new(letter.body.clone()));
    *request.method_mut() = Method::POST;
    let target = letter.to.target().parse();
    *request.uri_mut() = target.map_err(io::Error::other)?;
    let headers = request.headers_mut();
    headers.extend(letter.headers.clone());
    let agent = concat!("tandem/", env!("CARGO_PKG_VERSION"));
    headers.insert(USER_AGENT, HeaderValue::from_static(agent));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(host) = HeaderValue::try_from(letter.to.authority()) {
        headers.insert(HOST, host);
    }
    Ok(request)
}

/// Whether the receiver may answer otherwise later.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}
