//! The records of an enterprise.

use std::collections::BTreeMap;

use anlu_domain::{
    duty::record::DutyRecord,
    ids::{EnterpriseId, RecordId},
};
use anlu_store::{
    Page, Paged,
    repo::{duty_record as repo, evidence, names},
};

use super::DutyError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::{EvidenceView, Named},
    step_error::StepError,
};

/// A record with its files and the name of the person it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    /// The record.
    pub record: DutyRecord,
    /// Whom it is about.
    pub person: Option<Named>,
    /// What proves it.
    pub evidence: Vec<EvidenceView>,
}

/// One page of the records of an enterprise, newest first; withdrawn ones too.
pub async fn records(ctx: &Ctx, enterprise: EnterpriseId, page: Page) -> Result<Paged<RecordView>, DutyError> {
    require(ctx, Action::DutyRead)?;
    let db = ctx.store.read();
    if !names::visible_enterprise(db, &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    let found = repo::list(db, &ctx.viewer, enterprise, page).await?;
    let people = names::people(db, found.items.iter().filter_map(|r| r.person)).await?;
    let ids: Vec<RecordId> = found.items.iter().map(|r| r.id).collect();
    let mut files: BTreeMap<RecordId, Vec<EvidenceView>> = BTreeMap::new();
    for (id, attached) in evidence::of_records(db, &ids).await? {
        files.entry(id).or_default().push(attached.into());
    }
    Ok(found.map(|record| RecordView {
        person: record
            .person
            .map(|id| Named { id: id.0, name: people.get(&id).map(|p| p.name.clone()).unwrap_or_default() }),
        evidence: files.remove(&record.id).unwrap_or_default(),
        record,
    }))
}
