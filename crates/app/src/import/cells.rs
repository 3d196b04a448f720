//! What a sheet holds, whatever format it came in.

/// One cell, as the file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A number shown as a date: days since 1899-12-30 (files counting from 1904 are converted).
    Serial(f64),
    /// True or false.
    Bool(bool),
    /// An Excel error such as `#N/A`.
    Error(String),
}

impl Cell {
    /// Whether nothing but blanks is in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(super::text::is_blank),
            _ => false,
        }
    }
}

/// Merged cells, all ends included, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// One sheet from cell A1 on; rows end at their last cell that holds something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// Merged cells.
    pub merges: Vec<Merge>,
}

impl Sheet {
    /// Copies the value of vertically merged cells into every row they cover. Merged titles (one row, many columns)
    /// stay as they are: only their first cell holds something, and that is what they mean.
    pub(super) fn fill_down(&mut self) {
        for merge in &self.merges {
            let (first, last) = merge.rows;
            let column = merge.columns.0 as usize;
            let Some(value) = self.rows.get(first as usize).and_then(|row| row.get(column)).cloned() else { continue };
            if value == Cell::Empty {
                continue;
            }
            for row in self.rows.iter_mut().take((last as usize).saturating_add(1)).skip(first as usize + 1) {
                if row.len() <= column {
                    row.resize(column + 1, Cell::Empty);
                }
                if let Some(cell) = row.get_mut(column).filter(|cell| cell.is_blank()) {
                    *cell = value.clone();
                }
            }
        }
    }
}

/// Name of a cell, e.g. `B7`; row and column count from 0.
pub fn cell_name(row: u32, column: u16) -> String {
    let mut letters = Vec::new();
    let mut n = u32::from(column) + 1;
    while n > 0 {
        let digit = u8::try_from((n - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        n = (n - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_spreadsheets_give_them() {
        assert_eq!(cell_name(0, 0), "A1");
        assert_eq!(cell_name(6, 25), "Z7");
        assert_eq!(cell_name(9, 26), "AA10");
        assert_eq!(cell_name(9, 702), "AAA10");
    }

    #[test]
    fn merged_rows_are_filled_down_and_merged_titles_are_not() {
        let text = |t: &str| Cell::Text(t.to_owned());
        let mut sheet = Sheet {
            name: String::new(),
            rows: vec![vec![text("标题")], vec![text("甲"), text("1")], vec![Cell::Empty, text("2")], vec![]],
            merges: vec![
                Merge { rows: (0, 0), columns: (0, 3) },
                Merge { rows: (1, 3), columns: (0, 0) },
                Merge { rows: (900, 901), columns: (0, 0) },
            ],
        };
        sheet.fill_down();
        assert_eq!(sheet.rows[0], [text("标题")]);
        assert_eq!(sheet.rows[2], [text("甲"), text("2")]);
        assert_eq!(sheet.rows[3], [text("甲")]);
    }
}
