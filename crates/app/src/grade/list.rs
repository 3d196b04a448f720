//! Lists: by grade, line of business and grid, with who moved and who is to be attended to; the models in force.

use anlu_domain::{grade::Grade, ids::GridId, party::sector::Sector, time::CivilDay};
use anlu_store::{
    Page, Paged,
    repo::{
        names::{self, EnterpriseName},
        rating::StoredRating,
        rating_list::{self as repo, Filter},
    },
};

use super::{GradeError, rerate::in_force};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    policy::Words,
};

/// Days back in which a move counts as recent.
const RECENT_DAYS: i32 = 90;

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Of this model; none: of those that give the grade.
    pub model: Option<String>,
    /// Of this grade.
    pub grade: Option<Grade>,
    /// Without a grade.
    pub ungraded: bool,
    /// In this grid node or below.
    pub grid: Option<GridId>,
    /// Of this line of business.
    pub sector: Option<Sector>,
    /// Moved in the last 90 days: down (`true`) or up (`false`).
    pub moved: Option<bool>,
    /// To be attended to: D, or down in the last 90 days.
    pub attention: bool,
    /// Part of the name.
    pub q: Option<String>,
}

/// One rating in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeRow {
    /// The rating.
    pub rating: StoredRating,
    /// Whose.
    pub enterprise: EnterpriseName,
    /// Name of the model.
    pub model: Words,
    /// Months between inspections at this grade.
    pub months: Option<u16>,
    /// Weight in draws.
    pub weight: Option<u32>,
}

/// A model in force.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRow {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Its grade counts.
    pub gives_grade: bool,
    /// Law and article.
    pub basis: (String, String),
    /// Months between inspections and weight in draws, by grade.
    pub visits: Vec<(Grade, u16, u32)>,
    /// How many of the viewer's enterprises have each grade; `None`: too little data.
    pub counts: Vec<(Option<Grade>, u64)>,
}

fn filter(choice: &Choice, today: CivilDay) -> Filter {
    let since = today.plus_days(-RECENT_DAYS);
    Filter {
        model: choice.model.clone(),
        grade: choice.grade,
        ungraded: choice.ungraded,
        grid: choice.grid,
        sector: choice.sector,
        moved: choice.moved.map(|down| (since, down)),
        attention: choice.attention.then_some(since),
        q: choice.q.clone(),
    }
}

/// One page of ratings, worst first.
pub async fn list(ctx: &Ctx, choice: &Choice, page: Page) -> Result<Paged<GradeRow>, GradeError> {
    require(ctx, Action::GradeRead)?;
    let db = ctx.store.read();
    let today = ctx.now().day();
    let found = repo::list(db, &ctx.viewer, &filter(choice, today), page).await?;
    let mut named = names::enterprises(db, found.items.iter().map(|r| r.enterprise)).await?;
    let book = ctx.book();
    let models = book.as_ref().map(|b| in_force(b.pack(), today)).unwrap_or_default();
    let empty = || EnterpriseName { name: String::new(), grid: None, principal: None, sectors: Vec::new() };
    Ok(found.map(|rating| {
        let model = models.iter().find(|m| m.file.id == rating.model);
        let visit = model.zip(rating.grade).and_then(|(m, g)| m.file.visits.get(&g).copied());
        let id = rating.model.clone();
        GradeRow {
            enterprise: named.get_mut(&rating.enterprise).map_or_else(empty, |n| n.clone()),
            model: model.map_or_else(
                || Words { zh: id.clone(), en: id.clone() },
                |m| Words { zh: m.file.title.zh.clone(), en: m.file.title.en.clone() },
            ),
            months: visit.map(|v| v.months),
            weight: visit.map(|v| v.weight),
            rating,
        }
    }))
}

/// The models in force with how many have each grade.
pub async fn models(ctx: &Ctx, choice: &Choice) -> Result<Vec<ModelRow>, GradeError> {
    require(ctx, Action::GradeRead)?;
    let today = ctx.now().day();
    let Some(book) = ctx.book() else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for model in in_force(book.pack(), today) {
        let of = Choice { model: Some(model.file.id.clone()), grade: None, ungraded: false, ..choice.clone() };
        let counts = repo::counts(ctx.store.read(), &ctx.viewer, &filter(&of, today)).await?;
        rows.push(ModelRow {
            id: model.file.id.clone(),
            title: Words { zh: model.file.title.zh.clone(), en: model.file.title.en.clone() },
            gives_grade: model.file.gives_grade,
            basis: (model.file.basis.law.clone(), model.file.basis.article.clone()),
            visits: model.file.visits.iter().map(|(g, v)| (*g, v.months, v.weight)).collect(),
            counts: counts.into_iter().map(|((_, grade), n)| (grade, n)).collect(),
        });
    }
    Ok(rows)
}
