//! Update, replace and delete: the reference's §1.7 and §1.8.

mod support;

use std::sync::Arc;

use support::{Desk, addresses, auth, inbound, numbers, outbound, pin, rule, sealed};
use tandem_model::{
    DispatchRule, DispatchRuleId, InboundTrunk, MediaConfig, MediaEncryption, OutboundTrunk,
    RuleKind, SipTransport, Timestamp, TrunkId,
};
use tandem_provisioning::{
    Command, DispatchRuleUpdate, Event, InboundTrunkUpdate, ListChange, OutboundTrunkUpdate,
    Refusal,
};

fn list<T>(set: Vec<T>, add: Vec<T>, remove: Vec<T>, clear: bool) -> ListChange<T> {
    ListChange {
        set,
        add,
        remove,
        clear,
    }
}

impl Desk {
    fn update_inbound(&mut self, id: &TrunkId, update: InboundTrunkUpdate) -> Arc<InboundTrunk> {
        self.accepts(&Command::UpdateInboundTrunk(id.clone(), Box::new(update)));
        Arc::clone(self.catalog.inbound_trunk(id).expect("it is stored"))
    }

    fn update_outbound(&mut self, id: &TrunkId, update: OutboundTrunkUpdate) -> Arc<OutboundTrunk> {
        self.accepts(&Command::UpdateOutboundTrunk(id.clone(), Box::new(update)));
        Arc::clone(self.catalog.outbound_trunk(id).expect("it is stored"))
    }

    fn update_rule(
        &mut self,
        id: &DispatchRuleId,
        update: DispatchRuleUpdate,
    ) -> Arc<DispatchRule> {
        self.accepts(&Command::UpdateDispatchRule(id.clone(), Box::new(update)));
        Arc::clone(self.catalog.dispatch_rule(id).expect("it is stored"))
    }
}

#[test]
fn list_changes_set_clear_remove_and_add() {
    let cases = [
        (list(numbers(&["3"]), vec![], vec![], false), vec!["3"]),
        (
            list(vec![], numbers(&["3", "1"]), vec![], false),
            vec!["1", "2", "3"],
        ),
        (list(vec![], vec![], numbers(&["1", "9"]), false), vec!["2"]),
        (
            list(vec![], numbers(&["1", "3"]), numbers(&["1"]), false),
            vec!["2", "1", "3"],
        ),
        (list(vec![], vec![], vec![], true), vec![]),
    ];
    for (change, expected) in cases {
        let mut desk = Desk::default();
        let id = desk.inbound(inbound(&["1", "2"], &[]));
        let trunk = desk.update_inbound(
            &id,
            InboundTrunkUpdate {
                numbers: Some(change),
                ..InboundTrunkUpdate::default()
            },
        );
        assert_eq!(trunk.spec.numbers, numbers(&expected));
    }
}

#[test]
fn list_changes_that_mean_nothing_are_refused_before_the_object_is_looked_up() {
    let one = || numbers(&["1"]);
    let cases = [
        (
            list(vec![], vec![], vec![], false),
            "unsupported list update operation",
        ),
        (
            list(one(), vec![], vec![], true),
            "cannot clear and change the list at the same time",
        ),
        (
            list(vec![], one(), vec![], true),
            "cannot clear and change the list at the same time",
        ),
        (
            list(vec![], vec![], one(), true),
            "cannot clear and change the list at the same time",
        ),
        (
            list(one(), one(), vec![], false),
            "cannot set and change the list at the same time",
        ),
        (
            list(one(), vec![], one(), false),
            "cannot set and change the list at the same time",
        ),
        (
            list(numbers(&["1", ""]), vec![], vec![], false),
            "empty element in the list",
        ),
        (
            list(vec![], numbers(&[""]), one(), false),
            "empty element in the list",
        ),
        (
            list(vec![], one(), numbers(&[""]), false),
            "empty element in the list",
        ),
    ];
    let nobody = TrunkId::try_new("ST_nobody").expect("an id");
    for (change, text) in cases {
        let called = InboundTrunkUpdate {
            numbers: Some(change.clone()),
            ..InboundTrunkUpdate::default()
        };
        let callers = InboundTrunkUpdate {
            allowed_numbers: Some(change.clone()),
            ..InboundTrunkUpdate::default()
        };
        let outbound = OutboundTrunkUpdate {
            numbers: Some(change),
            ..OutboundTrunkUpdate::default()
        };
        for command in [
            Command::UpdateInboundTrunk(nobody.clone(), Box::new(called)),
            Command::UpdateInboundTrunk(nobody.clone(), Box::new(callers)),
            Command::UpdateOutboundTrunk(nobody.clone(), Box::new(outbound)),
        ] {
            assert_eq!(Desk::default().refuses(&command), text);
        }
    }
    let addresses = InboundTrunkUpdate {
        allowed_addresses: Some(list(vec![], vec![], vec![], false)),
        ..InboundTrunkUpdate::default()
    };
    let trunks = DispatchRuleUpdate {
        trunk_ids: Some(list(vec![], vec![], vec![], false)),
        ..DispatchRuleUpdate::default()
    };
    let no_rule = DispatchRuleId::try_new("SDR_nobody").expect("an id");
    for command in [
        Command::UpdateInboundTrunk(nobody.clone(), Box::new(addresses)),
        Command::UpdateDispatchRule(no_rule, Box::new(trunks)),
    ] {
        assert_eq!(
            Desk::default().refuses(&command),
            "unsupported list update operation"
        );
    }
}

#[test]
fn unknown_objects_are_not_found_but_a_trunk_may_be_deleted_twice() {
    let mut desk = Desk::default();
    let trunk = TrunkId::try_new("ST_nobody").expect("an id");
    let no_rule = DispatchRuleId::try_new("SDR_nobody").expect("an id");
    let no_trunk = "requested sip trunk does not exist";
    let not_found = "requested sip dispatch rule does not exist";
    let cases = [
        (
            Command::UpdateInboundTrunk(trunk.clone(), Box::default()),
            no_trunk,
        ),
        (
            Command::ReplaceInboundTrunk(trunk.clone(), Box::new(inbound(&["1"], &[]))),
            no_trunk,
        ),
        (
            Command::UpdateOutboundTrunk(trunk.clone(), Box::default()),
            no_trunk,
        ),
        (
            Command::ReplaceOutboundTrunk(trunk.clone(), Box::new(outbound(&["1"]))),
            no_trunk,
        ),
        (
            Command::UpdateDispatchRule(no_rule.clone(), Box::default()),
            not_found,
        ),
        (
            Command::ReplaceDispatchRule(no_rule.clone(), Box::new(rule(None, &[], &[], &[]))),
            not_found,
        ),
        (Command::DeleteDispatchRule(no_rule), not_found),
    ];
    for (command, text) in cases {
        assert_eq!(desk.put(&command), Err(Refusal::NotFound { text }));
    }
    assert_eq!(desk.accepts(&Command::DeleteTrunk(trunk)), []);
}

#[test]
fn a_trunk_of_one_kind_is_no_trunk_of_the_other() {
    let mut desk = Desk::default();
    let inbound_id = desk.inbound(inbound(&["1"], &[]));
    let outbound_id = desk.outbound(outbound(&["1"]));
    let as_outbound = Command::UpdateOutboundTrunk(inbound_id.clone(), Box::default());
    assert_eq!(
        desk.refuses(&as_outbound),
        "requested sip trunk does not exist"
    );
    let as_inbound = Command::UpdateInboundTrunk(outbound_id.clone(), Box::default());
    assert_eq!(
        desk.refuses(&as_inbound),
        "requested sip trunk does not exist"
    );
    for id in [inbound_id, outbound_id] {
        assert_eq!(desk.accepts(&Command::DeleteTrunk(id.clone())).len(), 1);
        assert_eq!(desk.accepts(&Command::DeleteTrunk(id)), []);
    }
    assert_eq!(desk.catalog.object_count(), 0);
}

#[test]
fn deleting_a_trunk_leaves_the_rules_that_name_it() {
    let mut desk = Desk::default();
    let trunk = desk.inbound(inbound(&["1"], &[]));
    let kept = desk.rule(rule(None, &[trunk.as_str()], &[], &[]));
    desk.accepts(&Command::DeleteTrunk(trunk.clone()));
    let kept = desk.catalog.dispatch_rule(&kept).expect("it stays");
    assert_eq!(kept.spec.scope.trunk_ids, [trunk]);
}

#[test]
fn scalars_are_overwritten_when_present_and_kept_when_absent() {
    let mut desk = Desk::default();
    let mut spec = inbound(&["1"], &[]);
    (spec.name, spec.metadata, spec.auth.realm) = ("a".into(), "m".into(), "r".into());
    let id = desk.inbound(spec);
    let trunk = desk.update_inbound(
        &id,
        InboundTrunkUpdate {
            metadata: Some("".into()),
            auth_realm: Some("example.com".into()),
            ..InboundTrunkUpdate::default()
        },
    );
    let spec = &trunk.spec;
    assert_eq!(
        (&*spec.name, &*spec.metadata, &*spec.auth.realm),
        ("a", "", "example.com")
    );

    let id = desk.outbound(outbound(&["1"]));
    let trunk = desk.update_outbound(
        &id,
        OutboundTrunkUpdate {
            address: Some("sip.example.org".into()),
            transport: Some(SipTransport::Tls),
            from_host: Some("from.example.org".into()),
            ..OutboundTrunkUpdate::default()
        },
    );
    assert_eq!(&*trunk.spec.address, "sip.example.org");
    assert_eq!(
        (trunk.spec.transport, &*trunk.spec.from_host),
        (SipTransport::Tls, "from.example.org")
    );
}

#[test]
fn an_update_is_checked_as_a_whole() {
    let mut desk = Desk::default();
    let mut spec = inbound(&["1"], &[]);
    spec.allowed_addresses.clear();
    let id = desk.inbound(spec);
    let clear = InboundTrunkUpdate {
        numbers: Some(list(vec![], vec![], vec![], true)),
        ..InboundTrunkUpdate::default()
    };
    let text = desk.refuses(&Command::UpdateInboundTrunk(id, Box::new(clear)));
    assert!(text.starts_with("for security, one of the fields must be set"));

    let id = desk.outbound(outbound(&["1"]));
    let last = OutboundTrunkUpdate {
        numbers: Some(list(vec![], vec![], numbers(&["1"]), false)),
        ..OutboundTrunkUpdate::default()
    };
    let text = desk.refuses(&Command::UpdateOutboundTrunk(id, Box::new(last)));
    assert_eq!(text, "no trunk numbers specified");
}

#[test]
fn taking_the_username_away_takes_the_password_with_it() {
    let mut desk = Desk::default();
    let mut spec = inbound(&["1"], &[]);
    spec.auth = auth("bob", Some("one"));
    let id = desk.inbound(spec);
    let mut update = |username: Option<&str>, password: Option<Option<_>>| {
        let update = InboundTrunkUpdate {
            auth_username: username.map(Into::into),
            auth_password: password,
            ..InboundTrunkUpdate::default()
        };
        let command = Command::UpdateInboundTrunk(id.clone(), Box::new(update));
        desk.put(&command)?;
        let trunk = desk.catalog.inbound_trunk(&id).expect("it is stored");
        Ok::<_, Refusal>((
            trunk.spec.auth.username.to_string(),
            trunk.spec.auth.password.clone(),
        ))
    };
    assert_eq!(
        update(Some("eve"), None),
        Ok(("eve".into(), Some(sealed("one"))))
    );
    assert_eq!(
        update(None, Some(Some(sealed("two")))),
        Ok(("eve".into(), Some(sealed("two"))))
    );
    assert!(update(None, Some(None)).is_err(), "a username alone");
    assert_eq!(update(Some(""), None), Ok((String::new(), None)));
    assert!(
        update(None, Some(Some(sealed("three")))).is_err(),
        "a password alone"
    );
    assert!(
        update(Some(""), Some(Some(sealed("three")))).is_err(),
        "a password alone"
    );
}

#[test]
fn a_replace_keeps_the_password_that_reads_do_not_show() {
    let mut desk = Desk::default();
    let mut spec = inbound(&["1"], &[]);
    spec.auth = auth("bob", Some("one"));
    let id = desk.inbound(spec.clone());
    spec.auth = auth("bob", None);
    spec.name = "renamed".into();
    let command = Command::ReplaceInboundTrunk(id.clone(), Box::new(spec.clone()));
    assert_eq!(desk.accepts(&command).len(), 1);
    let stored = |desk: &Desk| {
        desk.catalog
            .inbound_trunk(&id)
            .expect("it is stored")
            .spec
            .auth
            .clone()
    };
    assert_eq!(stored(&desk), auth("bob", Some("one")));
    assert_eq!(
        desk.accepts(&command),
        [],
        "the same replace again changes nothing"
    );

    spec.auth = auth("", None);
    desk.accepts(&Command::ReplaceInboundTrunk(
        id.clone(),
        Box::new(spec.clone()),
    ));
    assert_eq!(stored(&desk), auth("", None));
    spec.auth = auth("bob", None);
    desk.refuses(&Command::ReplaceInboundTrunk(id.clone(), Box::new(spec)));

    let mut spec = outbound(&["1"]);
    spec.auth = auth("bob", Some("one"));
    let id = desk.outbound(spec.clone());
    spec.auth = auth("eve", None);
    desk.accepts(&Command::ReplaceOutboundTrunk(id.clone(), Box::new(spec)));
    let trunk = desk.catalog.outbound_trunk(&id).expect("it is stored");
    assert_eq!(trunk.spec.auth, auth("eve", Some("one")));
}

#[test]
fn stamps_tell_creation_and_last_change() {
    let mut desk = Desk::default();
    let id = desk.rule(rule(None, &[], &[], &[]));
    let stamps = |desk: &Desk| {
        desk.catalog
            .dispatch_rule(&id)
            .expect("it is stored")
            .stamps
    };
    let created = stamps(&desk);
    assert_eq!(
        (created.created_at, created.updated_at),
        (Timestamp { unix_nanos: 1 }, Timestamp { unix_nanos: 1 })
    );
    desk.accepts(&Command::ReplaceDispatchRule(
        id.clone(),
        Box::new(rule(None, &[], &[], &["1"])),
    ));
    let changed = stamps(&desk);
    assert_eq!(changed.created_at, created.created_at);
    assert_eq!(changed.updated_at, Timestamp { unix_nanos: 2 });
}

#[test]
fn what_changes_nothing_records_nothing() {
    let mut desk = Desk::default();
    let trunk = desk.inbound(inbound(&["1"], &[]));
    let out = desk.outbound(outbound(&["1"]));
    let mut spec = rule(Some(pin(1, "one seal")), &[], &[], &[]);
    let id = desk.rule(spec.clone());
    let revision = desk.catalog.revision();
    spec.media = Some(MediaConfig::default());
    spec.pin = Some(pin(1, "another seal of the same PIN"));
    for command in [
        Command::UpdateInboundTrunk(trunk.clone(), Box::default()),
        Command::ReplaceInboundTrunk(trunk, Box::new(inbound(&["1"], &[]))),
        Command::UpdateOutboundTrunk(out.clone(), Box::default()),
        Command::ReplaceOutboundTrunk(out, Box::new(outbound(&["1"]))),
        Command::UpdateDispatchRule(id.clone(), Box::default()),
        Command::ReplaceDispatchRule(id.clone(), Box::new(spec.clone())),
    ] {
        assert_eq!(desk.accepts(&command), [], "{command:?}");
    }
    assert_eq!(desk.catalog.revision(), revision);
    spec.pin = Some(pin(2, "another PIN"));
    assert_eq!(
        desk.accepts(&Command::ReplaceDispatchRule(id, Box::new(spec)))
            .len(),
        1
    );
}

#[test]
fn an_update_of_a_rule_merges_attributes_and_replaces_kind_and_pin() {
    let mut desk = Desk::default();
    let mut spec = rule(Some(pin(1, "seal")), &[], &[], &[]);
    spec.attributes = [("a".into(), "1".into()), ("b".into(), "2".into())].into();
    let id = desk.rule(spec);
    let kind = RuleKind::Individual {
        room_prefix: "call-".into(),
        no_randomness: false,
    };
    let rule = desk.update_rule(
        &id,
        DispatchRuleUpdate {
            attributes: [("a".into(), "".into()), ("c".into(), "3".into())].into(),
            rule: Some((kind.clone(), None)),
            trunk_ids: Some(list(
                vec![TrunkId::try_new("ST_a").expect("an id")],
                vec![],
                vec![],
                false,
            )),
            ..DispatchRuleUpdate::default()
        },
    );
    let expected = [("b".into(), "2".into()), ("c".into(), "3".into())];
    assert_eq!(rule.spec.attributes, expected.into());
    assert_eq!((&rule.spec.kind, &rule.spec.pin), (&kind, &None));
    assert_eq!(rule.spec.scope.trunk_ids.len(), 1);
}

#[test]
fn a_created_rule_has_media_with_the_deprecated_encryption() {
    let mut desk = Desk::default();
    let id = desk.rule(rule(None, &[], &[], &["1"]));
    let media = |desk: &Desk, id| {
        desk.catalog
            .dispatch_rule(id)
            .expect("it is stored")
            .spec
            .media
            .clone()
    };
    assert_eq!(media(&desk, &id), Some(MediaConfig::default()));
    let mut spec = rule(None, &[], &[], &["2"]);
    spec.media_encryption = MediaEncryption::Require;
    let id = desk.rule(spec);
    let media = media(&desk, &id).and_then(|media| media.encryption);
    assert_eq!(media, Some(MediaEncryption::Require));
}

#[test]
fn an_update_brings_both_places_of_the_encryption_into_step() {
    use MediaEncryption::{Allow, Disable, Require};
    let media = |encryption| MediaConfig {
        encryption,
        ..MediaConfig::default()
    };
    // stored media, stored deprecated; update's media, update's deprecated; then media, deprecated.
    let cases = [
        (None, Disable, None, None, None, Disable),
        (
            None,
            Require,
            None,
            None,
            Some(media(Some(Require))),
            Require,
        ),
        (
            None,
            Disable,
            None,
            Some(Allow),
            Some(media(Some(Allow))),
            Allow,
        ),
        (
            Some(media(None)),
            Disable,
            None,
            Some(Allow),
            Some(media(Some(Allow))),
            Allow,
        ),
        (
            Some(media(Some(Require))),
            Require,
            None,
            Some(Disable),
            Some(media(Some(Require))),
            Require,
        ),
        (
            Some(media(Some(Require))),
            Require,
            Some(media(Some(Allow))),
            None,
            Some(media(Some(Allow))),
            Allow,
        ),
        (
            Some(media(Some(Require))),
            Require,
            Some(media(Some(Disable))),
            None,
            Some(media(Some(Disable))),
            Disable,
        ),
        (
            Some(media(Some(Require))),
            Disable,
            None,
            None,
            Some(media(Some(Require))),
            Require,
        ),
    ];
    for (number, case) in cases.into_iter().enumerate() {
        let (stored_media, stored, update_media, update, then_media, then) = case;
        let mut desk = Desk::default();
        let mut spec = inbound(&["1"], &[]);
        (spec.media, spec.media_encryption) = (stored_media.clone(), stored);
        let id = desk.inbound(spec);
        let trunk = desk.update_inbound(
            &id,
            InboundTrunkUpdate {
                media: update_media.clone(),
                media_encryption: update,
                ..InboundTrunkUpdate::default()
            },
        );
        assert_eq!(
            (&trunk.spec.media, trunk.spec.media_encryption),
            (&then_media, then),
            "case {number}"
        );

        let mut spec = outbound(&["1"]);
        (spec.media, spec.media_encryption) = (stored_media, stored);
        let id = desk.outbound(spec);
        let trunk = desk.update_outbound(
            &id,
            OutboundTrunkUpdate {
                media: update_media,
                media_encryption: update,
                ..OutboundTrunkUpdate::default()
            },
        );
        assert_eq!(
            (&trunk.spec.media, trunk.spec.media_encryption),
            (&then_media, then),
            "case {number}"
        );
    }
}

#[test]
fn a_replace_stores_the_encryption_as_given() {
    let mut desk = Desk::default();
    let id = desk.inbound(inbound(&["1"], &[]));
    let mut spec = inbound(&["1"], &[]);
    spec.media_encryption = MediaEncryption::Require;
    desk.accepts(&Command::ReplaceInboundTrunk(
        id.clone(),
        Box::new(spec.clone()),
    ));
    assert_eq!(
        desk.catalog.inbound_trunk(&id).expect("it is stored").spec,
        spec
    );
}

#[test]
fn a_taken_id_is_not_given_again() {
    let mut desk = Desk::default();
    let commands = [
        Command::CreateInboundTrunk(Box::new(inbound(&["1"], &[]))),
        Command::CreateOutboundTrunk(Box::new(outbound(&["1"]))),
        Command::CreateInboundTrunk(Box::new(inbound(&["2"], &[]))),
        Command::CreateDispatchRule(Box::new(rule(None, &[], &[], &["1"]))),
        Command::CreateDispatchRule(Box::new(rule(None, &[], &[], &["2"]))),
    ];
    for (done, command) in commands.iter().enumerate() {
        let facts = support::facts(7);
        let envelope =
            tandem_provisioning::decide(&desk.catalog, command, facts).expect("it is accepted");
        desk.catalog.apply(&envelope);
        assert_eq!(desk.catalog.object_count(), done + 1);
    }
}

#[test]
fn the_expected_revision_is_compared() {
    let mut desk = Desk::default();
    let id = desk.inbound(inbound(&["1"], &[]));
    let mut facts = support::facts(9);
    facts.expected_revision = Some(tandem_model::Revision(0));
    let command = Command::DeleteTrunk(id);
    let refusal = tandem_provisioning::decide(&desk.catalog, &command, facts.clone());
    assert!(matches!(refusal, Err(Refusal::RevisionMismatch { .. })));
    facts.expected_revision = Some(desk.catalog.revision());
    let envelope =
        tandem_provisioning::decide(&desk.catalog, &command, facts).expect("it is accepted");
    assert!(matches!(
        envelope.events[..],
        [Event::InboundTrunkDeleted(_)]
    ));
}

#[test]
fn addresses_change_as_they_are_written() {
    let mut desk = Desk::default();
    let id = desk.inbound(inbound(&["1"], &[]));
    let change = list(
        vec![],
        addresses(&["198.51.100.1"]),
        addresses(&["203.0.113.0/24"]),
        false,
    );
    let trunk = desk.update_inbound(
        &id,
        InboundTrunkUpdate {
            allowed_addresses: Some(change),
            ..InboundTrunkUpdate::default()
        },
    );
    assert_eq!(trunk.spec.allowed_addresses, addresses(&["198.51.100.1"]));
}
