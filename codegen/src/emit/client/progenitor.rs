//! Runs progenitor, which refuses some documents by a panic.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;

use crate::ir::Api;

use super::{
    dialect::{Dialect, dialect},
    lane::Call,
};

/// The client's tokens, and the operations that progenitor refused against expectation, with its reason.
pub(super) struct Written<'a> {
    pub(super) tokens: TokenStream,
    pub(super) kept: Vec<Call<'a>>,
    pub(super) refused: Vec<(Call<'a>, String)>,
}

/// Writes the client, with as many of the operations as progenitor takes.
///
/// # Errors
/// progenitor's reason, when it refuses a document of operations that it took one by one.
pub(super) fn write<'a>(api: &Api, calls: Vec<Call<'a>>) -> Result<Written<'a>, String> {
    if let Ok(tokens) = generate(api, &calls) {
        return Ok(Written {
            tokens,
            kept: calls,
            refused: Vec::new(),
        });
    }
    let mut kept = Vec::new();
    let mut refused = Vec::new();
    for call in calls {
        match generate(api, std::slice::from_ref(&call)) {
            Ok(_) => kept.push(call),
            Err(reason) => refused.push((call, reason)),
        }
    }
    let tokens = generate(api, &kept)?;
    Ok(Written {
        tokens,
        kept,
        refused,
    })
}

fn generate(api: &Api, calls: &[Call<'_>]) -> Result<TokenStream, String> {
    let dialect = dialect(api, calls).map_err(|error| error.to_string())?;
    let tokens = silently(|| run(&dialect))??;
    let text = tokens.to_string();
    // The session finds an operation's facts by this name; another spelling would lose them without a word.
    let lost = calls
        .iter()
        .find(|call| !text.contains(&format!("operation_id : {:?}", call.title.method)));
    match lost {
        Some(call) => Err(format!("`{}` would get another name", call.title.method)),
        None => Ok(tokens),
    }
}

fn run(dialect: &Dialect) -> Result<TokenStream, String> {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(concierge_runtime_client::Session));
    for (name, path) in &dialect.replacements {
        settings.with_replacement(name, path, std::iter::empty());
    }
    Generator::new(&settings)
        .generate_tokens(&dialect.document)
        .map_err(|error| error.to_string())
}

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Turns a panic of this thread into its message, and keeps it from the screen.
fn silently<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !SILENT.get() {
                before(info);
            }
        }));
    });
    SILENT.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    SILENT.set(false);
    outcome.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("it panicked")
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::silently;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(silently(|| 7), Ok(7));
        assert_eq!(
            silently(|| panic!("too many {}", "types")),
            Err::<(), _>("too many types".to_owned())
        );
        assert_eq!(
            silently(|| panic!("plain")),
            Err::<(), _>("plain".to_owned())
        );
    }
}
