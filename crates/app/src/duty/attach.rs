//! Attaches uploads of the viewer to records.

use anlu_domain::{
    evidence::{EvidenceHash, EvidencePhase},
    hazard::PersonRef,
    ids::RecordId,
    time::UtcMs,
};
use anlu_store::{
    Tx,
    repo::evidence::{self, Subject},
};

use super::DutyError;
use crate::{ctx::Ctx, step_error::StepError};

/// Most files one record takes.
const MAX_FILES: usize = 50;

/// Attaches each file to each record. A file proves what it shows after the thing was done.
pub(super) async fn attach(
    tx: &Tx,
    ctx: &Ctx,
    records: &[RecordId],
    files: &[EvidenceHash],
    now: UtcMs,
) -> Result<(), DutyError> {
    if files.len() > MAX_FILES {
        return Err(StepError::invalid("/evidence", "too_many").into());
    }
    let by = PersonRef::from(&ctx.viewer);
    for hash in files {
        let brought = evidence::brought_by(tx.read(), *hash, ctx.viewer.user).await?;
        let said = brought.ok_or(StepError::invalid("/evidence", "evidence_unknown"))?;
        for record in records {
            evidence::attach(tx, Subject::Record(*record), *hash, EvidencePhase::After, &said, &by, now).await?;
        }
    }
    Ok(())
}
