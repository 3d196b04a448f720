//! `GET /risks`: the census of an enterprise, or the major risks of everybody the viewer sees.

use anlu_app::risk::{RiskView, list};
use anlu_domain::{
    ids::{EnterpriseId, GridId},
    risk,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Named, Time},
        vocabulary::mirror,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// Grade of a risk, by colour.
    RiskGrade = risk::Grade { Red, Orange, Yellow, Blue }
}
mirror! {
    /// What a risk point is.
    RiskKind = risk::RiskKind { Area, Equipment, Activity, Post }
}
mirror! {
    /// How a risk stands as a major one.
    RiskStanding = risk::Standing { Unregistered, Registered, CancelAsked, Cancelled }
}

/// Which risks by their standing as major ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MajorView {
    /// Red, or registered and not cancelled.
    Present,
    /// Red and not registered.
    Unregistered,
    /// Registered.
    Registered,
    /// Waiting to be struck off.
    CancelAsked,
    /// Struck off.
    Cancelled,
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RiskParams {
    /// Only of this enterprise.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Only of enterprises in this grid node and below.
    pub(crate) grid_id: Option<Uuid>,
    /// Only this grade.
    #[param(inline)]
    pub(crate) grade: Option<RiskGrade>,
    /// Only this kind.
    #[param(inline)]
    pub(crate) kind: Option<RiskKind>,
    /// Only major ones that stand so.
    #[param(inline)]
    pub(crate) major: Option<MajorView>,
    /// Only those taken off the list (`true`) or on it (`false`).
    pub(crate) retired: Option<bool>,
    /// Part of name, place, accident, owner or enterprise name.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One risk in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Number within the enterprise.
    #[schema(example = "FX-0003")]
    pub(crate) no: String,
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// Grid node of the enterprise.
    pub(crate) grid: Option<Named>,
    /// Name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: RiskKind,
    /// Where, in words.
    pub(crate) place: Option<String>,
    /// What may happen.
    pub(crate) accident: String,
    /// Who answers for it.
    pub(crate) owner: String,
    /// Colour.
    pub(crate) grade: RiskGrade,
    /// Score.
    pub(crate) score: f64,
    /// Method it was graded by.
    pub(crate) method: String,
    /// How it stands as a major risk.
    pub(crate) standing: Option<RiskStanding>,
    /// Who watches it, when it is registered.
    pub(crate) monitor: Option<String>,
    /// When somebody noted last how it is watched.
    pub(crate) noted_at: Option<Time>,
    /// Controls in force.
    pub(crate) controls: usize,
    /// Where it stands on a picture.
    pub(crate) spot: Option<RiskSpot>,
    /// It was taken off the list.
    pub(crate) retired: bool,
    /// Version.
    pub(crate) version: i64,
}

/// A place on a picture, thousandths of its width and height from the upper left corner.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskSpot {
    /// SHA-256 of the picture.
    #[schema(min_length = 64, max_length = 64)]
    pub(crate) picture: String,
    /// From the left.
    #[schema(minimum = 0, maximum = 1000)]
    pub(crate) x: u16,
    /// From the top.
    #[schema(minimum = 0, maximum = 1000)]
    pub(crate) y: u16,
    /// Corners of the coloured area around it, in order: pairs of the same. Empty: a point alone.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub(crate) area: Vec<[u16; 2]>,
}

impl From<risk::Spot> for RiskSpot {
    fn from(s: risk::Spot) -> Self {
        let area = s.area.iter().map(|&(x, y)| [x, y]).collect();
        Self { picture: s.picture.to_string(), x: s.x, y: s.y, area }
    }
}

impl From<RiskParams> for list::Filter {
    fn from(p: RiskParams) -> Self {
        let standings = match p.major {
            None => Vec::new(),
            Some(MajorView::Present) => {
                vec![risk::Standing::Unregistered, risk::Standing::Registered, risk::Standing::CancelAsked]
            }
            Some(MajorView::Unregistered) => vec![risk::Standing::Unregistered],
            Some(MajorView::Registered) => vec![risk::Standing::Registered],
            Some(MajorView::CancelAsked) => vec![risk::Standing::CancelAsked],
            Some(MajorView::Cancelled) => vec![risk::Standing::Cancelled],
        };
        Self {
            enterprise: p.enterprise_id.map(EnterpriseId),
            grid: p.grid_id.map(GridId),
            grade: p.grade.map(Into::into),
            kind: p.kind.map(Into::into),
            standings,
            retired: p.retired,
            q: p.q,
        }
    }
}

impl From<RiskView> for RiskRow {
    fn from(v: RiskView) -> Self {
        let r = v.risk;
        let controls = r.kept().count();
        Self {
            id: r.id.0,
            no: r.no,
            enterprise: v.enterprise.into(),
            grid: v.grid.map(Into::into),
            name: r.name,
            kind: r.kind.into(),
            place: r.place,
            accident: r.accident,
            owner: r.owner,
            grade: r.assessment.grade.into(),
            score: r.assessment.score.number(),
            method: r.assessment.method,
            standing: v.standing.map(Into::into),
            monitor: r.major.as_ref().map(|m| m.monitor.clone()),
            noted_at: r.major.as_ref().and_then(|m| m.notes.last()).map(|n| n.at.into()),
            controls,
            spot: r.spot.map(Into::into),
            retired: r.retired.is_some(),
            version: v.version,
        }
    }
}

/// Risks in the viewer's scope, gravest first.
#[utoipa::path(get, path = "/risks", operation_id = "list_risks", tag = "risks", params(RiskParams),
    responses((status = 200, body = Paged<RiskRow>), ListProblems))]
pub(crate) async fn list_risks(
    session: Session,
    Params(filter): Params<RiskParams>,
) -> Result<Json<Paged<RiskRow>>, Problem> {
    let page = page(filter.page, filter.page_size);
    let found = list::list(&session.ctx, &filter.into(), page).await?;
    Ok(Json(Paged::of(found, RiskRow::from)))
}
