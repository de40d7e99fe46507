use std::path::PathBuf;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use tandem_model::AllowedAddress;

use super::reader::{Section, some_text, words};

/// A network, or one address; written `10.0.0.0/8` or `192.0.2.7`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Network(pub AllowedAddress);

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = AllowedAddress::try_new(text);
        network.map(Self).map_err(|fault| fault.to_string())
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

/// Who is told over HTTP what becomes of calls.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Webhooks {
    /// Who signs the certificates of receivers, in PEM; the authorities of the web by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
    /// Networks that receivers may be in beside the public one. Whoever may write a webhook's URL reaches these through
    /// this node.
    pub allowed_networks: Vec<Network>,
}

impl Webhooks {
    /// What `tandem dev` allows: receivers on the same machine.
    pub(super) fn of_this_machine() -> Self {
        let networks = ["127.0.0.0/8", "::1"];
        let networks = networks.map(|text| text.parse().expect("a network"));
        Self {
            ca: None,
            allowed_networks: networks.to_vec(),
        }
    }
}

pub(super) fn webhooks(mut section: Section<'_>) -> Webhooks {
    let mut webhooks = Webhooks::default();
    section.set("ca", &mut webhooks.ca, |value| {
        some_text(value).map(|text| Some(text.into()))
    });
    section.set("allowed_networks", &mut webhooks.allowed_networks, words);
    section.finish();
    webhooks
}
