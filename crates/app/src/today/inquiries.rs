//! Proposals of accident investigations that wait for a decision.

use std::collections::BTreeMap;

use anlu_domain::inquiry::{InquiryState, undecidable};
use anlu_store::{
    Page, StoreError,
    repo::inquiry::{self, InquiryFilter},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
};
use crate::{access, ctx::Ctx};

/// Proposals the viewer can decide.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::InquiryDecide) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let open = InquiryFilter { state: Some(InquiryState::Proposed), ..InquiryFilter::default() };
    let page = Page::new(1, Page::MAX_SIZE);
    let found = inquiry::list(ctx.store.read(), &ctx.viewer, &open, page).await?;
    let (read, total) = (found.items.len(), found.total);
    let items = found.items.into_iter().map(|s| s.inquiry).filter(|i| undecidable(i, &ctx.viewer).is_none());
    let item = |i: anlu_domain::inquiry::Inquiry| Item {
        id: i.id.0,
        kind: Kind::Inquiry,
        subject: Subject::Enterprise(i.enterprise),
        subject_name: i.facts.enterprise,
        why: why::INQUIRY_PROPOSED,
        params: BTreeMap::from([("no", i.no), ("ground", i.ground.as_str().to_owned())]),
        due_at: None,
        verb: verb::INQUIRY_DECIDE,
        level: None,
    };
    Ok(Found::of(items.map(item).collect(), read, total))
}
