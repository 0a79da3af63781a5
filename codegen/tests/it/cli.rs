//! The command: exit codes, and what goes to which stream.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const SPEC: &str = "openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders/{id}:
    get:
      operationId: get_order
      tags: [Orders]
      parameters: [{name: id, in: path, required: true, schema: {type: string, maxLength: 20}}]
      responses:
        '200': {description: it, content: {application/json: {schema: {$ref: schemas/order.yaml#/Order}}}}
        '404': {description: gone, content: {application/json: {schema: {$ref: schemas/order.yaml#/Error}}}}
";

const SCHEMAS: &str = "Order:
  description: What a customer bought.
  type: object
  required: [id]
  properties: {id: {type: string, minLength: 1}, total: {type: number}}
Error:
  description: Why not.
  type: object
  required: [code, message, requestId]
  properties: {code: {type: string}, message: {type: string}, requestId: {type: string}}
";

/// Where runs note what they did; no part of what they make.
const CACHE: &str = ".cache";

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(folder: &Path, args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_concierge-codegen"))
        .current_dir(folder)
        .args(args)
        .env("CONCIERGE_CODEGEN_CACHE", folder.join(CACHE))
        .output()
        .expect("it starts");
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A folder with a contract in `api/`.
fn contract() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("api/schemas")).expect("a folder");
    fs::write(folder.path().join("api/openapi.yaml"), SPEC).expect("a file");
    fs::write(folder.path().join("api/schemas/order.yaml"), SCHEMAS).expect("a file");
    folder
}

const GEN: [&str; 9] = [
    "gen",
    "--spec",
    "api/openapi.yaml",
    "--models-dir",
    "models/generated",
    "--server-dir",
    "./server/generated",
    "--client-dir",
    "client/generated",
];

/// Every file under a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.extend((!path.ends_with(CACHE)).then_some(path));
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("it is inside")
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

#[test]
fn a_sound_contract_is_counted() {
    let folder = contract();
    let ran = run(folder.path(), &["check", "--spec", "api/openapi.yaml"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "1 operations, 2 types\n", "")
    );
}

#[test]
fn a_wrong_contract_prints_every_finding() {
    let folder = contract();
    let spec = SPEC
        .replace("#/Order", "#/Ordr")
        .replace("/order.yaml#/Error", "/nowhere.yaml#/Error");
    fs::write(folder.path().join("api/openapi.yaml"), spec).expect("a file");
    for args in [&["check", "--spec", "api/openapi.yaml"][..], &GEN] {
        let ran = run(folder.path(), args);
        assert_eq!((ran.code, ran.out.as_str()), (Some(100), ""));
        insta::assert_snapshot!("a_wrong_contract_prints_every_finding", ran.err);
    }
    assert!(!folder.path().join("models").exists(), "nothing is written");
}

#[test]
fn a_missing_contract_fails() {
    let folder = contract();
    let ran = run(folder.path(), &["check", "--spec", "api/none.yaml"]);
    let expected = "error[file-missing]: there is no such file\n --> none.yaml:1:1\n  fix: name the root document of a contract\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(100), expected));
}

#[test]
fn a_wrong_call_is_told_apart() {
    let folder = contract();
    assert_eq!(run(folder.path(), &["check"]).code, Some(2));
    assert_eq!(run(folder.path(), &["fly"]).code, Some(2));
}

#[test]
fn a_folder_with_another_name_is_refused() {
    let folder = contract();
    let ran = run(
        folder.path(),
        &["gen", "--spec", "api/openapi.yaml", "--models-dir", "api"],
    );
    let expected = "error: failed to own the folder `api`: its last part must be `generated`\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(100), expected));
}

#[test]
fn generated_files_are_fresh_until_somebody_edits_them() {
    let folder = contract();
    let at = folder.path();
    let ran = run(at, &GEN);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(
        ran.out.contains("added models/generated/mod.rs\n"),
        "{}",
        ran.out
    );
    let check: Vec<&str> = GEN.into_iter().chain(["--check"]).collect();
    let ran = run(at, &check);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "", "")
    );
    assert_eq!(run(at, &GEN).out, "");

    let edited = at.join("models/generated/mod.rs");
    let text = fs::read_to_string(&edited).expect("it is there");
    fs::write(&edited, format!("{text}// edited\n")).expect("a file");
    fs::write(
        at.join("server/generated/old.rs"),
        "//! @generated by an older command\n",
    )
    .expect("a file");
    let ran = run(at, &check);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(4), "2 generated files are stale\n")
    );
    assert!(
        ran.out
            .starts_with("changed models/generated/mod.rs\n--- a/models/generated/mod.rs\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .ends_with("-// edited\nremoved server/generated/old.rs\n"),
        "{}",
        ran.out
    );
    assert_eq!(
        run(at, &GEN).out,
        "changed models/generated/mod.rs\nremoved server/generated/old.rs\n"
    );
    assert_eq!(run(at, &check).code, Some(0));
}

#[test]
fn another_folder_gives_the_same_bytes() {
    let [left, right] = [contract(), contract()].map(|folder| {
        assert_eq!(run(folder.path(), &GEN).code, Some(0));
        files(folder.path())
    });
    assert!(left.len() > 6, "{:?}", left.keys());
    assert_eq!(left, right);
}

#[test]
fn generated_files_name_the_command_that_writes_them() {
    let folder = contract();
    let args: Vec<&str> = GEN
        .into_iter()
        .chain(["--command", "make it", "--models-path", "shop_spec"])
        .collect();
    assert_eq!(run(folder.path(), &args).code, Some(0));
    for (path, text) in files(folder.path())
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
    {
        assert!(
            text.starts_with("//! @generated by `make it`; do not edit by hand.\n"),
            "{path}"
        );
    }
}

#[test]
fn what_is_not_carried_is_counted_explained_and_allowed() {
    let folder = contract();
    let spec = SPEC
        .replace("    get:\n", "    get:\n      callbacks: {told: {}}\n")
        .replace("info:", "webhooks: {heard: {}}\ninfo:");
    fs::write(folder.path().join("api/openapi.yaml"), spec).expect("a file");
    let ran = run(folder.path(), &["check", "--spec", "api/openapi.yaml"]);
    let counts = "1 operations, 2 types\n1 unsupported-callbacks\n1 unsupported-webhooks\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), counts));

    let ran = run(folder.path(), &["explain", "unsupported-webhooks"]);
    assert!(ran.code == Some(0) && ran.out.starts_with("## unsupported-webhooks\n"));
    let ran = run(folder.path(), &["explain", "ref-dangling"]);
    assert!(ran.code == Some(100) && ran.err.contains("there are: "));
    let args = [
        "check",
        "--spec",
        "api/openapi.yaml",
        "--allow",
        "merge-key",
    ];
    let ran = run(folder.path(), &args);
    assert!(ran.code == Some(100) && ran.err.contains("allow `merge-key`"));
}
