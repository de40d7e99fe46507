use std::io::Write;

use serde_json::{Map, Value, json};

use super::args::ExplainArgs;
use super::table::{record, rows};
use super::{Client, Fault, show};

pub(super) fn run(args: &ExplainArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let headers = headers(&args.header)?;
    let client = Client::new(&args.common.connection)?;
    let mut request = json!({
        "from": args.from,
        "to": args.to,
        "source": args.source,
        "headers": headers,
        "authenticated": args.authenticated,
    });
    if let Some(pin) = &args.pin {
        request["pin"] = pin.as_str().into();
    }
    let answer = client.call("tandem.admin.v1.Admin/Explain", &request)?;
    show(&args.common.output, &answer, out, render)
}

fn headers(given: &[String]) -> Result<Map<String, Value>, Fault> {
    let mut headers = Map::new();
    for header in given {
        let Some((name, value)) = header.split_once(':') else {
            let text = format!("{header:?} is no header: write \"Name: value\"");
            return Err(Fault::Input(text));
        };
        headers.insert(name.trim().to_owned(), value.trim().into());
    }
    Ok(headers)
}

/// The verdict, then a table of what was considered.
pub(super) fn render(answer: &Value) -> String {
    let mut verdict = answer.clone();
    let considered = verdict
        .as_object_mut()
        .and_then(|verdict| verdict.remove("considered"));
    let mut text = record(&verdict);
    if let Some(Value::Array(considered)) = considered
        && !considered.is_empty()
    {
        text.push('\n');
        let columns = [("CONSIDERED", "kind"), ("ID", "id"), ("OUTCOME", "outcome")];
        text.push_str(&rows(&columns, &considered));
    }
    text
}
