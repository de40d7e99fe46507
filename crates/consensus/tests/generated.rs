//! The generated code is what `proto/tandem` says now.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let protos = ["tandem/events/v1/events.proto", "tandem/raft/v1/raft.proto"];
    let descriptors = protox::compile(protos, [root.join("../../proto")]).expect("valid");
    let dir = tempdir().expect("a directory");
    let mut config = tonic_prost_build::Config::new();
    config.bytes(["."]).out_dir(dir.path());
    tonic_prost_build::configure()
        .out_dir(dir.path())
        .compile_fds_with_config(descriptors, config)
        .expect("generated");
    for name in ["tandem.events.v1.rs", "tandem.raft.v1.rs"] {
        let current = fs::read_to_string(dir.path().join(name)).expect("generated");
        let path = root.join("src/generated").join(name);
        if fs::read_to_string(&path).ok().as_ref() != Some(&current) {
            fs::write(&path, current).expect("writable");
            panic!("{name} was not current: it has been written anew, look at it and commit it");
        }
    }
}
