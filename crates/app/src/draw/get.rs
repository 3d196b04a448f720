//! One draw with its result and history; and its file.

use std::collections::BTreeMap;

use anlu_domain::{
    draw::{
        Draw, Refusal, Roster,
        file::File,
        roster::{InspectorRow, SubjectRow},
    },
    ids::DrawId,
};
use anlu_store::repo::draw as repo;

use super::{
    DrawError,
    list::view,
    view::{DrawView, DrawnRow, Sizes},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
    timeline,
};

/// The draw.
pub async fn get(ctx: &Ctx, id: DrawId) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawRead)?;
    let db = ctx.store.read();
    let mut draw = repo::get_whole(db, id).await?.ok_or(StepError::NotFound)?;
    let roster = draw.roster.take();
    let sizes = roster.as_ref().map(|r| Sizes {
        subjects: r.subjects.len(),
        inspectors: r.inspectors.len(),
        excluded: r.excluded.len(),
    });
    let drawn = roster.as_ref().map(|r| rows(&draw, r)).unwrap_or_default();
    let successor_no = match draw.successor {
        Some(next) => repo::get(db, next).await?.map(|d| d.plan.no),
        None => None,
    };
    let timeline = timeline::of(db, "draw", id.to_string()).await?;
    Ok(DrawView { sizes, drawn, successor_no, timeline, ..view(ctx, draw) })
}

pub(super) fn rows(draw: &Draw, roster: &Roster) -> Vec<DrawnRow> {
    let subjects: BTreeMap<&str, &SubjectRow> = roster.subjects.iter().map(|s| (s.id.as_str(), s)).collect();
    let inspectors: BTreeMap<&str, &InspectorRow> = roster.inspectors.iter().map(|i| (i.id.as_str(), i)).collect();
    let named = |id: &String| inspectors.get(id.as_str()).map(|i| (i.name.clone(), i.department.clone()));
    let row = |pair: &anlu_domain::draw::select::Pair| {
        let subject = subjects.get(pair.subject.as_str())?;
        Some(DrawnRow {
            enterprise: subject.id.parse().ok(),
            name: subject.name.clone(),
            code: subject.code.clone(),
            grade: subject.grade.clone(),
            inspectors: pair.inspectors.iter().filter_map(named).collect(),
        })
    };
    draw.outcome.iter().flat_map(|o| &o.pairs).filter_map(row).collect()
}

/// The file of a drawn or published draw: number and canonical text.
pub async fn file(ctx: &Ctx, id: DrawId) -> Result<(String, String), DrawError> {
    require(ctx, Action::DrawRead)?;
    text(ctx, id).await
}

pub(super) async fn text(ctx: &Ctx, id: DrawId) -> Result<(String, String), DrawError> {
    let draw = repo::get_whole(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?;
    let file = File::of(&draw).ok_or(Refusal::WrongState(draw.state))?;
    let text = file.text().map_err(|e| Refusal::Unwritable(e.to_string()))?;
    Ok((draw.plan.no, text))
}
