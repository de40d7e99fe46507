use std::io::{self, Write};

/// Escapes control characters inside a line, so that nothing that comes from outside begins a line or moves a
/// terminal's cursor.
///
/// One write is one line with its end, as the text format writes them.
pub(crate) struct OneLine<W>(pub(crate) W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let (text, end) = match line.strip_suffix(b"\n") {
            Some(text) => (text, &b"\n"[..]),
            None => (line, &b""[..]),
        };
        if text.iter().any(u8::is_ascii_control) {
            let mut escaped = Vec::with_capacity(line.len() + 16);
            for &byte in text {
                if byte.is_ascii_control() {
                    escaped.extend(byte.escape_ascii());
                } else {
                    escaped.push(byte);
                }
            }
            escaped.extend(end);
            self.0.write_all(&escaped)?;
        } else {
            self.0.write_all(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        let cases: [(&[u8], &[u8]); 4] = [
            (b"plain\n", b"plain\n"),
            (b"a\r\nINFO forged\n", b"a\\r\\nINFO forged\n"),
            (b"\x1b[2Jgone\x7f\n", b"\\x1b[2Jgone\\x7f\n"),
            ("größer".as_bytes(), "größer".as_bytes()),
        ];
        for (line, expected) in cases {
            let mut out = OneLine(Vec::new());
            out.write_all(line).expect("a vector takes all");
            assert_eq!(out.0, expected);
        }
    }
}
