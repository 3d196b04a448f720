//! Kinds of work of the pack in force, for whoever enters an item.

use super::{ProjectError, get::words, view::MeasureView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    policy::Words,
};

/// A kind of work as it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct KindView {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// From which size on experts review it.
    pub large: Option<Words>,
    /// What is measured, with the limits of the pack.
    pub measures: Vec<MeasureView>,
}

/// The kinds of work in force today.
pub fn kinds(ctx: &Ctx) -> Result<Vec<KindView>, ProjectError> {
    require(ctx, Action::ProjectRead)?;
    let today = ctx.now().day();
    let Some(book) = ctx.book() else { return Ok(Vec::new()) };
    let measure = |m: &anlu_rules::pack::Measure| MeasureView {
        key: m.key.clone(),
        title: words(&m.title),
        unit: m.unit.clone(),
        limit: m.limit,
    };
    let one = |k: &anlu_rules::pack::WorkKind| KindView {
        id: k.id.clone(),
        title: words(&k.title),
        large: k.large.as_ref().map(words),
        measures: k.duties.iter().flat_map(|d| d.measures.iter().map(measure)).collect(),
    };
    Ok(book.pack().works_on(today).map(one).collect())
}
