//! Phone numbers, secrets and tokens stay out of the logs, at the finest level of our own code.

#[path = "api/support.rs"]
#[expect(dead_code, reason = "another test program uses the rest")]
mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use support::Servers;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What our own code and the log's engine say at their finest; the HTTP libraries at what `info` lets through.
const FILTER: &str = "info,tandem_api=trace,tandem_consensus=trace,tandem_control_plane=trace,\
                      tandem_dispatch=trace,tandem_provisioning=trace,tandem_rooms=trace,openraft=trace,sled=trace";

/// Long enough that no port, identifier or fraction of a second in the log holds it by chance.
const PIN: &str = "904172836150";

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().expect("nobody panics here");
        all.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_number_secret_or_token_is_logged() {
    let captured = Captured::default();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(FILTER))
        .with_ansi(false)
        .without_time()
        .with_writer(captured.clone())
        .init();
    tracing::info!("a canary that must be seen");
    let servers = Servers::start().await;
    let trunk = json!({"trunk": {"numbers": ["+15105550177"], "auth_username": "planted-user",
        "auth_password": "planted-password", "allowed_numbers": ["+14155550188"]}});
    servers.sip("CreateSIPInboundTrunk", &trunk).await;
    let refused = servers.sip_error("CreateSIPInboundTrunk", &trunk).await;
    assert_eq!(refused.0, 400);
    let rule = json!({"rule": {"dispatchRuleDirect": {"roomName": "r", "pin": PIN}}});
    servers.sip("CreateSIPDispatchRule", &rule).await;
    let call =
        json!({"from": "+14155550188", "to": "+15105550177", "source": "203.0.113.7", "pin": PIN});
    let explained = servers
        .post("tandem.admin.v1.Admin/Explain", call.to_string())
        .await;
    assert_eq!(explained.status.as_u16(), 200);
    servers.stop().await;
    let log = captured.0.lock().expect("nobody panics here");
    let log = String::from_utf8_lossy(&log);
    assert!(log.contains("a canary that must be seen"));
    let token = support::all_grants();
    for planted in ["5105550177", "4155550188", "planted-", PIN, token.as_str()] {
        let line = log.lines().find(|line| line.contains(planted));
        assert_eq!(line, None, "{planted} was logged");
    }
}
