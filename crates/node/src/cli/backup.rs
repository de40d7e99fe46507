//! Taking a backup of a running cluster, proving it, and making a new cluster from it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde_json::{Value, json};
use tandem_control_plane::{Summary, restore, verify};
use tokio::runtime::Builder;

use super::args::{BackupArgs, RestoreArgs, VerifyArgs};
use super::table::record;
use super::{Client, Fault, show};
use crate::config::{Config, load};
use crate::member;

/// What a backup is called until it is whole.
const ASIDE: &str = "new";

/// Writes a backup. A file that was there is replaced once the new one is proven whole.
pub(super) fn take(args: &BackupArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let aside = args.file.with_added_extension(ASIDE);
    let taken = fetch(&client, &aside).and_then(|summary| {
        let placed = fs::rename(&aside, &args.file).and_then(|()| sync_folder(&args.file));
        placed.map_err(|error| unusable(&args.file, &error))?;
        Ok(summary)
    });
    if taken.is_err() {
        // The first failure is what matters.
        let _ = fs::remove_file(&aside);
    }
    show(&args.common.output, &value(&taken?), out, record)
}

/// Proves a backup.
pub(super) fn prove(args: &VerifyArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let summary = verify(&args.file).map_err(|error| unusable(&args.file, &error))?;
    show(&args.output, &value(&summary), out, record)
}

/// Makes the data of a configuration's node from a backup.
pub(super) fn put_back(args: &RestoreArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let config = load(&args.config)?;
    let cluster = config.cluster.as_ref();
    let first = cluster.map(|cluster| (cluster.name.as_str(), member::own(&config, cluster)));
    let runtime = Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| unusable(&args.file, &error))?;
    let dir = config.log_dir();
    let restored = runtime.block_on(restore(&args.file, &dir, config.node.id, first));
    let summary = restored.map_err(|error| unusable(&args.file, &error))?;
    show(&args.output, &value(&summary), out, record)?;
    if args.output.json {
        return Ok(());
    }
    for remark in remarks(&config, &summary) {
        writeln!(out, "{remark}")?;
    }
    let file = args.config.display();
    writeln!(out, "next: tandem serve --config {file}")?;
    Ok(())
}

/// What is to be done before the node starts.
fn remarks(config: &Config, summary: &Summary) -> Vec<String> {
    let mut remarks = Vec::new();
    let key = config.key_file();
    if config.secrets.key_env.is_none() && !key.exists() {
        remarks.push(format!(
            "before it starts: put the vault key of the backed-up nodes at {}, for no other opens their secrets",
            key.display()
        ));
    }
    let cluster = config.cluster.as_ref();
    if cluster.is_some_and(|cluster| cluster.name == summary.cluster) {
        remarks.push(format!(
            "the lost cluster is called {:?} as well: if one of its nodes may come back, restore under another name",
            summary.cluster
        ));
    }
    remarks
}

/// Downloads to a new file that only its owner can read, and proves it; durable when this returns.
fn fetch(client: &Client, aside: &Path) -> Result<Summary, Fault> {
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options
        .open(aside)
        .map_err(|error| unusable(aside, &error))?;
    client.download("/v1/backup", &mut file)?;
    file.sync_all().map_err(|error| unusable(aside, &error))?;
    verify(aside).map_err(|error| unusable(aside, &error))
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = std::path::absolute(file)?;
    let folder = folder.parent().unwrap_or(&folder);
    File::open(folder)?.sync_all()
}

fn value(summary: &Summary) -> Value {
    json!({
        "cluster": summary.cluster,
        "revision": summary.revision.0,
        "envelopes": summary.revision.0,
        "bytes": summary.bytes,
    })
}

fn unusable(file: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault::Input(format!("{}: {error}", file.display()))
}
