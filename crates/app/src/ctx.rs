//! What every use case is given: who asks, the store, the time, fresh ids.

use std::sync::Arc;

use anlu_domain::{access::Viewer, ports::Clock, time::UtcMs};
use anlu_store::Store;
use uuid::Uuid;

/// Makes fresh ids. The only place from which business code may draw randomness for an id.
pub trait IdSource: Send + Sync {
    /// A fresh id; later ids sort after earlier ones where the source can do that.
    fn next(&self) -> Uuid;
}

/// Time-ordered random ids (UUID version 7, RFC 9562).
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the id source that the ban points to")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The context of one call.
#[derive(Clone)]
pub struct Ctx {
    /// Who asks.
    pub viewer: Viewer,
    /// The store.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
}

impl Ctx {
    /// The present instant.
    pub fn now(&self) -> UtcMs {
        self.clock.now()
    }

    /// The name under which the viewer's acts stand in the ledger.
    pub fn actor(&self) -> String {
        format!("{} ({})", self.viewer.name, self.viewer.user)
    }
}
