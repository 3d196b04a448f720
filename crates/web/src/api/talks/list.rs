//! `GET /talks`: warning interviews.

use anlu_app::talk::{
    self as app,
    list::{TalkFilter, list},
};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::vocabulary::{TalkAction, TalkSource, TalkState};
use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named, Time},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// An interview in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkRow {
    /// Id.
    id: Uuid,
    /// Number.
    #[schema(example = "YT-20261126-0001")]
    no: String,
    /// Where it stands.
    state: TalkState,
    /// Enterprise.
    enterprise: Named,
    /// Why it is called in.
    source: TalkSource,
    /// Why, in words.
    reason: String,
    /// When it was planned.
    opened_at: Time,
    /// Officers by name.
    officers: Vec<String>,
    /// The appointment that stands.
    at: Option<Time>,
    /// The next last day on which somebody has to act.
    due: Option<Day>,
    /// It has passed.
    overdue: bool,
    /// What it waits for from the viewer.
    next: Option<TalkAction>,
    /// Version.
    version: i64,
}

impl From<&app::TalkRow> for TalkRow {
    fn from(r: &app::TalkRow) -> Self {
        let t = &r.talk;
        Self {
            id: t.id.0,
            no: t.no.clone(),
            state: t.state.into(),
            enterprise: Named { id: r.enterprise.id, name: r.enterprise.name.clone() },
            source: t.source.into(),
            reason: t.reason.clone(),
            opened_at: t.opened.at.into(),
            officers: t.officers.iter().map(|o| o.name.clone()).collect(),
            at: t.appointment().map(|n| n.to.at.into()),
            due: r.due.map(Into::into),
            overdue: r.overdue,
            next: r.next.map(Into::into),
            version: r.version,
        }
    }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TalkParams {
    /// Only those that are not over (`true`) or over (`false`).
    open: Option<bool>,
    /// Only this state.
    #[param(inline)]
    state: Option<TalkState>,
    /// Only those of which the viewer is an officer.
    mine: Option<bool>,
    /// Only those whose last day has passed.
    overdue: Option<bool>,
    /// Only of this enterprise.
    enterprise_id: Option<Uuid>,
    /// Only from this record.
    source_id: Option<Uuid>,
    /// Part of number, reason or enterprise.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// Interviews in the viewer's scope: what is due first. An enterprise sees those it was told of.
#[utoipa::path(get, path = "/talks", operation_id = "list_talks", tag = "talks", params(TalkParams),
    responses((status = 200, body = Paged<TalkRow>), ListProblems))]
pub(crate) async fn list_talks(
    session: Session,
    Params(p): Params<TalkParams>,
) -> Result<Json<Paged<TalkRow>>, Problem> {
    let filter = TalkFilter {
        open: p.open,
        states: p.state.map(Into::into).into_iter().collect(),
        handler: p.mine.filter(|m| *m).map(|_| session.ctx.viewer.user),
        due_before: p.overdue.filter(|o| *o).map(|_| session.ctx.now().day()),
        enterprise: p.enterprise_id.map(EnterpriseId),
        source: p.source_id,
        q: p.q,
    };
    let found = list(&session.ctx, &filter, page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, |r| TalkRow::from(&r))))
}
