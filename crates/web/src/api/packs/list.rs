//! `GET /pack-versions`: versions, and who put which in force.

use anlu_app::pack::list::{self as app, Listed, Overview, overview};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        backtests::values::Bilingual,
        paging::{Paged, page},
        values::{Day, Named, Time},
        vocabulary::mirror,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// How a version of the policy pack stands.
    PackVersionState = app::VersionState { Draft, Decided, InForce, Former }
}

/// A version of the policy pack.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackVersionRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Id in its `pack.toml`.
    pub(crate) pack: String,
    /// Version in its `pack.toml`.
    pub(crate) version: String,
    /// Name.
    pub(crate) title: Bilingual,
    /// What it is for.
    pub(crate) note: String,
    /// How it stands.
    pub(crate) state: PackVersionState,
    /// Who wrote it.
    pub(crate) author: Named,
    /// When it was imported.
    pub(crate) at: Time,
    /// Number of its files.
    pub(crate) files: usize,
    /// The viewer may put it in force: never its author.
    pub(crate) can_activate: bool,
}

/// A version was put in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackActivationRow {
    /// The version; absent: the pack of the configuration.
    version_id: Option<Uuid>,
    /// Its name; absent: the pack of the configuration.
    version: Option<String>,
    /// First day on which it counts.
    effect_from: Day,
    /// Who put it in force.
    by: Named,
    /// When.
    at: Time,
    /// Why.
    reason: String,
}

/// Versions of the policy pack.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackVersions {
    /// Name of the pack of the configuration.
    configured: Option<Bilingual>,
    /// Its version, with those of the packs below.
    configured_version: Option<String>,
    /// It is in force.
    configured_in_force: bool,
    /// The viewer may put it in force again.
    can_go_back: bool,
    /// The viewer may import a version.
    can_import: bool,
    /// Versions, newest first.
    versions: Paged<PackVersionRow>,
    /// The newest 50 activations, newest first.
    activations: Vec<PackActivationRow>,
}

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PackVersionParams {
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// Versions of the policy pack and the decisions about them.
#[utoipa::path(get, path = "/pack-versions", operation_id = "list_pack_versions", tag = "packs",
    params(PackVersionParams), responses((status = 200, body = PackVersions), ListProblems))]
pub(crate) async fn list_pack_versions(
    session: Session,
    Params(asked): Params<PackVersionParams>,
) -> Result<Json<PackVersions>, Problem> {
    Ok(Json(overview(&session.ctx, page(asked.page, asked.page_size)).await?.into()))
}

impl From<Listed> for PackVersionRow {
    fn from(l: Listed) -> Self {
        let v = l.version;
        Self {
            id: v.id,
            title: Bilingual { zh: v.title_zh, en: v.title_en },
            pack: v.pack,
            version: v.version,
            note: v.note,
            state: l.state.into(),
            author: v.author.into(),
            at: v.at.into(),
            files: v.files.len(),
            can_activate: l.can_activate,
        }
    }
}

impl From<Overview> for PackVersions {
    fn from(o: Overview) -> Self {
        let (configured, configured_version) = o.configured.map(|(title, version)| (title.into(), version)).unzip();
        let activation = |(a, version): (app::Activation, Option<String>)| PackActivationRow {
            version_id: a.version,
            version,
            effect_from: a.effect_from.into(),
            by: a.by.into(),
            at: a.at.into(),
            reason: a.reason,
        };
        Self {
            configured,
            configured_version,
            configured_in_force: o.configured_in_force,
            can_go_back: o.can_go_back,
            can_import: o.can_import,
            versions: Paged::of(o.versions, PackVersionRow::from),
            activations: o.activations.into_iter().map(activation).collect(),
        }
    }
}
