use sha2::{Digest as _, Sha256};
use tandem_model::{
    Attributes, CallId, DispatchRule, IdSuffix, InboundTrunk, InvalidRoomName, MediaConfig,
    RoomName, RuleKind,
};

use crate::Attempt;

/// How a call appears in its room (reference §6.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The room.
    pub room: RoomName,
    /// Unique in the room.
    pub identity: Box<str>,
    /// For people.
    pub name: Box<str>,
    /// For programs: the rule's.
    pub metadata: Box<str>,
    /// The rule's, and `sip.*` over them.
    pub attributes: Attributes,
}

/// Makes the entry of a call that a rule took.
///
/// # Errors
/// [`InvalidRoomName`] when prefix and number make none.
pub fn entry(
    rule: &DispatchRule,
    trunk: Option<&InboundTrunk>,
    attempt: &Attempt<'_>,
    caller_host: &str,
    call_id: &CallId,
    suffix: IdSuffix,
) -> Result<Entry, InvalidRoomName> {
    let spec = &rule.spec;
    let is_hidden = hides(rule, attempt);
    let shown = if is_hidden {
        masked(attempt.caller)
    } else {
        attempt.caller
    };
    let room = room_name(rule, attempt, suffix)?;
    let identity = if is_hidden {
        hashed(attempt.caller)
    } else {
        attempt.caller.to_owned()
    };
    let mut attributes = spec.attributes.clone();
    let mut set = |name: &str, value: &str| {
        attributes.insert(name.into(), value.into());
    };
    set("sip.callID", call_id.as_str());
    set("sip.trunkID", trunk.map_or("", |trunk| trunk.id.as_str()));
    set("sip.ruleID", rule.id.as_str());
    if !is_hidden {
        set("sip.phoneNumber", attempt.caller);
        set("sip.hostname", caller_host);
        set("sip.trunkPhoneNumber", attempt.called);
    }
    Ok(Entry {
        room,
        identity: format!("sip_{identity}").into(),
        name: format!("Phone {shown}").into(),
        metadata: spec.metadata.clone(),
        attributes,
    })
}

/// The room of a call that a rule took; the suffix is in it when [`has_room_of_its_own`].
///
/// # Errors
/// [`InvalidRoomName`] when prefix and number make none.
pub fn room_name(
    rule: &DispatchRule,
    attempt: &Attempt<'_>,
    suffix: IdSuffix,
) -> Result<RoomName, InvalidRoomName> {
    let suffix = has_room_of_its_own(rule).then_some(suffix);
    let (prefix, number) = match &rule.spec.kind {
        RuleKind::Direct { room_name } => return Ok(room_name.clone()),
        RuleKind::Individual { room_prefix, .. } if hides(rule, attempt) => {
            (room_prefix, masked(attempt.caller))
        }
        RuleKind::Individual { room_prefix, .. } => (room_prefix, attempt.caller),
        RuleKind::Callee { room_prefix, .. } => (room_prefix, attempt.called),
        RuleKind::Random { room_prefix } => (room_prefix, ""),
    };
    RoomName::try_new(&joined(prefix, number, suffix))
}

fn hides(rule: &DispatchRule, attempt: &Attempt<'_>) -> bool {
    rule.spec.hide_phone_number || attempt.is_private
}

/// Whether each call of a rule gets a room that no other call has: its name ends in the random suffix.
#[must_use]
pub fn has_room_of_its_own(rule: &DispatchRule) -> bool {
    match &rule.spec.kind {
        RuleKind::Direct { .. } => false,
        RuleKind::Individual { no_randomness, .. } => !no_randomness,
        RuleKind::Callee { randomize, .. } => *randomize,
        RuleKind::Random { .. } => true,
    }
}

/// `[prefix_]number[_suffix]`; without number, `[prefix_]suffix`.
fn joined(prefix: &str, number: &str, suffix: Option<IdSuffix>) -> String {
    let mut name = String::with_capacity(prefix.len() + number.len() + 14);
    if !prefix.is_empty() {
        name.push_str(prefix);
        name.push('_');
    }
    name.push_str(number);
    if let Some(suffix) = suffix {
        if !number.is_empty() {
            name.push('_');
        }
        name.push_str(suffix.as_str());
    }
    name
}

/// The last four characters of a number; the last one of a short number.
fn masked(number: &str) -> &str {
    let count = number.chars().count();
    let kept = if count > 4 { 4 } else { 1 };
    number
        .char_indices()
        .rev()
        .nth(kept - 1)
        .map_or(number, |(at, _)| &number[at..])
}

/// Sixteen digits in place of a number that is to be hidden: the same for each call of it.
#[must_use]
pub fn hashed(number: &str) -> String {
    use std::fmt::Write as _;
    let hash = Sha256::digest(number.as_bytes());
    hash[..8]
        .iter()
        .fold(String::with_capacity(16), |mut text, octet| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{octet:02x}");
            text
        })
}

/// The media options of a call: the rule's over the trunk's (reference §6.3).
#[must_use]
pub fn merged_media(trunk: Option<&InboundTrunk>, rule: &DispatchRule) -> MediaConfig {
    let trunk = trunk.map(|trunk| &trunk.spec);
    let under =
        trunk.map(|spec| MediaConfig::with_legacy(spec.media.as_ref(), spec.media_encryption));
    let spec = &rule.spec;
    let over = MediaConfig::with_legacy(spec.media.as_ref(), spec.media_encryption);
    under.unwrap_or_default().overlaid(over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_numbers_keep_their_last_digits() {
        assert_eq!(masked("+14155550100"), "0100");
        assert_eq!(masked("1234"), "4");
        assert_eq!(masked(""), "");
        assert_eq!(masked("éàüöß"), "àüöß");
        assert_eq!(hashed("+14155550100").len(), 16);
    }

    #[test]
    fn prefixes_are_joined_by_an_underscore() {
        assert_eq!(joined("call-", "+1555", None), "call-_+1555");
        assert_eq!(joined("", "+1555", None), "+1555");
        let suffix = IdSuffix::from_random(1);
        assert_eq!(
            joined("c", "1", Some(suffix)),
            format!("c_1_{}", suffix.as_str())
        );
    }
}
