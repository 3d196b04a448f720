//! `GET /people/{id}/facts`: what was told of a person, and what nobody has told yet.

use anlu_app::duty::of_person::{PersonFact, facts_of_person};
use anlu_domain::ids::PersonId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        duties::list::{DutyName, FactOwner, words},
        values::Day,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// A fact of a person that no register holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonFactRow {
    /// Name.
    name: String,
    /// How it is asked for: `bool`, `int`, `day`, `word`.
    kind: String,
    /// Who tells it.
    owner: FactOwner,
    /// What was told; absent: nobody has.
    #[schema(value_type = Option<Object>)]
    value: Option<serde_json::Value>,
    /// Who told it.
    by: Option<String>,
    /// On which day.
    on: Option<Day>,
    /// Duties that ask for it.
    duties: Vec<DutyName>,
    /// The viewer may tell it, with `POST /enterprises/{id}/facts`.
    can_tell: bool,
}

/// Facts of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonFacts {
    /// The enterprise the person works for.
    enterprise_id: Uuid,
    /// Facts.
    facts: Vec<PersonFactRow>,
}

/// Facts of a person that duties ask for and no register holds.
#[utoipa::path(get, path = "/people/{id}/facts", operation_id = "list_person_facts", tag = "people",
    params(("id" = Uuid, Path, description = "Person")),
    responses((status = 200, body = PersonFacts), OneProblems))]
pub(crate) async fn list_person_facts(session: Session, Id(id): Id) -> Result<Json<PersonFacts>, Problem> {
    let (enterprise, facts) = facts_of_person(&session.ctx, PersonId(id)).await?;
    Ok(Json(PersonFacts { enterprise_id: enterprise.0, facts: facts.into_iter().map(Into::into).collect() }))
}

impl From<PersonFact> for PersonFactRow {
    fn from(f: PersonFact) -> Self {
        let (value, by, on) = match f.told {
            Some(told) => (Some(told.value), Some(told.by), Some(told.at.day().into())),
            None => (None, None, None),
        };
        Self {
            name: f.name.to_owned(),
            kind: f.kind.to_owned(),
            owner: f.owner.into(),
            value,
            by,
            on,
            duties: f.duties.into_iter().map(|(id, title)| DutyName { id, title: words(title) }).collect(),
            can_tell: f.can_tell,
        }
    }
}
