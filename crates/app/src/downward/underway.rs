//! What goes down a link at this moment.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{Mutex as Lock, OwnedMutexGuard};

/// One lock per link to a platform below. It is held while a message goes down until it is noted with which serial
/// number: an answer may come before, and is matched after. Another link that hangs keeps nobody waiting.
#[derive(Debug, Default)]
pub struct Underway(Mutex<BTreeMap<String, Arc<Lock<()>>>>);

impl Underway {
    /// Waits until nothing goes down `link`, and lets nothing until the guard is dropped.
    pub(super) async fn of(&self, link: &str) -> OwnedMutexGuard<()> {
        let lock =
            Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(link.to_owned()).or_default());
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use std::{future::Future, task::Context};

    use super::*;

    #[tokio::test]
    async fn a_link_that_hangs_keeps_waiting_only_who_wants_it() {
        let underway = Underway::default();
        let hangs = underway.of("north").await;
        let mut same = Box::pin(underway.of("north"));
        let mut idle = Context::from_waker(std::task::Waker::noop());
        assert!(same.as_mut().poll(&mut idle).is_pending());
        drop(underway.of("south").await);
        drop(hangs);
        drop(same.await);
    }
}
