//! Who this node is, so that it never comes back with an empty disk as if nothing had been.
//!
//! ```text
//! "tandem node 1 " node id, then the line "cluster " and its name
//! ```

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::sync_dir;
use crate::types::NodeId;

const HEADER: &str = "tandem node 1 ";

const CLUSTER: &str = "cluster ";

/// The marker that a node leaves when it becomes part of a cluster.
pub(crate) struct Identity {
    path: PathBuf,
    node: NodeId,
    cluster: String,
}

/// What a directory says whose it is.
pub(crate) struct Known {
    pub(crate) node: NodeId,
    /// Absent where the node was one before clusters had names.
    pub(crate) cluster: Option<String>,
}

impl Identity {
    pub(crate) fn new(dir: &Path, node: NodeId, cluster: &str) -> Self {
        Self {
            path: dir.join("identity"),
            node,
            cluster: cluster.to_owned(),
        }
    }

    /// The node that the directory belongs to, if it ever was part of a cluster.
    pub(crate) fn read(&self) -> io::Result<Option<Known>> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "the identity file is broken");
        parse(&text).map(Some).ok_or_else(broken)
    }

    pub(crate) fn is_written(&self) -> io::Result<bool> {
        self.path.try_exists()
    }

    /// Writes the marker, durable when this returns.
    pub(crate) fn write(&self) -> io::Result<()> {
        let next = self.path.with_extension("new");
        let mut file = File::create(&next)?;
        writeln!(file, "{HEADER}{}", self.node)?;
        writeln!(file, "{CLUSTER}{}", self.cluster)?;
        file.sync_all()?;
        fs::rename(&next, &self.path)?;
        self.path.parent().map_or(Ok(()), sync_dir)
    }
}

fn parse(text: &str) -> Option<Known> {
    let mut lines = text.lines();
    let node = lines.next()?.strip_prefix(HEADER)?.trim();
    let cluster = lines.next().map(|line| line.strip_prefix(CLUSTER));
    Some(Known {
        node: node.parse().ok()?,
        cluster: match cluster {
            Some(cluster) => Some(cluster?.to_owned()),
            None => None,
        },
    })
}
