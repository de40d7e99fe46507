use std::borrow::Cow;

use tandem_model::{Attributes, DispatchRule, HeaderRules, InboundTrunk, IncludeHeaders};

/// Fields of providers that always become attributes.
const WELL_KNOWN: [(&str, &str); 10] = [
    ("X-Twilio-AccountSid", "sip.twilio.accountSid"),
    ("X-Twilio-CallSid", "sip.twilio.callSid"),
    ("X-call_leg_id", "sip.telnyx.callLegID"),
    ("X-call_session_id", "sip.telnyx.callSessionID"),
    ("X-Amzn-ConnectContactId", "sip.amazon.contactId"),
    (
        "X-Amzn-ConnectInitialContactId",
        "sip.amazon.initialContactId",
    ),
    ("X-Amzn-SourceAccount", "sip.amazon.sourceAccount"),
    ("X-Amzn-SourceArn", "sip.amazon.sourceArn"),
    ("X-Amzn-TargetArn", "sip.amazon.targetArn"),
    ("X-Lk-Test-Id", "lktest.id"),
];

/// Attributes that one INVITE may make; a header more is left out.
const MOST_ATTRIBUTES: usize = 128;

/// What an INVITE's fields become: the included ones, the well-known ones, then the mapped ones over them (reference
/// §6.4, §11).
///
/// `fields` gives names and values as they were sent, as often as it is asked; of equal names the last is included
/// and the first is mapped.
#[must_use]
pub fn header_attributes<'a, I>(fields: impl Fn() -> I, rules: Option<&HeaderRules>) -> Attributes
where
    I: Iterator<Item = (&'a [u8], &'a [u8])>,
{
    let mut attributes = Attributes::new();
    let is_included = |name: &[u8]| match rules.map_or(IncludeHeaders::None, |rules| rules.include)
    {
        IncludeHeaders::None => false,
        IncludeHeaders::X => name.get(..2).is_some_and(|x| x.eq_ignore_ascii_case(b"x-")),
        IncludeHeaders::All => true,
    };
    for (name, value) in fields().filter(|(name, _)| is_included(name)) {
        if attributes.len() < MOST_ATTRIBUTES {
            let name = text(name).to_ascii_lowercase();
            attributes.insert(format!("sip.h.{name}").into(), text(value));
        }
    }
    let custom = rules.iter().flat_map(|rules| &rules.to_attributes);
    let custom = custom.map(|(header, name)| (&**header, &**name));
    for (header, name) in WELL_KNOWN.into_iter().chain(custom) {
        let found = fields().find(|(other, _)| other.eq_ignore_ascii_case(header.as_bytes()));
        if let Some((_, value)) = found {
            attributes.insert(name.into(), text(value));
        }
    }
    attributes
}

/// How the headers of a call map: the rule's own over the trunk's; of what is included, the more.
#[must_use]
pub fn header_rules<'a>(
    trunk: Option<&'a InboundTrunk>,
    rule: &DispatchRule,
) -> Option<Cow<'a, HeaderRules>> {
    let of_trunk = trunk.map(|trunk| &trunk.spec.headers);
    let Some(terms) = &rule.spec.terms else {
        return of_trunk.map(Cow::Borrowed);
    };
    let mut merged = of_trunk.cloned().unwrap_or_default();
    merged.include = merged.include.max(terms.headers.include);
    let own = terms.headers.to_attributes.iter();
    merged
        .to_attributes
        .extend(own.map(|(header, name)| (header.clone(), name.clone())));
    Some(Cow::Owned(merged))
}

fn text(octets: &[u8]) -> Box<str> {
    String::from_utf8_lossy(octets).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [(&[u8], &[u8]); 4] = [
        (b"X-Account", b"7"),
        (b"x-twilio-callsid", b"CA1"),
        (b"Subject", b"lunch"),
        (b"X-Account", b"8"),
    ];

    fn made(include: IncludeHeaders, mapped: &[(&str, &str)]) -> Vec<(String, String)> {
        let rules = HeaderRules {
            include,
            to_attributes: mapped
                .iter()
                .map(|(header, name)| ((*header).into(), (*name).into()))
                .collect(),
            ..HeaderRules::default()
        };
        let attributes = header_attributes(|| FIELDS.into_iter(), Some(&rules));
        attributes
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect()
    }

    fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn fields_become_attributes_as_the_trunk_says() {
        let known = ("sip.twilio.callSid", "CA1");
        let x = [
            ("sip.h.x-account", "8"),
            ("sip.h.x-twilio-callsid", "CA1"),
            known,
        ];
        let all = [("sip.h.subject", "lunch"), x[0], x[1], known];
        let mapped = [("subject", "topic"), ("X-Missing", "nothing")];
        let cases = [
            (made(IncludeHeaders::None, &[]), expected(&[known])),
            (made(IncludeHeaders::X, &[]), expected(&x)),
            (made(IncludeHeaders::All, &[]), expected(&all)),
            (
                made(IncludeHeaders::None, &mapped),
                expected(&[known, ("topic", "lunch")]),
            ),
        ];
        for (made, expected) in cases {
            assert_eq!(made, expected);
        }
    }
}
