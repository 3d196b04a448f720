//! `GET /ledger/checkpoint`: the newest signed checkpoint.

use anlu_app::ledger;
use anlu_domain::time::UtcMs;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::values::Time,
    error::{OneProblems, Problem},
    extract::Session,
};

/// A signed statement about the whole ledger up to `size`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checkpoint {
    /// Number of entries it covers.
    pub(crate) size: u64,
    /// Root hash of the Merkle tree, hex.
    pub(crate) root: String,
    /// When it was signed.
    pub(crate) at: Time,
    /// Ed25519 signature, hex.
    pub(crate) signature: String,
    /// Public key, hex.
    pub(crate) public_key: String,
}

/// The newest signed checkpoint. Keep a copy: whoever has one can prove a later alteration.
#[utoipa::path(get, path = "/ledger/checkpoint", operation_id = "ledger_checkpoint", tag = "ledger",
    responses((status = 200, body = Checkpoint), OneProblems))]
pub(crate) async fn ledger_checkpoint(session: Session) -> Result<Json<Checkpoint>, Problem> {
    let point = ledger::checkpoint(&session.ctx).await?;
    Ok(Json(Checkpoint {
        size: point.size,
        root: hex::encode(point.root),
        at: UtcMs(point.at).into(),
        signature: hex::encode(point.signature),
        public_key: hex::encode(point.key),
    }))
}
