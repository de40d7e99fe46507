/// The `Call-ID` of a message of ours, which has no folded lines; empty when there is none.
pub(crate) fn call_id(message: &[u8]) -> &[u8] {
    let mut rest = message;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = &rest[..end];
        rest = &rest[end + 1..];
        let value = match line {
            // The header ends.
            [] | [b'\r'] => return b"",
            [b'C' | b'c', b'a' | b'A', ..] => value_of(line, b"Call-ID"),
            [b'i' | b'I', b':' | b' ' | b'\t', ..] => value_of(line, b"i"),
            _ => None,
        };
        if let Some(value) = value {
            return value;
        }
    }
    b""
}

fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (begin, rest) = line.split_at_checked(name.len())?;
    if !begin.eq_ignore_ascii_case(name) {
        return None;
    }
    let value = rest.trim_ascii_start().strip_prefix(b":")?;
    Some(value.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_in_every_form() {
        for (message, found) in [
            (
                "SIP/2.0 200 OK\r\nVia: x\r\nCall-ID: a@b\r\nCSeq: 1\r\n\r\n",
                "a@b",
            ),
            ("SIP/2.0 200 OK\r\ncall-id :\ta@b \r\n\r\n", "a@b"),
            ("SIP/2.0 200 OK\r\ni: a\r\n\r\n", "a"),
            (
                "SIP/2.0 200 OK\r\nCaller: x\r\nidentity: y\r\n\r\nCall-ID: body\r\n",
                "",
            ),
            ("", ""),
            ("Call-ID", ""),
        ] {
            assert_eq!(call_id(message.as_bytes()), found.as_bytes(), "{message:?}");
        }
    }
}
