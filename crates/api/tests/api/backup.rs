//! Backups: what is sent, and to whom.

use http::{Method, StatusCode};
use serde_json::json;
use tandem_control_plane::verify;
use tandem_model::Revision;

use crate::support::{Reply, Servers, all_grants, token};

async fn backup(servers: &Servers, token: &str) -> Reply {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    servers.send(Method::GET, "/v1/backup", &headers, "").await
}

#[tokio::test]
async fn a_backup_is_whole_says_its_revision_and_shows_no_secret() {
    let servers = Servers::start().await;
    for number in 0..40 {
        let trunk = json!({"trunk": {
            "name": "office", "numbers": [format!("+4930{number:04}")],
            "auth_username": "office", "auth_password": "plain-secret"}});
        servers.sip("CreateSIPInboundTrunk", &trunk).await;
    }
    let reply = backup(&servers, &all_grants()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.header("tandem-revision"), "40");
    let shown = reply.body.windows(12).any(|part| part == b"plain-secret");
    assert!(!shown, "the password is sealed");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(&file, &reply.body).expect("written");
    let summary = verify(file.path()).expect("whole");
    assert_eq!(summary.revision, Revision(40));
    servers.stop().await;
}

#[tokio::test]
async fn only_who_may_administer_gets_a_backup() {
    let servers = Servers::start().await;
    let nobody = servers.send(Method::GET, "/v1/backup", &[], "").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    for claims in [json!({}), json!({"sip": {"call": true}})] {
        let refused = backup(&servers, &token(&claims)).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{claims}");
    }
    servers.stop().await;
}
