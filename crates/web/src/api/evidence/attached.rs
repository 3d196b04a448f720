//! A piece of evidence as a hazard or a signal shows it.

use anlu_app::hazard::EvidenceView;
use serde::Serialize;
use utoipa::ToSchema;

use super::upload::EvidencePhase;
use crate::api::values::Time;

/// A piece of evidence attached to a hazard or to the answer to a signal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachedEvidence {
    /// SHA-256 of the content; `GET /evidence/{hash}` has the file.
    pub(crate) hash: String,
    /// What it proves.
    pub(crate) phase: EvidencePhase,
    /// Name of the file.
    pub(crate) name: Option<String>,
    /// Media type.
    pub(crate) media_type: String,
    /// Bytes.
    pub(crate) size: u64,
    /// When it was taken, if known.
    pub(crate) captured_at: Option<Time>,
    /// Who uploaded it.
    pub(crate) uploaded_by: String,
    /// When it was attached.
    pub(crate) attached_at: Time,
}

impl From<EvidenceView> for AttachedEvidence {
    fn from(e: EvidenceView) -> Self {
        Self {
            hash: e.hash.to_string(),
            phase: e.phase.into(),
            name: Some(e.name).filter(|n| !n.is_empty()),
            media_type: e.media_type.to_owned(),
            size: e.size,
            captured_at: e.captured_at.map(Into::into),
            uploaded_by: e.uploaded_by.name,
            attached_at: e.attached_at.into(),
        }
    }
}
