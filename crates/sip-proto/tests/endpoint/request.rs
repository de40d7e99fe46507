//! Requests as a caller writes them, made from text alone so that nothing here shares code with what is tested.

use std::fmt::Write as _;

use bytes::Bytes;

/// A request whose parts can be changed before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) via: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) call_id: String,
    pub(crate) sequence: u32,
    pub(crate) hops: u8,
    pub(crate) extra: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str) -> Self {
        Self {
            method: method.to_owned(),
            uri: "sip:+4930111@192.0.2.10".to_owned(),
            via: format!("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-{method}-1"),
            from: "<sip:alice@192.0.2.1>;tag=a1".to_owned(),
            to: "<sip:+4930111@192.0.2.10>".to_owned(),
            call_id: "call-1@192.0.2.1".to_owned(),
            sequence: 1,
            hops: 70,
            extra: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn invite() -> Self {
        Self::new("INVITE").line("Contact: <sip:alice@192.0.2.1:5060>")
    }

    /// The ACK of this INVITE for the response with this To: of a refusal under the INVITE's branch, of a 2xx under
    /// its own.
    pub(crate) fn ack(&self, to: &str, is_of_success: bool) -> Self {
        let mut ack = self.clone();
        "ACK".clone_into(&mut ack.method);
        to.clone_into(&mut ack.to);
        ack.extra.clear();
        ack.body.clear();
        if is_of_success {
            ack.via.push_str("-ack");
        }
        ack
    }

    /// The CANCEL of this INVITE.
    pub(crate) fn cancel(&self) -> Self {
        let mut cancel = self.clone();
        "CANCEL".clone_into(&mut cancel.method);
        cancel.extra.clear();
        cancel.body.clear();
        cancel
    }

    /// The next request of the dialog that this INVITE made.
    pub(crate) fn within(&self, method: &str, to: &str) -> Self {
        let mut next = self.clone();
        method.clone_into(&mut next.method);
        to.clone_into(&mut next.to);
        next.extra.clear();
        next.body.clear();
        next.sequence += 1;
        let _ = write!(next.via, "-{method}");
        next
    }

    pub(crate) fn line(mut self, line: &str) -> Self {
        self.extra.push(line.to_owned());
        self
    }

    pub(crate) fn via(mut self, via: &str) -> Self {
        via.clone_into(&mut self.via);
        self
    }

    pub(crate) fn uri(mut self, uri: &str) -> Self {
        uri.clone_into(&mut self.uri);
        self
    }

    pub(crate) fn body(mut self, content_type: &str, body: &str) -> Self {
        self.extra.push(format!("Content-Type: {content_type}"));
        self.body = body.as_bytes().to_vec();
        self
    }

    pub(crate) fn bytes(&self) -> Bytes {
        let Self {
            method, uri, via, ..
        } = self;
        let mut text = format!("{method} {uri} SIP/2.0\r\nVia: {via}\r\n");
        let _ = write!(
            text,
            "From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} {method}\r\nMax-Forwards: {}\r\n",
            self.from, self.to, self.call_id, self.sequence, self.hops
        );
        for line in &self.extra {
            text.push_str(line);
            text.push_str("\r\n");
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n", self.body.len());
        let mut octets = text.into_bytes();
        octets.extend_from_slice(&self.body);
        octets.into()
    }
}
