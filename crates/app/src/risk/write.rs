//! Writes risks of the census: a new one, a change, its place on a picture, taking it off the list.

use anlu_domain::{
    ids::{ControlId, EnterpriseId, RiskId},
    risk::{
        RiskDraft, Spot,
        draft::{self, Fresh, Setting},
    },
};
use anlu_store::{
    Tx,
    repo::{
        evidence::{self, Subject},
        hazard::next_number,
        names, plan, risk as repo,
    },
};

use super::{
    RiskError,
    book::scale,
    get::get,
    step::{Step, added, planned, run},
    view::RiskView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Adds a risk to the census of an enterprise, graded by `method`.
pub async fn create(ctx: &Ctx, enterprise: EnterpriseId, method: &str, new: &RiskDraft) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let now = ctx.now();
    let (scale, pack) = scale(ctx, method, now.day())?;
    let id = RiskId(ctx.ids.next());
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            let no = number(&tx, enterprise).await?;
            let setting = Setting { scale: &scale, pack: &pack, actor: &ctx.viewer, now };
            let fresh = Fresh { id, no, enterprise, template: None };
            let risk = draft::create(fresh, new, &setting, || ControlId(ctx.ids.next()))?;
            repo::insert(&tx, std::slice::from_ref(&risk)).await?;
            plan::mark(&tx, [enterprise], now).await?;
            tx.record([added(ctx, &risk)], now);
            Ok::<_, RiskError>(())
        })
        .await?;
    planned(ctx, enterprise).await?;
    get(ctx, id).await
}

/// The next number of an enterprise's census, e.g. `FX-0003`.
pub(super) async fn number(tx: &Tx, enterprise: EnterpriseId) -> Result<String, RiskError> {
    let n = next_number(tx, &format!("FX {enterprise}")).await?;
    Ok(format!("FX-{n:04}"))
}

/// Writes a risk anew, graded by `method`.
pub async fn change(ctx: &Ctx, id: RiskId, version: i64, method: &str, new: &RiskDraft) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let (scale, pack) = scale(ctx, method, ctx.now().day())?;
    let step = Step { id, version, verb: "risk_changed", note: &new.reason };
    run(ctx, step, |risk, now| {
        let setting = Setting { scale: &scale, pack: &pack, actor: &ctx.viewer, now };
        draft::change(risk, new, &setting, || ControlId(ctx.ids.next()))
    })
    .await
}

/// Puts a risk on a picture of its enterprise, or takes it off.
pub async fn place(ctx: &Ctx, id: RiskId, version: i64, spot: Option<Spot>) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    if let Some(spot) = &spot {
        let db = ctx.store.read();
        let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
        let pictures = evidence::of(db, Subject::RiskPictures(stored.risk.enterprise)).await?;
        if pictures.iter().all(|p| p.content.hash != spot.picture) {
            return Err(StepError::invalid("/spot/picture", "not_found").into());
        }
    }
    let step = Step { id, version, verb: "risk_placed", note: "" };
    run(ctx, step, |risk, _now| draft::place(risk, &ctx.viewer, spot)).await
}

/// Takes a risk off the list, with a reason.
pub async fn retire(ctx: &Ctx, id: RiskId, version: i64, reason: &str) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let step = Step { id, version, verb: "risk_retired", note: reason };
    run(ctx, step, |risk, now| draft::retire(risk, &ctx.viewer, now, reason)).await
}
