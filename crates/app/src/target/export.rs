//! The names behind a figure as a workbook.

use anlu_store::repo::target as repo;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    TargetError,
    get::in_force,
    names::{TargetName, named},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    import::sheet_writer::Formats,
};

/// Most rows of one export.
const MAX_ROWS: u64 = 50_000;
/// Names looked up at once.
const BATCH: usize = 2_000;

/// Columns: heading and width.
const COLUMNS: [(&str, f64); 5] =
    [("企业", 34.0), ("网格", 16.0), ("人员", 14.0), ("提醒日期", 14.0), ("提醒人", 14.0)];

/// The names of a target as XLSX bytes, in the order of the list; and the name of the target.
pub async fn export(ctx: &Ctx, id: &str) -> Result<(String, Vec<u8>), TargetError> {
    require(ctx, Action::Export)?;
    require(ctx, Action::TargetRead)?;
    let (book, place) = in_force(ctx, id)?;
    let title = book.pack().targets.get(place).map(|t| t.file.title.zh.clone()).unwrap_or_default();
    let found = repo::first_names(ctx.store.read(), &ctx.viewer, id, MAX_ROWS).await?;
    let mut rows = Vec::with_capacity(found.len());
    for batch in found.chunks(BATCH) {
        rows.extend(named(ctx, batch.to_vec()).await?);
    }
    let head = title.clone();
    let made = tokio::task::spawn_blocking(move || workbook(&head, &rows)).await;
    let bytes =
        made.map_err(|e| TargetError::Workbook(e.to_string()))?.map_err(|e| TargetError::Workbook(e.to_string()))?;
    Ok((title, bytes))
}

fn workbook(title: &str, rows: &[TargetName]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Names of sheets end after 31 characters.
    let name: String = title.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect();
    let sheet = book.add_worksheet().set_name(name)?;
    // What people typed never acts as a formula.
    let formats = Formats::new(&Format::new().set_text_wrap());
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, one) in (1u32..).zip(rows) {
        let texts = [
            one.enterprise.name.clone(),
            one.grid.as_ref().map(|g| g.name.clone()).unwrap_or_default(),
            one.person.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
            one.reminded.as_ref().map(|(at, _)| at.day().to_string()).unwrap_or_default(),
            one.reminded.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
        ];
        for (column, text) in (0u16..).zip(texts) {
            formats.write_text(sheet, row, column, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}
