//! The snapshot: the catalog at one log id, in one file with a checksum.
//!
//! ```text
//! "TNDMSNP1"  record(SnapshotHead)  record(Event)…  0xFFFFFFFF  SHA-256 of all bytes before it
//! record = length (u32, little-endian), bytes
//! ```

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use prost::Message;
use sha2::{Digest, Sha256};
use tandem_model::{EventId, Revision};
use tandem_provisioning::{Catalog, Event};

use crate::codec;
use crate::generated::raft as wire;
use crate::store::{entry, sync_dir};
use crate::types::{SnapshotMeta, StoredMembership};

const MAGIC: &[u8; 8] = b"TNDMSNP1";

/// Stands in place of a record's length behind the last one.
const END: u32 = u32::MAX;

/// The longest record that is read: far above what an object can hold.
const MAX_RECORD_BYTES: u32 = 64 << 20;

const BUFFER_BYTES: usize = 1 << 20;

/// A snapshot file. Cloning it does not copy the file.
#[derive(Clone, Debug)]
pub(crate) struct SnapshotFile {
    path: Arc<Path>,
}

/// The place of this node's own snapshot.
#[derive(Clone)]
pub(crate) struct SnapshotDir {
    dir: Arc<Path>,
    /// Snapshots of other nodes that have come in since the start.
    incoming: Arc<AtomicU64>,
}

impl SnapshotDir {
    /// Opens the directory and clears away what a crash left half written.
    pub(crate) fn open(dir: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&dir)?;
        let opened = Self {
            dir: dir.into(),
            incoming: Arc::default(),
        };
        for entry in fs::read_dir(&opened.dir)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "new") {
                fs::remove_file(path)?;
            }
        }
        sync_dir(&opened.dir)?;
        opened.dir.parent().map_or(Ok(()), sync_dir)?;
        Ok(opened)
    }

    /// The last complete snapshot, if there is one, with what its head says.
    pub(crate) fn current(&self) -> io::Result<Option<(SnapshotMeta, SnapshotFile)>> {
        let file = self.file();
        let mut reader = match Reader::open(&file.path) {
            Ok(reader) => reader,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let meta = meta_from_wire(&reader.head()?)?;
        Ok(Some((meta, file)))
    }

    /// Writes the catalog as the current snapshot; durable when this returns.
    pub(crate) fn write(
        &self,
        meta: &SnapshotMeta,
        catalog: &Catalog,
        event_ids: Vec<String>,
    ) -> io::Result<SnapshotFile> {
        let next = self.next_path();
        let mut writer = Writer::create(&next)?;
        writer.record(&head_to_wire(meta, catalog, event_ids).encode_to_vec())?;
        let mut buffer = Vec::new();
        for object in objects(catalog) {
            codec::encode_object(&object, &mut buffer);
            writer.record(&buffer)?;
        }
        writer.finish()?;
        self.adopt(&next)
    }

    /// Makes another node's snapshot, a synced file, the current one; durable when this returns. A file of this
    /// directory is moved.
    pub(crate) fn install(&self, file: &SnapshotFile) -> io::Result<SnapshotFile> {
        if self.is_current(file) {
            return Ok(file.clone());
        }
        if file.path.parent() == Some(&*self.dir) {
            return self.adopt(&file.path);
        }
        let next = self.next_path();
        fs::copy(&file.path, &next)?;
        File::open(&next)?.sync_all()?;
        self.adopt(&next)
    }

    /// Whether it is this node's own snapshot.
    pub(crate) fn is_current(&self, file: &SnapshotFile) -> bool {
        *file.path == *self.file().path
    }

    /// A name for a snapshot that comes from another node.
    pub(crate) fn incoming(&self) -> PathBuf {
        let number = self.incoming.fetch_add(1, Ordering::Relaxed);
        self.dir.join(format!("incoming-{number}.new"))
    }

    fn adopt(&self, next: &Path) -> io::Result<SnapshotFile> {
        let file = self.file();
        fs::rename(next, &file.path)?;
        sync_dir(&self.dir)?;
        Ok(file)
    }

    fn file(&self) -> SnapshotFile {
        SnapshotFile {
            path: self.dir.join("catalog").into(),
        }
    }

    fn next_path(&self) -> PathBuf {
        self.dir.join("catalog.new")
    }
}

/// What a snapshot holds.
pub(crate) struct Content {
    pub(crate) meta: SnapshotMeta,
    pub(crate) catalog: Catalog,
    /// The ids of the newest envelopes, oldest first.
    pub(crate) event_ids: Vec<EventId>,
}

impl SnapshotFile {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path: path.into() }
    }

    pub(crate) fn open(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// What its head says.
    pub(crate) fn meta(&self) -> io::Result<SnapshotMeta> {
        meta_from_wire(&Reader::open(&self.path)?.head()?)
    }

    /// Proves the checksum of the whole file.
    pub(crate) fn prove(&self) -> io::Result<()> {
        let mut reader = Reader::open(&self.path)?;
        while reader.next_record()? {}
        reader.prove_checksum()
    }

    /// Reads the whole file and proves its checksum.
    pub(crate) fn read(&self) -> io::Result<Content> {
        let mut reader = Reader::open(&self.path)?;
        let head = reader.head()?;
        let mut failure = None;
        let objects = std::iter::from_fn(|| {
            reader.object().unwrap_or_else(|error| {
                failure = Some(error);
                None
            })
        });
        let catalog = Catalog::restored(Revision(head.revision), objects);
        if let Some(error) = failure {
            return Err(error);
        }
        reader.prove_checksum()?;
        let event_ids = head.event_ids.iter().map(EventId::try_new);
        let event_ids = event_ids.collect::<Result<_, _>>();
        Ok(Content {
            meta: meta_from_wire(&head)?,
            catalog,
            event_ids: event_ids.map_err(|_| corrupt("an event id of the snapshot is broken"))?,
        })
    }
}

/// The events that create every object of the catalog.
fn objects(catalog: &Catalog) -> impl Iterator<Item = Event> {
    let inbound = catalog.inbound_trunks().cloned();
    let outbound = catalog.outbound_trunks().cloned();
    let rules = catalog.dispatch_rules().cloned();
    let routes = catalog.country_routes().cloned();
    let key = catalog.webhook_key().cloned().into_iter();
    let webhooks = catalog.webhooks().cloned();
    inbound
        .map(Event::InboundTrunkCreated)
        .chain(outbound.map(Event::OutboundTrunkCreated))
        .chain(rules.map(Event::DispatchRuleCreated))
        .chain(routes.map(Event::CountryRouteSet))
        .chain(key.map(Event::WebhookKeySet))
        .chain(webhooks.map(Event::WebhookCreated))
}

fn head_to_wire(
    meta: &SnapshotMeta,
    catalog: &Catalog,
    event_ids: Vec<String>,
) -> wire::SnapshotHead {
    let membership = &meta.last_membership;
    wire::SnapshotHead {
        last_log_id: meta.last_log_id.as_ref().map(entry::log_id_to_wire),
        membership_log_id: membership.log_id().as_ref().map(entry::log_id_to_wire),
        membership: Some(entry::membership_to_wire(membership.membership())),
        revision: catalog.revision().0,
        event_ids,
    }
}

fn meta_from_wire(head: &wire::SnapshotHead) -> io::Result<SnapshotMeta> {
    let membership = head.membership.clone().unwrap_or_default();
    let membership_log_id = head.membership_log_id.map(entry::log_id_from_wire);
    Ok(SnapshotMeta {
        last_log_id: head.last_log_id.map(entry::log_id_from_wire),
        last_membership: StoredMembership::new(
            membership_log_id,
            entry::membership_from_wire(membership)?,
        ),
    })
}

struct Writer {
    file: BufWriter<File>,
    hash: Sha256,
}

impl Writer {
    fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER_BYTES, File::create(path)?);
        let mut writer = Self {
            file,
            hash: Sha256::new(),
        };
        writer.write(MAGIC)?;
        Ok(writer)
    }

    fn record(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).ok();
        let length = length.filter(|length| *length <= MAX_RECORD_BYTES);
        let length = length.ok_or_else(|| corrupt("an object is too large for a snapshot"))?;
        self.write(&length.to_le_bytes())?;
        self.write(bytes)
    }

    fn finish(mut self) -> io::Result<()> {
        self.write(&END.to_le_bytes())?;
        let checksum = self.hash.finalize();
        self.file.write_all(&checksum)?;
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.file.write_all(bytes)
    }
}

struct Reader {
    file: BufReader<File>,
    hash: Sha256,
    record: Vec<u8>,
}

impl Reader {
    fn open(path: &Path) -> io::Result<Self> {
        let mut reader = Self {
            file: BufReader::with_capacity(BUFFER_BYTES, File::open(path)?),
            hash: Sha256::new(),
            record: Vec::new(),
        };
        let mut magic = [0; MAGIC.len()];
        reader.read(&mut magic)?;
        if magic != *MAGIC {
            return Err(corrupt("the file is no snapshot of this release"));
        }
        Ok(reader)
    }

    fn head(&mut self) -> io::Result<wire::SnapshotHead> {
        if !self.next_record()? {
            return Err(corrupt("the snapshot has no head"));
        }
        let head = wire::SnapshotHead::decode(&*self.record);
        head.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn object(&mut self) -> io::Result<Option<Event>> {
        if !self.next_record()? {
            return Ok(None);
        }
        let object = codec::decode_object(&self.record);
        let object = object.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(Some(object))
    }

    fn next_record(&mut self) -> io::Result<bool> {
        let mut length = [0; 4];
        self.read(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length == END {
            return Ok(false);
        }
        if length > MAX_RECORD_BYTES {
            return Err(corrupt("a record of the snapshot is too long"));
        }
        let mut record = std::mem::take(&mut self.record);
        record.resize(length as usize, 0);
        self.read(&mut record)?;
        self.record = record;
        Ok(true)
    }

    fn prove_checksum(mut self) -> io::Result<()> {
        let mut stored = [0; 32];
        self.file.read_exact(&mut stored)?;
        let counted: [u8; 32] = self.hash.finalize().into();
        if stored != counted || self.file.read(&mut [0])? != 0 {
            return Err(corrupt(
                "the snapshot's checksum does not match its content",
            ));
        }
        Ok(())
    }

    fn read(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let filled = self.file.read_exact(bytes);
        filled.map_err(|error| {
            let early = error.kind() == io::ErrorKind::UnexpectedEof;
            if early {
                corrupt("the snapshot ends too early")
            } else {
                error
            }
        })?;
        self.hash.update(&*bytes);
        Ok(())
    }
}

fn corrupt(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
