//! The program that starts nodes, adds them and cuts their links, and what is asked of nodes beside that.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};

use super::client::Client;
use super::writers::Plan;

/// How long anything is waited for before the run has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program; nodes are counted from 1 there, and from 0 here.
#[derive(Clone, Debug)]
pub struct Control(pub PathBuf);

impl Control {
    /// Calls it with a verb and a node, and waits for its end.
    ///
    /// # Errors
    ///
    /// It does not run, or fails.
    pub async fn call(&self, verb: &'static str, node: usize) -> anyhow::Result<()> {
        let mut command = Command::new(&self.0);
        command.arg(verb).arg((node + 1).to_string());
        // The writers go on meanwhile.
        let ended = tokio::task::spawn_blocking(move || command.status()).await??;
        ensure!(ended.success(), "{verb} {}: {ended}", node + 1);
        Ok(())
    }
}

/// Clients of these listeners of HTTP.
#[must_use]
pub fn clients(plan: &Plan, http: &[SocketAddr]) -> Vec<Client> {
    let authorization = plan.store.authorization();
    http.iter()
        .map(|node| Client::new(*node, authorization.clone()))
        .collect()
}

/// Waits until a node says that it leads.
///
/// # Errors
///
/// None does for a minute.
pub async fn leader(plan: &Plan, clients: &mut [Client]) -> anyhow::Result<usize> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(leader) = plan.store.leader(clients).await {
            return Ok(leader);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("no node leads after {PATIENCE:?}")
}

/// Waits until a node says that it serves.
///
/// # Errors
///
/// It does not for a minute.
pub async fn ready(plan: &Plan, client: &mut Client) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !plan.store.is_ready(client).await {
        ensure!(Instant::now() < deadline, "a node is not ready");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
