use jsonwebtoken::{EncodingKey, Header, encode, get_current_timestamp};
use serde_json::json;

/// How long a token of one command lives, in seconds.
const LIFETIME_S: u64 = 600;

/// An access token with every grant that the commands need.
pub(super) fn sign(key: &str, secret: &str) -> Result<String, jsonwebtoken::errors::Error> {
    let now = get_current_timestamp();
    let claims = json!({
        "iss": key,
        "sub": "tandem",
        "nbf": now,
        "exp": now + LIFETIME_S,
        "video": { "roomList": true, "roomAdmin": true, "roomCreate": true },
        "sip": { "admin": true, "call": true },
    });
    encode(
        &Header::default(),
        &claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
}
