//! What everybody may see without an account: draws that were published or became void, and their files.

use anlu_domain::{
    draw::{Draw, Refusal, State},
    ids::DrawId,
};
use anlu_store::{Page, Paged, repo::draw as repo};

use super::{DrawError, get::text, list::Filter};
use crate::{ctx::Ctx, step_error::StepError};

/// One page of published and void draws, newest first. `server`: the context of the server itself.
pub async fn list(server: &Ctx, page: Page) -> Result<Paged<Draw>, DrawError> {
    let filter = Filter { states: vec![State::Published, State::Expired], q: None };
    Ok(repo::list(server.store.read(), &filter, page).await?)
}

/// The file of a published draw: number and canonical text.
pub async fn file(server: &Ctx, id: DrawId) -> Result<(String, String), DrawError> {
    let draw = repo::get(server.store.read(), id).await?.ok_or(StepError::NotFound)?;
    match draw.state {
        State::Published => text(server, id).await,
        State::Expired => Err(Refusal::WrongState(draw.state).into()),
        // What is not public does not exist for the public.
        _ => Err(StepError::NotFound.into()),
    }
}
