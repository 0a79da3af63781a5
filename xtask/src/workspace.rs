//! Where things stand: the workspace's root and the contracts that it compiles.

use std::path::{Path, PathBuf};

use concierge_codegen::{
    compile::{CallsTarget, CommandTarget, StubTarget, Target},
    emit::Names,
    unsupported::Allowed,
};

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    named.map_or_else(
        || root().join("target"),
        |path| std::path::absolute(&path).unwrap_or(path),
    )
}

/// A folder of material that is not the project's own; `None` where it is absent.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let shared =
        std::env::var_os("CODEGEN_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join(folder);
    folder.is_dir().then_some(folder)
}

/// What to say when there are no published documents.
pub(crate) const NO_DOCUMENTS: &str =
    "not tested: there is no folder of documents; set CODEGEN_SHARED";

/// Every contract of a workspace and where its code goes.
pub(crate) fn targets(root: &Path) -> Vec<Target> {
    let command = "cargo xtask gen".to_owned();
    vec![
        Target {
            spec: root.join("spec/concierge/openapi.yaml"),
            names: Names {
                command: command.clone(),
                models: "concierge_spec".to_owned(),
                client: Some("concierge_client".to_owned()),
            },
            root: root.to_path_buf(),
            models_dir: Some("spec/src/generated".into()),
            server_dir: Some("server/src/generated".into()),
            client_dir: Some("client/src/generated".into()),
            package: None,
            stub: None,
            allowed: Allowed::default(),
            calls: None,
            command: Some(CommandTarget {
                dir: "client/command/src/generated".into(),
                client: "concierge_client".to_owned(),
            }),
        },
        Target {
            spec: root.join("codegen/fixtures/shapes/openapi.yaml"),
            names: Names {
                command,
                models: "crate::models".to_owned(),
                client: Some("concierge_fixtures::client".to_owned()),
            },
            root: root.to_path_buf(),
            models_dir: Some("codegen/fixtures/src/models/generated".into()),
            server_dir: Some("codegen/fixtures/src/server/generated".into()),
            client_dir: Some("codegen/fixtures/src/client/generated".into()),
            package: None,
            stub: Some(StubTarget {
                dir: "codegen/fixtures/src/stub/generated".into(),
                server: "crate::server".to_owned(),
            }),
            allowed: Allowed::default(),
            calls: Some(CallsTarget {
                dir: "codegen/fixtures/src/calls/generated".into(),
                client: "crate::client".to_owned(),
            }),
            command: Some(CommandTarget {
                dir: "codegen/fixtures/src/command/generated".into(),
                client: "crate::client".to_owned(),
            }),
        },
    ]
}
