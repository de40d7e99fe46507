//! One connection of HTTP/1.1 that is kept, and made again when it breaks: for questions beside the measurement.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The longest that an answer is waited for: longer than a node looks for a leader.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of one node: one request at a time.
#[derive(Debug)]
pub struct Client {
    node: SocketAddr,
    authorization: Option<String>,
    connection: Option<SendRequest<Full<Bytes>>>,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    body: Bytes,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// It is none.
    pub fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_slice(&self.body)
    }

    /// The body as it is.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    /// A client that connects with its first request.
    #[must_use]
    pub fn new(node: SocketAddr, authorization: Option<String>) -> Self {
        Self {
            node,
            authorization,
            connection: None,
        }
    }

    /// Sends a body of JSON.
    ///
    /// # Errors
    ///
    /// There is no connection, it broke, or 10 s have passed: whether the request was carried out is unknown.
    pub async fn post(&mut self, path: &str, body: String) -> anyhow::Result<Answer> {
        self.ask(Method::POST, path, body).await
    }

    /// Asks without a body.
    ///
    /// # Errors
    ///
    /// As [`Self::post`].
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.ask(Method::GET, path, String::new()).await
    }

    async fn ask(&mut self, method: Method, path: &str, body: String) -> anyhow::Result<Answer> {
        let answer = timeout(PATIENCE, async {
            let answer = self.begin(method, path, body).await?;
            Ok(Answer {
                status: answer.status().as_u16(),
                body: answer.into_body().collect().await?.to_bytes(),
            })
        });
        let answer = answer
            .await
            .unwrap_or_else(|_| Err(anyhow::anyhow!("no answer in {PATIENCE:?}")));
        if answer.is_err() {
            self.connection = None;
        }
        answer
    }

    async fn begin(
        &mut self,
        method: Method,
        path: &str,
        body: String,
    ) -> anyhow::Result<Response<Incoming>> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.node.to_string())
            .header("content-type", "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Full::from(body))?;
        self.connect().await?;
        let connection = self.connection.as_mut();
        let connection = connection.context("it was connected in the line above")?;
        Ok(connection.send_request(request).await?)
    }

    async fn connect(&mut self) -> anyhow::Result<()> {
        if let Some(connection) = &mut self.connection
            && connection.ready().await.is_ok()
        {
            return Ok(());
        }
        let stream = TcpStream::connect(self.node).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the sender; what broke it is the error of the request.
        drop(tokio::spawn(connection));
        self.connection = Some(sender);
        Ok(())
    }
}
