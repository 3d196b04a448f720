//! `GET /indices`: days of everything the viewer may see, and what the indices rest on.

use anlu_app::index::{self, Definition};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::values::{GroupIndexDays, PeriodParams};
use crate::{
    api::{signals::get::FindingBasis, values::Day},
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// What an index rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndexDefinition {
    /// `index.online`, `index.quality`, `index.track` or `index.drift`.
    index: String,
    /// The clause.
    basis: FindingBasis,
}

/// Days of everything the viewer may see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Indices {
    /// Days and their sum.
    #[serde(flatten)]
    days: GroupIndexDays,
    /// Newest day of the period that was computed; the nightly pass comes an hour after midnight.
    newest: Option<Day>,
    /// What the indices of that day rest on.
    definitions: Vec<IndexDefinition>,
}

impl From<Definition> for IndexDefinition {
    fn from(d: Definition) -> Self {
        Self { index: d.index, basis: d.basis.into() }
    }
}

/// Daily indices of all vehicles of the viewer's scope.
#[utoipa::path(get, path = "/indices", operation_id = "list_index_days", tag = "indices", params(PeriodParams),
    responses((status = 200, body = Indices), ListProblems))]
pub(crate) async fn list_index_days(
    session: Session,
    Params(asked): Params<PeriodParams>,
) -> Result<Json<Indices>, Problem> {
    let period = asked.period(session.ctx.now());
    let days = index::days(&session.ctx, period).await?;
    let (newest, definitions) = index::definitions(&session.ctx, period).await?;
    Ok(Json(Indices {
        days: days.into(),
        newest: newest.map(|d| d.day.into()),
        definitions: definitions.into_iter().map(Into::into).collect(),
    }))
}
