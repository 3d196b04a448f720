//! `GET /talks/{id}`: one interview.

use anlu_app::talk::{self as app, get};
use anlu_domain::{hazard::Step, ids::TalkId, talk};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    list::TalkRow,
    vocabulary::{TalkAction, TalkCapacity, TalkUnheldWhy},
};
use crate::{
    api::{
        cases::get::CaseOfficer,
        evidence::attached::AttachedEvidence,
        hazards::govern::Done,
        signals::get::Activity,
        values::{Day, Time},
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// 约谈通知.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkNotice {
    /// When.
    at: Time,
    /// Where.
    place: String,
    /// Who must come.
    attendees: String,
    /// What to bring.
    bring: Vec<String>,
    /// Why it was given at shorter notice.
    urgent: Option<String>,
    /// Who gave it, when.
    step: Done,
    /// Who of the enterprise confirmed it, when.
    receipt: Option<Done>,
    /// It was not kept: how.
    unheld_why: Option<TalkUnheldWhy>,
    /// Who noted that, when, the reason.
    unheld: Option<Done>,
}

/// Somebody of the enterprise who came.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TalkAttendee {
    /// Name.
    #[schema(max_length = 100)]
    pub(crate) name: String,
    /// Post.
    #[schema(max_length = 100)]
    pub(crate) post: String,
    /// As what.
    pub(crate) capacity: TalkCapacity,
}

/// A demand and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkDemand {
    /// What has to be done.
    text: String,
    /// Who of the enterprise says it is done, when, how.
    mended: Option<Done>,
    /// Hashes of its proofs.
    files: Vec<String>,
    /// Who confirmed it, when.
    confirmed: Option<Done>,
    /// It was sent back last: who, when, why.
    sent_back: Option<Done>,
}

/// 约谈记录.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkMinutes {
    /// When it was held.
    at: Time,
    /// Where.
    place: String,
    /// Who led it.
    host: String,
    /// Who wrote it down.
    recorder: String,
    /// Who came.
    attendees: Vec<TalkAttendee>,
    /// Why a stand-in came for the principal.
    stand_in: Option<String>,
    /// What was talked about.
    matters: String,
    /// What has to be done.
    demands: Vec<TalkDemand>,
    /// By when.
    deadline: Day,
    /// What the enterprise said to it.
    commitment: Option<String>,
    /// Who entered it, when.
    step: Done,
}

/// An interview.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkRecord {
    /// What lists show.
    #[serde(flatten)]
    row: TalkRow,
    /// The record it comes from; for the authority.
    source_id: Option<Uuid>,
    /// The inspection that was planned with it; for the authority.
    visit_id: Option<Uuid>,
    /// Who planned it, when.
    opened: Done,
    /// Last day on which it is to be held.
    hold_by: Day,
    /// Officers with their cards.
    handlers: Vec<CaseOfficer>,
    /// Principal of the register.
    principal: Option<String>,
    /// Notices, oldest first.
    notices: Vec<TalkNotice>,
    /// Record.
    record: Option<TalkMinutes>,
    /// Who closed or cancelled it, when, why.
    ended: Option<Done>,
    /// What the viewer may do now, the obvious next step first.
    actions: Vec<TalkAction>,
    /// First day for which a notice given today is early enough.
    notice_from: Option<Day>,
    /// Longest deadline of demands: made at the appointment that has passed, or today.
    mend_by: Option<Day>,
    /// Proofs of the enterprise.
    files: Vec<AttachedEvidence>,
    /// History; empty for the enterprise.
    activity: Vec<Activity>,
}

fn done(step: Option<Step>) -> Option<Done> {
    step.map(Into::into)
}

fn notice(n: talk::Notice) -> TalkNotice {
    TalkNotice {
        at: n.to.at.into(),
        place: n.to.place,
        attendees: n.attendees,
        bring: n.bring,
        urgent: n.urgent,
        step: n.step.into(),
        receipt: done(n.receipt),
        unheld_why: n.unheld.as_ref().map(|u| u.why.into()),
        unheld: n.unheld.map(|u| u.step.into()),
    }
}

fn demand(d: talk::Demand) -> TalkDemand {
    TalkDemand {
        text: d.text,
        mended: done(d.mended),
        files: d.files.iter().map(ToString::to_string).collect(),
        confirmed: done(d.confirmed),
        sent_back: done(d.sent_back),
    }
}

fn minutes(r: talk::Record) -> TalkMinutes {
    let came = |a: talk::Attendee| TalkAttendee { name: a.name, post: a.post, capacity: a.capacity.into() };
    TalkMinutes {
        at: r.held.at.into(),
        place: r.held.place,
        host: r.host,
        recorder: r.recorder,
        attendees: r.attendees.into_iter().map(came).collect(),
        stand_in: r.stand_in,
        matters: r.matters,
        demands: r.demands.into_iter().map(demand).collect(),
        deadline: r.deadline.into(),
        commitment: r.commitment,
        step: r.step.into(),
    }
}

impl From<app::TalkView> for TalkRecord {
    fn from(v: app::TalkView) -> Self {
        let row = TalkRow::from(&v.row);
        let t = v.row.talk;
        let officer =
            |o: anlu_domain::case::Officer| CaseOfficer { user_id: o.user.map(|u| u.0), name: o.name, card: o.card };
        Self {
            source_id: t.source_id,
            visit_id: t.visit.map(|id| id.0),
            opened: t.opened.into(),
            hold_by: t.hold_by.into(),
            handlers: t.officers.into_iter().map(officer).collect(),
            principal: v.principal,
            notices: t.notices.into_iter().map(notice).collect(),
            record: t.record.map(minutes),
            ended: done(t.ended),
            actions: v.actions.into_iter().map(Into::into).collect(),
            notice_from: v.notice_from.map(Into::into),
            mend_by: v.mend_by.map(Into::into),
            files: v.files.into_iter().map(Into::into).collect(),
            activity: v.timeline.into_iter().map(Into::into).collect(),
            row,
        }
    }
}

/// One interview: to the enterprise from the notice on.
#[utoipa::path(get, path = "/talks/{id}", operation_id = "get_talk", tag = "talks",
    params(("id" = Uuid, Path, description = "Interview")), responses((status = 200, body = TalkRecord), OneProblems))]
pub(crate) async fn get_talk(session: Session, Id(id): Id) -> Result<Json<TalkRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, TalkId(id)).await?.into()))
}
