//! A disk that takes no more: nothing is acknowledged that is not kept, the node says so, and calls go on.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tandem_rtp_proto::Codec;

use crate::support::{Node, Phone, TANDEM, talk_until, until};
use crate::{direct, tool};

/// The size of the disk: sled takes a part of it at once.
const DISK: &str = "size=32m";

/// The words that become the node in a place of its own.
fn shell(script: &str, data: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(data).arg(TANDEM);
    command
}

fn create_trunk(node: &Node, number: usize) -> (u16, Value) {
    let trunk =
        json!({"trunk": {"name": format!("t{number}"), "numbers": [format!("+4930{number:06}")]}});
    node.post("/twirp/livekit.SIP/CreateSIPInboundTrunk", &trunk)
}

fn shown(node: &Node, path: &str) -> (u16, String) {
    let (status, text) = node.get_as("", path);
    (status, text.as_str().unwrap_or_default().to_owned())
}

/// Two callers talk while the disk takes no more; answers the trunks that were acknowledged.
fn goes_on(node: Node, disk_ends: impl FnOnce(&Node)) -> usize {
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    let phone = |name: &str, hertz| Phone::new(node.sip, name, "100", Codec::Pcmu, hertz);
    let (mut anna, mut bert) = (phone("anna", 440.0), phone("bert", 1000.0));
    anna.call();
    bert.call();
    assert_eq!(shown(&node, "/readyz").0, 200);
    assert!(shown(&node, "/metrics").1.contains("tandem_log_stopped 0"));

    disk_ends(&node);
    let mut acknowledged = 0;
    let refused = until("a change is not taken", || {
        let (status, answer) = create_trunk(&node, acknowledged);
        acknowledged += usize::from(status == 200);
        (status != 200).then_some(answer)
    });
    assert_eq!(refused["meta"]["applied"], "unknown", "{refused}");
    let ready = until("the node says so", || {
        let (status, text) = shown(&node, "/readyz");
        (status == 503).then_some(text)
    });
    assert!(ready.starts_with("the log has stopped: "), "{ready}");
    assert!(shown(&node, "/metrics").1.contains("tandem_log_stopped 1"));
    let (status, refused) = create_trunk(&node, 900_000);
    let told = (status, &refused["code"], &refused["meta"]["applied"]);
    assert_eq!(told, (503, &json!("unavailable"), &json!("no")));

    talk_until("bert is heard", &mut [&mut anna, &mut bert], |phones| {
        phones[0].louder(1000.0, 440.0) >= 20.0
    });
    let mut cora = phone("cora", 600.0);
    cora.call();
    [anna, bert, cora].iter().for_each(Phone::bye);
    node.signal("TERM");
    assert_eq!(node.wait(), Some(1), "its end is no success");
    acknowledged
}

/// With room on its disk a node has all that was acknowledged, and perhaps the one change whose fate was unknown.
fn has_all(data: &Path, acknowledged: usize, rtp: &str) {
    let node = Node::start(data, rtp, &[]);
    let trunks = node.sip_api("ListSIPInboundTrunk", &json!({}));
    let trunks = trunks["items"].as_array().expect("a list");
    let names: Vec<_> = trunks.iter().map(|trunk| trunk["name"].clone()).collect();
    let expected = |count| (0..count).map(|number| json!(format!("t{number}")));
    for name in expected(acknowledged) {
        assert!(names.contains(&name), "{name} of {acknowledged} is lost");
    }
    let known: Vec<_> = expected(acknowledged + 1).collect();
    assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
    assert_eq!(create_trunk(&node, 900_001).0, 200);
}

#[test]
fn a_full_disk_ends_changes_and_no_calls() {
    let may_mount = Command::new("unshare").args(["-m", "true"]).output();
    if !may_mount.is_ok_and(|ran| ran.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "nothing can be mounted");
        println!("SKIPPED: a small disk can be mounted by root alone");
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let script = format!(
        "exec unshare -m sh -c 'mount -t tmpfs -o {DISK} tmpfs \"$0\" && exec \"$@\"' \"$0\" \"$@\""
    );
    let command = shell(&script, dir.path());
    let node = Node::start_by(command, dir.path(), "12900-12949", &["--answer", "at-once"]);
    // The disk is the node's alone, and lives as long as somebody has it open.
    let inside = PathBuf::from(format!("/proc/{}/root", node.pid()));
    let inside = inside.join(dir.path().strip_prefix("/").expect("absolute"));
    let disk = File::open(&inside).expect("the node's disk");
    let acknowledged = goes_on(node, |_| {
        let mut filler = File::create(inside.join("filler")).expect("a file");
        while filler.write_all(&[0; 4096]).is_ok() {}
    });
    let kept = dir.path().join("kept");
    let from = format!("/proc/{}/fd/{}/.", std::process::id(), disk.as_raw_fd());
    let copied = Command::new("cp").args(["-r", &from]).arg(&kept).status();
    assert!(copied.expect("cp runs").success());
    has_all(&kept, acknowledged, "12900-12949");
}

#[test]
fn a_disk_that_refuses_to_write_ends_changes_and_no_calls() {
    if !tool("prlimit") {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let command = shell("trap '' XFSZ; exec \"$@\"", dir.path());
    let node = Node::start_by(command, dir.path(), "12950-12999", &["--answer", "at-once"]);
    let acknowledged = goes_on(node, |node| {
        let pid = node.pid().to_string();
        let limited = Command::new("prlimit")
            .args(["--pid", &pid, "--fsize=1"])
            .status();
        assert!(limited.expect("prlimit runs").success());
    });
    assert_eq!(acknowledged, 0, "no file grows any more");
    has_all(dir.path(), acknowledged, "12950-12999");
}
