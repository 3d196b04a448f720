//! `GET /indices/enterprises`: enterprises on one day, those with most vehicles off line first.

use anlu_app::index;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::values::GroupIndex;
use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Which day.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct IndexParams {
    /// The day; yesterday when it is left out.
    #[param(value_type = Option<String>, format = Date)]
    pub(crate) day: Option<Day>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// An enterprise on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseIndex {
    /// Enterprise.
    enterprise: Named,
    /// Its indices.
    #[serde(flatten)]
    index: GroupIndex,
}

/// Enterprises of the viewer's scope with their indices of a day.
#[utoipa::path(get, path = "/indices/enterprises", operation_id = "list_enterprise_index", tag = "indices",
    params(IndexParams), responses((status = 200, body = Paged<EnterpriseIndex>), ListProblems))]
pub(crate) async fn list_enterprise_index(
    session: Session,
    Params(asked): Params<IndexParams>,
) -> Result<Json<Paged<EnterpriseIndex>>, Problem> {
    let day = asked.day.map_or_else(|| session.ctx.now().day().plus_days(-1), |d| d.0);
    let found = index::list(&session.ctx, day, page(asked.page, asked.page_size)).await?;
    let row = |(enterprise, index): (anlu_app::hazard::Named, index::GroupDay)| EnterpriseIndex {
        enterprise: enterprise.into(),
        index: index.into(),
    };
    Ok(Json(Paged::of(found, row)))
}
