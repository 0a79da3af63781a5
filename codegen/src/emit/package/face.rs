//! The `lib.rs` of each crate.

use crate::ir::Api;

/// The crate of the models.
pub(super) fn models(api: &Api) -> String {
    let about = format!(
        "Models of {}: what travels, and the rules that it keeps.",
        title(api)
    );
    lib(&about, "")
}

/// The crate of the server, and its stub where one is made.
pub(super) fn server(api: &Api, has_stub: bool) -> String {
    let about = format!(
        "The server side of {}: a trait per tag, the HTTP layer around them, and the service of it all.",
        title(api)
    );
    lib(&about, if has_stub { STUB } else { "" })
}

/// The stub's module; every file around it is the generator's.
const STUB: &str = "#[rustfmt::skip]\n#[path = \"stub/generated/mod.rs\"]\npub mod stub;\n\n";

/// The crate of the client.
pub(super) fn client(api: &Api) -> String {
    let about = format!("The client of {}: a builder per operation.", title(api));
    lib(
        &about,
        "pub use concierge_runtime_client::{Credentials, Retry, Session};\n",
    )
}

fn lib(about: &str, also: &str) -> String {
    format!(
        "//! {about}\n\n#[rustfmt::skip] // its formatting is pinned by the generator\nmod generated;\n\n{also}pub use generated::*;\n"
    )
}

/// A title is the contract's own text, so it may hold anything; here it is one line.
pub(super) fn title(api: &Api) -> String {
    let words: Vec<&str> = api.title.split_whitespace().collect();
    words.join(" ").replace(['[', ']', '<', '>', '`'], "")
}
