//! Which crate may lean on which. The walls of ARCHITECTURE.md, as a test.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use crate::sources;

/// Normal edges between the workspace's crates. Anything else is a hole in a wall.
const EDGES: &[(&str, &[&str])] = &[
    ("concierge-runtime", &[]),
    ("concierge-runtime-server", &["concierge-runtime"]),
    ("concierge-runtime-client", &["concierge-runtime"]),
    (
        "concierge-runtime-command",
        &["concierge-runtime", "concierge-runtime-client"],
    ),
    ("concierge-codegen", &[]),
    (
        "concierge-fixtures",
        &[
            "concierge-runtime",
            "concierge-runtime-client",
            "concierge-runtime-command",
            "concierge-runtime-server",
        ],
    ),
    (
        "concierge-fuzz",
        &[
            "concierge-codegen",
            "concierge-fixtures",
            "concierge-runtime",
            "concierge-runtime-server",
        ],
    ),
    ("concierge-spec", &["concierge-runtime"]),
    (
        "concierge-server",
        &[
            "concierge-runtime",
            "concierge-runtime-server",
            "concierge-spec",
        ],
    ),
    (
        "concierge-client",
        &[
            "concierge-runtime",
            "concierge-runtime-client",
            "concierge-spec",
        ],
    ),
    (
        "concierge-command",
        &[
            "concierge-client",
            "concierge-runtime",
            "concierge-runtime-client",
            "concierge-runtime-command",
            "concierge-spec",
        ],
    ),
    ("contract-tests", &["concierge-codegen"]),
    ("xtask", &["concierge-codegen"]),
    (
        "concierge-bench",
        &[
            "concierge-codegen",
            "concierge-fixtures",
            "concierge-runtime",
            "concierge-runtime-server",
            "concierge-server",
            "concierge-spec",
        ],
    ),
    ("concierge-demo", &["concierge-client", "concierge-spec"]),
];

/// Outside crates that only these rooms may name, in any kind of dependency but for tests.
const KEPT_IN: &[(&str, &[&str])] = &[
    (
        "dropshot",
        &[
            "concierge-bench",
            "concierge-runtime-server",
            "concierge-server",
        ],
    ),
    ("progenitor", &["concierge-bench"]),
    (
        "progenitor-client",
        &[
            "concierge-runtime-client",
            "concierge-client",
            "concierge-fixtures",
        ],
    ),
    ("rusqlite", &["concierge-server"]),
    ("saphyr-parser", &["concierge-codegen"]),
    ("schemars", &["concierge-runtime-server"]),
];

#[test]
fn crates_lean_only_on_what_the_house_allows() {
    let metadata = metadata();
    let members: BTreeSet<&str> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let listed: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, listed, "every crate stands in EDGES");
    for package in metadata.workspace_packages() {
        let allowed = EDGES
            .iter()
            .find(|(name, _)| *name == package.name.as_str())
            .map_or(&[][..], |(_, to)| to);
        for name in normal(package).filter(|name| members.contains(name)) {
            assert!(
                allowed.contains(&name),
                "{} must not lean on {name}",
                package.name
            );
        }
    }
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    for package in metadata().workspace_packages() {
        for name in normal(package) {
            if let Some((_, rooms)) = KEPT_IN.iter().find(|(kept, _)| *kept == name) {
                assert!(
                    rooms.contains(&package.name.as_str()),
                    "{} must not name {name}",
                    package.name
                );
            }
        }
    }
}

/// Rooms inside a crate, and words that must not stand in them. What cargo can't see.
const ABSENT: &[(&str, &[&str])] = &[
    (
        "server/src/domain/",
        &[
            "async ",
            "http::",
            "rusqlite",
            "SystemTime::now",
            "Instant::now",
            "Uuid::",
            "getrandom",
            "crate::store",
            "crate::api",
        ],
    ),
    ("codegen/src/emit/", &["crate::load", "crate::lower"]),
    (
        "codegen/src/ir/",
        &["crate::load", "crate::lower", "crate::emit"],
    ),
    ("codegen/src/lower/", &["crate::emit"]),
];

#[test]
fn rooms_inside_a_crate_keep_their_walls() {
    let files = sources::hand_written();
    for (room, words) in ABSENT {
        let inside = files.iter().filter(|name| name.starts_with(room));
        assert!(inside.clone().count() > 0, "{room} stands");
        for name in inside {
            let text = sources::read(name);
            for word in *words {
                assert!(!text.contains(word), "{name} must not hold `{word}`");
            }
        }
    }
    for name in files
        .iter()
        .filter(|name| name.starts_with("server/src/") && !name.starts_with("server/src/store/"))
    {
        assert!(
            !sources::read(name).contains("rusqlite"),
            "{name}: only the store names the driver"
        );
    }
}

#[test]
fn the_client_carries_no_server_and_no_generator() {
    let metadata = metadata();
    let reached = closure(&metadata, "concierge-client");
    for name in [
        "dropshot",
        "progenitor",
        "progenitor-impl",
        "typify",
        "concierge-codegen",
        "concierge-runtime-server",
        "concierge-runtime-command",
        "clap",
        "rusqlite",
    ] {
        assert!(!reached.contains(name), "concierge-client reaches {name}");
    }
    assert!(
        reached.contains("progenitor-client"),
        "the closure is computed"
    );
}

#[test]
fn versions_and_lints_live_in_the_root_manifest() {
    for name in sources::all().iter().filter(|name| {
        name.ends_with("Cargo.toml") && *name != "Cargo.toml" && !name.contains("/libfuzzer/")
    }) {
        let text = sources::read(name);
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{name} takes its lints from the root"
        );
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.contains("dependencies");
            } else if inside && line.contains('=') {
                assert!(
                    line.contains("workspace = true"),
                    "{name}: `{line}` pins a version outside the root manifest"
                );
            }
        }
    }
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(sources::root().join("Cargo.toml"))
        .other_options(vec!["--offline".to_owned(), "--locked".to_owned()])
        .exec()
        .expect("cargo metadata")
}

fn normal(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.as_str())
}

/// Names of all crates that a member reaches through normal and build dependencies.
fn closure(metadata: &Metadata, member: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let start = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == member)
        .expect("the member");
    let mut seen = BTreeSet::new();
    let mut open = vec![&start.id];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let followed = nodes[id].deps.iter().filter(|dep| {
            dep.dep_kinds
                .iter()
                .any(|kind| kind.kind != DependencyKind::Development)
        });
        open.extend(followed.map(|dep| &dep.pkg));
    }
    metadata
        .packages
        .iter()
        .filter(|package| seen.contains(&package.id))
        .map(|package| package.name.to_string())
        .collect()
}
