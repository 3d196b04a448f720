//! 年度风险评估: says that the census was gone through and holds. The census itself proves it.

use anlu_domain::{
    duty::record::{Details, DutyRecord},
    hazard::PersonRef,
    ids::{EnterpriseId, RecordId},
    risk::Grade,
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{duty_record, names, plan, risk as repo},
};

use super::{RiskError, step::planned};
use crate::{
    access::{Action, require},
    changes::fields,
    ctx::Ctx,
    step_error::StepError,
};

/// The kind of record that it is.
const KIND: &str = "risk.assessment";

/// Keeps the record of a risk assessment with what the census counts today.
pub async fn assessed(ctx: &Ctx, enterprise: EnterpriseId) -> Result<RecordId, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let now = ctx.now();
    let id = RecordId(ctx.ids.next());
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            let counts = repo::grades(tx.read(), enterprise).await?;
            let all: u64 = counts.iter().map(|(_, n)| n).sum();
            if all == 0 {
                return Err(RiskError::State("census_empty"));
            }
            let words: Vec<String> =
                counts.iter().map(|(grade, n): &(Grade, u64)| format!("{}{n}", grade.zh())).collect();
            let record = DutyRecord {
                id,
                enterprise,
                person: None,
                kind: KIND.to_owned(),
                day: now.day(),
                quantity: 0,
                note: format!("风险点{all}个：{}", words.join("、")),
                details: Details::default(),
                by: PersonRef::from(&ctx.viewer),
                at: now,
                withdrawn: None,
            };
            duty_record::insert(&tx, std::slice::from_ref(&record)).await?;
            plan::mark(&tx, [enterprise], now).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "record_handed_in",
                subject_kind: "duty_record",
                subject_id: id.to_string(),
                before: None,
                after: Some(fields(&record)),
            };
            tx.record([draft], now);
            Ok::<_, RiskError>(())
        })
        .await?;
    planned(ctx, enterprise).await?;
    Ok(id)
}
