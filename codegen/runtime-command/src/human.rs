//! Answers for people: names and values, and tables for lists.

use std::collections::BTreeMap;

use crate::{columns, tree::Tree};

/// Cells of a table are cut after so many characters.
const CELL_MAX: usize = 48;

/// Stands for an empty list.
const NONE: &str = "(none)";

/// An answer as text, its last line ended.
pub(crate) fn render(tree: &Tree) -> String {
    match tree {
        Tree::Object(_) => {
            let mut page = Page::default();
            page.add("", tree);
            page.text()
        }
        Tree::List(items) => list(items),
        scalar => format!("{}\n", one_line(scalar)),
    }
}

/// Names and values, then the lists.
#[derive(Default)]
struct Page {
    rows: Vec<[String; 2]>,
    lists: Vec<(String, String)>,
}

impl Page {
    fn add(&mut self, name: &str, tree: &Tree) {
        match tree {
            Tree::Object(members) if !members.is_empty() => {
                for (member, value) in members {
                    let member = clean(member);
                    let name = match name {
                        "" => member,
                        name => format!("{name}.{member}"),
                    };
                    self.add(&name, value);
                }
            }
            Tree::List(items) if items.iter().any(is_object) => {
                self.lists.push((name.to_owned(), list(items)));
            }
            Tree::List(items) if items.is_empty() => {
                self.rows.push([name.to_owned(), NONE.to_owned()]);
            }
            value => self.rows.push([name.to_owned(), one_line(value)]),
        }
    }

    fn text(self) -> String {
        let mut blocks = Vec::new();
        if !self.rows.is_empty() {
            blocks.push(columns(&self.rows));
        }
        blocks.extend(
            self.lists
                .into_iter()
                .map(|(name, list)| format!("{name}\n{}", indented(&list))),
        );
        blocks.join("\n")
    }
}

/// Objects as a table with a column for each property, other values a line each.
fn list(items: &[Tree]) -> String {
    if items.is_empty() {
        return format!("{NONE}\n");
    }
    if !items.iter().any(is_object) {
        return items
            .iter()
            .map(|item| format!("{}\n", one_line(item)))
            .collect();
    }
    let flat: Vec<Vec<(String, String)>> = items
        .iter()
        .map(|item| {
            let mut cells = Vec::new();
            flatten("", item, &mut cells);
            cells
        })
        .collect();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in flat.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let mut rows = vec![names.clone()];
    for cells in flat {
        let mut cells: BTreeMap<String, String> = cells.into_iter().collect();
        let row = names
            .iter()
            .map(|name| cells.remove(name).unwrap_or_default());
        rows.push(row.map(cut).collect());
    }
    columns(&rows)
}

fn flatten(name: &str, tree: &Tree, cells: &mut Vec<(String, String)>) {
    match tree {
        Tree::Object(members) if !members.is_empty() => {
            for (member, value) in members {
                let member = clean(member);
                let name = match name {
                    "" => member,
                    name => format!("{name}.{member}"),
                };
                flatten(&name, value, cells);
            }
        }
        value => cells.push((name.to_owned(), one_line(value))),
    }
}

const fn is_object(tree: &Tree) -> bool {
    matches!(tree, Tree::Object(_))
}

fn one_line(tree: &Tree) -> String {
    match tree {
        Tree::Plain(text) | Tree::Text(text) => clean(text),
        Tree::List(items) if !items.iter().any(is_object) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            items.join(", ")
        }
        other => clean(&other.to_string()),
    }
}

/// A terminal obeys control characters, so none of an answer's reaches it.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() {
            out.extend(letter.escape_default());
        } else {
            out.push(letter);
        }
    }
    out
}

fn cut(cell: String) -> String {
    match cell.char_indices().nth(CELL_MAX) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell,
    }
}

/// The same text two spaces to the right.
pub(crate) fn indented(text: &str) -> String {
    let lines = text.lines();
    lines
        .map(|line| format!("  {line}").trim_end().to_owned() + "\n")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::tree::Tree;

    fn rendered(json: &str) -> String {
        render(&Tree::read(json).expect("JSON"))
    }

    #[test]
    fn objects_are_names_and_values_and_lists_of_objects_tables() {
        let text = rendered(
            r#"{"id":"b-1","price":1.50,"owner":{"email":"a@b.c"},"tags":["x","y"],
                "rows":[{"name":"one","at":{"x":1}},{"name":"two","note":null}]}"#,
        );
        assert_eq!(
            text,
            "id           b-1\nprice        1.50\nowner.email  a@b.c\ntags         x, y\n\n\
            rows\n  name  at.x  note\n  one   1\n  two         null\n"
        );
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let text = rendered(r#"{"a":"\u001b[31mred\nline","b\u0007":1}"#);
        assert!(
            !text.trim_end().replace('\n', "").contains(char::is_control),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2, "{text}");
    }

    #[test]
    fn long_cells_are_cut_in_tables_alone() {
        let long = "ü".repeat(60);
        let table = rendered(&format!(r#"[{{"a":"{long}"}}]"#));
        assert!(
            table.ends_with("ü…\n") && table.chars().count() < 60,
            "{table}"
        );
        assert!(rendered(&format!(r#"{{"a":"{long}"}}"#)).contains(&long));
    }
}
