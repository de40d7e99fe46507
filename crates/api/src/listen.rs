//! The HTTP server's connections: so many at most, none of which may dawdle.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Connections at once; more wait in the listener's queue.
const MOST_CONNECTIONS: usize = 4_096;
/// How long a client may take to send a request's header; also how long an idle connection stays. Longer than the
/// SDKs keep one.
const HEADER_PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait where the kernel gives no connection, as it has no descriptor left.
const AFTER_REFUSAL: Duration = Duration::from_millis(100);
/// Requests at once on one HTTP/2 connection.
const MOST_STREAMS: u32 = 128;

/// Serves until it is told to stop, then lets requests in progress end.
pub(crate) async fn serve_http(
    listener: TcpListener,
    app: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let permits = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let server = server();
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            accepted = accept(&listener, &permits) => accepted,
            // A sender that is gone stops the server as well.
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let Some((stream, permit)) = accepted else {
            tokio::time::sleep(AFTER_REFUSAL).await;
            continue;
        };
        let service = TowerToHyperService::new(app.clone());
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection.into_owned());
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "an HTTP connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    graceful.shutdown().await;
    while connections.join_next().await.is_some() {}
}

fn server() -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEADER_PATIENCE)
        .max_concurrent_streams(MOST_STREAMS);
    server
}

async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // Answers are small and whole: nothing is gained by holding them back.
            let _ = stream.set_nodelay(true);
            Some((stream, permit))
        }
        Err(error) => {
            tracing::warn!(%error, "no connection could be accepted");
            None
        }
    }
}
