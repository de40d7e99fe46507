//! The generated code is what `proto/` says now.

use std::fs;
use std::path::Path;

use prost::Message as _;
use tempfile::tempdir;

const PROTOS: [&str; 4] = [
    "livekit/livekit_models.proto",
    "livekit/livekit_room.proto",
    "livekit/livekit_sip.proto",
    "tandem/admin/v1/admin.proto",
];

#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let proto = root.join("../../proto");
    let descriptors = protox::compile(PROTOS, [proto]).expect("valid");
    let dir = tempdir().expect("a directory");
    let mut config = tonic_prost_build::Config::new();
    config.btree_map(["."]).out_dir(dir.path());
    tonic_prost_build::configure()
        .build_client(true)
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .out_dir(dir.path())
        .compile_fds_with_config(descriptors.clone(), config)
        .expect("generated");
    let octets = descriptors.encode_to_vec();
    fs::write(dir.path().join("descriptors.bin"), &octets).expect("written");
    pbjson_build::Builder::new()
        .register_descriptors(&octets)
        .expect("registered")
        .out_dir(dir.path())
        .extern_path(".google.protobuf", "::pbjson_types")
        .btree_map(["."])
        .preserve_proto_field_names()
        .emit_fields()
        .ignore_unknown_fields()
        .ignore_unknown_enum_variants()
        .build(&[".livekit", ".tandem.admin.v1"])
        .expect("generated");
    let names = [
        "livekit.rs",
        "livekit.serde.rs",
        "tandem.admin.v1.rs",
        "tandem.admin.v1.serde.rs",
        "descriptors.bin",
    ];
    let mut stale = Vec::new();
    for name in names {
        let current = fs::read(dir.path().join(name)).expect("generated");
        let path = root.join("src/generated").join(name);
        if fs::read(&path).ok().as_ref() != Some(&current) {
            fs::write(&path, current).expect("writable");
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} were not current: they have been written anew, look at them and commit them"
    );
}
