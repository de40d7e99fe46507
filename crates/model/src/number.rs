use std::borrow::Cow;
use std::fmt;

/// A phone number or SIP user, as it was written.
///
/// Two spellings of one number compare equal through [`PhoneNumber::normalized`], not through `==`.
/// Printing with `{:?}` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(Box<str>);

impl PhoneNumber {
    /// Takes any text: numbers of private plans and SIP users are allowed.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number in the one spelling that indexes compare; see [`normalize`].
    #[must_use]
    pub fn normalized(&self) -> Cow<'_, str> {
        normalize(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[number]")
    }
}

/// Brings a number to the spelling in which numbers compare: digits behind one `+`.
///
/// Only a text made of digits, spaces, `-`, `(` and `)`, with at most a leading `+`, is changed.
/// SIP users, short codes with `*` or `#`, and numbers with dots stay as they are.
#[must_use]
pub fn normalize(text: &str) -> Cow<'_, str> {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let is_number = !rest.is_empty()
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'(' | b')'));
    if !is_number {
        return Cow::Borrowed(text);
    }
    if text.len() > rest.len() && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let digits = rest.chars().filter(char::is_ascii_digit);
    Cow::Owned(std::iter::once('+').chain(digits).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_become_equal() {
        let cases = [
            ("", ""),
            ("123", "+123"),
            ("+123", "+123"),
            ("(123) 456 7890", "+1234567890"),
            ("+1 (415) 555-0100", "+14155550100"),
            ("user", "user"),
            ("1234*", "1234*"),
            ("+1.555", "+1.555"),
            ("+", "+"),
            ("++1", "++1"),
        ];
        for (given, expected) in cases {
            assert_eq!(normalize(given), expected, "{given}");
        }
    }

    #[test]
    fn numbers_do_not_print() {
        assert_eq!(
            format!("{:?}", PhoneNumber::new("+14155550100")),
            "[number]"
        );
    }
}
