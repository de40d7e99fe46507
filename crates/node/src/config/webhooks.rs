use std::path::PathBuf;

use serde::Serialize;

use super::outbound::Network;
use super::reader::{Section, some_text, words};

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
