//! Values that have a form of their own in a file or on the command line.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Serialize, Serializer};
use tandem_model::CountryCode;

/// A range of UDP ports, both ends included; written `10000-20000`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PortRange {
    /// The lowest port.
    pub first: u16,
    /// The highest port.
    pub last: u16,
}

impl PortRange {
    /// How many calls it carries: each takes an even port and the odd one behind it.
    #[must_use]
    pub fn pairs(self) -> usize {
        let first = usize::from(self.first).next_multiple_of(2);
        (usize::from(self.last) + 1).saturating_sub(first) / 2
    }
}

impl FromStr for PortRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || {
            format!(
                "{text:?} is no port range: write first-last such as \"10000-20000\", each 1 to 65535"
            )
        };
        let (first, last) = text.split_once('-').ok_or_else(fault)?;
        let port = |text: &str| {
            let port = text.trim().parse::<u16>().ok();
            port.filter(|port| *port > 0).ok_or_else(fault)
        };
        let (first, last) = (port(first)?, port(last)?);
        if first > last {
            return Err(format!(
                "the port range begins at {first} and ends at {last}: swap them"
            ));
        }
        Ok(Self { first, last })
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.first, self.last)
    }
}

impl Serialize for PortRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a node does; written `voter`, `gateway` or `rooms`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It votes, and may lead.
    Voter,
    /// It takes calls.
    Gateway,
    /// It has rooms.
    Rooms,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Voter, Self::Gateway, Self::Rooms];
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "voter" => Ok(Self::Voter),
            "gateway" => Ok(Self::Gateway),
            "rooms" => Ok(Self::Rooms),
            other => Err(format!(
                "{other:?} is not \"voter\", \"gateway\" or \"rooms\""
            )),
        }
    }
}

/// A country by its ISO 3166-1 alpha-2 code; written `DE`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Country(pub CountryCode);

impl FromStr for Country {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let code = CountryCode::try_new(text);
        code.map(Self).map_err(|fault| fault.to_string())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// When a call is answered; written `when-heard` or `at-once`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// When somebody in the room listens, as LiveKit does.
    #[default]
    WhenHeard,
    /// As soon as the room is entered.
    AtOnce,
}

impl FromStr for Answer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "when-heard" => Ok(Self::WhenHeard),
            "at-once" => Ok(Self::AtOnce),
            other => Err(format!("{other:?} is not \"when-heard\" or \"at-once\"")),
        }
    }
}

/// How log lines look; written `text` or `json`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: an object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(format!("{other:?} is not \"text\" or \"json\"")),
        }
    }
}

/// A text that never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// What is shown in its place.
    pub const HIDDEN: &'static str = "[hidden]";

    /// Takes any text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(Self::HIDDEN)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::HIDDEN)
    }
}

/// The units of a span of time in milliseconds, the largest first.
const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Reads a span of time: a whole number and `ms`, `s`, `m` or `h`.
///
/// # Errors
/// A text with the remedy.
pub fn parse_span(text: &str) -> Result<Duration, String> {
    let fault = || {
        format!(
            "{text:?} is no span of time: write a number and a unit such as \"500ms\", \"30s\", \"5m\" or \"24h\""
        )
    };
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = UNITS
        .iter()
        .find(|(unit, _)| *unit == &text[digits.len()..]);
    let (_, factor) = unit.ok_or_else(fault)?;
    let number: u64 = digits.parse().map_err(|_| fault())?;
    let millis = number.checked_mul(*factor).ok_or_else(fault)?;
    Ok(Duration::from_millis(millis))
}

/// Writes a span of time in the largest unit that fits exactly.
#[must_use]
pub fn span_text(span: Duration) -> String {
    let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let fits = |unit: &&(&str, u64)| millis > 0 && millis.is_multiple_of(unit.1);
    match UNITS.iter().find(fits) {
        Some((unit, factor)) => format!("{}{unit}", millis / factor),
        None => format!("{}s", millis / 1_000),
    }
}

/// Serializes a span of time as [`span_text`] writes it.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_span<S: Serializer>(span: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&span_text(*span))
}
