//! Which revisions the journal does not have yet: a snapshot of another node covered them, and they are fetched.
//!
//! ```text
//! <journal>/missing = "tandem missing 1\n", then a line a gap: first and last revision
//! ```

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::sync_dir;

const HEADER: &str = "tandem missing 1";

/// Revisions that are missing; both ends are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Gap {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// All gaps, ascending.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Gaps(Vec<Gap>);

impl Gaps {
    pub(crate) fn read(dir: &Path) -> io::Result<Self> {
        let text = match fs::read_to_string(path(dir)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let lines = text.strip_prefix(HEADER).map(str::lines);
        let gaps = lines.and_then(|lines| lines.skip(1).map(parse).collect::<Option<_>>());
        gaps.map(Self).ok_or_else(|| broken("the list is broken"))
    }

    /// Replaces the list on disk; durable when this returns.
    pub(crate) fn write(&self, dir: &Path) -> io::Result<()> {
        let next = path(dir).with_extension("new");
        let mut file = File::create(&next)?;
        writeln!(file, "{HEADER}")?;
        for gap in &self.0 {
            writeln!(file, "{} {}", gap.first, gap.last)?;
        }
        file.sync_all()?;
        fs::rename(&next, path(dir))?;
        sync_dir(dir)
    }

    /// The gap that a revision lies in.
    pub(crate) fn at(&self, revision: u64) -> Option<Gap> {
        let mut gaps = self.0.iter();
        let found = gaps.find(|gap| (gap.first..=gap.last).contains(&revision));
        found.copied()
    }

    /// The first gap.
    pub(crate) fn first(&self) -> Option<Gap> {
        self.0.first().copied()
    }

    /// Adds a gap behind all others.
    pub(super) fn add(&mut self, gap: Gap) {
        match self.0.last_mut() {
            Some(last) if last.last + 1 == gap.first => last.last = gap.last,
            Some(_) | None => self.0.push(gap),
        }
    }

    /// Takes revisions out, which must be the first that are missing.
    pub(super) fn fill(&mut self, first: u64, count: u64) -> io::Result<()> {
        let gap = self.0.first_mut().filter(|gap| gap.first == first);
        let gap = gap.filter(|gap| first + count <= gap.last + 1);
        let gap = gap.ok_or_else(|| broken("other revisions are missing"))?;
        gap.first += count;
        if gap.first > gap.last {
            self.0.remove(0);
        }
        Ok(())
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join("missing")
}

fn parse(line: &str) -> Option<Gap> {
    let (first, last) = line.split_once(' ')?;
    Some(Gap {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
    })
}

fn broken(what: &str) -> io::Error {
    let text = format!("what the journal misses: {what}");
    io::Error::new(io::ErrorKind::InvalidData, text)
}
