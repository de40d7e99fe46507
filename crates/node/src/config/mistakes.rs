use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// Everything that is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// At least one.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, mistake) in self.mistakes.iter().enumerate() {
            if number > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{}:{mistake}", self.file.display())?;
        }
        Ok(())
    }
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mistake {
    /// Where, if one place is to blame.
    pub position: Option<Position>,
    /// The key, the value and the remedy.
    pub text: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column }) = self.position {
            write!(formatter, "{line}:{column}:")?;
        }
        write!(formatter, " {}", self.text)
    }
}

/// A place in a file; both count from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Collects mistakes while a file is read, and remembers where each key stands.
pub(super) struct Mistakes<'t> {
    source: &'t str,
    found: RefCell<Vec<Mistake>>,
    positions: RefCell<BTreeMap<String, Position>>,
}

impl<'t> Mistakes<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Self {
            source,
            found: RefCell::default(),
            positions: RefCell::default(),
        }
    }

    /// Blames a place.
    pub(super) fn at(&self, span: Range<usize>, text: String) {
        let position = Some(self.position(span));
        self.found.borrow_mut().push(Mistake { position, text });
    }

    /// Blames a key, wherever it stands; a default has no place.
    pub(super) fn of_key(&self, key: &str, text: String) {
        let position = self.positions.borrow().get(key).copied();
        self.found.borrow_mut().push(Mistake { position, text });
    }

    /// Remembers where a key's value stands.
    pub(super) fn key_stands_at(&self, key: String, span: Range<usize>) {
        let position = self.position(span);
        self.positions.borrow_mut().insert(key, position);
    }

    /// All mistakes, in the order of the file.
    pub(super) fn into_sorted(self) -> Vec<Mistake> {
        let mut found = self.found.into_inner();
        found.sort();
        found
    }

    fn position(&self, span: Range<usize>) -> Position {
        let before = self.source.get(..span.start).unwrap_or(self.source);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}
