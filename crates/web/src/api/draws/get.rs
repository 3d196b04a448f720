//! `GET /draws/{id}`: one draw; `GET /draws/{id}/file`: its file, for whoever has an account.

use std::collections::BTreeMap;

use anlu_app::draw::{DrawView, get, view::DrawnRow};
use anlu_domain::{
    draw::{Hash, plan::Predecessor, seed::Seat, state::Party},
    ids::DrawId,
};
use axum::{Json, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::DrawRow;
use crate::{
    api::{Bytes, attachment::canonical_json, signals::get::Activity, values::Time, vocabulary::Sector},
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// Seat of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrawSeat {
    /// The first.
    A,
    /// The second.
    B,
}

impl From<Seat> for DrawSeat {
    fn from(s: Seat) -> Self {
        match s {
            Seat::A => Self::A,
            Seat::B => Self::B,
        }
    }
}

/// A party and what it has handed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawPartyRow {
    /// Seat.
    seat: DrawSeat,
    /// Account.
    user_id: Uuid,
    /// Name.
    name: String,
    /// SHA-256 of the secret, hex, when handed in.
    commitment: Option<String>,
    /// When.
    committed_at: Option<Time>,
    /// The secret, hex, when revealed.
    secret: Option<String>,
    /// When.
    revealed_at: Option<Time>,
}

fn party(seat: Seat, p: &Party) -> DrawPartyRow {
    let hex = |h: Option<Hash>| h.map(|h| h.to_string());
    DrawPartyRow {
        seat: seat.into(),
        user_id: p.user.id.0,
        name: p.user.name.clone(),
        commitment: hex(p.commitment),
        committed_at: p.committed_at.map(Into::into),
        secret: hex(p.secret),
        revealed_at: p.revealed_at.map(Into::into),
    }
}

/// Somebody of a team.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawnInspector {
    /// Name.
    name: String,
    /// Department.
    department: String,
}

/// A drawn subject and who visits it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawnPair {
    /// Enterprise.
    enterprise_id: Option<Uuid>,
    /// Its name in the roster.
    name: String,
    /// 统一社会信用代码.
    code: String,
    /// Grade in the roster.
    grade: Option<String>,
    /// The team, the first leads; empty when nobody was able.
    inspectors: Vec<DrawnInspector>,
}

impl From<DrawnRow> for DrawnPair {
    fn from(r: DrawnRow) -> Self {
        let inspectors = r.inspectors.into_iter().map(|(name, department)| DrawnInspector { name, department });
        Self {
            enterprise_id: r.enterprise.map(|e| e.0),
            name: r.name,
            code: r.code,
            grade: r.grade,
            inspectors: inspectors.collect(),
        }
    }
}

/// The draw that this one repeats.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawPredecessor {
    /// Id.
    id: Uuid,
    /// Number.
    no: String,
    /// Why it was drawn again.
    reason: String,
}

impl From<Predecessor> for DrawPredecessor {
    fn from(p: Predecessor) -> Self {
        Self { id: p.id.0, no: p.no, reason: p.reason }
    }
}

/// A public value mixed into the seed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawBeacon {
    /// Where the value is published.
    #[schema(min_length = 1, max_length = 500)]
    pub(crate) source: String,
    /// Which value of it, exactly.
    #[schema(min_length = 1, max_length = 500)]
    pub(crate) round: String,
}

/// Hashes and seed, hex.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawDigests {
    /// SHA-256 of the plan.
    plan_sha256: String,
    /// SHA-256 of the roster.
    roster_sha256: String,
    /// SHA-256 of both: what the parties commit to and what the ledger has.
    frozen_sha256: String,
    /// The seed, once drawn.
    seed: Option<String>,
    /// SHA-256 of the result, once drawn.
    result_sha256: Option<String>,
    /// Value of the public source, once drawn.
    beacon: Option<String>,
}

/// Sizes of the frozen pools.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawSizes {
    /// Subjects.
    subjects: usize,
    /// Inspectors.
    inspectors: usize,
    /// Rows taken out.
    excluded: usize,
}

/// One draw in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawRecord {
    /// The draw.
    #[serde(flatten)]
    draw: DrawRow,
    /// 抽查事项清单.
    items: Vec<String>,
    /// Sectors of the pool; any when empty.
    sectors: Vec<Sector>,
    /// Grid of the pool; anywhere when absent.
    grid: Option<String>,
    /// Condition of the pool.
    among: Option<String>,
    /// Inspectors for each subject.
    team: u32,
    /// The first two come from different departments.
    cross_department: bool,
    /// Inspectors must know the sectors.
    match_skills: bool,
    /// Weight of what has no grade that is listed.
    weight: u32,
    /// Weight by grade.
    weights: BTreeMap<String, u32>,
    /// 监督人.
    supervisors: Vec<String>,
    /// Public source.
    beacon_source: Option<DrawBeacon>,
    /// Hours for each step of the parties.
    hours: u32,
    /// Inspectors chosen for the pool.
    pool: usize,
    /// End of the time for the present step of the parties.
    due: Option<Time>,
    /// The two parties.
    parties: Vec<DrawPartyRow>,
    /// The viewer's seat.
    seat: Option<DrawSeat>,
    /// Seats that have not done the present step.
    waiting_for: Vec<DrawSeat>,
    /// Sizes of the frozen pools.
    sizes: Option<DrawSizes>,
    /// Hashes, once frozen.
    digests: Option<DrawDigests>,
    /// What was drawn.
    drawn: Vec<DrawnPair>,
    /// The draw that this one repeats.
    predecessor: Option<DrawPredecessor>,
    /// The draw that repeats this one.
    successor_id: Option<Uuid>,
    /// Its number.
    successor_no: Option<String>,
    /// Why it was ended.
    void_reason: Option<String>,
    /// The viewer may plan, take out, freeze, publish and repeat.
    can_plan: bool,
    /// The viewer may have the result computed.
    can_select: bool,
    /// History, oldest first.
    activity: Vec<Activity>,
}

impl From<DrawView> for DrawRecord {
    fn from(mut v: DrawView) -> Self {
        let (d, plan) = (&v.draw, &v.draw.plan);
        let digests = d.digests.map(|h| DrawDigests {
            plan_sha256: h.plan.to_string(),
            roster_sha256: h.roster.to_string(),
            frozen_sha256: h.frozen.to_string(),
            seed: d.outcome.as_ref().map(|o| o.seed.to_string()),
            result_sha256: d.outcome.as_ref().map(|o| o.result_sha256.to_string()),
            beacon: d.outcome.as_ref().and_then(|o| o.beacon.clone()),
        });
        Self {
            items: plan.items.clone(),
            sectors: plan.condition.sectors.iter().copied().map(Into::into).collect(),
            grid: plan.condition.grid.as_ref().map(|place| place.name.clone()),
            among: plan.condition.among.clone(),
            team: plan.team,
            cross_department: plan.cross_department,
            match_skills: plan.match_skills,
            weight: plan.weighing.default,
            weights: plan.weighing.grades.clone(),
            supervisors: plan.supervisors.clone(),
            beacon_source: plan.beacon.clone().map(|b| DrawBeacon { source: b.source, round: b.round }),
            hours: plan.hours,
            pool: d.inspectors.len(),
            due: d.due.map(Into::into),
            parties: Seat::ALL.into_iter().map(|s| party(s, d.party(s))).collect(),
            seat: v.seat.map(Into::into),
            waiting_for: d.waiting_for().into_iter().map(Into::into).collect(),
            sizes: v.sizes.map(|s| DrawSizes { subjects: s.subjects, inspectors: s.inspectors, excluded: s.excluded }),
            digests,
            drawn: std::mem::take(&mut v.drawn).into_iter().map(Into::into).collect(),
            predecessor: plan.predecessor.clone().map(Into::into),
            successor_id: d.successor.map(|s| s.0),
            successor_no: v.successor_no.take(),
            void_reason: d.expired.as_ref().map(|s| s.note.clone()),
            can_plan: v.can_plan,
            can_select: v.can_select,
            activity: std::mem::take(&mut v.timeline).into_iter().map(Into::into).collect(),
            draw: v.into(),
        }
    }
}

/// One draw.
#[utoipa::path(get, path = "/draws/{id}", operation_id = "get_draw", tag = "draws",
    params(("id" = Uuid, Path, description = "Draw")),
    responses((status = 200, body = DrawRecord), OneProblems))]
pub(crate) async fn get_draw(session: Session, Id(id): Id) -> Result<Json<DrawRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, DrawId(id)).await?.into()))
}

/// The file of a draw that was drawn: everything that is needed to recompute it (docs/DRAW.md), as canonical JSON.
#[utoipa::path(get, path = "/draws/{id}/file", operation_id = "get_draw_file", tag = "draws",
    params(("id" = Uuid, Path, description = "Draw")),
    responses((status = 200, content_type = "application/json", body = Bytes), OneProblems))]
pub(crate) async fn get_draw_file(session: Session, Id(id): Id) -> Result<Response, Problem> {
    let (no, text) = get::file(&session.ctx, DrawId(id)).await?;
    Ok(canonical_json(&no, text))
}
