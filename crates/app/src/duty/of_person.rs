//! Facts of a person that no register holds: what was told, by whom, and what nobody has told yet.

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, PersonId},
};
use anlu_rules::pack::SubjectKind;
use anlu_store::repo::{
    duty_fact::{self, Told},
    person,
};

use super::{
    DutyError,
    owed::words,
    told::{self, Owner},
};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    policy::Words,
    step_error::StepError,
};

/// A fact of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFact {
    /// Name in the fact schema.
    pub name: &'static str,
    /// How it is asked for: `bool`, `int`, `day`, `word`.
    pub kind: &'static str,
    /// Who tells it.
    pub owner: Owner,
    /// What was told; `None`: nobody has.
    pub told: Option<Told>,
    /// Duties that ask for it.
    pub duties: Vec<(String, Words)>,
    /// The viewer may tell it.
    pub can_tell: bool,
}

/// Facts of a person the viewer may see, and the enterprise the person works for. Facts that no duty asks for and that
/// nobody has told are left out.
pub async fn facts_of_person(ctx: &Ctx, id: PersonId) -> Result<(EnterpriseId, Vec<PersonFact>), DutyError> {
    require(ctx, Action::DutyRead)?;
    let db = ctx.store.read();
    let person = person::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let known = duty_fact::of(db, id.0).await?;
    let (today, book) = (ctx.now().day(), ctx.book());
    let facts = told::tellable(SubjectKind::Person).map(|(name, owner)| PersonFact {
        name,
        kind: told::kind_of(name),
        owner,
        told: known.iter().find(|t| t.name == name).cloned(),
        duties: book
            .as_ref()
            .map(|book| book.asking(name, today))
            .unwrap_or_default()
            .into_iter()
            .map(|d| (d.file.id.clone(), words(&d.file.title)))
            .collect(),
        can_tell: may_tell(&ctx.viewer, owner),
    });
    let asked = |name: &str| book.as_ref().is_some_and(|book| book.target_asks(name, today));
    let facts = facts.filter(|f| f.told.is_some() || !f.duties.is_empty() || asked(f.name)).collect();
    Ok((person.value.enterprise, facts))
}

/// Whether the viewer tells the facts of this owner.
pub(super) fn may_tell(viewer: &Viewer, owner: Owner) -> bool {
    access::may(viewer.role, Action::FactTell) && told::may_tell(viewer.role, owner)
}
