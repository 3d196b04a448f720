//! The 日报 as a workbook: summary, enterprises, severe findings.

use anlu_domain::{ids::EnterpriseId, signal::State, time::CivilDay};
use anlu_rules::indices::GroupDay;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::daily::{Daily, Line, daily};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    import::sheet_writer::{Formats, Shown},
    registry::RegistryError,
};

/// The report of `day` as XLSX bytes.
pub async fn export(ctx: &Ctx, id: Option<EnterpriseId>, day: CivilDay) -> Result<Vec<u8>, RegistryError> {
    require(ctx, Action::Export)?;
    let report = daily(ctx, id, day).await?;
    let made = tokio::task::spawn_blocking(move || workbook(&report)).await;
    made.map_err(|e| RegistryError::Workbook(e.to_string()))?.map_err(|e| RegistryError::Workbook(e.to_string()))
}

fn workbook(report: &Daily) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let formats = Formats::new(&Format::new().set_text_wrap());
    summary(book.add_worksheet().set_name("概况")?, report, &formats)?;
    enterprises(book.add_worksheet().set_name("企业")?, &report.lines, &formats)?;
    severe(book.add_worksheet().set_name("严重发现")?, report, &formats)?;
    book.save_to_buffer()
}

fn summary(sheet: &mut Worksheet, report: &Daily, formats: &Formats) -> Result<(), XlsxError> {
    let about = report.enterprise.as_ref().map_or("全部", |e| e.name.as_str());
    let h = report.handling;
    let mut rows = vec![
        ("日期", Shown::Day(report.day)),
        ("范围", Shown::Text(about.to_owned())),
        ("指标", Shown::Text(String::from(if report.computed { "已计算" } else { "当日尚未结束或尚未计算" }))),
    ];
    rows.extend(INDEX.iter().zip(index(&report.index)).map(|(name, value)| (*name, value)));
    rows.extend([
        ("预警线索", count(h.signals)),
        ("其中待处置", count(h.open)),
        ("其中已处置", count(h.settled)),
        ("曾超时", count(h.escalated)),
        ("严重发现", count(report.severe_count)),
    ]);
    let mut row = 0;
    for (name, value) in rows {
        formats.write_text(sheet, row, 0, name)?;
        formats.write(sheet, row, 1, &value)?;
        row += 1;
    }
    row += 1;
    for (column, title) in (0_u16..).zip(["发现类型", "数量", "其中严重"]) {
        sheet.write_with_format(row, column, title, &formats.head)?;
    }
    for kind in &report.kinds {
        row += 1;
        formats.write_text(sheet, row, 0, rule(report, &kind.rule))?;
        formats.write(sheet, row, 1, &count(kind.count))?;
        formats.write(sheet, row, 2, &count(kind.severe))?;
    }
    for (column, width) in (0_u16..).zip([28.0, 26.0, 12.0]) {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

/// The name of a rule; one that no pack here ever held keeps its id.
fn rule<'a>(report: &'a Daily, id: &'a str) -> &'a str {
    report.rule_names.get(id).map_or(id, String::as_str)
}

/// Names of what [`index`] gives.
const INDEX: [&str; 7] =
    ["入网车辆", "上线车辆", "上线率（%）", "数据合格率（%）", "轨迹完整率（%）", "漂移车辆", "漂移车辆率（%）"];

fn index(g: &GroupDay) -> [Shown; 7] {
    let percent = |share: Option<u32>| share.map_or(Shown::Nothing, |n| Shown::Number(f64::from(n) / 100.0));
    [
        Shown::Number(g.vehicles.into()),
        Shown::Number(g.online.into()),
        percent(g.online_rate()),
        percent(g.quality()),
        percent(g.integrity()),
        Shown::Number(g.drifting.into()),
        percent(g.drift_rate()),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "counts of a day are far below 2^53")]
fn count(n: u64) -> Shown {
    Shown::Number(n as f64)
}

fn enterprises(sheet: &mut Worksheet, lines: &[Line], formats: &Formats) -> Result<(), XlsxError> {
    let heads = ["企业"].into_iter().chain(INDEX).chain(["发现", "其中严重", "预警线索", "待处置", "已处置", "曾超时"]);
    for (column, title) in (0_u16..).zip(heads) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, if column == 0 { 36.0 } else { 12.0 })?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        let name = line.enterprise.as_ref().map_or("未登记车辆", |e| e.name.as_str());
        formats.write_text(sheet, row, 0, name)?;
        let h = line.handling;
        let numbers = [line.findings, line.severe, h.signals, h.open, h.settled, h.escalated].map(count);
        for (column, value) in (1_u16..).zip(index(&line.index).into_iter().chain(numbers)) {
            formats.write(sheet, row, column, &value)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn severe(sheet: &mut Worksheet, report: &Daily, formats: &Formats) -> Result<(), XlsxError> {
    let heads = [
        ("开始", 20.0),
        ("结束", 20.0),
        ("车牌", 12.0),
        ("企业", 36.0),
        ("类型", 20.0),
        ("计入分钟", 10.0),
        ("上限分钟", 10.0),
        ("线索状态", 14.0),
    ];
    for (column, (title, width)) in (0_u16..).zip(heads) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, s) in (1_u32..).zip(&report.severe) {
        let texts = [
            s.start.rfc3339_cst(),
            s.end.rfc3339_cst(),
            s.vehicle.as_ref().map_or_else(|| String::from("未登记"), |(_, plate)| plate.clone()),
            s.enterprise.as_ref().map(|e| e.name.clone()).unwrap_or_default(),
            rule(report, &s.rule).to_owned(),
        ];
        for (column, text) in (0_u16..).zip(texts) {
            formats.write_text(sheet, row, column, &text)?;
        }
        formats.write(sheet, row, 5, &Shown::Number(s.driving_minutes.round()))?;
        formats.write(sheet, row, 6, &Shown::Number(s.limit_minutes.round()))?;
        formats.write_text(sheet, row, 7, s.signal.map_or("", |(_, state)| state_text(state)))?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

const fn state_text(state: State) -> &'static str {
    match state {
        State::Open => "待处置",
        State::Reminded => "已提醒",
        State::HandedOver => "已转企业",
        State::Hazard => "已转隐患",
        State::WatchProposed => "已建议布控",
        State::FalseAlarm => "误报",
        State::Acknowledged => "已确认",
        State::Answered => "企业已答复",
        State::Closed => "已办结",
    }
}
