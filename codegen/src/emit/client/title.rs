//! The names that an operation has in the client.

use std::collections::BTreeSet;

use crate::{
    emit::names::plain,
    ir::{Api, Operation},
};

/// Methods that the client has already.
const METHODS: [&str; 10] = [
    "api_version",
    "baseurl",
    "builder",
    "client",
    "clone",
    "correlated",
    "inner",
    "new",
    "new_with_client",
    "traced",
];

/// Types that generated code names without a path.
const TYPES: [&str; 13] = [
    "Client",
    "Clone",
    "Debug",
    "Error",
    "From",
    "Option",
    "ResponseValue",
    "Result",
    "Self",
    "String",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// The names of one operation, unique in the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::emit) struct Title {
    /// The method of the client.
    pub(super) method: String,
    /// The builder that it gives.
    pub(super) builder: String,
    /// The ways to write its body, where there are several.
    pub(super) body: String,
    /// What tells its successes apart, where there are several.
    pub(super) success: String,
    /// What tells its errors apart, where there are several.
    pub(super) error: String,
    /// The media types that it answers with, where the caller chooses.
    pub(super) media: String,
    /// The headers of its answers, where they declare any.
    pub(super) headers: String,
}

/// Names for every operation, in order.
pub(in crate::emit) fn titles(api: &Api) -> Vec<Title> {
    let mut taken: BTreeSet<String> = api
        .operations
        .iter()
        .map(|operation| operation.stem.clone())
        .collect();
    let mut methods: BTreeSet<String> = api
        .operations
        .iter()
        .map(|operation| operation.method_name.clone())
        .collect();
    api.operations
        .iter()
        .map(|operation| title(operation, &mut taken, &mut methods))
        .collect()
}

fn title(
    operation: &Operation,
    taken: &mut BTreeSet<String>,
    methods: &mut BTreeSet<String>,
) -> Title {
    let stem = operation.stem.as_str();
    let method = match plain(&operation.method_name) {
        name if METHODS.contains(&name) => claim(methods, &format!("call_{name}")),
        _ => operation.method_name.clone(),
    };
    Title {
        method,
        builder: if TYPES.contains(&stem) {
            claim(taken, &format!("{stem}Call"))
        } else {
            stem.to_owned()
        },
        body: claim(taken, &format!("{stem}Body")),
        success: claim(taken, &format!("{stem}Success")),
        error: claim(taken, &format!("{stem}Error")),
        media: claim(taken, &format!("{stem}Media")),
        headers: claim(taken, &format!("{stem}Headers")),
    }
}

/// The wanted name, or the first free one with a number.
pub(super) fn claim(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{wanted}{number}");
        number += 1;
    }
    name
}
