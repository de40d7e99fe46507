//! A sled database whose flush survives a power cut.

use std::convert::Infallible;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use sled::{Batch, Db, IVec, Mode};
use tokio::sync::mpsc;

/// How long a database that is still open elsewhere is waited for: sled's own threads let go of it some time after its
/// last handle, and a process that a supervisor replaces some time after its end.
const CLOSING: Duration = Duration::from_secs(10);

/// How often it is tried.
const CLOSING_POLL: Duration = Duration::from_millis(5);

/// A database in its own directory.
pub(super) struct Durable {
    db: Db,
    file: File,
    /// Dropped last: it tells that the database is closed.
    _open: OpenGuard,
}

/// Changes of single keys, in their order.
#[derive(Default)]
pub(super) struct Changes(Vec<(IVec, Option<IVec>)>);

impl Changes {
    pub(super) fn insert(&mut self, key: impl Into<IVec>, value: impl Into<IVec>) {
        self.0.push((key.into(), Some(value.into())));
    }

    pub(super) fn remove(&mut self, key: impl Into<IVec>) {
        self.0.push((key.into(), None));
    }

    #[cfg(test)]
    pub(super) fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    #[cfg(test)]
    pub(super) fn into_iter(self) -> impl Iterator<Item = (IVec, Option<IVec>)> {
        self.0.into_iter()
    }
}

/// Is held while a database is open.
pub(crate) type OpenGuard = mpsc::Sender<Infallible>;

impl Durable {
    /// Opens or makes the database. At most one process has it open.
    pub(super) fn open(dir: &Path, cache_bytes: u64, open: OpenGuard) -> io::Result<Self> {
        let config = sled::Config::new()
            .path(dir)
            .cache_capacity(cache_bytes)
            .mode(Mode::HighThroughput)
            .flush_every_ms(None);
        await_close(&dir.join("db"))?;
        let db = config.open()?;
        let file = File::open(dir.join("db"))?;
        sync_new_files(dir)?;
        Ok(Self {
            db,
            file,
            _open: open,
        })
    }

    pub(super) fn tree(&self) -> &Db {
        &self.db
    }

    /// Applies changes, whole or not at all. [`Self::sync`] must follow at once: sled may not open again after a
    /// power cut that finds much unsynced.
    pub(super) fn apply(&self, changes: Changes) -> io::Result<()> {
        let mut batch = Batch::default();
        for (key, value) in changes.0 {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        Ok(self.db.apply_batch(batch)?)
    }

    /// Applies changes one after the other: a cut leaves the first of them. [`Self::sync`] must follow at once.
    ///
    /// A batch of sled's begins with a write of its own, and each write wakes all of sled's threads.
    pub(super) fn apply_in_order(&self, changes: Changes) -> io::Result<()> {
        for (key, value) in changes.0 {
            match value {
                Some(value) => self.db.insert(key, value)?,
                None => self.db.remove(key)?,
            };
        }
        Ok(())
    }

    /// Makes everything before it durable.
    ///
    /// sled's own flush ends in `sync_file_range`, which neither writes the file's metadata nor empties the disk's
    /// cache, so that a power cut loses what it acknowledged; `sync_data` on the same file does both.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.db.flush()?;
        self.file.sync_data()
    }
}

/// Waits until nobody holds the lock of a database file, if there is one.
fn await_close(path: &Path) -> io::Result<()> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let deadline = Instant::now() + CLOSING;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(CLOSING_POLL);
            }
            Err(TryLockError::WouldBlock) => {
                let held = format!(
                    "{} is held by another process for {} s: end it, or name another data directory",
                    path.display(),
                    CLOSING.as_secs()
                );
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, held));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Syncs what opening may have made: a file is only found after a power cut when its directory was synced.
fn sync_new_files(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_dir(dir)?;
    dir.parent().map_or(Ok(()), sync_dir)
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
