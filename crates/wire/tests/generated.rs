//! The generated code is what `proto/` says now.

use std::fs;
use std::path::Path;

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};
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
    let descriptors = protox::compile(PROTOS, [&proto]).expect("valid");
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
    generate_internal(&proto, dir.path());
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
    for name in ["livekit.serde.rs", "tandem.admin.v1.serde.rs"] {
        let path = dir.path().join(name);
        let code = fs::read_to_string(&path).expect("generated");
        fs::write(&path, as_livekit_writes_json(&code, &descriptors)).expect("written");
    }
    let names = [
        "livekit.rs",
        "livekit.serde.rs",
        "tandem.admin.v1.rs",
        "tandem.admin.v1.serde.rs",
        "tandem.internal.v1.rs",
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

/// What nodes say to one another has no JSON form, and strangers are not told of it.
fn generate_internal(proto: &Path, dir: &Path) {
    let files = ["calls.proto", "forward.proto", "media.proto", "nodes.proto"]
        .map(|name| format!("tandem/internal/v1/{name}"));
    let descriptors = protox::compile(files, [proto]);
    let mut config = tonic_prost_build::Config::new();
    config.btree_map(["."]).bytes(["."]).out_dir(dir);
    tonic_prost_build::configure()
        .build_client(true)
        .out_dir(dir)
        .compile_fds_with_config(descriptors.expect("valid"), config)
        .expect("generated");
}

/// Three things that the generator has no switch for: a message that is not set is written as `null`, a timestamp
/// ends in `Z`, and an unknown word leaves an optional enum unset.
fn as_livekit_writes_json(code: &str, descriptors: &FileDescriptorSet) -> String {
    const IMPL: &str = "impl serde::Serialize for ";
    let mut blocks = code.split(IMPL);
    let mut patched = blocks.next().unwrap_or_default().to_owned();
    for block in blocks {
        let mut block = block.to_owned();
        for (message, fields) in messages(descriptors) {
            if block.contains(&format!("serialize_struct(\"{message}\", len)")) {
                fields
                    .iter()
                    .for_each(|field| block = always_written(&block, field));
            }
        }
        patched.push_str(IMPL);
        patched.push_str(&known_words(&block));
    }
    patched
}

/// The messages by full name, with the fields that hold one message and are in no `oneof`.
fn messages(descriptors: &FileDescriptorSet) -> Vec<(String, Vec<FieldDescriptorProto>)> {
    let fields = |message: &DescriptorProto| -> Vec<FieldDescriptorProto> {
        let singular = message.field.iter().filter(|field| {
            field.r#type() == Type::Message
                && field.label() == Label::Optional
                && field.oneof_index.is_none()
        });
        singular.cloned().collect()
    };
    let files = descriptors.file.iter();
    files
        .flat_map(|file| {
            let name = |message: &DescriptorProto| format!("{}.{}", file.package(), message.name());
            file.message_type
                .iter()
                .map(move |message| (name(message), fields(message)))
        })
        .collect()
}

fn always_written(block: &str, field: &FieldDescriptorProto) -> String {
    let name = field.name();
    let value = if field.type_name() == ".google.protobuf.Timestamp" {
        format!("&self.{name}.as_ref().map(crate::json::Utc)")
    } else {
        format!("&self.{name}")
    };
    let written = format!(
        "if let Some(v) = self.{name}.as_ref() {{\n            struct_ser.serialize_field(\"{name}\", v)?;\n        }}"
    );
    assert!(
        block.contains(&written),
        "the generator has changed: {name}"
    );
    let always = format!("struct_ser.serialize_field(\"{name}\", {value})?;");
    block.replace(&written, &always)
}

fn known_words(block: &str) -> String {
    const BEGIN: &str = "map_.next_value::<::std::option::Option<";
    const END: &str = ">>()?.map(|x| x as i32)";
    let mut parts = block.split(BEGIN);
    let mut patched = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(END) {
            Some((kind, rest)) if !kind.contains('\n') => {
                patched.push_str(&format!(
                    "map_.next_value::<::std::option::Option<crate::json::Word>>()?.and_then(|x| x.number(|name| {kind}::from_str_name(name).map(|x| x as i32))){rest}"
                ));
            }
            _ => {
                patched.push_str(BEGIN);
                patched.push_str(part);
            }
        }
    }
    patched
}
