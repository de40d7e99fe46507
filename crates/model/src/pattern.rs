use std::fmt;

use crate::normalize;

/// The callers that an allow-list takes: a number, or a pattern in which each `*` stands for any run of characters.
///
/// Printing with `{:?}` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerPattern {
    text: Box<str>,
    /// As [`normalize`] spells numbers.
    spelled: Box<str>,
}

/// The text is no pattern of callers.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a pattern of callers has 1 to {max} bytes, such as +4930123 or +49*; this one has {actual}"
)]
pub struct InvalidPattern {
    /// The bound.
    pub max: usize,
    /// What came.
    pub actual: usize,
}

impl CallerPattern {
    /// The longest pattern, in bytes: a match takes at most as many steps for each character of the caller.
    pub const MAX_BYTES: usize = 64;

    /// Takes a number or a pattern such as `+91*`.
    ///
    /// # Errors
    /// [`InvalidPattern`] when it is empty or longer than [`Self::MAX_BYTES`].
    pub fn try_new(text: &str) -> Result<Self, InvalidPattern> {
        if !(1..=Self::MAX_BYTES).contains(&text.len()) {
            return Err(InvalidPattern {
                max: Self::MAX_BYTES,
                actual: text.len(),
            });
        }
        let (head, rest) = match text.find('*') {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        Ok(Self {
            text: text.into(),
            spelled: [&normalize(head), rest].concat().into(),
        })
    }

    /// The text as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it stands for more than one number.
    #[must_use]
    pub fn is_wild(&self) -> bool {
        self.spelled.contains('*')
    }

    /// Whether it takes this caller, who is spelled as [`normalize`] does.
    #[must_use]
    pub fn takes(&self, caller: &str) -> bool {
        let mut parts = self.spelled.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = caller.strip_prefix(first) else {
            return false;
        };
        let Some(last) = parts.next_back() else {
            return rest.is_empty();
        };
        // The first place of each part is as good as any later one.
        for part in parts {
            let Some(at) = rest.find(part) else {
                return false;
            };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

impl fmt::Debug for CallerPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[callers]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_run() {
        let cases = [
            ("+91*", "+9198", true),
            ("91*", "+9198", true),
            ("+91*", "+91", true),
            ("+91*", "+4991", false),
            ("*", "", true),
            ("*99", "+1599", true),
            ("+1*5*9", "+1234569", true),
            ("+1*5*9", "+1234569 0", false),
            ("+1*1", "+1", false),
            ("(415) 555-0100", "+4155550100", true),
            ("+4155550100", "+41555501001", false),
            ("anna", "anna", true),
        ];
        for (pattern, caller, expected) in cases {
            let taken = CallerPattern::try_new(pattern).map(|pattern| pattern.takes(caller));
            assert_eq!(taken, Ok(expected), "{pattern} {caller}");
        }
    }

    #[test]
    fn empty_and_huge_ones_are_refused() {
        assert!(CallerPattern::try_new("").is_err());
        assert!(CallerPattern::try_new(&"1".repeat(65)).is_err());
    }
}
