//! The journal: every envelope for ever, by revision. History, audit and time travel read it.
//!
//! ```text
//! <first revision, 20 digits>.journal = record…
//! record = length of the envelope (u32), CRC-32 of the rest (u32), revision (u64), envelope; little-endian
//! ```
//!
//! Plain files, as they are only ever appended to: a power cut can tear the end of the last one and nothing else,
//! and what is torn comes back from the Raft log. sled may not open at all when a cut finds it between two syncs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tandem_model::Revision;
use tokio::sync::watch;

use super::cursor::Cursor;
use super::gaps::{Gap, Gaps};
use super::{OpenGuard, sync_dir};

/// A file that has reached this size gets no more envelopes: reading from a revision on scans one file at most.
const FILE_BYTES: u64 = 8 << 20;

const HEAD_BYTES: usize = 4 + 4 + 8;

/// A longer record is a broken one.
const MAX_ENVELOPE_BYTES: u32 = 64 << 20;

const EXTENSION: &str = "journal";

/// Bytes of records that may wait to be written; who adds more writes them himself.
const PENDING_BYTES: usize = 1 << 20;

/// Every recorded envelope's bytes.
///
/// Appends are gathered in memory: a file system that is syncing the log keeps who writes to another file waiting, and
/// who appends must not wait. [`Journal::write`] comes soon, from the log's writer or who reads. They become durable with
/// [`Journal::sync`], which comes before the Raft log may forget the same envelopes; until then a restart brings them
/// back from there.
pub(crate) struct Journal {
    dir: PathBuf,
    /// Locked before `pending`, where both are.
    end: Mutex<End>,
    pending: Mutex<Pending>,
    /// The last revision that was appended.
    last: AtomicU64,
    /// Whether a write has failed: what the file holds is unknown then.
    is_broken: AtomicBool,
    /// What is not there yet.
    gaps: watch::Sender<Gaps>,
    /// Dropped last: it tells that the journal is closed.
    _open: OpenGuard,
}

/// The file that is appended to.
struct End {
    file: File,
    bytes: u64,
    /// The last revision that is written.
    last: u64,
}

/// Records that are not written yet.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    /// The last of their revisions.
    last: u64,
}

impl Journal {
    /// Opens or makes the journal, and cuts off what a crash has torn.
    pub(crate) fn open(dir: &Path, open: OpenGuard) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        dir.parent().map_or(Ok(()), sync_dir)?;
        let first = files_of(dir)?.pop().unwrap_or(1);
        let (mut last, mut whole) = (first - 1, 0);
        if path_of(dir, first).exists() {
            let mut records = Records::open(dir, first)?;
            while let Ok(Some((revision, _))) = records.next() {
                if revision != last + 1 {
                    break;
                }
                last = revision;
                whole = records.offset;
            }
        }
        let end = End::open(dir, first)?;
        end.file.set_len(whole)?;
        end.file.sync_all()?;
        let gaps = Gaps::read(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            gaps: watch::Sender::new(gaps),
            end: Mutex::new(End {
                bytes: whole,
                last,
                ..end
            }),
            pending: Mutex::default(),
            last: AtomicU64::new(last),
            is_broken: AtomicBool::new(false),
            _open: open,
        })
    }

    /// The revision of the last envelope.
    pub(crate) fn last(&self) -> Revision {
        Revision(self.last.load(Ordering::Acquire))
    }

    /// Appends envelopes of the revisions from `first` on. Those it already has stay: a restart applies the end of
    /// the log again.
    pub(crate) fn append(&self, first: Revision, envelopes: &[Bytes]) -> io::Result<()> {
        let last = self.last().0;
        if first.0 > last + 1 {
            let text = format!("the journal ends at revision {last}, {first} cannot follow");
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        let known = usize::try_from(last + 1 - first.0).unwrap_or(usize::MAX);
        let waiting = {
            let mut pending = self.pending();
            for (revision, envelope) in (first.0..).zip(envelopes).skip(known) {
                write_record(&mut pending.bytes, revision, envelope);
                pending.last = revision;
                self.last.store(revision, Ordering::Release);
            }
            pending.bytes.len()
        };
        if waiting < PENDING_BYTES && !self.is_broken.load(Ordering::Acquire) {
            return Ok(());
        }
        self.write()
    }

    /// Writes what was appended.
    pub(crate) fn write(&self) -> io::Result<()> {
        self.write_to(&mut self.end())
    }

    fn write_to(&self, end: &mut End) -> io::Result<()> {
        if self.is_broken.load(Ordering::Acquire) {
            return Err(io::Error::other("the journal could not be written"));
        }
        let pending = mem::take(&mut *self.pending());
        if pending.bytes.is_empty() {
            return Ok(());
        }
        let written = end.add(&self.dir, &pending);
        self.is_broken.store(written.is_err(), Ordering::Release);
        written
    }

    /// Goes on behind a revision that a snapshot of another node has led to; what is missing before it is noted.
    pub(crate) fn begin_after(&self, revision: Revision) -> io::Result<()> {
        let mut end = self.end();
        self.write_to(&mut end)?;
        let first = end.last + 1;
        if first > revision.0 {
            return Ok(());
        }
        // Only the last file may be torn.
        end.file.sync_all()?;
        let mut gaps = self.gaps.borrow().clone();
        gaps.add(Gap {
            first,
            last: revision.0,
        });
        gaps.write(&self.dir)?;
        let emptied = mem::replace(&mut *end, End::open(&self.dir, revision.0 + 1)?);
        self.gaps.send_replace(gaps);
        if emptied.bytes == 0 {
            // Nothing was recorded since the last such step. Nobody reads there before `last` says so.
            fs::remove_file(path_of(&self.dir, first))?;
        }
        self.last.store(revision.0, Ordering::Release);
        Ok(())
    }

    /// Puts envelopes from the first missing revision on where they belong; durable when this returns.
    pub(crate) fn fill(&self, first: u64, envelopes: &[Bytes]) -> io::Result<()> {
        let mut gaps = self.gaps.borrow().clone();
        gaps.fill(first, envelopes.len() as u64)?;
        let mut buffer = Vec::new();
        for (revision, envelope) in (first..).zip(envelopes) {
            write_record(&mut buffer, revision, envelope);
        }
        let next = self.dir.join("fetched.new");
        let mut file = File::create(&next)?;
        file.write_all(&buffer)?;
        file.sync_all()?;
        fs::rename(&next, path_of(&self.dir, first))?;
        sync_dir(&self.dir)?;
        gaps.write(&self.dir)?;
        self.gaps.send_replace(gaps);
        Ok(())
    }

    /// What is not there yet, as it changes.
    pub(crate) fn gaps(&self) -> watch::Receiver<Gaps> {
        self.gaps.subscribe()
    }

    /// At most `limit` envelopes from a revision on, in order, up to the first that is not there.
    pub(crate) fn read(&self, from: Revision, limit: usize) -> io::Result<Vec<(Revision, Bytes)>> {
        Cursor::at(from).read(self, limit, usize::MAX)
    }

    /// Whether a revision is yet to be fetched.
    pub(super) fn misses(&self, revision: u64) -> bool {
        self.gaps.borrow().at(revision).is_some()
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes every append durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        // The lock is not held: what is appended meanwhile may be durable or not.
        let file = {
            let mut end = self.end();
            self.write_to(&mut end)?;
            end.file.try_clone()?
        };
        file.sync_data()
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        // A panic leaves at worst a torn record, which the node does not outlive.
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self) -> MutexGuard<'_, End> {
        // A panic leaves at worst a torn record, which the node does not outlive.
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // What this loses, the Raft log brings back.
        let _ = self.write();
    }
}

impl End {
    fn open(dir: &Path, first: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let options = options.create(true).append(true);
        let file = options.open(path_of(dir, first))?;
        sync_dir(dir)?;
        Ok(Self {
            file,
            bytes: 0,
            last: first - 1,
        })
    }

    fn add(&mut self, dir: &Path, pending: &Pending) -> io::Result<()> {
        if self.bytes >= FILE_BYTES {
            // Only the last file may be torn.
            self.file.sync_all()?;
            *self = Self::open(dir, self.last + 1)?;
        }
        self.file.write_all(&pending.bytes)?;
        self.bytes += pending.bytes.len() as u64;
        self.last = pending.last;
        Ok(())
    }
}

/// The first revisions of the files, ascending.
pub(super) fn files_of(dir: &Path) -> io::Result<Vec<u64>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let first = path.file_stem().and_then(|stem| stem.to_str());
        let first = first.and_then(|stem| stem.parse::<u64>().ok());
        if path
            .extension()
            .is_some_and(|extension| extension == EXTENSION)
        {
            files.extend(first);
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn path_of(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:020}.{EXTENSION}"))
}

fn write_record(buffer: &mut Vec<u8>, revision: u64, envelope: &[u8]) {
    let length = u32::try_from(envelope.len()).expect("the log takes no envelope of 4 GiB");
    let revision = revision.to_le_bytes();
    buffer.extend(length.to_le_bytes());
    buffer.extend(checksum(&revision, envelope).to_le_bytes());
    buffer.extend(revision);
    buffer.extend(envelope);
}

fn checksum(revision: &[u8], envelope: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(revision);
    hasher.update(envelope);
    hasher.finalize()
}

/// Reads one file from its start.
pub(super) struct Records {
    file: BufReader<File>,
    /// The end of the last whole record.
    offset: u64,
}

impl Records {
    pub(super) fn open(dir: &Path, first: u64) -> io::Result<Self> {
        let file = File::open(path_of(dir, first))?;
        Ok(Self {
            file: BufReader::with_capacity(1 << 18, file),
            offset: 0,
        })
    }

    /// The next record; `None` at the end, an error where the file is torn or broken.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Bytes)>> {
        let mut head = [0; HEAD_BYTES];
        match self.file.read(&mut head[..1])? {
            0 => return Ok(None),
            _ => self.file.read_exact(&mut head[1..])?,
        }
        let (length, rest) = head.split_at(4);
        let (stored, revision) = rest.split_at(4);
        let length = number(length) as u32;
        if length > MAX_ENVELOPE_BYTES {
            return Err(broken());
        }
        let mut envelope = vec![0; length as usize];
        self.file.read_exact(&mut envelope)?;
        if checksum(revision, &envelope) != number(stored) as u32 {
            return Err(broken());
        }
        self.offset += (HEAD_BYTES + envelope.len()) as u64;
        Ok(Some((number(revision), envelope.into())))
    }
}

fn number(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().rev();
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the journal is broken")
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;
    use tokio::sync::mpsc;

    use super::*;

    fn open(dir: &Path) -> Journal {
        let (open, _) = mpsc::channel(1);
        Journal::open(dir, open).expect("opens")
    }

    fn envelopes(count: usize, bytes: usize) -> Vec<Bytes> {
        let envelopes = (0..count).map(|number| vec![number as u8; bytes].into());
        envelopes.collect()
    }

    #[test]
    fn envelopes_are_read_from_any_revision_across_files() {
        let dir = tempdir().expect("a directory");
        let journal = open(dir.path());
        let written = envelopes(60, 1 << 19);
        for (index, envelope) in written.iter().enumerate() {
            let revision = Revision(index as u64 + 1);
            journal
                .append(revision, std::slice::from_ref(envelope))
                .expect("appended");
        }
        assert!(files_of(dir.path()).expect("readable").len() > 3);
        drop(journal);

        let journal = open(dir.path());
        assert_eq!(journal.last(), Revision(60));
        for (from, limit) in [
            (1, 60),
            (0, 3),
            (17, 2),
            (18, 30),
            (60, 9),
            (61, 9),
            (40, 0),
        ] {
            let found = journal.read(Revision(from), limit).expect("readable");
            let start = (from.max(1) as usize - 1).min(60);
            let expected = &written[start..(start + limit).min(60)];
            assert!(
                found.iter().map(|(_, bytes)| bytes).eq(expected),
                "from {from}"
            );
            assert!(
                found
                    .iter()
                    .map(|(revision, _)| revision.0)
                    .eq((from.max(1)..).take(expected.len()))
            );
        }
    }

    #[test]
    fn a_torn_end_is_cut_off_at_every_byte_and_written_again() {
        let dir = tempdir().expect("a directory");
        let written = envelopes(3, 20);
        open(dir.path())
            .append(Revision(1), &written)
            .expect("appended");
        let path = path_of(dir.path(), 1);
        let whole = fs::read(&path).expect("readable");
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).expect("torn");
            let journal = open(dir.path());
            let kept = (length / (HEAD_BYTES + 20)) as u64;
            assert_eq!(journal.last(), Revision(kept));
            journal.append(Revision(1), &written).expect("appended");
            journal.write().expect("written");
            assert_eq!(fs::read(&path).expect("readable"), whole);
        }
    }

    #[test]
    fn what_a_snapshot_covered_is_missing_until_it_is_filled_also_after_a_restart() {
        let dir = tempdir().expect("a directory");
        let journal = open(dir.path());
        let written = envelopes(20, 20);
        journal
            .append(Revision(1), &written[..4])
            .expect("appended");
        journal.begin_after(Revision(12)).expect("begun");
        journal
            .append(Revision(13), &written[12..])
            .expect("appended");
        let revisions = |journal: &Journal, from| -> Vec<u64> {
            let found = journal.read(Revision(from), 100).expect("readable");
            found.iter().map(|(revision, _)| revision.0).collect()
        };
        assert_eq!(revisions(&journal, 2), [2, 3, 4]);
        assert_eq!(revisions(&journal, 5), [0; 0]);
        assert_eq!(revisions(&journal, 12), [0; 0]);
        assert!(revisions(&journal, 13).into_iter().eq(13..=20));
        assert!(journal.fill(6, &written[5..6]).is_err(), "not the first");
        assert!(journal.fill(5, &written[4..13]).is_err(), "too many");
        journal.fill(5, &written[4..8]).expect("filled");
        assert_eq!(
            journal.gaps().borrow().first(),
            Some(Gap { first: 9, last: 12 })
        );
        drop(journal);

        let journal = open(dir.path());
        assert_eq!(journal.last(), Revision(20));
        assert!(revisions(&journal, 1).into_iter().eq(1..=8));
        journal.fill(9, &written[8..12]).expect("filled");
        assert_eq!(journal.gaps().borrow().first(), None);
        let found = journal.read(Revision(1), 100).expect("readable");
        assert!(found.iter().map(|(_, bytes)| bytes).eq(&written));
        let few = Cursor::at(Revision(3)).read(&journal, 100, 50);
        let few = few.expect("readable");
        assert_eq!(few.len(), 3, "the one that reaches the bound is the last");
    }

    #[test]
    fn what_is_appended_is_read_at_once_and_written_when_it_is_much() {
        let dir = tempdir().expect("a directory");
        let journal = open(dir.path());
        let file_bytes = || fs::metadata(path_of(dir.path(), 1)).expect("a file").len();
        let written = envelopes(2, PENDING_BYTES / 2);
        journal
            .append(Revision(1), &written[..1])
            .expect("appended");
        assert_eq!((journal.last(), file_bytes()), (Revision(1), 0));
        journal
            .append(Revision(2), &written[1..])
            .expect("appended");
        assert!(file_bytes() > PENDING_BYTES as u64);
        journal
            .append(Revision(3), &written[..1])
            .expect("appended");
        let found = journal.read(Revision(3), 9).expect("readable");
        assert_eq!(found, [(Revision(3), written[0].clone())]);
        journal
            .append(Revision(4), &written[..1])
            .expect("appended");
        drop(journal);
        assert_eq!(open(dir.path()).last(), Revision(4));
    }

    #[test]
    fn a_snapshot_behind_a_snapshot_leaves_no_empty_file() {
        let dir = tempdir().expect("a directory");
        let journal = open(dir.path());
        let files = || files_of(dir.path()).expect("readable");
        journal.begin_after(Revision(4)).expect("begun");
        assert_eq!(files(), [5]);
        journal.begin_after(Revision(9)).expect("begun");
        assert_eq!(files(), [10]);
        let written = envelopes(12, 20);
        journal
            .append(Revision(10), &written[9..])
            .expect("appended");
        journal.begin_after(Revision(20)).expect("begun");
        assert_eq!(files(), [10, 21]);
        drop(journal);

        let journal = open(dir.path());
        assert_eq!(journal.last(), Revision(20));
        journal.fill(1, &written[..9]).expect("filled");
        let found = journal.read(Revision(1), 100).expect("readable");
        assert!(found.iter().map(|(_, bytes)| bytes).eq(&written));
        assert_eq!(
            journal.gaps().borrow().first(),
            Some(Gap {
                first: 13,
                last: 20
            })
        );
    }

    #[test]
    fn a_broken_byte_is_found_and_a_gap_is_refused() {
        let dir = tempdir().expect("a directory");
        let journal = open(dir.path());
        journal
            .append(Revision(1), &envelopes(3, 20))
            .expect("appended");
        journal.write().expect("written");
        assert!(journal.append(Revision(5), &envelopes(1, 20)).is_err());

        let path = path_of(dir.path(), 1);
        let mut bytes = fs::read(&path).expect("readable");
        bytes[HEAD_BYTES + 3] ^= 1;
        fs::write(&path, bytes).expect("written");
        assert!(journal.read(Revision(1), 3).is_err());
    }
}
