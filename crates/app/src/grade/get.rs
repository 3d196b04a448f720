//! The grades of one enterprise, with waterfalls, history, objections and what was entered.

use anlu_domain::{
    grade::{Grade, Objection},
    hazard::PersonRef,
    ids::{EnterpriseId, UserId},
    time::CivilDay,
};
use anlu_rules::grading::Rating;
use anlu_store::{
    StoreError,
    repo::{
        grade_event::{self, GradeEvent},
        grade_objection, grade_source, names, rating as repo, rating_list,
    },
};

use super::{
    GradeError,
    gather::reference,
    view::{GradePage, Labels, ObjectionView, hazard_of, hazards_of, view},
};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Ratings of the past that are shown.
const MAX_PAST: u64 = 60;
/// Days back for which what was entered is shown.
const ENTERED_DAYS: i32 = 1_100;
/// Days back of facts that are named.
const NAMED_DAYS: i32 = 735;

/// The waterfall of a stored rating.
pub(super) fn read(body: &str) -> Result<Rating, StoreError> {
    serde_json::from_str(body).map_err(|e| StoreError::Corrupt(format!("rating: {e}")))
}

/// The grades of one enterprise.
pub async fn get(ctx: &Ctx, enterprise: EnterpriseId) -> Result<GradePage, GradeError> {
    require(ctx, Action::GradeRead)?;
    let db = ctx.store.read();
    if !names::visible_enterprise(db, &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    let today = ctx.now().day();
    let book = ctx.book().ok_or(StepError::NotFound)?;
    let pack = book.pack();
    let stored = repo::of_enterprise(db, &ctx.viewer, enterprise).await?;
    let (from, year) = (today.plus_days(-NAMED_DAYS), today.plus_days(-365));
    let source =
        grade_source::load(db, &[enterprise], from, year, today).await?.remove(&enterprise).unwrap_or_default();
    let events = grade_event::of_enterprises(db, &[enterprise], today.plus_days(-ENTERED_DAYS)).await?;
    let read_all: Vec<_> =
        stored.into_iter().map(|s| read(&s.body).map(|rating| (s, rating))).collect::<Result<_, _>>()?;
    let objections = grade_objection::of_enterprises(db, &[enterprise], None).await?;
    let contested = objections.iter().flat_map(|o| &o.contested).filter_map(|r| hazard_of(r));
    let hazards: Vec<_> = read_all.iter().flat_map(|(_, rating)| hazards_of(rating)).chain(contested).collect();
    let hazards = grade_source::hazard_names(db, &hazards).await?;
    let labels = Labels { pack, source: &source, hazards, events: &events };
    let mut ratings = Vec::new();
    for (stored, rating) in read_all {
        let model = pack.grading.iter().find(|m| m.file.id == stored.model && m.valid_on(today));
        let Some(model) = model else { continue };
        let high = model.file.better == anlu_rules::pack::Better::High;
        let peers = match &model.file.peers {
            Some(_) => Some(rating_list::among_peers(db, &stored.model, stored.peer_group, stored.score, high).await?),
            None => None,
        };
        let past = repo::past(db, enterprise, &stored.model, MAX_PAST).await?;
        ratings.push(view(model, &stored, &rating, &labels, peers, past));
    }
    let shown = |o: Objection| ObjectionView {
        can_decide: may_decide(ctx, &o, &entered(&o, &events)),
        facts: o.contested.iter().map(|r| labels.fact(r, None)).collect(),
        objection: o,
    };
    let objections = objections.into_iter().map(shown).collect();
    let named = names::enterprises(db, [enterprise]).await?;
    let role = ctx.viewer.role;
    Ok(GradePage {
        enterprise,
        name: named.get(&enterprise).map(|n| n.name.clone()).unwrap_or_default(),
        grade: grade(ctx, enterprise).await?,
        ratings,
        objections,
        events,
        can_answer: access::may(role, Action::GradeAnswer),
        can_enter: access::may(role, Action::GradeEnter),
        can_rate: access::may(role, Action::GradeRate),
    })
}

/// The fact `enterprise.grade`.
async fn grade(ctx: &Ctx, enterprise: EnterpriseId) -> Result<Option<Grade>, StoreError> {
    let told = anlu_store::repo::duty_fact::of(ctx.store.read(), enterprise.0).await?;
    let fact = told.iter().find(|t| t.name == super::rerate::GRADE);
    Ok(fact.and_then(|t| t.value.as_str()).and_then(Grade::parse))
}

/// Who entered what an objection contests.
pub(super) fn entered(objection: &Objection, events: &[GradeEvent]) -> Vec<UserId> {
    let contested = events.iter().filter(|e| objection.contested.contains(&reference(e)));
    contested.map(|e| e.entered_by.id).collect()
}

fn may_decide(ctx: &Ctx, objection: &Objection, entered: &[UserId]) -> bool {
    let me = PersonRef::from(&ctx.viewer);
    access::may(ctx.viewer.role, Action::GradeDecide) && objection.may_decide(me.id, entered).is_ok()
}

/// First day of what was entered and may still be contested.
pub(super) fn entered_from(today: CivilDay) -> CivilDay {
    today.plus_days(-ENTERED_DAYS)
}
