//! 查岗: an officer asks a platform that is logged in to us whether somebody is on duty. For who sees the whole territory:
//! a platform is nobody's part of it.

use anlu_domain::{
    access::Scope,
    downward::{Check, DemandState, Sending},
    link::{LinkKey, LinkKind},
    time::UtcMs,
};
pub use anlu_store::repo::duty_check::StoredCheck;
use anlu_store::{
    Page, Paged, StoreError, Tx,
    ledger::LedgerDraft,
    repo::{duty_check as repo, hazard::next_number, link},
};
use serde_json::json;
use uuid::Uuid;

use super::{in_time, width};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// Width of the object, bytes of GBK (2011; 2019 has 20).
const OBJECT: usize = 12;
/// Longest question, bytes of GBK.
const TEXT: usize = 1_000;
/// Series of the numbers.
const SERIES: &str = "duty_check";

/// What an officer asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCheck {
    /// The link of the platform.
    pub link: String,
    /// Whom it is for.
    pub object_type: u8,
    /// Which one; may be empty.
    pub object: String,
    /// The question.
    pub text: String,
    /// Answer until then.
    pub deadline: UtcMs,
}

/// One question, as the page of links shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckView {
    /// The question.
    pub stored: StoredCheck,
    /// Where it stands.
    pub state: DemandState,
    /// Whether the viewer may close it.
    pub may_close: bool,
}

fn view(ctx: &Ctx, stored: StoredCheck) -> CheckView {
    let state = stored.state(ctx.now());
    let may_close = state == DemandState::Overdue && access::may(ctx.viewer.role, Action::CheckAsk);
    CheckView { stored, state, may_close }
}

/// The link, when the viewer sees it and the whole territory.
async fn seen(ctx: &Ctx, id: &str) -> Result<(), StepError> {
    let key = LinkKey::platform(LinkKind::PlatformIn, id);
    if ctx.viewer.scope == Scope::All && link::is_there(ctx.store.read(), &ctx.viewer, &key).await? {
        return Ok(());
    }
    Err(StepError::NotFound)
}

/// One page of what was asked over a link, newest first.
pub async fn list(ctx: &Ctx, id: &str, page: Page) -> Result<Paged<CheckView>, StepError> {
    require(ctx, Action::CheckRead)?;
    seen(ctx, id).await?;
    Ok(repo::list(ctx.store.read(), id, page).await?.map(|stored| view(ctx, stored)))
}

/// Asks it; the message goes down when the link is up. The same question that waits for its answer in time is enough.
pub async fn ask(ctx: &Ctx, new: NewCheck) -> Result<CheckView, StepError> {
    require(ctx, Action::CheckAsk)?;
    seen(ctx, &new.link).await?;
    let now = ctx.now();
    let (text, object) = (new.text.trim().to_owned(), new.object.trim().to_owned());
    if text.is_empty() {
        return Err(StepError::invalid("/text", "required"));
    }
    if width(&text) > TEXT {
        return Err(StepError::invalid("/text", "too_long"));
    }
    if !Check::OBJECTS.contains(&new.object_type) {
        return Err(StepError::invalid("/object_type", "check_object_type"));
    }
    if object.is_empty() && Check::is_named(new.object_type) {
        return Err(StepError::invalid("/object", "required"));
    }
    if width(&object) > OBJECT {
        return Err(StepError::invalid("/object", "too_long"));
    }
    in_time(new.deadline, now)?;
    let asked = ctx.store.tx(async |tx: Tx| {
        let number = next_number(&tx, SERIES).await?;
        let number = u32::try_from(number).map_err(|e| StoreError::Internal(e.to_string()))?;
        let (object_type, deadline) = (new.object_type, new.deadline);
        let check = Check { number, object_type, object: object.clone(), text: text.clone(), deadline };
        if repo::waits(tx.read(), &new.link, &check, now).await? {
            return Err(StepError::invalid("/object", "check_waits"));
        }
        let stored = StoredCheck {
            id: ctx.ids.next(),
            link: new.link.clone(),
            check,
            by: (&ctx.viewer).into(),
            at: now,
            sending: Sending::begin(now),
            answer: None,
            closed_at: None,
            version: 1,
        };
        repo::insert(&tx, &stored).await?;
        let after = json!({
            "number": number, "link": stored.link, "object_type": object_type, "object": stored.check.object,
            "deadline": deadline.rfc3339_cst(), "note": stored.check.text,
        });
        tx.record([entry(ctx.actor(), "duty_check_asked", stored.id, after)], now);
        Ok::<_, StepError>(stored)
    });
    let asked = asked.await?;
    ctx.tell(LiveEvent::Request { id: asked.id, enterprise: None });
    Ok(view(ctx, asked))
}

/// Closes what nobody has answered in time: it is no line of Today any more. An answer that comes later is still shown.
pub async fn close(ctx: &Ctx, id: Uuid, version: i64) -> Result<CheckView, StepError> {
    require(ctx, Action::CheckAsk)?;
    let stored = repo::get(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?;
    seen(ctx, &stored.link).await?;
    let now = ctx.now();
    if stored.version != version {
        return Err(StoreError::Conflict { what: "duty_check", expected: version, found: stored.version }.into());
    }
    if stored.state(now) != DemandState::Overdue {
        return Err(StepError::invalid("", "check_not_overdue"));
    }
    let closed = StoredCheck { closed_at: Some(now), ..stored };
    let write = ctx.store.tx(async |tx: Tx| {
        repo::update(&tx, &closed).await?;
        let after = json!({ "number": closed.check.number, "link": closed.link });
        tx.record([entry(ctx.actor(), "duty_check_closed", id, after)], now);
        Ok::<_, StoreError>(())
    });
    write.await?;
    ctx.tell(LiveEvent::Request { id, enterprise: None });
    Ok(view(ctx, StoredCheck { version: version.saturating_add(1), ..closed }))
}

/// An entry of the ledger about a question.
pub(super) fn entry(actor: String, action: &'static str, id: Uuid, after: serde_json::Value) -> LedgerDraft {
    let (subject_kind, subject_id) = ("duty_check", id.to_string());
    LedgerDraft { actor, action, subject_kind, subject_id, before: None, after: Some(after) }
}
