use std::collections::BTreeMap;

/// Names to values of SIP headers, or of headers to attributes; ordered, so that equal maps have equal bytes.
pub type Headers = BTreeMap<Box<str>, Box<str>>;

/// A participant's attributes.
pub type Attributes = BTreeMap<Box<str>, Box<str>>;
