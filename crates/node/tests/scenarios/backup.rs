//! A node is lost for good, and a new cluster goes on from its backup.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::{Net, Node, post, until};

const TANDEM: &str = env!("CARGO_BIN_EXE_tandem");

/// A node of the new cluster.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

static NET: LazyLock<Net> = LazyLock::new(Net::claim);

fn http(node: u8) -> SocketAddr {
    SocketAddr::new(NET.ip(node), 7880)
}

/// Configures a node of the new cluster, which has the lost node's key.
fn configure(dir: &Path, node: u8) {
    let text = format!(
        "[node]\nid = {node}\n[cluster]\nname = \"restored\"\nlisten = \"{ip}:7883\"\n\
         [http]\nlisten = \"{ip}:7880\"\n[grpc]\nlisten = \"{ip}:7882\"\n\
         [[sip.listeners]]\ntransport = \"udp\"\naddress = \"{ip}:5060\"\n\
         [rtp]\nports = \"13000-13099\"\n[storage]\ndir = \"{dir}/new-{node}\"\n\
         [secrets]\nkey_file = \"{dir}/lost/vault.key\"\n\
         [api]\nreveal_secrets = true\n[api.keys]\ndevkey = \"secret\"\n",
        ip = http(node).ip(),
        dir = dir.display()
    );
    std::fs::write(dir.join(format!("{node}.toml")), text).expect("written");
}

fn serve(dir: &Path, node: u8) -> Serving {
    let child = Command::new(TANDEM)
        .args(["serve", "--config"])
        .arg(dir.join(format!("{node}.toml")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the node starts");
    Serving(child)
}

/// Runs a command in `dir` against a node.
fn tandem(dir: &Path, node: SocketAddr, arguments: &[&str]) -> Output {
    Command::new(TANDEM)
        .args(arguments)
        .current_dir(dir)
        .env("LIVEKIT_URL", format!("http://{node}"))
        .env("LIVEKIT_API_KEY", "devkey")
        .env("LIVEKIT_API_SECRET", "secret")
        .output()
        .expect("it runs")
}

fn done(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn trunks(node: SocketAddr) -> Option<Value> {
    let path = "/twirp/livekit.SIP/ListSIPInboundTrunk";
    let answer = post(node, path, &json!({})).ok();
    let answer = answer.filter(|(status, _)| *status == 200);
    answer.map(|(_, answer)| answer["items"].clone())
}

#[test]
fn a_new_cluster_goes_on_from_a_backup_with_secrets_and_history() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    let lost = Node::start(&dir.join("lost"), "13100-13199", &[]);
    for number in 1..=30 {
        let trunk = json!({"trunk": {"name": format!("t{number}"), "numbers": [format!("+4930{number:04}")],
            "auth_username": "user", "auth_password": format!("password-{number}")}});
        lost.sip_api("CreateSIPInboundTrunk", &trunk);
    }
    let taken = done(&tandem(dir, lost.http, &["backup", "kept", "--json"]));
    let taken: Value = serde_json::from_str(&taken).expect("JSON");
    assert_eq!(
        (&taken["revision"], &taken["envelopes"]),
        (&json!(30), &json!(30))
    );
    // The new file takes the place of the old one, and nothing lies beside it.
    lost.sip_api(
        "CreateSIPInboundTrunk",
        &json!({"trunk": {"name": "last", "numbers": ["+49309999"]}}),
    );
    done(&tandem(dir, lost.http, &["backup", "kept"]));
    assert!(!dir.join("kept.new").exists());
    let http_of_lost = lost.http;
    drop(lost);
    let gone = refused(&tandem(dir, http_of_lost, &["backup", "kept"]));
    assert!(gone.contains("does not answer"), "{gone}");
    let proven = done(&tandem(
        dir,
        http_of_lost,
        &["backup-verify", "kept", "--json"],
    ));
    let proven: Value = serde_json::from_str(&proven).expect("JSON");
    assert_eq!(proven["revision"], 31);

    configure(dir, 1);
    let restore = |file: &str| tandem(dir, http(1), &["restore", file, "--config", "1.toml"]);
    let mut bytes = std::fs::read(dir.join("kept")).expect("readable");
    std::fs::write(dir.join("cut"), &bytes[..bytes.len() / 2]).expect("written");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(dir.join("broken"), &bytes).expect("written");
    for (file, why) in [("cut", "too early"), ("broken", "checksum")] {
        let told = refused(&restore(file));
        assert!(told.contains(why), "{told}");
        assert!(!dir.join("new-1").exists(), "nothing is left behind");
    }
    done(&restore("kept"));
    let told = refused(&restore("kept"));
    assert!(told.contains("not empty"), "{told}");

    let _first = serve(dir, 1);
    let found = until("the restored node serves", || trunks(http(1)));
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), 31);
    for number in 1..=30 {
        let name = format!("t{number}");
        let trunk = found.iter().find(|trunk| trunk["name"] == name);
        let password = trunk.map(|trunk| &trunk["auth_password"]);
        assert_eq!(password, Some(&json!(format!("password-{number}"))));
    }
    let more = json!({"trunk": {"name": "more", "numbers": ["+49308888"]}});
    until("it leads", || {
        let made = post(http(1), "/twirp/livekit.SIP/CreateSIPInboundTrunk", &more);
        made.ok().filter(|(status, _)| *status == 200)
    });

    configure(dir, 2);
    let _second = serve(dir, 2);
    until("the second node listens", || trunks(http(2)));
    let url = format!("http://{}", http(2));
    done(&tandem(dir, http(1), &["cluster", "join", &url]));
    // It has the journal as well, once it has been fetched.
    let second = until("the second node gives a backup", || {
        let taken = tandem(dir, http(2), &["backup", "second", "--json"]);
        let taken: Value = serde_json::from_slice(&taken.stdout).ok()?;
        (taken["revision"] == 32).then_some(taken)
    });
    assert_eq!(second["cluster"], "restored");
    let whole = std::fs::read(dir.join("second")).expect("readable");
    let before = std::fs::read(dir.join("kept")).expect("readable");
    let envelopes = |file: &[u8], name: &str| file[22 + name.len()..].to_vec();
    let before = envelopes(&before, "tandem");
    let history = &before[..before.len() - 32];
    assert!(
        envelopes(&whole, "restored").starts_with(history),
        "the history is the same"
    );
}
