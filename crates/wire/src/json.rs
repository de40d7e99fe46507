//! Where the JSON form of the generated code differs from that of LiveKit's server.

use pbjson_types::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

/// A timestamp that ends in `Z`; the generated form ends in `+00:00`, which some SDKs refuse.
pub(crate) struct Utc<'a>(pub(crate) &'a Timestamp);

impl Serialize for Utc<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_value(self.0).map_err(serde::ser::Error::custom)?;
        let text = text.as_str().unwrap_or_default();
        let local = text.strip_suffix("+00:00").unwrap_or(text);
        serializer.serialize_str(&format!("{}Z", local.trim_end_matches('Z')))
    }
}

/// An enum value as it comes: by name or by number.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Word {
    /// By name; an unknown one counts as absent.
    Name(String),
    /// By number; unknown ones are kept, enums are open.
    Number(i32),
}

impl Word {
    pub(crate) fn number(self, by_name: impl FnOnce(&str) -> Option<i32>) -> Option<i32> {
        match self {
            Self::Name(name) => by_name(&name),
            Self::Number(number) => Some(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::livekit::{
        SipInboundTrunkInfo, SipMediaConfig, SipMediaEncryption, SipOutboundTrunkUpdate,
    };

    #[test]
    fn unset_messages_are_null_and_unset_options_are_left_out() {
        let trunk = SipInboundTrunkInfo {
            created_at: Some(pbjson_types::Timestamp {
                seconds: 1,
                nanos: 500_000_000,
            }),
            media: Some(SipMediaConfig::default()),
            ..SipInboundTrunkInfo::default()
        };
        let written = serde_json::to_value(&trunk).expect("written");
        let expected = json!({
            "sip_trunk_id": "", "name": "", "metadata": "", "numbers": [], "allowed_addresses": [], "allowed_numbers": [],
            "auth_username": "", "auth_password": "", "auth_realm": "", "headers": {}, "headers_to_attributes": {},
            "attributes_to_headers": {}, "include_headers": "SIP_NO_HEADERS", "ringing_timeout": null,
            "max_call_duration": null, "krisp_enabled": false, "media_encryption": "SIP_MEDIA_ENCRYPT_DISABLE",
            "created_at": "1970-01-01T00:00:01.500Z", "updated_at": null,
            "media": {"only_listed_codecs": false, "codecs": []},
        });
        assert_eq!(written, expected);
        let read: SipInboundTrunkInfo = serde_json::from_value(written).expect("its own form");
        assert_eq!(read, trunk);
    }

    #[test]
    fn unknown_enum_words_leave_options_unset() {
        let read = |json: Value| serde_json::from_value::<SipOutboundTrunkUpdate>(json);
        let update = read(json!({"transport": "SIP_TRANSPORT_CARRIER_PIGEON", "name": "n"}));
        assert_eq!(update.expect("read").transport, None);
        for word in [json!("SIP_MEDIA_ENCRYPT_REQUIRE"), json!(2)] {
            let update = read(json!({"mediaEncryption": word})).expect("read");
            let expected = SipMediaEncryption::SipMediaEncryptRequire as i32;
            assert_eq!(update.media_encryption, Some(expected));
        }
    }
}
