//! Trunks: what is written, read, listed and refused (reference §1.5 to §1.8, §3).

use serde_json::{Value, json};

use crate::support::{Servers, invalid, is_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbound_trunk_is_answered_with_every_field_it_has() {
    let servers = Servers::start().await;
    let trunk = json!({
        "name": "n", "metadata": "m", "numbers": ["+15105550100"], "allowedAddresses": ["203.0.113.0/24"],
        "allowed_numbers": ["+1 (415) 555-0100"], "authUsername": "u", "authPassword": "p", "auth_realm": "r",
        "headers": {"X-A": "1"}, "headersToAttributes": {"X-B": "b"}, "attributesToHeaders": {"c": "X-C"},
        "includeHeaders": "SIP_X_HEADERS", "ringingTimeout": "1.500s", "maxCallDuration": "3600s",
        "krispEnabled": true, "mediaEncryption": "SIP_MEDIA_ENCRYPT_ALLOW", "unknown": [1],
        "media": {"onlyListedCodecs": true, "codecs": [{"name": "PCMU", "rate": "8000"}], "mediaTimeout": "20s",
            "encryption": 1},
    });
    let created = servers
        .sip("CreateSIPInboundTrunk", &json!({ "trunk": trunk }))
        .await;
    let expected = json!({
        "sip_trunk_id": created["sip_trunk_id"],
        "name": "n", "metadata": "m", "numbers": ["+15105550100"], "allowed_addresses": ["203.0.113.0/24"],
        "allowed_numbers": ["+1 (415) 555-0100"], "auth_username": "u", "auth_password": "", "auth_realm": "r",
        "headers": {"X-A": "1"}, "headers_to_attributes": {"X-B": "b"}, "attributes_to_headers": {"c": "X-C"},
        "include_headers": "SIP_X_HEADERS", "ringing_timeout": "1.500s", "max_call_duration": "3600s",
        "krisp_enabled": true, "media_encryption": "SIP_MEDIA_ENCRYPT_ALLOW",
        "media": {"only_listed_codecs": true, "codecs": [{"name": "PCMU", "rate": 8000}], "media_timeout": "20s",
            "encryption": "SIP_MEDIA_ENCRYPT_ALLOW"},
        "created_at": created["created_at"], "updated_at": created["created_at"],
    });
    assert_eq!(created, expected);
    assert!(is_id(&created["sip_trunk_id"], "ST_"));
    let legacy = servers.sip("ListSIPTrunk", &json!({})).await;
    let expected = json!({"items": [{
        "sip_trunk_id": created["sip_trunk_id"], "kind": "TRUNK_INBOUND", "inbound_addresses": ["203.0.113.0/24"],
        "outbound_address": "", "outbound_number": "+15105550100", "inbound_numbers_regex": [],
        "inbound_numbers": ["+1 (415) 555-0100"], "inbound_username": "u", "inbound_password": "",
        "outbound_username": "", "outbound_password": "", "name": "n", "metadata": "m",
        "transport": "SIP_TRANSPORT_AUTO",
    }]});
    assert_eq!(legacy, expected);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outbound_trunk_is_answered_with_every_field_it_has() {
    let servers = Servers::start().await;
    let trunk = json!({"numbers": ["+15105550100"], "address": "sip.example.com", "transport": "SIP_TRANSPORT_TLS",
        "destinationCountry": "us", "fromHost": "example.com", "authPassword": "p", "authUsername": "u"});
    let created = servers
        .sip("CreateSIPOutboundTrunk", &json!({ "trunk": trunk }))
        .await;
    let expected = json!({
        "sip_trunk_id": created["sip_trunk_id"], "name": "", "metadata": "", "address": "sip.example.com",
        "transport": "SIP_TRANSPORT_TLS", "numbers": ["+15105550100"], "auth_username": "u", "auth_password": "",
        "headers": {}, "headers_to_attributes": {}, "attributes_to_headers": {}, "include_headers": "SIP_NO_HEADERS",
        "media_encryption": "SIP_MEDIA_ENCRYPT_DISABLE", "destination_country": "US", "from_host": "example.com",
        "created_at": created["created_at"], "updated_at": created["created_at"], "media": null,
    });
    assert_eq!(created, expected);
    let id = json!({"sip_trunk_id": created["sip_trunk_id"]});
    assert_eq!(
        servers.sip("GetSIPOutboundTrunk", &id).await,
        json!({"trunk": created})
    );
    let crossed = servers.sip_error("GetSIPInboundTrunk", &id).await;
    assert_eq!(crossed.1, "not_found");
    let update = json!({"sip_trunk_id": id["sip_trunk_id"], "update": {"transport": "SIP_TRANSPORT_BOGUS",
        "numbers": {"set": ["+2"]}, "name": "n"}});
    let updated = servers.sip("UpdateSIPOutboundTrunk", &update).await;
    assert_eq!(
        updated["transport"], "SIP_TRANSPORT_TLS",
        "an unknown word changes nothing"
    );
    assert_eq!(
        (&updated["numbers"], &updated["name"]),
        (&json!(["+2"]), &json!("n"))
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_are_shown_only_where_that_is_wanted() {
    for reveals in [false, true] {
        let servers = Servers::with(reveals).await;
        let trunk = json!({"auth_username": "u", "auth_password": "pass-word", "numbers": ["+1"]});
        let created = servers
            .sip("CreateSIPInboundTrunk", &json!({ "trunk": trunk }))
            .await;
        let shown = if reveals { "pass-word" } else { "" };
        assert_eq!(created["auth_password"], shown);
        // A replace with what was read keeps the password.
        let id = created["sip_trunk_id"].clone();
        let replace = json!({"sip_trunk_id": id, "replace": created});
        servers.sip("UpdateSIPInboundTrunk", &replace).await;
        let catalog = servers.plane.catalog();
        let trunk = catalog.inbound_trunks().next().expect("a trunk");
        let sealed = trunk.spec.auth.password.as_ref().expect("kept");
        assert_eq!(
            servers.plane.vault().open(sealed).expect("opens"),
            "pass-word"
        );
        servers.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_ordered_filtered_and_begin_behind_an_id() {
    let servers = Servers::start().await;
    let mut ids = Vec::new();
    for number in ["+15105550100", "+15105550101", "+15105550102"] {
        let trunk = json!({"trunk": {"numbers": [number]}});
        let created = servers.sip("CreateSIPInboundTrunk", &trunk).await;
        ids.push(created["sip_trunk_id"].as_str().expect("an id").to_owned());
    }
    let wildcard = json!({"trunk": {"allowed_addresses": ["203.0.113.7"]}});
    let wildcard = servers.sip("CreateSIPInboundTrunk", &wildcard).await["sip_trunk_id"].clone();
    let wildcard = wildcard.as_str().expect("an id").to_owned();
    let list = async |request: Value| -> Vec<String> {
        let listed = servers.sip("ListSIPInboundTrunk", &request).await;
        let items = listed["items"].as_array().expect("a list").iter();
        items
            .map(|item| item["sip_trunk_id"].as_str().expect("an id").to_owned())
            .collect()
    };
    let mut sorted = [ids.clone(), vec![wildcard.clone()]].concat();
    sorted.sort();
    assert_eq!(list(json!({})).await, sorted);
    assert_eq!(
        list(json!({"page": {"limit": 1}})).await,
        sorted,
        "a limit bounds nothing"
    );
    assert_eq!(
        list(json!({"page": {"afterId": sorted[1]}})).await,
        sorted[2..]
    );
    assert_eq!(
        list(json!({"trunk_ids": [ids[1], "ST_unknown"]})).await,
        [ids[1].clone()]
    );
    let mut expected = vec![ids[0].clone(), wildcard];
    expected.sort();
    assert_eq!(
        list(json!({"numbers": ["1 (510) 555-0100"]})).await,
        expected
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_requests_are_refused_with_the_known_words() {
    let servers = Servers::start().await;
    let id = "ST_unknown";
    let replace = json!({"numbers": ["+1"], "sip_trunk_id": "ST_other"});
    let open = "for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers";
    let differs = "trunk id in the info must be empty or match the id in the update";
    let rule = json!({"dispatchRuleDirect": {"roomName": "r"}});
    let cases = [
        ("CreateSIPInboundTrunk", json!({}), "missing trunk"),
        (
            "CreateSIPInboundTrunk",
            json!({"trunk": null}),
            "missing trunk",
        ),
        ("CreateSIPOutboundTrunk", json!({}), "missing trunk"),
        (
            "CreateSIPInboundTrunk",
            json!({"trunk": {"sip_trunk_id": id}}),
            "trunk id must not be set",
        ),
        (
            "CreateSIPOutboundTrunk",
            json!({"trunk": {"sip_trunk_id": id}}),
            "trunk id must not be set",
        ),
        ("CreateSIPInboundTrunk", json!({"trunk": {}}), open),
        (
            "CreateSIPOutboundTrunk",
            json!({"trunk": {"address": "a"}}),
            "no trunk numbers specified",
        ),
        (
            "CreateSIPOutboundTrunk",
            json!({"trunk": {"numbers": ["+1"]}}),
            "no outbound address specified",
        ),
        (
            "UpdateSIPInboundTrunk",
            json!({"replace": {}}),
            "trunk id must be set",
        ),
        (
            "UpdateSIPInboundTrunk",
            json!({"sip_trunk_id": id}),
            "missing or unsupported update action",
        ),
        (
            "UpdateSIPOutboundTrunk",
            json!({"sip_trunk_id": id}),
            "missing or unsupported update action",
        ),
        (
            "UpdateSIPInboundTrunk",
            json!({"sip_trunk_id": id, "replace": replace}),
            differs,
        ),
        ("GetSIPInboundTrunk", json!({}), "trunk ID is required"),
        ("GetSIPOutboundTrunk", json!({}), "trunk ID is required"),
        ("DeleteSIPTrunk", json!({}), "trunk ID is required"),
        ("CreateSIPDispatchRule", json!({}), "missing rule"),
        (
            "CreateSIPDispatchRule",
            json!({"dispatch_rule": {}}),
            "missing rule",
        ),
        (
            "CreateSIPDispatchRule",
            json!({"rule": {}}),
            "twirp error unknown: unsupported SIP Dispatch Rule: <nil>",
        ),
        (
            "CreateSIPDispatchRule",
            json!({"dispatch_rule": {"sip_dispatch_rule_id": "SDR_x", "rule": rule}}),
            "rule id must not be set",
        ),
        (
            "UpdateSIPDispatchRule",
            json!({"update": {}}),
            "rule id must be set",
        ),
        (
            "UpdateSIPDispatchRule",
            json!({"sip_dispatch_rule_id": "SDR_x"}),
            "missing or unsupported update action",
        ),
        (
            "DeleteSIPDispatchRule",
            json!({}),
            "dispatch rule ID is required",
        ),
        (
            "TransferSIPParticipant",
            json!({}),
            "twirp error unknown: Missing room name",
        ),
        (
            "TransferSIPParticipant",
            json!({"room_name": "r"}),
            "twirp error unknown: Missing participant identity",
        ),
    ];
    for (method, body, text) in cases {
        assert_eq!(
            servers.sip_error(method, &body).await,
            invalid(text),
            "{method} {body}"
        );
    }
    let missing = [
        (
            "GetSIPInboundTrunk",
            json!({"sip_trunk_id": id}),
            "requested sip trunk does not exist",
        ),
        (
            "GetSIPOutboundTrunk",
            json!({"sip_trunk_id": "x".repeat(1000)}),
            "requested sip trunk does not exist",
        ),
        (
            "UpdateSIPInboundTrunk",
            json!({"sip_trunk_id": id, "update": {"name": "n"}}),
            "requested sip trunk does not exist",
        ),
        (
            "DeleteSIPDispatchRule",
            json!({"sip_dispatch_rule_id": "SDR_x"}),
            "requested sip dispatch rule does not exist",
        ),
    ];
    for (method, body, text) in missing {
        let expected = (404, "not_found".to_owned(), text.to_owned());
        assert_eq!(
            servers.sip_error(method, &body).await,
            expected,
            "{method} {body}"
        );
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_admit_everyone_is_refused_with_field_value_and_remedy() {
    let servers = Servers::start().await;
    let cases = [
        (
            json!({"allowed_addresses": ["sip.example.com"]}),
            "allowed_addresses",
            "\"sip.example.com\"",
        ),
        (
            json!({"allowed_addresses": ["10.0.0.0/33"]}),
            "allowed_addresses",
            "\"10.0.0.0/33\"",
        ),
        (
            json!({"auth_username": "u"}),
            "trunk.auth_password",
            "auth_password",
        ),
        (
            json!({"numbers": ["+1"], "ringing_timeout": "-1s"}),
            "trunk.ringing_timeout",
            "negative",
        ),
    ];
    for (trunk, field, word) in cases {
        let reply = servers
            .post(
                "livekit.SIP/CreateSIPInboundTrunk",
                json!({ "trunk": trunk }).to_string(),
            )
            .await;
        let (status, code, text) = reply.error();
        assert_eq!(
            (status, code.as_str()),
            (400, "invalid_argument"),
            "{trunk}"
        );
        assert!(text.contains(word), "{text}");
        assert_eq!(reply.json()["meta"]["field"], field, "{text}");
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_name_the_other_object() {
    let servers = Servers::start().await;
    let trunk = json!({"trunk": {"name": "n", "numbers": ["+15105550100"]}});
    let first = servers.sip("CreateSIPInboundTrunk", &trunk).await;
    let reply = servers
        .post("livekit.SIP/CreateSIPInboundTrunk", trunk.to_string())
        .await;
    let (status, code, text) = reply.error();
    assert_eq!((status, code.as_str()), (400, "invalid_argument"));
    let other = first["sip_trunk_id"].as_str().expect("an id");
    let expected = format!(
        "Conflicting inbound SIP Trunks: \"<new>\" and \"{other}\", using the same number(s) [\"+15105550100\"] without AllowedNumbers set"
    );
    assert_eq!(text, expected);
    assert_eq!(
        reply.json()["meta"],
        json!({"reason": "conflict", "conflicts_with": other})
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_a_trunk_never_fails() {
    let servers = Servers::start().await;
    let created = servers
        .sip(
            "CreateSIPOutboundTrunk",
            &json!({"trunk": {"numbers": ["+1"], "address": "a"}}),
        )
        .await;
    for id in [created["sip_trunk_id"].clone(), json!("ST_unknown")] {
        let deleted = servers
            .sip("DeleteSIPTrunk", &json!({"sip_trunk_id": id}))
            .await;
        assert_eq!(
            (&deleted["sip_trunk_id"], &deleted["kind"]),
            (&id, &json!("TRUNK_LEGACY"))
        );
    }
    assert_eq!(
        servers.sip("ListSIPTrunk", &json!({})).await,
        json!({"items": []})
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replace_keeps_what_is_tandems_own_unless_it_names_it() {
    let servers = Servers::start().await;
    let plain = json!({"numbers": ["+15105550100"], "address": "sip.example.com", "auth_username": "u",
        "auth_password": "p"});
    let mut whole = plain.clone();
    let own = json!({"health_interval": "30s", "refer_trunk_id": "ST_abcdef",
        "registration": {"enabled": true, "registrar": "r.example.com", "expires": "600s", "user": "ann"}});
    let fields = whole.as_object_mut().expect("an object");
    fields.extend(own.as_object().expect("an object").clone());
    let shown = |trunk: &Value| -> Value {
        let names = ["health_interval", "refer_trunk_id", "registration"];
        names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), trunk.get(*name)?.clone())))
            .collect()
    };
    let method = "CreateSIPOutboundTrunk";
    let created = servers.sip(method, &json!({ "trunk": whole })).await;
    assert_eq!(shown(&created), own);
    let id = &created["sip_trunk_id"];
    let change = async |action: Value| {
        let mut request = action;
        request["sip_trunk_id"] = id.clone();
        shown(&servers.sip("UpdateSIPOutboundTrunk", &request).await)
    };
    assert_eq!(change(json!({ "replace": plain })).await, own);
    let mut other = plain.clone();
    other["registration"] = json!({"enabled": false});
    other["health_interval"] = json!("5s");
    let expected = json!({"health_interval": "5s", "refer_trunk_id": "ST_abcdef"});
    assert_eq!(change(json!({ "replace": other })).await, expected);
    let off = json!({"update": {"health_interval": "0s", "refer_trunk_id": ""}});
    assert_eq!(change(off).await, json!({}));
    let stored = servers
        .sip("GetSIPOutboundTrunk", &json!({"sip_trunk_id": id}))
        .await;
    assert_eq!(shown(&stored["trunk"]), json!({}));
    let inbound = json!({"name": "n", "numbers": ["+15105550100"], "refer_trunk_id": "ST_abcdef"});
    let created = servers
        .sip("CreateSIPInboundTrunk", &json!({ "trunk": inbound }))
        .await;
    let renamed = json!({"sip_trunk_id": created["sip_trunk_id"], "replace": {"name": "m", "numbers": ["+15105550100"]}});
    let renamed = servers.sip("UpdateSIPInboundTrunk", &renamed).await;
    assert_eq!(
        (&renamed["name"], &renamed["refer_trunk_id"]),
        (&json!("m"), &json!("ST_abcdef"))
    );
    servers.stop().await;
}
