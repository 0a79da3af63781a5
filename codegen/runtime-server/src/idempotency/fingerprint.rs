//! Hashes that tell requests apart: the canonical request, the key's scope, the session.

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::Uri;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Secret;

/// What a body contributes to its request's fingerprint.
#[derive(Clone, Debug, Default)]
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

/// JSON with sorted keys and without white space. Text that is no JSON stands for itself; it never gets this far.
fn canonical(text: &[u8]) -> Vec<u8> {
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return text.to_vec();
    };
    let mut out = Vec::with_capacity(text.len());
    write_sorted(&value, &mut out);
    out
}

fn write_sorted(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for item in items {
                write_sorted(item, out);
                out.push(b',');
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by(|a, b| a.0.cmp(b.0));
            out.push(b'{');
            for (name, item) in entries {
                write_scalar(&Value::String(name.clone()), out);
                out.push(b':');
                write_sorted(item, out);
                out.push(b',');
            }
            out.push(b'}');
        }
        scalar => write_scalar(scalar, out),
    }
}

fn write_scalar(value: &Value, out: &mut Vec<u8>) {
    out.extend_from_slice(value.to_string().as_bytes());
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
