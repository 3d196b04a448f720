//! `GET /draws/{id}/roster`: both pools, as they were frozen or as they would be now.

use anlu_app::{Page, Paged as Rows, draw::roster};
use anlu_domain::{
    draw::{
        Roster,
        roster::{Cause, Pool},
    },
    ids::DrawId,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        paging::{Paged, page},
        vocabulary::Sector,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RosterPart {
    /// Enterprises that may be drawn.
    Subject,
    /// Inspectors who may be drawn.
    Inspector,
    /// Rows taken out of either pool.
    Excluded,
}

/// Why a row was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExcludedCause {
    /// By an officer, with words.
    Named,
    /// On leave in the period.
    Leave,
    /// Its weight is 0.
    NoWeight,
}

/// Filters of the rows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RosterParams {
    /// Which rows.
    #[param(inline)]
    part: RosterPart,
    /// Part of a name or code.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// A row of a pool. Members that do not belong to its part are absent.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct RosterRow {
    /// Id.
    id: String,
    /// Name.
    name: String,
    /// 统一社会信用代码 of a subject, department of an inspector.
    code: Option<String>,
    /// Grade of a subject.
    grade: Option<String>,
    /// Weight of a subject.
    weight: Option<u32>,
    /// Sectors of a subject, or those an inspector knows.
    sectors: Vec<Sector>,
    /// Subjects an inspector may not visit.
    conflicts: Option<usize>,
    /// The pool a row was taken out of.
    pool: Option<RosterPart>,
    /// Why it was taken out.
    cause: Option<ExcludedCause>,
    /// Words of the officer.
    note: Option<String>,
}

fn rows(roster: Roster, part: RosterPart) -> Vec<RosterRow> {
    let sectors = |all: Vec<anlu_domain::party::sector::Sector>| all.into_iter().map(Into::into).collect();
    match part {
        RosterPart::Subject => roster
            .subjects
            .into_iter()
            .map(|s| RosterRow {
                id: s.id,
                name: s.name,
                code: Some(s.code),
                grade: s.grade,
                weight: Some(s.weight),
                sectors: sectors(s.sectors),
                ..RosterRow::default()
            })
            .collect(),
        RosterPart::Inspector => roster
            .inspectors
            .into_iter()
            .map(|i| RosterRow {
                id: i.id,
                name: i.name,
                code: Some(i.department),
                sectors: sectors(i.skills),
                conflicts: Some(i.conflicts.len()),
                ..RosterRow::default()
            })
            .collect(),
        RosterPart::Excluded => roster
            .excluded
            .into_iter()
            .map(|e| RosterRow {
                id: e.id,
                name: e.name,
                pool: Some(match e.pool {
                    Pool::Subject => RosterPart::Subject,
                    Pool::Inspector => RosterPart::Inspector,
                }),
                cause: Some(match e.cause {
                    Cause::Named => ExcludedCause::Named,
                    Cause::Leave => ExcludedCause::Leave,
                    Cause::NoWeight => ExcludedCause::NoWeight,
                }),
                note: Some(e.note).filter(|n| !n.is_empty()),
                ..RosterRow::default()
            })
            .collect(),
    }
}

/// Rows of the pools of a draw, in the order of the roster.
#[utoipa::path(get, path = "/draws/{id}/roster", operation_id = "list_draw_roster", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw"), RosterParams),
    responses((status = 200, body = Paged<RosterRow>), OneProblems))]
pub(crate) async fn list_draw_roster(
    session: Session,
    Id(id): Id,
    Params(p): Params<RosterParams>,
) -> Result<Json<Paged<RosterRow>>, Problem> {
    let (roster, _) = roster::roster(&session.ctx, DrawId(id)).await?;
    let q = p.q.unwrap_or_default().trim().to_lowercase();
    let meets = |text: &str| text.to_lowercase().contains(&q);
    let all: Vec<RosterRow> =
        rows(roster, p.part).into_iter().filter(|r| meets(&r.name) || r.code.as_deref().is_some_and(meets)).collect();
    let page: Page = page(p.page, p.page_size);
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(page.size()).unwrap_or(usize::MAX);
    let items: Vec<RosterRow> = all.into_iter().skip(skip).take(take).collect();
    Ok(Json(Paged::of(Rows::new(items, total, page), |r| r)))
}
