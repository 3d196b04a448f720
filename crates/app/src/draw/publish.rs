//! Publishes the file of a draw: from here on anybody can fetch it without an account, and each firm that was drawn is told.

use anlu_domain::{
    document::FieldValue,
    draw::{Draw, transition},
    ids::DrawId,
};
use anlu_store::{Tx, repo::draw as repo};
use serde_json::json;

use super::{
    DrawError, DrawView,
    get::{get, rows},
    step::taken,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    document::{Draft, fields::text, issue},
};

/// Kind of the pack.
const NOTICE: &str = "draw.notice";

/// Publishes.
pub async fn publish(ctx: &Ctx, id: DrawId) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawPlan)?;
    let next = |draw, now| Ok(transition::publish(draw, &ctx.viewer, now)?);
    let told = |draw: &Draw| {
        let result = draw.outcome.as_ref().map(|o| o.result_sha256.to_string());
        vec![("result_sha256", json!(result))]
    };
    ctx.store
        .tx(async |tx: Tx| {
            let draw = taken(ctx, &tx, id, "draw_published", next, told).await?;
            notices(ctx, &tx, &draw).await
        })
        .await?;
    get(ctx, id).await
}

/// A notice to each firm that was drawn (双随机抽查告知书), where the pack in force has one.
async fn notices(ctx: &Ctx, tx: &Tx, draw: &Draw) -> Result<(), DrawError> {
    let known = |book: &anlu_rules::pack::Pack| book.document_on(NOTICE, ctx.now().day()).is_some();
    if ctx.book().is_none_or(|book| !known(book.pack())) {
        return Ok(());
    }
    let whole = repo::get_whole(tx.read(), draw.plan.id).await?;
    let drawn = whole.iter().filter_map(|d| d.roster.as_ref()).flat_map(|roster| rows(draw, roster));
    for row in drawn.collect::<Vec<_>>() {
        let team = row.inspectors.iter().map(|(name, department)| format!("{name}（{department}）"));
        let fields = [
            ("party", text(row.name)),
            ("draw_no", text(&draw.plan.no)),
            ("plan", text(&draw.plan.name)),
            ("officers", text(team.collect::<Vec<_>>().join("、"))),
            ("items", FieldValue::List(draw.plan.items.clone())),
        ];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let subject = ("draw", draw.plan.id.to_string());
        issue(ctx, tx, Draft { kind: NOTICE, subject, enterprise: row.enterprise, fields, replaces: None }).await?;
    }
    Ok(())
}
