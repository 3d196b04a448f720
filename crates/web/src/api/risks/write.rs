//! Writing the census: a risk, its change, its place on a picture, taking it off the list.

use std::collections::BTreeMap;

use anlu_app::risk::write;
use anlu_domain::{
    evidence::EvidenceHash,
    ids::{ControlId, EnterpriseId, RiskId},
    risk,
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    get::{ControlKind, ControlLevel, RiskRecord},
    list::{RiskKind, RiskSpot},
};
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A control as it is written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ControlDraft {
    /// The control it changes; without it, a new one.
    pub(crate) id: Option<Uuid>,
    /// How it works.
    pub(crate) kind: ControlKind,
    /// What has to hold.
    #[schema(min_length = 1, max_length = 500)]
    pub(crate) text: String,
    /// Who keeps it: a name or a post.
    #[schema(min_length = 1, max_length = 100)]
    pub(crate) owner: String,
    /// Level that keeps it.
    pub(crate) level: ControlLevel,
}

/// A risk as it is written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "油漆存放处", "kind": "area", "accident": "火灾", "owner": "安全员", "method": "lec",
    "factors": {"L": 3, "E": 6, "C": 15},
    "controls": [{"kind": "engineering", "text": "油漆单独存放", "owner": "安全员", "level": "company"}]}))]
pub(crate) struct RiskDraft {
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: RiskKind,
    /// Where, in words.
    #[schema(max_length = 100)]
    pub(crate) place: Option<String>,
    /// What may happen.
    #[schema(min_length = 1, max_length = 500)]
    pub(crate) accident: String,
    /// Who answers for it: a name or a post.
    #[schema(min_length = 1, max_length = 100)]
    pub(crate) owner: String,
    /// Method of the census.
    pub(crate) method: String,
    /// A value of the method's scale for each factor.
    pub(crate) factors: BTreeMap<String, f64>,
    /// Why it is graded so.
    #[schema(max_length = 500)]
    pub(crate) reason: Option<String>,
    /// Controls that shall be in force; those left out are taken away.
    #[schema(min_items = 1, max_items = 40)]
    pub(crate) controls: Vec<ControlDraft>,
}

/// A risk as it is written anew.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RiskChange {
    /// Version the change is based on.
    pub(crate) version: i64,
    /// What it shall be.
    #[serde(flatten)]
    pub(crate) draft: RiskDraft,
}

/// Where a risk shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskPlacing {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Place on a picture of the enterprise; absent: on none.
    pub(crate) spot: Option<RiskSpot>,
}

/// Why a risk is taken off the list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskRetirement {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Why.
    #[schema(max_length = 500)]
    pub(crate) reason: String,
}

impl RiskDraft {
    /// As the use cases take it, with its method.
    fn read(self) -> Result<(String, risk::RiskDraft), Problem> {
        let value = |(code, number): (String, f64)| match risk::Tenths::of(number) {
            Some(value) => Ok((code, value)),
            None => Err(Problem::invalid(format!("/factors/{code}"), "off_scale")),
        };
        let control = |c: ControlDraft| risk::ControlDraft {
            id: c.id.map(ControlId),
            kind: c.kind.into(),
            text: c.text,
            owner: c.owner,
            level: c.level.into(),
        };
        let draft = risk::RiskDraft {
            name: self.name,
            kind: self.kind.into(),
            place: self.place,
            accident: self.accident,
            owner: self.owner,
            factors: self.factors.into_iter().map(value).collect::<Result<_, _>>()?,
            reason: self.reason.unwrap_or_default(),
            controls: self.controls.into_iter().map(control).collect(),
        };
        Ok((self.method, draft))
    }
}

/// Adds a risk to the census.
#[utoipa::path(post, path = "/enterprises/{id}/risks", operation_id = "create_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = RiskDraft,
    responses((status = 201, body = RiskRecord), WriteProblems))]
pub(crate) async fn create_risk(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskDraft>,
) -> Result<(StatusCode, Json<RiskRecord>), Problem> {
    let (method, draft) = input.read()?;
    let made = write::create(&session.ctx, EnterpriseId(id), &method, &draft).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Writes a risk anew: name, grade, controls.
#[utoipa::path(put, path = "/risks/{id}", operation_id = "change_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")), request_body = RiskChange,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn change_risk(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskChange>,
) -> Result<Json<RiskRecord>, Problem> {
    let version = input.version;
    let (method, draft) = input.draft.read()?;
    Ok(Json(write::change(&session.ctx, RiskId(id), version, &method, &draft).await?.into()))
}

/// Puts a risk on a picture, or takes it off.
#[utoipa::path(post, path = "/risks/{id}/spot", operation_id = "place_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")), request_body = RiskPlacing,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn place_risk(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskPlacing>,
) -> Result<Json<RiskRecord>, Problem> {
    let spot = match input.spot {
        None => None,
        Some(s) => Some(risk::Spot {
            picture: EvidenceHash::parse(&s.picture).ok_or_else(|| Problem::invalid("/spot/picture", "not_found"))?,
            x: s.x,
            y: s.y,
            area: s.area.iter().map(|&[x, y]| (x, y)).collect(),
        }),
    };
    Ok(Json(write::place(&session.ctx, RiskId(id), input.version, spot).await?.into()))
}

/// Takes a risk off the list.
#[utoipa::path(post, path = "/risks/{id}/retirement", operation_id = "retire_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")), request_body = RiskRetirement,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn retire_risk(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskRetirement>,
) -> Result<Json<RiskRecord>, Problem> {
    Ok(Json(write::retire(&session.ctx, RiskId(id), input.version, &input.reason).await?.into()))
}
