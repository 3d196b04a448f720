//! 答复: an officer answers an upper platform. The answer is written with its way up in one transaction.

use anlu_domain::{
    upward::{Outcome, RequestKind},
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::upper_request::{self as repo, StoredAnswer, StoredRequest},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    RequestError,
    list::{RequestView, get},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// Longest answer, bytes of GBK (`INFO_CONTENT`): two for each character at most here.
const MAX_CHARS: usize = 500;
/// Longest telephone, characters (JT/T 809-2019, `RESPONDER_TEL`).
const MAX_PHONE: usize = 20;

/// What an officer answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAnswer {
    /// What became of a supervised alarm; needed there.
    pub outcome: Option<Outcome>,
    /// Words: the answer to an inquiry, needed there; a note for ourselves otherwise.
    pub text: String,
    /// Telephone, where the upper platform wants one.
    pub phone: String,
}

/// Answers a request. An answer after the deadline is sent all the same.
pub async fn answer(ctx: &Ctx, id: Uuid, version: i64, new: NewAnswer) -> Result<RequestView, RequestError> {
    require(ctx, Action::RequestAnswer)?;
    let (text, phone) = (new.text.trim().to_owned(), new.phone.trim().to_owned());
    if text.chars().count() > MAX_CHARS {
        return Err(StepError::invalid("/text", "too_long").into());
    }
    if phone.chars().count() > MAX_PHONE {
        return Err(StepError::invalid("/phone", "too_long").into());
    }
    let now = ctx.now();
    let event = ctx.store.tx(async |tx: Tx| {
        let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
        if stored.version != version {
            let found = stored.version;
            return Err(StoreError::Conflict { what: "upper_request", expected: version, found }.into());
        }
        if !stored.is_open() {
            return Err(RequestError::NotOpen);
        }
        match stored.kind {
            RequestKind::Supervise if new.outcome.is_none() => {
                return Err(StepError::invalid("/outcome", "required").into());
            }
            RequestKind::Inquiry if text.is_empty() => return Err(StepError::invalid("/text", "required").into()),
            _ => {}
        }
        let given = StoredAnswer {
            outcome: new.outcome.filter(|_| stored.kind == RequestKind::Supervise),
            // 0x1302 carries no words; what is written stays with us.
            text: text.clone(),
            by: ctx.viewer.name.clone(),
            phone: phone.clone(),
            at: now,
            delivery: DeliveryState::Queued,
            tries: 0,
            problem: None,
            next_at: Some(now),
            done_at: None,
        };
        let after = json!({
            "outcome": given.outcome.map(Outcome::as_str), "note": given.text,
            "in_time": stored.deadline.is_none_or(|d| now <= d),
        });
        let enterprise = stored.enterprise;
        repo::update(&tx, &StoredRequest { answer: Some(given), ..stored }).await?;
        let draft = LedgerDraft {
            actor: ctx.actor(),
            action: "request_answered",
            subject_kind: "upper_request",
            subject_id: id.to_string(),
            before: None,
            after: Some(after),
        };
        tx.record([draft], now);
        Ok(LiveEvent::Request { id, enterprise })
    });
    let event = event.await?;
    ctx.tell(event);
    Ok(get(ctx, id).await?.0)
}
