//! 按事故调查处理: proposed with the facts as they stand, decided by somebody else of the bureau.

use anlu_domain::{
    duty::TaskState,
    hazard::Hazard,
    ids::{EnterpriseId, HazardId, InquiryId},
    inquiry::{self as domain, Event, Facts, Inquiry, InquiryRefusal, MissedDuty, Proof, Proposal, Unmended},
    time::CivilDay,
};
use anlu_store::{
    Db, Page, Paged, StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        evidence::{self, Subject},
        hazard, inquiry as repo, names, task,
    },
};
use thiserror::Error;

use crate::{
    access::{Action, Denied, require},
    case::{self, CaseError},
    changes::{differing, fields},
    ctx::Ctx,
    hazard::criteria::governance,
    step_error::StepError,
    timeline,
};

pub use anlu_store::repo::inquiry::{InquiryFilter, StoredInquiry};

/// Tasks of periods that ended before this are not looked at, days.
const LOOK_BACK_DAYS: i32 = 400;

/// A refused or failed use case on inquiries.
#[derive(Debug, Error)]
pub enum InquiryError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused.
    #[error(transparent)]
    Refused(#[from] InquiryRefusal),
    /// Its case could not be opened.
    #[error(transparent)]
    Case(Box<CaseError>),
    /// One about the same waits already.
    #[error("one about the same waits for a decision")]
    Waits,
}

impl From<Denied> for InquiryError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for InquiryError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}

/// What a proposal would rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// Facts as they stand.
    pub facts: Facts,
    /// They bear a proposal, and none waits.
    pub can_propose: bool,
}

/// What speaks for a proposal about an enterprise, or about one of its hazards.
pub async fn grounds(ctx: &Ctx, enterprise: EnterpriseId, about: Option<HazardId>) -> Result<Grounds, InquiryError> {
    require(ctx, Action::InquiryRead)?;
    let db = ctx.store.read();
    let facts = gather(ctx, db, enterprise, about).await?;
    let bears = facts.hazard.is_some() || (about.is_none() && !facts.duties.is_empty());
    let waits = repo::waits(db, enterprise, about).await?;
    let may = crate::access::may(ctx.viewer.role, Action::InquiryPropose);
    Ok(Grounds { facts, can_propose: bears && may && !waits })
}

async fn gather(
    ctx: &Ctx,
    db: Db<'_>,
    enterprise: EnterpriseId,
    about: Option<HazardId>,
) -> Result<Facts, InquiryError> {
    if !names::visible_enterprise(db, &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    let name = names::enterprises(db, [enterprise]).await?.remove(&enterprise).ok_or(StepError::NotFound)?;
    let today = ctx.now().day();
    let unmended = match about {
        Some(id) => {
            let stored = hazard::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.hazard.enterprise != enterprise {
                return Err(StepError::NotFound.into());
            }
            unmended(ctx, db, &stored.hazard, today).await?
        }
        None => None,
    };
    Ok(Facts {
        enterprise: name.name,
        principal: name.principal,
        duties: missed(ctx, db, enterprise, today).await?,
        hazard: unmended,
    })
}

/// Inspections that the enterprise owed and did not do.
async fn missed(
    ctx: &Ctx,
    db: Db<'_>,
    enterprise: EnterpriseId,
    today: CivilDay,
) -> Result<Vec<MissedDuty>, InquiryError> {
    let Some(book) = ctx.book() else { return Ok(Vec::new()) };
    let tasks = task::of_enterprise(db, &ctx.viewer, enterprise, today.plus_days(-LOOK_BACK_DAYS)).await?;
    let late = tasks.iter().filter(|t| t.state == TaskState::Late && t.duty.starts_with("inspection."));
    let one = |t: &task::StoredTask| {
        let duty = &book.duty(&t.duty, t.due)?.file;
        Some(MissedDuty {
            duty: t.duty.clone(),
            zh: duty.title.zh.clone(),
            en: duty.title.en.clone(),
            clause: format!("{} {}", duty.basis.law, duty.basis.article),
            period_start: t.period.start,
            period_end: t.period.end,
            due: t.due,
        })
    };
    Ok(late.filter_map(one).collect())
}

/// The facts of a major hazard that counts as not mended.
async fn unmended(ctx: &Ctx, db: Db<'_>, h: &Hazard, today: CivilDay) -> Result<Option<Unmended>, InquiryError> {
    let Some(rules) = governance(ctx, today) else { return Ok(None) };
    let Some((days_late, deadline)) = domain::refused(h, today, rules.refusal_days).zip(h.deadline) else {
        return Ok(None);
    };
    let events = timeline::of(db, "hazard", h.id.to_string()).await?;
    let event = |e: timeline::TimelineItem| Event { at: e.at, actor: e.actor, action: e.action, note: e.note };
    let proofs = evidence::of(db, Subject::Hazard(h.id)).await?;
    let proof =
        |a: evidence::Attached| Proof { hash: a.content.hash, phase: a.phase, name: a.name, by: a.by, at: a.at };
    let notice = h.governance.notice.as_ref();
    Ok(Some(Unmended {
        no: h.no.clone(),
        title: h.title.clone(),
        clause: h.clause.clone(),
        deadline,
        days_late,
        notice: notice.map(|n| n.no.clone()),
        notice_at: notice.map(|n| n.issued.at),
        receipt_at: notice.and_then(|n| n.receipt.as_ref()).map(|r| r.at),
        events: events.into_iter().map(event).collect(),
        proofs: proofs.into_iter().map(proof).collect(),
    }))
}

/// Proposes it, with the facts as they stand now.
pub async fn propose(
    ctx: &Ctx,
    enterprise: EnterpriseId,
    about: Option<HazardId>,
    reason: &str,
) -> Result<StoredInquiry, InquiryError> {
    require(ctx, Action::InquiryPropose)?;
    let now = ctx.now();
    let id = InquiryId(ctx.ids.next());
    let made = ctx
        .store
        .tx(async |tx: Tx| {
            let facts = gather(ctx, tx.read(), enterprise, about).await?;
            if about.is_some() && facts.hazard.is_none() {
                return Err(InquiryRefusal::NoGround.into());
            }
            if repo::waits(tx.read(), enterprise, about).await? {
                return Err(InquiryError::Waits);
            }
            let day = now.day().to_string().replace('-', "");
            let number = hazard::next_number(&tx, &format!("DC-{day}")).await?;
            let new = Proposal { id, no: format!("DC-{day}-{number:04}"), enterprise, hazard: about, facts };
            let inquiry = domain::propose(new, &ctx.viewer, now, reason)?;
            repo::insert(&tx, &inquiry).await?;
            tx.record([entry(ctx, "inquiry_proposed", id, None, fields(&inquiry))], now);
            Ok(inquiry)
        })
        .await?;
    Ok(StoredInquiry { inquiry: made, version: 1 })
}

/// Confirms or dismisses it, with a reason.
pub async fn decide(
    ctx: &Ctx,
    id: InquiryId,
    version: i64,
    confirmed: bool,
    reason: &str,
) -> Result<StoredInquiry, InquiryError> {
    require(ctx, Action::InquiryDecide)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.version != version {
                let (expected, found) = (version, stored.version);
                return Err(StoreError::Conflict { what: "inquiry", expected, found }.into());
            }
            let after = domain::decide(stored.inquiry.clone(), &ctx.viewer, now, confirmed, reason)?;
            repo::update(&tx, &after, version).await?;
            let verb = if confirmed { "inquiry_confirmed" } else { "inquiry_dismissed" };
            let (old, new) = differing(&stored.inquiry, &after);
            tx.record([entry(ctx, verb, id, Some(old), new)], now);
            if confirmed {
                // What is decided to be handled so becomes a case, with the facts of the proposal.
                case::open::from_inquiry(ctx, &tx, &after, now).await.map_err(|e| InquiryError::Case(Box::new(e)))?;
            }
            Ok::<_, InquiryError>(StoredInquiry { inquiry: after, version: version.saturating_add(1) })
        })
        .await
}

/// One, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: InquiryId) -> Result<StoredInquiry, InquiryError> {
    require(ctx, Action::InquiryRead)?;
    Ok(repo::get(ctx.store.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?)
}

/// One page of those the viewer may see, newest first.
pub async fn list(ctx: &Ctx, filter: &InquiryFilter, page: Page) -> Result<Paged<StoredInquiry>, InquiryError> {
    require(ctx, Action::InquiryRead)?;
    Ok(repo::list(ctx.store.read(), &ctx.viewer, filter, page).await?)
}

/// Whether the viewer may decide it now.
pub fn can_decide(ctx: &Ctx, inquiry: &Inquiry) -> bool {
    domain::undecidable(inquiry, &ctx.viewer).is_none()
}

fn entry(
    ctx: &Ctx,
    action: &'static str,
    id: InquiryId,
    before: Option<serde_json::Value>,
    after: serde_json::Value,
) -> LedgerDraft {
    let subject_id = id.to_string();
    LedgerDraft { actor: ctx.actor(), action, subject_kind: "inquiry", subject_id, before, after: Some(after) }
}
