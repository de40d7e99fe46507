//! Who asks, and what the token lets him do (reference §1.4).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, get_current_timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tandem_wire::internal as wire;

use crate::{ApiError, Code};

/// The longest token, in octets.
const LONGEST_TOKEN: usize = 16 << 10;
/// How far clocks may differ, in seconds.
const LEEWAY_S: u64 = 60;

/// Verified tokens that are remembered: those of some hundred clients, each with one that it uses for long. When there
/// are more, all are forgotten.
const TOKENS_REMEMBERED: usize = 1_024;
/// The longest token that is remembered, in octets: those of clients have some hundred.
const LONGEST_REMEMBERED: usize = 2 << 10;

/// API keys and their secrets.
#[derive(Clone)]
pub struct Keys(Arc<Ring>);

struct Ring {
    key_by_name: BTreeMap<String, DecodingKey>,
    /// What was verified before, by token.
    verified: Mutex<HashMap<Box<str>, Verified>>,
}

/// What a token says that was verified.
#[derive(Clone)]
struct Verified {
    caller: Caller,
    /// When it expires, in seconds of Unix.
    expires: u64,
}

impl Keys {
    /// A ring of keys.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = (String, String)>) -> Self {
        let keys = secrets
            .into_iter()
            .map(|(key, secret)| (key, DecodingKey::from_secret(secret.as_bytes())));
        Self(Arc::new(Ring {
            key_by_name: keys.collect(),
            verified: Mutex::default(),
        }))
    }

    /// Reads an `Authorization` value, or else an `access_token`.
    ///
    /// # Errors
    /// The text of the 401: it is no Twirp error.
    pub(crate) fn caller(&self, authorization: &str, access_token: &str) -> Result<Caller, String> {
        let token = match authorization {
            "" => access_token,
            value => value.strip_prefix("Bearer ").ok_or_else(|| {
                "invalid authorization header. Must start with Bearer ".to_owned()
            })?,
        };
        if token.is_empty() {
            return Ok(Caller::default());
        }
        if let Some(caller) = self.remembered(token) {
            return Ok(caller);
        }
        let verified = self.verify(token)?;
        let caller = verified.caller.clone();
        if token.len() <= LONGEST_REMEMBERED {
            let mut remembered = self.lock();
            if remembered.len() >= TOKENS_REMEMBERED {
                remembered.clear();
            }
            remembered.insert(token.into(), verified);
        }
        Ok(caller)
    }

    /// The caller of a token that was verified before and has not expired. One that was valid already stays so.
    fn remembered(&self, token: &str) -> Option<Caller> {
        let remembered = self.lock();
        let verified = remembered.get(token)?;
        let is_valid = get_current_timestamp() <= verified.expires.saturating_add(LEEWAY_S);
        is_valid.then(|| verified.caller.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Verified>> {
        // What a panic may have left is a map without an entry.
        let verified = &self.0.verified;
        verified.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verify(&self, token: &str) -> Result<Verified, String> {
        let issuer: Issuer = unverified(token)?;
        let key = self
            .0
            .key_by_name
            .get(&issuer.iss)
            .ok_or_else(|| "invalid API key".to_owned())?;
        let claims: Claims = verified(token, key)?;
        Ok(Verified {
            caller: Caller {
                key: Some(issuer.iss),
                video: claims.video,
                sip: claims.sip,
            },
            expires: claims.exp as u64,
        })
    }
}

const INVALID: &str = "invalid authorization token";

/// What a token says of who made it, before anything is known of its signature.
pub(crate) fn unverified<T: DeserializeOwned>(token: &str) -> Result<T, String> {
    let invalid = || INVALID.to_owned();
    let payload = token
        .split('.')
        .nth(1)
        .filter(|_| token.len() <= LONGEST_TOKEN)
        .ok_or_else(invalid)?;
    let payload = URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .map_err(|_| invalid())?;
    serde_json::from_slice(&payload).map_err(|_| invalid())
}

/// What a token says, if this key has signed it and it holds now.
pub(crate) fn verified<T: DeserializeOwned>(token: &str, key: &DecodingKey) -> Result<T, String> {
    // The algorithm is ours to choose, never the token's.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = LEEWAY_S;
    validation.validate_nbf = true;
    validation.validate_aud = false;
    validation.set_required_spec_claims(&["exp"]);
    let decoded = decode::<T>(token, key, &validation);
    let decoded = decoded.map_err(|error| format!("{INVALID}: {error}"))?;
    Ok(decoded.claims)
}

#[derive(Deserialize)]
struct Issuer {
    #[serde(default)]
    iss: String,
}

#[derive(Deserialize)]
struct Claims {
    /// Seconds of Unix, which may have a fraction (RFC 7519 §2); that they are there was checked.
    #[serde(default)]
    exp: f64,
    #[serde(default)]
    video: VideoGrant,
    #[serde(default)]
    sip: SipGrant,
}

/// What a token says of rooms.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct VideoGrant {
    room_create: bool,
    room_list: bool,
    room_admin: bool,
    room: String,
    destination_room: String,
}

/// What a token says of SIP.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(default)]
pub(crate) struct SipGrant {
    admin: bool,
    call: bool,
}

/// Who asks.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Caller {
    key: Option<String>,
    video: VideoGrant,
    sip: SipGrant,
}

/// What a method needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grant<'a> {
    /// Change and read trunks and rules.
    SipAdmin,
    /// Place and transfer calls.
    SipCall,
    /// Make and delete rooms.
    RoomCreate,
    /// List rooms.
    RoomList,
    /// Manage this room.
    RoomAdmin(&'a str),
    /// Move participants of one room to another.
    MoveTo {
        /// The room that they leave.
        from: &'a str,
        /// The room that they enter.
        to: &'a str,
    },
}

impl Caller {
    /// Who brings a token of VideoSDK's dialect, which lets him manage all of SIP.
    pub(crate) fn of_video_sdk(key: String) -> Self {
        Self {
            key: Some(key),
            sip: SipGrant {
                admin: true,
                call: true,
            },
            ..Self::default()
        }
    }

    /// The same caller, who may manage this room, too.
    pub(crate) fn in_room(mut self, room: &str) -> Self {
        self.video.room_admin = true;
        room.clone_into(&mut self.video.room);
        self
    }

    /// The same caller, who may take participants of one room to another, too.
    pub(crate) fn moving(self, from: &str, to: &str) -> Self {
        let mut caller = self.in_room(from);
        to.clone_into(&mut caller.video.destination_room);
        caller
    }

    /// A node that asks another one how far it is.
    pub(crate) fn of_the_node() -> Self {
        Self {
            sip: SipGrant {
                admin: true,
                call: false,
            },
            ..Self::default()
        }
    }

    /// Whether a token came.
    pub(crate) fn is_known(&self) -> bool {
        self.key.is_some()
    }

    /// The API key; empty for nobody.
    #[must_use]
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    /// As nodes tell one another.
    pub(crate) fn to_wire(&self) -> wire::Claims {
        wire::Claims {
            key: self.key().to_owned(),
            sip_admin: self.sip.admin,
            sip_call: self.sip.call,
            room_create: self.video.room_create,
            room_list: self.video.room_list,
            room_admin: self.video.room_admin,
            room: self.video.room.clone(),
            destination_room: self.video.destination_room.clone(),
        }
    }

    /// As another node tells, which has verified the token.
    pub(crate) fn from_wire(claims: wire::Claims) -> Self {
        Self {
            key: Some(claims.key).filter(|key| !key.is_empty()),
            video: VideoGrant {
                room_create: claims.room_create,
                room_list: claims.room_list,
                room_admin: claims.room_admin,
                room: claims.room,
                destination_room: claims.destination_room,
            },
            sip: SipGrant {
                admin: claims.sip_admin,
                call: claims.sip_call,
            },
        }
    }

    /// Checks a grant.
    ///
    /// # Errors
    /// `unauthenticated`, as LiveKit has it for missing grants, too.
    pub(crate) fn check(&self, grant: Grant<'_>) -> Result<(), ApiError> {
        let is_granted = match grant {
            Grant::SipAdmin => self.sip.admin,
            Grant::SipCall => self.sip.call,
            Grant::RoomCreate => self.video.room_create,
            Grant::RoomList => self.video.room_list,
            Grant::RoomAdmin(room) => self.video.room_admin && self.video.room == room,
            Grant::MoveTo { from, to } => {
                let is_admin = self.video.room_admin && self.video.room == from;
                is_admin && self.video.destination_room == to
            }
        };
        if is_granted {
            Ok(())
        } else {
            Err(ApiError::new(Code::Unauthenticated, "permissions denied"))
        }
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::{Value, json};

    use super::*;

    const NOW: u64 = 4_000_000_000;

    fn token(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
        encode(
            &Header::new(algorithm),
            claims,
            &EncodingKey::from_secret(secret.as_bytes()),
        )
        .expect("a token")
    }

    fn keys() -> Keys {
        Keys::new([("devkey".to_owned(), "secret".to_owned())])
    }

    #[test]
    fn grants_are_what_the_token_says() {
        let claims = json!({"iss": "devkey", "exp": NOW, "sip": {"admin": true}, "video": {"roomAdmin": true, "room": "r"}, "x": 1});
        let bearer = format!("Bearer {}", token(Algorithm::HS256, "secret", &claims));
        let caller = keys().caller(&bearer, "").expect("a caller");
        assert!(caller.check(Grant::SipAdmin).is_ok());
        assert!(caller.check(Grant::SipCall).is_err(), "admin is not call");
        assert!(
            caller.check(Grant::RoomAdmin("r")).is_ok()
                && caller.check(Grant::RoomAdmin("s")).is_err()
        );
        let same = keys()
            .caller("", &token(Algorithm::HS256, "secret", &claims))
            .expect("a caller");
        assert_eq!(same, caller);
    }

    #[test]
    fn broken_tokens_are_refused_with_their_text() {
        let good = json!({"iss": "devkey", "exp": NOW});
        let none = format!(
            "{}.{}.",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
            URL_SAFE_NO_PAD.encode(good.to_string())
        );
        let cases = [
            (
                "Basic x".to_owned(),
                "invalid authorization header. Must start with Bearer ",
            ),
            ("Bearer junk".to_owned(), "invalid authorization token"),
            (format!("Bearer {none}"), "invalid authorization token"),
            (
                format!("Bearer {}", token(Algorithm::HS512, "secret", &good)),
                "invalid authorization token",
            ),
            (
                format!("Bearer {}", token(Algorithm::HS256, "wrong", &good)),
                "invalid authorization token",
            ),
            (
                format!(
                    "Bearer {}",
                    token(Algorithm::HS256, "secret", &json!({"iss": "devkey"}))
                ),
                "invalid authorization token",
            ),
            (
                format!(
                    "Bearer {}",
                    token(
                        Algorithm::HS256,
                        "secret",
                        &json!({"iss": "devkey", "exp": 1})
                    )
                ),
                "invalid authorization token",
            ),
            (
                format!(
                    "Bearer {}",
                    token(
                        Algorithm::HS256,
                        "secret",
                        &json!({"iss": "devkey", "exp": NOW, "nbf": NOW})
                    )
                ),
                "invalid authorization token",
            ),
            (
                format!(
                    "Bearer {}",
                    token(
                        Algorithm::HS256,
                        "secret",
                        &json!({"iss": "other", "exp": NOW})
                    )
                ),
                "invalid API key",
            ),
            (
                format!("Bearer a.{}.c", "b".repeat(20_000)),
                "invalid authorization token",
            ),
        ];
        for (header, text) in cases {
            let error = keys().caller(&header, "").expect_err(text);
            assert!(error.starts_with(text), "{error}");
        }
    }

    #[test]
    fn a_token_is_remembered_until_it_expires() {
        let keys = keys();
        let now = get_current_timestamp();
        let bearer = |exp: u64| {
            let claims = json!({"iss": "devkey", "exp": exp, "sip": {"admin": true}});
            format!("Bearer {}", token(Algorithm::HS256, "secret", &claims))
        };
        let valid = bearer(now + 1_000);
        let first = keys.caller(&valid, "").expect("a caller");
        assert_eq!(keys.caller(&valid, ""), Ok(first));
        assert_eq!(keys.lock().len(), 1);
        for verified in keys.lock().values_mut() {
            verified.expires = now - 2 * LEEWAY_S;
        }
        let token = valid.trim_start_matches("Bearer ");
        assert_eq!(keys.remembered(token), None);
        for more in 0..=TOKENS_REMEMBERED as u64 {
            let one = bearer(now + 2_000 + more);
            assert!(keys.caller(&one, "").is_ok());
        }
        assert!(keys.lock().len() <= TOKENS_REMEMBERED);
    }

    #[test]
    fn nobody_passes_and_is_granted_nothing() {
        let nobody = keys().caller("", "").expect("nobody");
        let error = nobody
            .check(Grant::SipAdmin)
            .expect_err("nothing is granted");
        assert_eq!(
            (error.code.status().as_u16(), &*error.message),
            (401, "permissions denied")
        );
    }
}
