//! Serves the router on a listener until told to stop; requests under way are finished, streams end.

use std::{io, net::SocketAddr};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{router::router, state::AppState};

/// Serves until `stopping` is cancelled. An error is one of the listener.
pub async fn serve(listener: TcpListener, state: AppState, stopping: CancellationToken) -> io::Result<()> {
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopping.cancelled_owned()).await
}
