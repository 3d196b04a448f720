//! `POST /draws`: plans a draw.

use std::collections::BTreeMap;

use anlu_app::draw::plan::{NewPlan, plan};
use anlu_domain::{
    draw::plan::{Beacon, Weighing},
    ids::{GridId, InspectorId, UserId},
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::{DrawBeacon, DrawRecord};
use crate::{
    api::{values::Day, vocabulary::Sector},
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// A plan as it is made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawDraft {
    /// 抽查计划名称.
    #[schema(min_length = 1, max_length = 500)]
    name: String,
    /// List of the pack that it is made from.
    list: Option<String>,
    /// First day of the visits.
    from: Day,
    /// Last day of the visits.
    to: Day,
    /// 抽查事项清单.
    #[schema(min_items = 1, max_items = 100)]
    items: Vec<String>,
    /// Sectors of the pool; any when empty.
    #[serde(default)]
    sectors: Vec<Sector>,
    /// Only subjects in this grid or below.
    grid_id: Option<Uuid>,
    /// Condition over the facts of enterprises.
    #[schema(max_length = 2000)]
    among: Option<String>,
    /// How many subjects are drawn.
    #[schema(minimum = 1, maximum = 100_000)]
    count: u32,
    /// Inspectors for each subject.
    #[schema(minimum = 1, maximum = 5)]
    team: u32,
    /// The first two come from different departments.
    #[serde(default)]
    cross_department: bool,
    /// Inspectors must know the sectors.
    #[serde(default)]
    match_skills: bool,
    /// Weight of what has no grade that is listed.
    #[schema(maximum = 1_000)]
    weight: u32,
    /// Weight by grade (`a` to `d`).
    #[serde(default)]
    weights: BTreeMap<String, u32>,
    /// Account of seat a.
    party_a: Uuid,
    /// Account of seat b, another person.
    party_b: Uuid,
    /// 监督人.
    #[serde(default)]
    supervisors: Vec<String>,
    /// A public value mixed into the seed.
    beacon: Option<DrawBeacon>,
    /// Hours for each step of the parties.
    #[schema(minimum = 1, maximum = 720)]
    hours: u32,
    /// The pool of inspectors.
    #[schema(min_items = 1, max_items = 10_000)]
    inspectors: Vec<Uuid>,
}

/// Plans a draw; its pools are frozen in a later step.
#[utoipa::path(post, path = "/draws", operation_id = "plan_draw", tag = "draws",
    request_body = DrawDraft, responses((status = 201, body = DrawRecord), WriteProblems))]
pub(crate) async fn plan_draw(
    session: Session,
    Body(d): Body<DrawDraft>,
) -> Result<(StatusCode, Json<DrawRecord>), Problem> {
    let filled = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let new = NewPlan {
        name: d.name,
        list: d.list,
        period: (d.from.0, d.to.0),
        items: d.items,
        sectors: d.sectors.into_iter().map(Into::into).collect(),
        grid: d.grid_id.map(GridId),
        among: filled(d.among),
        count: d.count,
        team: d.team,
        cross_department: d.cross_department,
        match_skills: d.match_skills,
        weighing: Weighing { default: d.weight, grades: d.weights, sectors: BTreeMap::new() },
        parties: [UserId(d.party_a), UserId(d.party_b)],
        supervisors: d.supervisors,
        beacon: d.beacon.map(|b| Beacon { source: b.source, round: b.round }),
        hours: d.hours,
        inspectors: d.inspectors.into_iter().map(InspectorId).collect(),
    };
    Ok((StatusCode::CREATED, Json(plan(&session.ctx, &new).await?.into())))
}
