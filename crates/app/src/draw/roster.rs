//! Both pools: as they were frozen, or as they would be frozen now.

use anlu_domain::{
    draw::{Roster, State},
    ids::DrawId,
};
use anlu_store::repo::draw as repo;

use super::{DrawError, pool::pools};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// The pools of a draw; `true` when they are frozen.
pub async fn roster(ctx: &Ctx, id: DrawId) -> Result<(Roster, bool), DrawError> {
    require(ctx, Action::DrawRead)?;
    let draw = repo::get_whole(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?;
    match draw.roster {
        Some(roster) => Ok((roster, true)),
        None if draw.state == State::Planned => {
            let (subjects, inspectors) = pools(ctx, &draw).await?;
            Ok((Roster::freeze(&draw.plan, subjects, inspectors, &draw.named), false))
        }
        None => Ok((Roster::default(), false)),
    }
}
