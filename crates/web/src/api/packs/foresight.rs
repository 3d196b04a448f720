//! `POST /pack-versions/{id}/foresights`, `GET /pack-foresights/{id}`, `POST /pack-foresights/{id}/cancel`: how many
//! enterprises would owe or fail what.

use std::sync::Arc;

use anlu_app::{
    ctx::Ctx,
    pack::{
        PackError,
        foresee::{self, Figures, Foreseen, Hooks, Pair, allowed, begin, run},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        backtests::values::{BacktestState, Bilingual},
        grades::list::Grade,
        values::Named,
    },
    error::{OneProblems, Problem, WriteProblems},
    extract::{Id, Session},
    foresights::Foresight,
    state::AppState,
};

/// The trial that was started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightStarted {
    /// Ask `GET /pack-foresights/{id}` how it goes.
    pub(crate) id: Uuid,
}

/// Enterprises that owe and that fail something, by the version in force and by the other one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightFigures {
    /// Enterprises.
    enterprises: u64,
    /// Owe something by the version in force.
    owe_old: u64,
    /// Owe something by the other one.
    owe_new: u64,
    /// Are late with something by the version in force.
    fail_old: u64,
    /// Are late with something by the other one.
    fail_new: u64,
}

/// Figures of a duty.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightDuty {
    /// Id.
    id: String,
    /// Name.
    title: Bilingual,
    /// Figures.
    figures: ForesightFigures,
}

/// Figures of a line of business.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightSector {
    /// Line of business.
    sector: String,
    /// Figures.
    figures: ForesightFigures,
}

/// Figures of a grid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightGrid {
    /// Grid; absent: enterprises in none.
    grid: Option<Named>,
    /// Figures.
    figures: ForesightFigures,
}

/// An enterprise for which something differs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightChange {
    /// Enterprise.
    enterprise: Named,
    /// Ids of duties that it would owe and does not.
    more: Vec<String>,
    /// Ids of duties that it owes and would not.
    fewer: Vec<String>,
    /// Ids of duties that it would be late with and is not.
    failing: Vec<String>,
}

/// How many would move from one grade to another by a model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightMoves {
    /// Model.
    model: String,
    /// Grade by the version in force; absent: none.
    from: Option<Grade>,
    /// Grade by this one.
    to: Option<Grade>,
    /// Enterprises.
    count: u64,
}

/// A step or a cap by which a grade would differ.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightReason {
    /// Step or cap.
    title: Bilingual,
    /// Difference in points; absent: a cap comes or goes.
    points: Option<f64>,
}

/// An enterprise that would have another grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightMove {
    /// Enterprise.
    enterprise: Named,
    /// Name of the model.
    model: Bilingual,
    /// Grade by the version in force; absent: none.
    from: Option<Grade>,
    /// Grade by this one.
    to: Option<Grade>,
    /// Score by the version in force.
    score_old: f64,
    /// Score by this one.
    score_new: f64,
    /// Why, greatest difference first.
    why: Vec<ForesightReason>,
}

/// What came of a trial.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightReport {
    /// All enterprises.
    all: ForesightFigures,
    /// By duty; those that differ first.
    duties: Vec<ForesightDuty>,
    /// By line of business.
    sectors: Vec<ForesightSector>,
    /// By grid.
    grids: Vec<ForesightGrid>,
    /// Enterprises for which anything differs.
    changed: u64,
    /// At most 200 of them, by name.
    named: Vec<ForesightChange>,
    /// Who would move from which grade to which, counted.
    moves: Vec<ForesightMoves>,
    /// At most 200 of them, by name.
    moved: Vec<ForesightMove>,
}

/// State and result of a trial.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForesightStatus {
    /// Id.
    id: Uuid,
    /// The version that is tried out.
    version_id: Uuid,
    /// State.
    state: BacktestState,
    /// Enterprises done.
    done: u64,
    /// Enterprises in all.
    total: u64,
    /// What came of it.
    report: Option<ForesightReport>,
}

/// Plans every enterprise by the version in force and by this one, in the background. Nothing is written but that it
/// was tried.
#[utoipa::path(post, path = "/pack-versions/{id}/foresights", operation_id = "start_pack_foresight", tag = "packs",
    params(("id" = Uuid, Path, description = "Version")),
    responses((status = 202, body = ForesightStarted), WriteProblems))]
pub(crate) async fn start_pack_foresight(
    session: Session,
    State(state): State<AppState>,
    Id(version): Id,
) -> Result<(StatusCode, Json<ForesightStarted>), Problem> {
    let ctx = session.ctx;
    let packs = begin(&ctx, version).await?;
    let added = state.foresights().add(ctx.ids.next(), ctx.viewer.user, version, ctx.now());
    let one = added.ok_or_else(|| Problem::new("unavailable").retry_after(60))?;
    let id = one.id;
    tokio::spawn(work(ctx, state, one, packs));
    Ok((StatusCode::ACCEPTED, Json(ForesightStarted { id })))
}

/// State and result of a trial of the viewer. Kept for a day.
#[utoipa::path(get, path = "/pack-foresights/{id}", operation_id = "get_pack_foresight", tag = "packs",
    params(("id" = Uuid, Path, description = "Trial")),
    responses((status = 200, body = ForesightStatus), OneProblems))]
pub(crate) async fn get_pack_foresight(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<ForesightStatus>, Problem> {
    allowed(&session.ctx)?;
    let one = state.foresights().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    Ok(Json(one.as_ref().into()))
}

/// Stops a trial. One that has ended stays as it is.
#[utoipa::path(post, path = "/pack-foresights/{id}/cancel", operation_id = "cancel_pack_foresight", tag = "packs",
    params(("id" = Uuid, Path, description = "Trial")),
    responses((status = 200, body = ForesightStatus), OneProblems))]
pub(crate) async fn cancel_pack_foresight(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<ForesightStatus>, Problem> {
    allowed(&session.ctx)?;
    let one = state.foresights().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    one.cancel.cancel();
    Ok(Json(one.as_ref().into()))
}

/// Waits for its turn, runs, and tells how it goes.
async fn work(ctx: Ctx, state: AppState, one: Arc<Foresight>, packs: Pair) {
    let turn = tokio::select! {
        turn = state.foresights().turn().acquire_owned() => turn.ok(),
        () = one.cancel.cancelled() => None,
        () = state.stopping().cancelled() => None,
    };
    let ended = if turn.is_some() { judged(&ctx, &state, &one, packs).await } else { Err(BacktestState::Cancelled) };
    one.finish(ended, ctx.now());
}

async fn judged(ctx: &Ctx, state: &AppState, one: &Arc<Foresight>, packs: Pair) -> Result<Foreseen, BacktestState> {
    let told = Arc::clone(one);
    let hooks = Hooks { progress: Arc::new(move |done, total| told.advance(done, total)), cancel: one.cancel.clone() };
    let ended = tokio::select! {
        ended = run(ctx, packs, &hooks) => ended,
        () = state.stopping().cancelled() => Err(PackError::Cancelled),
    };
    ended.map_err(|error| match error {
        PackError::Cancelled => BacktestState::Cancelled,
        error => {
            tracing::error!(%error, "a trial of a pack version failed");
            BacktestState::Failed
        }
    })
}

impl From<Figures> for ForesightFigures {
    fn from(f: Figures) -> Self {
        let Figures { enterprises, owe_old, owe_new, fail_old, fail_new } = f;
        Self { enterprises, owe_old, owe_new, fail_old, fail_new }
    }
}

impl From<&Foresight> for ForesightStatus {
    fn from(one: &Foresight) -> Self {
        let now = one.standing();
        Self {
            id: one.id,
            version_id: one.version,
            state: now.state,
            done: now.progress.0,
            total: now.progress.1,
            report: now.report.as_deref().map(ForesightReport::from),
        }
    }
}

impl From<&Foreseen> for ForesightReport {
    fn from(f: &Foreseen) -> Self {
        let changed = |c: &foresee::Changed| ForesightChange {
            enterprise: Named { id: c.enterprise.0, name: c.name.clone() },
            more: c.more.clone(),
            fewer: c.fewer.clone(),
            failing: c.failing.clone(),
        };
        let duty = |(id, title, figures): &(String, anlu_app::policy::Words, Figures)| ForesightDuty {
            id: id.clone(),
            title: title.clone().into(),
            figures: (*figures).into(),
        };
        let sectors = f.sectors.iter();
        let grids = f.grids.iter();
        Self {
            all: f.all.into(),
            duties: f.duties.iter().map(duty).collect(),
            sectors: sectors.map(|(s, f)| ForesightSector { sector: s.clone(), figures: (*f).into() }).collect(),
            grids: grids
                .map(|(grid, f)| ForesightGrid {
                    grid: grid.clone().map(|(id, name)| Named { id: id.0, name }),
                    figures: (*f).into(),
                })
                .collect(),
            changed: f.changed,
            named: f.named.iter().map(changed).collect(),
            moves: f
                .moves
                .iter()
                .map(|((model, from, to), count)| ForesightMoves {
                    model: model.clone(),
                    from: from.map(Into::into),
                    to: to.map(Into::into),
                    count: *count,
                })
                .collect(),
            moved: f.moved.iter().map(ForesightMove::from).collect(),
        }
    }
}

impl From<&foresee::Moved> for ForesightMove {
    fn from(m: &foresee::Moved) -> Self {
        let reason = |(title, points): &(anlu_app::policy::Words, Option<f64>)| ForesightReason {
            title: title.clone().into(),
            points: *points,
        };
        Self {
            enterprise: Named { id: m.enterprise.0, name: m.name.clone() },
            model: m.title.clone().into(),
            from: m.from.map(Into::into),
            to: m.to.map(Into::into),
            score_old: m.scores.0,
            score_new: m.scores.1,
            why: m.why.iter().map(reason).collect(),
        }
    }
}
