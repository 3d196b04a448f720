//! The list of a campaign as a workbook, with the figures by grid on a second sheet: the closing report to take away.

use anlu_domain::ids::CampaignId;
use anlu_store::repo::campaign_subject;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    CampaignError,
    get::get,
    subjects::{Filter, named},
    view::{CampaignView, SubjectView},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    import::sheet_writer::{Formats, Shown},
};

/// Most rows of one export.
const MAX_ROWS: u64 = 20_000;
/// Names looked up at once.
const BATCH: usize = 2_000;

/// Columns of the list: heading and width.
const COLUMNS: [(&str, f64); 8] = [
    ("企业", 34.0),
    ("网格", 16.0),
    ("名单", 10.0),
    ("列入日期", 12.0),
    ("结果", 20.0),
    ("说明", 40.0),
    ("登记人", 12.0),
    ("登记日期", 12.0),
];

/// The list of a filter as XLSX bytes, and the name of the campaign.
pub async fn export(ctx: &Ctx, id: CampaignId, filter: &Filter) -> Result<(String, Vec<u8>), CampaignError> {
    require(ctx, Action::Export)?;
    let view = get(ctx, id).await?;
    let found = campaign_subject::first(ctx.store.read(), &ctx.viewer, id, filter, MAX_ROWS).await?;
    let mut rows = Vec::with_capacity(found.len());
    for batch in found.chunks(BATCH) {
        rows.extend(named(ctx, batch.to_vec()).await?);
    }
    let title = view.campaign.draft.title.zh.clone();
    let made = tokio::task::spawn_blocking(move || workbook(&view, &rows)).await;
    let bytes = made
        .map_err(|e| CampaignError::Workbook(e.to_string()))?
        .map_err(|e| CampaignError::Workbook(e.to_string()))?;
    Ok((title, bytes))
}

fn workbook(view: &CampaignView, rows: &[SubjectView]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // What people typed never acts as a formula.
    let formats = Formats::new(&Format::new().set_text_wrap());
    let outcomes = &view.campaign.draft.outcomes;
    let sheet = book.add_worksheet().set_name("名单")?;
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, one) in (1u32..).zip(rows) {
        let recorded = one.subject.recorded.as_ref();
        let outcome = recorded.map(|r| {
            let found = outcomes.iter().find(|o| o.code == r.outcome);
            found.map_or_else(|| r.outcome.clone(), |o| o.title.zh.clone())
        });
        let cells = [
            Shown::text(Some(one.enterprise.name.clone())),
            Shown::text(one.grid.as_ref().map(|g| g.name.clone())),
            Shown::text(Some(if one.subject.later { "后增" } else { "初始" })),
            Shown::Day(one.subject.added_at.day()),
            Shown::text(Some(outcome.unwrap_or_else(|| String::from("未办")))),
            Shown::text(recorded.map(|r| r.step.note.clone())),
            Shown::text(recorded.map(|r| r.step.by.name.clone())),
            recorded.map_or(Shown::Nothing, |r| Shown::Day(r.step.at.day())),
        ];
        for (column, cell) in (0u16..).zip(&cells) {
            formats.write(sheet, row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    let sheet = book.add_worksheet().set_name("进度")?;
    let heads = ["网格", "网格长", "企业数", "未办"].map(str::to_owned).into_iter();
    for (column, head) in (0u16..).zip(heads.chain(outcomes.iter().map(|o| o.title.zh.clone()))) {
        sheet.write_with_format(0, column, head, &formats.head)?;
        sheet.set_column_width(column, 16.0)?;
    }
    for (row, grid) in (1u32..).zip(&view.grids) {
        let named = grid.grid.as_ref().map_or_else(|| String::from("未划入网格"), |g| g.name.clone());
        formats.write_text(sheet, row, 0, &named)?;
        formats.write_text(sheet, row, 1, &grid.owners.join("、"))?;
        let numbers = [grid.total, grid.open].into_iter().chain(grid.outcomes.iter().copied());
        for (column, n) in (2u16..).zip(numbers) {
            let n = u32::try_from(n).map_or(f64::from(u32::MAX), f64::from);
            formats.write(sheet, row, column, &Shown::Number(n))?;
        }
    }
    book.save_to_buffer()
}
