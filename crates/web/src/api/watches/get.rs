//! `GET /watches/{id}`: one watch with its steps and history.

use std::collections::BTreeMap;

use anlu_app::{
    ctx::Ctx,
    watch::{DeliveryView, WatchView, get, partner::Partner},
};
use anlu_domain::{hazard::Step, ids::WatchId, watch};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::WatchRow;
use crate::{
    api::{
        signals::get::Activity,
        values::{Place, Time},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// A step on a watch.
    WatchAction = watch::Action { Confirm, Withdraw, Resend, Close }
}
mirror! {
    /// How far a message to a partner has come.
    DeliveryState = watch::DeliveryState { Queued, Delivered, Failed }
}
mirror! {
    /// What kind of partner it is.
    PartnerKind = watch::PartnerKind { Police, Emergency }
}
mirror! {
    /// What a partner found.
    WatchOutcome = watch::Outcome { Stopped, Released, NotFound }
}
mirror! {
    /// What told of a sighting.
    HitSource = watch::HitSource { Position, Exchange }
}

/// Who did a step, when and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchStep {
    /// Name; `detectors` when no person did it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Time,
    /// Why; may be empty.
    pub(crate) note: String,
}

/// A partner that can be told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchPartner {
    /// Id.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Kind.
    pub(crate) kind: PartnerKind,
}

/// How far the hand-over to one partner has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchDelivery {
    /// Id of the partner.
    pub(crate) partner: String,
    /// Name of the partner when the watch was confirmed.
    pub(crate) name: String,
    /// Kind, while the configuration names the partner.
    pub(crate) partner_kind: Option<PartnerKind>,
    /// How far it has come.
    pub(crate) state: DeliveryState,
    /// Tries so far.
    pub(crate) tries: u32,
    /// When it arrived or was given up; else when it was queued.
    pub(crate) at: Time,
    /// Why the last try failed: `unreachable`, `timed_out`, `link_down`, `http_503` …
    pub(crate) problem: Option<String>,
    /// When it is tried next.
    pub(crate) next_at: Option<Time>,
    /// Whether the partner has been told of the newest sighting.
    pub(crate) sighted: Option<DeliveryState>,
    /// Whether the partner has been told that the watch has ended.
    pub(crate) ended: Option<DeliveryState>,
}

/// What a partner answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchAnswer {
    /// Name of the partner.
    pub(crate) partner: String,
    /// Outcome.
    pub(crate) outcome: WatchOutcome,
    /// When it happened.
    pub(crate) at: Time,
    /// Where, in words.
    pub(crate) place: String,
    /// By whom.
    pub(crate) by: String,
    /// Note.
    pub(crate) note: String,
}

/// The vehicle was seen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchSighting {
    /// When.
    pub(crate) at: Time,
    /// Where, WGS-84.
    pub(crate) place: Option<Place>,
    /// What told of it.
    pub(crate) source: HitSource,
}

/// One watch in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub(crate) row: WatchRow,
    /// Who proposed it.
    pub(crate) proposed: WatchStep,
    /// The second officer.
    pub(crate) confirmed: Option<WatchStep>,
    /// Partners of this installation, for the confirmation.
    pub(crate) partners: Vec<WatchPartner>,
    /// Hand-over to each partner that is told.
    pub(crate) deliveries: Vec<WatchDelivery>,
    /// Answers, oldest first.
    pub(crate) answers: Vec<WatchAnswer>,
    /// Sightings, oldest first; at most the newest hundred.
    pub(crate) sightings: Vec<WatchSighting>,
    /// Who ended it.
    pub(crate) ended: Option<WatchStep>,
    /// What was done, oldest first.
    pub(crate) activity: Vec<Activity>,
    /// Steps the viewer may do now, in screen order.
    pub(crate) actions: Vec<WatchAction>,
}

impl From<Step> for WatchStep {
    fn from(s: Step) -> Self {
        Self { by: s.by.name, at: s.at.into(), note: s.note }
    }
}

impl From<DeliveryView> for WatchDelivery {
    fn from(d: DeliveryView) -> Self {
        Self {
            partner: d.partner,
            name: d.name,
            partner_kind: d.kind.map(Into::into),
            state: d.state.into(),
            tries: d.tries,
            at: d.at.into(),
            problem: d.problem,
            next_at: d.next_at.map(Into::into),
            sighted: d.sighted.map(Into::into),
            ended: d.ended.map(Into::into),
        }
    }
}

impl WatchRecord {
    /// The record, with the partners of this installation.
    pub(crate) fn of(ctx: &Ctx, mut v: WatchView) -> Self {
        let deliveries = std::mem::take(&mut v.deliveries);
        let named: BTreeMap<&str, &str> = deliveries.iter().map(|d| (d.partner.as_str(), d.name.as_str())).collect();
        let answer = |a: &watch::Answer| WatchAnswer {
            partner: String::from(*named.get(a.partner.as_str()).unwrap_or(&a.partner.as_str())),
            outcome: a.outcome.into(),
            at: a.at.into(),
            place: a.place.clone(),
            by: a.by.clone(),
            note: a.note.clone(),
        };
        let sighting =
            |h: &watch::Hit| WatchSighting { at: h.at.into(), place: h.place.map(Into::into), source: h.source.into() };
        let partner = |p: &Partner| WatchPartner { id: p.id.clone(), name: p.name.clone(), kind: p.kind.into() };
        Self {
            proposed: v.watch.proposed.clone().into(),
            confirmed: v.watch.confirmed.take().map(Into::into),
            partners: ctx.partners.all().iter().map(partner).collect(),
            answers: v.watch.answers.iter().map(answer).collect(),
            sightings: v.watch.hits.iter().map(sighting).collect(),
            ended: v.watch.ended.take().map(Into::into),
            activity: std::mem::take(&mut v.activity).into_iter().map(Into::into).collect(),
            actions: std::mem::take(&mut v.actions).into_iter().map(Into::into).collect(),
            deliveries: deliveries.into_iter().map(Into::into).collect(),
            row: v.into(),
        }
    }
}

/// One watch the viewer may see.
#[utoipa::path(get, path = "/watches/{id}", operation_id = "get_watch", tag = "watches",
    params(("id" = Uuid, Path, description = "Watch")),
    responses((status = 200, body = WatchRecord), OneProblems))]
pub(crate) async fn get_watch(session: Session, Id(id): Id) -> Result<Json<WatchRecord>, Problem> {
    let found = get::get(&session.ctx, WatchId(id)).await?;
    Ok(Json(WatchRecord::of(&session.ctx, found)))
}
