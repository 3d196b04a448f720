//! A desk over a fresh database, workbooks made on the spot, and invented codes.

use std::{path::PathBuf, sync::Arc};

use anlu_domain::{
    access::{Role, Scope, Viewer},
    ids::UserId,
    keys,
    ports::{Clock, NoTracks},
    time::UtcMs,
};
use anlu_store::{Keys, Store, ledger};
use rust_xlsxwriter::{Workbook, Worksheet};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    ctx::{Ctx, Desk, RandomIds},
    import::{Hooks, ImportError, ImportKind, Limits, Report, Request, run},
};

/// 2026-11-24T00:00:00Z.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> UtcMs {
        UtcMs(1_795_478_400_000)
    }
}

/// A fresh installation.
pub(super) struct Office {
    pub(super) ctx: Ctx,
    folder: TempDir,
}

impl Office {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys { data: [1; 32], index: [2; 32], ledger: [3; 32] };
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("anlu.db").display());
        let store = Store::connect(&url, keys).await.unwrap();
        let blobs = folder.path().join("blobs");
        let desk = Desk::new(store, Arc::new(Noon), Arc::new(RandomIds), blobs, Arc::new(NoTracks));
        let viewer = Viewer {
            user: UserId(Uuid::from_u128(1)),
            name: "示例科员".to_owned(),
            role: Role::BureauOfficer,
            scope: Scope::All,
        };
        Self { ctx: desk.ctx(viewer), folder }
    }

    /// Writes bytes to a file of its own.
    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(super) async fn import(&self, kind: ImportKind, bytes: &[u8]) -> Result<Report, ImportError> {
        self.import_with(kind, bytes, false, Limits::default(), &Hooks::default()).await
    }

    pub(super) async fn import_with(
        &self,
        kind: ImportKind,
        bytes: &[u8],
        dry_run: bool,
        limits: Limits,
        hooks: &Hooks,
    ) -> Result<Report, ImportError> {
        let path = self.file("import.bin", bytes);
        run(&self.ctx, Request { kind, path, dry_run, limits }, hooks).await
    }

    /// Entries in the ledger.
    pub(super) async fn ledger_size(&self) -> u64 {
        ledger::size(self.ctx.store.read()).await.unwrap()
    }
}

/// A workbook with one sheet, filled by `fill`.
pub(super) fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// A sheet of texts from A1 on; empty ones are left out.
pub(super) fn texts(rows: &[&[&str]]) -> Vec<u8> {
    sheet(|s| write(s, 0, rows))
}

/// Writes texts from a row on.
pub(super) fn write(sheet: &mut Worksheet, first: u32, rows: &[&[&str]]) {
    for (row, cells) in (first..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
}

/// A valid credit code nobody has.
pub(super) fn uscc(n: u32) -> String {
    let body = format!("91339999MA{n:07}");
    let check = keys::uscc::check_character(&body).unwrap();
    format!("{body}{check}")
}

/// A valid ID number of an invented division.
pub(super) fn id_number(n: u32) -> String {
    let body = format!("33999919{:02}0101{:03}", 50 + n % 50, n / 50);
    let check = keys::id_number::check_digit(&body).unwrap();
    format!("{body}{check}")
}

/// Faults as (cell, code).
pub(super) fn places(report: &Report) -> Vec<(String, &'static str)> {
    report.faults.iter().map(|f| (f.cell.clone().unwrap_or_default(), f.code)).collect()
}

/// Counts as (new, changed, unchanged, faulty).
pub(super) fn counts(report: &Report) -> (u64, u64, u64, u64) {
    let c = report.counts;
    (c.new, c.changed, c.unchanged, c.faulty)
}
