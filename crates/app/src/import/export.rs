//! Registers as workbooks that can be imported again unchanged.

use anlu_domain::party::enterprise::Enterprise;
use anlu_store::{
    Page,
    repo::{enterprise, grid},
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    ImportError, ImportKind,
    kinds::GridNames,
    sheet_writer::{Formats, Shown},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Most rows of one export.
const MAX_ROWS: usize = 50_000;

/// The enterprises of a filter that the viewer may see, in the order of the list. No personal numbers are in it.
pub async fn enterprises(ctx: &Ctx, filter: &enterprise::Filter) -> Result<Vec<u8>, ImportError> {
    require(ctx, Action::Export)?;
    require(ctx, Action::EnterpriseRead)?;
    let db = ctx.store.read();
    let tree = grid::all(db).await?;
    let names = GridNames::new(tree.iter().map(|g| &g.value));
    let mut found = Vec::new();
    for page in 1.. {
        let part = enterprise::list(db, &ctx.viewer, filter, Page::new(page, Page::MAX_SIZE)).await?;
        let last = part.items.is_empty();
        found.extend(part.items.into_iter().map(|s| s.value));
        if last || found.len() as u64 >= part.total || found.len() >= MAX_ROWS {
            break;
        }
    }
    found.truncate(MAX_ROWS);
    let made = tokio::task::spawn_blocking(move || {
        let rows = found.iter().map(|e| enterprise_cells(e, &names));
        workbook(ImportKind::Enterprises, rows)
    })
    .await;
    made.map_err(|e| ImportError::Workbook(e.to_string()))?.map_err(|e| ImportError::Workbook(e.to_string()))
}

/// Cells of an enterprise, by the keys of their columns.
fn enterprise_cells(e: &Enterprise, grids: &GridNames) -> Vec<(&'static str, Shown)> {
    let joined = |names: Vec<&str>| (!names.is_empty()).then(|| names.join("、"));
    vec![
        ("uscc", Shown::Text(e.uscc.clone())),
        ("name", Shown::Text(e.name.clone())),
        ("sectors", Shown::text(joined(e.sectors.iter().map(|s| s.zh()).collect()))),
        ("business_scope", Shown::text(e.business_scope.clone())),
        ("address", Shown::text(e.address.clone())),
        ("lon", e.location.map_or(Shown::Nothing, |p| Shown::Number(p.lon))),
        ("lat", e.location.map_or(Shown::Nothing, |p| Shown::Number(p.lat))),
        ("grid", Shown::text(e.grid.and_then(|g| grids.path(g)))),
        ("principal_name", Shown::text(e.principal_name.clone())),
        ("safety_officers", Shown::text(joined(e.safety_officers.iter().map(String::as_str).collect()))),
        ("phone", Shown::text(e.phone.clone())),
        ("headcount", e.headcount.map_or(Shown::Nothing, |n| Shown::Number(f64::from(n)))),
        ("licence_no", Shown::text(e.licence_no.clone())),
        ("licence_expiry", e.licence_expiry.map_or(Shown::Nothing, Shown::Day)),
        ("standing", Shown::text(Some(e.standing.zh()))),
    ]
}

/// A workbook with the columns of a kind.
pub(super) fn workbook(
    kind: ImportKind,
    rows: impl Iterator<Item = Vec<(&'static str, Shown)>>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let formats = Formats::new(&Format::new());
    let sheet = book.add_worksheet().set_name(kind.zh())?;
    let columns: Vec<_> = kind.columns().iter().filter(|c| !c.alias_only).collect();
    for (at, column) in (0_u16..).zip(&columns) {
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(0, at, column.zh, &formats.head)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (at, column) in (0_u16..).zip(&columns) {
            if let Some((_, value)) = cells.iter().find(|(key, _)| *key == column.key)
                && *value != Shown::Nothing
            {
                formats.write(sheet, row, at, value)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    book.save_to_buffer()
}
