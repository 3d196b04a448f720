//! Excel and `OpenDocument` workbooks, through calamine. Sheets of `.xlsx` are read cell by cell, so that one stray cell in
//! row 1,048,576 does not ask for a table of billions.

use std::{
    fs::File,
    io::{BufReader, Seek},
};

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, Range, Reader as _, SheetType, Xls, XlsError, Xlsx, XlsxError,
};

use super::{
    super::cells::{Cell, Merge, Sheet, cell_name},
    ImportError, Limits,
    unpack::Packed,
};

type Stream = BufReader<File>;

/// Days between the two day counts of Excel (from 1900 and from 1904).
const DAYS_1904: f64 = 1_462.0;

/// An opened workbook.
pub struct Workbook {
    file: Format,
}

enum Format {
    Xlsx(Xlsx<Stream>),
    Xls(Xls<Stream>),
    Ods(Ods<Stream>),
}

impl Workbook {
    /// Opens what `unpack` has let pass.
    pub(super) fn packed(file: File, kind: Packed) -> Result<Self, ImportError> {
        let stream = BufReader::new(file);
        let file = match kind {
            Packed::Xlsx => Format::Xlsx(Xlsx::new(stream).map_err(xlsx_error)?),
            Packed::Ods => Format::Ods(Ods::new(stream).map_err(|e| ImportError::Unreadable(e.to_string()))?),
        };
        Ok(Self { file })
    }

    /// Opens a compound file: `.xls`, or an `.xlsx` with a password.
    pub(super) fn binary(file: File) -> Result<Self, ImportError> {
        let again = file.try_clone().map_err(|e| ImportError::Open(e.to_string()))?;
        let error = match Xls::new(BufReader::new(file)) {
            Ok(xls) => return Ok(Self { file: Format::Xls(xls) }),
            Err(XlsError::Password) => return Err(ImportError::Encrypted),
            Err(e) => e,
        };
        // An `.xlsx` with a password is a compound file around the encrypted one.
        let mut stream = BufReader::new(again);
        let rewound = stream.rewind().is_ok();
        match Xlsx::new(stream) {
            Err(XlsxError::Password) if rewound => Err(ImportError::Encrypted),
            _ => Err(ImportError::Unreadable(error.to_string())),
        }
    }

    /// Names of the worksheets (no charts, no macros).
    pub(super) fn sheets(&self) -> Vec<String> {
        let all = match &self.file {
            Format::Xlsx(f) => f.sheets_metadata(),
            Format::Xls(f) => f.sheets_metadata(),
            Format::Ods(f) => f.sheets_metadata(),
        };
        all.iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect()
    }

    /// The sheet of a name, merged cells filled down.
    pub(super) fn sheet(&mut self, name: &str, first: Option<u32>, limits: &Limits) -> Result<Sheet, ImportError> {
        let mut building = Building { sheet: Sheet { name: name.to_owned(), ..Sheet::default() }, first, limits };
        match &mut self.file {
            Format::Xlsx(file) => {
                let from_1904 = file.has_1904_epoch();
                {
                    let mut cells = file.worksheet_cells_reader(name).map_err(xlsx_error)?;
                    while let Some(cell) = cells.next_cell().map_err(xlsx_error)? {
                        let (row, column) = cell.get_position();
                        if !building.put(row, column, by_ref(cell.get_value(), from_1904))? {
                            break;
                        }
                    }
                }
                if first.is_none() {
                    let merges = file.merge_cells_by_sheet_name(name).map_err(xlsx_error)?;
                    building.merges(&merges);
                }
            }
            Format::Xls(file) => {
                let from_1904 = file.has_1904_epoch();
                let range = file.worksheet_range(name).map_err(|e| ImportError::Unreadable(e.to_string()))?;
                building.range(&range, from_1904)?;
                let merges =
                    file.merge_cells_by_sheet_name(name).map_err(|e| ImportError::Unreadable(e.to_string()))?;
                building.merges(&merges);
            }
            Format::Ods(file) => {
                let range = file.worksheet_range(name).map_err(|e| ImportError::Unreadable(e.to_string()))?;
                building.range(&range, false)?;
            }
        }
        let mut sheet = building.sheet;
        sheet.fill_down();
        Ok(sheet)
    }
}

fn xlsx_error(error: XlsxError) -> ImportError {
    match error {
        XlsxError::Password => ImportError::Encrypted,
        other => ImportError::Unreadable(other.to_string()),
    }
}

/// A sheet that grows cell by cell within its limits.
struct Building<'a> {
    sheet: Sheet,
    first: Option<u32>,
    limits: &'a Limits,
}

impl Building<'_> {
    /// Puts a cell in its place; `false` when no further row is wanted.
    fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<bool, ImportError> {
        if self.first.is_some_and(|first| row >= first) {
            return Ok(false);
        }
        if cell == Cell::Empty {
            return Ok(true);
        }
        let sheet = || self.sheet.name.clone();
        if row >= self.limits.rows {
            return Err(ImportError::TooManyRows { sheet: sheet(), limit: self.limits.rows });
        }
        if column >= u32::from(self.limits.columns) {
            return Err(ImportError::TooManyColumns { sheet: sheet(), limit: self.limits.columns });
        }
        if let Cell::Text(text) = &cell
            && text.len() > self.limits.cell_chars
            && text.chars().count() > self.limits.cell_chars
        {
            let cell = cell_name(row, u16::try_from(column).unwrap_or(u16::MAX));
            return Err(ImportError::CellTooLong { sheet: sheet(), cell, limit: self.limits.cell_chars });
        }
        let (row, column) = (row as usize, column as usize);
        if self.sheet.rows.len() <= row {
            self.sheet.rows.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = self.sheet.rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Empty);
            }
            if let Some(place) = cells.get_mut(column) {
                *place = cell;
            }
        }
        Ok(true)
    }

    fn range(&mut self, range: &Range<Data>, from_1904: bool) -> Result<(), ImportError> {
        let (row0, column0) = range.start().unwrap_or_default();
        for (row, cells) in (row0..).zip(range.rows()) {
            for (column, data) in (column0..).zip(cells) {
                if !self.put(row, column, by_value(data, from_1904))? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn merges(&mut self, merges: &[Dimensions]) {
        let all = merges.iter().filter(|m| m.start.0 <= m.end.0 && m.start.1 <= m.end.1);
        self.sheet.merges = all.map(|m| Merge { rows: (m.start.0, m.end.0), columns: (m.start.1, m.end.1) }).collect();
    }
}

fn by_ref(data: &DataRef<'_>, from_1904: bool) -> Cell {
    match data {
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Int(n) => number(*n),
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::Bool(b) => Cell::Bool(*b),
        DataRef::DateTime(t) => serial(*t, from_1904),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::Error(e) => Cell::Error(e.to_string()),
        DataRef::Empty => Cell::Empty,
    }
}

fn by_value(data: &Data, from_1904: bool) -> Cell {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text_cell(text),
        Data::Int(n) => number(*n),
        Data::Float(n) => Cell::Number(*n),
        Data::Bool(b) => Cell::Bool(*b),
        Data::DateTime(t) => serial(*t, from_1904),
        Data::Error(e) => Cell::Error(e.to_string()),
        Data::Empty => Cell::Empty,
    }
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

#[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are doubles to begin with")]
fn number(n: i64) -> Cell {
    Cell::Number(n as f64)
}

fn serial(time: ExcelDateTime, from_1904: bool) -> Cell {
    Cell::Serial(time.as_f64() + if from_1904 { DAYS_1904 } else { 0.0 })
}
