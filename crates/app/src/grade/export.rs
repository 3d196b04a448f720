//! The list of grades as a workbook.

use anlu_domain::grade::Grade;
use anlu_store::Page;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    GradeError,
    list::{Choice, GradeRow, list},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    import::sheet_writer::Formats,
};

/// Most rows of one export.
const MAX_ROWS: usize = 50_000;

/// Columns: heading and width.
const COLUMNS: [(&str, f64); 10] = [
    ("企业", 34.0),
    ("网格", 16.0),
    ("评级模型", 34.0),
    ("等级", 8.0),
    ("得分", 10.0),
    ("原等级", 8.0),
    ("变动日期", 14.0),
    ("检查间隔（月）", 14.0),
    ("抽取权重", 10.0),
    ("评级版本", 22.0),
];

/// The list as XLSX bytes, in its order.
pub async fn export(ctx: &Ctx, choice: &Choice) -> Result<Vec<u8>, GradeError> {
    require(ctx, Action::Export)?;
    let mut rows = Vec::new();
    let mut page = 1;
    loop {
        let found = list(ctx, choice, Page::new(page, Page::MAX_SIZE)).await?;
        let (got, total) = (found.items.len(), found.total);
        rows.extend(found.items);
        if got == 0 || rows.len() >= MAX_ROWS || u64::try_from(rows.len()).unwrap_or(u64::MAX) >= total {
            break;
        }
        page += 1;
    }
    let made = tokio::task::spawn_blocking(move || workbook(&rows)).await;
    made.map_err(|e| GradeError::Workbook(e.to_string()))?.map_err(|e| GradeError::Workbook(e.to_string()))
}

fn workbook(rows: &[GradeRow]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("分级")?;
    // What people typed never acts as a formula.
    let formats = Formats::new(&Format::new().set_text_wrap());
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    let grade = |g: Option<Grade>| g.map(|g| g.as_str().to_uppercase()).unwrap_or_default();
    for (row, one) in (1u32..).zip(rows) {
        let r = &one.rating;
        let texts = [
            one.enterprise.name.clone(),
            one.enterprise.grid.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            one.model.zh.clone(),
            if r.grade.is_some() { grade(r.grade) } else { String::from("数据不足") },
            format!("{:.2}", r.score),
            grade(r.was),
            r.moved_on.map(|d| d.to_string()).unwrap_or_default(),
            one.months.map(|m| m.to_string()).unwrap_or_default(),
            one.weight.map(|w| w.to_string()).unwrap_or_default(),
            r.pack.clone(),
        ];
        for (column, text) in (0u16..).zip(texts) {
            formats.write_text(sheet, row, column, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}
