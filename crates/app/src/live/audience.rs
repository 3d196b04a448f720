//! Who may hear of what: the viewer's scope, resolved once for live events and positions.

use std::collections::HashSet;

use anlu_domain::{
    access::Scope,
    ids::{EnterpriseId, PersonId, UserId},
};
use anlu_store::{StoreError, repo::names};
use rustc_hash::FxBuildHasher;

use super::{event::LiveEvent, latest::VehicleNow};
use crate::ctx::Ctx;

/// What a listener sees. Resolve it again when the registry changes ([`LiveEvent::Registry`]).
#[derive(Clone, Debug)]
pub struct Audience {
    user: UserId,
    /// Of the authority: watches and requests of upper platforms are for nobody else.
    authority: bool,
    sees: Sees,
}

#[derive(Clone, Debug)]
enum Sees {
    All,
    Enterprises(HashSet<EnterpriseId, FxBuildHasher>),
    Person(PersonId),
    Nothing,
}

/// The audience the viewer belongs to.
pub async fn audience(ctx: &Ctx) -> Result<Audience, StoreError> {
    let sees = match &ctx.viewer.scope {
        Scope::All => Sees::All,
        Scope::Enterprise(id) => Sees::Enterprises(HashSet::from_iter([*id])),
        Scope::Grid(_) => {
            Sees::Enterprises(names::enterprise_ids(ctx.store.read(), &ctx.viewer).await?.into_iter().collect())
        }
        Scope::Person(_, person) => Sees::Person(*person),
        Scope::Nothing => Sees::Nothing,
    };
    Ok(Audience { user: ctx.viewer.user, authority: ctx.viewer.role.is_authority(), sees })
}

impl Audience {
    /// Whether a row of this enterprise and driver is visible.
    fn row(&self, enterprise: Option<EnterpriseId>, driver: Option<PersonId>) -> bool {
        match &self.sees {
            Sees::All => true,
            Sees::Enterprises(own) => enterprise.is_some_and(|e| own.contains(&e)),
            Sees::Person(own) => driver == Some(*own),
            Sees::Nothing => false,
        }
    }

    /// Whether a vehicle's position is visible.
    pub fn vehicle(&self, v: &VehicleNow) -> bool {
        self.row(v.enterprise.as_ref().map(|(id, _)| *id), None)
    }

    /// The part of an event that is visible; `None` when nothing is.
    pub fn hears(&self, event: &LiveEvent) -> Option<LiveEvent> {
        let heard = match event {
            LiveEvent::Signal { enterprise, driver, .. } => self.row(*enterprise, *driver),
            LiveEvent::Hazard { enterprise, .. }
            | LiveEvent::Duties { enterprise }
            | LiveEvent::Command { enterprise, .. }
            | LiveEvent::Media { enterprise, .. } => self.row(Some(*enterprise), None),
            LiveEvent::Watch { enterprise, .. } | LiveEvent::Request { enterprise, .. } => {
                self.authority && self.row(*enterprise, None)
            }
            LiveEvent::Import { by, .. } => *by == self.user,
            LiveEvent::Registry => true,
            LiveEvent::Vehicles(all) => {
                let mine: Vec<VehicleNow> = all.iter().filter(|v| self.vehicle(v)).cloned().collect();
                return (!mine.is_empty()).then(|| LiveEvent::Vehicles(mine.into()));
            }
        };
        heard.then(|| event.clone())
    }
}
