//! Paths as dropshot can hold them: a node of its trie has literal children or one variable, never both.

/// For each path, the one to register it under. Where a variable and literals are siblings, all of them share the variable.
pub(super) fn merged_paths(paths: &[&str]) -> Vec<String> {
    let routes = paths
        .iter()
        .enumerate()
        .map(|(index, path)| Ahead {
            index,
            rest: segments(path),
        })
        .collect();
    let mut merged = vec![String::new(); paths.len()];
    place(routes, &mut Vec::new(), &mut merged);
    merged
}

/// A path and what of it is not placed yet.
struct Ahead<'a> {
    index: usize,
    rest: Vec<&'a str>,
}

/// Empty segments do not count: dropshot skips them in requests.
fn segments(path: &str) -> Vec<&str> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .rev()
        .collect()
}

fn place(routes: Vec<Ahead<'_>>, above: &mut Vec<String>, merged: &mut [String]) {
    let mut below: Vec<(&str, Ahead<'_>)> = Vec::new();
    for mut route in routes {
        match route.rest.pop() {
            Some(segment) => below.push((segment, route)),
            None => merged[route.index] = format!("/{}", above.join("/")),
        }
    }
    if let Some(shared) = shared_variable(&below, above) {
        above.push(shared);
        place(
            below.into_iter().map(|(_, route)| route).collect(),
            above,
            merged,
        );
        above.pop();
        return;
    }
    while let Some((segment, _)) = below.first() {
        let literal = *segment;
        let (same, others) = below
            .into_iter()
            .partition(|(segment, _)| *segment == literal);
        below = others;
        above.push(literal.to_owned());
        place(
            same.into_iter().map(|(_, route)| route).collect(),
            above,
            merged,
        );
        above.pop();
    }
}

/// The variable that all these segments share, if one of them is a variable or holds one.
fn shared_variable(below: &[(&str, Ahead<'_>)], above: &[String]) -> Option<String> {
    let plain = below.iter().find_map(|(segment, _)| {
        segment
            .strip_prefix('{')?
            .strip_suffix('}')
            .filter(|name| !name.contains(['{', '}', ':']))
    });
    let holds_one = below.iter().any(|(segment, _)| segment.contains('{'));
    let name = plain.or(if holds_one { Some("segment") } else { None })?;
    let mut unique = format!("{{{name}}}");
    let mut count = 1;
    while above.contains(&unique) {
        count += 1;
        unique = format!("{{{name}_{count}}}");
    }
    Some(unique)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_without_conflicts_stay() {
        let paths = ["/a/{id}", "/a/{id}/b/{sub}", "/a/{id}/c", "/b", "/"];
        assert_eq!(merged_paths(&paths), paths);
    }

    #[test]
    fn siblings_share_the_variable() {
        let paths = [
            "/products/featured",
            "/products/{id}",
            "/products/{product_id}/reviews",
            "/products/filters/all",
            "/health",
        ];
        let expected = [
            "/products/{id}",
            "/products/{id}",
            "/products/{id}/reviews",
            "/products/{id}/all",
            "/health",
        ];
        assert_eq!(merged_paths(&paths), expected);
    }

    #[test]
    fn parts_of_segments_and_repeated_names_become_variables() {
        assert_eq!(
            merged_paths(&["/a/{id}:archive", "/a/{x}.{y}"]),
            ["/a/{segment}", "/a/{segment}"]
        );
        assert_eq!(merged_paths(&["/a/{id}/b/{id}"]), ["/a/{id}/b/{id_2}"]);
    }
}
