//! `GET /packs`: the policy packs that can be compared.

use anlu_app::backtest::{Choice, choices};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::values::Bilingual;
use crate::{
    api::values::Day,
    error::{Problem, ReadProblems},
    extract::Session,
};

/// A policy pack.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackChoice {
    /// Id.
    pub(crate) id: String,
    /// Name.
    pub(crate) title: Bilingual,
    /// Version, with those of the packs below.
    pub(crate) version: String,
    /// In force from this day.
    pub(crate) valid_from: Day,
    /// The detectors judge by it now.
    pub(crate) in_use: bool,
}

impl From<Choice> for PackChoice {
    fn from(c: Choice) -> Self {
        Self { id: c.id, title: c.title.into(), version: c.version, valid_from: c.valid_from.into(), in_use: c.in_use }
    }
}

/// Policy packs on this server, the one in use first.
#[utoipa::path(get, path = "/packs", operation_id = "list_packs", tag = "backtests",
    responses((status = 200, body = Vec<PackChoice>), ReadProblems))]
pub(crate) async fn list_packs(session: Session) -> Result<Json<Vec<PackChoice>>, Problem> {
    Ok(Json(choices(&session.ctx)?.into_iter().map(Into::into).collect()))
}
