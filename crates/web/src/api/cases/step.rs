//! Steps of a case: `work` by its officers, `decision` by reviewers and approvers, `answer` by the party.

use anlu_app::case::step::step;
use anlu_domain::{
    case::{self, Act},
    evidence::EvidenceHash,
    ids::{CaseId, UserId},
};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    get::{CaseOfficer, CaseRecord},
    vocabulary::{AskKind, CaseOutcome, Circumstance, EvidenceKind, HaltReason, MeasureKind, ServiceWay},
};
use crate::{
    api::values::{Day, Time},
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A measure as it is ordered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureDraft {
    /// Kind.
    kind: MeasureKind,
    /// What has to be done.
    #[schema(max_length = 2000)]
    text: String,
    /// By when.
    deadline: Option<Day>,
}

/// A step of the officers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum CaseWork {
    /// 呈请立案.
    AskFiling { officers: Vec<CaseOfficer>, facts: String },
    /// 当场处罚.
    PunishOnTheSpot {
        officers: Vec<CaseOfficer>,
        facts: String,
        #[serde(default)]
        warning: bool,
        #[serde(default)]
        fine_yuan: u64,
        receiver: String,
    },
    /// 询问笔录.
    AddInterview { person: String, post: String, text: String },
    /// 证据.
    AddEvidence { kind: EvidenceKind, name: String, origin: String, file: Option<String> },
    /// 呈请审批.
    AskApproval {
        kind: AskKind,
        #[serde(default)]
        about: String,
        successor: Option<CaseOfficer>,
        note: String,
    },
    /// 处理登记保存物品.
    DisposeRegistered { note: String },
    /// 暂停计时.
    Halt { reason: HaltReason, note: String },
    /// 恢复计时.
    Resume {
        #[serde(default)]
        note: String,
    },
    /// 调查终结.
    Conclude {
        findings: String,
        #[serde(default)]
        circumstances: Vec<Circumstance>,
        income_yuan: Option<u64>,
        #[serde(default)]
        fine_yuan: u64,
        #[serde(default)]
        measures: Vec<MeasureDraft>,
        #[serde(default)]
        deviation: String,
    },
    /// 告知.
    GiveNotice {
        #[serde(default)]
        note: String,
    },
    /// 补充调查.
    Reinvestigate { note: String },
    /// 陈述申辩, brought on paper.
    State {
        #[serde(default)]
        waived: bool,
        #[serde(default)]
        note: String,
    },
    /// 申请听证, brought on paper.
    AskHearing { note: String },
    /// 通知听证.
    CallHearing { at: Time, place: String, chair: String },
    /// 举行听证.
    HoldHearing { attendees: Vec<String>, note: String },
    /// 送达.
    Serve { way: ServiceWay, receiver: String },
    /// 缴款.
    RecordPayment {
        paid_yuan: u64,
        #[serde(default)]
        note: String,
    },
    /// 催告.
    Remind {
        #[serde(default)]
        note: String,
    },
    /// 措施已执行.
    MeasureDone { index: u32, note: String },
    /// 执行完毕.
    Execute {
        #[serde(default)]
        note: String,
    },
    /// 呈请结案.
    AskClosing { note: String },
}

/// A step of a reviewer or an approver.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum CaseRuling {
    /// 审批立案.
    DecideFiling {
        approved: bool,
        #[serde(default)]
        note: String,
    },
    /// 审批 of what waits.
    DecideAsk {
        approved: bool,
        #[serde(default)]
        note: String,
    },
    /// 审核.
    Review { passed: bool, note: String },
    /// 决定.
    Decide {
        outcome: CaseOutcome,
        #[serde(default)]
        fine_yuan: u64,
        #[serde(default)]
        measures: Vec<MeasureDraft>,
        #[serde(default)]
        deviation: String,
        #[serde(default)]
        collective: Vec<String>,
        #[serde(default)]
        checklist: Vec<String>,
        note: String,
    },
    /// 结案.
    Close {
        approved: bool,
        #[serde(default)]
        note: String,
    },
}

/// A step of the party.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum CaseAnswer {
    /// 签收 of what is served next.
    Receive,
    /// 陈述申辩, or that it says nothing.
    State {
        #[serde(default)]
        waived: bool,
        #[serde(default)]
        note: String,
    },
    /// 申请听证.
    AskHearing { note: String },
}

macro_rules! versioned {
    ($(#[$doc:meta])* $name:ident of $step:ty) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, ToSchema)]
        pub(crate) struct $name {
            /// Version the step is based on.
            version: i64,
            /// The step.
            #[serde(flatten)]
            step: $step,
        }
    };
}
versioned! {
    /// A step of the officers with the version it is based on.
    CaseWorkStep of CaseWork
}
versioned! {
    /// A step of a reviewer or approver with the version it is based on.
    CaseRulingStep of CaseRuling
}
versioned! {
    /// A step of the party with the version it is based on.
    CaseAnswerStep of CaseAnswer
}

fn officer(o: CaseOfficer) -> case::Officer {
    case::Officer { user: o.user_id.map(UserId), name: o.name, card: o.card }
}

fn measure(m: MeasureDraft) -> case::Measure {
    case::Measure { kind: m.kind.into(), text: m.text, deadline: m.deadline.map(|d| d.0), done: None }
}

fn work(w: CaseWork) -> Result<Act, Problem> {
    let officers = |all: Vec<CaseOfficer>| all.into_iter().map(officer).collect();
    Ok(match w {
        CaseWork::AskFiling { officers: two, facts } => Act::AskFiling { officers: officers(two), facts },
        CaseWork::PunishOnTheSpot { officers: two, facts, warning, fine_yuan, receiver } => {
            Act::PunishOnTheSpot { officers: officers(two), facts, warning, fine_yuan, receiver }
        }
        CaseWork::AddInterview { person, post, text } => {
            Act::AddInterview { person, post, text, remote: false, signed: None }
        }
        CaseWork::AddEvidence { kind, name, origin, file } => {
            let hash =
                |text: String| EvidenceHash::parse(&text).ok_or_else(|| Problem::invalid("/file", "evidence_unknown"));
            Act::AddEvidence { kind: kind.into(), name, origin, file: file.map(hash).transpose()? }
        }
        CaseWork::AskApproval { kind, about, successor, note } => {
            Act::AskApproval { kind: kind.into(), about, successor: successor.map(officer), note }
        }
        CaseWork::DisposeRegistered { note } => Act::DisposeRegistered { note },
        CaseWork::Halt { reason, note } => Act::Halt { reason: reason.into(), note },
        CaseWork::Resume { note } => Act::Resume { note },
        CaseWork::Conclude { findings, circumstances, income_yuan, fine_yuan, measures, deviation } => Act::Conclude {
            findings,
            circumstances: circumstances.into_iter().map(Into::into).collect(),
            income_yuan,
            fine_yuan,
            measures: measures.into_iter().map(measure).collect(),
            deviation,
        },
        CaseWork::GiveNotice { note } => Act::GiveNotice { note },
        CaseWork::Reinvestigate { note } => Act::Reinvestigate { note },
        CaseWork::State { waived, note } => Act::State { waived, note },
        CaseWork::AskHearing { note } => Act::AskHearing { note },
        CaseWork::CallHearing { at, place, chair } => Act::CallHearing { at: at.0, place, chair },
        CaseWork::HoldHearing { attendees, note } => Act::HoldHearing { attendees, note },
        CaseWork::Serve { way, receiver } => Act::Serve { way: way.into(), receiver, read_at: None },
        CaseWork::RecordPayment { paid_yuan, note } => Act::RecordPayment { paid_yuan, note },
        CaseWork::Remind { note } => Act::Remind { note },
        CaseWork::MeasureDone { index, note } => {
            Act::MeasureDone { index: usize::try_from(index).unwrap_or(usize::MAX), note }
        }
        CaseWork::Execute { note } => Act::Execute { note },
        CaseWork::AskClosing { note } => Act::AskClosing { note },
    })
}

fn ruling(r: CaseRuling) -> Act {
    match r {
        CaseRuling::DecideFiling { approved, note } => Act::DecideFiling { approved, note },
        CaseRuling::DecideAsk { approved, note } => Act::DecideAsk { approved, note },
        CaseRuling::Review { passed, note } => Act::Review { passed, note },
        CaseRuling::Decide { outcome, fine_yuan, measures, deviation, collective, checklist, note } => Act::Decide {
            outcome: outcome.into(),
            fine_yuan,
            measures: measures.into_iter().map(measure).collect(),
            deviation,
            collective,
            checklist,
            note,
        },
        CaseRuling::Close { approved, note } => Act::Close { approved, note },
    }
}

fn answer(a: CaseAnswer) -> Act {
    match a {
        CaseAnswer::Receive => Act::Receive,
        CaseAnswer::State { waived, note } => Act::State { waived, note },
        CaseAnswer::AskHearing { note } => Act::AskHearing { note },
    }
}

/// A step of the officers who handle the case; the first one takes it up.
#[utoipa::path(post, path = "/cases/{id}/work", operation_id = "work_case", tag = "cases",
    params(("id" = Uuid, Path, description = "Case")), request_body = CaseWorkStep,
    responses((status = 200, body = CaseRecord), WriteProblems))]
pub(crate) async fn work_case(
    session: Session,
    Id(id): Id,
    Body(input): Body<CaseWorkStep>,
) -> Result<Json<CaseRecord>, Problem> {
    Ok(Json(step(&session.ctx, CaseId(id), input.version, work(input.step)?).await?.into()))
}

/// A step of somebody who does not handle the case: files, reviews, approves, decides, closes.
#[utoipa::path(post, path = "/cases/{id}/decision", operation_id = "decide_case", tag = "cases",
    params(("id" = Uuid, Path, description = "Case")), request_body = CaseRulingStep,
    responses((status = 200, body = CaseRecord), WriteProblems))]
pub(crate) async fn decide_case(
    session: Session,
    Id(id): Id,
    Body(input): Body<CaseRulingStep>,
) -> Result<Json<CaseRecord>, Problem> {
    Ok(Json(step(&session.ctx, CaseId(id), input.version, ruling(input.step)).await?.into()))
}

/// A step of the party: receives, states, asks for a hearing.
#[utoipa::path(post, path = "/cases/{id}/answer", operation_id = "answer_case", tag = "cases",
    params(("id" = Uuid, Path, description = "Case")), request_body = CaseAnswerStep,
    responses((status = 200, body = CaseRecord), WriteProblems))]
pub(crate) async fn answer_case(
    session: Session,
    Id(id): Id,
    Body(input): Body<CaseAnswerStep>,
) -> Result<Json<CaseRecord>, Problem> {
    Ok(Json(step(&session.ctx, CaseId(id), input.version, answer(input.step)).await?.into()))
}
