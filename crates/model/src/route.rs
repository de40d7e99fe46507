use std::fmt;

use crate::{CountryCode, InvalidPlace, Region, Stamps};

/// An entry of the table that says which regions the calls to a country leave from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountryRoute {
    /// What it is for, and its name: there is one entry for each.
    pub destination: Destination,
    /// When it was set first, and last.
    pub stamps: Stamps,
    /// What its owner said of it.
    pub spec: CountryRouteSpec,
}

/// What an owner says of the calls to a country.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountryRouteSpec {
    /// The regions that calls leave from, the best first; at least one, none twice.
    pub regions: Vec<Region>,
    /// What is tried when no gateway of these regions takes a call.
    pub policy: RoutePolicy,
}

/// What is tried when no gateway of an entry's regions takes a call.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum RoutePolicy {
    /// The regions of the default entry. Behind that one nothing is tried.
    #[default]
    FallBack,
    /// Nothing: the call fails rather than leave from elsewhere.
    NeverLeave,
}

/// What an entry of the table is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// Every country that has no entry of its own, and calls of trunks that name no country.
    Default,
    /// One country.
    Country(CountryCode),
}

impl RoutePolicy {
    /// Its word in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FallBack => "fall_back",
            Self::NeverLeave => "never_leave",
        }
    }
}

impl Destination {
    const DEFAULT: &str = "default";

    /// Takes a country's code or the word `default`, in either case.
    ///
    /// # Errors
    /// [`InvalidPlace::Country`] when it is neither.
    pub fn try_new(text: &str) -> Result<Self, InvalidPlace> {
        if text.eq_ignore_ascii_case(Self::DEFAULT) {
            return Ok(Self::Default);
        }
        CountryCode::try_new(text).map(Self::Country)
    }

    /// The country's code, or `default`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Default => Self::DEFAULT,
            Self::Country(country) => country.as_str(),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_country_or_the_default() {
        for (text, name) in [("de", "DE"), ("DEFAULT", "default")] {
            let parsed = Destination::try_new(text).map(|destination| destination.to_string());
            assert_eq!(parsed.as_deref(), Ok(name));
        }
        assert!(Destination::try_new("elsewhere").is_err());
        assert!(Destination::try_new("").is_err());
    }
}
