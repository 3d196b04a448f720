//! What a back-test does once its request has been answered: waits for its turn, runs, and tells how it goes.

use std::sync::Arc;

use anlu_app::{
    backtest::{BacktestError, Hooks, Report, Request, run},
    ctx::Ctx,
};
use tokio::{runtime::Handle, task::spawn_blocking};

use super::values::BacktestState;
use crate::{backtests::Backtest, state::AppState};

/// Runs a back-test to its end.
pub(super) async fn work(ctx: Ctx, state: AppState, one: Arc<Backtest>, request: Request) {
    let turn = tokio::select! {
        turn = state.backtests().turn().acquire_owned() => turn.ok(),
        () = one.cancel.cancelled() => None,
        () = state.stopping().cancelled() => None,
    };
    let ended = match turn {
        Some(_turn) => judged(&ctx, &state, &one, request).await,
        None => Err((BacktestState::Cancelled, None)),
    };
    one.finish(ended, ctx.now());
}

async fn judged(
    ctx: &Ctx,
    state: &AppState,
    one: &Arc<Backtest>,
    request: Request,
) -> Result<Report, (BacktestState, Option<&'static str>)> {
    let told = Arc::clone(one);
    let hooks = Hooks { progress: Arc::new(move |done, total| told.advance(done, total)), cancel: one.cancel.clone() };
    let own = ctx.clone();
    // It reads files and computes: on a thread of its own it holds up no request.
    let mut running = spawn_blocking(move || Handle::current().block_on(run(&own, request, &hooks)));
    let ended = tokio::select! {
        ended = &mut running => ended,
        () = state.stopping().cancelled() => {
            one.cancel.cancel();
            running.await
        }
    };
    match ended {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(BacktestError::Cancelled)) => Err((BacktestState::Cancelled, None)),
        Ok(Err(error)) => {
            tracing::warn!(%error, code = error.code(), "a back-test failed");
            Err((BacktestState::Failed, Some(error.code())))
        }
        Err(error) => {
            tracing::error!(%error, "a back-test ended unexpectedly");
            Err((BacktestState::Failed, Some("internal")))
        }
    }
}
