//! Latest positions of the vehicles the viewer may see.

use anlu_store::StoreError;
use thiserror::Error;

use super::{audience::audience, latest::VehicleNow};
use crate::{
    access::{Action, Denied, require},
    ctx::Ctx,
};

/// Live positions are refused.
#[derive(Debug, Error)]
pub enum LiveError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LiveError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::Store(e) => e.code(),
        }
    }
}

/// Latest positions, by plate.
pub async fn list(ctx: &Ctx) -> Result<Vec<VehicleNow>, LiveError> {
    require(ctx, Action::LiveRead)?;
    let audience = audience(ctx).await?;
    Ok(ctx.latest.list(|v| audience.vehicle(v)))
}
