//! Every row of the reference's §3.1, §3.4 and §3.5, and of what Tandem refuses beyond it.

mod support;

use std::time::Duration;

use support::{Desk, auth, inbound, outbound, rule};
use tandem_model::{
    Auth, CodecChoice, InboundTrunkSpec, MediaConfig, OutboundTrunkSpec, PhoneNumber, RuleKind,
};
use tandem_provisioning::{Command, Refusal, texts};

const FORBIDDEN: &str = "accept accept-encoding accept-language allow allow-events call-id contact \
    content-encoding content-length content-type cseq event expires from max-forwards record-route \
    refer-to reply-to k l m o r t u v";

fn fault_of_inbound(change: impl FnOnce(&mut InboundTrunkSpec)) -> Option<String> {
    let mut spec = inbound(&["+15105550100"], &[]);
    change(&mut spec);
    let result = Desk::default().put(&Command::CreateInboundTrunk(Box::new(spec)));
    result.err().map(|refusal| refusal.to_string())
}

fn fault_of_outbound(change: impl FnOnce(&mut OutboundTrunkSpec)) -> Option<String> {
    let mut spec = outbound(&["+15105550100"]);
    change(&mut spec);
    let result = Desk::default().put(&Command::CreateOutboundTrunk(Box::new(spec)));
    result.err().map(|refusal| refusal.to_string())
}

fn fault_of_header(name: &str, value: &str) -> Option<String> {
    let header = [(name.into(), value.into())];
    let inbound = fault_of_inbound(|spec| spec.headers.literal = header.clone().into());
    let outbound = fault_of_outbound(|spec| spec.headers.literal = header.into());
    assert_eq!(inbound, outbound, "both kinds of trunk check headers alike");
    inbound
}

fn fault_of_media(media: &MediaConfig) -> Option<String> {
    let inbound = fault_of_inbound(|spec| spec.media = Some(media.clone()));
    let outbound = fault_of_outbound(|spec| spec.media = Some(media.clone()));
    let mut spec = rule(None, &[], &[], &[]);
    spec.media = Some(media.clone());
    let of_rule = Desk::default().put(&Command::CreateDispatchRule(Box::new(spec)));
    let of_rule = of_rule.err().map(|refusal| refusal.to_string());
    assert_eq!(
        (&inbound, &inbound),
        (&outbound, &of_rule),
        "all check media alike"
    );
    inbound
}

fn codec(name: &str) -> MediaConfig {
    MediaConfig {
        codecs: vec![CodecChoice {
            name: name.into(),
            rate: 0,
        }],
        ..MediaConfig::default()
    }
}

fn refused(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn an_inbound_trunk_names_who_may_call() {
    let fault = fault_of_inbound(|spec| *spec = InboundTrunkSpec::default());
    assert_eq!(
        fault,
        refused(
            "for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers"
        )
    );
    let only_callers = fault_of_inbound(|spec| *spec = inbound(&[], &["+1"]));
    assert_eq!(only_callers, None, "an address is listed");
    let only_auth = fault_of_inbound(|spec| {
        *spec = InboundTrunkSpec {
            auth: auth("bob", Some("sealed")),
            ..InboundTrunkSpec::default()
        };
    });
    assert_eq!(only_auth, None);
}

#[test]
fn half_a_pair_of_credentials_is_refused() {
    let alone = "auth_password must be set with auth_username \"bob\": give the password, or clear auth_username";
    assert_eq!(
        fault_of_inbound(|spec| spec.auth = auth("bob", None)),
        refused(alone)
    );
    assert_eq!(
        fault_of_outbound(|spec| spec.auth = auth("bob", None)),
        refused(alone)
    );
    let nobody =
        "auth_username must be set with auth_password: give the username, or clear auth_password";
    assert_eq!(
        fault_of_inbound(|spec| spec.auth = auth("", Some("x"))),
        refused(nobody)
    );
    assert_eq!(
        fault_of_outbound(|spec| spec.auth = auth("", Some("x"))),
        refused(nobody)
    );
    assert_eq!(
        fault_of_outbound(|spec| spec.auth = auth("bob", Some("x"))),
        None
    );
}

#[test]
fn an_outbound_trunk_has_numbers_and_a_host() {
    let no_numbers = fault_of_outbound(|spec| {
        spec.numbers.clear();
        spec.address = "".into();
    });
    assert_eq!(no_numbers, refused("no trunk numbers specified"));
    let no_address = fault_of_outbound(|spec| spec.address = "".into());
    assert_eq!(no_address, refused("no outbound address specified"));

    let transport = "should not contain transport parameter";
    let uri = "should be a hostname or IP, not SIP URI";
    let cases = [
        ("sip.example.com", None),
        ("203.0.113.7:5080", None),
        ("[2001:db8::7]:5060", None),
        ("sip.example.com;transport=tcp", Some(transport)),
        ("sip:bob@sip.example.com;transport=tcp", Some(transport)),
        ("bob@sip.example.com", Some(uri)),
        ("sip.example.com;lr", Some(uri)),
        ("sip:sip.example.com", Some(uri)),
        ("sips:sip.example.com", Some(uri)),
    ];
    for (host, fault) in cases {
        let of_address = fault_of_outbound(|spec| spec.address = host.into());
        assert_eq!(
            of_address,
            fault.map(|fault| format!("trunk address {fault}"))
        );
        let of_from = fault_of_outbound(|spec| spec.from_host = host.into());
        assert_eq!(of_from, fault.map(|fault| format!("from_host {fault}")));
    }
}

#[test]
fn header_names_that_the_stack_writes_are_refused() {
    for name in FORBIDDEN.split_whitespace() {
        for name in [name.to_owned(), name.to_uppercase()] {
            let fault = fault_of_header(&name, "x");
            let text = format!("invalid header name: header name {name} not supported");
            assert_eq!(fault, Some(text));
        }
    }
    for name in [
        "Route",
        "Via",
        "To",
        "Diversion",
        "P-Asserted-Identity",
        "X-A",
        "User-Agent",
        "Supported",
        "Require",
        "i",
        "f",
        "s",
        "e",
        "c",
        "x.!%*_+`'~9",
    ] {
        assert_eq!(fault_of_header(name, ""), None, "{name}");
    }
}

#[test]
fn header_names_and_values_are_bounded_and_free_of_line_breaks() {
    let long = "x".repeat(256);
    let value = "v".repeat(1025);
    let cases = [
        (
            "",
            "x",
            "invalid header name: header name cannot be empty".to_owned(),
        ),
        (
            &long,
            "x",
            "invalid header name: header name too long (max 255 characters)".to_owned(),
        ),
        (
            "X A",
            "x",
            "invalid header name: header name X A contains invalid characters: char 32 not allowed"
                .to_owned(),
        ),
        (
            "X:A",
            "x",
            "invalid header name: header name X:A contains invalid characters: char 58 not allowed"
                .to_owned(),
        ),
        (
            "X-A",
            &value,
            "invalid header value for X-A: header X-A: value too long (max 1024 characters)"
                .to_owned(),
        ),
        (
            "X-A",
            "a\r\nVia: b",
            "invalid header value for X-A: header X-A: value: char 13 not allowed".to_owned(),
        ),
        (
            "X-A",
            "a\0",
            "invalid header value for X-A: header X-A: value: char 0 not allowed".to_owned(),
        ),
        (
            "X-A",
            "a\u{7f}",
            "invalid header value for X-A: header X-A: value: char 127 not allowed".to_owned(),
        ),
    ];
    for (name, value, text) in cases {
        assert_eq!(fault_of_header(name, value), Some(text));
    }
    assert_eq!(fault_of_header(&long[..255], &value[..1024]), None);
    assert_eq!(fault_of_header("X-A", "tab\tund Größe"), None);
}

#[test]
fn numbers_users_and_realms_end_no_line() {
    for end in ["\r", "\n", "\0", "\r\nX-Evil: 1"] {
        let text = format!("+4930{end}");
        let fault = refused(&format!(
            "{text:?} must not contain line breaks or control characters"
        ));
        let number = || vec![PhoneNumber::new(&text)];
        assert_eq!(fault_of_inbound(|spec| spec.numbers = number()), fault);
        assert_eq!(fault_of_outbound(|spec| spec.numbers = number()), fault);
        let realm = |spec: &mut InboundTrunkSpec| spec.auth.realm = text.as_str().into();
        assert_eq!(fault_of_inbound(realm), fault);
        let user = |auth: &mut Auth| auth.username = text.as_str().into();
        assert_eq!(fault_of_inbound(|spec| user(&mut spec.auth)), fault);
        assert_eq!(fault_of_outbound(|spec| user(&mut spec.auth)), fault);
    }
}

#[test]
fn mapped_header_names_need_valid_characters_only() {
    let bad =
        "invalid header name: header name X A contains invalid characters: char 32 not allowed";
    let read = fault_of_inbound(|spec| {
        spec.headers.to_attributes = [("X A".into(), "attribute".into())].into();
    });
    assert_eq!(read, refused(bad));
    let written = fault_of_outbound(|spec| {
        spec.headers.from_attributes = [("attribute".into(), "X A".into())].into();
    });
    assert_eq!(written, refused(bad));
    let from = fault_of_inbound(|spec| {
        spec.headers.to_attributes = [("From".into(), "any attribute".into())].into();
        spec.headers.from_attributes = [("any attribute".into(), "Contact".into())].into();
    });
    assert_eq!(from, None);
}

#[test]
fn media_options_are_checked() {
    assert_eq!(fault_of_media(&codec("")), refused("missing codec name"));
    assert_eq!(
        fault_of_media(&codec("PC MU")),
        refused("invalid codec name")
    );
    assert_eq!(
        fault_of_media(&codec("PCMU/8000")),
        refused("codec name must not contain '/'")
    );
    assert_eq!(fault_of_media(&codec("nobody-knows-it")), None);
    let timeout = |seconds, nanos| MediaConfig {
        media_timeout: Some(Duration::new(seconds, nanos)),
        ..MediaConfig::default()
    };
    assert_eq!(fault_of_media(&timeout(600, 0)), None);
    assert_eq!(
        fault_of_media(&timeout(600, 1)),
        refused("media_timeout must not exceed 10m0s")
    );
}

#[test]
fn media_is_named_before_headers_inbound_and_after_them_outbound() {
    let header = [("Call-ID".into(), "x".into())];
    let inbound = fault_of_inbound(|spec| {
        spec.media = Some(codec(""));
        spec.headers.literal = header.clone().into();
    });
    assert_eq!(inbound, refused("missing codec name"));
    let outbound = fault_of_outbound(|spec| {
        spec.media = Some(codec(""));
        spec.headers.literal = header.into();
    });
    assert_eq!(
        outbound,
        refused("invalid header name: header name Call-ID not supported")
    );
}

#[test]
fn time_limits_end_at_a_day() {
    let day = Duration::from_secs(86_400);
    let at_the_bound = fault_of_inbound(|spec| {
        spec.limits.ringing_timeout = Some(day);
        spec.limits.max_call_duration = Some(day);
    });
    assert_eq!(at_the_bound, None);
    let ringing = fault_of_inbound(|spec| {
        spec.limits.ringing_timeout = Some(day + Duration::from_millis(1));
    });
    assert_eq!(
        ringing,
        refused(
            "ringing_timeout is 86400.001s and may be 86400s (24 hours): shorten it, or leave it out for the \
             server's default"
        )
    );
    let lasting = fault_of_inbound(|spec| spec.limits.max_call_duration = Some(day * 2));
    assert!(lasting.is_some_and(|text| text.starts_with("max_call_duration is 172800s")));
}

#[test]
fn a_room_prefix_leaves_room_for_the_caller() {
    for (bytes, accepted) in [(192, true), (193, false)] {
        let prefix = "r".repeat(bytes);
        let kinds = [
            RuleKind::Individual {
                room_prefix: prefix.as_str().into(),
                no_randomness: false,
            },
            RuleKind::Callee {
                room_prefix: prefix.as_str().into(),
                randomize: true,
            },
        ];
        for kind in kinds {
            let mut spec = rule(None, &[], &[], &[]);
            spec.kind = kind;
            let result = Desk::default().put(&Command::CreateDispatchRule(Box::new(spec)));
            assert_eq!(result.is_ok(), accepted);
        }
    }
}

#[test]
fn a_refusal_names_the_field_by_its_path() {
    let spec = outbound(&[]);
    let refusal = Desk::default().put(&Command::CreateOutboundTrunk(Box::new(spec)));
    assert_eq!(
        refusal,
        Err(Refusal::Invalid {
            field: "trunk.numbers",
            text: "no trunk numbers specified".to_owned(),
        })
    );
    assert_eq!(texts::MISSING_TRUNK, "missing trunk");
}

#[test]
fn commands_and_refusals_print_no_secret() {
    let mut spec = inbound(&["+15105550100"], &["+15105550101"]);
    spec.auth = auth("bob", Some("hush"));
    let command = Command::CreateInboundTrunk(Box::new(spec));
    let mut desk = Desk::default();
    let events = desk.accepts(&command);
    let secret_rule = rule(Some(support::pin(42, "hush")), &[], &[], &[]);
    let rule = desk.accepts(&Command::CreateDispatchRule(Box::new(secret_rule)));
    let printed = format!("{command:?} {events:?} {rule:?} {:?}", desk.catalog);
    for secret in ["hush", "104, 117, 115, 104", "5550100", "5550101", "42, 42"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
