/// The value breaks the grammar of its header field (RFC 3261 §25).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct HeaderError(pub &'static str);

/// Reads a header value from left to right. Folding is gone by then: the scanner replaced it by spaces.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub(crate) fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Takes this octet if it is next.
    pub(crate) fn take(&mut self, octet: u8) -> bool {
        let is_next = self.peek() == Some(octet);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes this octet with the white space around it.
    pub(crate) fn take_spaced(&mut self, octet: u8) -> bool {
        let before = self.at;
        self.skip_space();
        if self.take(octet) {
            self.skip_space();
            return true;
        }
        self.at = before;
        false
    }

    pub(crate) fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(&fits) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    pub(crate) fn token(&mut self) -> Result<&'a [u8], HeaderError> {
        match self.take_while(is_token) {
            b"" => Err(HeaderError("a token is missing")),
            token => Ok(token),
        }
    }

    /// Takes a quoted string, with its quotes.
    pub(crate) fn quoted(&mut self) -> Result<&'a [u8], HeaderError> {
        let start = self.at;
        if !self.take(b'"') {
            return Err(HeaderError("a quoted string is missing"));
        }
        while let Some(octet) = self.peek() {
            self.at += 1;
            match octet {
                b'"' => return Ok(&self.text[start..self.at]),
                b'\\' if self.at < self.text.len() => self.at += 1,
                _ => {}
            }
        }
        Err(HeaderError("a quoted string has no end"))
    }

    /// Takes what follows up to this octet, and the octet.
    pub(crate) fn until(&mut self, octet: u8) -> Option<&'a [u8]> {
        let length = memchr::memchr(octet, self.rest())?;
        let taken = &self.text[self.at..self.at + length];
        self.at += length + 1;
        Some(taken)
    }
}

/// RFC 3261 §25.1 `token`.
pub(crate) fn is_token(octet: u8) -> bool {
    TOKEN[usize::from(octet)]
}

/// Asked of nearly every octet of a message: a table costs a third of comparisons.
static TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut octet = 0;
    while octet < 256 {
        table[octet] = (octet as u8).is_ascii_alphanumeric();
        octet += 1;
    }
    let others = b"-.!%*_+`'~";
    let mut index = 0;
    while index < others.len() {
        table[others[index] as usize] = true;
        index += 1;
    }
    table
};

pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    text.trim_ascii_end()
}

/// Reads a decimal number that fits.
pub(crate) fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    text.iter().try_fold(0_u32, |sum, digit| {
        sum.checked_mul(10)?.checked_add(u32::from(digit - b'0'))
    })
}

/// Splits a list at its commas, leaving those in quotes and angle brackets alone.
pub(crate) fn list(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        if memchr::memchr(b',', text).is_none() {
            rest = None;
            return Some(trim(text));
        }
        let (mut in_quotes, mut in_brackets, mut escaped) = (false, false, false);
        for (index, octet) in text.iter().enumerate() {
            match octet {
                _ if escaped => escaped = false,
                b'\\' if in_quotes => escaped = true,
                b'"' => in_quotes = !in_quotes,
                b'<' if !in_quotes => in_brackets = true,
                b'>' if !in_quotes => in_brackets = false,
                b',' if !in_quotes && !in_brackets => {
                    rest = Some(&text[index + 1..]);
                    return Some(trim(&text[..index]));
                }
                _ => {}
            }
        }
        rest = None;
        Some(trim(text))
    })
}

/// Header parameters: `;name[=value]`, white space allowed around each part.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Params<'a>(pub(crate) &'a [u8]);

impl<'a> Params<'a> {
    /// Checks the rest of a value as parameters.
    pub(crate) fn parse(cursor: &mut Cursor<'a>) -> Result<Self, HeaderError> {
        cursor.skip_space();
        let all = cursor.rest();
        while !cursor.is_at_end() {
            Self::one(cursor)?;
        }
        Ok(Self(all))
    }

    pub(crate) fn get(&self, name: &[u8]) -> Option<Option<&'a [u8]>> {
        self.iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)> {
        let mut cursor = Cursor::new(self.0);
        std::iter::from_fn(move || {
            if cursor.is_at_end() {
                None
            } else {
                Self::one(&mut cursor).ok()
            }
        })
    }

    fn one(cursor: &mut Cursor<'a>) -> Result<(&'a [u8], Option<&'a [u8]>), HeaderError> {
        if !cursor.take_spaced(b';') {
            return Err(HeaderError("a parameter must follow a semicolon"));
        }
        let name = cursor.token()?;
        let value = if cursor.take_spaced(b'=') {
            let value = if cursor.peek() == Some(b'"') {
                cursor.quoted()?
            } else {
                // IPv6 references and what phones write unquoted are taken as they are.
                cursor.take_while(|octet| !b" \t;,\"<>".contains(&octet))
            };
            Some(value)
        } else {
            None
        };
        cursor.skip_space();
        Ok((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_split_outside_quotes_and_brackets() {
        let text = br#""a, \"b" <sip:a,b@c>, d;x="1,2" ,e"#;
        let parts: Vec<_> = list(text).collect();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[1], br#"d;x="1,2""#);
    }

    #[test]
    fn numbers_do_not_wrap() {
        assert_eq!(number(b"4294967295"), Some(u32::MAX));
        assert_eq!(number(b"4294967296"), None);
        assert_eq!(number(b"-1"), None);
        assert_eq!(number(b""), None);
    }
}
