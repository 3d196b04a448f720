//! 隐患清单 as a workbook that can be imported again unchanged (`import::kinds::hazards`); what an import does not read
//! (grid, source, plan) it ignores.

use anlu_domain::hazard::{Level, Source, State};
use anlu_store::repo::{
    hazard_list::{self, HazardFilter},
    names,
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    HazardError,
    view::{HazardView, view},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    import::sheet_writer::Formats,
};

/// Most rows of one export.
const MAX_ROWS: u64 = 50_000;

/// Columns: heading and width.
const COLUMNS: [(&str, f64); 17] = [
    ("编号", 20.0),
    ("企业", 30.0),
    ("网格", 14.0),
    ("来源", 10.0),
    ("等级", 8.0),
    ("隐患", 36.0),
    ("说明", 40.0),
    ("依据", 24.0),
    ("地点", 20.0),
    ("发现人", 12.0),
    ("发现日期", 12.0),
    ("整改期限", 12.0),
    ("状态", 10.0),
    ("逾期", 8.0),
    ("整改措施", 36.0),
    ("责任人", 12.0),
    ("资金（元）", 12.0),
];

/// The hazards of a filter as XLSX bytes, in the order of the list.
pub async fn export(ctx: &Ctx, filter: HazardFilter) -> Result<Vec<u8>, HazardError> {
    require(ctx, Action::Export)?;
    require(ctx, Action::HazardRead)?;
    let (db, now) = (ctx.store.read(), ctx.now());
    let filter = HazardFilter { today: Some(now.day()), ..filter };
    let found = hazard_list::first(db, &ctx.viewer, &filter, MAX_ROWS).await?;
    let names = names::enterprises(db, found.iter().map(|s| s.hazard.enterprise)).await?;
    let rows: Vec<HazardView> = found
        .into_iter()
        .map(|s| {
            let name = names.get(&s.hazard.enterprise);
            view(s, name, &ctx.viewer, now)
        })
        .collect();
    let made = tokio::task::spawn_blocking(move || workbook(&rows)).await;
    made.map_err(|e| HazardError::Workbook(e.to_string()))?.map_err(|e| HazardError::Workbook(e.to_string()))
}

fn workbook(rows: &[HazardView]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("隐患清单")?;
    // What people typed never acts as a formula.
    let formats = Formats::new(&Format::new().set_text_wrap());
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, view) in (1u32..).zip(rows) {
        let h = &view.hazard;
        let plan = h.plan.as_ref();
        let texts: [String; 16] = [
            h.no.clone(),
            view.enterprise.name.clone(),
            view.grid.as_ref().map(|g| g.name.clone()).unwrap_or_default(),
            source_text(h.source).to_owned(),
            level_text(h.level).to_owned(),
            h.title.clone(),
            h.description.clone(),
            h.clause.clone().unwrap_or_default(),
            h.place.clone().unwrap_or_default(),
            h.found_by.name.clone(),
            h.found_at.day().to_string(),
            h.deadline.map(|d| d.to_string()).unwrap_or_default(),
            state_text(h.state).to_owned(),
            String::from(if view.overdue { "逾期" } else { "" }),
            plan.map(|p| p.measure.clone()).unwrap_or_default(),
            plan.map(|p| p.person_name.clone()).unwrap_or_default(),
        ];
        for (column, text) in (0u16..).zip(texts) {
            formats.write_text(sheet, row, column, &text)?;
        }
        if let Some(plan) = plan {
            // Excel keeps 15 digits; no sum of money here comes near.
            #[expect(clippy::cast_precision_loss, reason = "whole yuan far below 2^53")]
            sheet.write(row, 16, plan.money_yuan as f64)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}

const fn level_text(level: Level) -> &'static str {
    match level {
        Level::General => "一般",
        Level::Major => "重大",
    }
}

const fn source_text(source: Source) -> &'static str {
    match source {
        Source::SelfCheck => "企业自查",
        Source::Inspection => "监督检查",
        Source::Patrol => "网格巡查",
        Source::Signal => "运行预警",
        Source::Report => "举报",
        Source::RiskControl => "风险管控失效",
        Source::Import => "导入",
    }
}

const fn state_text(state: State) -> &'static str {
    match state {
        State::Found => "待通知",
        State::Notified => "已通知",
        State::Rectifying => "整改中",
        State::Submitted => "待复查",
        State::Verified => "待销号",
        State::Closed => "已销号",
    }
}
