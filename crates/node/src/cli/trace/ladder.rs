use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::SystemTime;

use bytes::Bytes;
use serde_json::Value;
use tandem_sip_proto::{HeaderName, Limits, Message, Method};

use super::said::{Said, Trace, text};

/// Columns between two lifelines.
const SPAN: usize = 40;
/// The longest text on an arrow.
const MOST_LABEL: usize = SPAN - 6;
/// Columns in front of the first lifeline: the time.
const MARGIN: usize = 11;
/// The longest note.
const MOST_NOTE: usize = 160;

/// The ladder: Tandem on the left, a lifeline for each peer, the oldest message first.
pub(super) fn draw(trace: &Trace) -> String {
    let mut peers: Vec<SocketAddr> = Vec::new();
    for said in &trace.said {
        if !peers.contains(&said.peer) {
            peers.push(said.peer);
        }
    }
    let mut ladder = Ladder {
        began: trace.began(),
        lifelines: peers.len(),
        out: head(trace),
    };
    ladder.titles(trace, &peers);
    let mut facts = trace.facts.iter().peekable();
    for (number, said) in trace.said.iter().enumerate() {
        while let Some((_, at, fact)) = facts.next_if(|(behind, ..)| *behind <= number) {
            ladder.note(Some(*at), &media(fact));
        }
        ladder.arrow(said, &peers);
        for note in notes(said) {
            ladder.note(None, &note);
        }
    }
    for (_, at, fact) in facts {
        ladder.note(Some(*at), &media(fact));
    }
    ladder.out.push_str(&tail(trace));
    ladder.out
}

/// Every message as it was, with what is known of the media in between.
pub(super) fn whole(trace: &Trace) -> String {
    let mut out = head(trace);
    let began = trace.began();
    let mut facts = trace.facts.iter().peekable();
    let fact_line = |out: &mut String, at: SystemTime, fact: &Value| {
        line(
            out,
            format_args!("── {} {}\n", offset(began, at), media(fact)),
        );
    };
    for (number, said) in trace.said.iter().enumerate() {
        while let Some((_, at, fact)) = facts.next_if(|(behind, ..)| *behind <= number) {
            fact_line(&mut out, *at, fact);
        }
        let (source, destination) = said.ends();
        let again = if said.is_retransmission {
            ", again"
        } else {
            ""
        };
        let (at, transport) = (offset(began, said.at), said.transport.as_str());
        line(
            &mut out,
            format_args!("── {at} {transport} {source} → {destination}{again}\n"),
        );
        let text = String::from_utf8_lossy(&said.octets).replace("\r\n", "\n");
        let is_drawn = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
        out.push_str(&text.replace(is_drawn, "·"));
        out.push('\n');
    }
    for (_, at, fact) in facts {
        fact_line(&mut out, *at, fact);
    }
    out.push_str(&tail(trace));
    out
}

struct Ladder {
    began: SystemTime,
    lifelines: usize,
    out: String,
}

impl Ladder {
    fn titles(&mut self, trace: &Trace, peers: &[SocketAddr]) {
        let mut titles = format!("{:MARGIN$}{:<width$}", "", "Tandem", width = SPAN + 1);
        for peer in peers {
            let transport = trace.said.iter().find(|said| said.peer == *peer);
            let transport = transport.map_or("", |said| said.transport.as_str());
            let title = format!("{peer} {transport}");
            line(
                &mut titles,
                format_args!("{title:<width$}", width = SPAN + 1),
            );
        }
        self.out.push_str(titles.trim_end());
        self.out.push('\n');
    }

    fn arrow(&mut self, said: &Said, peers: &[SocketAddr]) {
        let column = peers.iter().position(|peer| *peer == said.peer);
        let column = column.unwrap_or_default();
        let label = cut(&label(said), MOST_LABEL);
        let width = SPAN * (column + 1) + column;
        let left = (width - 1 - label.chars().count() - 2) / 2;
        let right = width - 1 - label.chars().count() - 2 - left;
        let (left, right) = ("─".repeat(left), "─".repeat(right));
        let drawn = match said.is_sent {
            true => format!("{left} {label} {right}►"),
            false => format!("◄{left} {label} {right}"),
        };
        let behind = format!("{:SPAN$}│", "").repeat(self.lifelines - column - 1);
        let at = offset(self.began, said.at);
        line(&mut self.out, format_args!("{at:>10} │{drawn}│{behind}\n"));
    }

    fn note(&mut self, at: Option<SystemTime>, note: &str) {
        let at = at.map(|at| offset(self.began, at)).unwrap_or_default();
        let note = cut(note, MOST_NOTE);
        line(&mut self.out, format_args!("{at:>10} │ · {note}\n"));
    }
}

/// Who called whom, where, and what was decided.
fn head(trace: &Trace) -> String {
    let call = &trace.call;
    let mut out = String::new();
    if call.is_object() {
        let line_of = [
            text(call, "call_id"),
            text(call, "direction"),
            text(call, "from"),
            "→",
            text(call, "to"),
        ];
        line(&mut out, format_args!("{}\n", line_of.join(" ")));
        let found = [
            ("verdict", "verdict"),
            ("trunk", "trunk_id"),
            ("rule", "rule_id"),
            ("room", "room_name"),
            ("as", "participant_identity"),
        ];
        let found = found.map(|(word, key)| (word, text(call, key)));
        let found = found.iter().filter(|(_, value)| !value.is_empty());
        let found: Vec<_> = found
            .map(|(word, value)| format!("{word} {value}"))
            .collect();
        line(&mut out, format_args!("{}\n", plain(&found.join(", "))));
    }
    let (id, node) = (plain(&trace.sip_call_id), &trace.node);
    line(&mut out, format_args!("Call-ID {id}, at node {node}\n"));
    if call.is_object() {
        line(
            &mut out,
            format_args!("began {}\n", text(call, "started_at")),
        );
    }
    out.push('\n');
    out
}

/// How it ended, and what was not kept.
fn tail(trace: &Trace) -> String {
    let mut out = String::new();
    if trace.left_out > 0 {
        let text = "entries behind the first ones were not kept: capture.call_messages and capture.call_bytes bound them";
        line(&mut out, format_args!("\n{} {text}\n", trace.left_out));
    }
    let reason = text(&trace.call, "reason");
    if !reason.is_empty() {
        let status = trace.call.get("final_status").and_then(Value::as_u64);
        let status = status.filter(|status| *status > 0);
        let status = status.map_or_else(String::new, |status| format!(" ({status})"));
        let (cause, remedy) = (text(&trace.call, "cause"), text(&trace.call, "remedy"));
        line(
            &mut out,
            format_args!("\nended: {reason}{status}: {cause}\n"),
        );
        if !remedy.is_empty() {
            line(&mut out, format_args!("       {remedy}\n"));
        }
    }
    out
}

fn parsed(said: &Said) -> Option<Message> {
    let limits = Limits {
        header_octets: said.octets.len().max(1),
        body_octets: said.octets.len().max(1),
        ..Limits::default()
    };
    match Message::parse(Bytes::copy_from_slice(&said.octets), &limits) {
        Ok(message) => Some(message),
        Err(malformed) => malformed.message.map(|message| *message),
    }
}

/// What stands on an arrow.
fn label(said: &Said) -> String {
    let Some(message) = parsed(said) else {
        return "no SIP".to_owned();
    };
    let method = String::from_utf8_lossy(message.method().as_bytes()).into_owned();
    let mut label = match message.is_request() {
        true => method,
        false => {
            let reason = String::from_utf8_lossy(message.reason());
            format!("{} {reason} ({method})", message.status())
        }
    };
    let kind = message.header(HeaderName::ContentType).unwrap_or_default();
    if !message.body().is_empty() && kind.eq_ignore_ascii_case(b"application/sdp") {
        label.push_str(" +SDP");
    }
    if said.is_retransmission {
        label.push_str(", again");
    }
    plain(&label)
}

/// What a message says of its cause, and of where a peer is sent.
fn notes(said: &Said) -> Vec<String> {
    let Some(message) = parsed(said).filter(|_| !said.is_retransmission) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    for name in ["Reason", "Warning", "Refer-To", "Retry-After"] {
        if let Some(value) = message.header_by_text(name.as_bytes()) {
            notes.push(format!("{name}: {}", String::from_utf8_lossy(value)));
        }
    }
    if message.is_request() && message.method() == Method::Notify {
        let told = message.body().split(|octet| *octet == b'\n').next();
        let told = String::from_utf8_lossy(told.unwrap_or_default());
        notes.push(told.trim().to_owned());
    }
    notes.into_iter().map(|note| plain(&note)).collect()
}

/// What is known of the media.
fn media(fact: &Value) -> String {
    let word = |key| text(fact, key);
    match word("kind") {
        "agreed" => {
            let srtp = fact.get("is_encrypted").and_then(Value::as_bool);
            let kind = if srtp == Some(true) { "SRTP" } else { "RTP" };
            let (codec, local, remote) = (word("codec"), word("local"), word("remote"));
            format!("{kind} {codec} {local} ↔ {remote}, {}", word("direction"))
        }
        "latched" => format!("RTP comes from {}", word("remote")),
        "withheld" => format!("RTP does not go to {}: {}", word("remote"), word("reason")),
        "foreign" => format!(
            "RTP from {} is not the peer's: {}",
            word("remote"),
            word("reason")
        ),
        "key" => "a key was pressed".to_owned(),
        "closed" => closed(fact.get("numbers").unwrap_or(&Value::Null)),
        "after-end" => {
            let numbers = fact.get("numbers").unwrap_or(&Value::Null);
            let packets = text(numbers, "packets_after_end");
            let (source, reason) = (word("remote"), word("reason"));
            format!("{packets} RTP packets came after the end from {source}: {reason}")
        }
        other => other.to_owned(),
    }
}

fn closed(numbers: &Value) -> String {
    let number = |key: &str| {
        let number = text(numbers, key);
        if number.is_empty() { "0" } else { number }.to_owned()
    };
    let float = |key: &str| numbers.get(key).and_then(Value::as_f64).unwrap_or_default();
    let (received, sent) = (number("packets_received"), number("packets_sent"));
    let lost = number("packets_lost");
    let mut out = format!("RTP ended: {received} packets came, {lost} were lost, {sent} went");
    if float("mos") > 0.0 {
        let (jitter, mos) = (float("jitter_ms"), float("mos"));
        line(
            &mut out,
            format_args!("; jitter {jitter:.1} ms, MOS {mos:.1}"),
        );
    }
    out
}

fn offset(began: SystemTime, at: SystemTime) -> String {
    let since = at.duration_since(began).unwrap_or_default();
    format!("{:.3}", since.as_secs_f64())
}

/// A peer's text does not draw on the terminal.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most - 1).collect();
    format!("{start}…")
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes every text");
}
