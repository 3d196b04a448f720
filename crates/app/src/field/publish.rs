//! Makes the results of a draw public; and what everybody may see of them.

use std::collections::BTreeMap;

use anlu_domain::{
    field::{FieldInspection, record::Verdict},
    hazard::{PersonRef, Step},
    ids::DrawId,
    time::UtcMs,
};
use anlu_store::{
    Page, Paged, Tx,
    ledger::LedgerDraft,
    repo::{enterprise, field_inspection as repo},
};
use serde_json::json;

use super::FieldError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Most results that one step publishes.
const MAX: u64 = 10_000;

/// Publishes every result of the draw that is not public yet; how many.
pub async fn publish(ctx: &Ctx, draw: DrawId) -> Result<u64, FieldError> {
    require(ctx, Action::DrawPlan)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let step = Step { by: PersonRef::from(&ctx.viewer), at: now, note: String::new() };
            let found = repo::unpublished(tx.read(), Some(draw), MAX).await?;
            let made: Vec<FieldInspection> =
                found.into_iter().map(|i| FieldInspection { published: Some(step.clone()), ..i }).collect();
            repo::publish(&tx, &made).await?;
            let numbers: Vec<&str> = made.iter().map(|i| i.no.as_str()).collect();
            if !numbers.is_empty() {
                let entry = LedgerDraft {
                    actor: ctx.actor(),
                    action: "draw_results_published",
                    subject_kind: "draw",
                    subject_id: draw.to_string(),
                    before: None,
                    after: Some(json!({"inspections": numbers})),
                };
                tx.record([entry], now);
            }
            Ok::<_, FieldError>(u64::try_from(made.len()).unwrap_or(u64::MAX))
        })
        .await
}

/// A result as everybody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicResult {
    /// Number of the inspection.
    pub no: String,
    /// Name of the enterprise.
    pub enterprise: String,
    /// 统一社会信用代码.
    pub code: String,
    /// Number and name of the draw.
    pub draw: Option<(String, String)>,
    /// When it ended.
    pub finished_at: UtcMs,
    /// What came of it.
    pub verdict: Verdict,
    /// How many things were not met.
    pub unmet: u32,
    /// When it was made public.
    pub published_at: UtcMs,
}

/// One page of the public results. `server`: the context of the server itself.
pub async fn results(server: &Ctx, page: Page) -> Result<Paged<PublicResult>, FieldError> {
    let db = server.store.read();
    let found = repo::published(db, page).await?;
    let keys: BTreeMap<_, _> =
        enterprise::keys(db).await?.into_iter().map(|(id, code, name)| (id, (code, name))).collect();
    Ok(found.map(|i| {
        let (code, enterprise) = keys.get(&i.enterprise).cloned().unwrap_or_default();
        PublicResult {
            verdict: i.verdict(),
            unmet: i.content.count(anlu_domain::field::content::Outcome::Unmet),
            no: i.no,
            enterprise,
            code,
            draw: i.draw.map(|d| (d.no, d.name)),
            finished_at: i.content.finished_at,
            published_at: i.published.map_or(i.received_at, |s| s.at),
        }
    }))
}
