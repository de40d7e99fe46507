use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistakes::Mistakes;
use super::words::parse_span;

/// A table of the file whose keys are taken one by one; what is left at the end is unknown.
pub(super) struct Section<'t> {
    /// Empty for the file itself.
    path: String,
    table: Option<&'t DeTable<'t>>,
    known: Vec<&'static str>,
    mistakes: &'t Mistakes<'t>,
}

impl<'t> Section<'t> {
    /// The whole file.
    pub(super) fn root(table: &'t DeTable<'t>, mistakes: &'t Mistakes<'t>) -> Self {
        Self {
            path: String::new(),
            table: Some(table),
            known: Vec::new(),
            mistakes,
        }
    }

    /// Overwrites a field if the file has its key; a value that cannot be read leaves the default and a mistake.
    pub(super) fn set<T>(
        &mut self,
        key: &'static str,
        field: &mut T,
        parse: impl FnOnce(&DeValue<'t>) -> Result<T, String>,
    ) {
        let Some(value) = self.take(key) else {
            return;
        };
        match parse(value.get_ref()) {
            Ok(parsed) => *field = parsed,
            Err(fault) => {
                let text = format!("{}: {fault}", self.path_of(key));
                self.mistakes.at(value.span(), text);
            }
        }
    }

    /// A table under a key; an absent one reads as an empty one.
    pub(super) fn section(&mut self, key: &'static str) -> Self {
        let path = self.path_of(key);
        let table = self.take(key).and_then(|value| self.as_table(&path, value));
        self.child(path, table)
    }

    /// A table under a key; `None` if the key is absent.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Self> {
        let section = self.section(key);
        section.table.is_some().then_some(section)
    }

    /// The tables of an array under a key; `None` if the key is absent or no such array.
    pub(super) fn sections(&mut self, key: &'static str) -> Option<Vec<Self>> {
        let path = self.path_of(key);
        let value = self.take(key)?;
        let Some(items) = value.get_ref().as_array() else {
            let text = format!("{path}: write an array of tables, [[{path}]]");
            self.mistakes.at(value.span(), text);
            return None;
        };
        let tables = items.iter().enumerate().filter_map(|(number, item)| {
            let path = format!("{path}[{number}]");
            let table = self.as_table(&path, item)?;
            Some(self.child(path, Some(table)))
        });
        Some(tables.collect())
    }

    /// The pairs of a table whose keys are the operator's.
    pub(super) fn pairs<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&DeValue<'t>) -> Result<T, String>,
    ) -> Vec<(String, T)> {
        let path = self.path_of(key);
        let table = self.take(key).and_then(|value| self.as_table(&path, value));
        let pairs = table.into_iter().flat_map(|table| table.iter());
        let parsed = pairs.filter_map(|(name, value)| match parse(value.get_ref()) {
            Ok(parsed) => Some((name.get_ref().to_string(), parsed)),
            Err(fault) => {
                let text = format!("{path}.{}: {fault}", name.get_ref());
                self.mistakes.at(value.span(), text);
                None
            }
        });
        parsed.collect()
    }

    /// Requires a key.
    pub(super) fn requires(&self, key: &str) {
        if self.table.is_some_and(|table| !table.contains_key(key)) {
            let text = format!("{}: {key} is missing", self.path);
            self.mistakes.of_key(&self.path, text);
        }
    }

    /// Blames the keys that nobody took.
    pub(super) fn finish(self) {
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name = key.get_ref().as_ref();
            if !self.known.contains(&name) {
                self.mistakes.at(key.span(), self.unknown(name));
            }
        }
    }

    fn unknown(&self, name: &str) -> String {
        let place = match self.path.as_str() {
            "" => "the file".to_owned(),
            path => format!("[{path}]"),
        };
        let distance = |known: &&&str| strsim::damerau_levenshtein(known, name);
        let nearest = self.known.iter().min_by_key(distance);
        let nearest = nearest.expect("every section takes at least one key");
        format!("unknown key {name:?} in {place}: the nearest known one is {nearest:?}")
    }

    fn take(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.push(key);
        let value = self.table?.get(key)?;
        let path = self.path_of(key);
        self.mistakes.key_stands_at(path, value.span());
        Some(value)
    }

    fn as_table(&self, path: &str, value: &'t Spanned<DeValue<'t>>) -> Option<&'t DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            let found = value.get_ref().type_str();
            let text = format!("{path}: write a table, not a value of type {found}");
            self.mistakes.at(value.span(), text);
        }
        table
    }

    fn child(&self, path: String, table: Option<&'t DeTable<'t>>) -> Self {
        Self {
            path,
            table,
            known: Vec::new(),
            mistakes: self.mistakes,
        }
    }

    fn path_of(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }
}

/// Any text.
pub(super) fn text(value: &DeValue<'_>) -> Result<String, String> {
    let text = value.as_str();
    text.map(str::to_owned)
        .ok_or_else(|| wrong_type("a text in quotes", value))
}

/// A text that is not empty.
pub(super) fn some_text(value: &DeValue<'_>) -> Result<String, String> {
    let text = text(value)?;
    if text.is_empty() {
        return Err("the text must not be empty".to_owned());
    }
    Ok(text)
}

/// A text that a word is made of.
pub(super) fn word<T: FromStr<Err = String>>(value: &DeValue<'_>) -> Result<T, String> {
    text(value)?.parse()
}

/// A list of words, none of them twice.
pub(super) fn words<T: FromStr<Err = String> + PartialEq>(
    value: &DeValue<'_>,
) -> Result<Vec<T>, String> {
    let items = value.as_array();
    let items = items.ok_or_else(|| wrong_type("a list of texts", value))?;
    let mut words = Vec::with_capacity(items.len());
    for item in items {
        let parsed = word(item.get_ref())?;
        if words.contains(&parsed) {
            return Err(format!("{:?} is there twice", text(item.get_ref())?));
        }
        words.push(parsed);
    }
    Ok(words)
}

/// A text that an address is made of; `example` shows one.
pub(super) fn address<T: FromStr>(value: &DeValue<'_>, example: &str) -> Result<T, String> {
    let text = text(value)?;
    let parsed = text.parse();
    parsed.map_err(|_| format!("{text:?} is no address: write one such as {example:?}"))
}

/// `true` or `false`.
pub(super) fn switch(value: &DeValue<'_>) -> Result<bool, String> {
    let switch = value.as_bool();
    switch.ok_or_else(|| wrong_type("true or false", value))
}

/// A span of time within bounds.
pub(super) fn span(
    value: &DeValue<'_>,
    bounds: RangeInclusive<Duration>,
) -> Result<Duration, String> {
    let span = parse_span(&text(value)?)?;
    if bounds.contains(&span) {
        return Ok(span);
    }
    let [least, most, span] = [*bounds.start(), *bounds.end(), span].map(super::words::span_text);
    Err(format!("{span} is outside {least} to {most}"))
}

/// A whole number within bounds.
pub(super) fn number<T: TryFrom<u64>>(
    value: &DeValue<'_>,
    bounds: RangeInclusive<u64>,
) -> Result<T, String> {
    let integer = value.as_integer();
    let integer = integer.ok_or_else(|| wrong_type("a whole number", value))?;
    let outside = || {
        let (least, most) = (bounds.start(), bounds.end());
        format!("{} is outside {least} to {most}", integer.as_str())
    };
    let number = u64::from_str_radix(integer.as_str(), integer.radix());
    let number = number.ok().filter(|number| bounds.contains(number));
    let number = number.ok_or_else(outside)?;
    T::try_from(number).map_err(|_| outside())
}

/// A list of whole numbers within bounds.
pub(super) fn numbers<T: TryFrom<u64>>(
    value: &DeValue<'_>,
    bounds: RangeInclusive<u64>,
) -> Result<Vec<T>, String> {
    let items = value.as_array();
    let items = items.ok_or_else(|| wrong_type("a list of whole numbers", value))?;
    let items = items.iter();
    items
        .map(|item| number(item.get_ref(), bounds.clone()))
        .collect()
}

fn wrong_type(wanted: &str, value: &DeValue<'_>) -> String {
    format!("write {wanted}, not a value of type {}", value.type_str())
}
