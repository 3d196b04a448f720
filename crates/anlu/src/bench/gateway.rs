//! `anlu bench gateway`: listener, sessions and log, nothing else in the process; it knows every terminal.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use anlu_bus::{Log, LogSettings};
use anlu_gateway::{AuthKey, GatewaySettings, OpenRegistry, Ports};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    Failure,
    serve::{clock::SystemClock, runtime},
    shutdown,
};

/// Arguments of `anlu bench gateway`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Address for terminals; port 0: a free one, printed.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Folder of the log.
    #[arg(long)]
    log: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let log = Log::open(&args.log, LogSettings::default()).map_err(|e| Failure::input(e.code(), e.to_string()))?;
    let log = Arc::new(log);
    runtime()?.block_on(async {
        let unusable = |e: std::io::Error| Failure::input("port_unusable", e.to_string());
        let listener = TcpListener::bind(args.listen).await.map_err(unusable)?;
        let at = listener.local_addr().map_err(unusable)?;
        super::print(&json!({"listening": at.to_string(), "pid": std::process::id()}))?;
        let ports = Ports { log: Arc::clone(&log), registry: Arc::new(OpenRegistry), clock: Arc::new(SystemClock) };
        // The codes are worth nothing outside this run.
        let settings = GatewaySettings::new(AuthKey::new([0; 32]));
        anlu_gateway::serve(listener, ports, settings, shutdown::on_signal()).await;
        Ok::<(), Failure>(())
    })?;
    let stored: u64 = (0..log.shards()).map(|shard| log.head(shard)).sum();
    super::print(&json!({"frames_in_log": stored}))?;
    Ok(ExitCode::SUCCESS)
}
