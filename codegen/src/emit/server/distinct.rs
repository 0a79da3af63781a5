//! Names that do not collide once every operation brings its request, its answers and its errors along.

use std::collections::BTreeSet;

use super::component;
use crate::ir::Api;

/// What stands behind an operation's stem.
const SUFFIXES: [&str; 8] = [
    "", "Request", "Response", "Error", "Body", "Parts", "Json", "Media",
];

/// A field that the service has beside those of the tags.
const AUTHENTICATOR: &str = "authenticator";

/// The same contract with stems, modules and shared answers of which no two lead to the same name.
pub(in crate::emit) fn with_distinct_names(api: &Api) -> Api {
    let mut api = api.clone();
    for tag in &mut api.tags {
        if tag.module == AUTHENTICATOR {
            tag.module.push_str("_api");
        }
    }
    let mut taken: BTreeSet<String> = api
        .tags
        .iter()
        .map(|tag| format!("{}Api", tag.stem))
        .collect();
    taken.insert("Parts".to_owned());
    for operation in &mut api.operations {
        let stem = operation.stem.clone();
        let numbered = (2..).map(|number| format!("{stem}Operation{number}"));
        let candidates = [stem.clone(), format!("{stem}Operation")]
            .into_iter()
            .chain(numbered);
        let names = |stem: &str| SUFFIXES.map(|suffix| format!("{stem}{suffix}"));
        let mut free =
            candidates.filter(|stem| !names(stem).iter().any(|name| taken.contains(name)));
        if let Some(stem) = free.next() {
            operation.stem = stem;
        }
        taken.extend(names(&operation.stem));
    }
    component::settle_names(&mut api, &mut taken);
    api
}
