//! Steps of an interview: `work` by the authority, `answer` by the enterprise.

use anlu_app::talk::step::step;
use anlu_domain::{
    case::Officer,
    evidence::EvidenceHash,
    ids::{TalkId, UserId},
    talk::{self, Act, NewRecord},
};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::{TalkAttendee, TalkRecord};
use crate::{
    api::{
        cases::get::CaseOfficer,
        values::{Day, Time},
    },
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A step of the authority.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum TalkWork {
    /// 通知约谈.
    GiveNotice {
        officers: Vec<CaseOfficer>,
        at: Time,
        place: String,
        attendees: String,
        reason: String,
        #[serde(default)]
        bring: Vec<String>,
        #[serde(default)]
        urgent: String,
    },
    /// 约谈记录.
    Hold {
        at: Time,
        place: String,
        host: String,
        recorder: String,
        attendees: Vec<TalkAttendee>,
        #[serde(default)]
        stand_in: String,
        matters: String,
        demands: Vec<String>,
        deadline: Day,
        #[serde(default)]
        commitment: String,
    },
    /// 未到场.
    Miss { note: String },
    /// 改期.
    Postpone { note: String },
    /// 核实落实.
    Confirm {
        index: u32,
        passed: bool,
        #[serde(default)]
        note: String,
    },
    /// 办结.
    Close {
        #[serde(default)]
        note: String,
    },
    /// 取消.
    Cancel { note: String },
}

/// A step of the enterprise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum TalkAnswer {
    /// 签收通知.
    Receive,
    /// 报告落实, with proofs that were uploaded before.
    Mend { index: u32, note: String, files: Vec<String> },
}

/// A step of the authority with the version it is based on.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TalkWorkStep {
    /// Version the step is based on.
    version: i64,
    /// The step.
    #[serde(flatten)]
    step: TalkWork,
}

/// A step of the enterprise with the version it is based on.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TalkAnswerStep {
    /// Version the step is based on.
    version: i64,
    /// The step.
    #[serde(flatten)]
    step: TalkAnswer,
}

fn place(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn work(w: TalkWork) -> Act {
    match w {
        TalkWork::GiveNotice { officers, at, place, attendees, reason, bring, urgent } => {
            let officer = |o: CaseOfficer| Officer { user: o.user_id.map(UserId), name: o.name, card: o.card };
            let officers = officers.into_iter().map(officer).collect();
            Act::GiveNotice { officers, at: at.0, place, attendees, reason, bring, urgent }
        }
        TalkWork::Hold { at, place, host, recorder, attendees, stand_in, matters, demands, deadline, commitment } => {
            let came = |a: TalkAttendee| talk::Attendee { name: a.name, post: a.post, capacity: a.capacity.into() };
            Act::Hold(Box::new(NewRecord {
                at: at.0,
                place,
                host,
                recorder,
                attendees: attendees.into_iter().map(came).collect(),
                stand_in,
                matters,
                demands,
                deadline: deadline.0,
                commitment,
            }))
        }
        TalkWork::Miss { note } => Act::Miss { note },
        TalkWork::Postpone { note } => Act::Postpone { note },
        TalkWork::Confirm { index, passed, note } => Act::Confirm { index: place(index), passed, note },
        TalkWork::Close { note } => Act::Close { note },
        TalkWork::Cancel { note } => Act::Cancel { note },
    }
}

fn answer(a: TalkAnswer) -> Result<Act, Problem> {
    Ok(match a {
        TalkAnswer::Receive => Act::Receive,
        TalkAnswer::Mend { index, note, files } => {
            let hash =
                |text: &String| EvidenceHash::parse(text).ok_or_else(|| Problem::invalid("/files", "evidence_unknown"));
            let files = files.iter().map(hash).collect::<Result<_, _>>()?;
            Act::Mend { index: place(index), note, files }
        }
    })
}

/// A step of the authority: gives notice, records, looks at what was mended, closes, cancels.
#[utoipa::path(post, path = "/talks/{id}/work", operation_id = "work_talk", tag = "talks",
    params(("id" = Uuid, Path, description = "Interview")), request_body = TalkWorkStep,
    responses((status = 200, body = TalkRecord), WriteProblems))]
pub(crate) async fn work_talk(
    session: Session,
    Id(id): Id,
    Body(input): Body<TalkWorkStep>,
) -> Result<Json<TalkRecord>, Problem> {
    Ok(Json(step(&session.ctx, TalkId(id), input.version, work(input.step)).await?.into()))
}

/// A step of the enterprise: confirms the notice, reports what was mended.
#[utoipa::path(post, path = "/talks/{id}/answer", operation_id = "answer_talk", tag = "talks",
    params(("id" = Uuid, Path, description = "Interview")), request_body = TalkAnswerStep,
    responses((status = 200, body = TalkRecord), WriteProblems))]
pub(crate) async fn answer_talk(
    session: Session,
    Id(id): Id,
    Body(input): Body<TalkAnswerStep>,
) -> Result<Json<TalkRecord>, Problem> {
    Ok(Json(step(&session.ctx, TalkId(id), input.version, answer(input.step)?).await?.into()))
}
