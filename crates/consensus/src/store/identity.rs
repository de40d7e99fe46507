//! Who this node is, so that it never comes back with an empty disk as if nothing had been.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::sync_dir;
use crate::types::NodeId;

const HEADER: &str = "tandem node 1";

/// The marker that a node leaves when it becomes part of a cluster.
pub(crate) struct Identity {
    path: PathBuf,
}

impl Identity {
    pub(crate) fn of(dir: &Path) -> Self {
        Self {
            path: dir.join("identity"),
        }
    }

    /// The node that the directory belongs to, if it ever was part of a cluster.
    pub(crate) fn read(&self) -> io::Result<Option<NodeId>> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let node = text.strip_prefix(HEADER).map(str::trim);
        let node = node.and_then(|node| node.parse().ok());
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "the identity file is broken");
        node.map(Some).ok_or_else(broken)
    }

    /// Writes the marker, durable when this returns.
    pub(crate) fn write(&self, node: NodeId) -> io::Result<()> {
        let next = self.path.with_extension("new");
        let mut file = File::create(&next)?;
        writeln!(file, "{HEADER} {node}")?;
        file.sync_all()?;
        fs::rename(&next, &self.path)?;
        self.path.parent().map_or(Ok(()), sync_dir)
    }
}
