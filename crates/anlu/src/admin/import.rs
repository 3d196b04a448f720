//! `anlu import`: a registry workbook into the installation, all or nothing. One JSON object on standard output, faults
//! and errors on standard error, the marked workbook beside the file (or where `--answer` says).

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anlu_app::import::{self, Hooks, ImportError, ImportKind, Limits, Report, Request};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::{
    Failure,
    serve::{ConfigArgs, installation::Installation, runtime},
    shutdown,
};

/// Faults shown on standard error; all are in the marked workbook.
const SHOWN: usize = 20;

/// Arguments of `anlu import`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What the file holds.
    #[arg(value_enum)]
    kind: Kind,
    /// The workbook (.xlsx, .xls, .ods) or text (.csv).
    file: PathBuf,
    /// Checks and compares, writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where the workbook with faulty cells marked goes; by default beside the file.
    #[arg(long, value_name = "OUT.xlsx")]
    answer: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Kind {
    Enterprises,
    People,
    Vehicles,
    Grids,
    Hazards,
}

impl From<Kind> for ImportKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Enterprises => Self::Enterprises,
            Kind::People => Self::People,
            Kind::Vehicles => Self::Vehicles,
            Kind::Grids => Self::Grids,
            Kind::Hazards => Self::Hazards,
        }
    }
}

/// The line on standard output.
#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    file: String,
    dry_run: bool,
    written: bool,
    sheet: &'a str,
    header_row: u32,
    ignored_columns: &'a [String],
    rows: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    faulty: u64,
    faults: usize,
    answer: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let settings = args.config.clone().settings()?;
    let kind = ImportKind::from(args.kind);
    let bar = progress_bar();
    let report = runtime()?.block_on(async {
        let installation = Installation::open(settings).await?;
        let shown = bar.clone();
        let hooks = Hooks {
            progress: Arc::new(move |done, total| {
                shown.set_length(total);
                shown.set_position(done);
            }),
            cancel: shutdown::on_signal(),
        };
        let request = Request { kind, path: args.file.clone(), dry_run: args.dry_run, limits: Limits::default() };
        let load = async |i: &Installation| {
            import::run(&i.administrator(), request, &hooks).await.map_err(|e| failure(&args.file, &e))
        };
        installation.run(load).await
    });
    bar.finish_and_clear();
    let report = report?;
    let answer = match &report.answer {
        Some(bytes) => Some(write_answer(args.answer.as_deref(), &args.file, bytes)?),
        None => None,
    };
    show(&report, args, answer.as_deref())?;
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// A bar on the terminal; nothing when standard error goes elsewhere.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn failure(file: &Path, error: &ImportError) -> Failure {
    Failure::input(error.code(), format!("{}: {error}", file.display()))
}

/// Writes the marked workbook and tells where it is.
fn write_answer(wanted: Option<&Path>, file: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let beside = || {
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        file.with_file_name(format!("{stem}-faults.xlsx"))
    };
    let path = wanted.map_or_else(beside, Path::to_path_buf);
    match fs::write(&path, bytes) {
        Ok(()) => Ok(path),
        Err(e) => Err(Failure::input(
            "answer_unwritable",
            format!(
                "{}: {e}; the file has faults and nothing was written: name another place with --answer",
                path.display()
            ),
        )),
    }
}

fn show(report: &Report, args: &Args, answer: Option<&Path>) -> Result<(), Failure> {
    let broken = |e: io::Error| Failure::input("stream_broken", format!("standard output or error: {e}"));
    let mut errors = io::stderr().lock();
    for fault in report.faults.iter().take(SHOWN) {
        let place = fault.cell.clone().unwrap_or_else(|| format!("row {}", fault.row));
        let column = fault.column.as_deref().unwrap_or_default();
        let value = fault.value.as_deref().map(|v| format!(" {v:?}")).unwrap_or_default();
        let params: Vec<String> = fault.params.iter().map(|(k, v)| format!(", {k} {v}")).collect();
        let params = params.concat();
        writeln!(errors, "{}!{place} {column}{value}: {}{params}; {}", report.sheet, fault.code, fault.hint)
            .map_err(broken)?;
    }
    if let Some(path) = answer {
        writeln!(
            errors,
            "anlu: {} faults in {} rows, nothing was written; they are marked in {} [faulty_rows]",
            report.faults.len(),
            report.counts.faulty,
            path.display()
        )
        .map_err(broken)?;
    }
    let line = Line {
        kind: report.kind.as_str(),
        file: args.file.display().to_string(),
        dry_run: args.dry_run,
        written: report.written,
        sheet: &report.sheet,
        header_row: report.header_row,
        ignored_columns: &report.ignored_columns,
        rows: report.rows,
        new: report.counts.new,
        changed: report.counts.changed,
        unchanged: report.counts.unchanged,
        faulty: report.counts.faulty,
        faults: report.faults.len(),
        answer: answer.map(|p| p.display().to_string()),
    };
    let text = serde_json::to_string(&line).map_err(|e| Failure::input("stream_broken", e.to_string()))?;
    writeln!(io::stdout().lock(), "{text}").map_err(broken)
}
