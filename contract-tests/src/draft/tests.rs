//! Parameters in every style, and a multipart body byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use concierge_codegen::ir::{Location, Parameter, Style};
use serde_json::{Value, json};

use super::{Draft, style};
use crate::Contract;

fn contract() -> Contract {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/openapi.yaml");
    Contract::load(Path::new(spec)).unwrap_or_else(|error| panic!("{error}"))
}

fn parameter(location: Location, style: Style, explode: bool) -> Parameter {
    let contract = contract();
    let known = contract.api().operations[0].parameters[1].clone();
    Parameter {
        wire: "p".to_owned(),
        location,
        style,
        explode,
        ..known
    }
}

#[test]
fn single_values_follow_their_style() {
    let list = json!(["a", 2]);
    let map = json!({ "k": "v" });
    let cases: [(Style, bool, &Value, &str); 8] = [
        (Style::Simple, false, &list, "a,2"),
        (Style::Simple, false, &map, "k,v"),
        (Style::Simple, true, &map, "k=v"),
        (Style::Label, false, &list, ".a,2"),
        (Style::Label, true, &list, ".a.2"),
        (Style::Matrix, false, &list, ";p=a,2"),
        (Style::Matrix, true, &list, ";p=a;p=2"),
        (Style::Matrix, true, &map, ";k=v"),
    ];
    for (kind, explode, value, wanted) in cases {
        let written = style::single(&parameter(Location::Path, kind, explode), value);
        assert_eq!(written, wanted, "{kind:?} {explode}");
    }
}

#[test]
fn query_pairs_follow_their_style() {
    type Pairs = &'static [(&'static str, &'static str)];
    let list = json!(["a", 2]);
    let map = json!({ "k": true });
    let cases: [(Style, bool, &Value, Pairs); 6] = [
        (Style::Form, true, &list, &[("p", "a"), ("p", "2")]),
        (Style::Form, false, &list, &[("p", "a,2")]),
        (Style::SpaceDelimited, false, &list, &[("p", "a 2")]),
        (Style::PipeDelimited, false, &list, &[("p", "a|2")]),
        (Style::DeepObject, true, &map, &[("p[k]", "true")]),
        (Style::Form, true, &map, &[("k", "true")]),
    ];
    for (kind, explode, value, wanted) in cases {
        let pairs = style::pairs(&parameter(Location::Query, kind, explode), value);
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(pairs, wanted, "{kind:?} {explode}");
    }
}

#[test]
fn reserved_letters_are_encoded() {
    assert_eq!(style::encoded("a b/c\u{e9}~", ""), "a%20b%2Fc%C3%A9~");
}

#[test]
fn a_multipart_body_has_its_parts_in_contract_order() {
    let contract = contract();
    let mut operations = contract.api().operations.iter();
    let operation = operations
        .find(|operation| operation.id == "upload_cover")
        .expect("the operation");
    let draft = Draft {
        operation,
        parameters: BTreeMap::new(),
        content: operation.body.first(),
        body: json!({ "bookId": "B-1", "file": "file" }),
        credentials: Vec::new(),
        idempotency_key: None,
        correlation_id: "c".to_owned(),
        boundary: "line".to_owned(),
    };
    let request = draft.request();
    assert_eq!(
        request.header("content-type"),
        Some("multipart/form-data; boundary=line")
    );
    let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()).into_owned();
    let head = "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
                content-type: image/png\r\n\r\n\u{fffd}PNG";
    assert!(body.starts_with(head), "{body}");
    let tail =
        "\r\n--line\r\ncontent-disposition: form-data; name=\"bookId\"\r\n\r\nB-1\r\n--line--\r\n";
    assert!(body.ends_with(tail), "{body}");
}
