macro_rules! header_names {
    ($($variant:ident = $long:literal $(, $compact:literal)?;)+) => {
        /// A header field that Tandem reads; all others are [`HeaderName::Other`].
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum HeaderName {
            $(#[doc = $long] $variant,)+
            /// A field without a meaning here; it can be looked up by its text.
            Other,
        }

        impl HeaderName {
            /// Reads a name in its long or compact form, in any case.
            #[must_use]
            pub fn of(text: &[u8]) -> Self {
                match text.len() {
                    1 => match text[0].to_ascii_lowercase() {
                        $($($compact => Self::$variant,)?)+
                        _ => Self::Other,
                    },
                    $(length if length == $long.len() && text.eq_ignore_ascii_case($long.as_bytes()) => Self::$variant,)+
                    _ => Self::Other,
                }
            }

            /// The long form; empty for [`HeaderName::Other`].
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $long,)+ Self::Other => "" }
            }
        }
    };
}

header_names! {
    Via = "Via", b'v';
    From = "From", b'f';
    To = "To", b't';
    CallId = "Call-ID", b'i';
    CSeq = "CSeq";
    Contact = "Contact", b'm';
    MaxForwards = "Max-Forwards";
    ContentLength = "Content-Length", b'l';
    ContentType = "Content-Type", b'c';
    ContentEncoding = "Content-Encoding", b'e';
    Route = "Route";
    RecordRoute = "Record-Route";
    Require = "Require";
    ProxyRequire = "Proxy-Require";
    Supported = "Supported", b'k';
    Allow = "Allow";
    Accept = "Accept";
    Authorization = "Authorization";
    ProxyAuthorization = "Proxy-Authorization";
    WwwAuthenticate = "WWW-Authenticate";
    ProxyAuthenticate = "Proxy-Authenticate";
    Expires = "Expires";
    Reason = "Reason";
    Date = "Date";
}

impl HeaderName {
    /// Whether this crate alone writes the field: a second one would make of a message two, or another's.
    pub(crate) fn is_written_here(self) -> bool {
        const WRITTEN: [HeaderName; 7] = [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
            HeaderName::MaxForwards,
            HeaderName::ContentLength,
        ];
        WRITTEN.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_and_long_forms_are_one_field_in_any_case() {
        for (text, name) in [
            ("v", HeaderName::Via),
            ("V", HeaderName::Via),
            ("vIa", HeaderName::Via),
            ("i", HeaderName::CallId),
            ("CALL-id", HeaderName::CallId),
            ("X-Call-ID", HeaderName::Other),
            ("q", HeaderName::Other),
            ("", HeaderName::Other),
        ] {
            assert_eq!(HeaderName::of(text.as_bytes()), name, "{text}");
        }
    }
}
