//! What differs between the stores that are measured: paths, bodies and what a node says of itself.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use clap::ValueEnum;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::client::Client;
use super::message::{Individual, Rule, RuleKind};

/// When the token expires, in seconds of Unix: in 2096.
const EXPIRES: u64 = 4_000_000_000;

/// A store that is measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum Store {
    /// Dispatch rules.
    Tandem,
    /// Keys, by etcd's API version 3.
    Etcd,
}

impl Store {
    /// The header that lets requests in: a token for the keys of development. etcd asks for none.
    #[must_use]
    pub fn authorization(self) -> Option<String> {
        match self {
            Self::Tandem => Some(format!("Bearer {}", token("devkey", "secret"))),
            Self::Etcd => None,
        }
    }

    /// The index of the node that leads, as it says itself.
    pub async fn leader(self, clients: &mut [Client]) -> Option<usize> {
        for (node, client) in clients.iter_mut().enumerate() {
            let path = match self {
                Self::Tandem => "/twirp/tandem.admin.v1.Admin/ClusterStatus",
                Self::Etcd => "/v3/maintenance/status",
            };
            let answer = client.post(path, "{}".to_owned()).await;
            let Some(status) = answer.ok().and_then(|answer| answer.json().ok()) else {
                continue;
            };
            let (own, leading) = match self {
                Self::Tandem => (&status["node_id"], &status["leader_id"]),
                Self::Etcd => (&status["header"]["member_id"], &status["leader"]),
            };
            if number(own).is_some() && number(own) == number(leading) {
                return Some(node);
            }
        }
        None
    }

    /// Whether a node answers that it serves.
    pub async fn is_ready(self, client: &mut Client) -> bool {
        match self {
            Self::Tandem => client
                .get("/readyz")
                .await
                .is_ok_and(|answer| answer.status == 200),
            Self::Etcd => client.get("/health").await.is_ok_and(|answer| {
                answer
                    .json()
                    .is_ok_and(|health| health["health"] == json!("true"))
            }),
        }
    }

    /// The names that begin so, as this node lists them.
    ///
    /// # Errors
    ///
    /// The node does not answer, or not with a list.
    pub async fn names(self, client: &mut Client, prefix: &str) -> anyhow::Result<Vec<String>> {
        let (path, body) = match self {
            Self::Tandem => ("/twirp/livekit.SIP/ListSIPDispatchRule", json!({})),
            Self::Etcd => {
                let end = format!("{prefix}~");
                let body = json!({"key": STANDARD.encode(prefix), "range_end": STANDARD.encode(end), "keys_only": true});
                ("/v3/kv/range", body)
            }
        };
        let answer = client.post(path, body.to_string()).await?;
        anyhow::ensure!(answer.status == 200, "{}", answer.text());
        let list = answer.json()?;
        let names = match self {
            Self::Tandem => items(&list["items"], |item| {
                item["name"].as_str().map(str::to_owned)
            }),
            Self::Etcd => items(&list["kvs"], |item| {
                let key = STANDARD.decode(item["key"].as_str()?).ok()?;
                String::from_utf8(key).ok()
            }),
        };
        let names = names.context("an item of the list has no name")?;
        let own = names.into_iter().filter(|name| name.starts_with(prefix));
        Ok(own.collect())
    }
}

fn items(list: &Value, name: impl Fn(&Value) -> Option<String>) -> Option<Vec<String>> {
    list.as_array().into_iter().flatten().map(name).collect()
}

/// What is created under this name.
pub(super) fn rule(name: &str) -> Rule {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let individual = Some(Individual {
        room_prefix: "call-".to_owned(),
    });
    Rule {
        rule: Some(RuleKind { individual }),
        name: name.to_owned(),
        numbers: vec![format!("+{digits}")],
    }
}

/// A number as JSON has it: 64 bits are a text.
fn number(value: &Value) -> Option<u64> {
    let text = value.as_str().and_then(|text| text.parse().ok());
    value.as_u64().or(text)
}

/// A token of HS256 (RFC 7515) that grants what an administrator of trunks and rules may do.
fn token(key: &str, secret: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = json!({"iss": key, "sub": "clusterload", "exp": EXPIRES, "sip": {"admin": true, "call": true},
        "video": {"roomList": true}});
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("a key of HMAC may have any length");
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_a_number_of_its_own() {
        let numbers = |name| rule(name).numbers;
        assert_eq!(numbers("w0007-1-002-000003"), ["+00071002000003"]);
        assert_ne!(numbers("w1-1"), numbers("w1-2"));
    }
}
