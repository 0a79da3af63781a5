//! Loading: any text is a document or a list of findings, and a document's bundle is a document.

use concierge_codegen::load::{bundle, load_text, load_texts};

use crate::files::files;

/// Reads an input as a contract of one file or several.
///
/// # Panics
/// When it is refused without a finding, or its bundle cannot be read.
pub fn load(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let document = match load_texts(&files(text)) {
        Ok(document) => document,
        Err(findings) => {
            assert!(!findings.is_empty(), "refused without a reason");
            assert!(!findings.render(None).is_empty());
            return;
        }
    };
    match bundle(&document) {
        Ok(bundled) => {
            if let Err(findings) = load_text("bundle.json", &bundled) {
                panic!(
                    "the bundle is no document: {}{bundled}",
                    findings.render(None)
                );
            }
        }
        Err(findings) => assert!(!findings.render(Some(&document)).is_empty()),
    }
}
