//! The concierge contract compiles, and says what the concierge relies on.

use concierge_codegen::{compile::compile, ir::LimitKey};

use crate::sources;

#[test]
fn the_contract_compiles_without_a_warning() {
    let spec = sources::root().join("spec/concierge/openapi.yaml");
    let compiled = compile(&spec).unwrap_or_else(|failed| panic!("{}", failed.render()));
    let warnings = compiled.warnings.render(Some(&compiled.document));
    assert!(compiled.warnings.is_empty(), "{warnings}");
    let api = compiled.api;
    let named = api.problem.map(|id| api.type_def(id).name.as_str());
    assert_eq!(named, Some("Error"));
    let create_return = api.operations.iter().find(|it| it.id == "create_return");
    let create_return = create_return.expect("create_return is in the contract");
    let rule = create_return.idempotency.expect("it is keyed");
    assert!(rule.required && rule.ttl_s == 86_400);
    assert_eq!(create_return.scopes, ["returns:write"]);
    let session = LimitKey::Session("/sessionId".to_owned());
    assert!(
        create_return
            .limits
            .iter()
            .any(|limit| limit.key == session && limit.requests == 3)
    );
}
