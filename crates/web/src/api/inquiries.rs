//! `/inquiries`: proposals to handle something as an accident investigation (按事故调查处理).

use anlu_app::inquiry::{self as app, InquiryFilter, StoredInquiry};
use anlu_domain::{
    ids::{EnterpriseId, HazardId, InquiryId},
    inquiry,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        backtests::values::Bilingual,
        evidence::upload::EvidencePhase,
        hazards::govern::Done,
        paging::{Paged, page},
        values::{Day, Named, Time},
        vocabulary::mirror,
    },
    error::{ListProblems, OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

mirror! {
    /// What a proposal is about.
    InquiryGround = inquiry::Ground { NoInspection, RefusedMajor }
}
mirror! {
    /// Where a proposal stands.
    InquiryState = inquiry::InquiryState { Proposed, Confirmed, Dismissed }
}

/// An inspection that was owed and not done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissedDuty {
    /// Duty id.
    duty: String,
    /// Name.
    title: Bilingual,
    /// Clause.
    clause: String,
    /// First day of the period.
    period_start: Day,
    /// Last day of it.
    period_end: Day,
    /// Last day to do it.
    due: Day,
}

/// Something that happened to the hazard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InquiryEvent {
    /// When.
    at: Time,
    /// Who.
    actor: String,
    /// Verb of the ledger.
    action: String,
    /// Words.
    note: Option<String>,
}

/// A piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InquiryProof {
    /// SHA-256 of the content.
    hash: String,
    /// What it proves.
    phase: EvidencePhase,
    /// File name.
    name: String,
    /// Who attached it.
    by: String,
    /// When.
    at: Time,
}

/// The hazard that was not mended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unmended {
    /// Number.
    no: String,
    /// Title.
    title: String,
    /// Criterion.
    clause: Option<String>,
    /// Deadline.
    deadline: Day,
    /// Days past it.
    days_late: u32,
    /// Number of the notice to the principal.
    notice: Option<String>,
    /// When the notice was issued.
    notice_at: Option<Time>,
    /// When the principal confirmed it.
    receipt_at: Option<Time>,
    /// What happened, oldest first.
    events: Vec<InquiryEvent>,
    /// Evidence.
    proofs: Vec<InquiryProof>,
}

/// Facts, as they stood when it was proposed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InquiryFacts {
    /// Name of the enterprise.
    enterprise: String,
    /// Its principal.
    principal: Option<String>,
    /// Inspections that were owed and not done.
    duties: Vec<MissedDuty>,
    /// The hazard.
    hazard: Option<Unmended>,
}

impl From<inquiry::Facts> for InquiryFacts {
    fn from(f: inquiry::Facts) -> Self {
        Self {
            enterprise: f.enterprise,
            principal: f.principal,
            duties: f.duties.into_iter().map(missed).collect(),
            hazard: f.hazard.map(unmended),
        }
    }
}

fn missed(d: inquiry::MissedDuty) -> MissedDuty {
    MissedDuty {
        duty: d.duty,
        title: Bilingual { zh: d.zh, en: d.en },
        clause: d.clause,
        period_start: d.period_start.into(),
        period_end: d.period_end.into(),
        due: d.due.into(),
    }
}

fn unmended(h: inquiry::Unmended) -> Unmended {
    let event = |e: inquiry::Event| InquiryEvent { at: e.at.into(), actor: e.actor, action: e.action, note: e.note };
    let proof = |p: inquiry::Proof| InquiryProof {
        hash: p.hash.to_string(),
        phase: p.phase.into(),
        name: p.name,
        by: p.by.name,
        at: p.at.into(),
    };
    Unmended {
        no: h.no,
        title: h.title,
        clause: h.clause,
        deadline: h.deadline.into(),
        days_late: h.days_late,
        notice: h.notice,
        notice_at: h.notice_at.map(Into::into),
        receipt_at: h.receipt_at.map(Into::into),
        events: h.events.into_iter().map(event).collect(),
        proofs: h.proofs.into_iter().map(proof).collect(),
    }
}

/// A case draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InquiryRecord {
    /// Id.
    id: Uuid,
    /// Number.
    #[schema(example = "DC-20261126-0001")]
    no: String,
    /// Enterprise.
    enterprise: Named,
    /// The hazard, when it is about one.
    hazard_id: Option<Uuid>,
    /// Ground.
    ground: InquiryGround,
    /// Where it stands.
    state: InquiryState,
    /// Who proposed it, when, why.
    proposed: Done,
    /// Facts.
    facts: InquiryFacts,
    /// Who decided, when, why.
    decided: Option<Done>,
    /// The viewer may decide it now.
    can_decide: bool,
    /// Send it back with a decision.
    version: i64,
}

/// A case draft in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InquiryRow {
    /// Id.
    id: Uuid,
    /// Number.
    no: String,
    /// Enterprise.
    enterprise: Named,
    /// Ground.
    ground: InquiryGround,
    /// Where it stands.
    state: InquiryState,
    /// Who proposed it, when, why.
    proposed: Done,
}

/// What speaks for a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InquiryGrounds {
    /// Facts as they stand.
    facts: InquiryFacts,
    /// The viewer may propose it now.
    can_propose: bool,
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InquiryParams {
    /// Only this state.
    #[param(inline)]
    state: Option<InquiryState>,
    /// Only of this enterprise.
    enterprise_id: Option<Uuid>,
    /// Only about this hazard.
    hazard_id: Option<Uuid>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// Whom it is about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GroundsParams {
    /// Enterprise.
    enterprise_id: Uuid,
    /// One of its hazards; without it, inspections that were not done.
    hazard_id: Option<Uuid>,
}

/// A proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InquiryDraft {
    /// Enterprise.
    enterprise_id: Uuid,
    /// One of its hazards; without it, inspections that were not done.
    hazard_id: Option<Uuid>,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InquiryDecision {
    /// Version it is based on.
    version: i64,
    /// Handled as an accident investigation, or not.
    confirmed: bool,
    /// Why; required either way.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

fn record(session: &Session, stored: StoredInquiry) -> InquiryRecord {
    let can_decide = app::can_decide(&session.ctx, &stored.inquiry);
    let i = stored.inquiry;
    InquiryRecord {
        id: i.id.0,
        no: i.no,
        enterprise: Named { id: i.enterprise.0, name: i.facts.enterprise.clone() },
        hazard_id: i.hazard.map(|h| h.0),
        ground: i.ground.into(),
        state: i.state.into(),
        proposed: i.proposed.into(),
        facts: i.facts.into(),
        decided: i.decided.map(Into::into),
        can_decide,
        version: stored.version,
    }
}

/// Proposals in the viewer's scope, newest first.
#[utoipa::path(get, path = "/inquiries", operation_id = "list_inquiries", tag = "hazards", params(InquiryParams),
    responses((status = 200, body = Paged<InquiryRow>), ListProblems))]
pub(crate) async fn list_inquiries(
    session: Session,
    Params(asked): Params<InquiryParams>,
) -> Result<Json<Paged<InquiryRow>>, Problem> {
    let filter = InquiryFilter {
        state: asked.state.map(Into::into),
        enterprise: asked.enterprise_id.map(EnterpriseId),
        hazard: asked.hazard_id.map(HazardId),
    };
    let found = app::list(&session.ctx, &filter, page(asked.page, asked.page_size)).await?;
    Ok(Json(Paged::of(found, |s: StoredInquiry| InquiryRow {
        id: s.inquiry.id.0,
        no: s.inquiry.no,
        enterprise: Named { id: s.inquiry.enterprise.0, name: s.inquiry.facts.enterprise },
        ground: s.inquiry.ground.into(),
        state: s.inquiry.state.into(),
        proposed: s.inquiry.proposed.into(),
    })))
}

/// What speaks for a proposal about an enterprise or one of its hazards, as it stands now.
#[utoipa::path(get, path = "/inquiry-grounds", operation_id = "get_inquiry_grounds", tag = "hazards",
    params(GroundsParams), responses((status = 200, body = InquiryGrounds), OneProblems))]
pub(crate) async fn get_inquiry_grounds(
    session: Session,
    Params(asked): Params<GroundsParams>,
) -> Result<Json<InquiryGrounds>, Problem> {
    let about = asked.hazard_id.map(HazardId);
    let found = app::grounds(&session.ctx, EnterpriseId(asked.enterprise_id), about).await?;
    Ok(Json(InquiryGrounds { facts: found.facts.into(), can_propose: found.can_propose }))
}

/// Proposes to handle it as an accident investigation, with the facts attached.
#[utoipa::path(post, path = "/inquiries", operation_id = "propose_inquiry", tag = "hazards",
    request_body = InquiryDraft, responses((status = 201, body = InquiryRecord), WriteProblems))]
pub(crate) async fn propose_inquiry(
    session: Session,
    Body(draft): Body<InquiryDraft>,
) -> Result<(StatusCode, Json<InquiryRecord>), Problem> {
    let about = draft.hazard_id.map(HazardId);
    let made = app::propose(&session.ctx, EnterpriseId(draft.enterprise_id), about, &draft.reason).await?;
    Ok((StatusCode::CREATED, Json(record(&session, made))))
}

/// One case draft.
#[utoipa::path(get, path = "/inquiries/{id}", operation_id = "get_inquiry", tag = "hazards",
    params(("id" = Uuid, Path, description = "Case draft")),
    responses((status = 200, body = InquiryRecord), OneProblems))]
pub(crate) async fn get_inquiry(session: Session, Id(id): Id) -> Result<Json<InquiryRecord>, Problem> {
    let found = app::get(&session.ctx, InquiryId(id)).await?;
    Ok(Json(record(&session, found)))
}

/// Confirms or dismisses it, with a reason; never by whoever proposed it.
#[utoipa::path(post, path = "/inquiries/{id}/decision", operation_id = "decide_inquiry", tag = "hazards",
    params(("id" = Uuid, Path, description = "Case draft")), request_body = InquiryDecision,
    responses((status = 200, body = InquiryRecord), WriteProblems))]
pub(crate) async fn decide_inquiry(
    session: Session,
    Id(id): Id,
    Body(input): Body<InquiryDecision>,
) -> Result<Json<InquiryRecord>, Problem> {
    let done = app::decide(&session.ctx, InquiryId(id), input.version, input.confirmed, &input.reason).await?;
    Ok(Json(record(&session, done)))
}
