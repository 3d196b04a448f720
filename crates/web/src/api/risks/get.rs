//! `GET /risks/{id}`: one risk with everything that happened to it.

use std::collections::BTreeMap;

use anlu_app::risk::{RiskView, get};
use anlu_domain::{hazard::Step, ids::RiskId, risk};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::{RiskGrade, RiskKind, RiskSpot, RiskStanding};
use crate::{
    api::{
        signals::get::Activity,
        values::{Named, Time},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// How a control works.
    ControlKind = risk::ControlKind { Engineering, Management, Training, Protective, Emergency }
}
mirror! {
    /// Level that keeps a control.
    ControlLevel = risk::ControlLevel { Company, Department, Team, Post }
}
mirror! {
    /// A step on a risk.
    RiskAction = risk::Action { Change, Register, Note, AskCancel, DecideCancel, Retire }
}

/// A control in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskControl {
    /// Id.
    pub(crate) id: Uuid,
    /// How it works.
    pub(crate) kind: ControlKind,
    /// What has to hold.
    pub(crate) text: String,
    /// Who keeps it.
    pub(crate) owner: String,
    /// Level that keeps it.
    pub(crate) level: ControlLevel,
}

/// Who did something, when, and what was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Said {
    /// Who.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Time,
    /// Words; may be empty.
    pub(crate) note: String,
}

/// A wish to strike a major risk off, and what was decided.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskCancellation {
    /// Who asked, and why.
    pub(crate) asked: Said,
    /// The place or activity is no longer there.
    pub(crate) gone: bool,
    /// Who decided; absent while it waits.
    pub(crate) decided: Option<Said>,
    /// Granted or refused; absent while it waits.
    pub(crate) approved: Option<bool>,
}

/// Registration of a major risk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRegistration {
    /// Who registered it.
    pub(crate) registered: Said,
    /// Who watches it.
    pub(crate) monitor: String,
    /// How it is watched.
    pub(crate) measures: String,
    /// What is done when it happens.
    pub(crate) emergency: String,
    /// What was seen while watching, newest last.
    pub(crate) notes: Vec<Said>,
    /// The newest wish to strike it off.
    pub(crate) cancellation: Option<RiskCancellation>,
}

/// One risk in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRecord {
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
    /// Values by factor.
    #[schema(example = json!({"L": 3, "E": 6, "C": 15}))]
    pub(crate) factors: BTreeMap<String, f64>,
    /// Pack and version of the scale.
    pub(crate) pack: String,
    /// Who graded it, and why.
    pub(crate) assessed: Said,
    /// Controls in force.
    pub(crate) controls: Vec<RiskControl>,
    /// The level that should keep it and has no control.
    pub(crate) level_missing: Option<ControlLevel>,
    /// Where it stands on a picture.
    pub(crate) spot: Option<RiskSpot>,
    /// How it stands as a major risk.
    pub(crate) standing: Option<RiskStanding>,
    /// Its registration.
    pub(crate) registration: Option<RiskRegistration>,
    /// Why it was taken off the list.
    pub(crate) retired: Option<Said>,
    /// Hazards of its failed controls that are not closed.
    pub(crate) open_hazards: u64,
    /// Steps the viewer may do now, in screen order.
    pub(crate) actions: Vec<RiskAction>,
    /// Send it back with a step.
    pub(crate) version: i64,
    /// What happened, oldest first.
    pub(crate) timeline: Vec<Activity>,
}

impl From<Step> for Said {
    fn from(s: Step) -> Self {
        Self { by: s.by.name, at: s.at.into(), note: s.note }
    }
}

impl From<&risk::Control> for RiskControl {
    fn from(c: &risk::Control) -> Self {
        Self { id: c.id.0, kind: c.kind.into(), text: c.text.clone(), owner: c.owner.clone(), level: c.level.into() }
    }
}

impl From<risk::Major> for RiskRegistration {
    fn from(m: risk::Major) -> Self {
        Self {
            registered: m.registered.into(),
            monitor: m.monitor,
            measures: m.measures,
            emergency: m.emergency,
            notes: m.notes.into_iter().map(Into::into).collect(),
            cancellation: m.cancellation.map(|c| RiskCancellation {
                asked: c.asked.into(),
                gone: c.gone,
                decided: c.decided.map(Into::into),
                approved: c.approved,
            }),
        }
    }
}

impl From<RiskView> for RiskRecord {
    fn from(v: RiskView) -> Self {
        let r = v.risk;
        let controls = r.kept().map(RiskControl::from).collect();
        let a = r.assessment;
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
            grade: a.grade.into(),
            score: a.score.number(),
            method: a.method,
            factors: a.factors.into_iter().map(|(code, v)| (code, v.number())).collect(),
            pack: a.pack,
            assessed: a.step.into(),
            controls,
            level_missing: v.level_missing.map(Into::into),
            spot: r.spot.map(Into::into),
            standing: v.standing.map(Into::into),
            registration: r.major.map(Into::into),
            retired: r.retired.map(Into::into),
            open_hazards: v.open_hazards,
            actions: v.actions.into_iter().map(Into::into).collect(),
            version: v.version,
            timeline: v.timeline.into_iter().map(Into::into).collect(),
        }
    }
}

/// One risk the viewer may see.
#[utoipa::path(get, path = "/risks/{id}", operation_id = "get_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")),
    responses((status = 200, body = RiskRecord), OneProblems))]
pub(crate) async fn get_risk(session: Session, Id(id): Id) -> Result<Json<RiskRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, RiskId(id)).await?.into()))
}
