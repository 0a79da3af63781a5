//! Where things stand: the workspace's root and the contracts that it compiles.

use std::path::{Path, PathBuf};

use concierge_codegen::{compile::Target, emit::Names};

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Every contract of a workspace and where its code goes.
pub(crate) fn targets(root: &Path) -> Vec<Target> {
    let command = "cargo xtask gen".to_owned();
    vec![
        Target {
            spec: root.join("spec/concierge/openapi.yaml"),
            names: Names { command: command.clone(), models: "concierge_spec".to_owned() },
            models_dir: Some(root.join("spec/src/generated")),
            server_dir: Some(root.join("server/src/generated")),
            client_dir: Some(root.join("client/src/generated")),
        },
        Target {
            spec: root.join("codegen/fixtures/shapes/openapi.yaml"),
            names: Names { command, models: "crate::models".to_owned() },
            models_dir: Some(root.join("codegen/fixtures/src/models/generated")),
            server_dir: Some(root.join("codegen/fixtures/src/server/generated")),
            client_dir: Some(root.join("codegen/fixtures/src/client/generated")),
        },
    ]
}
