//! Every operation of a client shows how it is called.

use std::path::Path;

use concierge_codegen::{
    emit::{Names, emit_client},
    ir::Api,
    load::load_document,
    lower::lower_document,
};

fn emit(client: Option<&str>) -> (Api, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shapes/openapi.yaml");
    let document =
        load_document(&path).unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let lowered =
        lower_document(&document).unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let names = Names {
        command: "cargo xtask gen".to_owned(),
        models: "crate::models".to_owned(),
        client: client.map(str::to_owned),
    };
    let (files, _) = emit_client(&lowered.api, &names)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let text: Vec<String> = files.into_iter().map(|file| file.text).collect();
    (lowered.api, text.join("\n"))
}

#[test]
fn every_operation_has_an_example() {
    let (api, text) = emit(Some("shapes::client"));
    for operation in &api.operations {
        let call = format!("client.{}()", operation.method_name);
        let lines = text.replace("client\n    ///     .", "client.");
        assert!(lines.contains(&call), "{} has none", operation.id);
    }
    assert!(
        text.contains("use shapes::models::"),
        "models are named from outside"
    );
}

#[test]
fn nobody_guesses_the_path_of_a_client() {
    assert!(!emit(None).1.contains("# Example"));
}
