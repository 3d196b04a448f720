//! Finds the sheet and the row of the header: the one that fits the columns of the kind best, below any titles.

use super::{
    cells::{Cell, Sheet},
    columns::{Column, Need, plain, without_brackets},
    text,
};

/// Rows in which a header is looked for.
pub(super) const HEADER_ROWS: u32 = 40;

/// Marks a row of a template that is an example.
pub(super) const EXAMPLE_MARK: &str = "示例（不导入）";

/// Where each column of a kind stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mapping {
    /// Row of the header, from 0.
    pub(super) row: usize,
    /// Key of the column, column from 0, header as the file has it.
    places: Vec<(&'static str, u16, String)>,
    /// Headers that mean nothing to this kind.
    pub(super) ignored: Vec<String>,
    score: usize,
}

impl Mapping {
    /// Column and header of a key.
    pub(super) fn find(&self, key: &str) -> Option<(u16, &str)> {
        self.places.iter().find(|p| p.0 == key).map(|(_, at, header)| (*at, header.as_str()))
    }

    /// How well it fits: columns found, those that name the record counting three times.
    pub(super) const fn score(&self) -> usize {
        self.score
    }

    /// Columns without which nothing can be imported, and which are not there.
    pub(super) fn missing(&self, columns: &'static [Column]) -> Vec<&'static Column> {
        let lacks = |c: &Column| self.find(c.key).is_none();
        if !columns.iter().any(|c| c.need == Need::Key && lacks(c)) {
            return Vec::new();
        }
        // When the key is not there, all that a new record needs is named at once.
        columns.iter().filter(|c| c.need != Need::Optional && lacks(c)).collect()
    }

    /// Whether a row repeats the header (printed sheets do, and headers of two merged rows).
    fn repeats(&self, row: &[Cell]) -> bool {
        let same = |(_, at, header): &(&str, u16, String)| matches!(row.get(usize::from(*at)), Some(Cell::Text(t)) if plain(t) == plain(header));
        self.places.len() > 1 && self.places.iter().all(same)
    }
}

/// The best header of a sheet. With nothing that fits, the first row with anything in it.
pub(super) fn find(sheet: &Sheet, columns: &'static [Column]) -> Mapping {
    let mut best = Mapping::default();
    for (index, row) in sheet.rows.iter().enumerate().take(HEADER_ROWS as usize) {
        let found = fit(index, row, columns);
        if found.score > best.score {
            best = found;
        }
    }
    if best.score == 0 {
        best.row = sheet.rows.iter().position(|r| r.iter().any(|c| !c.is_blank())).unwrap_or(0);
    }
    best
}

fn fit(index: usize, row: &[Cell], columns: &'static [Column]) -> Mapping {
    let mut mapping = Mapping { row: index, ..Mapping::default() };
    for (at, cell) in (0_u16..).zip(row) {
        let Cell::Text(raw) = cell else { continue };
        let header = plain(raw);
        if header.is_empty() {
            continue;
        }
        let bare = without_brackets(&header);
        let named = |h: &str| columns.iter().find(|c| c.is(h));
        let free = |c: &&Column| mapping.find(c.key).is_none();
        match named(&header).or_else(|| named(&bare)).filter(free) {
            Some(column) => {
                mapping.score += if column.need == Need::Key { 3 } else { 1 };
                mapping.places.push((column.key, at, text::prose(raw)));
            }
            None => mapping.ignored.push(text::prose(raw)),
        }
    }
    mapping
}

/// Rows with records: below the header, not blank, no repeated header, no example, no sums and remarks at the end.
pub(super) fn data_rows(sheet: &Sheet, mapping: &Mapping, columns: &'static [Column]) -> Vec<usize> {
    let rows = sheet.rows.iter().enumerate().skip(mapping.row + 1);
    rows.filter(|(_, row)| is_record(row, mapping, columns)).map(|(index, _)| index).collect()
}

fn is_record(row: &[Cell], mapping: &Mapping, columns: &'static [Column]) -> bool {
    let texts = || row.iter().filter_map(|c| if let Cell::Text(t) = c { Some(text::prose(t)) } else { None });
    if row.iter().all(Cell::is_blank) || mapping.repeats(row) || texts().any(|t| t == EXAMPLE_MARK) {
        return false;
    }
    let blank = |key: &str| mapping.find(key).is_none_or(|(at, _)| row.get(usize::from(at)).is_none_or(Cell::is_blank));
    if columns.iter().all(|c| blank(c.key)) {
        return false;
    }
    let first = texts().next().unwrap_or_default();
    let filled = row.iter().filter(|c| !c.is_blank()).count();
    let remark = filled <= 2 && REMARKS.iter().any(|r| first.starts_with(r));
    !(remark || SUMS.contains(&first.as_str()))
}

/// First texts of rows that sum up.
const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// How remarks below a table begin.
const REMARKS: [&str; 12] =
    ["合计", "总计", "小计", "共计", "说明", "填表", "填报", "制表", "审核", "备注", "注：", "注:"];
