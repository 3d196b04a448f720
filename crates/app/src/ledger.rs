//! The ledger of changes, for whoever may see the subject of an entry.

use anlu_domain::{
    access::Scope,
    ids::{
        CampaignId, CampaignSubjectId, CaseId, DocumentId, EnterpriseId, FieldInspectionId, GridId, HazardId, PersonId,
        ProjectId, RiskId, SignalId, TalkId, VehicleId,
    },
};
use anlu_store::{
    Page, Paged, StoreError,
    ledger::{self, Checkpoint, Filter, leaf::Hash},
    repo::{
        campaign, campaign_subject, case, document, field_inspection, grid, hazard, names, person, project, risk,
        signal, talk, vehicle,
    },
};
use thiserror::Error;
use uuid::Uuid;

use crate::{
    access::{self, Action, Denied, require},
    ctx::{Ctx, Desk},
};

pub use anlu_store::ledger::Entry;

/// Hashes of a whole tile.
const TILE: u64 = 256;

/// Reading the ledger is refused.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such subject, or none the viewer may see; no checkpoint yet.
    #[error("no such subject")]
    NotFound,
    /// A viewer who does not see everything must name the subject.
    #[error("name the subject")]
    SubjectRequired,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LedgerError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::SubjectRequired => "subject_required",
            Self::Store(e) => e.code(),
        }
    }
}

/// Entries, newest first: about one subject the viewer may see, or about everything for an officer of the whole
/// territory.
pub async fn list(ctx: &Ctx, kind: Option<String>, id: Option<Uuid>, page: Page) -> Result<Paged<Entry>, LedgerError> {
    require(ctx, Action::LedgerRead)?;
    let everything = ctx.viewer.role.is_authority() && ctx.viewer.scope == Scope::All;
    if !everything {
        let (Some(kind), Some(id)) = (&kind, id) else { return Err(LedgerError::SubjectRequired) };
        if !visible(ctx, kind, id).await? {
            return Err(LedgerError::NotFound);
        }
    }
    let filter = Filter { subject_kind: kind, subject_id: id.map(|i| i.to_string()) };
    Ok(ledger::entries(ctx.store.read(), &filter, page).await?)
}

async fn visible(ctx: &Ctx, kind: &str, id: Uuid) -> Result<bool, StoreError> {
    let (db, viewer) = (ctx.store.read(), &ctx.viewer);
    Ok(match kind {
        "hazard" => hazard::get(db, viewer, HazardId(id)).await?.is_some(),
        "risk" => risk::get(db, viewer, RiskId(id)).await?.is_some(),
        "signal" => signal::get(db, viewer, SignalId(id)).await?.is_some(),
        "enterprise" => names::visible_enterprise(db, viewer, EnterpriseId(id)).await?,
        "person" => person::get(db, viewer, PersonId(id)).await?.is_some(),
        "vehicle" => vehicle::get(db, viewer, VehicleId(id)).await?.is_some(),
        "pack_version" => access::may(viewer.role, Action::PackRead),
        "field_inspection" => field_inspection::get(db, viewer, FieldInspectionId(id)).await?.is_some(),
        "draw" | "inspector" => access::may(viewer.role, Action::DrawRead),
        "campaign" => {
            access::may(viewer.role, Action::CampaignRead) && campaign::get(db, viewer, CampaignId(id)).await?.is_some()
        }
        "campaign_subject" => {
            access::may(viewer.role, Action::CampaignRead)
                && campaign_subject::get(db, viewer, CampaignSubjectId(id)).await?.is_some()
        }
        "document" => document::get(db, viewer, DocumentId(id)).await?.is_some(),
        // The file of a case is the authority's; the party sees what is put before it.
        "case" => {
            viewer.role.is_authority()
                && access::may(viewer.role, Action::CaseRead)
                && case::get(db, viewer, CaseId(id)).await?.is_some()
        }
        // As of a case: the enterprise sees what is put before it.
        "talk" => viewer.role.is_authority() && talk::get(db, viewer, TalkId(id)).await?.is_some(),
        "project" => {
            access::may(viewer.role, Action::ProjectRead) && project::get(db, viewer, ProjectId(id)).await?.is_some()
        }
        "grid" => grid::get(db, viewer, GridId(id)).await?.is_some(),
        _ => false,
    })
}

/// The newest signed checkpoint: whoever keeps a copy can prove a later alteration.
pub async fn checkpoint(ctx: &Ctx) -> Result<Checkpoint, LedgerError> {
    require(ctx, Action::LedgerRead)?;
    ledger::latest_checkpoint(ctx.store.read()).await?.ok_or(LedgerError::NotFound)
}

/// The keys that sign checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerKeys {
    /// Name of the ledger in checkpoints.
    pub origin: String,
    /// Ed25519 public key.
    pub ed25519: [u8; 32],
    /// The same as verifiers take it.
    pub verifier_key: String,
    /// SM2 public key, uncompressed SEC 1 form.
    pub sm2: Vec<u8>,
}

/// The keys that sign checkpoints: for anybody.
pub fn keys(desk: &Desk) -> LedgerKeys {
    let (ed25519, sm2) = ledger::public_keys(&desk.store);
    let (origin, verifier_key) = (ledger::note::origin(&ed25519), ledger::note::verifier_key(&ed25519));
    LedgerKeys { origin, ed25519, verifier_key, sm2 }
}

/// The newest checkpoint as a signed note: for anybody.
pub async fn note(desk: &Desk) -> Result<String, LedgerError> {
    ledger::latest_note(&desk.store).await?.ok_or(LedgerError::NotFound)
}

/// Proof that the ledger only grew from `from` to `to` entries: for anybody.
pub async fn consistency(desk: &Desk, from: u64, to: u64) -> Result<Vec<Hash>, LedgerError> {
    ledger::consistency(desk.store.read(), from, to).await?.ok_or(LedgerError::NotFound)
}

/// A tile of the tree: for anybody.
pub async fn tile(desk: &Desk, level: u32, index: u64) -> Result<Vec<Hash>, LedgerError> {
    let hashes = ledger::tile(desk.store.read(), level, index, TILE).await?;
    if hashes.is_empty() { Err(LedgerError::NotFound) } else { Ok(hashes) }
}
