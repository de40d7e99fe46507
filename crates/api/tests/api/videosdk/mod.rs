//! VideoSDK's dialect: routing rules, and that LiveKit's clients see the same.

mod cluster;
mod gateways;
mod rulings;
mod shared;
mod webhooks;

use http::{Method, StatusCode};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::{Reply, Servers};

/// What `Authorization` holds: a token of VideoSDK's SDKs, without prefix.
pub(crate) fn manager() -> String {
    let claims = json!({
        "apikey": "vskey",
        "permissions": ["allow_join", "allow_mod"],
        "version": 2,
        "roles": ["crawler"],
        "iat": 1,
        "exp": 4_000_000_000_u64,
    });
    let key = EncodingKey::from_secret(b"vssecret");
    encode(&Header::default(), &claims, &key).expect("a token")
}

impl Servers {
    /// A request of VideoSDK's dialect.
    pub(crate) async fn v2(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.v2_with(method, path, &[], body).await
    }

    /// [`Self::v2`] with more headers.
    pub(crate) async fn v2_with(
        &self,
        method: Method,
        path: &str,
        more: &[(&str, &str)],
        body: &Value,
    ) -> Reply {
        let token = manager();
        let mut headers = vec![
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        headers.extend(more);
        let body = match body.is_null() {
            true => String::new(),
            false => body.to_string(),
        };
        self.send(method, &format!("/v2/{path}"), &headers, body)
            .await
    }

    /// An inbound trunk of these numbers, by LiveKit's dialect.
    pub(crate) async fn numbers_in(&self, numbers: &[&str]) -> Value {
        let trunk = json!({"trunk": {"name": "in", "numbers": numbers}});
        self.sip("CreateSIPInboundTrunk", &trunk).await
    }

    /// An outbound trunk of these numbers, by LiveKit's dialect.
    pub(crate) async fn numbers_out(&self, numbers: &[&str]) -> Value {
        let trunk =
            json!({"trunk": {"name": "out", "address": "sip.example.test", "numbers": numbers}});
        self.sip("CreateSIPOutboundTrunk", &trunk).await
    }

    /// A new routing rule.
    pub(crate) async fn rule(&self, body: &Value) -> Value {
        let reply = self.v2(Method::POST, "sip/routing-rule", body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }

    /// A change of a routing rule that succeeds.
    pub(crate) async fn patched(&self, rule: &Value, body: &Value) -> Value {
        let reply = self.v2(Method::PATCH, &path(rule), body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    }

    /// A change that fails: its status and its message.
    pub(crate) async fn patch_error(&self, rule: &Value, body: &Value) -> (u16, String) {
        let reply = self.v2(Method::PATCH, &path(rule), body).await;
        failure(&reply)
    }
}

/// The path of a rule.
pub(crate) fn path(rule: &Value) -> String {
    format!("sip/routing-rule/{}", rule["id"].as_str().expect("an id"))
}

/// Status and message of an error, which is formed as all are.
pub(crate) fn failure(reply: &Reply) -> (u16, String) {
    let body = reply.json();
    let status = reply.status.as_u16();
    assert_eq!(body["statusCode"], status);
    assert_eq!(body["requestId"], reply.header("x-request-id"));
    assert!(body["code"].is_string(), "{body}");
    (
        status,
        body["message"].as_str().expect("a message").to_owned(),
    )
}
