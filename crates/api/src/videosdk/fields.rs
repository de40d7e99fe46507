//! Reads the fields of a JSON object, or names the wrong one.

use serde_json::{Map, Value};
use tandem_model::Headers;

use crate::{ApiError, Code};

/// The most values of one list or map.
const MOST_VALUES: usize = 10_000;

/// An object of a request's body, and how the names of its fields begin in errors.
pub(crate) struct Fields<'a>(&'a Map<String, Value>, &'static str);

/// A field that is wrong: the text says what it must be.
pub(crate) fn wrong(field: &str, text: impl std::fmt::Display) -> ApiError {
    ApiError::invalid(format!("{field} {text}")).with("field", field.to_owned())
}

/// Reads a body, which must be a JSON object; an empty one is an empty object.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::invalid("the body must be a JSON object")),
        Err(error) => Err(ApiError::new(
            Code::Malformed,
            format!("the body is no JSON: {error}"),
        )),
    }
}

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Map<String, Value>) -> Self {
        Self(object, "")
    }

    /// An object that is a field: `path` is its name and a dot.
    pub(crate) fn of(object: &'a Map<String, Value>, path: &'static str) -> Self {
        Self(object, path)
    }

    fn wrong(&self, name: &str, text: impl std::fmt::Display) -> ApiError {
        wrong(&[self.1, name].concat(), text)
    }

    /// Whether the object has one of these fields.
    pub(crate) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.contains_key(*name))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// A text; `null` is none.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "must be a string")),
        }
    }

    /// A text that must be there and not empty.
    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, ApiError> {
        match self.text(name)? {
            Some("") | None => Err(self.wrong(name, "is required: a string that is not empty")),
            Some(text) => Ok(text),
        }
    }

    /// A text that may be cleared by `null`.
    pub(crate) fn nullable_text(&self, name: &str) -> Result<Option<Option<&'a str>>, ApiError> {
        match self.get(name) {
            Some(Value::Null) => Ok(Some(None)),
            _ => Ok(self.text(name)?.map(Some)),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.wrong(name, "must be true or false")),
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number(&self, name: &str, most: u64) -> Result<Option<u64>, ApiError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.as_u64().filter(|number| *number <= most);
        let number = number
            .ok_or_else(|| self.wrong(name, format!("must be a whole number from 0 to {most}")))?;
        Ok(Some(number))
    }

    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<&'a str>>, ApiError> {
        let fault = || {
            self.wrong(
                name,
                format!("must be an array of at most {MOST_VALUES} strings"),
            )
        };
        match self.get(name) {
            None => Ok(None),
            Some(Value::Array(values)) if values.len() <= MOST_VALUES => {
                let texts = values.iter().map(|value| value.as_str().ok_or_else(fault));
                texts.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(fault()),
        }
    }

    /// A map of texts.
    pub(crate) fn map(&self, name: &str) -> Result<Option<Headers>, ApiError> {
        let fault = || self.wrong(name, "must be an object whose values are strings");
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(values)) if values.len() <= MOST_VALUES => {
                let pairs = values.iter().map(|(key, value)| {
                    let value = value.as_str().ok_or_else(fault)?;
                    Ok((key.as_str().into(), value.into()))
                });
                pairs.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(fault()),
        }
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(self.wrong(name, "must be an object")),
        }
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, ApiError> {
        let all = || {
            words
                .iter()
                .map(|(word, _)| *word)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let fault = || self.wrong(name, format!("must be one of {}", all()));
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or_else(fault)?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, meaning)| Some(*meaning)).ok_or_else(fault)
    }
}

/// The words of a list, read by the model.
pub(crate) fn each<T, E: std::fmt::Display>(
    name: &str,
    texts: Option<Vec<&str>>,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<Vec<T>>, ApiError> {
    let Some(texts) = texts else {
        return Ok(None);
    };
    let all = texts
        .into_iter()
        .map(|text| read(text).map_err(|error| wrong(name, format!("has {text:?}: {error}"))));
    all.collect::<Result<_, _>>().map(Some)
}
