//! The table in the docs of the checks says what the code says.

use contract_tests::Check;

#[test]
fn the_table_lists_every_check_with_its_promise() {
    let source = include_str!("../../src/checks/mod.rs");
    let rows: Vec<&str> = source
        .lines()
        .filter(|line| line.starts_with("//! | `"))
        .collect();
    assert_eq!(rows.len(), Check::ALL.len());
    for (row, check) in rows.iter().zip(Check::ALL) {
        let wanted = format!("//! | `{}` | {} | ", check.id(), check.summary());
        assert!(row.starts_with(&wanted), "{row} should begin with {wanted}");
    }
}

#[test]
fn the_order_is_that_of_the_enum() {
    for (index, check) in Check::ALL.into_iter().enumerate() {
        assert_eq!(check as usize, index, "{}", check.id());
    }
}
