//! Absent, null and a value.

use concierge_runtime::Patch;
use concierge_runtime::decode::strict;

use crate::broken;
use crate::models::NewOrder;

fn order(more: &str) -> String {
    format!(r#"{{"sessionId": "sess-1", "email": "a@b.org", "size": 3, {more}}}"#)
}

#[test]
fn a_patch_tells_three_things_apart() {
    for (more, note) in [
        (r#""reason": null"#, Patch::Absent),
        (r#""reason": null, "note": null"#, Patch::Null),
        (
            r#""reason": null, "note": "x""#,
            Patch::Value("x".to_owned()),
        ),
    ] {
        let read: NewOrder = strict(order(more).as_bytes()).unwrap();
        assert_eq!(read.note, note);
        let again: NewOrder = strict(&serde_json::to_vec(&read).unwrap()).unwrap();
        assert_eq!(again, read);
        assert_eq!(
            serde_json::to_string(&read).unwrap().contains("note"),
            note != Patch::Absent
        );
    }
}

#[test]
fn an_optional_property_is_not_null() {
    let body = order(r#""reason": null, "tags": null, "address": null"#);
    let expected = [
        ("/tags".to_owned(), "nullable"),
        ("/address".to_owned(), "nullable"),
    ];
    assert_eq!(broken(strict::<NewOrder>(body.as_bytes())), expected);
}

#[test]
fn a_nullable_property_that_is_required_must_stand() {
    let body = order(r#""note": null"#);
    assert_eq!(
        broken(strict::<NewOrder>(body.as_bytes())),
        [("/reason".to_owned(), "required")]
    );
}

#[test]
fn patches_apply() {
    assert_eq!(Patch::Absent.apply(Some(1)), Some(1));
    assert_eq!(Patch::Null.apply(Some(1)), None);
    assert_eq!(Patch::Value(2).apply(Some(1)), Some(2));
    assert_eq!(Patch::from(None::<u8>), Patch::Null);
    assert_eq!(Patch::Value(2).map(|value| value + 1).into_value(), Some(3));
    assert_eq!(Patch::Value(2).as_ref().value(), Some(&&2));
}
