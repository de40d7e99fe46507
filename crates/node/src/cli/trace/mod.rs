//! What was said in a call: drawn, printed whole, or written for Wireshark.

mod ladder;
mod said;

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use tandem_capture::pcap::{self, Packet};

use super::args::TraceArgs;
use super::{Client, Fault};
use said::{Said, Trace};

pub(super) fn run(args: &TraceArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let request = json!({ "call": args.call, "room_name": args.room });
    let mut answer = client.call("tandem.admin.v1.Admin/TraceCall", &request)?;
    let trace = Trace::read(&answer)?;
    if let Some(file) = &args.pcap {
        write_pcap(&trace, file)?;
    }
    if args.common.output.json {
        add_texts(&mut answer, &trace);
        writeln!(out, "{answer:#}")?;
    } else if args.messages {
        out.write_all(ladder::whole(&trace).as_bytes())?;
    } else {
        out.write_all(ladder::draw(&trace).as_bytes())?;
    }
    Ok(())
}

fn write_pcap(trace: &Trace, file: &Path) -> Result<(), Fault> {
    let packets = trace.said.iter().map(|said| {
        let (source, destination) = said.ends();
        Packet {
            at: said.at,
            transport: said.transport,
            source,
            destination,
            octets: &said.octets,
        }
    });
    std::fs::write(file, pcap::file(packets)).map_err(|error| {
        let text = format!("cannot write {}: {error}", file.display());
        Fault::Input(text)
    })
}

/// Programs read octets, people text.
fn add_texts(answer: &mut Value, trace: &Trace) {
    let entries = answer.get_mut("entries").and_then(Value::as_array_mut);
    let messages = entries.into_iter().flatten();
    let messages = messages.filter_map(|entry| entry.get_mut("message"));
    for (message, Said { octets, .. }) in messages.zip(&trace.said) {
        message["text"] = String::from_utf8_lossy(octets).into();
    }
}
