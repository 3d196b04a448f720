//! The workbook that answers a faulty file: a summary, then the sheet as it was sent, faulty cells marked, with a note on
//! each and a last column that says everything in words. Cells keep their places, so that rows can be compared.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

use super::{
    Fault, Report,
    cells::{Cell, Sheet},
    columns::Column,
    sheet_writer::Formats,
};

/// Notes in one workbook; each is a drawing of its own, and thousands make a workbook slow. Every fault is marked and
/// explained in the last column anyway.
const MAX_NOTES: usize = 2_000;
/// Faults listed in the summary.
const MAX_LISTED: usize = 1_000;
/// Name of the summary.
const SUMMARY: &str = "导入结果";
/// Header of the last column.
const EXPLANATION: &str = "错误说明";
/// Width of columns whose header says nothing about it, characters.
const WIDTH: f64 = 14.0;

/// The workbook of a report.
pub(super) fn workbook(sheet: &Sheet, columns: &'static [Column], report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let plain = Formats::new(&Format::new());
    let marked = Formats::new(
        &Format::new().set_background_color(Color::RGB(0x00FF_C7CE)).set_font_color(Color::RGB(0x009C_0006)),
    );
    summary(book.add_worksheet().set_name(SUMMARY)?, report, &plain)?;
    let name = if report.sheet == SUMMARY { "原表" } else { report.sheet.as_str() };
    let out = book.add_worksheet().set_name(name)?;
    let mut by_row: BTreeMap<u32, Vec<&Fault>> = BTreeMap::new();
    for fault in &report.faults {
        by_row.entry(fault.row.saturating_sub(1)).or_default().push(fault);
    }
    let last = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let last = u16::try_from(last).unwrap_or(u16::MAX).saturating_add(1);
    let head = report.header_row.saturating_sub(1);
    for column in 0..last {
        let header = sheet.rows.get(head as usize).and_then(|r| r.get(usize::from(column)));
        let known = match header {
            Some(Cell::Text(t)) => columns.iter().find(|c| c.is(&super::columns::plain(t))),
            _ => None,
        };
        out.set_column_width(column, known.map_or(WIDTH, |c| c.width))?;
    }
    out.set_column_width(last, 60.0)?;
    out.write_string_with_format(head, last, EXPLANATION, &plain.head)?;
    let mut notes = 0;
    for (row, cells) in (0_u32..).zip(&sheet.rows) {
        let faults = by_row.get(&row).map(Vec::as_slice).unwrap_or_default();
        for (column, cell) in (0_u16..).zip(cells) {
            let formats = if faults.iter().any(|f| f.at == Some(column)) { &marked } else { &plain };
            write(out, row, column, cell, formats)?;
        }
        for fault in faults {
            let Some(column) = fault.at else { continue };
            if usize::from(column) >= cells.len() {
                out.write_blank(row, column, &marked.body)?;
            }
        }
        // One note per cell: several would replace each other.
        let mut texts: BTreeMap<u16, Vec<String>> = BTreeMap::new();
        for fault in faults {
            if let Some(column) = fault.at {
                texts.entry(column).or_default().push(fault.explain());
            }
        }
        for (column, lines) in texts {
            if notes < MAX_NOTES {
                notes += 1;
                out.insert_note(row, column, &Note::new(lines.join("\n")).add_author_prefix(false))?;
            }
        }
        if !faults.is_empty() && row != head {
            let all: Vec<String> = faults.iter().map(|f| f.explain()).collect();
            marked.write_text(out, row, last, &all.join("；"))?;
        }
    }
    out.set_freeze_panes(head + 1, 0)?;
    book.save_to_buffer()
}

fn write(out: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    use super::sheet_writer::Shown;
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(t) => formats.write_text(out, row, column, t),
        Cell::Number(n) => formats.write(out, row, column, &Shown::Number(*n)),
        Cell::Serial(s) => {
            let format = formats.body.clone().set_num_format("yyyy-mm-dd");
            out.write_number_with_format(row, column, *s, &format).map(|_| ())
        }
        Cell::Bool(b) => out.write_boolean_with_format(row, column, *b, &formats.body).map(|_| ()),
        Cell::Error(e) => formats.write_text(out, row, column, e),
    }
}

fn summary(out: &mut Worksheet, report: &Report, formats: &Formats) -> Result<(), XlsxError> {
    let c = report.counts;
    let list = |names: &[String]| if names.is_empty() { "无".to_owned() } else { names.join("、") };
    let lines: [(&str, String); 10] = [
        ("结果", "有错误，一行也没有写入；请改正标红的单元格后重新导入".to_owned()),
        ("内容", report.kind.zh().to_owned()),
        ("读取的工作表", report.sheet.clone()),
        ("未读取的工作表", list(&report.other_sheets)),
        ("表头所在行", report.header_row.to_string()),
        ("未识别的列", list(&report.ignored_columns)),
        ("记录行数", report.rows.to_string()),
        ("有错误的行", c.faulty.to_string()),
        ("其余各行", format!("新增{}，变更{}，不变{}", c.new, c.changed, c.unchanged)),
        ("错误总数", report.faults.len().to_string()),
    ];
    let mut row = 0;
    for (name, value) in lines {
        out.write_string_with_format(row, 0, name, &formats.head)?;
        formats.write_text(out, row, 1, &value)?;
        row += 1;
    }
    row += 1;
    for (column, title) in (0_u16..).zip(["行", "单元格", "列", "内容", "错误", "代码"]) {
        out.write_string_with_format(row, column, title, &formats.head)?;
    }
    for fault in report.faults.iter().take(MAX_LISTED) {
        row += 1;
        formats.write_text(out, row, 0, &fault.row.to_string())?;
        formats.write_text(out, row, 1, fault.cell.as_deref().unwrap_or_default())?;
        formats.write_text(out, row, 2, fault.column.as_deref().unwrap_or_default())?;
        formats.write_text(out, row, 3, fault.value.as_deref().unwrap_or_default())?;
        formats.write_text(out, row, 4, &fault.explain())?;
        formats.write_text(out, row, 5, fault.code)?;
    }
    if report.faults.len() > MAX_LISTED {
        formats.write_text(out, row + 1, 0, "其余错误见原表最后一列")?;
    }
    for (column, width) in (0_u16..).zip([16.0, 40.0, 22.0, 26.0, 60.0, 24.0]) {
        out.set_column_width(column, width)?;
    }
    Ok(())
}
