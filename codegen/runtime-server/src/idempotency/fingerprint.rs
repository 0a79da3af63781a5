//! Hashes that tell requests apart: the canonical request, the key's scope, the session.

use std::collections::BTreeMap;

use bytes::Bytes;
use concierge_runtime::Decimal;
use hmac::{Hmac, KeyInit, Mac};
use http::Uri;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::Secret;

/// What a body contributes to its request's fingerprint.
#[derive(Clone, Default)]
pub(crate) enum BodyDigest {
    /// No body was read.
    #[default]
    Absent,
    /// JSON text, hashed in its canonical form: two spellings of one value are the same request.
    Json(Bytes),
    /// Any other text or bytes.
    Bytes(Bytes),
    /// The hash of a multipart body's parts: names, types and content, never the boundary.
    Parts([u8; 32]),
}

/// SHA-256 of the request: method, path, query and canonical body.
pub(crate) fn fingerprint(method: &str, uri: &Uri, body: &BodyDigest) -> [u8; 32] {
    let mut hash = Sha256::new();
    framed(&mut hash, method.as_bytes());
    framed(&mut hash, uri.path().as_bytes());
    framed(&mut hash, uri.query().unwrap_or("").as_bytes());
    match body {
        BodyDigest::Absent => framed(&mut hash, b"absent"),
        BodyDigest::Json(text) => {
            framed(&mut hash, b"json");
            framed(&mut hash, &canonical(text));
        }
        BodyDigest::Bytes(bytes) => {
            framed(&mut hash, b"bytes");
            framed(&mut hash, bytes);
        }
        BodyDigest::Parts(digest) => {
            framed(&mut hash, b"parts");
            framed(&mut hash, digest);
        }
    }
    hash.finalize().into()
}

/// HMAC of caller, operation and key, so that the ledger never holds a key.
pub(crate) fn scope_hash(secret: &Secret, caller: &str, operation: &str, key: &str) -> [u8; 32] {
    keyed(
        secret,
        &[
            b"idempotency",
            caller.as_bytes(),
            operation.as_bytes(),
            key.as_bytes(),
        ],
    )
}

/// HMAC of a session in hex, so that the audit never holds a session.
pub(crate) fn session_hash(secret: &Secret, session: &str) -> String {
    hex::encode(keyed(secret, &[b"session", session.as_bytes()]))
}

/// Adds a piece with its length, so that no two lists of pieces hash alike.
pub(crate) fn framed(hash: &mut Sha256, piece: &[u8]) {
    hash.update((piece.len() as u64).to_le_bytes());
    hash.update(piece);
}

fn keyed(secret: &Secret, pieces: &[&[u8]]) -> [u8; 32] {
    let mut mac = match Hmac::<Sha256>::new_from_slice(secret.bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("an HMAC takes a key of any length"),
    };
    for piece in pieces {
        mac.update(&(piece.len() as u64).to_le_bytes());
        mac.update(piece);
    }
    mac.finalize().into_bytes().into()
}

/// JSON with sorted keys, plain numbers and no white space. Text that is no JSON stands for itself; it never gets this far.
fn canonical(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    match serde_json::from_slice(text).and_then(|value| write_sorted(value, DEPTH_MAX, &mut out)) {
        Ok(()) => out,
        Err(_) => text.to_vec(),
    }
}

/// Deeper values stand as they were written.
const DEPTH_MAX: usize = 128;

/// Reads one level at a time, because numbers lose digits when they are read as anything but text.
fn write_sorted(value: &RawValue, depth_left: usize, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let text = value.get();
    let Some(depth_left) = depth_left.checked_sub(1) else {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    };
    match text.as_bytes().first() {
        Some(b'[') => {
            out.push(b'[');
            for item in serde_json::from_str::<Vec<&RawValue>>(text)? {
                write_sorted(item, depth_left, out)?;
                out.push(b',');
            }
            out.push(b']');
        }
        Some(b'{') => {
            out.push(b'{');
            for (name, item) in serde_json::from_str::<BTreeMap<String, &RawValue>>(text)? {
                serde_json::to_writer(&mut *out, &name)?;
                out.push(b':');
                write_sorted(item, depth_left, out)?;
                out.push(b',');
            }
            out.push(b'}');
        }
        Some(b'"') => serde_json::to_writer(out, &serde_json::from_str::<String>(text)?)?,
        _ => match text.parse::<Decimal>() {
            Ok(number) => out.extend_from_slice(number.canonical().as_bytes()),
            Err(_) => out.extend_from_slice(text.as_bytes()),
        },
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &str, body: &'static str) -> [u8; 32] {
        fingerprint(
            "POST",
            &uri.parse().expect("a uri"),
            &BodyDigest::Json(Bytes::from_static(body.as_bytes())),
        )
    }

    #[test]
    fn the_order_of_keys_and_white_space_do_not_matter() {
        assert_eq!(
            of("/a", r#"{"a":1,"b":{"c":[1,2],"d":null}}"#),
            of("/a", "{ \"b\": {\"d\":null,\"c\":[1, 2]},\n\"a\": 1 }")
        );
    }

    #[test]
    fn every_digit_of_a_number_matters_and_its_spelling_does_not() {
        for (one, other) in [
            ("0.1", "0.10000000000000000001"),
            ("123456789012345678901", "123456789012345678902"),
            ("1e400", "1e401"),
        ] {
            let with = |number: &str| {
                let body = format!("{{\"a\": [{number}]}}").into();
                fingerprint("POST", &Uri::from_static("/a"), &BodyDigest::Json(body))
            };
            assert_ne!(with(one), with(other), "{one} {other}");
        }
        assert_eq!(
            of("/a", r#"{"a":[1.50,100,0.0,"\u00e4"]}"#),
            of("/a", r#"{"a": [15e-1, 1E2, -0, "ä"]}"#)
        );
    }

    #[test]
    fn values_of_any_depth_have_a_fingerprint() {
        let deep = |inner: &str| {
            let body = format!("{}{inner}{}", "[".repeat(10_000), "]".repeat(10_000));
            fingerprint(
                "POST",
                &Uri::from_static("/a"),
                &BodyDigest::Json(body.into()),
            )
        };
        assert_ne!(deep("1"), deep("2"));
    }

    #[test]
    fn path_query_values_and_order_of_items_matter() {
        let base = of("/a?x=1", r#"{"a":[1,2]}"#);
        assert_ne!(base, of("/b?x=1", r#"{"a":[1,2]}"#));
        assert_ne!(base, of("/a?x=2", r#"{"a":[1,2]}"#));
        assert_ne!(base, of("/a?x=1", r#"{"a":[2,1]}"#));
        assert_ne!(base, of("/a?x=1", r#"{"a":["1","2"]}"#));
    }

    #[test]
    fn a_scope_is_bound_to_caller_operation_key_and_secret() {
        let secret = Secret::new([1; 32]);
        let base = scope_hash(&secret, "c", "op", "key-0001");
        assert_eq!(base, scope_hash(&secret, "c", "op", "key-0001"));
        assert_ne!(base, scope_hash(&secret, "co", "p", "key-0001"));
        assert_ne!(base, scope_hash(&secret, "c", "op", "key-0002"));
        assert_ne!(
            base,
            scope_hash(&Secret::new([2; 32]), "c", "op", "key-0001")
        );
    }
}
