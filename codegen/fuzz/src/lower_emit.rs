//! Lowering and emitting: what is understood becomes Rust, whatever it is.

use concierge_codegen::emit::{EmittedFile, Names, emit_client, emit_models, emit_server};
use concierge_codegen::load::load_texts;
use concierge_codegen::lower::lower_document;

use crate::files::files;

/// Compiles an input: a contract of one file or several, or a single schema, which stands in every place of a small contract.
///
/// # Panics
/// When a contract that compiles gives something that is no Rust file.
pub fn lower_emit(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let set_in = (!is_contract(text)).then(|| around(text));
    let Ok(document) = load_texts(&files(set_in.as_deref().unwrap_or(text))) else {
        return;
    };
    let lowered = match lower_document(&document) {
        Ok(lowered) => lowered,
        Err(findings) => {
            assert!(findings.has_errors(), "refused without a reason");
            assert!(!findings.render(Some(&document)).is_empty());
            return;
        }
    };
    let names = Names {
        command: "fuzz".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    must_be_rust(&emit_models(&lowered.api, &names));
    must_be_rust(&emit_server(&lowered.api, &names));
    match emit_client(&lowered.api, &names) {
        Ok((files, _)) => must_be_rust(&files),
        Err(findings) => assert!(findings.has_errors(), "refused without a reason"),
    }
}

fn is_contract(text: &str) -> bool {
    text.starts_with("%FILE ") || text.contains("openapi")
}

/// A contract that uses a schema as a body, an answer, a parameter, a part and a header.
fn around(schema: &str) -> String {
    let schema = schema.replace('\r', " ").replace('\n', "\n      ");
    include_str!("around.yaml").replace("%SCHEMA", &schema)
}

fn must_be_rust(files: &[EmittedFile]) {
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(&file.text) {
            panic!("{} is no Rust: {error}\n{}", file.path, file.text);
        }
    }
}
