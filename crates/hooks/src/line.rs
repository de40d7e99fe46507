//! A connection to one receiver.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tandem_model::WebhookUrl;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use crate::HooksConfig;

/// How many addresses of one name are tried.
const MOST_ADDRESSES: usize = 4;

/// The longest answer that is read to keep the connection; nobody looks at it.
const LONGEST_ANSWER: usize = 64 << 10;

/// Why a receiver has not been told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LineError {
    /// All its addresses are where nothing may be sent.
    #[error("its address may not be told anything: see webhooks.allowed_networks")]
    Refused,
    /// It cannot be found or reached, or it broke off.
    #[error("it cannot be reached: {0}")]
    Io(#[from] io::Error),
    /// It does not speak HTTP.
    #[error("its answer is no HTTP: {0}")]
    Http(#[from] hyper::Error),
}

/// An open connection, which the next letter goes over as well.
pub(crate) struct Line {
    to: WebhookUrl,
    requests: http1::SendRequest<Full<Bytes>>,
    /// What moves the connection's bytes; it ends with the line.
    connection: JoinSet<()>,
}

impl Line {
    /// Connects.
    pub(crate) async fn open(to: &WebhookUrl, config: &HooksConfig) -> Result<Self, LineError> {
        let stream = connected(to, config).await?;
        if !to.is_secure() {
            return Self::over(to, stream).await;
        }
        let name = ServerName::try_from(to.host().to_owned());
        let name = name.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let connector = TlsConnector::from(Arc::clone(&config.tls));
        Self::over(to, connector.connect(name, stream).await?).await
    }

    async fn over(
        to: &WebhookUrl,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ) -> Result<Self, LineError> {
        let (requests, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // Its fault is told to who waits for an answer.
            let _ = connection.await;
        });
        Ok(Self {
            to: to.clone(),
            requests,
            connection: tasks,
        })
    }

    /// Whether a letter may go over it.
    pub(crate) fn leads_to(&self, url: &WebhookUrl) -> bool {
        let is_there = self.to.authority() == url.authority();
        is_there && self.to.is_secure() == url.is_secure() && self.requests.is_ready()
    }

    /// Sends a request, and reads the status of its answer. The line is of no use after an error.
    pub(crate) async fn ask(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<StatusCode, LineError> {
        self.requests.ready().await?;
        let answer = self.requests.send_request(request).await?;
        let status = answer.status();
        let rest = Limited::new(answer.into_body(), LONGEST_ANSWER).collect();
        // What it says beyond the status is nobody's; a long one costs it the connection.
        if rest.await.is_err() {
            self.connection.abort_all();
        }
        Ok(status)
    }
}

/// Connects to an address that was looked at: a name that means another one a moment later leads nowhere else.
async fn connected(to: &WebhookUrl, config: &HooksConfig) -> Result<TcpStream, LineError> {
    let found = lookup_host((to.host(), to.port())).await?;
    let found: Vec<SocketAddr> = found.collect();
    let allowed = found
        .iter()
        .filter(|address| config.networks.take(address.ip()));
    let mut fault = match found.is_empty() {
        true => LineError::Io(io::ErrorKind::NotFound.into()),
        false => LineError::Refused,
    };
    for address in allowed.take(MOST_ADDRESSES) {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => fault = error.into(),
        }
    }
    Err(fault)
}
