//! 交记录: hands in a record. It is matched to every task that it proves; nothing is handed in twice.

use anlu_domain::{
    duty::record::{Details, DutyRecord},
    evidence::EvidenceHash,
    hazard::PersonRef,
    ids::{EnterpriseId, PersonId, RecordId},
    time::CivilDay,
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{duty_record as repo, names, person, plan},
};

use super::{
    DutyError,
    attach::attach,
    kinds::{self, Kind},
    reconcile,
};
use crate::{
    access::{Action, require},
    changes::{fields, with},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// Most characters of a note.
const MAX_NOTE_CHARS: usize = 2_000;
/// Most of a quantity.
const MAX_QUANTITY: i64 = 1_000_000_000_000;
/// Most people of one record.
const MAX_PEOPLE: usize = 500;
/// A record may be so many days old.
const OLDEST_DAYS: i32 = 800;

/// A record as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Kind.
    pub kind: String,
    /// Day on which it was done.
    pub day: CivilDay,
    /// Hours, yuan …, where the kind counts.
    pub quantity: Option<i64>,
    /// People it is about, where the kind is about people: a record for each.
    pub people: Vec<PersonId>,
    /// Words.
    pub note: String,
    /// What the kind asks for besides.
    pub details: Details,
    /// Uploads of the viewer that prove it.
    pub evidence: Vec<EvidenceHash>,
}

/// Hands in a record (one for each person where the kind is about people) and plans the enterprise again. Ids of the
/// records.
pub async fn hand_in(ctx: &Ctx, enterprise: EnterpriseId, new: NewRecord) -> Result<Vec<RecordId>, DutyError> {
    require(ctx, Action::RecordAdd)?;
    let now = ctx.now();
    let kind = check(ctx, &new, now.day())?;
    let by = PersonRef::from(&ctx.viewer);
    let record = |person: Option<PersonId>| DutyRecord {
        id: RecordId(ctx.ids.next()),
        enterprise,
        person,
        kind: new.kind.clone(),
        day: new.day,
        quantity: new.quantity.filter(|_| kind.unit.is_some()).unwrap_or(0),
        note: new.note.trim().to_owned(),
        details: new.details.clone(),
        by: by.clone(),
        at: now,
        withdrawn: None,
    };
    let records: Vec<DutyRecord> = if kind.people {
        let mut people = new.people.clone();
        people.sort_unstable();
        people.dedup();
        people.into_iter().map(|p| record(Some(p))).collect()
    } else {
        vec![record(None)]
    };
    let ids: Vec<RecordId> = records.iter().map(|r| r.id).collect();
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            for id in records.iter().filter_map(|r| r.person) {
                let found = person::get(tx.read(), &ctx.viewer, id).await?;
                if found.is_none_or(|p| p.value.enterprise != enterprise) {
                    return Err(StepError::invalid("/people", "not_found").into());
                }
            }
            repo::insert(&tx, &records).await?;
            attach(&tx, ctx, &ids, &new.evidence, now).await?;
            plan::mark(&tx, [enterprise], now).await?;
            let files: Vec<String> = new.evidence.iter().map(ToString::to_string).collect();
            let drafts = records.iter().map(|r| LedgerDraft {
                actor: ctx.actor(),
                action: "record_handed_in",
                subject_kind: "duty_record",
                subject_id: r.id.to_string(),
                before: None,
                after: Some(with(fields(r), "evidence", files.clone())),
            });
            tx.record(drafts, now);
            Ok::<_, DutyError>(())
        })
        .await?;
    reconcile::enterprises(ctx, &[enterprise]).await?;
    ctx.tell(LiveEvent::Duties { enterprise });
    Ok(ids)
}

/// What the form gets wrong, the first fault.
fn check(ctx: &Ctx, new: &NewRecord, today: CivilDay) -> Result<Kind, DutyError> {
    let invalid = |pointer, code| Err(StepError::invalid(pointer, code).into());
    let taken = ctx.book().is_some_and(|book| book.takes(&new.kind));
    let Some(kind) = kinds::find(&new.kind).filter(|_| taken) else { return invalid("/kind", "unknown") };
    if new.day > today {
        return invalid("/day", "future");
    }
    if new.day < today.plus_days(-OLDEST_DAYS) {
        return invalid("/day", "too_old");
    }
    if kind.unit.is_some() {
        match new.quantity {
            None => return invalid("/quantity", "required"),
            Some(n) if !(1..=MAX_QUANTITY).contains(&n) => return invalid("/quantity", "out_of_range"),
            Some(_) => {}
        }
    }
    if kind.people && new.people.is_empty() {
        return invalid("/people", "required");
    }
    if new.people.len() > MAX_PEOPLE {
        return invalid("/people", "too_many");
    }
    if kind.insurance {
        match new.details.insured_until {
            None => return invalid("/insured_until", "required"),
            Some(until) if until < new.day => return invalid("/insured_until", "before_day"),
            Some(_) => {}
        }
        if !new.details.insured_sum_yuan.is_some_and(|n| (1..=MAX_QUANTITY).contains(&n)) {
            return invalid("/insured_sum_yuan", "required");
        }
    }
    if new.note.chars().count() > MAX_NOTE_CHARS {
        return invalid("/note", "too_long");
    }
    if new.evidence.is_empty() {
        return invalid("/evidence", "evidence_required");
    }
    Ok(kind)
}
