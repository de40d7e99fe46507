//! Reads the JSON files that `lk` takes, in each of their forms.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Fault;
use super::args::ChangeArgs;

/// What the files of one kind of object look like; every key in snake case.
pub(super) struct Form {
    /// What an object is called in texts.
    pub(super) noun: &'static str,
    /// The key that a create request has its object under.
    pub(super) wrapper: &'static str,
    /// What the ids of Tandem's own begin with.
    pub(super) prefix: &'static str,
    /// The key of the id.
    pub(super) id: &'static str,
    /// The fields that an update can change one by one, without lists.
    pub(super) fields: &'static [&'static str],
    /// The lists that an update can change.
    pub(super) lists: &'static [&'static str],
}

/// Reads a file, or standard input for `-`.
pub(super) fn read(file: &Path) -> Result<Value, Fault> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    let name = file.display();
    let text = text.map_err(|error| Fault::Input(format!("{name} cannot be read: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Fault::Input(format!("{name} is no JSON: {error}")))
}

impl Form {
    /// The create request of a file: `{"trunk": {...}}`, or the object alone.
    pub(super) fn create(&self, file: Value) -> Result<Value, Fault> {
        let object = self.unwrapped(self.object(file)?);
        Ok(json!({ self.wrapper: object }))
    }

    /// The id and the content of the file that a change names, in each order of its arguments.
    pub(super) fn target(
        &self,
        change: &ChangeArgs,
    ) -> Result<(Option<String>, Option<Value>), Fault> {
        let (id, file) = match change.target.as_slice() {
            [] => (None, None),
            [id, file] => (Some(id), Some(file)),
            [one] if change.id.is_none() && one.starts_with(self.prefix) => (Some(one), None),
            [file, ..] => (None, Some(file)),
        };
        if let (Some(one), Some(other)) = (id, &change.id) {
            let text = format!("two ids are named, {one} and {other}: keep one of them");
            return Err(Fault::Input(text));
        }
        let file = file.map(|file| read(Path::new(file))).transpose()?;
        if change.replace && file.is_none() {
            let text = format!("--replace needs a file with the whole {}", self.noun);
            return Err(Fault::Input(text));
        }
        Ok((id.or(change.id.as_ref()).cloned(), file))
    }

    /// The update request of a file: a whole request, the object alone, or the object under its key. `flags` are
    /// fields that the command line names; they win over the file.
    pub(super) fn update(
        &self,
        id: Option<String>,
        replaces: bool,
        file: Option<Value>,
        flags: Map<String, Value>,
    ) -> Result<Value, Fault> {
        let mut file = file.map_or_else(|| Ok(Map::new()), |file| self.object(file))?;
        let id_in_file = take(&mut file, self.id);
        let id = id.map(Value::from).or(id_in_file);
        let id = id.filter(|id| id.as_str().is_some_and(|id| !id.is_empty()));
        let id = id.ok_or_else(|| Fault::Input(format!("no {} is named: give --id", self.noun)))?;
        let (action, body) = if let Some(body) = take(&mut file, "replace") {
            ("replace", self.object(body)?)
        } else if let Some(body) = take(&mut file, "update") {
            ("update", self.object(body)?)
        } else if replaces {
            ("replace", self.unwrapped(file))
        } else {
            ("update", self.fields_of(self.unwrapped(file))?)
        };
        let body = self.with_flags(action, body, flags);
        if action == "update" && body.is_empty() {
            let text = format!(
                "nothing to change: give a file, or a field of the {}",
                self.noun
            );
            return Err(Fault::Input(text));
        }
        Ok(json!({ self.id: id, action: body }))
    }

    fn with_flags(
        &self,
        action: &str,
        mut body: Map<String, Value>,
        flags: Map<String, Value>,
    ) -> Map<String, Value> {
        for (key, value) in flags {
            take(&mut body, &key);
            let is_list = self.lists.contains(&key.as_str());
            let value = if is_list && action == "update" {
                list_change(value)
            } else {
                value
            };
            body.insert(key, value);
        }
        body
    }

    /// Fields of an object as fields of an update: a plain list becomes one that replaces the stored list.
    fn fields_of(&self, object: Map<String, Value>) -> Result<Map<String, Value>, Fault> {
        let mut fields = Map::new();
        for (key, value) in object {
            let name = snake(&key);
            if self.lists.contains(&name.as_str()) {
                fields.insert(name, list_change(value));
            } else if self.fields.contains(&name.as_str()) {
                fields.insert(name, value);
            } else {
                let text = format!(
                    "{key} of a {} cannot be changed by itself: give --replace with the whole {}",
                    self.noun, self.noun
                );
                return Err(Fault::Input(text));
            }
        }
        Ok(fields)
    }

    fn unwrapped(&self, mut file: Map<String, Value>) -> Map<String, Value> {
        match take(&mut file, self.wrapper) {
            Some(Value::Object(object)) => object,
            Some(other) => {
                file.insert(self.wrapper.to_owned(), other);
                file
            }
            None => file,
        }
    }

    fn object(&self, value: Value) -> Result<Map<String, Value>, Fault> {
        let Value::Object(object) = value else {
            let text = format!(
                "the file has no JSON object: write a {} in braces",
                self.noun
            );
            return Err(Fault::Input(text));
        };
        Ok(object)
    }
}

/// A list of the command line: values with commas between, or `[]`; JSON works as well.
pub(super) fn list_flag(text: &str) -> Value {
    if let Ok(Value::Array(values)) = serde_json::from_str(text) {
        return Value::Array(values);
    }
    let values = text
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty());
    values.collect()
}

/// A list in place of the stored one; an empty one clears it. A `ListUpdate` stays as it is.
fn list_change(value: Value) -> Value {
    let Some(values) = value.as_array() else {
        return value;
    };
    if values.is_empty() {
        json!({ "clear": true })
    } else {
        json!({ "set": values })
    }
}

/// Takes a field in either spelling of its key.
fn take(object: &mut Map<String, Value>, key: &str) -> Option<Value> {
    let spelled = object.keys().find(|spelled| snake(spelled) == key)?.clone();
    object.remove(&spelled)
}

/// `sipTrunkId` as `sip_trunk_id`.
fn snake(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 4);
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
