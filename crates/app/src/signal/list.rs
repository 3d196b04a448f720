//! The inbox.

use anlu_domain::{ids::EnterpriseId, signal::State, time::MINUTE_MS};
use anlu_store::{
    Page, Paged,
    repo::signal_list::{self, SignalFilter},
};

use super::{
    SignalError,
    view::{SignalView, views},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Filters of the inbox. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these states.
    pub states: Vec<State>,
    /// Only settled (`true`) or unsettled (`false`) ones.
    pub settled: Option<bool>,
    /// Family of findings.
    pub kind: Option<String>,
    /// Still open and in for at least this long.
    pub unattended_minutes: Option<u32>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Part of plate, driver or enterprise name.
    pub q: Option<String>,
}

/// One page: unsettled first, most serious first, then newest.
pub async fn list(ctx: &Ctx, filter: Filter, page: Page) -> Result<Paged<SignalView>, SignalError> {
    require(ctx, Action::SignalRead)?;
    let (db, now) = (ctx.store.read(), ctx.now());
    let mut states = filter.states;
    if let Some(settled) = filter.settled {
        let all = if states.is_empty() { State::ALL.to_vec() } else { states };
        states = all.into_iter().filter(|s| s.settled() == settled).collect();
        if states.is_empty() {
            return Ok(Paged::new(Vec::new(), 0, page));
        }
    }
    let inner = SignalFilter {
        states,
        kind: filter.kind,
        unattended_since: filter.unattended_minutes.map(|m| now.plus(-i64::from(m) * MINUTE_MS)),
        enterprise: filter.enterprise,
        q: filter.q,
    };
    let found = signal_list::list(db, &ctx.viewer, &inner, page).await?;
    let total = found.total;
    Ok(Paged::new(views(db, found.items, &ctx.viewer, now).await?, total, page))
}
