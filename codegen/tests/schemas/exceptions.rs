//! Named differences, in a committed file that may only shrink: `# reason` and under it one line each.

use std::collections::BTreeSet;

/// Compares the differences that were found with those that are known. `is_covered` says which of the known ones this run looked at.
pub(crate) fn compare(
    known: &str,
    found: &BTreeSet<String>,
    is_covered: impl Fn(&str) -> bool,
) -> Result<(), String> {
    let known: BTreeSet<&str> = known
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let new: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|line| !known.contains(line))
        .collect();
    let gone: Vec<&str> = known
        .iter()
        .copied()
        .filter(|line| is_covered(line) && !found.contains(*line))
        .collect();
    if new.is_empty() && gone.is_empty() {
        return Ok(());
    }
    Err(format!(
        "differences that are not on the list ({}):\n{}\non the list, but no difference any more; take them out ({}):\n{}",
        new.len(),
        new.join("\n"),
        gone.len(),
        gone.join("\n")
    ))
}

#[test]
fn a_list_may_only_shrink() {
    let found = BTreeSet::from(["a | b".to_owned()]);
    let everything = |_: &str| true;
    assert!(compare("# why\na | b\n", &found, everything).is_ok());
    assert!(compare("# why\na | b\nc | d\n", &found, everything).is_err());
    assert!(compare("# why\n", &found, everything).is_err());
    assert!(
        compare("# why\na | b\nc | d\n", &found, |line| line
            .starts_with('a'))
        .is_ok()
    );
}
