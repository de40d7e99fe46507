//! House rules that no compiler checks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, PackageId};

/// The most production lines of a file.
const MOST_LINES: usize = 600;
/// The most lines of a function.
const MOST_FUNCTION_LINES: usize = 70;

/// Crates by layer, the lowest first. A crate may use lower layers, and in its own those before it.
const LAYERS: [(&str, &[&str]); 5] = [
    ("vocabulary", &["model"]),
    (
        "core",
        &[
            "provisioning",
            "dispatch",
            "sip-proto",
            "rtp-proto",
            "audio",
            "call",
        ],
    ),
    (
        "adapter",
        &[
            "wire",
            "telemetry",
            "consensus",
            "capture",
            "sip-io",
            "rtp-io",
            "rooms",
            "hooks",
        ],
    ),
    ("application", &["control-plane", "api", "gateway"]),
    ("binary", &["node"]),
];

/// What no core may link.
const IMPURE: [&str; 8] = [
    "tokio", "tonic", "sled", "mio", "socket2", "rustix", "openraft", "axum",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}

fn place(name: &str) -> Option<(usize, usize)> {
    let name = name.strip_prefix("tandem-")?;
    LAYERS.iter().enumerate().find_map(|(layer, (_, crates))| {
        crates
            .iter()
            .position(|other| *other == name)
            .map(|index| (layer, index))
    })
}

#[test]
fn dependencies_point_down() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("metadata");
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let Some(own) = place(&package.name) else {
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|one| one.kind == DependencyKind::Normal)
        {
            if place(&dependency.name).is_some_and(|other| other >= own) {
                wrong.push(format!("{} uses {}", package.name, dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn cores_link_nothing_of_the_host() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .exec()
        .expect("metadata");
    let resolve = metadata.resolve.as_ref().expect("a graph");
    let names: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package.name.to_string()))
        .collect();
    let normal = |id: &PackageId| -> Vec<PackageId> {
        let node = resolve
            .nodes
            .iter()
            .find(|node| node.id == *id)
            .expect("a node");
        let is_normal = |dependency: &&cargo_metadata::NodeDep| {
            dependency
                .dep_kinds
                .iter()
                .any(|kind| kind.kind == DependencyKind::Normal && kind.target.is_none())
        };
        node.deps
            .iter()
            .filter(is_normal)
            .map(|dependency| dependency.pkg.clone())
            .collect()
    };
    for package in &metadata.packages {
        if place(&package.name).is_none_or(|(layer, _)| layer > 1) {
            continue;
        }
        let mut seen = BTreeSet::new();
        let mut open = vec![package.id.clone()];
        while let Some(id) = open.pop() {
            if seen.insert(id.clone()) {
                open.extend(normal(&id));
            }
        }
        let linked: Vec<_> = seen
            .iter()
            .map(|id| names[id].as_str())
            .filter(|name| IMPURE.contains(name))
            .collect();
        assert!(linked.is_empty(), "{} links {linked:?}", package.name);
    }
}

fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root().join("crates"), root().join("loadtest/src")];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if path.is_dir()
                && ![
                    "generated",
                    "fuzz",
                    "target",
                    "tests",
                    "benches",
                    "examples",
                ]
                .contains(&name)
            {
                open.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" && !name.ends_with("_tests.rs") {
                files.push(path);
            }
        }
    }
    files
}

/// The lines before the tests.
fn production(text: &str) -> Vec<&str> {
    text.lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .collect()
}

#[test]
fn files_and_functions_stay_small() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("text");
        let lines = production(&text);
        if lines.len() > MOST_LINES {
            wrong.push(format!("{}: {} lines", path.display(), lines.len()));
        }
        let mut begun: Option<(usize, usize)> = None;
        for (number, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let is_function = [
                "fn ",
                "pub fn ",
                "pub(crate) fn ",
                "pub(super) fn ",
                "async fn ",
                "pub async fn ",
                "pub(crate) async fn ",
            ]
            .iter()
            .any(|start| line.trim_start().starts_with(start));
            if is_function && begun.is_none() && !line.trim_end().ends_with(';') {
                begun = Some((number, indent));
            } else if let Some((start, outer)) = begun
                && indent == outer
                && line.trim() == "}"
            {
                if number - start + 1 > MOST_FUNCTION_LINES {
                    wrong.push(format!(
                        "{}:{}: {} lines in a function",
                        path.display(),
                        start + 1,
                        number - start + 1
                    ));
                }
                begun = None;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_for_later_and_every_queue_has_a_bound() {
    // Built, so that no search for them finds this list.
    let macros = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!("));
    let others = [
        "#[ignore",
        "unbounded_channel(",
        "crossbeam_channel::unbounded",
    ];
    let forbidden: Vec<_> = others
        .into_iter()
        .chain(macros.iter().map(String::as_str))
        .collect();
    let mut wrong = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("text");
        for (number, line) in text.lines().enumerate() {
            if forbidden.iter().any(|one| line.contains(one)) {
                wrong.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
        for (number, line) in production(&text).iter().enumerate() {
            if line.contains(".unwrap()") {
                wrong.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_crate_says_what_it_is() {
    for path in sources() {
        if path.ends_with("src/lib.rs") {
            let text = fs::read_to_string(&path).expect("text");
            assert!(
                text.starts_with("//! "),
                "{} has no documentation",
                path.display()
            );
        }
    }
}
