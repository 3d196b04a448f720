//! What a worker on a queue waits for between two rounds.

use std::time::Duration;

use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

use super::event::LiveEvent;

/// Waits until something is told that `concerns` the queue (or may have been, for some was missed), until it is to be
/// looked at anyway, or until the stop.
pub(crate) async fn until_told(
    events: &mut Receiver<LiveEvent>,
    look: Duration,
    stop: &CancellationToken,
    concerns: impl Fn(&LiveEvent) -> bool,
) {
    let news = async {
        loop {
            match events.recv().await {
                Ok(event) if !concerns(&event) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = news => {}
        () = tokio::time::sleep(look) => {}
    }
}
