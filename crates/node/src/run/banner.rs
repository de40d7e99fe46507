use std::io::Write as _;

use tandem_node::config::sections::Config;
use tandem_node::config::{DEV_KEY, DEV_VIDEOSDK_KEY};

use super::Node;

/// Says where the node is, ready to paste.
pub(super) fn print(config: &Config, node: &Node) {
    let mut text = format!(
        "Tandem {} is ready at revision {}.\n  HTTP   http://{}\n  gRPC   {}\n",
        env!("CARGO_PKG_VERSION"),
        node.plane.revision(),
        node.api.http,
        node.api.grpc
    );
    for listener in node.sip.listeners() {
        text.push_str(&format!(
            "  SIP    {} {}\n",
            listener.transport.as_str(),
            listener.address
        ));
    }
    if let Some((peers, _)) = &node.peers {
        text.push_str(&format!("  nodes  {}\n", peers.address));
    }
    text.push_str(&format!(
        "  RTP    {}-{}\n\n",
        config.rtp.ports.first, config.rtp.ports.last
    ));
    text.push_str(&format!("export LIVEKIT_URL=http://{}\n", node.api.http));
    if let Some((key, secret)) = config
        .api
        .keys
        .iter()
        .next()
        .filter(|(key, _)| *key == DEV_KEY)
    {
        text.push_str(&format!(
            "export LIVEKIT_API_KEY={key}\nexport LIVEKIT_API_SECRET={}\n",
            secret.reveal()
        ));
    }
    if let Some(secret) = config.api.videosdk_keys.get(DEV_VIDEOSDK_KEY) {
        text.push_str(&format!(
            "export VIDEOSDK_API_ENDPOINT=http://{}\nexport VIDEOSDK_API_KEY={DEV_VIDEOSDK_KEY}\nexport VIDEOSDK_SECRET={}\n",
            node.api.http,
            secret.reveal()
        ));
    }
    // A closed standard output is no reason to stop a node.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
