//! Lowering: documents become the resolved model, and every finding says where and what to do.

mod contracts;
mod directions;
mod findings;
mod operations;
mod schemas;
mod words;

use concierge_codegen::finding::Findings;
use concierge_codegen::ir::Api;
use concierge_codegen::load::{load_text, load_texts};
use concierge_codegen::lower::{Lowered, lower_document};

/// Lowers one file.
fn lowered(text: &str) -> Lowered {
    lowered_files(&[("openapi.yaml", text)])
}

/// Lowers several files, the root first.
fn lowered_files(files: &[(&str, &str)]) -> Lowered {
    let doc = load_texts(files).unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    lower_document(&doc).unwrap_or_else(|findings| panic!("{}", findings.render(Some(&doc))))
}

/// The model of a document without a warning, but for styles that the model holds and the server can't read.
fn clean(text: &str) -> Api {
    let Lowered { api, warnings } = lowered(text);
    let is_clean = warnings
        .iter()
        .all(|warning| warning.rule == "fallback-xml");
    assert!(is_clean, "{}", warnings.render(None));
    api
}

/// Everything that is found in a document, one line each: `severity[rule] line:column message; fix`.
fn found(text: &str) -> Vec<String> {
    let doc = load_text("openapi.yaml", text)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    match lower_document(&doc) {
        Ok(lowered) => lines(&lowered.warnings),
        Err(findings) => lines(&findings),
    }
}

fn lines(findings: &Findings) -> Vec<String> {
    let line = |finding: &concierge_codegen::finding::Finding| {
        let place = &finding.place;
        let severity = finding.severity.as_str();
        format!(
            "{severity}[{}] {}:{} {}; {}",
            finding.rule, place.line, place.column, finding.message, finding.fix
        )
    };
    findings.iter().map(line).collect()
}

/// A 3.0 document with these components.
fn with_schemas(schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{}",
        indented(schemas, 4)
    )
}

/// The same in 3.1.
fn with_schemas_31(schemas: &str) -> String {
    with_schemas(schemas).replace("3.0.3", "3.1.0")
}

/// A 3.0 document with these path items.
fn with_paths(paths: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{}",
        indented(paths, 2)
    )
}

fn indented(text: &str, by: usize) -> String {
    let margin = " ".repeat(by);
    text.trim_matches('\n')
        .lines()
        .map(|line| format!("{margin}{line}\n"))
        .collect()
}
