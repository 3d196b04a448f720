//! Lists of people, numbers masked.

use anlu_domain::keys::id_number;
use anlu_store::{
    Page, Paged,
    personal::mask_id_number,
    repo::person::{self as repo, MaskedPerson},
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    registry::{RegistryError, named::Owners},
};

pub use anlu_store::repo::person::Filter;

/// One person of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The person.
    pub person: MaskedPerson,
    /// Employer.
    pub enterprise: Named,
}

impl Listed {
    /// A certificate number is the ID number in many provinces: then it is masked like one.
    pub(super) fn new(mut person: MaskedPerson, owners: &Owners) -> Self {
        if let Some(number) = person.certificate_no.as_ref().filter(|n| id_number::parse(n).is_ok()) {
            person.certificate_no = Some(mask_id_number(number));
        }
        Self { enterprise: owners.get(person.enterprise), person }
    }
}

/// One page of the people the viewer may see, by name.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<Listed>, RegistryError> {
    require(ctx, Action::PersonRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let owners = Owners::of(db, found.items.iter().map(|s| s.value.enterprise)).await?;
    Ok(found.map(|stored| Listed::new(stored.value, &owners)))
}
