//! Text with separators, as Excel, WPS and other systems write it: UTF-8 with or without a mark, UTF-16 with a mark, or
//! GB 18030; separated by comma, semicolon or tab.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{
    super::cells::{Cell, Sheet, cell_name},
    ImportError, Limits,
};

/// Name of the one sheet a text file is.
const SHEET: &str = "CSV";

/// Lines from which the separator is told.
const SAMPLE_LINES: usize = 40;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, ImportError> {
    let text = decode(bytes)?;
    if text.contains('\0') {
        return Err(ImportError::Format);
    }
    let (separator, text) = separator(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let (mut record, mut rows) = (csv::StringRecord::new(), Vec::new());
    while reader.read_record(&mut record).map_err(|e| ImportError::Unreadable(e.to_string()))? {
        let line = record.position().map_or(0, |at| line_of(text, at)).max(rows.len());
        if line >= limits.rows as usize {
            return Err(ImportError::TooManyRows { sheet: SHEET.to_owned(), limit: limits.rows });
        }
        rows.resize_with(line, Vec::new);
        rows.push(row(&record, line, limits)?);
    }
    Ok(Sheet { name: SHEET.to_owned(), rows, merges: Vec::new() })
}

/// Line of a record, from 0. The reader skips blank lines, and takes the place before them for the record's: rows keep
/// the numbers that an editor shows for the lines.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let before = usize::try_from(at.line()).unwrap_or(usize::MAX).saturating_sub(1);
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
    before.saturating_add(blank)
}

fn row(record: &csv::StringRecord, line: usize, limits: &Limits) -> Result<Vec<Cell>, ImportError> {
    let filled = record.iter().enumerate().filter(|(_, field)| !field.is_empty()).last().map_or(0, |(at, _)| at + 1);
    if filled > usize::from(limits.columns) {
        return Err(ImportError::TooManyColumns { sheet: SHEET.to_owned(), limit: limits.columns });
    }
    let mut cells = Vec::with_capacity(filled);
    for (column, field) in (0_u16..).zip(record.iter().take(filled)) {
        if field.len() > limits.cell_chars && field.chars().count() > limits.cell_chars {
            let cell = cell_name(u32::try_from(line).unwrap_or(u32::MAX), column);
            return Err(ImportError::CellTooLong { sheet: SHEET.to_owned(), cell, limit: limits.cell_chars });
        }
        // Excel's way to keep the digits of a code in CSV: ="0123".
        let text = field.strip_prefix("=\"").and_then(|f| f.strip_suffix('"')).unwrap_or(field);
        cells.push(if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) });
    }
    Ok(cells)
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ImportError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        debug_assert!([UTF_8, UTF_16LE, UTF_16BE].contains(&encoding));
        return encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(ImportError::Encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(ImportError::Encoding)
}

/// The separator: as Excel's `sep=` line says, else the one that most lines hold, outside of quotes.
fn separator(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(byte @ (b',' | b';' | b'\t')) = rest.bytes().next()
    {
        let body = rest.get(1..).unwrap_or_default();
        return (byte, body.trim_start_matches('\r').strip_prefix('\n').unwrap_or(body));
    }
    let count = |byte: u8| -> usize {
        let mut quoted = false;
        let mut total = 0;
        for line in text.lines().take(SAMPLE_LINES) {
            total += line
                .bytes()
                .filter(|b| {
                    quoted ^= *b == b'"';
                    !quoted && *b == byte
                })
                .count();
        }
        total
    };
    let counts = [(count(b','), b','), (count(b';'), b';'), (count(b'\t'), b'\t')];
    let best = counts.into_iter().max_by_key(|(n, byte)| (*n, *byte == b',')).map_or(b',', |(_, byte)| byte);
    (best, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(bytes: &[u8]) -> Vec<Vec<Cell>> {
        read(bytes, &Limits::default()).unwrap().rows
    }

    fn texts(row: &[&str]) -> Vec<Cell> {
        row.iter().map(|t| if t.is_empty() { Cell::Empty } else { Cell::Text((*t).to_owned()) }).collect()
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same_cells() {
        let expected = vec![texts(&["名称", "代码"]), texts(&["示例, 一", "01"])];
        for separator in [',', ';', '\t'] {
            let text = format!("名称{separator}代码\r\n\"示例, 一\"{separator}=\"01\"\r\n");
            let mut utf16: Vec<u8> = vec![0xff, 0xfe];
            utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            let (gb, _, _) = GB18030.encode(&text);
            for bytes in [text.as_bytes(), &[b"\xef\xbb\xbf", text.as_bytes()].concat(), &utf16, &gb] {
                assert_eq!(grid(bytes), expected, "{separator:?} {bytes:x?}");
            }
        }
        assert_eq!(grid("sep=;\r\n名称;代,码\n".as_bytes())[0], texts(&["名称", "代,码"]));
    }

    #[test]
    fn rows_keep_the_line_numbers_of_the_file() {
        let rows = grid("标题\n\n名称,代码\n甲,1,,\n".as_bytes());
        assert_eq!(rows, [texts(&["标题"]), vec![], texts(&["名称", "代码"]), texts(&["甲", "1"])]);
    }

    #[test]
    fn limits_hold() {
        let limits = Limits { rows: 2, columns: 2, cell_chars: 3, ..Limits::default() };
        let code = |text: &str| read(text.as_bytes(), &limits).unwrap_err().code();
        assert_eq!(code("a\nb\nc\n"), "too_many_rows");
        assert_eq!(code("a,b,c\n"), "too_many_columns");
        assert_eq!(code("a,一二三四\n"), "cell_too_long");
        assert_eq!(read(&[0xff, 0xff, 0x20], &limits).unwrap_err().code(), "file_encoding");
        assert_eq!(read(b"PK\0\0", &limits).unwrap_err().code(), "file_format");
        assert!(read("一二三,b\n".as_bytes(), &limits).is_ok());
    }
}
