//! `POST /hazards/{id}/plan`: 五落实.

use anlu_app::hazard::plan;
use anlu_domain::{hazard::PlanDraft, ids::HazardId};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::HazardRecord;
use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// 五落实. A part that is missing is refused with a pointer to it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardPlanInput {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// 措施: what will be done.
    #[schema(max_length = 4000)]
    pub(crate) measure: Option<String>,
    /// 资金: money set aside, whole yuan.
    pub(crate) money_yuan: Option<u64>,
    /// 责任: the person who answers for it.
    #[schema(max_length = 50)]
    pub(crate) person_name: Option<String>,
    /// 时限: last day.
    pub(crate) deadline: Option<Day>,
    /// 预案: protection until it is mended.
    #[schema(max_length = 4000)]
    pub(crate) emergency_plan: Option<String>,
    /// 治理目标: what has to be reached; required for a major hazard.
    #[schema(max_length = 4000)]
    pub(crate) goal: Option<String>,
}

/// Sets (or corrects) the plan: measure, money, person, deadline and emergency plan must all be there.
#[utoipa::path(post, path = "/hazards/{id}/plan", operation_id = "plan_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardPlanInput,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn plan_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardPlanInput>,
) -> Result<Json<HazardRecord>, Problem> {
    let draft = PlanDraft {
        person_name: input.person_name,
        measure: input.measure,
        money_yuan: input.money_yuan,
        deadline: input.deadline.map(|d| d.0),
        emergency_plan: input.emergency_plan,
        goal: input.goal,
    };
    Ok(Json(plan::plan(&session.ctx, HazardId(id), input.version, draft).await?.into()))
}
