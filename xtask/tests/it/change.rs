//! A change of the contract asks for work in exactly one hand-written file.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Stdio},
};

use crate::sources;

/// An operation beside the one that lists returns.
const OPERATION: &str = r#"
  put:
    operationId: describe_return
    tags: [Returns]
    summary: Describe a return
    x-scopes: [returns:write]
    requestBody:
      required: true
      content:
        application/json:
          schema: { $ref: ../schemas/returns.yaml#/ReturnRequest }
          examples:
            sendBack: { $ref: ../examples/returns.yaml#/sendBack }
    responses:
      "200":
        description: The return.
        content:
          application/json:
            schema: { $ref: ../schemas/returns.yaml#/Return }
      "400": { $ref: ../responses.yaml#/BadRequest }
      "401": { $ref: ../responses.yaml#/Unauthorized }
      "403": { $ref: ../responses.yaml#/Forbidden }
      "500": { $ref: ../responses.yaml#/ServerError }
"#;

#[test]
fn a_new_operation_breaks_the_build_in_exactly_one_hand_written_file() {
    let copy = tempfile::tempdir().expect("a folder");
    copy_workspace(copy.path());
    let paths = copy.path().join("spec/concierge/paths/returns.yaml");
    let text = std::fs::read_to_string(&paths).expect("the contract");
    std::fs::write(&paths, text.trim_end().to_owned() + OPERATION).expect("the changed contract");

    let generated = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["gen", "--root"])
        .arg(copy.path())
        .output()
        .expect("xtask runs");
    assert!(
        generated.status.success(),
        "{}",
        String::from_utf8_lossy(&generated.stderr)
    );

    let broken = files_with_errors(copy.path());
    assert_eq!(
        broken,
        BTreeSet::from(["server/src/api/returns.rs".to_owned()])
    );
}

fn copy_workspace(to: &Path) {
    for name in sources::all() {
        let target = to.join(&name);
        std::fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
        std::fs::copy(sources::root().join(&name), target).expect("a copy");
    }
}

/// The files that the compiler's error messages point at, relative to the workspace.
fn files_with_errors(workspace: &Path) -> BTreeSet<String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "check",
            "--offline",
            "--workspace",
            "--keep-going",
            "--message-format",
            "json",
        ])
        .current_dir(workspace);
    // The copy shares the compiled dependencies; its own crates have other paths, so nothing is mixed up.
    cargo
        .env("CARGO_TARGET_DIR", target_dir())
        .stderr(Stdio::null());
    let output = cargo.output().expect("cargo runs");
    assert!(
        !output.status.success(),
        "a new operation without a method must not compile"
    );
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            message["reason"] == "compiler-message" && message["message"]["level"] == "error"
        })
        .flat_map(|message| primary_files(&message["message"]))
        .collect()
}

fn primary_files(message: &serde_json::Value) -> Vec<String> {
    let spans = message["spans"].as_array().cloned().unwrap_or_default();
    spans
        .iter()
        .filter(|span| span["is_primary"] == true)
        .filter_map(|span| span["file_name"].as_str())
        .map(str::to_owned)
        .collect()
}

/// The folder that holds this test's own build.
fn target_dir() -> std::path::PathBuf {
    let program = std::env::current_exe().expect("this test");
    program
        .ancestors()
        .nth(3)
        .expect("target/profile/deps")
        .to_path_buf()
}
