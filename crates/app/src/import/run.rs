//! One import: read, check, compare, write. Either everything is written in one transaction, or nothing.

mod judge;

use std::{path::PathBuf, sync::Arc};

use anlu_domain::access::Scope;
use anlu_store::{StoreError, Tx, repo::By};
use tokio_util::sync::CancellationToken;

use self::judge::{Judged, Verdict, judge};
use super::{
    Fault, ImportError, ImportKind, Limits, answer,
    cells::Sheet,
    header::{self, HEADER_ROWS, Mapping},
    kinds::{Enterprises, Grids, Hazards, Kind, Order, People, Vehicles},
    read::Source,
    row::{Row, missing_column},
};
use crate::{
    access::{Action, Denied, require},
    ctx::Ctx,
    live::event::LiveEvent,
};

/// Records written at once; between two such parts a run can be stopped.
const PART: usize = 2_000;

/// Rows read between two looks at whether to stop.
const LOOK: usize = 1_000;

/// What to import.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the file holds.
    pub kind: ImportKind,
    /// The file.
    pub path: PathBuf,
    /// Check and compare, write nothing.
    pub dry_run: bool,
    /// Bounds.
    pub limits: Limits,
}

/// How far a run is, and how to stop it.
#[derive(Clone)]
pub struct Hooks {
    /// Called with rows dealt with and rows in all; a row counts half when it is checked and half when it is written.
    pub progress: Arc<dyn Fn(u64, u64) + Send + Sync>,
    /// Cancelled to stop before anything is kept.
    pub cancel: CancellationToken,
}

impl Default for Hooks {
    fn default() -> Self {
        Self { progress: Arc::new(|_, _| ()), cancel: CancellationToken::new() }
    }
}

impl Hooks {
    fn go_on(&self) -> Result<(), ImportError> {
        if self.cancel.is_cancelled() { Err(ImportError::Cancelled) } else { Ok(()) }
    }
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New records.
    pub new: u64,
    /// Changed records.
    pub changed: u64,
    /// Records that were like this already.
    pub unchanged: u64,
    /// Rows with faults.
    pub faulty: u64,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the file holds.
    pub kind: ImportKind,
    /// Sheet that was read.
    pub sheet: String,
    /// Sheets that were not.
    pub other_sheets: Vec<String>,
    /// Row of the header, from 1.
    pub header_row: u32,
    /// Headers that mean nothing to this kind.
    pub ignored_columns: Vec<String>,
    /// Rows with records.
    pub rows: u64,
    /// What became of them; with faults, what would have without.
    pub counts: Counts,
    /// Every fault, by row. Empty means that the rows were written (or would be, in a dry run).
    pub faults: Vec<Fault>,
    /// Whether anything may have been written: no dry run and no faults.
    pub written: bool,
    /// The workbook with its faults marked, when there are any.
    pub answer: Option<Vec<u8>>,
}

/// Refuses viewers who may not import: the role must allow it, and the scope must be the whole territory, because a
/// row may name any record.
pub fn allowed(ctx: &Ctx) -> Result<(), Denied> {
    require(ctx, Action::ImportRun)?;
    match ctx.viewer.scope {
        Scope::All => Ok(()),
        _ => Err(Denied { role: ctx.viewer.role, action: Action::ImportRun }),
    }
}

/// Imports a file. The viewer must be [`allowed`] to.
pub async fn run(ctx: &Ctx, request: Request, hooks: &Hooks) -> Result<Report, ImportError> {
    allowed(ctx)?;
    match request.kind {
        ImportKind::Enterprises => go::<Enterprises>(ctx, request, hooks).await,
        ImportKind::People => go::<People>(ctx, request, hooks).await,
        ImportKind::Vehicles => go::<Vehicles>(ctx, request, hooks).await,
        ImportKind::Grids => go::<Grids>(ctx, request, hooks).await,
        ImportKind::Hazards => go::<Hazards>(ctx, request, hooks).await,
    }
}

/// The rows of the chosen sheet, as far as they can be read without the store.
struct Table<D> {
    sheet: Sheet,
    mapping: Mapping,
    other_sheets: Vec<String>,
    /// Rows with records (from 0) and what they say.
    drafts: Vec<(usize, D)>,
    faults: Vec<Fault>,
}

async fn go<K: Kind + 'static>(ctx: &Ctx, request: Request, hooks: &Hooks) -> Result<Report, ImportError> {
    let (limits, path, stop) = (request.limits, request.path.clone(), hooks.clone());
    // A panic in a reader of foreign files is a file that cannot be read, not the end of the program.
    let table = tokio::task::spawn_blocking(move || gather::<K>(&path, &limits, &stop)).await;
    let table = table.map_err(|e| ImportError::Unreadable(format!("the reader failed: {e}")))??;
    let verdict = if table.mapping.missing(K::COLUMNS).is_empty() {
        decide::<K>(ctx, &table, request.dry_run, hooks).await?
    } else {
        Verdict { faults: table.faults.clone(), ..Verdict::default() }
    };
    let mut report = Report {
        kind: request.kind,
        sheet: table.sheet.name.clone(),
        other_sheets: table.other_sheets,
        header_row: u32::try_from(table.mapping.row).unwrap_or(u32::MAX).saturating_add(1),
        ignored_columns: table.mapping.ignored.clone(),
        rows: table.drafts.len() as u64,
        counts: verdict.counts,
        written: !request.dry_run && verdict.faults.is_empty(),
        faults: verdict.faults,
        answer: None,
    };
    if report.faults.is_empty() {
        if report.written && report.counts.new + report.counts.changed > 0 {
            ctx.tell(LiveEvent::Registry);
        }
        return Ok(report);
    }
    let (sheet, columns) = (table.sheet, K::COLUMNS);
    let made = tokio::task::spawn_blocking(move || {
        let book = answer::workbook(&sheet, columns, &report);
        (report, book)
    })
    .await;
    let (filled, book) = made.map_err(|e| ImportError::Workbook(e.to_string()))?;
    report = filled;
    report.answer = Some(book.map_err(|e| ImportError::Workbook(e.to_string()))?);
    Ok(report)
}

/// Chooses the sheet, reads it and its rows.
fn gather<K: Kind>(path: &std::path::Path, limits: &Limits, hooks: &Hooks) -> Result<Table<K::Draft>, ImportError> {
    let mut source = Source::open(path, limits)?;
    let names = source.sheets();
    let mut best: Option<(usize, String)> = None;
    for name in &names {
        hooks.go_on()?;
        let top = source.sheet(name, Some(HEADER_ROWS), limits)?;
        let score = header::find(&top, K::COLUMNS).score();
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, name.clone()));
        }
    }
    let Some((_, name)) = best else { return Err(ImportError::Unreadable("no worksheet in it".to_owned())) };
    let sheet = source.sheet(&name, None, limits)?;
    let mapping = header::find(&sheet, K::COLUMNS);
    let other_sheets = names.into_iter().filter(|n| *n != name).collect();
    let header_row = u32::try_from(mapping.row).unwrap_or(u32::MAX).saturating_add(1);
    let missing = mapping.missing(K::COLUMNS);
    if !missing.is_empty() {
        let faults = missing.into_iter().map(|c| missing_column(c, header_row)).collect();
        return Ok(Table { sheet, mapping, other_sheets, drafts: Vec::new(), faults });
    }
    let rows = header::data_rows(&sheet, &mapping, K::COLUMNS);
    if rows.is_empty() {
        return Err(ImportError::NoRows { sheet: name, header_row });
    }
    let (mut drafts, mut faults) = (Vec::with_capacity(rows.len()), Vec::new());
    for (n, index) in rows.into_iter().enumerate() {
        if n % LOOK == 0 {
            hooks.go_on()?;
        }
        let cells = sheet.rows.get(index).map(Vec::as_slice).unwrap_or_default();
        let draft = K::draft(&mut Row::new(K::COLUMNS, &mapping, index, cells, &mut faults));
        drafts.push((index, draft));
    }
    Ok(Table { sheet, mapping, other_sheets, drafts, faults })
}

/// Why a transaction is given up.
enum Stop {
    /// Faults, found inside it.
    Faulty(Box<Verdict>),
    /// An error.
    Error(ImportError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl From<ImportError> for Stop {
    fn from(error: ImportError) -> Self {
        Self::Error(error)
    }
}

/// Compares with the store and writes, unless it is a dry run or something is faulty.
async fn decide<K: Kind>(
    ctx: &Ctx,
    table: &Table<K::Draft>,
    dry_run: bool,
    hooks: &Hooks,
) -> Result<Verdict, ImportError> {
    if dry_run || !table.faults.is_empty() {
        let judged = judge::<K>(ctx.store.read(), ctx.ids.as_ref(), table, hooks).await?;
        return Ok(judged.verdict);
    }
    let done = ctx
        .store
        .tx(async |tx| {
            let judged = judge::<K>(tx.read(), ctx.ids.as_ref(), table, hooks).await?;
            if !judged.verdict.faults.is_empty() {
                return Err(Stop::Faulty(Box::new(judged.verdict)));
            }
            let actor = ctx.actor();
            let by = By { actor: &actor, at: ctx.now() };
            let total = table.drafts.len() as u64;
            let mut written = total.saturating_sub((judged.new.len() + judged.changed.len()) as u64);
            let mut step = |n: usize| {
                written += n as u64;
                (hooks.progress)(total.div_ceil(2) + written / 2, total);
                hooks.go_on()
            };
            step(0)?;
            match K::ORDER {
                Order::NewFirst => {
                    K::insert(&tx, &judged.new, by).await?;
                    step(judged.new.len())?;
                    replace::<K>(&tx, &judged, by).await?;
                    step(judged.changed.len())?;
                }
                Order::ChangedFirst => {
                    replace::<K>(&tx, &judged, by).await?;
                    step(judged.changed.len())?;
                    for part in judged.new.chunks(PART) {
                        K::insert(&tx, part, by).await?;
                        step(part.len())?;
                    }
                }
            }
            Ok(judged.verdict)
        })
        .await;
    match done {
        Ok(verdict) => Ok(verdict),
        Err(Stop::Faulty(verdict)) => Ok(*verdict),
        Err(Stop::Error(error)) => Err(error),
    }
}

/// Writes the changed records; one that somebody else changed since it was compared is the fault of its row.
async fn replace<K: Kind>(tx: &Tx, judged: &Judged<K>, by: By<'_>) -> Result<(), Stop> {
    match K::replace(tx, &judged.changed, by).await {
        Ok(_written) => Ok(()),
        Err(error) => Err(judged.unwritten(error).map_or_else(Stop::from, |v| Stop::Faulty(Box::new(v)))),
    }
}
