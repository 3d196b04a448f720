//! `GET` and `POST /hazard-rejudgement`: open hazards by the criteria in force, what differs, and what people decide.

use anlu_app::hazard::rejudge::{self as app, Difference};
use anlu_domain::{hazard, ids::HazardId};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::HazardLevel;
use crate::{
    api::{
        backtests::values::Bilingual,
        values::{Day, Named},
    },
    error::{Problem, ReadProblems, WriteProblems},
    extract::{Body, Session},
};

/// A criterion, as it was in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptClause {
    /// Id in the pack.
    pub(crate) id: String,
    /// Its words.
    pub(crate) text: Bilingual,
}

/// What criteria said of a hazard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardJudgement {
    /// Pack and version.
    pub(crate) pack: String,
    /// The day whose criteria were asked.
    pub(crate) day: Day,
    /// The level they proposed.
    pub(crate) proposed: HazardLevel,
    /// The criterion it meets.
    pub(crate) criterion: Option<KeptClause>,
}

impl From<hazard::Clause> for KeptClause {
    fn from(c: hazard::Clause) -> Self {
        Self { id: c.id, text: Bilingual { zh: c.zh, en: c.en } }
    }
}

impl From<hazard::Judgement> for HazardJudgement {
    fn from(j: hazard::Judgement) -> Self {
        Self {
            proposed: j.proposed().into(),
            pack: format!("{} {}", j.pack.id, j.pack.version),
            day: j.day.into(),
            criterion: j.criterion.map(Into::into),
        }
    }
}

/// A hazard about which the criteria in force say something else than before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejudgedHazard {
    /// Hazard.
    pub(crate) id: Uuid,
    /// Human number.
    pub(crate) no: String,
    /// One line.
    pub(crate) title: String,
    /// Version to decide on.
    pub(crate) version: i64,
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// Its level.
    pub(crate) level: HazardLevel,
    /// Its clause.
    pub(crate) clause: Option<String>,
    /// What it was judged by; absent: it never was.
    pub(crate) before: Option<HazardJudgement>,
    /// The level that the criteria in force propose.
    pub(crate) proposed: HazardLevel,
    /// The criterion in force that it meets.
    pub(crate) criterion: Option<KeptClause>,
}

/// What differs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rejudgement {
    /// Open hazards that were judged.
    pub(crate) judged: u64,
    /// Hazards that differ.
    pub(crate) total: u64,
    /// At most 500 of them.
    pub(crate) items: Vec<RejudgedHazard>,
}

impl From<Difference> for RejudgedHazard {
    fn from(d: Difference) -> Self {
        Self {
            id: d.id.0,
            no: d.no,
            title: d.title,
            version: d.version,
            enterprise: d.enterprise.into(),
            level: d.level.into(),
            clause: d.clause,
            before: d.before.map(Into::into),
            proposed: d.proposed.into(),
            criterion: d.criterion.map(Into::into),
        }
    }
}

/// A decision about one hazard.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejudgeDecision {
    /// Hazard.
    pub(crate) id: Uuid,
    /// Version it is based on.
    pub(crate) version: i64,
    /// Level and clause follow the criteria; otherwise they stay.
    pub(crate) follow: bool,
}

/// Decisions, all or nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejudgeDecisions {
    /// Decisions, at most 500.
    #[schema(max_items = 500)]
    pub(crate) decisions: Vec<RejudgeDecision>,
    /// Why; required when something stays as it was.
    #[schema(max_length = 1000)]
    pub(crate) reason: Option<String>,
}

/// Judges every open hazard by the criteria in force; what differs. Nothing changes.
#[utoipa::path(get, path = "/hazard-rejudgement", operation_id = "get_hazard_rejudgement", tag = "hazards",
    responses((status = 200, body = Rejudgement), ReadProblems))]
pub(crate) async fn get_hazard_rejudgement(session: Session) -> Result<Json<Rejudgement>, Problem> {
    let found = app::differences(&session.ctx).await?;
    let items = found.items.into_iter().map(Into::into).collect();
    Ok(Json(Rejudgement { judged: found.judged, total: found.total, items }))
}

/// Decides what changed criteria mean for hazards.
#[utoipa::path(post, path = "/hazard-rejudgement", operation_id = "decide_hazard_rejudgement", tag = "hazards",
    request_body = RejudgeDecisions, responses((status = 204, description = "Decided."), WriteProblems))]
pub(crate) async fn decide_hazard_rejudgement(
    session: Session,
    Body(asked): Body<RejudgeDecisions>,
) -> Result<StatusCode, Problem> {
    let one = |d: &RejudgeDecision| app::Decision { id: HazardId(d.id), version: d.version, follow: d.follow };
    let decisions: Vec<_> = asked.decisions.iter().map(one).collect();
    app::decide(&session.ctx, &decisions, &asked.reason.unwrap_or_default()).await?;
    Ok(StatusCode::NO_CONTENT)
}
