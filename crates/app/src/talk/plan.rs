//! Interviews that plan themselves, each with an inspection: after an accident, and for enterprises of the worst grade.

use std::collections::HashMap;

use anlu_domain::{
    case::clock::TermKey,
    field::assignment::Assignment,
    grade::Grade,
    hazard::{PersonRef, Step},
    ids::{AssignmentId, EnterpriseId, TalkId, UserId},
    talk::{Talk, TalkSource},
    time::UtcMs,
};
use anlu_rules::grading::EventKind;
use anlu_store::{
    StoreError, Tx,
    repo::{
        assignment, duty_fact, grade_event,
        talk::{CalledIn, called_in},
    },
};
use serde_json::json;
use uuid::Uuid;

use super::open::{keep, next_no, stretch};
use crate::{case::rules::InForce, ctx::Desk, grade::rerate::GRADE};

/// Who plans.
const BY: &str = "clock";
/// Enterprises looked at in one go.
const PART: u64 = 500;
/// The class below the classes of accidents in law, in which nobody dies.
const HARMLESS: &str = "minor";

/// Why an enterprise has to be called in.
struct Ground {
    enterprise: EnterpriseId,
    source: TalkSource,
    source_id: Uuid,
    /// When it came up.
    since: UtcMs,
    reason: String,
    term: TermKey,
}

/// Plans what has to be; how many. A ground is met by an interview that was planned since it came up, whatever became
/// of it, and by one that is open.
pub(crate) async fn plan(desk: &Desk) -> Result<u64, StoreError> {
    let force = InForce::on(desk, desk.now().day());
    let mut planned = meet(desk, &force, accidents(desk, &force).await?).await?;
    if force.terms.get(TermKey::TalkGrade).is_none() {
        return Ok(planned);
    }
    let (worst, mut last) = (json!(Grade::D.as_str()), None);
    loop {
        let told = duty_fact::with_value(desk.store.read(), GRADE, &worst, last, PART).await?;
        let Some(end) = told.last() else { return Ok(planned) };
        last = Some(end.subject);
        let ground = |t: &duty_fact::Told| Ground {
            enterprise: t.enterprise,
            source: TalkSource::Grade,
            source_id: stretch(t.enterprise, t.at),
            since: t.at,
            reason: String::from("安全等级评定为D级（高风险）"),
            term: TermKey::TalkGrade,
        };
        planned += meet(desk, &force, told.iter().map(ground).collect()).await?;
    }
}

/// Accidents of the classes of law, no older than the pack says.
async fn accidents(desk: &Desk, force: &InForce) -> Result<Vec<Ground>, StoreError> {
    let terms = &force.terms;
    let Some((_, reach)) = terms.get(TermKey::TalkAccident).zip(terms.get(TermKey::TalkReach)) else {
        return Ok(Vec::new());
    };
    let from = desk.now().day().plus_days(-i32::try_from(reach.amount).unwrap_or(i32::MAX));
    let classes: Vec<&str> = EventKind::Accident.classes().iter().copied().filter(|c| *c != HARMLESS).collect();
    let found = grade_event::accidents_since(desk.store.read(), &classes, from).await?;
    let ground = |e: grade_event::GradeEvent| Ground {
        enterprise: e.enterprise,
        source: TalkSource::Accident,
        source_id: e.id.0,
        since: e.entered_at,
        reason: format!("{}发生事故：{}", e.day, e.title),
        term: TermKey::TalkAccident,
    };
    Ok(found.into_iter().map(ground).collect())
}

async fn meet(desk: &Desk, force: &InForce, grounds: Vec<Ground>) -> Result<u64, StoreError> {
    let mut planned = 0;
    for part in grounds.chunks(usize::try_from(PART).unwrap_or(500)) {
        let ids: Vec<EnterpriseId> = part.iter().map(|g| g.enterprise).collect();
        let mut known: HashMap<EnterpriseId, Vec<CalledIn>> = HashMap::new();
        for one in called_in(desk.store.read(), &ids).await? {
            known.entry(one.enterprise).or_default().push(one);
        }
        for ground in part {
            let of = known.entry(ground.enterprise).or_default();
            if of.iter().any(|c| c.open || c.at >= ground.since) {
                continue;
            }
            let at = desk.now();
            match desk.store.tx(async |tx: Tx| write(desk, &tx, force, ground, at).await).await {
                Ok(()) => planned += 1,
                // Another process, or an officer, was faster.
                Err(StoreError::Duplicate(_)) => {}
                Err(error) => return Err(error),
            }
            of.push(CalledIn { enterprise: ground.enterprise, at, open: true });
        }
    }
    Ok(planned)
}

/// The interview and the inspection, in one transaction.
async fn write(desk: &Desk, tx: &Tx, force: &InForce, ground: &Ground, now: UtcMs) -> Result<(), StoreError> {
    let today = now.day();
    let (hold_by, _) = force.terms.last_day(ground.term, today, &force.calendar).unwrap_or((today, false));
    let nobody = PersonRef { id: UserId(Uuid::nil()), name: String::from(BY) };
    let opened = Step { by: nobody, at: now, note: String::new() };
    let visit = Assignment {
        id: AssignmentId(desk.ids.next()),
        draw: None,
        enterprise: ground.enterprise,
        officers: Vec::new(),
        items: Vec::new(),
        from: today,
        due: hold_by,
        assigned: Step { note: ground.reason.clone(), ..opened.clone() },
        inspection: None,
    };
    let (id, no) = (TalkId(desk.ids.next()), next_no(tx, today).await?);
    let talk = Talk {
        source: ground.source,
        source_id: Some(ground.source_id),
        visit: Some(visit.id),
        ..Talk::plan(id, no, ground.enterprise, ground.reason.clone(), hold_by, opened)
    };
    keep(tx, BY, force, &talk).await?;
    assignment::insert(tx, &[visit]).await
}
