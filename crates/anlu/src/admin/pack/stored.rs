//! `anlu pack backtest --stored`: both packs plan every enterprise of the installation over its stored facts and records,
//! each as if it had always been in force. Nothing is written.

use std::{io::Write, process::ExitCode, sync::Arc};

use anlu_app::{
    pack::PackError,
    pack::foresee::{self, Changed, Figures, Hooks, Moved},
};
use anlu_domain::grade::Grade;
use anlu_rules::pack::Pack;
use serde::Serialize;

use super::line;
use crate::{
    Failure,
    serve::{ConfigArgs, installation::Installation, runtime},
    shutdown,
};

/// Enterprises that owe something, and that fail, by either pack.
#[derive(Serialize)]
struct Counted {
    enterprises: u64,
    owe_old: u64,
    owe_new: u64,
    fail_old: u64,
    fail_new: u64,
}

impl From<&Figures> for Counted {
    fn from(f: &Figures) -> Self {
        let Figures { enterprises, owe_old, owe_new, fail_old, fail_new } = *f;
        Self { enterprises, owe_old, owe_new, fail_old, fail_new }
    }
}

/// One line of the answer, told apart by `of`.
#[derive(Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
enum Line<'a> {
    Duty {
        id: &'a str,
        zh: &'a str,
        en: &'a str,
        #[serde(flatten)]
        counted: Counted,
    },
    Sector {
        id: &'a str,
        #[serde(flatten)]
        counted: Counted,
    },
    /// `name` is absent for enterprises in no grid.
    Grid {
        name: Option<&'a str>,
        #[serde(flatten)]
        counted: Counted,
    },
    /// An enterprise for which anything differs; of many, the first by name.
    Enterprise { name: &'a str, owes: &'a [String], owes_no_more: &'a [String], fails: &'a [String] },
    /// A move from one grade to another, with the steps that make the difference.
    Grade {
        name: &'a str,
        model: &'a str,
        from: Option<&'static str>,
        to: Option<&'static str>,
        scores: (f64, f64),
        why: Vec<(&'a str, Option<f64>)>,
    },
    /// How many would move.
    Moves { model: &'a str, from: Option<&'static str>, to: Option<&'static str>, count: u64 },
    /// Last.
    All {
        differ: u64,
        #[serde(flatten)]
        counted: Counted,
    },
}

pub(super) fn run((old, new): (Pack, Pack), config: ConfigArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    runtime()?.block_on(async {
        let cancel = shutdown::on_signal();
        let installation = Installation::open_existing(config.settings()?).await?;
        let plan = async |i: &Installation| {
            let hooks = Hooks { progress: Arc::new(|_, _| ()), cancel };
            let packs = [Arc::new(old), Arc::new(new)];
            foresee::run(&i.administrator(), packs, &hooks).await.map_err(|e| failure(&e))
        };
        let found = installation.run(plan).await?;
        for (id, words, figures) in &found.duties {
            line(out, &Line::Duty { id, zh: &words.zh, en: &words.en, counted: figures.into() })?;
        }
        for (id, figures) in &found.sectors {
            line(out, &Line::Sector { id, counted: figures.into() })?;
        }
        for (grid, figures) in &found.grids {
            line(out, &Line::Grid { name: grid.as_ref().map(|(_, name)| name.as_str()), counted: figures.into() })?;
        }
        for Changed { name, more, fewer, failing, .. } in &found.named {
            line(out, &Line::Enterprise { name, owes: more, owes_no_more: fewer, fails: failing })?;
        }
        for Moved { name, model, from, to, scores, why, .. } in &found.moved {
            let why = why.iter().map(|(title, points)| (title.zh.as_str(), *points)).collect();
            let (from, to) = (from.map(Grade::as_str), to.map(Grade::as_str));
            line(out, &Line::Grade { name, model, from, to, scores: *scores, why })?;
        }
        for ((model, from, to), count) in &found.moves {
            let (from, to) = (from.map(Grade::as_str), to.map(Grade::as_str));
            line(out, &Line::Moves { model, from, to, count: *count })?;
        }
        line(out, &Line::All { differ: found.changed, counted: (&found.all).into() })?;
        Ok(ExitCode::SUCCESS)
    })
}

fn failure(error: &PackError) -> Failure {
    Failure::input("pack_backtest", error.to_string())
}
