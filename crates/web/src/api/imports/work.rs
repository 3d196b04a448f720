//! What an import does once its request has been answered: waits for its turn, runs, and tells how it goes.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anlu_app::{
    ctx::Ctx,
    import::{Hooks, ImportError, Report, Request, run},
    live::event::LiveEvent,
};
use anlu_domain::ids::ImportId;
use tempfile::{NamedTempFile, TempPath};
use tokio::{runtime::Handle, task::spawn_blocking};

use super::status::{ImportFault, ImportState};
use crate::{
    jobs::{Job, MAX_FAULTS, Outcome},
    state::AppState,
};

/// Steps of the progress that are told.
const STEPS: u64 = 100;

/// Runs a job to its end. `upload` is removed when it is over.
pub(crate) async fn work(ctx: Ctx, state: AppState, job: Arc<Job>, request: Request, upload: TempPath) {
    let turn = tokio::select! {
        turn = state.jobs().turn().acquire_owned() => turn.ok(),
        () = job.cancel.cancelled() => None,
        () = state.stopping().cancelled() => None,
    };
    let (ended, outcome) = match turn {
        Some(_turn) => finished(imported(&ctx, &state, &job, request).await),
        None => (ImportState::Cancelled, Outcome::default()),
    };
    drop(upload);
    job.finish(ended, outcome, ctx.now());
    tell(&ctx, &job);
}

async fn imported(ctx: &Ctx, state: &AppState, job: &Arc<Job>, request: Request) -> Result<Report, ImportError> {
    let hooks = Hooks { progress: progress(ctx, job), cancel: job.cancel.clone() };
    let own = ctx.clone();
    // Most of it is computing: on a thread of its own it holds up no request.
    let mut running = spawn_blocking(move || Handle::current().block_on(run(&own, request, &hooks)));
    let ended = tokio::select! {
        ended = &mut running => ended,
        () = state.stopping().cancelled() => {
            job.cancel.cancel();
            running.await
        }
    };
    ended.unwrap_or_else(|e| Err(ImportError::Unreadable(format!("the import ended unexpectedly: {e}"))))
}

fn progress(ctx: &Ctx, job: &Arc<Job>) -> Arc<dyn Fn(u64, u64) + Send + Sync> {
    let (ctx, job, told) = (ctx.clone(), Arc::clone(job), AtomicU64::new(u64::MAX));
    Arc::new(move |done, total| {
        job.advance(done, total);
        let step = done.saturating_mul(STEPS) / total.max(1);
        if told.swap(step, Ordering::Relaxed) != step {
            tell(&ctx, &job);
        }
    })
}

fn tell(ctx: &Ctx, job: &Job) {
    ctx.tell(LiveEvent::Import { id: ImportId(job.id), by: job.owner });
}

fn finished(result: Result<Report, ImportError>) -> (ImportState, Outcome) {
    match result {
        Ok(report) => {
            let state = if report.faults.is_empty() { ImportState::Done } else { ImportState::Refused };
            let workbook = report.answer.as_deref().and_then(|bytes| match kept(bytes) {
                Ok(path) => Some(path),
                Err(error) => {
                    tracing::error!(%error, "the marked workbook could not be kept");
                    None
                }
            });
            let outcome = Outcome {
                counts: Some(report.counts.into()),
                faults: report.faults.iter().take(MAX_FAULTS).map(|f| ImportFault::of(&report.sheet, f)).collect(),
                faults_total: report.faults.len() as u64,
                error_code: None,
                workbook,
            };
            (state, outcome)
        }
        Err(ImportError::Cancelled) => (ImportState::Cancelled, Outcome::default()),
        Err(error) => {
            tracing::warn!(%error, code = error.code(), "an import failed");
            let outcome = Outcome { error_code: Some(error.code().to_owned()), ..Outcome::default() };
            (ImportState::Failed, outcome)
        }
    }
}

fn kept(bytes: &[u8]) -> std::io::Result<TempPath> {
    let mut file = NamedTempFile::new()?;
    file.write_all(bytes)?;
    Ok(file.into_temp_path())
}
