//! `GET /links/days`: the days of one link.

use anlu_app::link;
use anlu_domain::link::LinkKey;
use axum::Json;
use serde::Deserialize;

use super::list::LinkDay;
use crate::{
    api::{
        paging::{Paged, page},
        vocabulary::LinkKind,
    },
    error::{OneProblems, Problem},
    extract::{Params, Session},
};

/// Which link.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinkDaysParams {
    /// Kind of the link.
    #[param(inline)]
    pub(crate) kind: LinkKind,
    /// Name of the link; left out for the terminals.
    #[param(max_length = 100)]
    pub(crate) id: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// What was counted on a link day by day, newest first.
#[utoipa::path(get, path = "/links/days", operation_id = "list_link_days", tag = "links", params(LinkDaysParams),
    responses((status = 200, body = Paged<LinkDay>), OneProblems))]
pub(crate) async fn list_link_days(
    session: Session,
    Params(asked): Params<LinkDaysParams>,
) -> Result<Json<Paged<LinkDay>>, Problem> {
    let key = LinkKey { kind: asked.kind.into(), id: asked.id.unwrap_or_default() };
    let page = page(asked.page, asked.page_size);
    Ok(Json(Paged::of(link::days(&session.ctx, &key, page).await?, LinkDay::from)))
}
