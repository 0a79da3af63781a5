//! W3C Trace Context, as a caller hands it on.

use http::HeaderValue;

/// A place in a trace that other services know: `traceparent`, and `tracestate` where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    pub(crate) parent: HeaderValue,
    pub(crate) state: Option<HeaderValue>,
}

/// A text that no service would take for a trace's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "read `traceparent`: give version, trace id, parent id and flags in lower-case hexadecimal, as W3C Trace Context has them"
)]
pub struct TraceError;

/// The longest `tracestate` that every service passes on, in bytes.
const STATE_MAX: usize = 512;

impl TraceContext {
    /// Reads a `traceparent`, for example `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(traceparent: &str) -> Result<Self, TraceError> {
        if !is_traceparent(traceparent) {
            return Err(TraceError);
        }
        Ok(Self {
            parent: HeaderValue::from_str(traceparent).map_err(|_| TraceError)?,
            state: None,
        })
    }

    /// The same with a `tracestate`; one that no service would pass on is left out.
    #[must_use]
    pub fn with_state(mut self, tracestate: &str) -> Self {
        let fits = !tracestate.is_empty() && tracestate.len() <= STATE_MAX;
        self.state = HeaderValue::from_str(tracestate).ok().filter(|_| fits);
        self
    }
}

/// `VERSION-TRACE-PARENT-FLAGS`; ids of nothing but zeros and the version `ff` are none.
fn is_traceparent(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_hex = |part: &str| {
        part.bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |part: &str| part.bytes().any(|byte| byte != b'0');
    match parts.as_slice() {
        [version, trace, parent, flags, rest @ ..] => {
            let lengths = [version.len(), trace.len(), parent.len(), flags.len()];
            lengths == [2, 32, 16, 2]
                && [version, trace, parent, flags].into_iter().all(|part| is_hex(part))
                && is_id(trace)
                && is_id(parent)
                && *version != "ff"
                // Later versions may add to it.
                && (rest.is_empty() || *version != "00")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::TraceContext;

    #[test]
    fn only_what_the_standard_has_is_taken() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        for (text, expected) in [
            (good.to_owned(), true),
            (good.to_uppercase(), false),
            (good.replace("00-", "ff-"), false),
            (good.replace("b7ad6b7169203331", "0000000000000000"), false),
            (format!("{good}-more"), false),
            (format!("{good}-more").replace("00-", "01-"), true),
            (String::new(), false),
            (good[1..].to_owned(), false),
        ] {
            assert_eq!(TraceContext::parse(&text).is_ok(), expected, "{text}");
        }
        let trace = TraceContext::parse(good).expect("a trace");
        assert!(trace.clone().with_state("a=1").state.is_some());
        assert!(trace.with_state(&"x".repeat(513)).state.is_none());
    }
}
