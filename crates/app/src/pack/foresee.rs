//! What if this version were the law? Every enterprise the viewer may see is planned twice over its stored facts and
//! records, by the version in force and by the other one, each as if it had always been in force. Nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anlu_domain::{
    duty::TaskState,
    ids::{EnterpriseId, GridId},
};
use anlu_rules::{duties::Planner, pack::Pack};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{names, pack as repo, plan, plan_source},
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use super::foresee_grades::Moved;
use super::{
    PackError,
    foresee_grades::{self, GradeSums, Moves},
    in_force,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    duty::reconcile::{Whole, plan_of},
    policy::Words,
    step_error::StepError,
};

/// Enterprises read at once.
const PART: u64 = 500;
/// Most enterprises that are named.
const MAX_NAMED: usize = 200;

/// How a run is followed and stopped.
#[derive(Clone)]
pub struct Hooks {
    /// Told (enterprises done, enterprises in all).
    pub progress: Arc<dyn Fn(u64, u64) + Send + Sync>,
    /// Cancelled: the run ends soon.
    pub cancel: CancellationToken,
}

/// Enterprises that owe something (a task that is not settled) and that fail (a task that is late), by either version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Enterprises.
    pub enterprises: u64,
    /// Owe something by the version in force.
    pub owe_old: u64,
    /// Owe something by the other one.
    pub owe_new: u64,
    /// Fail by the version in force.
    pub fail_old: u64,
    /// Fail by the other one.
    pub fail_new: u64,
}

/// An enterprise that would owe or fail other things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Its name.
    pub name: String,
    /// Duties that it would owe and does not.
    pub more: Vec<String>,
    /// Duties that it owes and would not.
    pub fewer: Vec<String>,
    /// Duties that it would fail and does not.
    pub failing: Vec<String>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foreseen {
    /// All enterprises.
    pub all: Figures,
    /// By duty, with its name; those that differ first.
    pub duties: Vec<(String, Words, Figures)>,
    /// By line of business.
    pub sectors: Vec<(String, Figures)>,
    /// By grid; `None`: in no grid.
    pub grids: Vec<(Option<(GridId, String)>, Figures)>,
    /// Enterprises for which anything differs.
    pub changed: u64,
    /// At most 200 of them, by name.
    pub named: Vec<Changed>,
    /// Enterprises that would have another grade: model, from, to, how many.
    pub moves: Moves,
    /// At most 200 of them, by name.
    pub moved: Vec<Moved>,
}

/// The version in force and the one to try out.
pub type Pair = [Arc<Pack>; 2];

/// What one version says of an enterprise: duties it owes, duties it fails.
type Said = (BTreeSet<String>, BTreeSet<String>);

fn said(whole: &Whole<'_>) -> Said {
    let of = |wanted: fn(TaskState) -> bool| {
        let tasks = whole.tasks.iter().filter(|t| wanted(t.task.state));
        tasks.map(|t| t.task.duty.to_owned()).collect::<BTreeSet<_>>()
    };
    (of(|s| !s.settled()), of(|s| s == TaskState::Late))
}

impl Figures {
    fn count(&mut self, [owe_old, fail_old, owe_new, fail_new]: [bool; 4]) {
        self.enterprises += 1;
        self.owe_old += u64::from(owe_old);
        self.fail_old += u64::from(fail_old);
        self.owe_new += u64::from(owe_new);
        self.fail_new += u64::from(fail_new);
    }

    fn differs(&self) -> bool {
        (self.owe_old, self.fail_old) != (self.owe_new, self.fail_new)
    }
}

/// Refuses whoever may not try a version out.
pub fn allowed(ctx: &Ctx) -> Result<(), PackError> {
    Ok(require(ctx, Action::PackBacktest)?)
}

/// The version in force and the one to try out; that somebody does goes on record.
pub async fn begin(ctx: &Ctx, id: Uuid) -> Result<Pair, PackError> {
    allowed(ctx)?;
    let stored = repo::get(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?;
    let activations = repo::activations(ctx.store.read()).await?;
    let now = in_force::on(&activations, ctx.now().day()).and_then(|a| a.version);
    let packs = in_force::pack(ctx, now).await?.zip(in_force::pack(ctx, Some(id)).await?);
    let (old, new) = packs.ok_or(PackError::State("version_broken"))?;
    let at = ctx.now();
    let tried = async |tx: Tx| {
        let draft = LedgerDraft {
            actor: ctx.actor(),
            action: "pack_backtested",
            subject_kind: "pack_version",
            subject_id: id.to_string(),
            before: None,
            after: Some(json!({ "version": format!("{} {}", stored.pack, stored.version) })),
        };
        tx.record([draft], at);
        Ok::<_, PackError>(())
    };
    ctx.store.tx(tried).await?;
    Ok([old, new])
}

/// Plans every enterprise the viewer may see by both versions.
pub async fn run(ctx: &Ctx, [old, new]: Pair, hooks: &Hooks) -> Result<Foreseen, PackError> {
    allowed(ctx)?;
    let now = ctx.now();
    let since = ctx.duties.as_ref().map_or(old.manifest.valid_from, |books| books.since());
    let (before, after) = (Planner::new(&old, now).since(since), Planner::new(&new, now).since(since));
    let mut periods = before.periods_asked();
    periods.extend(after.periods_asked());
    periods.sort_unstable();
    periods.dedup();
    let db = ctx.store.read();
    let total = plan::count_seen(db, &ctx.viewer).await?;
    let mut sums = Sums::default();
    let mut grades = GradeSums::default();
    let (mut last, mut done) = (None, 0);
    loop {
        (hooks.progress)(done, total);
        if hooks.cancel.is_cancelled() {
            return Err(PackError::Cancelled);
        }
        let ids = plan::seen_after(db, &ctx.viewer, last, PART).await?;
        let Some(end) = ids.last() else { break };
        last = Some(*end);
        let called = names::enterprises(db, ids.iter().copied()).await?;
        for source in plan_source::load(db, &ids, &periods).await? {
            let (was, would) = (said(&plan_of(&before, &source)), said(&plan_of(&after, &source)));
            let sectors: Vec<&str> = source.sectors.iter().map(|s| s.as_str()).collect();
            sums.add(source.enterprise, called.get(&source.enterprise), &sectors, &was, &would);
        }
        foresee_grades::add(&mut grades, db, [&old, &new], &ids, &called, now.day()).await?;
        done += u64::try_from(ids.len()).unwrap_or(PART);
    }
    grades.named.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Foreseen { moves: grades.moves, moved: grades.named, ..sums.end(&old, &new) })
}

#[derive(Default)]
struct Sums {
    all: Figures,
    duties: BTreeMap<String, Figures>,
    sectors: BTreeMap<String, Figures>,
    grids: BTreeMap<Option<(String, GridId)>, Figures>,
    changed: u64,
    named: Vec<Changed>,
}

impl Sums {
    fn add(
        &mut self,
        enterprise: EnterpriseId,
        name: Option<&names::EnterpriseName>,
        sectors: &[&str],
        (owe_old, fail_old): &Said,
        (owe_new, fail_new): &Said,
    ) {
        let any = [!owe_old.is_empty(), !fail_old.is_empty(), !owe_new.is_empty(), !fail_new.is_empty()];
        self.all.count(any);
        for sector in sectors {
            self.sectors.entry((*sector).to_owned()).or_default().count(any);
        }
        let grid = name.and_then(|n| n.grid.clone()).map(|(id, name)| (name, id));
        self.grids.entry(grid).or_default().count(any);
        for duty in owe_old.union(owe_new) {
            let of = [owe_old, fail_old, owe_new, fail_new].map(|set| set.contains(duty));
            self.duties.entry(duty.clone()).or_default().count(of);
        }
        if (owe_old, fail_old) == (owe_new, fail_new) {
            return;
        }
        self.changed += 1;
        if self.named.len() < MAX_NAMED {
            let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect();
            self.named.push(Changed {
                enterprise,
                name: name.map(|n| n.name.clone()).unwrap_or_default(),
                more: only(owe_new, owe_old),
                fewer: only(owe_old, owe_new),
                failing: only(fail_new, fail_old),
            });
        }
    }

    fn end(mut self, old: &Pack, new: &Pack) -> Foreseen {
        let named = |(id, figures): (String, Figures)| {
            let title = new.duties.iter().chain(&old.duties).find(|d| d.file.id == id).map(|d| &d.file.title);
            let words = title.map_or_else(
                || Words { zh: id.clone(), en: id.clone() },
                |t| Words { zh: t.zh.clone(), en: t.en.clone() },
            );
            (id, words, figures)
        };
        let mut duties: Vec<_> = self.duties.into_iter().map(named).collect();
        duties.sort_by_key(|(id, _, f)| (!f.differs(), id.clone()));
        self.named.sort_by(|a, b| a.name.cmp(&b.name));
        Foreseen {
            all: self.all,
            duties,
            sectors: self.sectors.into_iter().collect(),
            grids: self.grids.into_iter().map(|(grid, f)| (grid.map(|(name, id)| (id, name)), f)).collect(),
            changed: self.changed,
            named: self.named,
            moves: Moves::new(),
            moved: Vec::new(),
        }
    }
}
