//! What comes with a request beside its message, the same over HTTP and gRPC.

use std::time::{Duration, Instant};

use tandem_control_plane::once;
use tandem_model::{EventId, Revision};

use crate::auth::Caller;
use crate::{Api, ApiError, Code};

/// How long a request waits for the revision that it names.
pub(crate) const WAIT_PATIENCE: Duration = Duration::from_secs(5);
/// What is left of a client's patience for the answer to reach him.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// The longest idempotency key, in octets.
const LONGEST_KEY: usize = 255;

const EXPECTED: &str = "tandem-expected-revision";
const IF_MATCH: &str = "if-match";
const WAIT: &str = "tandem-wait-revision";
const KEY: &str = "idempotency-key";

/// What comes with a request beside its message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) caller: Caller,
    /// Refuse a write unless the catalog is at this revision.
    pub(crate) expected_revision: Option<Revision>,
    /// Answer when this revision is applied here.
    pub(crate) wait_revision: Option<Revision>,
    /// Names what a write records: under one name it is recorded once, however often it is asked for.
    pub(crate) event_id: Option<EventId>,
    /// The name is the client's: the request may have come before.
    pub(crate) is_named: bool,
    /// When the client stops waiting.
    pub(crate) until: Option<Instant>,
    /// Another node has handed it here: it is not handed on.
    pub(crate) is_forwarded: bool,
}

impl Context {
    /// This node's own.
    pub(crate) fn of_the_node() -> Self {
        Self {
            caller: Caller::of_the_node(),
            ..Self::default()
        }
    }

    /// Of a client who waits so long from now on.
    pub(crate) fn within(self, patience: Duration) -> Self {
        Self {
            until: Some(Instant::now() + patience),
            ..self
        }
    }

    /// How long work for the client may take, so that its outcome reaches him while he waits; nothing where he does not
    /// say how long he waits.
    pub(crate) fn left(&self) -> Option<Duration> {
        let left = self.until?.saturating_duration_since(Instant::now());
        Some(left.saturating_sub(LAST_WORDS).max(LAST_WORDS))
    }

    /// Reads headers, or metadata; an absent one reads as empty.
    ///
    /// # Errors
    /// One that cannot be read: to overlook it would make a write unconditional, or a read too early.
    pub(crate) fn read<'a>(
        caller: Caller,
        method: &str,
        header: impl Fn(&'static str) -> &'a str,
    ) -> Result<Self, ApiError> {
        let expected = revision(EXPECTED, header(EXPECTED))?;
        let matched = if_match(header(IF_MATCH))?;
        if let (Some(expected), Some(matched)) = (expected, matched)
            && expected != matched
        {
            let text = format!("{IF_MATCH} names revision {matched}, {EXPECTED} {expected}");
            return Err(ApiError::invalid(text).with("field", IF_MATCH));
        }
        let key = header(KEY);
        if key.len() > LONGEST_KEY {
            let text = format!(
                "{KEY}: {} octets are too many, {LONGEST_KEY} the most",
                key.len()
            );
            return Err(ApiError::invalid(text).with("field", KEY));
        }
        let event_id = match key {
            "" => EventId::from_random(rand::random()),
            key => once::event_id(&[caller.key(), method, key]),
        };
        Ok(Self {
            caller,
            expected_revision: expected.or(matched),
            wait_revision: revision(WAIT, header(WAIT))?,
            event_id: Some(event_id),
            is_named: !key.is_empty(),
            until: None,
            is_forwarded: false,
        })
    }
}

impl Api {
    /// Waits until the revision that the request names is applied here.
    ///
    /// # Errors
    /// `unavailable`, which names both revisions, when it takes too long.
    pub(crate) async fn catch_up(&self, context: &Context) -> Result<(), ApiError> {
        // Nobody gets nothing: he need not wait for it.
        let wanted = context.wait_revision.filter(|_| context.caller.is_known());
        let Some(wanted) = wanted else {
            return Ok(());
        };
        let reached = self.plane.wait_for(wanted, self.wait_patience).await;
        reached.map_err(|behind| {
            ApiError::new(Code::Unavailable, behind.to_string())
                .with("reason", "behind")
                .with("wait_revision", behind.wanted.to_string())
                .with("revision", behind.at.to_string())
        })
    }
}

fn revision(name: &'static str, text: &str) -> Result<Option<Revision>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(|number| Some(Revision(number)))
        .map_err(|_| {
            ApiError::invalid(format!(
                "{name}: {text:?} is no revision: send the number of a Tandem-Revision"
            ))
            .with("field", name)
        })
}

/// One entity tag (RFC 9110 §13.1.1), which is a revision; `*` is any. Weak tags never match, and a list of revisions
/// is not what anybody has seen.
fn if_match(text: &str) -> Result<Option<Revision>, ApiError> {
    match text.trim() {
        "" | "*" => Ok(None),
        tag => {
            let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            revision(IF_MATCH, quoted.unwrap_or(tag))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&str, &'static str)]) -> Result<Context, ApiError> {
        Context::read(Caller::default(), "livekit.SIP/DeleteSIPTrunk", |name| {
            let found = headers.iter().find(|(header, _)| *header == name);
            found.map_or("", |(_, value)| value)
        })
    }

    #[test]
    fn a_condition_is_read_from_either_header() {
        for (headers, expected) in [
            (&[][..], None),
            (&[(EXPECTED, "7")], Some(7)),
            (&[(IF_MATCH, "\"7\"")], Some(7)),
            (&[(IF_MATCH, " 7 ")], Some(7)),
            (&[(IF_MATCH, "*")], None),
            (&[(IF_MATCH, "*"), (EXPECTED, "7")], Some(7)),
            (&[(IF_MATCH, "\"7\""), (EXPECTED, "7")], Some(7)),
        ] {
            let context = read(headers).expect("readable");
            assert_eq!(
                context.expected_revision,
                expected.map(Revision),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        let long = "k".repeat(LONGEST_KEY + 1).leak();
        for (headers, field) in [
            (&[(EXPECTED, "-1")][..], EXPECTED),
            (&[(EXPECTED, "\u{fffd}")], EXPECTED),
            (&[(IF_MATCH, "\"x\"")], IF_MATCH),
            (&[(IF_MATCH, "W/\"7\"")], IF_MATCH),
            (&[(IF_MATCH, "\"7\", \"8\"")], IF_MATCH),
            (&[(IF_MATCH, "\"8\""), (EXPECTED, "7")], IF_MATCH),
            (&[(WAIT, "soon")], WAIT),
            (&[(KEY, long)], KEY),
        ] {
            let error = read(headers).expect_err(field);
            assert_eq!(error.code, Code::InvalidArgument);
            assert_eq!(error.meta.get("field").map(String::as_str), Some(field));
        }
    }

    #[test]
    fn a_key_names_the_event_and_without_one_each_request_has_its_own() {
        let id = |headers| read(headers).expect("readable").event_id;
        assert_eq!(id(&[(KEY, "k")]), id(&[(KEY, "k")]));
        assert_ne!(id(&[(KEY, "k")]), id(&[(KEY, "l")]));
        assert_ne!(id(&[]), id(&[]));
    }
}
