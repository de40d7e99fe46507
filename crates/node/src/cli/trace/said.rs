use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tandem_sip_proto::Transport;

use crate::cli::Fault;

/// The node's answer.
pub(super) struct Trace {
    /// Facts of the call; null where the messages belong to none.
    pub(super) call: Value,
    pub(super) sip_call_id: String,
    pub(super) node: String,
    pub(super) left_out: u64,
    pub(super) said: Vec<Said>,
    /// Facts of the media, each behind so many messages.
    pub(super) facts: Vec<(usize, SystemTime, Value)>,
}

/// One message.
pub(super) struct Said {
    pub(super) at: SystemTime,
    pub(super) is_sent: bool,
    pub(super) transport: Transport,
    pub(super) local: SocketAddr,
    pub(super) peer: SocketAddr,
    pub(super) octets: Vec<u8>,
    pub(super) is_retransmission: bool,
}

impl Said {
    /// From whom to whom.
    pub(super) fn ends(&self) -> (SocketAddr, SocketAddr) {
        match self.is_sent {
            true => (self.local, self.peer),
            false => (self.peer, self.local),
        }
    }
}

impl Trace {
    pub(super) fn read(answer: &Value) -> Result<Self, Fault> {
        let mut trace = Self {
            call: answer.get("call").cloned().unwrap_or_default(),
            sip_call_id: text(answer, "sip_call_id").to_owned(),
            node: text(answer, "node_id").to_owned(),
            left_out: answer
                .get("left_out")
                .and_then(Value::as_u64)
                .unwrap_or_default(),
            said: Vec::new(),
            facts: Vec::new(),
        };
        let entries = answer.get("entries").and_then(Value::as_array);
        for entry in entries.into_iter().flatten() {
            let at = text(entry, "unix_nanos").parse().unwrap_or(0);
            let at = UNIX_EPOCH + Duration::from_nanos(at);
            if let Some(message) = entry.get("message").filter(|one| one.is_object()) {
                let said = said(message, at);
                let broken = || Fault::Input("the node's answer holds no SIP messages".to_owned());
                trace.said.push(said.ok_or_else(broken)?);
            } else if let Some(fact) = entry.get("media") {
                trace.facts.push((trace.said.len(), at, fact.clone()));
            }
        }
        Ok(trace)
    }

    /// When it began.
    pub(super) fn began(&self) -> SystemTime {
        let said = self.said.iter().map(|said| said.at);
        let facts = self.facts.iter().map(|(_, at, _)| *at);
        said.chain(facts).min().unwrap_or(UNIX_EPOCH)
    }
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn said(message: &Value, at: SystemTime) -> Option<Said> {
    let is = |key: &str| message.get(key).and_then(Value::as_bool).unwrap_or(false);
    Some(Said {
        at,
        is_sent: is("sent"),
        transport: Transport::of(text(message, "transport").as_bytes())?,
        local: text(message, "local").parse().ok()?,
        peer: text(message, "peer").parse().ok()?,
        octets: STANDARD.decode(text(message, "octets")).ok()?,
        is_retransmission: is("is_retransmission"),
    })
}
