use std::fmt;

/// A country by its ISO 3166-1 alpha-2 code, in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

/// A place where gateways run, as the operator named it (`eu-central`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Region(Box<str>);

/// Why a text names no country or region.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidPlace {
    /// Not two letters of ISO 3166-1 alpha-2.
    #[error(
        "{text:?} is no ISO 3166-1 alpha-2 country code: write two letters such as \"US\" or \"DE\""
    )]
    Country {
        /// What was given.
        text: String,
    },
    /// Empty, too long, or with other characters than letters, digits, `-`, `_` and `.`.
    #[error("{text:?} is no region name: write 1 to 64 letters, digits, '-', '_' or '.'")]
    Region {
        /// What was given.
        text: String,
    },
}

/// Every code that ISO 3166-1 assigns.
const ASSIGNED: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ \
    BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE \
    DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR \
    GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP \
    KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG \
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

impl CountryCode {
    /// Takes an assigned code in either case.
    ///
    /// # Errors
    /// [`InvalidPlace::Country`] when ISO 3166-1 does not assign it.
    pub fn try_new(text: &str) -> Result<Self, InvalidPlace> {
        let refused = || InvalidPlace::Country {
            text: text.to_owned(),
        };
        let upper = text.to_ascii_uppercase();
        let code: [u8; 2] = upper.as_bytes().try_into().map_err(|_| refused())?;
        if !ASSIGNED
            .split_ascii_whitespace()
            .any(|assigned| assigned == upper)
        {
            return Err(refused());
        }
        Ok(Self(code))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country code is ASCII")
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Region {
    /// The longest name, in bytes: it is a metric label.
    const MAX_BYTES: usize = 64;

    /// Takes a region's name.
    ///
    /// # Errors
    /// [`InvalidPlace::Region`] when it is empty, too long or has odd characters.
    pub fn try_new(text: &str) -> Result<Self, InvalidPlace> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !fits {
            return Err(InvalidPlace::Region {
                text: text.to_owned(),
            });
        }
        Ok(Self(text.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_assigned_codes() {
        assert_eq!(
            CountryCode::try_new("us").map(|code| code.as_str().to_owned()),
            Ok("US".into())
        );
        for text in ["XX", "USA", "U", "", "ß"] {
            assert!(CountryCode::try_new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn regions_are_short_plain_names() {
        assert!(Region::try_new("eu-central.1").is_ok());
        for text in ["", "eu central", &"x".repeat(65)] {
            assert!(Region::try_new(text).is_err(), "{text}");
        }
    }
}
