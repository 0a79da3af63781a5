//! Text in aligned columns.

/// Rows with two spaces between columns, each as wide as its widest cell; the last one has no space behind it.
#[must_use]
pub fn columns<R: AsRef<[String]>>(rows: &[R]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (index, cell) in row.as_ref().iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.as_ref().iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn cells_stand_under_each_other() {
        let rows = [["a", "bcd", ""], ["efgh", "i", "j"]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), "a     bcd\nefgh  i    j\n");
    }
}
