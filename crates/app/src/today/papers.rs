//! Licences and certificates that end.

use std::collections::BTreeMap;

use anlu_domain::{access::Role, time::CivilDay};
use anlu_store::{
    StoreError,
    repo::expiry::{self, Expiring, Holder, Papers},
};
use uuid::Uuid;

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
};
use crate::ctx::Ctx;

/// Days ahead that are looked at.
const HORIZON_DAYS: i32 = 30;
/// Most papers of one kind.
const MAX_PAPERS: u64 = 100;

/// Whose papers concern a role: an enterprise sees to its own, a driver to his certificate; an officer checks
/// enterprises only, for the enterprise is the one to act on the rest.
const fn papers(role: Role) -> Papers {
    match role {
        Role::Principal | Role::SafetyOfficer => Papers { enterprises: true, vehicles: true, people: true },
        Role::BureauOfficer => Papers { enterprises: true, vehicles: false, people: false },
        Role::Driver => Papers { enterprises: false, vehicles: false, people: true },
        Role::Enforcement | Role::GridChief | Role::Leader => {
            Papers { enterprises: false, vehicles: false, people: false }
        }
    }
}

/// Papers that have ended or end soon.
pub(super) async fn expiring(ctx: &Ctx, today: CivilDay) -> Result<Found, StoreError> {
    let (role, until) = (ctx.viewer.role, today.plus_days(HORIZON_DAYS));
    let found = expiry::expiring(ctx.store.read(), &ctx.viewer, papers(role), until, MAX_PAPERS).await?;
    let items: Vec<Item> = found.into_iter().map(|e| item(e, role, today)).collect();
    Ok(Found::of(items, 0, 0))
}

fn item(e: Expiring, role: Role, today: CivilDay) -> Item {
    let days = e.expiry.0 - today.0;
    let expired = days < 0;
    let (kind, subject, id): (Kind, Subject, Uuid) = match e.holder {
        Holder::Enterprise(id) => (Kind::Licence, Subject::Enterprise(id), id.0),
        Holder::Vehicle(id) => (Kind::Licence, Subject::Vehicle(id), id.0),
        Holder::Person(id) => (Kind::Certificate, Subject::Person(id), id.0),
    };
    let why = match (kind, expired) {
        (Kind::Certificate, true) => why::CERTIFICATE_EXPIRED,
        (Kind::Certificate, false) => why::CERTIFICATE_EXPIRES,
        (_, true) => why::LICENCE_EXPIRED,
        (_, false) => why::LICENCE_EXPIRES,
    };
    let verb = match kind {
        Kind::Certificate => verb::CERTIFICATE_RENEW,
        _ if role.is_authority() => verb::LICENCE_CHECK,
        _ => verb::LICENCE_RENEW,
    };
    Item {
        id,
        kind,
        subject,
        subject_name: e.name,
        why,
        params: BTreeMap::from([("expiry", e.expiry.to_string()), ("days", days.unsigned_abs().to_string())]),
        due_at: Some(e.expiry.end()),
        verb,
        level: None,
    }
}
