//! Governing a major hazard: receipt of the notice, approval of the plan, progress, listing, acceptance, publication.

use anlu_app::hazard::govern;
use anlu_domain::{hazard, ids::HazardId};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::get::HazardRecord;
use crate::{
    api::{
        evidence::upload::{Attachment, attached},
        values::{Day, Time},
        vocabulary::mirror,
    },
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

mirror! {
    /// Which authority supervises a listed hazard.
    ListingLevel = hazard::ListingLevel { County, City, Province }
}

/// Who did something, when, with which words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    /// Who.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Time,
    /// Words.
    pub(crate) note: Option<String>,
}

impl From<hazard::Step> for Done {
    fn from(s: hazard::Step) -> Self {
        Self { by: s.by.name, at: s.at.into(), note: Some(s.note).filter(|n| !n.is_empty()) }
    }
}

/// 重大隐患告知书, word for word as it was issued.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MajorNotice {
    /// Number of the document.
    pub(crate) no: String,
    /// Name of the enterprise.
    pub(crate) enterprise: String,
    /// Principal it is addressed to.
    pub(crate) principal: Option<String>,
    /// The hazard in one line.
    pub(crate) title: String,
    /// What exactly.
    pub(crate) description: String,
    /// Where.
    pub(crate) place: Option<String>,
    /// Criterion it meets.
    pub(crate) clause: Option<String>,
    /// Last day for mending.
    pub(crate) deadline: Option<Day>,
    /// Who issued it.
    pub(crate) issued: Done,
    /// The principal's confirmation that he has read it; absent while he has not.
    pub(crate) receipt: Option<Done>,
}

/// 挂牌督办.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MajorListing {
    /// Level.
    pub(crate) level: ListingLevel,
    /// Authority that listed it.
    pub(crate) body: String,
    /// Last day of the supervision.
    pub(crate) deadline: Day,
    /// Who entered it.
    pub(crate) listed: Done,
    /// 摘牌; absent while it stands.
    pub(crate) lifted: Option<Done>,
}

/// An expert.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expert {
    /// Name.
    #[schema(max_length = 60)]
    pub(crate) name: String,
    /// Unit or title.
    #[schema(max_length = 60)]
    pub(crate) unit: String,
}

/// 专家验收.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MajorAcceptance {
    /// Who judged.
    pub(crate) experts: Vec<Expert>,
    /// Their opinion.
    pub(crate) opinion: String,
    /// They find it mended.
    pub(crate) passed: bool,
    /// Who entered it.
    pub(crate) entered: Done,
}

/// What a major hazard has beyond its loop.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Governance {
    /// Notice to the principal.
    pub(crate) notice: Option<MajorNotice>,
    /// The newest listing.
    pub(crate) listing: Option<MajorListing>,
    /// Reports of progress, newest first.
    pub(crate) progress: Vec<Done>,
    /// Days between two reports.
    pub(crate) progress_days: Option<u16>,
    /// Last day for the next report.
    pub(crate) progress_due: Option<Day>,
    /// The newest acceptance.
    pub(crate) acceptance: Option<MajorAcceptance>,
    /// Made public.
    pub(crate) published: Option<Done>,
}

impl From<hazard::Governance> for Governance {
    fn from(g: hazard::Governance) -> Self {
        Self {
            notice: g.notice.map(|n| MajorNotice {
                no: n.no,
                enterprise: n.enterprise,
                principal: n.principal,
                title: n.title,
                description: n.description,
                place: n.place,
                clause: n.clause,
                deadline: n.deadline.map(Into::into),
                issued: n.issued.into(),
                receipt: n.receipt.map(Into::into),
            }),
            listing: g.listing.map(|l| MajorListing {
                level: l.level.into(),
                body: l.body,
                deadline: l.deadline.into(),
                listed: l.listed.into(),
                lifted: l.lifted.map(Into::into),
            }),
            progress: g.progress.into_iter().rev().map(Into::into).collect(),
            progress_days: g.progress_days,
            progress_due: g.progress_due.map(Into::into),
            acceptance: g.acceptance.map(|a| MajorAcceptance {
                experts: a.experts.into_iter().map(|e| Expert { name: e.name, unit: e.unit }).collect(),
                opinion: a.opinion,
                passed: a.passed,
                entered: a.step.into(),
            }),
            published: g.published.map(Into::into),
        }
    }
}

/// A step that needs no more than words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardWords {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Words; required to lift a listing.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// A report of progress.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardProgress {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// What was done; required.
    #[schema(max_length = 2000)]
    pub(crate) note: String,
    /// Evidence uploaded before.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// 挂牌督办.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardListing {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Level.
    pub(crate) level: ListingLevel,
    /// Authority that lists it.
    #[schema(max_length = 60)]
    pub(crate) body: String,
    /// Last day of the supervision.
    pub(crate) deadline: Day,
    /// Words.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// What experts found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardAcceptance {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Who judged; at least one.
    #[schema(max_items = 20)]
    pub(crate) experts: Vec<Expert>,
    /// They find it mended; `false` sends it back with their opinion.
    pub(crate) passed: bool,
    /// Their opinion.
    #[schema(max_length = 2000)]
    pub(crate) opinion: String,
    /// Signed opinion or pictures, uploaded before; at least one.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// Whether it is public.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardPublication {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Made public, or no longer.
    pub(crate) public: bool,
    /// Words.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// The principal confirms that he has read the notice.
#[utoipa::path(post, path = "/hazards/{id}/notice/receipt", operation_id = "confirm_hazard_notice", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardWords,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn confirm_hazard_notice(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardWords>,
) -> Result<Json<HazardRecord>, Problem> {
    Ok(Json(govern::confirm_notice(&session.ctx, HazardId(id), input.version).await?.into()))
}

/// The principal approves the governance plan.
#[utoipa::path(post, path = "/hazards/{id}/plan/approval", operation_id = "approve_hazard_plan", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardWords,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn approve_hazard_plan(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardWords>,
) -> Result<Json<HazardRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    Ok(Json(govern::approve_plan(&session.ctx, HazardId(id), input.version, &note).await?.into()))
}

/// Reports progress; the next report is counted from it.
#[utoipa::path(post, path = "/hazards/{id}/progress", operation_id = "report_hazard_progress", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardProgress,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn report_hazard_progress(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardProgress>,
) -> Result<Json<HazardRecord>, Problem> {
    let evidence = attached(&input.evidence)?;
    let done = govern::report_progress(&session.ctx, HazardId(id), input.version, &input.note, &evidence).await?;
    Ok(Json(done.into()))
}

/// Puts a major hazard under the supervision of an authority (挂牌督办).
#[utoipa::path(post, path = "/hazards/{id}/listing", operation_id = "list_major_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardListing,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn list_major_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardListing>,
) -> Result<Json<HazardRecord>, Problem> {
    let draft = hazard::ListingDraft {
        level: input.level.into(),
        body: input.body,
        deadline: input.deadline.0,
        note: input.note.unwrap_or_default(),
    };
    Ok(Json(govern::list(&session.ctx, HazardId(id), input.version, draft).await?.into()))
}

/// Lifts a listing (摘牌), with a reason, once the mending is verified.
#[utoipa::path(post, path = "/hazards/{id}/listing/lift", operation_id = "lift_hazard_listing", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardWords,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn lift_hazard_listing(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardWords>,
) -> Result<Json<HazardRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    Ok(Json(govern::lift(&session.ctx, HazardId(id), input.version, &note).await?.into()))
}

/// Enters what experts found; never by whoever handed the mending in.
#[utoipa::path(post, path = "/hazards/{id}/acceptance", operation_id = "accept_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardAcceptance,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn accept_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardAcceptance>,
) -> Result<Json<HazardRecord>, Problem> {
    let evidence = attached(&input.evidence)?;
    let experts = input.experts.into_iter().map(|e| hazard::Expert { name: e.name, unit: e.unit }).collect();
    let draft = hazard::AcceptanceDraft { experts, opinion: input.opinion, passed: input.passed };
    Ok(Json(govern::accept(&session.ctx, HazardId(id), input.version, draft, &evidence).await?.into()))
}

/// Makes a major hazard public, or takes that back.
#[utoipa::path(post, path = "/hazards/{id}/publication", operation_id = "publish_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardPublication,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn publish_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardPublication>,
) -> Result<Json<HazardRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    Ok(Json(govern::publish(&session.ctx, HazardId(id), input.version, input.public, &note).await?.into()))
}
