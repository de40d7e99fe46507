use crate::Method;
use crate::cursor::{Cursor, HeaderError, number, trim};

/// The value of CSeq (RFC 3261 §20.16).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CSeq<'a> {
    /// Below 2^31.
    pub sequence: u32,
    /// The method.
    pub method: Method<'a>,
}

impl<'a> CSeq<'a> {
    /// Reads the value.
    ///
    /// # Errors
    /// [`HeaderError`] when the number is 2^31 or more, or the method is no token.
    pub fn parse(text: &'a [u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(trim(text));
        let sequence = number(cursor.take_while(|octet| octet.is_ascii_digit()))
            .filter(|sequence| *sequence < 1 << 31)
            .ok_or(HeaderError("the number in CSeq is not below 2^31"))?;
        cursor.skip_space();
        let method = Method::of(cursor.token()?);
        if !cursor.is_at_end() {
            return Err(HeaderError("octets follow the method in CSeq"));
        }
        Ok(Self { sequence, method })
    }
}
