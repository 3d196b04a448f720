//! Rates enterprises and stores what differs. Idempotent: rating again on the same day writes nothing.

use std::collections::HashMap;

use anlu_domain::{
    access::{Role, Scope, Viewer},
    grade::Grade,
    ids::{EnterpriseId, UserId},
    time::{CivilDay, UtcMs},
};
use anlu_rules::{
    grading::{
        Inputs, Rating, rate,
        sms::{self, Measure, Place},
    },
    pack::{GradingModel, Pack},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        duty_fact::{self, Told},
        plan,
        rating::{self as repo, Standing, StoredRating},
    },
};
use serde_json::{Map, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    GradeError,
    gather::{Gathered, gather},
};
use crate::{
    access::{Action, require},
    ctx::{Ctx, Desk},
    live::event::LiveEvent,
    step_error::StepError,
};

/// Enterprises read, and written in one transaction.
const PART: u64 = 500;
/// Name of the fact.
pub(crate) const GRADE: &str = "enterprise.grade";
/// Who tells it.
const BY: &str = "grading";

/// Ratings of one enterprise: model, rating, group of peers.
struct Rated<'p> {
    gathered: Gathered,
    ratings: Vec<(&'p GradingModel, Rating)>,
    /// Models in force that are about it, the comparing ones included.
    about: Vec<&'p str>,
}

/// Models in force on `today`.
pub(crate) fn in_force(pack: &Pack, today: CivilDay) -> Vec<&GradingModel> {
    pack.grading.iter().filter(|m| m.valid_on(today)).collect()
}

/// Rates one enterprise again, at a viewer's wish.
pub async fn again(ctx: &Ctx, enterprise: EnterpriseId) -> Result<u64, GradeError> {
    require(ctx, Action::GradeRate)?;
    if !anlu_store::repo::names::visible_enterprise(ctx.store.read(), &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    Ok(enterprises(ctx, &[enterprise], &ctx.actor()).await?)
}

/// Rates these enterprises by every model that compares with nobody. Number of ratings that differ from what stood.
pub async fn enterprises(desk: &Desk, ids: &[EnterpriseId], actor: &str) -> Result<u64, StoreError> {
    let Some(book) = desk.book() else { return Ok(0) };
    let (pack, now) = (book.pack(), desk.now());
    let mut changed = 0;
    for part in ids.chunks(usize::try_from(PART).unwrap_or(500)) {
        let rated = rated(desk, pack, part, now.day()).await?;
        changed += write(desk, pack, &rated, now, actor).await?;
    }
    Ok(changed)
}

async fn rated<'p>(
    desk: &Desk,
    pack: &'p Pack,
    ids: &[EnterpriseId],
    today: CivilDay,
) -> Result<Vec<Rated<'p>>, StoreError> {
    let models = in_force(pack, today);
    let gathered = gather(desk.store.read(), pack, ids, today).await?;
    Ok(gathered
        .into_iter()
        .map(|gathered| {
            let about: Vec<&GradingModel> =
                models.iter().copied().filter(|m| m.is_about(&gathered.inputs.facts)).collect();
            let alone = about.iter().filter(|m| m.file.sms.is_none());
            let ratings = alone.map(|m| (*m, rate(m, &gathered.inputs, today, &[]))).collect();
            Rated { ratings, about: about.iter().map(|m| m.file.id.as_str()).collect(), gathered }
        })
        .collect())
}

/// Enterprises with checks and their measures, for one comparing model.
struct Compared<'p> {
    model: &'p GradingModel,
    carriers: Vec<(EnterpriseId, Inputs)>,
    measures: Vec<Vec<Measure>>,
}

/// Rates every enterprise; models that compare are rated after the others. Memory holds some enterprises at a time, and
/// those with checks.
pub async fn whole(desk: &Desk, stop: &CancellationToken) -> Result<u64, StoreError> {
    let Some(book) = desk.book() else { return Ok(0) };
    let (pack, now) = (book.pack(), desk.now());
    let today = now.day();
    let everybody =
        Viewer { user: UserId(Uuid::nil()), name: String::from(BY), role: Role::BureauOfficer, scope: Scope::All };
    let mut compared: Vec<Compared<'_>> = in_force(pack, today)
        .into_iter()
        .filter(|m| m.file.sms.is_some())
        .map(|model| Compared { model, carriers: Vec::new(), measures: Vec::new() })
        .collect();
    let (mut last, mut changed) = (None, 0);
    loop {
        let ids = plan::seen_after(desk.store.read(), &everybody, last, PART).await?;
        let Some(end) = ids.last() else { break };
        last = Some(*end);
        let rated = rated(desk, pack, &ids, today).await?;
        for c in &mut compared {
            let Some(method) = &c.model.file.sms else { continue };
            let with_data =
                |r: &&Rated<'_>| r.about.contains(&c.model.file.id.as_str()) && !r.gathered.inputs.checks.is_empty();
            for one in rated.iter().filter(with_data) {
                let inputs = &one.gathered.inputs;
                c.measures.push(sms::measures(method, c.model.file.months, inputs, today));
                c.carriers.push((one.gathered.source.enterprise, inputs.clone()));
            }
        }
        changed += write(desk, pack, &rated, now, "clock").await?;
        if stop.is_cancelled() {
            return Ok(changed);
        }
    }
    for c in compared {
        let Some(method) = &c.model.file.sms else { continue };
        let places: Vec<Vec<Place>> = sms::places(method, &c.measures);
        let all: Vec<(EnterpriseId, Rating, u32)> = c
            .carriers
            .iter()
            .zip(&places)
            .map(|((id, inputs), places)| (*id, rate(c.model, inputs, today, places), 0))
            .collect();
        for part in all.chunks(usize::try_from(PART).unwrap_or(500)) {
            changed += write_compared(desk, pack, c.model, part, today).await?;
        }
    }
    Ok(changed)
}

/// FNV-1a over what makes a rating another one: points of each step, facts they rest on, caps, what is missing. A ratio
/// that moves without moving a hundredth of a point does not, so that the history grows with events and not with days.
fn digest(rating: &Rating) -> i64 {
    let steps: Vec<_> = rating
        .steps
        .iter()
        .map(|s| (&s.id, s.points, s.unknown, s.facts.iter().map(|f| &f.reference).collect::<Vec<_>>(), s.more))
        .collect();
    let body =
        serde_json::to_string(&(steps, &rating.caps, rating.grade, rating.wanting.is_empty())).unwrap_or_default();
    let hash = body
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    i64::from_le_bytes(hash.to_le_bytes())
}

/// What has to be stored for a rating; `None`: it stands already.
fn fresh(
    enterprise: EnterpriseId,
    pack: &str,
    model: &GradingModel,
    rating: &Rating,
    (group, today): (u32, CivilDay),
    was: Option<&Standing>,
) -> Result<Option<StoredRating>, StoreError> {
    let body = serde_json::to_string(rating).map_err(|e| StoreError::Corrupt(format!("a rating is no JSON: {e}")))?;
    let digest = digest(rating);
    if was.is_some_and(|w| w.digest == digest && w.pack == pack && w.peer_group == group) {
        return Ok(None);
    }
    let before = was.and_then(|w| w.grade);
    let moved = rating.grade.is_some() && rating.grade != before;
    Ok(Some(StoredRating {
        enterprise,
        model: model.file.id.clone(),
        gives_grade: model.file.gives_grade,
        day: today,
        pack: pack.to_owned(),
        score: rating.score,
        grade: rating.grade,
        was: if moved { before } else { was.and_then(|w| w.was) },
        moved_on: if moved { Some(today) } else { was.and_then(|w| w.moved_on) },
        peer_group: group,
        body,
        digest,
        notice_unread: (moved && model.file.gives_grade) || was.is_some_and(|w| w.notice_unread),
    }))
}

fn group(model: &GradingModel, inputs: &Inputs) -> u32 {
    let place = model
        .file
        .peers
        .as_ref()
        .map_or(0, |peers| peers.group(inputs.figures.get(&peers.by).copied().unwrap_or_default()));
    u32::try_from(place).unwrap_or(u32::MAX)
}

async fn write(desk: &Desk, pack: &Pack, rated: &[Rated<'_>], now: UtcMs, actor: &str) -> Result<u64, StoreError> {
    let version = pack.reference();
    let version = format!("{} {}", version.id, version.version);
    let ids: Vec<EnterpriseId> = rated.iter().map(|r| r.gathered.source.enterprise).collect();
    let mut standings: HashMap<EnterpriseId, Vec<Standing>> = HashMap::new();
    for (id, standing) in repo::standings(desk.store.read(), &ids).await? {
        standings.entry(id).or_default().push(standing);
    }
    let (mut rows, mut gone, mut told, mut drafts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in rated {
        let id = one.gathered.source.enterprise;
        let stands = standings.remove(&id).unwrap_or_default();
        for (model, rating) in &one.ratings {
            let was = stands.iter().find(|s| s.model == model.file.id);
            let group = group(model, &one.gathered.inputs);
            rows.extend(fresh(id, &version, model, rating, (group, now.day()), was)?);
        }
        let over = stands.iter().filter(|s| !one.about.contains(&s.model.as_str()));
        gone.extend(over.map(|s| (id, s.model.clone())));
        if let Some((fact, draft)) = moved(one, &version, now, actor) {
            told.push(fact);
            drafts.push(draft);
        }
    }
    if rows.is_empty() && gone.is_empty() && told.is_empty() {
        return Ok(0);
    }
    let regraded: Vec<EnterpriseId> = told.iter().map(|t| t.enterprise).collect();
    desk.store
        .tx(async |tx: Tx| {
            repo::write(&tx, &rows).await?;
            for (id, model) in &gone {
                repo::forget(&tx, *id, model).await?;
            }
            duty_fact::tell(&tx, &told).await?;
            plan::mark(&tx, told.iter().map(|t| t.enterprise), now).await?;
            tx.record(drafts.clone(), now);
            Ok::<_, StoreError>(())
        })
        .await?;
    for enterprise in regraded {
        desk.tell(LiveEvent::Duties { enterprise });
    }
    Ok(u64::try_from(rows.len().saturating_add(gone.len())).unwrap_or(u64::MAX))
}

/// The fact `enterprise.grade` when it changes: the worst grade of the models that give one.
fn moved(one: &Rated<'_>, version: &str, now: UtcMs, actor: &str) -> Option<(Told, LedgerDraft)> {
    let source = &one.gathered.source;
    let giving = || one.ratings.iter().filter(|(m, _)| m.file.gives_grade);
    let grade = giving().filter_map(|(_, r)| r.grade).max()?;
    let known = source.told.iter().find(|t| t.subject == source.enterprise.0 && t.name == GRADE);
    let before = known.map(|t| t.value.clone());
    if before.as_ref().and_then(serde_json::Value::as_str) == Some(grade.as_str()) {
        return None;
    }
    let why: Map<String, serde_json::Value> = giving()
        .map(|(model, rating)| {
            let mut steps: Vec<_> = rating.steps.iter().filter(|s| s.points != 0.0).collect();
            steps.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
            let steps: Map<String, serde_json::Value> =
                steps.iter().take(5).map(|s| (s.id.clone(), json!(s.points))).collect();
            let caps: Vec<&str> = rating.caps.iter().map(|c| c.id.as_str()).collect();
            let grade = rating.grade.map(Grade::as_str);
            (model.file.id.clone(), json!({"score": rating.score, "grade": grade, "steps": steps, "caps": caps}))
        })
        .collect();
    let told = Told {
        subject: source.enterprise.0,
        name: String::from(GRADE),
        enterprise: source.enterprise,
        value: json!(grade.as_str()),
        by: String::from(BY),
        at: now,
    };
    let draft = LedgerDraft {
        actor: actor.to_owned(),
        action: "enterprise_graded",
        subject_kind: "enterprise",
        subject_id: source.enterprise.to_string(),
        before: before.map(|b| json!({ GRADE: b })),
        after: Some(json!({ GRADE: grade.as_str(), "pack": version, "why": why })),
    };
    Some((told, draft))
}

/// Stores ratings of a model that compares; it gives no grade.
async fn write_compared(
    desk: &Desk,
    pack: &Pack,
    model: &GradingModel,
    all: &[(EnterpriseId, Rating, u32)],
    today: CivilDay,
) -> Result<u64, StoreError> {
    let version = pack.reference();
    let version = format!("{} {}", version.id, version.version);
    let ids: Vec<EnterpriseId> = all.iter().map(|(id, _, _)| *id).collect();
    let stands = repo::standings(desk.store.read(), &ids).await?;
    let mut rows = Vec::new();
    for (id, rating, group) in all {
        let was = stands.iter().find(|(of, s)| of == id && s.model == model.file.id).map(|(_, s)| s);
        rows.extend(fresh(*id, &version, model, rating, (*group, today), was)?);
    }
    if !rows.is_empty() {
        desk.store.tx(async |tx: Tx| repo::write(&tx, &rows).await).await?;
    }
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}
