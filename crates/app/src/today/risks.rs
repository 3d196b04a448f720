//! Major risks that an enterprise asks to strike off.

use std::collections::BTreeMap;

use anlu_domain::risk::{self, Standing};
use anlu_store::{
    Page, StoreError,
    repo::{
        names,
        risk_list::{self, RiskFilter},
    },
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
};
use crate::{access, ctx::Ctx};

/// Requests the viewer can decide.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::RiskCancel) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let asked = RiskFilter { standings: vec![Standing::CancelAsked], ..RiskFilter::default() };
    let found = risk_list::list(db, &ctx.viewer, &asked, Page::new(1, Page::MAX_SIZE)).await?;
    let names = names::enterprises(db, found.items.iter().map(|s| s.risk.enterprise)).await?;
    let (read, total) = (found.items.len(), found.total);
    let items = found.items.into_iter().filter_map(|stored| {
        let risk = stored.risk;
        if !risk::actions(&risk, &ctx.viewer).contains(&risk::Action::DecideCancel) {
            return None;
        }
        let by = risk.major.as_ref().and_then(|m| m.cancellation.as_ref()).map(|c| c.asked.by.name.clone());
        let params =
            BTreeMap::from([("no", risk.no.clone()), ("title", risk.name.clone()), ("by", by.unwrap_or_default())]);
        Some(Item {
            id: risk.id.0,
            kind: Kind::Risk,
            subject: Subject::Enterprise(risk.enterprise),
            subject_name: names.get(&risk.enterprise).map(|n| n.name.clone()).unwrap_or_default(),
            why: why::RISK_CANCEL_ASKED,
            params,
            due_at: None,
            verb: verb::RISK_CANCEL,
            level: None,
        })
    });
    Ok(Found::of(items.collect(), read, total))
}
