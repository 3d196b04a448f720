//! The notice of a grade as a paper (安全生产分级评定告知书), out of the rating as it stands.

use anlu_domain::{
    document::{DocumentState, FieldValue},
    ids::EnterpriseId,
};
use anlu_rules::documents::Fields;
use anlu_store::{
    Page, Tx,
    repo::document::{self, DocumentFilter},
};

use super::{
    GradeError, get,
    view::{RatingView, StepView},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    document::{Draft, Issued, fields::text, issue},
    step_error::StepError,
};

/// Kind of the pack.
const NOTICE: &str = "grade.notice";
/// What a document about a rating is about.
const ABOUT: &str = "rating";

/// Issues the notice of a rating; the one that was issued since the rating last changed is answered again.
pub async fn letter(ctx: &Ctx, enterprise: EnterpriseId, model: &str) -> Result<Issued, GradeError> {
    require(ctx, Action::GradeRate)?;
    let page = get::get(ctx, enterprise).await?;
    let rating = page.ratings.iter().find(|r| r.model == model).ok_or(StepError::NotFound)?;
    let fields = fields(rating, &page.name).ok_or(GradeError::State("grade_none"))?;
    let about = format!("{enterprise}:{model}");
    ctx.store
        .tx(async |tx: Tx| {
            let filter = DocumentFilter {
                kind: Some(NOTICE.to_owned()),
                state: Some(DocumentState::Issued),
                subject: Some((ABOUT.to_owned(), about.clone())),
                ..DocumentFilter::default()
            };
            let newest = document::list(tx.read(), &ctx.viewer, &filter, Page::new(1, 1)).await?;
            if let Some(d) = newest.items.into_iter().find(|d| d.day >= rating.day) {
                return Ok(Issued { id: d.id, number: d.number, title: d.title });
            }
            let subject = (ABOUT, about.clone());
            let fields = fields.clone();
            Ok(issue(ctx, &tx, Draft { kind: NOTICE, subject, enterprise: Some(enterprise), fields, replaces: None })
                .await?)
        })
        .await
}

fn fields(rating: &RatingView, party: &str) -> Option<Fields> {
    let grade = rating.grade?;
    let visit = rating.visits.iter().find(|v| v.grade == grade)?;
    let row = |title: &str, clause: &str, points: String| vec![title.to_owned(), clause.to_owned(), points];
    let cost = |s: &&StepView| s.points.abs() > 0.0;
    let steps = rating.steps.iter().filter(cost);
    let mut points: Vec<Vec<String>> =
        steps.map(|s| row(&s.title.zh, &s.clause, format!("{:+.1}", s.points))).collect();
    let caps = rating.caps.iter();
    points.extend(caps.map(|c| row(&c.title.zh, &c.clause, format!("最高{}级", c.best.as_str().to_uppercase()))));
    let said = [
        ("party", text(party)),
        ("period", text(format!("依据《{}》，自{}起", rating.title.zh, anlu_rules::documents::in_words(rating.day)))),
        ("score", text(format!("{:.1}", rating.score))),
        ("grade", text(grade.as_str().to_uppercase())),
        ("frequency", text(format!("每{}个月不少于一次", visit.months))),
    ];
    let mut all: Fields = said.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    if !points.is_empty() {
        all.insert("points".to_owned(), FieldValue::Table(points));
    }
    all.extend(rating.object_until.map(|day| ("objection_by".to_owned(), FieldValue::Day(day))));
    Some(all)
}
