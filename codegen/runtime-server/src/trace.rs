//! W3C Trace Context: where a request stands in a trace that others began, or that begins here.

use std::fmt::Write as _;
use std::sync::Arc;

use http::HeaderMap;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Where a request stands in a trace. Cheap to clone; what is told of it is computed when somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    request_id: Arc<str>,
    parent: Option<Parent>,
    state: Option<Arc<str>>,
}

/// What a caller's `traceparent` states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parent {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    flags: u8,
}

/// The flags that this level of the standard knows: sampled, and a trace id that is random.
const KNOWN_FLAGS: u8 = 0b11;
/// Most members that a `tracestate` may have.
const STATE_MEMBERS_MAX: usize = 32;
/// What the standard asks everybody to hand on. A longer list is dropped whole, since it has no members that could be left out safely.
const STATE_BYTES_MAX: usize = 512;

impl Trace {
    /// Takes up the caller's trace. A malformed `traceparent` is ignored together with its `tracestate`, and a trace begins here.
    #[must_use]
    pub fn new(request_id: Arc<str>, headers: &HeaderMap) -> Self {
        let mut stated = headers.get_all("traceparent").iter();
        let parent = match (stated.next(), stated.next()) {
            (Some(only), None) => only.to_str().ok().and_then(Parent::read),
            _ => None,
        };
        Self {
            request_id,
            parent,
            state: parent.and_then(|_| state(headers)),
        }
    }

    /// The trace's id: 32 digits of lower-case hexadecimal.
    #[must_use]
    pub fn trace_id(&self) -> String {
        hex::encode(self.ids().0)
    }

    /// This request's own id within the trace, 16 digits.
    #[must_use]
    pub fn span_id(&self) -> String {
        hex::encode(self.ids().1)
    }

    /// The id of the caller's step, 16 digits; absent where the trace began here.
    #[must_use]
    pub fn parent_span_id(&self) -> Option<String> {
        self.parent.map(|parent| hex::encode(parent.span_id))
    }

    /// `traceparent` for whatever this request causes.
    #[must_use]
    pub fn header(&self) -> String {
        let (trace_id, span_id) = self.ids();
        // Whether a trace is recorded is the caller's advice; one that begins here is not.
        let flags = self.parent.map_or(0, |parent| parent.flags);
        let mut text = String::with_capacity(55);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "00-{}-{}-{flags:02x}",
            hex::encode(trace_id),
            hex::encode(span_id)
        );
        text
    }

    /// `tracestate` as the caller sent it, for whatever this request causes.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Ids come from the request's own, which is random already.
    fn ids(&self) -> ([u8; 16], [u8; 8]) {
        let own = Uuid::try_parse(&self.request_id).map_or_else(
            |_| {
                let mut bytes = [0; 16];
                bytes.copy_from_slice(&Sha256::digest(self.request_id.as_bytes())[..16]);
                bytes
            },
            Uuid::into_bytes,
        );
        let mut span_id = [0; 8];
        span_id.copy_from_slice(&own[8..]);
        (self.parent.map_or(own, |parent| parent.trace_id), span_id)
    }
}

impl Parent {
    /// `version-traceid-parentid-flags`. A later version may add fields behind these.
    fn read(text: &str) -> Option<Self> {
        let known = text.get(..55)?;
        let mut pieces = known.split('-');
        let (version, trace, span, flags) = (
            pieces.next()?,
            pieces.next()?,
            pieces.next()?,
            pieces.next()?,
        );
        let is_whole = pieces.next().is_none();
        let mut bytes = [0; 1];
        lower_hex(version, &mut bytes)?;
        let ends_well = match bytes[0] {
            0 => text.len() == 55,
            0xff => false,
            _ => text.len() == 55 || text.as_bytes()[55] == b'-',
        };
        let mut parent = Self {
            trace_id: [0; 16],
            span_id: [0; 8],
            flags: 0,
        };
        lower_hex(trace, &mut parent.trace_id)?;
        lower_hex(span, &mut parent.span_id)?;
        lower_hex(flags, &mut bytes)?;
        parent.flags = bytes[0] & KNOWN_FLAGS;
        let has_ids = parent.trace_id != [0; 16] && parent.span_id != [0; 8];
        (is_whole && ends_well && has_ids).then_some(parent)
    }
}

fn lower_hex(text: &str, into: &mut [u8]) -> Option<()> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    hex::decode_to_slice(text, into).ok()
}

/// All `tracestate` headers as one list, in their order.
fn state(headers: &HeaderMap) -> Option<Arc<str>> {
    let mut list = String::new();
    let mut members = 0;
    for value in headers.get_all("tracestate") {
        for member in value.to_str().ok()?.split(',') {
            // Empty members are allowed, and say nothing.
            let member = member.trim_matches([' ', '\t']);
            if member.is_empty() {
                continue;
            }
            let (key, value) = member.split_once('=')?;
            members += 1;
            if !is_state_key(key) || !is_state_value(value) || members > STATE_MEMBERS_MAX {
                return None;
            }
            if !list.is_empty() {
                list.push(',');
            }
            list.push_str(member);
        }
    }
    (!list.is_empty() && list.len() <= STATE_BYTES_MAX).then(|| Arc::from(list))
}

/// `vendor`, or `tenant@vendor`.
fn is_state_key(key: &str) -> bool {
    let is_name = |name: &str, length_max: usize, may_start_with_digit: bool| {
        let starts_well = name.bytes().next().is_some_and(|first| {
            first.is_ascii_lowercase() || (may_start_with_digit && first.is_ascii_digit())
        });
        let is_plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-*/".contains(&byte)
        };
        starts_well && name.len() <= length_max && name.bytes().all(is_plain)
    };
    match key.split_once('@') {
        Some((tenant, vendor)) => is_name(tenant, 241, true) && is_name(vendor, 14, false),
        None => is_name(key, 256, false),
    }
}

/// Visible ASCII and spaces, but neither `,` nor `=`, and no space at its end.
fn is_state_value(value: &str) -> bool {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b',' && byte != b'=';
    (1..=256).contains(&value.len()) && value.bytes().all(is_plain) && !value.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "7f3a91c2-0000-4000-8000-00000000abcd";
    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn trace(headers: &[(&'static str, &str)]) -> Trace {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a value"));
        }
        Trace::new(Arc::from(ID), &map)
    }

    #[test]
    fn a_trace_is_taken_up_and_handed_on_under_an_id_of_its_own() {
        let trace = trace(&[("traceparent", PARENT)]);
        assert_eq!(trace.trace_id(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(trace.parent_span_id().as_deref(), Some("b7ad6b7169203331"));
        assert_eq!(
            trace.header(),
            "00-0af7651916cd43dd8448eb211c80319c-800000000000abcd-01"
        );
    }

    #[test]
    fn without_one_a_trace_begins_here() {
        for headers in [&[][..], &[("tracestate", "a=1")][..]] {
            let trace = trace(headers);
            assert_eq!(
                trace.header(),
                "00-7f3a91c200004000800000000000abcd-800000000000abcd-00"
            );
            assert_eq!((trace.parent_span_id(), trace.state()), (None, None));
        }
    }

    #[test]
    fn an_id_that_is_no_uuid_gives_ids_too() {
        let trace = Trace::new(Arc::from("r-1"), &HeaderMap::new());
        assert_eq!((trace.trace_id().len(), trace.span_id().len()), (32, 16));
        assert_eq!(trace.clone().header(), trace.header());
    }

    #[test]
    fn malformed_parents_are_ignored() {
        for text in [
            "",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
            "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-011",
        ] {
            let trace = trace(&[("traceparent", text), ("tracestate", "a=1")]);
            assert_eq!(
                (trace.parent_span_id(), trace.state()),
                (None, None),
                "{text}"
            );
        }
        let twice = trace(&[("traceparent", PARENT), ("traceparent", PARENT)]);
        assert_eq!(twice.parent_span_id(), None);
    }

    #[test]
    fn a_later_version_may_say_more_and_flags_beyond_ours_are_dropped() {
        for text in [
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-what-follows",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
        ] {
            assert!(
                trace(&[("traceparent", text)]).header().ends_with("-03"),
                "{text}"
            );
        }
    }

    #[test]
    fn the_state_keeps_its_order_over_several_headers() {
        let trace = trace(&[
            ("traceparent", PARENT),
            ("tracestate", "rojo=00f067aa0ba902b7 , ,congo=t61rcWkgMzE"),
            ("tracestate", "1tenant@vendor=a b"),
        ]);
        assert_eq!(
            trace.state(),
            Some("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,1tenant@vendor=a b")
        );
    }

    #[test]
    fn a_malformed_state_is_dropped_and_the_parent_stays() {
        let many = ["a=1"; 33].join(",");
        let long = format!("a={}", "x".repeat(257));
        for text in [
            "a", "A=1", "1a=1", "a=", "a=1=2", "a@1b=1", "@b=1", &many, &long,
        ] {
            let trace = trace(&[("traceparent", PARENT), ("tracestate", text)]);
            assert_eq!(trace.state(), None, "{text}");
            assert!(trace.parent_span_id().is_some(), "{text}");
        }
    }
}
