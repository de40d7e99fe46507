//! JSON bodies, read as LiveKit's server reads them (reference §1.2), and a little more kindly.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Fields of a trunk; a request with one of them and no `trunk` has the trunk's fields in itself.
const TRUNK_FIELDS: [&str; 3] = ["name", "numbers", "address"];

/// Reads a body: `null` counts as not set. A comma behind the last element is overlooked, as published examples
/// have one.
pub(crate) fn read(body: &[u8]) -> Result<Value, serde_json::Error> {
    let mut value =
        serde_json::from_slice(body).or_else(|error| match without_last_commas(body) {
            Cow::Borrowed(_) => Err(error),
            Cow::Owned(body) => serde_json::from_slice(&body).map_err(|_| error),
        })?;
    remove_nulls(&mut value);
    Ok(value)
}

/// Puts the fields of a trunk where they belong: LiveKit's own curl example has them in the request itself.
pub(crate) fn wrap_trunk(value: Value) -> Value {
    let is_flat = value.as_object().is_some_and(|fields| {
        !fields.contains_key("trunk") && TRUNK_FIELDS.iter().any(|name| fields.contains_key(*name))
    });
    if is_flat {
        Value::Object(Map::from_iter([("trunk".to_owned(), value)]))
    } else {
        value
    }
}

fn remove_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(remove_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn without_last_commas(body: &[u8]) -> Cow<'_, [u8]> {
    let mut kept = Vec::with_capacity(body.len());
    // Where the last comma stands, while only white space has followed it.
    let mut comma = None;
    let (mut in_string, mut is_escaped) = (false, false);
    for &byte in body {
        if in_string {
            in_string = is_escaped || byte != b'"';
            is_escaped = byte == b'\\' && !is_escaped;
        } else {
            match byte {
                b'}' | b']' => {
                    if let Some(at) = comma.take() {
                        kept.remove(at);
                    }
                }
                b',' => comma = Some(kept.len()),
                b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => {
                    comma = None;
                    in_string = byte == b'"';
                }
            }
        }
        kept.push(byte);
    }
    if kept.len() == body.len() {
        Cow::Borrowed(body)
    } else {
        Cow::Owned(kept)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nulls_count_as_unset_and_last_commas_are_overlooked() {
        let cases = [
            (
                r#"{"a": null, "b": {"c": null, "d": 1}}"#,
                json!({"b": {"d": 1}}),
            ),
            (
                r#"{"a": [1, 2 , ], "b": {"c": ",]}\"",},}"#,
                json!({"a": [1, 2], "b": {"c": ",]}\""}}),
            ),
            (r#"{"a": "\\",}"#, json!({"a": "\\"})),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body.as_bytes()).expect(body), expected, "{body}");
        }
    }

    #[test]
    fn broken_json_stays_broken() {
        for body in [
            "",
            "{",
            "[1,,]",
            r#"{"a" 1,}"#,
            r#"{"a": 1} x"#,
            "{,}x",
            r#"{"a": ",}"#,
        ] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn a_flat_trunk_is_wrapped_and_nothing_else() {
        let flat = json!({"name": "n", "numbers": ["+1"]});
        assert_eq!(wrap_trunk(flat.clone()), json!({ "trunk": flat }));
        for whole in [
            json!({}),
            json!({"trunk": {}, "name": "n"}),
            json!({"other": 1}),
            json!([]),
        ] {
            assert_eq!(wrap_trunk(whole.clone()), whole);
        }
    }
}
