//! What a node is told: one strict file, read whole before anything is reported.
//!
//! [`Config`] is the outcome and [`load`] reads it; [`sections`] has every key with its meaning and default. Nothing here
//! opens a socket or a directory.

mod check;
mod mistakes;
mod nat;
mod outbound;
mod read;
mod reader;
pub mod sections;
mod webhooks;
pub mod words;

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

pub use mistakes::{ConfigError, Mistake, Position};
pub use sections::Config;

use crate::cli::DevArgs;
use sections::{Listener, Transport};
use webhooks::Webhooks;
use words::Secret;

/// Reads a file.
///
/// # Errors
/// [`ConfigError`] with every mistake of the file, in its order.
pub fn load(file: &Path) -> Result<Config, ConfigError> {
    let text = fs::read_to_string(file).map_err(|error| ConfigError {
        file: file.to_owned(),
        mistakes: vec![Mistake {
            position: None,
            text: format!("cannot be read: {error}"),
        }],
    })?;
    parse(&text).map_err(|mistakes| ConfigError {
        file: file.to_owned(),
        mistakes,
    })
}

/// Reads the text of a file.
///
/// # Errors
/// Every [`Mistake`] of the text, in its order.
pub fn parse(text: &str) -> Result<Config, Vec<Mistake>> {
    let (config, mistakes) = read::read(text)?;
    let mistakes = check::check(&config, mistakes);
    if mistakes.is_empty() {
        Ok(config)
    } else {
        Err(mistakes)
    }
}

/// The key that `tandem dev` knows.
pub const DEV_KEY: &str = "devkey";
/// Its secret.
pub const DEV_SECRET: &str = "secret";

/// The key that `tandem dev` knows in VideoSDK's dialect.
pub const DEV_VIDEOSDK_KEY: &str = "videosdk-devkey";
/// Its secret.
pub const DEV_VIDEOSDK_SECRET: &str = "videosdk-secret";

/// What `tandem dev` runs with: the defaults, a known key, and what its flags say.
///
/// # Errors
/// Every [`Mistake`] of the flags together, named by the keys that they stand for.
pub fn dev(args: &DevArgs) -> Result<Config, Vec<Mistake>> {
    let mut config = Config::default();
    let keys = &mut config.api.keys;
    keys.insert(DEV_KEY.to_owned(), Secret::new(DEV_SECRET));
    let keys = &mut config.api.videosdk_keys;
    keys.insert(
        DEV_VIDEOSDK_KEY.to_owned(),
        Secret::new(DEV_VIDEOSDK_SECRET),
    );
    config.webhooks = Webhooks::of_this_machine();
    let first = args.bind.first().copied();
    let first = first.unwrap_or_else(|| config.http.listen.ip());
    config.http.listen = SocketAddr::new(first, args.http_port);
    config.grpc.listen = SocketAddr::new(first, args.grpc_port);
    config.sip.listeners = listeners(&args.bind, args.sip_port);
    config.sip.answer = args.answer;
    config.rtp.ports = args.rtp_ports;
    config.limits.calls = args.rtp_ports.pairs();
    config.storage.dir.clone_from(&args.data_dir);
    let mistakes = check::check(&config, mistakes::Mistakes::new(""));
    if mistakes.is_empty() {
        Ok(config)
    } else {
        Err(mistakes)
    }
}

fn listeners(addresses: &[IpAddr], port: u16) -> Vec<Listener> {
    let both = |ip: &IpAddr| {
        let address = SocketAddr::new(*ip, port);
        [Transport::Udp, Transport::Tcp].map(|transport| Listener { transport, address })
    };
    addresses.iter().flat_map(both).collect()
}

impl Config {
    /// The whole configuration as a file, defaults included; secrets are `[hidden]`.
    #[must_use]
    pub fn show(&self) -> String {
        toml::to_string(self).expect("every value of the configuration has a form in TOML")
    }
}

#[cfg(test)]
mod tests;
