use std::fmt;

use super::SdpError;

/// The longest description, in octets.
const MAX_OCTETS: usize = 64 << 10;
/// The most lines; a browser's offer with candidates has a few hundred.
const MAX_LINES: usize = 2_000;
/// The most media sections; a phone has one or two.
const MAX_SECTIONS: usize = 32;
/// The most attributes of the session, or of one section: four for each payload type.
const MAX_ATTRIBUTES: usize = 512;
/// The most formats of one section: RTP has 128 payload types, and a format names one.
const MAX_FORMATS: usize = 128;

/// What of a description is counted before it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Octets, of all.
    Octets,
    /// Lines, of all.
    Lines,
    /// Media sections.
    Sections,
    /// Attributes of the session or of one section.
    Attributes,
    /// Formats of one section.
    Formats,
}

impl Bound {
    /// The most that is read.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Octets => MAX_OCTETS,
            Self::Lines => MAX_LINES,
            Self::Sections => MAX_SECTIONS,
            Self::Attributes => MAX_ATTRIBUTES,
            Self::Formats => MAX_FORMATS,
        }
    }

    fn check(self, count: usize) -> Result<(), SdpError> {
        if count > self.most() {
            return Err(SdpError::TooLarge(self));
        }
        Ok(())
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Octets => "octets",
            Self::Lines => "lines",
            Self::Sections => "media sections",
            Self::Attributes => "attributes in one section",
            Self::Formats => "formats in one section",
        };
        write!(formatter, "{} {what}", self.most())
    }
}

/// Counts in one pass, and stops at the first bound that is passed.
pub(super) fn check(octets: &[u8]) -> Result<(), SdpError> {
    Bound::Octets.check(octets.len())?;
    let (mut sections, mut attributes) = (0, 0);
    for (index, line) in octets.split(|octet| *octet == b'\n').enumerate() {
        Bound::Lines.check(index)?;
        if let Some(media) = line.strip_prefix(b"m=") {
            (sections, attributes) = (sections + 1, 0);
            Bound::Sections.check(sections)?;
            Bound::Formats.check(formats(media))?;
        } else if line.starts_with(b"a=") {
            attributes += 1;
            Bound::Attributes.check(attributes)?;
        }
    }
    Ok(())
}

/// The words behind the media, the port and the protocol.
fn formats(media: &[u8]) -> usize {
    let words = media
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    words.count().saturating_sub(3)
}

#[cfg(test)]
mod tests {
    use super::super::description::Description;
    use super::*;

    const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    const LINES_OF_HEAD: usize = 5;

    fn refused(description: &str) -> Option<SdpError> {
        Description::parse(description.as_bytes()).err()
    }

    #[test]
    fn a_bound_is_read_and_one_more_is_refused_by_name() {
        let repeated = |what: &str, count: usize| format!("{HEAD}{}", what.repeat(count));
        let formats = |count: usize| format!("{HEAD}m=audio 1 RTP/AVP{}\r\n", " 0".repeat(count));
        let filled = |octets: usize| {
            let information = "x".repeat(octets - HEAD.len() - "i=\r\n".len());
            format!("{HEAD}i={information}\r\n")
        };
        let check = |bound: Bound, most: String, more: String| {
            assert_eq!(refused(&most), None, "{bound:?}");
            assert_eq!(refused(&more), Some(SdpError::TooLarge(bound)));
        };
        let section = "m=audio 1 RTP/AVP 0\r\n";
        let lines = MAX_LINES - LINES_OF_HEAD;
        check(Bound::Octets, filled(MAX_OCTETS), filled(MAX_OCTETS + 1));
        check(
            Bound::Lines,
            repeated("p=1\r\n", lines),
            repeated("p=1\r\n", lines + 1),
        );
        check(
            Bound::Sections,
            repeated(section, MAX_SECTIONS),
            repeated(section, MAX_SECTIONS + 1),
        );
        check(
            Bound::Attributes,
            repeated("a=x\r\n", MAX_ATTRIBUTES),
            repeated("a=x\r\n", MAX_ATTRIBUTES + 1),
        );
        check(
            Bound::Formats,
            formats(MAX_FORMATS),
            formats(MAX_FORMATS + 1),
        );
    }

    #[test]
    fn an_error_names_the_bound_in_few_words() {
        let many = format!("{HEAD}m=audio 1 RTP/AVP{}\r\n", " 0".repeat(30_000));
        let error = refused(&many).expect("refused").to_string();
        assert_eq!(
            error,
            "the session description has more than 128 formats in one section"
        );
    }
}
