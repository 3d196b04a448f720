//! Versions, who put which in force, and what a version changes, in words.

use anlu_domain::time::CivilDay;
use anlu_rules::pack::diff;
use anlu_store::{
    Page, Paged,
    repo::pack::{self as repo, PackVersion},
};
use serde::Serialize;
use uuid::Uuid;

use super::{PackError, in_force};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    policy::Words,
    step_error::StepError,
};

pub use anlu_store::repo::pack::Activation;

/// Most activations that are shown.
const SHOWN: usize = 50;

/// How a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// Was never put in force.
    Draft,
    /// Is decided for a day to come.
    Decided,
    /// In force.
    InForce,
    /// Was in force.
    Former,
}

/// A version as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The version, with its files.
    pub version: PackVersion,
    /// How it stands.
    pub state: VersionState,
    /// The viewer may put it in force.
    pub can_activate: bool,
}

/// Everything about versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Name and version of the pack of the configuration; none on a server without one.
    pub configured: Option<(Words, String)>,
    /// It is in force.
    pub configured_in_force: bool,
    /// The viewer may put it in force again.
    pub can_go_back: bool,
    /// The viewer may import a version.
    pub can_import: bool,
    /// One page of the versions, newest first.
    pub versions: Paged<Listed>,
    /// Activations, newest first, each with the name of its version.
    pub activations: Vec<(Activation, Option<String>)>,
}

fn state(activations: &[Activation], id: Option<Uuid>, today: CivilDay) -> VersionState {
    let now = in_force::on(activations, today);
    match () {
        () if now.map_or(id.is_none(), |a| a.version == id) => VersionState::InForce,
        () if activations.last().is_some_and(|a| a.version == id && a.effect_from > today) => VersionState::Decided,
        () if id.is_none() || activations.iter().any(|a| a.version == id && a.effect_from <= today) => {
            VersionState::Former
        }
        () => VersionState::Draft,
    }
}

fn listed(ctx: &Ctx, activations: &[Activation], version: PackVersion) -> Listed {
    let last = activations.last().is_some_and(|a| a.version == Some(version.id));
    let another = version.author.id != ctx.viewer.user;
    Listed {
        state: state(activations, Some(version.id), ctx.now().day()),
        can_activate: !last && another && access::may(ctx.viewer.role, Action::PackActivate),
        version,
    }
}

/// One page of the versions, and the activations.
pub async fn overview(ctx: &Ctx, page: Page) -> Result<Overview, PackError> {
    require(ctx, Action::PackRead)?;
    let db = ctx.store.read();
    let activations = repo::activations(db).await?;
    let versions = repo::list(db, page).await?.map(|v| listed(ctx, &activations, v));
    let mut shown = Vec::new();
    for activation in activations.iter().rev().take(SHOWN) {
        let name = match activation.version {
            Some(id) => repo::get(db, id).await?.map(|v| format!("{} {}", v.pack, v.version)),
            None => None,
        };
        shown.push((activation.clone(), name));
    }
    let configured = ctx.shelf.in_use().map(|p| {
        let title = &p.manifest.title;
        (Words { zh: title.zh.clone(), en: title.en.clone() }, p.reference().version)
    });
    let may = |action| access::may(ctx.viewer.role, action);
    Ok(Overview {
        configured,
        configured_in_force: state(&activations, None, ctx.now().day()) == VersionState::InForce,
        can_go_back: activations.last().is_some_and(|a| a.version.is_some()) && may(Action::PackActivate),
        can_import: may(Action::PackDraft),
        versions,
        activations: shown,
    })
}

/// A version with what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The version.
    pub listed: Listed,
    /// What differs from the version in force today: the id of a rule or duty, and words. `None`: it no longer holds.
    pub changes: Option<Vec<(String, Words)>>,
}

/// A version and what it changes against what is in force today.
pub async fn detail(ctx: &Ctx, id: Uuid) -> Result<Detail, PackError> {
    require(ctx, Action::PackRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, id).await?.ok_or(StepError::NotFound)?;
    let activations = repo::activations(db).await?;
    let now = in_force::on(&activations, ctx.now().day()).and_then(|a| a.version);
    let (old, new) = (in_force::pack(ctx, now).await?, in_force::pack(ctx, Some(id)).await?);
    let changes = old.zip(new).map(|(old, new)| {
        let changes = diff(&old, &new).into_iter().filter(|c| c.subject != "pack");
        changes.map(|c| (c.subject, Words { zh: c.zh, en: c.en })).collect()
    });
    Ok(Detail { listed: listed(ctx, &activations, stored), changes })
}
