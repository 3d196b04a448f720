//! 动态风险清单 as a workbook: each work item that runs, with what each party owes, how it stands, and the blind spots.

use anlu_domain::{project::ItemState, time::CivilDay};
use anlu_rules::construction::{BlindKind, RowState};
use anlu_store::{
    Page,
    repo::project::{self as repo, ProjectFilter},
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{ProjectError, get::Sight, list::Known, scene::Scene};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    import::sheet_writer::{Formats, Shown},
};

/// Most projects of one export.
const MAX_PROJECTS: usize = 2_000;

/// Columns: heading and width.
const COLUMNS: [(&str, f64); 15] = [
    ("项目编号", 16.0),
    ("项目", 30.0),
    ("网格", 14.0),
    ("分部分项工程", 24.0),
    ("部位、桩号", 18.0),
    ("类别", 16.0),
    ("风险", 30.0),
    ("单位", 10.0),
    ("企业", 28.0),
    ("责任人", 12.0),
    ("责任事项", 30.0),
    ("上次履行", 12.0),
    ("期限", 12.0),
    ("状态", 12.0),
    ("盲区", 24.0),
];

type Cells = [Shown; COLUMNS.len()];

/// The list of today of the projects of a filter, as XLSX bytes.
pub async fn export(ctx: &Ctx, filter: &ProjectFilter) -> Result<Vec<u8>, ProjectError> {
    require(ctx, Action::Export)?;
    require(ctx, Action::ProjectRead)?;
    let (db, today) = (ctx.store.read(), ctx.now().day());
    let mut rows = Vec::new();
    let (mut page, mut read) = (Page::new(1, Page::MAX_SIZE), 0);
    loop {
        let found = repo::list(db, &ctx.viewer, filter, page).await?;
        read += found.items.len();
        let last = found.items.is_empty() || read >= MAX_PROJECTS;
        let known = Known::of(db, &found.items).await?;
        for stored in found.items {
            let grid = known.row(stored.clone()).grid.name;
            let scene = Scene::read(ctx, db, stored.project, today).await?;
            let sight = Sight { scene: &scene, known: &known, roles: &[], opens: false, adds: false };
            rows.extend(of_project(&sight, &grid));
        }
        if last {
            break;
        }
        page = Page::new(page.number() + 1, Page::MAX_SIZE);
    }
    let made = tokio::task::spawn_blocking(move || workbook(&rows)).await;
    made.map_err(|e| ProjectError::Workbook(e.to_string()))?.map_err(|e| ProjectError::Workbook(e.to_string()))
}

fn of_project(sight: &Sight<'_>, grid: &str) -> Vec<Cells> {
    let project = &sight.scene.project;
    let text = |t: &str| Shown::text(Some(t));
    let day = |d: Option<CivilDay>| d.map_or(Shown::Nothing, Shown::Day);
    let mut all = Vec::new();
    for item in project.items.iter().filter(|i| i.state == ItemState::Active) {
        let view = sight.item(item, false);
        let risk = |r: &super::view::ItemRisk| format!("{}（{}）", r.name, r.grade.map_or("", |g| g.zh()));
        let risks = view.risks.iter().map(risk).collect::<Vec<_>>().join("、");
        let line = |role: anlu_domain::project::PartyRole, [title, last, due, state, spots]: [Shown; 5]| {
            let party = project.party(role);
            [
                text(&project.no),
                text(&project.name),
                text(grid),
                text(&item.name),
                text(&item.place),
                text(&view.kind.zh),
                text(&risks),
                text(role.zh()),
                Shown::text(party.map(|p| sight.known.firm(p.enterprise).name)),
                Shown::text(party.and_then(|p| p.person.clone())),
                title,
                last,
                due,
                state,
                spots,
            ]
        };
        for row in &view.rows {
            let spots: Vec<&str> =
                view.blind.iter().filter(|b| b.duty.as_ref() == Some(&row.id)).map(|b| blind_text(b.kind)).collect();
            let rest = [
                text(&row.title.zh),
                day(row.last),
                day(row.due),
                text(state_text(row.state)),
                text(&spots.join("、")),
            ];
            all.push(line(row.role, rest));
        }
        for spot in view.blind.iter().filter(|b| b.duty.is_none()) {
            let rest =
                [text(&spot.title.zh), Shown::Nothing, Shown::Nothing, Shown::Nothing, text(blind_text(spot.kind))];
            all.push(line(spot.role, rest));
        }
    }
    all
}

fn workbook(rows: &[Cells]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("动态风险清单")?;
    // What people typed never acts as a formula.
    let formats = Formats::new(&Format::new().set_text_wrap());
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            formats.write(sheet, row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    book.save_to_buffer()
}

const fn state_text(state: RowState) -> &'static str {
    match state {
        RowState::Done => "已履行",
        RowState::Due => "待履行",
        RowState::Overdue => "逾期",
        RowState::Nobody => "无人负责",
        RowState::Idle => "暂不需要",
    }
}

const fn blind_text(kind: BlindKind) -> &'static str {
    match kind {
        BlindKind::Ungated => "手续未齐即施工",
        BlindKind::Exceeded => "监测超限无处置",
        BlindKind::NoParty => "单位未明确",
        BlindKind::NoPerson => "责任人未明确",
        BlindKind::Never => "从未履行",
        BlindKind::Overdue => "逾期未履行",
        BlindKind::Unlisted => "风险未入清单",
    }
}
