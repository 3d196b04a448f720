//! Criteria that changed: open hazards are judged again by the criteria in force, and the difference is shown. A person
//! decides about each, or about all that are shown; nothing changes by itself.

use anlu_domain::{
    hazard::{Addressee, Clause, Hazard, Judgement, Level, judgement},
    ids::HazardId,
};
use anlu_rules::pack::Pack;
use anlu_store::{
    StoreError, Tx,
    repo::{
        hazard::{self as repo, StoredHazard},
        hazard_list, names,
    },
};

use super::{
    HazardError, criteria,
    step::{Step, draft, note_fits},
    view::Named,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// Hazards read at once.
const PART: u64 = 500;
/// Most differences that are shown, and decided together.
pub const MOST: usize = 500;

/// A hazard about which the criteria in force say something else than those it was judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The hazard.
    pub id: HazardId,
    /// Its number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// Version to decide on.
    pub version: i64,
    /// Enterprise.
    pub enterprise: Named,
    /// Its level.
    pub level: Level,
    /// Its clause.
    pub clause: Option<String>,
    /// What the criteria said that it was judged by.
    pub before: Option<Judgement>,
    /// The level that the criteria in force propose.
    pub proposed: Level,
    /// The criterion in force that it meets.
    pub criterion: Option<Clause>,
}

/// What differs, and how many open hazards were judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// Open hazards that were judged.
    pub judged: u64,
    /// Hazards that differ, in all.
    pub total: u64,
    /// At most [`MOST`] of them, in the order in which they were found.
    pub items: Vec<Difference>,
}

/// What the criteria in force say, when it differs from what the hazard was judged by. One that was never judged
/// differs when they call it major and it is not.
fn differs(pack: &Pack, today: anlu_domain::time::CivilDay, sectors: &[String], h: &Hazard) -> Option<Judgement> {
    let named = h.judged.as_ref().and_then(|j| j.criterion.as_ref()).map(|c| c.id.as_str());
    let now = pack.judge(today, sectors, &format!("{}\n{}", h.title, h.description), named);
    let same = match &h.judged {
        Some(before) => before.agrees(&now),
        None => h.level == Level::Major || now.criterion.is_none(),
    };
    (!same).then_some(now)
}

/// Judges every open hazard the viewer may see by the criteria in force today. Nothing is written.
pub async fn differences(ctx: &Ctx) -> Result<Differences, HazardError> {
    require(ctx, Action::HazardJudge)?;
    let mut all = Differences::default();
    let Some(book) = ctx.book() else { return Ok(all) };
    let (db, today, mut last) = (ctx.store.read(), ctx.now().day(), None);
    loop {
        let part = hazard_list::open_after(db, &ctx.viewer, last, PART).await?;
        let Some(end) = part.last() else { break };
        last = Some(end.hazard.id);
        let known = names::enterprises(db, part.iter().map(|s| s.hazard.enterprise)).await?;
        for StoredHazard { hazard: h, version } in part {
            all.judged += 1;
            let Some(name) = known.get(&h.enterprise) else { continue };
            let Some(now) = differs(book.pack(), today, &name.sectors, &h) else { continue };
            all.total += 1;
            if all.items.len() < MOST {
                all.items.push(Difference {
                    id: h.id,
                    no: h.no,
                    title: h.title,
                    version,
                    enterprise: Named { id: h.enterprise.0, name: name.name.clone() },
                    level: h.level,
                    clause: h.clause,
                    before: h.judged,
                    proposed: now.proposed(),
                    criterion: now.criterion,
                });
            }
        }
    }
    Ok(all)
}

/// A decision about one hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The hazard.
    pub id: HazardId,
    /// Version it is based on.
    pub version: i64,
    /// Level and clause follow the criteria; otherwise they stay.
    pub follow: bool,
}

/// Decides, all or nothing, with one reason. Each hazard has its own entry in the ledger.
pub async fn decide(ctx: &Ctx, decisions: &[Decision], reason: &str) -> Result<(), HazardError> {
    require(ctx, Action::HazardJudge)?;
    note_fits(reason)?;
    if decisions.is_empty() {
        return Err(StepError::invalid("/decisions", "required").into());
    }
    if decisions.len() > MOST {
        return Err(StepError::invalid("/decisions", "too_many").into());
    }
    let now = ctx.now();
    let changed = ctx
        .store
        .tx(async |tx: Tx| {
            let mut changed = Vec::new();
            for decision in decisions {
                let stored = repo::get(tx.read(), &ctx.viewer, decision.id).await?.ok_or(StepError::NotFound)?;
                if stored.version != decision.version {
                    let (expected, found) = (decision.version, stored.version);
                    return Err(StoreError::Conflict { what: "hazard", expected, found }.into());
                }
                let after = one(ctx, &tx, &stored, *decision, reason).await?;
                repo::update(&tx, &after, stored.version).await?;
                let verb = if decision.follow { "hazard_rejudged" } else { "hazard_judgement_kept" };
                let usual = anlu_domain::evidence::EvidencePhase::Before;
                let step = Step { id: decision.id, version: decision.version, verb, note: reason, attach: &[], usual };
                tx.record([draft(ctx, &stored.hazard, &after, &step, &[])], now);
                changed.push(LiveEvent::of_hazard(&after));
            }
            Ok::<_, HazardError>(changed)
        })
        .await?;
    for event in changed {
        ctx.tell(event);
    }
    Ok(())
}

async fn one(
    ctx: &Ctx,
    tx: &Tx,
    stored: &StoredHazard,
    decision: Decision,
    reason: &str,
) -> Result<Hazard, HazardError> {
    let now = ctx.now();
    let h = &stored.hazard;
    let named = h.judged.as_ref().and_then(|j| j.criterion.as_ref()).map(|c| c.id.clone());
    let text = format!("{}\n{}", h.title, h.description);
    let known = names::enterprises(tx.read(), [h.enterprise]).await?.remove(&h.enterprise);
    let sectors = known.as_ref().map(|n| n.sectors.clone()).unwrap_or_default();
    let book = ctx.book().ok_or(anlu_domain::hazard::Refusal::JudgedAlready)?;
    let judged = book.pack().judge(now.day(), &sectors, &text, named.as_deref());
    let to = known.map_or_else(Addressee::default, |n| Addressee { enterprise: n.name, principal: n.principal });
    let after = judgement::decide(h.clone(), &ctx.viewer, now, judged, decision.follow, &to, reason)?;
    let days = criteria::governance(ctx, now.day()).map(|g| g.progress_days);
    Ok(if decision.follow { after.reporting_every(days) } else { after })
}
