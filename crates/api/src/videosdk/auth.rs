use std::collections::BTreeMap;
use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use serde::Deserialize;

use crate::auth::{Caller, unverified, verified};
use crate::{ApiError, Code};

/// The version of tokens that management takes; a token need not say it.
const VERSION: u64 = 2;
/// The role of management; a token that names roles must have it.
const MANAGEMENT: &str = "crawler";
/// Permissions of which management needs one.
const PERMISSIONS: [&str; 2] = ["allow_join", "allow_mod"];

/// API keys of VideoSDK's dialect and their secrets: a namespace of their own.
#[derive(Clone)]
pub struct VideoSdkKeys(Arc<BTreeMap<String, DecodingKey>>);

#[derive(Deserialize)]
struct Maker {
    #[serde(default)]
    apikey: String,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    permissions: Vec<String>,
    roles: Option<Vec<String>>,
    version: Option<u64>,
}

impl VideoSdkKeys {
    /// A ring of keys.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = (String, String)>) -> Self {
        let keys = secrets
            .into_iter()
            .map(|(key, secret)| (key, DecodingKey::from_secret(secret.as_bytes())));
        Self(Arc::new(keys.collect()))
    }

    /// Whether there is such a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Reads an `Authorization` value, which is the bare token.
    ///
    /// # Errors
    /// `unauthenticated` for a token that is missing or does not hold, `permission_denied` for one that does not manage.
    pub(crate) fn caller(&self, token: &str) -> Result<Caller, ApiError> {
        let refused = |text: String| ApiError::new(Code::Unauthenticated, text);
        if token.is_empty() {
            return Err(refused(
                "Authorization is missing: send a token without any prefix".to_owned(),
            ));
        }
        let maker: Maker = unverified(token).map_err(refused)?;
        let key = self.0.get(&maker.apikey);
        let key = key.ok_or_else(|| refused("invalid API key".to_owned()))?;
        let claims: Claims = verified(token, key).map_err(refused)?;
        claims.check()?;
        Ok(Caller::of_video_sdk(maker.apikey))
    }
}

impl Claims {
    fn check(&self) -> Result<(), ApiError> {
        let denied = |text: &str| Err(ApiError::new(Code::PermissionDenied, text));
        if self.version.is_some_and(|version| version != VERSION) {
            return denied("version must be 2: make the token anew");
        }
        let is_role = |role: &String| role.eq_ignore_ascii_case(MANAGEMENT);
        if self
            .roles
            .as_ref()
            .is_some_and(|roles| !roles.iter().any(is_role))
        {
            return denied("roles must have crawler: make a token for management");
        }
        let is_enough = |permission: &String| PERMISSIONS.contains(&permission.as_str());
        if !self.permissions.iter().any(is_enough) {
            return denied("permissions must have allow_join or allow_mod");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::{Value, json};

    use super::*;

    fn token(secret: &str, claims: &Value) -> String {
        let mut all = json!({"apikey": "key", "exp": 4_000_000_000_u64});
        for (name, value) in claims.as_object().expect("claims") {
            all[name] = value.clone();
        }
        encode(
            &Header::default(),
            &all,
            &EncodingKey::from_secret(secret.as_bytes()),
        )
        .expect("a token")
    }

    #[test]
    fn tokens_manage_or_are_refused() {
        let keys = VideoSdkKeys::new([("key".to_owned(), "secret".to_owned())]);
        let whole =
            json!({"permissions": ["allow_join", "allow_mod"], "version": 2, "roles": ["crawler"]});
        let cases = [
            (token("secret", &whole), None),
            (
                token("secret", &json!({"permissions": ["allow_join"]})),
                None,
            ),
            (
                token("secret", &json!({"permissions": ["ask_join"]})),
                Some(Code::PermissionDenied),
            ),
            (token("secret", &json!({})), Some(Code::PermissionDenied)),
            (
                token(
                    "secret",
                    &json!({"permissions": ["allow_join"], "roles": ["rtc"]}),
                ),
                Some(Code::PermissionDenied),
            ),
            (
                token(
                    "secret",
                    &json!({"permissions": ["allow_join"], "version": 1}),
                ),
                Some(Code::PermissionDenied),
            ),
            (token("wrong", &whole), Some(Code::Unauthenticated)),
            (
                format!("Bearer {}", token("secret", &whole)),
                Some(Code::Unauthenticated),
            ),
            (
                token("secret", &json!({"apikey": "other"})),
                Some(Code::Unauthenticated),
            ),
            (
                token("secret", &json!({"exp": 1, "permissions": ["allow_join"]})),
                Some(Code::Unauthenticated),
            ),
            (String::new(), Some(Code::Unauthenticated)),
        ];
        for (given, expected) in cases {
            let refused = keys.caller(&given).err().map(|error| error.code);
            assert_eq!(refused, expected, "{given}");
        }
    }
}
