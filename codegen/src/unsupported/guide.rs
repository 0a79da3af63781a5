//! The registry as text: `explain`, and `docs/unsupported.md`.

use super::{Fallback, SHAPES, Shape};

/// One shape as Markdown.
#[must_use]
pub fn entry(shape: &Shape) -> String {
    let Shape {
        id, what, remedy, ..
    } = shape;
    let fallback = match shape.fallback {
        Fallback::Always(text) => format!("A warning at each place. {text}"),
        Fallback::OnRequest(text) => format!("An error. With `--allow {id}`: {text}"),
        Fallback::Never(text) => format!("An error. {text}"),
    };
    format!("## {id}\n\n{what}\n\n- **What happens:** {fallback}\n- **Remedy:** {remedy}\n")
}

/// The whole registry as a page.
#[must_use]
pub fn guide() -> String {
    let entries: Vec<String> = SHAPES.iter().map(entry).collect();
    format!("{HEAD}\n{}", entries.join("\n"))
}

const HEAD: &str = "# Shapes that are not carried as they stand

Written by `concierge-codegen explain`; a test compares. Every place where generated code carries something else than the contract says is a finding
with one of these ids, and `concierge-codegen check` ends with their count. Where a server would enforce less than the contract says, or leave
something out of what it serves, the finding is an error, and `--allow ID` asks for the fallback. Where only a type is lost, or something that no
request meets, the fallback is generated with a warning. A contract whose `check` counts nothing is carried whole.
";
