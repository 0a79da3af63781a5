//! An input as the files of a contract.

/// A line that begins like this starts a file; its name follows.
const MARKER: &str = "%FILE ";

/// Files by name, the root first. An input without a marker is one file, JSON when it begins as an object does.
pub(crate) fn files(text: &str) -> Vec<(&str, &str)> {
    if !text.starts_with(MARKER) {
        let is_json = text.trim_start().starts_with('{');
        let name = if is_json { "api.json" } else { "api.yaml" };
        return vec![(name, text)];
    }
    let starts = text
        .match_indices(MARKER)
        .map(|(at, _)| at)
        .filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n');
    let starts: Vec<usize> = starts.chain([text.len()]).collect();
    let pieces = starts.windows(2).map(|pair| &text[pair[0]..pair[1]]);
    pieces
        .map(|piece| {
            let (name, content) = piece.split_once('\n').unwrap_or((piece, ""));
            (name[MARKER.len()..].trim(), content)
        })
        .collect()
}
