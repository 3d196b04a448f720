//! `PATCH /zones/{id}`: name, hours, limit, in use or not.

use anlu_app::zone::change::{Patch, change};
use anlu_domain::{ids::ZoneId, zone::Hours};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::ZoneRow;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Members to change; an absent member stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 1, "hours": ["22:00-06:00"]}))]
pub(crate) struct ZonePatch {
    /// Version the change is based on.
    pub(crate) version: i64,
    /// Name.
    #[schema(max_length = 100)]
    pub(crate) name: Option<String>,
    /// Hours in which it holds, `HH:MM-HH:MM`; empty: always.
    pub(crate) hours: Option<Vec<String>>,
    /// Highest speed inside, km/h.
    pub(crate) limit_kmh: Option<u16>,
    /// Out of use.
    pub(crate) retired: Option<bool>,
}

/// Hours out of text, or the refusal.
pub(crate) fn hours(texts: &[String], pointer: &'static str) -> Result<Vec<Hours>, Problem> {
    let read: Option<Vec<Hours>> = texts.iter().map(|text| Hours::parse(text)).collect();
    read.ok_or_else(|| Problem::invalid(pointer, "zone_hours"))
}

/// Changes a zone; the change and what it replaced go to the ledger. A new place is a new zone.
#[utoipa::path(patch, path = "/zones/{id}", operation_id = "change_zone", tag = "zones",
    params(("id" = Uuid, Path, description = "Zone")), request_body = ZonePatch,
    responses((status = 200, body = ZoneRow), WriteProblems))]
pub(crate) async fn change_zone(
    session: Session,
    Id(id): Id,
    Body(p): Body<ZonePatch>,
) -> Result<Json<ZoneRow>, Problem> {
    let hours = p.hours.map(|texts| hours(&texts, "/hours")).transpose()?;
    let patch = Patch { name: p.name, hours, limit_kmh: p.limit_kmh, retired: p.retired };
    Ok(Json(change(&session.ctx, ZoneId(id), p.version, patch).await?.into()))
}
