//! `POST /backtests`: what if?

use anlu_app::backtest::{self, DraftFile, PackFault, Request};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::work::work;
use crate::{
    api::values::Day,
    backtests::About,
    error::{Problem, WriteProblems},
    extract::{Body, Session},
    state::AppState,
};

/// Most files of a draft.
const MAX_FILES: usize = 30;
/// Longest name of a file, characters.
const MAX_NAME: usize = 100;
/// Most faults of a draft that are told.
const MAX_FAULTS: usize = 20;

/// A file of a draft.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct BacktestDraft {
    /// Name without folders, e.g. `fatigue.continuous.toml`; `pack.toml`, `intake.toml` and `clocks.toml` lie at the
    /// root of a pack, everything else is a rule.
    #[schema(max_length = 100)]
    name: String,
    /// TOML.
    text: String,
}

/// What to compare.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct BacktestRequest {
    /// Id of the pack to compare with.
    old: String,
    /// Id of the other one; without it the draft, laid over the old one.
    new: Option<String>,
    /// Files of the draft, which hold only what differs.
    #[serde(default)]
    draft: Vec<BacktestDraft>,
    /// First day.
    from: Day,
    /// Last day.
    to: Day,
}

/// The back-test that was started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestStarted {
    /// Ask `GET /backtests/{id}` how it goes.
    pub(crate) id: Uuid,
}

fn faulty(faults: Vec<PackFault>) -> Problem {
    let told = faults.into_iter().take(MAX_FAULTS);
    told.fold(Problem::new("invalid"), |problem, fault| {
        problem
            .field("/draft", "pack_invalid")
            .param("file", fault.file.rsplit('/').next().unwrap_or_default())
            .param("line", fault.line)
            .param("message", fault.message)
    })
}

/// Judges stored positions by two packs in the background. Nothing is written; no signal comes of it.
#[utoipa::path(post, path = "/backtests", operation_id = "start_backtest", tag = "backtests",
    request_body = BacktestRequest, responses((status = 202, body = BacktestStarted), WriteProblems))]
pub(crate) async fn start_backtest(
    session: Session,
    State(state): State<AppState>,
    Body(asked): Body<BacktestRequest>,
) -> Result<(StatusCode, Json<BacktestStarted>), Problem> {
    let ctx = session.ctx;
    backtest::allowed(&ctx)?;
    let old = ctx.shelf.get(&asked.old).ok_or_else(|| Problem::invalid("/old", "not_in_list"))?;
    let new = match asked.new {
        Some(id) => ctx.shelf.get(&id).ok_or_else(|| Problem::invalid("/new", "not_in_list"))?,
        None if asked.draft.is_empty() => return Err(Problem::invalid("/new", "required")),
        None => {
            let named = |d: &BacktestDraft| {
                d.name.chars().count() <= MAX_NAME
                    && d.name.strip_suffix(".toml").is_some()
                    && !d.name.contains(['/', '\\'])
            };
            if asked.draft.len() > MAX_FILES || !asked.draft.iter().all(named) {
                return Err(Problem::invalid("/draft", "draft_files"));
            }
            let files = asked.draft.into_iter().map(|d| DraftFile { name: d.name, text: d.text }).collect();
            let drafted = ctx.shelf.draft(&asked.old, files);
            drafted.ok_or_else(|| Problem::invalid("/old", "not_in_list"))?.map_err(faulty)?
        }
    };
    let request = Request { old, new, from: asked.from.0, to: asked.to.0 };
    request.check(&ctx)?;
    let about = About {
        id: ctx.ids.next(),
        owner: ctx.viewer.user,
        packs: request.names(),
        from: request.from,
        to: request.to,
        created_at: ctx.now(),
    };
    let one = state.backtests().add(about).ok_or_else(|| Problem::new("unavailable").retry_after(60))?;
    let id = one.about.id;
    tokio::spawn(work(ctx, state, one, request));
    Ok((StatusCode::ACCEPTED, Json(BacktestStarted { id })))
}
