//! Whole contracts: the one of hard shapes, and a folder of documents from elsewhere.

use std::path::{Path, PathBuf};

use concierge_codegen::finding::Severity;
use concierge_codegen::ir::Api;
use concierge_codegen::load::load_document;
use concierge_codegen::lower::{Lowered, lower_document};

use super::words;

/// The largest document of the folder that the default run reads.
const MAX_BYTES: u64 = 300_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn contract(path: &str) -> Api {
    let doc = load_document(&root().join(path))
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let Lowered { api, warnings } =
        lower_document(&doc).unwrap_or_else(|findings| panic!("{}", findings.render(Some(&doc))));
    assert!(warnings.is_empty(), "{}", warnings.render(Some(&doc)));
    api
}

#[test]
fn hard_shapes_lower_without_a_warning() {
    let api = contract("codegen/fixtures/shapes/openapi.yaml");
    let types = words::types(&api);
    for expected in [
        "BoxState = enum Open:open Closed:closed PutAway:put-away",
        "Item = one by kind Book<book>(Book) Tool<tool>(Tool)",
        "Reference = any Integer(int 1..) Text(text /^[a-z]+-[0-9]+$/)",
        "Shelf = {name: text 1..20, inner: [Shelf] ..3} closed",
        "Asked = map text",
    ] {
        assert!(
            types.iter().any(|line| line == expected),
            "{expected} is not among {types:#?}"
        );
    }
    assert_eq!(
        api.problem.map(|id| api.type_def(id).name.as_str()),
        Some("Trouble")
    );
}

#[test]
fn documents_from_elsewhere_never_panic() {
    let Some(folder) = crate::beside::folder("corpus") else {
        return;
    };
    let folder = std::fs::read_dir(folder).expect("the documents");
    let mut read = 0;
    for entry in folder.filter_map(Result::ok) {
        let small = entry
            .metadata()
            .is_ok_and(|data| data.is_file() && data.len() < MAX_BYTES);
        let path = entry.path();
        let known = path
            .extension()
            .is_some_and(|it| it == "yaml" || it == "json");
        let (true, true, Ok(doc)) = (small, known, load_document(&path)) else {
            continue;
        };
        read += 1;
        match lower_document(&doc) {
            Ok(lowered) => assert!(
                lowered
                    .warnings
                    .iter()
                    .all(|finding| finding.severity == Severity::Warning)
            ),
            Err(findings) => assert!(findings.has_errors(), "{}", path.display()),
        }
    }
    assert!(read > 0, "no document was read");
}
