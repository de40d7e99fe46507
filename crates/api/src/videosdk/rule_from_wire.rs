//! A routing rule's JSON becomes a change of the domain.

use serde_json::{Map, Value};
use tandem_control_plane::Vault;
use tandem_model::{
    AllowedAddress, CallerPattern, IncludeHeaders, PhoneNumber, Pin, RoomName, RuleDirection,
    RuleKind, SealedPin,
};
use tandem_provisioning::{RoutingRuleUpdate, RuleSwitches};

use super::fields::{Fields, each, wrong};
use crate::ApiError;

/// Fields of which a change must have one. `type` and `apiKey` are said when a rule is made.
const EDITABLE: [&str; 16] = [
    "name",
    "phoneNumbers",
    "room",
    "agentId",
    "agentMetadata",
    "includeHeaders",
    "headers",
    "headersToAttributes",
    "allowedNumbers",
    "allowedIpAddresses",
    "tags",
    "recording",
    "dtmf",
    "noiseCancellation",
    "hidePhoneNumber",
    "priority",
];

pub(super) const DIRECTIONS: [(&str, RuleDirection); 2] = [
    ("inbound", RuleDirection::Inbound),
    ("outbound", RuleDirection::Outbound),
];
pub(super) const INCLUDES: [(&str, IncludeHeaders); 3] = [
    ("ALL", IncludeHeaders::All),
    ("SIP_X_HEADERS", IncludeHeaders::X),
    ("NONE", IncludeHeaders::None),
];

/// How the name of a dynamic room begins.
#[derive(Clone, Copy)]
pub(super) enum Prefix {
    Blank,
    ParticipantNumber,
    SipNumber,
    Random,
}

const PREFIXES: [(&str, Prefix); 4] = [
    ("blank", Prefix::Blank),
    ("participantNumber", Prefix::ParticipantNumber),
    ("sipNumber", Prefix::SipNumber),
    ("random", Prefix::Random),
];

/// The digits of an E.164 number (ITU-T E.164 §6.2.1).
const E164_DIGITS: std::ops::RangeInclusive<usize> = 2..=15;

/// What a new rule must say.
pub(super) fn creation(
    object: &Map<String, Value>,
    vault: &Vault,
) -> Result<(RuleDirection, RoutingRuleUpdate), ApiError> {
    let fields = Fields::new(object);
    fields.required_text("name")?;
    let direction = fields.word("type", &DIRECTIONS)?;
    let direction = direction.ok_or_else(|| wrong("type", "is required: inbound or outbound"))?;
    if fields.get("phoneNumbers").is_none() {
        return Err(wrong(
            "phoneNumbers",
            "is required: an array of E.164 numbers",
        ));
    }
    let mut rule = read(&fields, vault)?;
    rule.api_key = fields.text("apiKey")?.map(Into::into);
    Ok((direction, rule))
}

/// A change of a rule of this direction.
pub(super) fn change(
    object: &Map<String, Value>,
    direction: RuleDirection,
    vault: &Vault,
) -> Result<RoutingRuleUpdate, ApiError> {
    let fields = Fields::new(object);
    if !fields.has_any(&EDITABLE) {
        return Err(ApiError::invalid("No editable fields provided"));
    }
    if fields.get("type").is_some() && fields.word("type", &DIRECTIONS)? != Some(direction) {
        return Err(wrong(
            "type",
            "is fixed when a rule is made: make another rule",
        ));
    }
    read(&fields, vault)
}

fn read(fields: &Fields<'_>, vault: &Vault) -> Result<RoutingRuleUpdate, ApiError> {
    let name = fields.text("name")?;
    if name == Some("") {
        return Err(wrong("name", "must not be empty"));
    }
    let agent = fields.nullable_text("agentId")?;
    let metadata = match fields.get("agentMetadata") {
        Some(Value::Null) => Some("".into()),
        _ => fields.object("agentMetadata")?.map(written),
    };
    let priority = fields.number("priority", u16::MAX.into())?;
    Ok(RoutingRuleUpdate {
        name: name.map(Into::into),
        numbers: each("phoneNumbers", fields.texts("phoneNumbers")?, number)?,
        room: room(fields, vault)?,
        agent: agent.map(|agent| agent.filter(|name| !name.is_empty()).map(Into::into)),
        agent_metadata: metadata,
        include_headers: fields.word("includeHeaders", &INCLUDES)?,
        headers: fields.map("headers")?,
        headers_to_attributes: fields.map("headersToAttributes")?,
        allowed_callers: each(
            "allowedNumbers",
            fields.texts("allowedNumbers")?,
            CallerPattern::try_new,
        )?,
        allowed_addresses: each(
            "allowedIpAddresses",
            fields.texts("allowedIpAddresses")?,
            AllowedAddress::try_new,
        )?,
        tags: fields
            .texts("tags")?
            .map(|tags| tags.into_iter().map(Into::into).collect()),
        priority: priority.and_then(|priority| u16::try_from(priority).ok()),
        switches: RuleSwitches {
            recording: fields.flag("recording")?,
            dtmf: fields.flag("dtmf")?,
            noise_suppression: fields.flag("noiseCancellation")?,
            hide_phone_number: fields.flag("hidePhoneNumber")?,
        },
        api_key: None,
    })
}

/// An empty object is no metadata.
fn written(object: &Map<String, Value>) -> Box<str> {
    if object.is_empty() {
        return "".into();
    }
    Value::Object(object.clone()).to_string().into()
}

/// A number in the one form that this dialect takes.
pub(super) fn number(text: &str) -> Result<PhoneNumber, &'static str> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let is_e164 = E164_DIGITS.contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0');
    if is_e164 {
        Ok(PhoneNumber::new(text))
    } else {
        Err("write it as E.164, such as +14155551234")
    }
}

/// The room of a rule, which is replaced whole.
fn room(
    fields: &Fields<'_>,
    vault: &Vault,
) -> Result<Option<(RuleKind, Option<SealedPin>)>, ApiError> {
    let Some(room) = fields.object("room")? else {
        return Ok(None);
    };
    let room = Fields::of(room, "room.");
    let id = room
        .nullable_text("id")?
        .flatten()
        .filter(|id| !id.is_empty());
    let is_static = room.word("type", &[("static", true), ("dynamic", false)])?;
    let kind = match (is_static, id) {
        (None, _) => return Err(wrong("room.type", "is required: static or dynamic")),
        (Some(true), None) => return Err(wrong("room.id", "is required of a static room")),
        (Some(false), Some(_)) => {
            return Err(wrong(
                "room.id",
                "must be absent of a dynamic room: use static, or leave it out",
            ));
        }
        (Some(true), Some(id)) => RuleKind::Direct {
            room_name: RoomName::try_new(id).map_err(|error| wrong("room.id", error))?,
        },
        (Some(false), None) => dynamic(&room)?,
    };
    let pin = room.nullable_text("pin")?.flatten().and_then(Pin::new);
    Ok(Some((kind, pin.map(|pin| vault.seal_pin(&pin)))))
}

fn dynamic(room: &Fields<'_>) -> Result<RuleKind, ApiError> {
    let prefix = match room.get("prefix") {
        Some(Value::Null) | None => Prefix::Blank,
        Some(_) => room.word("prefix", &PREFIXES)?.unwrap_or(Prefix::Blank),
    };
    let room_prefix = "".into();
    Ok(match prefix {
        Prefix::Blank => RuleKind::Individual {
            room_prefix,
            no_randomness: false,
        },
        Prefix::ParticipantNumber => RuleKind::Individual {
            room_prefix,
            no_randomness: true,
        },
        Prefix::SipNumber => RuleKind::Callee {
            room_prefix,
            randomize: true,
        },
        Prefix::Random => RuleKind::Random { room_prefix },
    })
}
