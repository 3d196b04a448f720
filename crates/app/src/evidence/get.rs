//! Reads a piece of evidence.

use anlu_domain::evidence::{EvidenceHash, MediaType};
use anlu_store::repo::evidence as repo;
use sha2::{Digest, Sha256};

use super::EvidenceError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// A file of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Type.
    pub media_type: MediaType,
    /// Content, checked against its hash.
    pub bytes: Vec<u8>,
}

/// The file, when the viewer brought it or may see a hazard or signal it is attached to. The content is checked
/// against its hash each time.
pub async fn get(ctx: &Ctx, hash: EvidenceHash) -> Result<EvidenceFile, EvidenceError> {
    require(ctx, Action::EvidenceRead)?;
    let found = repo::readable(ctx.store.read(), &ctx.viewer, hash).await?;
    let content = found.ok_or(EvidenceError::NotFound)?;
    let blobs = ctx.blobs.clone();
    let read = tokio::task::spawn_blocking(move || {
        let bytes = blobs.read(hash).map_err(|_error| EvidenceError::Damaged(hash.to_string()))?;
        let intact = EvidenceHash(Sha256::digest(&bytes).into()) == hash;
        if intact { Ok(bytes) } else { Err(EvidenceError::Damaged(hash.to_string())) }
    });
    let bytes = read.await.map_err(std::io::Error::other)??;
    Ok(EvidenceFile { media_type: content.media_type, bytes })
}
