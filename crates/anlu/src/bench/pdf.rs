//! `anlu bench pdf`: sets papers of the national pack in type by the real typesetter.

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode, time::Instant};

use anlu_domain::{
    document::FieldValue,
    ports::Typesetter as _,
    time::{CivilDay, UtcMs},
};
use anlu_rules::{
    documents::{fill, number},
    pack::{DocumentBlock, DocumentField, DocumentKind, FieldKind},
};
use serde_json::json;

use crate::{Failure, packs, serve::typesetter::Program};

const DAY: CivilDay = CivilDay(20_783);

/// Arguments of `anlu bench pdf`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Papers.
    #[arg(long, default_value_t = 500)]
    papers: u32,
    /// The typesetter; default: the one beside this program.
    #[arg(long)]
    typesetter: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::input("bench", e.to_string());
    let pack = packs::configured(None)?;
    let program = Program::new(args.typesetter.as_deref());
    let (mut bytes, mut kinds) = (0, std::collections::BTreeSet::new());
    let mut begin = None;
    for (n, kind) in (0..args.papers).zip(pack.documents.iter().cycle()) {
        let value = |f: &DocumentField| sample(f.kind, &f.label.zh, columns(kind, &f.name));
        let fields: BTreeMap<_, _> = kind.fields.iter().map(|f| (f.name.clone(), value(f))).collect();
        let no = number(kind, &pack.issuer, DAY, i64::from(n) + 1);
        let paper = fill(kind, &pack.issuer, &fields, &no, 1, DAY).map_err(|e| failed(&e))?;
        let file = program
            .typeset(
                &paper,
                "https://safety.example/verify/0192f0c4-0000-7000-8000-000000000001",
                "AB12 CD34 EF56 7890",
            )
            .map_err(|e| failed(&e))?;
        kinds.insert(kind.id.as_str());
        // The first one pays for the start and the fonts.
        match begin {
            None => begin = Some(Instant::now()),
            Some(_) => bytes += file.len(),
        }
    }
    let seconds = begin.map(|b| b.elapsed().as_secs_f64()).unwrap_or_default();
    let many = f64::from(args.papers.saturating_sub(1));
    super::print(&json!({
        "bench": "pdf", "papers": args.papers, "kinds": kinds.len(), "pdf_per_second": (many / seconds * 10.0).round() / 10.0,
        "mean_bytes": bytes / usize::try_from(args.papers.max(2) - 1).unwrap_or(1),
    }))?;
    Ok(ExitCode::SUCCESS)
}

/// Columns of the table that shows a field.
fn columns(kind: &DocumentKind, field: &str) -> usize {
    let head = |block: &DocumentBlock| match block {
        DocumentBlock::Table { name, head } if name == field => Some(head.len()),
        _ => None,
    };
    kind.blocks.iter().find_map(head).unwrap_or(1)
}

/// A value of a type.
fn sample(kind: FieldKind, label: &str, columns: usize) -> FieldValue {
    match kind {
        FieldKind::Text => FieldValue::Text(format!("示例{label}：依据事实生成，用于测量排版速度。")),
        FieldKind::Day => FieldValue::Day(DAY),
        FieldKind::Time => FieldValue::Time(UtcMs(1_795_000_000_000)),
        FieldKind::Money => FieldValue::Money(1_234_500),
        FieldKind::Number => FieldValue::Number(7),
        FieldKind::List => FieldValue::List(vec![String::from("示例一"), String::from("示例二")]),
        FieldKind::Table => FieldValue::Table(vec![vec![String::from("示例"); columns]; 3]),
    }
}
