//! Tables for people: aligned columns, nothing but text.

use std::fmt::Write;

use serde_json::Value;

/// The widest cell, in characters; a longer text is cut and marked.
const MAX_CELL: usize = 48;
/// Between two columns.
const GAP: &str = "  ";

/// A column: its title and the path of its value, with dots.
pub(super) type Column = (&'static str, &'static str);

/// Rows under titles. Empty columns stay, so that a script sees the same columns every time.
pub(super) fn rows(columns: &[Column], items: &[Value]) -> String {
    let titles = columns.iter().map(|(title, _)| (*title).to_owned());
    let mut lines: Vec<Vec<String>> = vec![titles.collect()];
    for item in items {
        let cells = columns.iter().map(|(_, path)| cell(value_at(item, path)));
        lines.push(cells.collect());
    }
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| {
            lines
                .iter()
                .map(|line| line[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let mut padded = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            padded.push_str(cell);
            padded.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
            padded.push_str(GAP);
        }
        text.push_str(padded.trim_end());
        text.push('\n');
    }
    text
}

/// One object, a field a line; empty fields are left out, fields of fields have their path.
pub(super) fn record(value: &Value) -> String {
    let mut fields = Vec::new();
    flatten("", value, &mut fields);
    let width = fields
        .iter()
        .map(|(path, _)| path.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (path, value) in fields {
        writeln!(text, "{path:width$}{GAP}{value}").expect("a String takes every text");
    }
    text
}

fn flatten(path: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                flatten(&path, value, fields);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (number, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{number}]"), item, fields);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            let text = plain(value);
            if !text.is_empty() {
                fields.push((path.to_owned(), text));
            }
        }
    }
}

fn value_at<'a>(item: &'a Value, path: &str) -> &'a Value {
    path.split('.')
        .fold(item, |value, key| value.get(key).unwrap_or(&Value::Null))
}

fn cell(value: &Value) -> String {
    let text = plain(value);
    if text.chars().count() <= MAX_CELL {
        return text;
    }
    let start: String = text.chars().take(MAX_CELL - 1).collect();
    format!("{start}…")
}

/// A value without JSON's marks. Control characters would let a name draw on the terminal.
fn plain(value: &Value) -> String {
    let text = match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let pairs = object
                .iter()
                .map(|(key, value)| format!("{key}={}", plain(value)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    };
    text.replace(char::is_control, " ")
}
