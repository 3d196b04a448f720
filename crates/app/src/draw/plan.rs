//! Plans a draw; and the lists of items and yearly plans of the pack.

use anlu_domain::{
    draw::{
        Draw,
        plan::{Beacon, Condition, Parties, Place, Plan, Weighing},
        transition,
    },
    hazard::PersonRef,
    ids::{DrawId, GridId, InspectorId, UserId},
    party::sector::Sector,
    time::CivilDay,
};
use anlu_rules::pack::InspectionList;
use anlu_store::{
    Tx,
    repo::{account, draw as repo, grid, hazard::next_number},
};
use serde_json::json;

use super::{DrawError, DrawView, get::get, step::entry};
use crate::{
    access::{self, Action, require},
    campaign::find::compiled,
    ctx::Ctx,
    step_error::StepError,
};

/// Lists in force.
pub fn lists(ctx: &Ctx) -> Result<Vec<InspectionList>, DrawError> {
    require(ctx, Action::DrawRead)?;
    Ok(in_force(ctx))
}

pub(crate) fn in_force(ctx: &Ctx) -> Vec<InspectionList> {
    let today = ctx.now().day();
    let Some(book) = ctx.book() else { return Vec::new() };
    book.pack().inspections.iter().filter(|l| l.valid_on(today)).cloned().collect()
}

/// A plan as it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlan {
    /// 抽查计划名称.
    pub name: String,
    /// List of the pack that it is made from: its yearly plan counts the draw.
    pub list: Option<String>,
    /// First and last day of the visits.
    pub period: (CivilDay, CivilDay),
    /// 抽查事项清单.
    pub items: Vec<String>,
    /// Sectors of the pool of subjects; any when empty.
    pub sectors: Vec<Sector>,
    /// Only subjects in this grid or below.
    pub grid: Option<GridId>,
    /// Only those for which this condition over facts holds.
    pub among: Option<String>,
    /// How many subjects.
    pub count: u32,
    /// Inspectors for each.
    pub team: u32,
    /// The first two come from different departments.
    pub cross_department: bool,
    /// Inspectors must know the sectors.
    pub match_skills: bool,
    /// Weights.
    pub weighing: Weighing,
    /// Accounts of the two parties.
    pub parties: [UserId; 2],
    /// 监督人.
    pub supervisors: Vec<String>,
    /// Public value.
    pub beacon: Option<Beacon>,
    /// Hours for each step.
    pub hours: u32,
    /// The pool of inspectors.
    pub inspectors: Vec<InspectorId>,
}

/// Plans a draw.
pub async fn plan(ctx: &Ctx, new: &NewPlan) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawPlan)?;
    if let Some(list) = &new.list
        && !in_force(ctx).iter().any(|known| known.id == *list)
    {
        return Err(StepError::invalid("/list", "not_found").into());
    }
    let id = DrawId(ctx.ids.next());
    let parties = parties(ctx, new.parties).await?;
    let condition =
        Condition { sectors: new.sectors.clone(), grid: place(ctx, new.grid).await?, among: new.among.clone() };
    // What does not hold is told before a number is taken.
    drafted(ctx, new, id, String::new(), parties.clone(), condition.clone())?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let no = number(&tx, now.day()).await?;
            let draw = drafted(ctx, new, id, no, parties.clone(), condition.clone())?;
            repo::insert(&tx, &draw).await?;
            let told = vec![("name", json!(draw.plan.name)), ("count", json!(draw.plan.count))];
            tx.record([entry(ctx, &draw, "draw_planned", None, told)], now);
            Ok::<_, DrawError>(())
        })
        .await?;
    get(ctx, id).await
}

pub(super) async fn number(tx: &Tx, day: CivilDay) -> Result<String, DrawError> {
    let day = day.to_string().replace('-', "");
    let n = next_number(tx, &format!("SSJ-{day}")).await?;
    Ok(format!("SSJ-{day}-{n:04}"))
}

/// The two parties: accounts that can act and that may be parties.
async fn parties(ctx: &Ctx, [a, b]: [UserId; 2]) -> Result<Parties, DrawError> {
    let db = ctx.store.read();
    let named = async |id: UserId, pointer| {
        let found = account::get(db, id).await?;
        let able = found.filter(|a| !a.disabled && access::may(a.role, Action::DrawParty));
        let person = able.map(|a| PersonRef { id: a.id, name: a.name });
        person.ok_or_else(|| DrawError::from(StepError::invalid(pointer, "not_found")))
    };
    Ok(Parties { a: named(a, "/party_a").await?, b: named(b, "/party_b").await? })
}

/// The grid of the pool as the plan names it.
async fn place(ctx: &Ctx, id: Option<GridId>) -> Result<Option<Place>, DrawError> {
    let Some(id) = id else { return Ok(None) };
    let found = grid::get(ctx.store.read(), &ctx.viewer, id).await?;
    let found = found.ok_or_else(|| StepError::invalid("/grid_id", "not_found"))?;
    Ok(Some(Place { id: id.to_string(), name: found.value.name }))
}

fn drafted(
    ctx: &Ctx,
    new: &NewPlan,
    id: DrawId,
    no: String,
    parties: Parties,
    condition: Condition,
) -> Result<Draw, DrawError> {
    if let Some(among) = &condition.among {
        compiled(among).map_err(DrawError::Condition)?;
    }
    let trimmed = |all: &[String]| -> Vec<String> { all.iter().map(|t| t.trim().to_owned()).collect() };
    let plan = Plan {
        id,
        no,
        name: new.name.trim().to_owned(),
        list: new.list.clone(),
        from: new.period.0,
        to: new.period.1,
        items: trimmed(&new.items),
        condition,
        count: new.count,
        team: new.team,
        cross_department: new.cross_department,
        match_skills: new.match_skills,
        weighing: new.weighing.clone(),
        parties,
        supervisors: trimmed(&new.supervisors),
        beacon: new.beacon.clone(),
        hours: new.hours,
        predecessor: None,
    };
    Ok(transition::plan(plan, new.inspectors.clone(), &ctx.viewer, ctx.now())?)
}
