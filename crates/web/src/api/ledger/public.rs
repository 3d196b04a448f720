//! `/public/ledger`: what a witness outside needs: checkpoints, proofs that the ledger only grew, hashes of the tree. No
//! entry is shown.

use anlu_app::ledger;
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::{OneProblems, Problem},
    extract::{Params, PathParam},
    state::AppState,
};

/// The keys that sign checkpoints.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerKeys {
    /// Name of the ledger in checkpoints.
    origin: String,
    /// Ed25519 public key, hexadecimal.
    ed25519: String,
    /// The same as verifiers take it (c2sp.org/signed-note).
    verifier_key: String,
    /// SM2 public key, uncompressed SEC 1 form, hexadecimal.
    sm2: String,
}

/// Two sizes of the ledger.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sizes {
    /// The smaller size, from 1.
    #[param(minimum = 1)]
    from: u64,
    /// The larger size.
    #[param(minimum = 1)]
    to: u64,
}

/// Proof that the ledger of one size is the beginning of that of another (RFC 9162 §2.1.4).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsistencyProof {
    /// Hashes, hexadecimal.
    path: Vec<String>,
}

/// The newest checkpoint as a signed note (c2sp.org/tlog-checkpoint): Ed25519, and SM2 with SM3.
#[utoipa::path(get, path = "/public/ledger/checkpoint", operation_id = "public_checkpoint", tag = "public", security(()),
    responses((status = 200, description = "The signed note.", content_type = "text/plain", body = String), OneProblems))]
pub(crate) async fn public_checkpoint(State(state): State<AppState>) -> Result<Response, Problem> {
    let note = ledger::note(&state.server().desk).await?;
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, note).into_response())
}

/// The keys that sign checkpoints.
#[utoipa::path(get, path = "/public/ledger/keys", operation_id = "public_ledger_keys", tag = "public", security(()),
    responses((status = 200, body = LedgerKeys), OneProblems))]
pub(crate) async fn public_ledger_keys(State(state): State<AppState>) -> Result<Json<LedgerKeys>, Problem> {
    let keys = ledger::keys(&state.server().desk);
    Ok(Json(LedgerKeys {
        origin: keys.origin,
        ed25519: hex::encode(keys.ed25519),
        verifier_key: keys.verifier_key,
        sm2: hex::encode(keys.sm2),
    }))
}

/// Proves that the ledger only grew between two sizes.
#[utoipa::path(get, path = "/public/ledger/consistency", operation_id = "public_consistency", tag = "public",
    security(()), params(Sizes), responses((status = 200, body = ConsistencyProof), OneProblems))]
pub(crate) async fn public_consistency(
    State(state): State<AppState>,
    Params(sizes): Params<Sizes>,
) -> Result<Json<ConsistencyProof>, Problem> {
    let path = ledger::consistency(&state.server().desk, sizes.from, sizes.to).await?;
    Ok(Json(ConsistencyProof { path: path.iter().map(hex::encode).collect() }))
}

/// A tile of the tree (c2sp.org/tlog-tiles): up to 256 hashes of 32 bytes. `at` is `level-index`, e.g. `0-12`.
#[utoipa::path(get, path = "/public/ledger/tiles/{at}", operation_id = "public_tile", tag = "public", security(()),
    params(("at" = String, Path, description = "Level and index, `0-12`")),
    responses((status = 200, description = "Hashes.", content_type = "application/octet-stream", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn public_tile(
    State(state): State<AppState>,
    PathParam(at): PathParam<String>,
) -> Result<Response, Problem> {
    let parts = at.split_once('-').and_then(|(level, index)| Some((level.parse().ok()?, index.parse().ok()?)));
    let (level, index) = parts.ok_or_else(|| Problem::new("not_found"))?;
    let hashes = ledger::tile(&state.server().desk, level, index).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], hashes.concat()).into_response())
}
