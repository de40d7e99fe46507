use std::borrow::Cow;

use crate::Uri;
use crate::cursor::{Cursor, HeaderError, Params, is_token, trim};

/// The value of From, To, Contact, Route or Record-Route (RFC 3261 §20.10).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameAddr<'a> {
    display: &'a [u8],
    uri: Uri<'a>,
    params: Params<'a>,
}

impl<'a> NameAddr<'a> {
    /// Reads one value. Without angle brackets, what follows `;` belongs to the header field.
    ///
    /// # Errors
    /// [`HeaderError`] when the display name, the URI or the parameters break the grammar.
    pub fn parse(text: &'a [u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(trim(text));
        let display = read_display(&mut cursor)?;
        let uri = match display {
            Some(_) => cursor.until(b'>').ok_or(HeaderError("a < has no >"))?,
            None => {
                let uri = cursor.take_while(|octet| !b"; \t".contains(&octet));
                if uri.contains(&b'?') || uri.contains(&b',') {
                    return Err(HeaderError("a URI with ? or , must stand in <>"));
                }
                uri
            }
        };
        let uri = Uri::parse(uri)?;
        let params = Params::parse(&mut cursor)?;
        Ok(Self {
            display: display.unwrap_or_default(),
            uri,
            params,
        })
    }

    /// Reads the values of one line of a field that is a list.
    pub fn list(line: &'a [u8]) -> impl Iterator<Item = Result<Self, HeaderError>> {
        crate::cursor::list(line).map(Self::parse)
    }

    /// The display name as written, with its quotes; empty when there is none.
    #[must_use]
    pub fn display(&self) -> &'a [u8] {
        self.display
    }

    /// The display name for people.
    #[must_use]
    pub fn display_text(&self) -> Cow<'a, str> {
        let inner = self
            .display
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_suffix(b"\""));
        match inner {
            Some(inner) if inner.contains(&b'\\') => {
                let mut octets = Vec::with_capacity(inner.len());
                let mut escaped = false;
                for octet in inner {
                    escaped = *octet == b'\\' && !escaped;
                    if !escaped {
                        octets.push(*octet);
                    }
                }
                Cow::Owned(String::from_utf8_lossy(&octets).into_owned())
            }
            Some(inner) => String::from_utf8_lossy(inner),
            None => String::from_utf8_lossy(self.display),
        }
    }

    /// The URI.
    #[must_use]
    pub fn uri(&self) -> Uri<'a> {
        self.uri
    }

    /// The `tag`, if there is one with a value.
    #[must_use]
    pub fn tag(&self) -> Option<&'a [u8]> {
        self.param(b"tag").flatten()
    }

    /// The parameters, from the first `;` on.
    pub(crate) fn params(&self) -> Params<'a> {
        self.params
    }

    /// A parameter: the outer `None` is absent, the inner one has no value.
    #[must_use]
    pub fn param(&self, name: &[u8]) -> Option<Option<&'a [u8]>> {
        self.params.get(name)
    }
}

/// Reads up to and with `<`; `None` when the value has no angle brackets.
fn read_display<'a>(cursor: &mut Cursor<'a>) -> Result<Option<&'a [u8]>, HeaderError> {
    if cursor.peek() == Some(b'"') {
        let display = cursor.quoted()?;
        if !cursor.take_spaced(b'<') && !cursor.take(b'<') {
            return Err(HeaderError("a display name is not followed by <"));
        }
        return Ok(Some(display));
    }
    let Some(bracket) = memchr::memchr(b'<', cursor.rest()) else {
        return Ok(None);
    };
    let text = trim(&cursor.rest()[..bracket]);
    // Octets above ASCII are no tokens, but phones send UTF-8 names without quotes.
    if !text
        .iter()
        .all(|octet| is_token(*octet) || *octet >= 0x80 || b" \t".contains(octet))
    {
        return Err(HeaderError(
            "a display name with other characters than tokens must be quoted",
        ));
    }
    cursor.until(b'<');
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Result<Option<Vec<u8>>, HeaderError> {
        NameAddr::parse(text.as_bytes()).map(|value| value.tag().map(<[u8]>::to_vec))
    }

    #[test]
    fn tags_are_found_behind_every_form() {
        for text in [
            "\"A <b>\" <sip:a@b;tag=no> ; TAG = x",
            "sip:a@b;tag=x",
            "A B <sip:a@b>;q=0.5;tag=x",
            "<sip:a@b>;tag=x",
            "caller<sip:a@b>;tag=x",
        ] {
            assert_eq!(tag(text), Ok(Some(b"x".to_vec())), "{text}");
        }
        assert_eq!(tag("<sip:a@b;tag=uri>"), Ok(None));
    }

    #[test]
    fn broken_values_are_refused() {
        for text in [
            "\"Mr. Watson <sip:a@b>",
            "Bell, Alexander <sip:a@b>;tag=43",
            "\"Watson\" < sip:a@b >",
            "sip:a@b?Route=%3Csip:x%3E",
            "<sip:a@b>;;,;,,",
            "<sip:a@b",
            "",
        ] {
            assert!(tag(text).is_err(), "{text}");
        }
    }

    #[test]
    fn display_names_lose_quotes_and_escapes() {
        let shown = |text: &'static str| {
            NameAddr::parse(text.as_bytes())
                .expect("a value")
                .display_text()
                .into_owned()
        };
        assert_eq!(shown(r#""J \"R\" D" <sip:a@b>"#), r#"J "R" D"#);
        assert_eq!(shown("Alice B <sip:a@b>"), "Alice B");
        assert_eq!(shown("<sip:a@b>"), "");
    }
}
