//! Gives an order.

use anlu_domain::{
    command::{Command, CommandState, Order},
    ids::{CommandId, VehicleId},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{command as repo, vehicle},
};
use serde_json::json;

use super::CommandError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// An order is of no use later than this after it was given, milliseconds.
pub(crate) const OPEN_MS: i64 = 120_000;

/// Queues an order to a vehicle's terminal. Parameters of the terminal are for the authority alone.
pub async fn send(ctx: &Ctx, id: VehicleId, order: Order) -> Result<Command, CommandError> {
    require(ctx, Action::VehicleCommand)?;
    if order.configures() {
        require(ctx, Action::VehicleConfigure)?;
    }
    if let Some(fault) = order.fault() {
        return Err(StepError::invalid(fault.pointer, fault.code).into());
    }
    let found = vehicle::get(ctx.store.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let known = found.value;
    if known.retired || known.sim.is_none() {
        return Err(CommandError::NoTerminal);
    }
    let now = ctx.now();
    let command = Command {
        id: CommandId(ctx.ids.next()),
        vehicle: id,
        enterprise: known.enterprise,
        order,
        state: CommandState::Queued,
        result: None,
        by: (&ctx.viewer).into(),
        given_at: now,
        sent_at: None,
        answered_at: None,
        open_until: Some(now.plus(OPEN_MS)),
    };
    ctx.store.tx(async |tx: Tx| Ok::<_, CommandError>(queue(&tx, &command, ctx.actor()).await?)).await?;
    ctx.tell(LiveEvent::of_command(&command));
    Ok(command)
}

/// Writes an order; it is sent when the transaction has ended and [`LiveEvent::of_command`] is told.
pub(crate) async fn queue(tx: &Tx, command: &Command, actor: String) -> Result<(), StoreError> {
    repo::insert(tx, command).await?;
    let after = json!({
        "vehicle": command.vehicle.0, "kind": command.order.kind(), "order": command.order,
        "state": command.state.as_str(),
    });
    let draft = LedgerDraft {
        actor,
        action: "command_given",
        subject_kind: "command",
        subject_id: command.id.to_string(),
        before: None,
        after: Some(after),
    };
    tx.record([draft], command.given_at);
    Ok(())
}
