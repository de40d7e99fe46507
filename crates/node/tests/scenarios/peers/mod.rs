//! Calls to programs of others, and by way of them: Kamailio, sippy's B2BUA and baresip.

mod callees;
mod hold;
mod opus;
mod refer;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Helper, free_port, has_udp, until};
use crate::tool;

/// Not among the programs of everybody.
pub(crate) const KAMAILIO: &str = "/usr/sbin/kamailio";

/// How a call comes to its callee.
pub(crate) enum Way {
    Straight,
    /// By a proxy that stays in the dialog.
    Kamailio(Server),
    /// By a back-to-back user agent, which has a call of its own with the callee.
    Sippy(Server),
}

/// A program that has a port over UDP.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _program: Helper,
}

impl Server {
    /// Begins one, and waits until it has its port.
    pub(crate) fn begin(begin: impl FnOnce(u16) -> Helper) -> Self {
        let port = free_port();
        let mut program = begin(port);
        until("it listens", || {
            assert!(!program.is_over(), "it ended");
            has_udp(port).then_some(())
        });
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            _program: program,
        }
    }
}

/// Debian's Kamailio, where it is.
pub(crate) fn kamailio(folder: &Path) -> Option<Server> {
    tool(KAMAILIO).then(|| begin_kamailio(folder, include_str!("kamailio.cfg")))
}

/// Begins Kamailio as a configuration says, with its own port in it.
pub(crate) fn begin_kamailio(folder: &Path, configuration: &str) -> Server {
    Server::begin(|port| {
        let text = configuration.replace("{port}", &port.to_string());
        let file = folder.join(format!("kamailio-{port}.cfg"));
        std::fs::write(&file, text).expect("written");
        let (file, folder_name) = (file.display().to_string(), folder.display().to_string());
        let small = ["-DD", "-E", "-m", "16", "-M", "4"];
        let own = ["-f", &file, "-w", &folder_name, "-Y", &folder_name];
        Helper::start(KAMAILIO, &[&small[..], &own[..]].concat(), folder)
    })
}

/// sippy's B2BUA, where it is, before a callee.
pub(crate) fn sippy(folder: &Path, callee: SocketAddr) -> Option<Server> {
    let program = python_tool("b2bua_simple");
    tool(&program).then(|| begin_sippy(&program, &[], folder, callee))
}

/// The same, and it asks those who call some users who they are.
fn asking_sippy(folder: &Path, callee: SocketAddr) -> Option<Server> {
    let program = folder.join("sippy_asks.py");
    std::fs::write(&program, include_str!("sippy_asks.py")).expect("written");
    let program = program.display().to_string();
    tool(&python_tool("b2bua_simple"))
        .then(|| begin_sippy(&python_tool("python"), &[&program], folder, callee))
}

fn python_tool(name: &str) -> String {
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/python/bin");
    tools.join(name).display().to_string()
}

fn begin_sippy(program: &str, first: &[&str], folder: &Path, callee: SocketAddr) -> Server {
    Server::begin(|port| {
        let (port, callee) = (port.to_string(), callee.to_string());
        let own = ["-f", "-l", "127.0.0.1", "-p", &port, "-n", &callee];
        Helper::start(program, &[first, &own].concat(), folder)
    })
}

impl Way {
    /// Where to call, and with what, so that it comes to the callee.
    pub(crate) fn to(&self, callee: SocketAddr) -> (SocketAddr, Value) {
        match self {
            Self::Straight => (callee, json!({})),
            Self::Kamailio(server) => (
                server.address,
                json!({"headers": {"X-Callee": callee.to_string()}}),
            ),
            Self::Sippy(server) => (server.address, json!({})),
        }
    }
}
