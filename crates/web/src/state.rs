//! What every operation shares.

use std::{fmt, sync::Arc};

use anlu_app::ctx::Ctx;
use anlu_domain::access::Viewer;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{backtests::Backtests, foresights::Foresights, guard::attempts::Attempts, jobs::Jobs, limits::MAX_STREAMS};

/// Settings of the web part.
#[derive(Clone, Debug, Default)]
pub struct WebSettings {
    /// The browser reaches the server over HTTPS through a proxy on this machine: cookies are `Secure`, and the last
    /// address of `X-Forwarded-For` is the client's.
    pub https: bool,
    /// Key of 天地图; without it maps show boundaries only and the content security policy names no other host.
    pub tianditu_key: Option<String>,
    /// Whom users tell what is wrong or missing, one line; without it no contact is shown.
    pub feedback_contact: Option<String>,
}

/// Something that must be up before the server may be sent requests (`/readyz`).
#[derive(Clone)]
pub struct Check {
    /// Name in the answer of `/readyz`, e.g. `log`.
    pub name: &'static str,
    /// Whether it is up.
    pub ready: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Shared by every operation; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

struct Parts {
    ctx: Ctx,
    settings: WebSettings,
    checks: Vec<Check>,
    attempts: Attempts,
    jobs: Jobs,
    backtests: Backtests,
    foresights: Foresights,
    streams: Arc<Semaphore>,
    stopping: CancellationToken,
}

impl AppState {
    /// State over the use cases. `ctx` is the context of the server itself: each request gets a copy with its own
    /// viewer. Streams end when `stopping` is cancelled.
    pub fn new(ctx: Ctx, settings: WebSettings, checks: Vec<Check>, stopping: CancellationToken) -> Self {
        let (attempts, jobs, backtests) = (Attempts::default(), Jobs::default(), Backtests::default());
        let foresights = Foresights::default();
        let streams = Arc::new(Semaphore::new(MAX_STREAMS));
        Self(Arc::new(Parts { ctx, settings, checks, attempts, jobs, backtests, foresights, streams, stopping }))
    }

    /// The context of one request.
    pub(crate) fn ctx(&self, viewer: Viewer) -> Ctx {
        Ctx { viewer, ..self.0.ctx.clone() }
    }

    /// The context of the server itself, for what nobody has logged in for yet.
    pub(crate) fn server(&self) -> &Ctx {
        &self.0.ctx
    }

    pub(crate) fn settings(&self) -> &WebSettings {
        &self.0.settings
    }

    pub(crate) fn checks(&self) -> &[Check] {
        &self.0.checks
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    pub(crate) fn backtests(&self) -> &Backtests {
        &self.0.backtests
    }

    pub(crate) fn foresights(&self) -> &Foresights {
        &self.0.foresights
    }

    /// Places for streams of live events.
    pub(crate) fn streams(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.streams)
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }
}
