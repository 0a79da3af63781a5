//! Finds the operation behind a method and a path.
//!
//! A trie over path segments. A literal segment wins over one with literal parts (`{id}:archive`), that over a variable, and a dead end
//! goes back to the next choice. Two paths may name one variable differently, and a segment may hold several variables (`{a}.{b}`); both are
//! beyond the router crates that were tried. Variables keep their percent signs, so an encoded slash stays inside its value.

use http::Method;
use http::header::HeaderValue;

use crate::query;

/// The routes of a service, by path and method.
#[derive(Debug)]
pub(crate) struct Router {
    nodes: Vec<Node>,
}

/// Where a variable's value stands in a path: start and end in bytes.
pub(crate) type Capture = (u32, u32);

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// A route, by its index, and the values of its variables in path order.
    Route(usize, Vec<Capture>),
    /// The path exists, the method does not; what would be allowed.
    OtherMethods(&'a HeaderValue),
    /// No such path.
    Nothing,
}

/// Two routes that no request could tell apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Duplicate;

#[derive(Debug, Default)]
struct Node {
    /// Sorted, for a binary search.
    literals: Vec<(Box<str>, usize)>,
    /// Those with more literal letters first.
    patterns: Vec<(Pattern, usize)>,
    variable: Option<usize>,
    end: Option<End>,
}

#[derive(Debug)]
struct End {
    methods: Vec<(Method, usize)>,
    allow: HeaderValue,
}

/// A segment of literal parts and variables, for example `{id}:archive`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    prefix: Box<str>,
    /// The literal part behind each variable; empty only behind the last one.
    behind: Vec<Box<str>>,
}

enum Segment<'a> {
    Literal(&'a str),
    Pattern(Pattern),
    Variable,
}

impl Router {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }

    pub(crate) fn insert(
        &mut self,
        method: Method,
        path: &str,
        route: usize,
    ) -> Result<(), Duplicate> {
        let mut node = 0;
        for text in path.strip_prefix('/').unwrap_or(path).split('/') {
            node = self.child(node, text);
        }
        let end = self.nodes[node].end.get_or_insert_with(|| End {
            methods: Vec::new(),
            allow: HeaderValue::from_static(""),
        });
        if end.methods.iter().any(|(known, _)| *known == method) {
            return Err(Duplicate);
        }
        end.methods.push((method, route));
        end.allow = allow(&end.methods);
        Ok(())
    }

    pub(crate) fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let mut captures = Vec::new();
        let Some(rest) = path.strip_prefix('/') else {
            return Found::Nothing;
        };
        let Some(end) = self.walk(
            0,
            Walk {
                path,
                rest: Some(rest),
            },
            &mut captures,
        ) else {
            return Found::Nothing;
        };
        match end.route(method) {
            Some(route) => Found::Route(route, captures),
            None => Found::OtherMethods(&end.allow),
        }
    }

    fn child(&mut self, parent: usize, text: &str) -> usize {
        let next = self.nodes.len();
        let node = &mut self.nodes[parent];
        let found = match segment(text) {
            Segment::Literal(text) => match node
                .literals
                .binary_search_by(|(known, _)| (**known).cmp(text))
            {
                Ok(at) => node.literals[at].1,
                Err(at) => {
                    node.literals.insert(at, (text.into(), next));
                    next
                }
            },
            Segment::Variable => *node.variable.get_or_insert(next),
            Segment::Pattern(pattern) => {
                match node.patterns.iter().find(|(known, _)| *known == pattern) {
                    Some((_, found)) => *found,
                    None => {
                        node.patterns.push((pattern, next));
                        node.patterns
                            .sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.letters()));
                        next
                    }
                }
            }
        };
        if found == next {
            self.nodes.push(Node::default());
        }
        found
    }

    /// Every node is entered at most once per request, so a hostile path costs no more than the table is large.
    fn walk(&self, node: usize, walk: Walk<'_>, captures: &mut Vec<Capture>) -> Option<&End> {
        let node = &self.nodes[node];
        let Some((text, next)) = walk.step() else {
            return node.end.as_ref();
        };
        if let Some(child) = node.literal(text)
            && let Some(end) = self.walk(child, next, captures)
        {
            return Some(end);
        }
        if text.is_empty() {
            return None;
        }
        let start = walk.offset();
        let mark = captures.len();
        for (pattern, child) in &node.patterns {
            if pattern.capture(text, start, captures)
                && let Some(end) = self.walk(*child, next, captures)
            {
                return Some(end);
            }
            captures.truncate(mark);
        }
        let child = node.variable?;
        captures.push((start, start + short(text.len())));
        let end = self.walk(child, next, captures);
        if end.is_none() {
            captures.truncate(mark);
        }
        end
    }
}

/// A path and what of it is still ahead.
#[derive(Clone, Copy)]
struct Walk<'a> {
    path: &'a str,
    rest: Option<&'a str>,
}

impl<'a> Walk<'a> {
    fn step(&self) -> Option<(&'a str, Self)> {
        let rest = self.rest?;
        let (text, rest) = match rest.split_once('/') {
            Some((text, rest)) => (text, Some(rest)),
            None => (rest, None),
        };
        Some((
            text,
            Self {
                path: self.path,
                rest,
            },
        ))
    }

    fn offset(&self) -> u32 {
        short(self.path.len() - self.rest.map_or(0, str::len))
    }
}

impl Node {
    fn literal(&self, text: &str) -> Option<usize> {
        let find = |text: &str| {
            self.literals
                .binary_search_by(|(known, _)| (**known).cmp(text))
                .ok()
                .map(|at| self.literals[at].1)
        };
        find(text).or_else(|| {
            if text.contains('%') {
                query::decode(text).and_then(|decoded| find(&decoded))
            } else {
                None
            }
        })
    }
}

impl End {
    /// HEAD is served from GET where it has no route of its own.
    fn route(&self, method: &Method) -> Option<usize> {
        let find = |method: &Method| {
            self.methods
                .iter()
                .find(|(known, _)| known == method)
                .map(|(_, route)| *route)
        };
        find(method).or_else(|| {
            if method == Method::HEAD {
                find(&Method::GET)
            } else {
                None
            }
        })
    }
}

impl Pattern {
    fn letters(&self) -> usize {
        self.prefix.len() + self.behind.iter().map(|text| text.len()).sum::<usize>()
    }

    /// Captures the shortest values that fit; none of them may be empty.
    fn capture(&self, text: &str, start: u32, captures: &mut Vec<Capture>) -> bool {
        let Some(mut rest) = text.strip_prefix(&*self.prefix) else {
            return false;
        };
        let mut at = start + short(self.prefix.len());
        for (index, behind) in self.behind.iter().enumerate() {
            let is_last = index + 1 == self.behind.len();
            let length = if is_last {
                rest.strip_suffix(&**behind).map(str::len)
            } else {
                rest.char_indices()
                    .skip(1)
                    .map(|(at, _)| at)
                    .find(|at| rest[*at..].starts_with(&**behind))
            };
            let Some(length) = length.filter(|length| *length > 0) else {
                return false;
            };
            captures.push((at, at + short(length)));
            rest = &rest[length + behind.len()..];
            at += short(length + behind.len());
        }
        true
    }
}

fn segment(text: &str) -> Segment<'_> {
    let Some((prefix, mut rest)) = text.split_once('{') else {
        return Segment::Literal(text);
    };
    let mut behind: Vec<Box<str>> = Vec::new();
    while let Some((_, after)) = rest.split_once('}') {
        let (literal, next) = after.split_once('{').unwrap_or((after, ""));
        behind.push(Box::from(literal));
        rest = next;
    }
    match &behind[..] {
        [] => Segment::Literal(text),
        [only] if prefix.is_empty() && only.is_empty() => Segment::Variable,
        _ => Segment::Pattern(Pattern {
            prefix: prefix.into(),
            behind,
        }),
    }
}

/// The names of a template's variables, in path order.
pub(crate) fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn allow(methods: &[(Method, usize)]) -> HeaderValue {
    let mut names: Vec<&str> = methods.iter().map(|(method, _)| method.as_str()).collect();
    if names.contains(&"GET") && !names.contains(&"HEAD") {
        names.push("HEAD");
    }
    names.sort_unstable();
    HeaderValue::try_from(names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Paths are far shorter than 4 GiB: hyper refuses them long before.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(paths: &[&str]) -> Router {
        let mut router = Router::new();
        for (index, path) in paths.iter().enumerate() {
            router.insert(Method::GET, path, index).expect("a new path");
        }
        router
    }

    fn find(router: &Router, path: &str) -> Option<(usize, Vec<String>)> {
        match router.find(&Method::GET, path) {
            Found::Route(route, captures) => Some((
                route,
                captures
                    .iter()
                    .map(|(start, end)| path[*start as usize..*end as usize].to_owned())
                    .collect(),
            )),
            _ => None,
        }
    }

    fn hit(route: usize, values: &[&str]) -> Option<(usize, Vec<String>)> {
        Some((
            route,
            values.iter().map(|value| (*value).to_owned()).collect(),
        ))
    }

    #[test]
    fn literal_and_variable_siblings_live_side_by_side() {
        let router = router(&[
            "/products/{id}",
            "/products/filters",
            "/products/{product_id}/reviews",
            "/products/filters/all",
        ]);
        assert_eq!(find(&router, "/products/filters"), hit(1, &[]));
        assert_eq!(find(&router, "/products/filter"), hit(0, &["filter"]));
        assert_eq!(
            find(&router, "/products/filters/reviews"),
            hit(2, &["filters"])
        );
        assert_eq!(find(&router, "/products/filters/all"), hit(3, &[]));
        assert_eq!(find(&router, "/products/filters/none"), None);
    }

    #[test]
    fn segments_may_hold_literal_parts() {
        let router = router(&[
            "/a/{id}",
            "/a/{id}:archive",
            "/a/{base}...{head}",
            "/a/v{major}.{minor}",
            "/{x}/z",
        ]);
        assert_eq!(find(&router, "/a/7:archive"), hit(1, &["7"]));
        assert_eq!(find(&router, "/a/:archive"), hit(0, &[":archive"]));
        assert_eq!(find(&router, "/a/main...topic"), hit(2, &["main", "topic"]));
        assert_eq!(find(&router, "/a/v1.20"), hit(3, &["1", "20"]));
        assert_eq!(find(&router, "/a/v1"), hit(0, &["v1"]));
        assert_eq!(find(&router, "/a/z"), hit(0, &["z"]));
        assert_eq!(find(&router, "/b/z"), hit(4, &["b"]));
    }

    #[test]
    fn slashes_and_empty_segments_matter() {
        let router = router(&["/", "/a", "/a/{id}"]);
        assert_eq!(find(&router, "/"), hit(0, &[]));
        assert_eq!(find(&router, "/a"), hit(1, &[]));
        for path in ["/a/", "//a", "/a/b/", "", "a", "/a//"] {
            assert_eq!(find(&router, path), None, "{path}");
        }
        assert_eq!(find(&router, "/a/b%2Fc"), hit(2, &["b%2Fc"]));
        assert_eq!(find(&router, "/%61"), hit(1, &[]));
    }

    #[test]
    fn methods_are_told_apart() {
        let mut router = Router::new();
        router.insert(Method::POST, "/a/{x}", 0).expect("new");
        router.insert(Method::GET, "/a/{y}", 1).expect("new");
        assert_eq!(router.insert(Method::GET, "/a/{z}", 2), Err(Duplicate));
        assert_eq!(
            router.find(&Method::HEAD, "/a/1"),
            Found::Route(1, vec![(3, 4)])
        );
        assert_eq!(
            router.find(&Method::POST, "/a/1"),
            Found::Route(0, vec![(3, 4)])
        );
        let allowed = HeaderValue::from_static("GET, HEAD, POST");
        assert_eq!(
            router.find(&Method::DELETE, "/a/1"),
            Found::OtherMethods(&allowed)
        );
        assert_eq!(
            router.find(&Method::OPTIONS, "/a/1"),
            Found::OtherMethods(&allowed)
        );
        assert_eq!(router.find(&Method::DELETE, "/b"), Found::Nothing);
    }
}
