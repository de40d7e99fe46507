//! Requests of ours inside a dialog.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::digest::{DigestClient, add_proof};
use crate::{ClientTx, Dialog, Endpoint, Failure, Message, Method};

/// Our requests in one dialog, of a call that came in or went out: BYE, REFER, re-INVITE, UPDATE, INFO. Challenges are
/// met with the nonce that is known (RFC 3261 §22.3), a 2xx of a re-INVITE gets its ACK, and its Contact is the new target.
///
/// Give it the [`Event::Response`](crate::Event::Response)s and [`Event::ClientFailed`](crate::Event::ClientFailed)s of
/// its owner.
#[derive(Debug)]
pub struct Asking {
    owner: u64,
    digest: Option<DigestClient>,
    /// Random; makes cnonces.
    seed: u64,
    open: Vec<Open>,
}

/// What to ask.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// The method; not ACK or CANCEL.
    pub method: Method<'static>,
    /// Fields beside those of the dialog; Contact is among the latter.
    pub headers: Vec<(String, String)>,
    /// The body and its type.
    pub body: Option<(&'static str, Bytes)>,
}

#[derive(Debug)]
struct Open {
    tx: ClientTx,
    ask: Ask,
    sequence: u32,
}

/// What came of a request.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "consumed where it is made")]
pub enum Asked {
    /// The final response. 481 and 408 say that the dialog is gone (RFC 3261 §12.2.1.2); 491, that the peer asked at the
    /// same time: see [`glare_wait`].
    Answered {
        /// The method of the request.
        method: Method<'static>,
        /// The response.
        message: Message,
    },
    /// There was none.
    Failed {
        /// The method of the request.
        method: Method<'static>,
        /// Why.
        failure: Failure,
    },
}

/// Too many requests wait for their answers: ask again when one has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("too many requests of this dialog wait for their answers")]
pub struct TooManyOpen;

/// How long to wait before a re-INVITE or UPDATE that got 491 is sent again (RFC 3261 §14.1): 2.1 to 4 s for who made the
/// Call-ID, which is the caller, else 0 to 2 s, in steps of 10 ms.
#[must_use]
pub fn glare_wait(is_caller: bool, random: u64) -> Duration {
    let (from, steps) = if is_caller { (2100, 191) } else { (0, 201) };
    Duration::from_millis(from + random % steps * 10)
}

impl Asking {
    /// Requests that may wait for their answers.
    pub const MAX_OPEN: usize = 8;

    /// For the dialog of a call. `digest` is that of [`Answered`](crate::Answered); `seed` is random.
    #[must_use]
    pub fn new(owner: u64, digest: Option<DigestClient>, seed: u64) -> Self {
        Self {
            owner,
            digest,
            seed,
            open: Vec::new(),
        }
    }

    /// Whether an INVITE of ours waits for its answer: one of the peer's gets 491 meanwhile (RFC 3261 §14.2).
    #[must_use]
    pub fn is_inviting(&self) -> bool {
        self.open
            .iter()
            .any(|open| open.ask.method == Method::Invite)
    }

    /// Sends a request.
    ///
    /// # Errors
    /// [`TooManyOpen`].
    pub fn ask(
        &mut self,
        dialog: &mut Dialog,
        ask: Ask,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Result<(), TooManyOpen> {
        if self.open.len() >= Self::MAX_OPEN {
            return Err(TooManyOpen);
        }
        self.send(dialog, ask, endpoint, now);
        Ok(())
    }

    fn send(&mut self, dialog: &mut Dialog, ask: Ask, endpoint: &mut Endpoint, now: Instant) {
        let extra: Vec<(&str, &str)> = ask
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let (request, flow) = dialog.request(ask.method, &extra);
        let mut request = request.of(self.owner);
        // What may change the target (RFC 3261 §12.2, RFC 6665 §4.4.1).
        let has_contact = matches!(
            ask.method,
            Method::Invite | Method::Update | Method::Refer | Method::Notify
        );
        if has_contact {
            let contact = dialog.contact(flow);
            request.headers.push(("Contact".to_owned(), contact));
        }
        request.body.clone_from(&ask.body);
        let uri = request.uri.clone();
        add_proof(self.digest.as_mut(), &mut request, &uri);
        let tx = endpoint.request(&request, flow, now);
        self.open.push(Open {
            tx,
            ask,
            sequence: request.sequence(),
        });
    }

    /// A response came to one of its requests; `None` for others, and for what is not final.
    pub fn handle_response(
        &mut self,
        tx: ClientTx,
        message: Message,
        dialog: &mut Dialog,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Option<Asked> {
        let index = self.open.iter().position(|open| open.tx == tx)?;
        let status = message.status();
        if status < 200 {
            return None;
        }
        let Open { ask, sequence, .. } = self.open.remove(index);
        let method = ask.method;
        if matches!(status, 401 | 407)
            && let Some(digest) = &mut self.digest
        {
            self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            if digest.take_challenge(&message, self.seed).is_ok() {
                self.send(dialog, ask, endpoint, now);
                return None;
            }
        }
        if (200..300).contains(&status) {
            if let Some(digest) = &mut self.digest {
                digest.accepted();
            }
            if matches!(method, Method::Invite | Method::Update) {
                dialog.refresh(&message);
            }
            if method == Method::Invite {
                let (ack, to) = dialog.ack(sequence);
                endpoint.acknowledge(tx, dialog.remote_tag(), &ack, to);
            }
        }
        Some(Asked::Answered { method, message })
    }

    /// One of its requests got no final response; `None` for others.
    pub fn handle_failure(&mut self, tx: ClientTx, failure: Failure) -> Option<Asked> {
        let index = self.open.iter().position(|open| open.tx == tx)?;
        let method = self.open.remove(index).ask.method;
        Some(Asked::Failed { method, failure })
    }
}
