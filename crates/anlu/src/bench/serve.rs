//! `anlu bench serve`: the program as `anlu serve` runs it, but for a registry that knows every terminal and every plate,
//! and links for so many lower platforms.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use anlu_gateway::OpenRegistry;
use serde_json::json;

use super::platform::PASSWORD;
use crate::{
    Failure,
    config::ConfigFile,
    serve::{
        installation::{FolderLock, Installation},
        role::Role,
        runtime,
        start::Running,
    },
    shutdown,
    telemetry::LogArgs,
};

/// Arguments of `anlu bench serve`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Data folder.
    #[arg(long)]
    data: PathBuf,
    /// Address of the interface, with `/metrics`.
    #[arg(long, default_value = "127.0.0.1:0")]
    web: SocketAddr,
    /// Address for terminals.
    #[arg(long, default_value = "127.0.0.1:0")]
    terminals: SocketAddr,
    /// Address for lower platforms; port 0: a free one, printed.
    #[arg(long, default_value = "127.0.0.1:0")]
    platforms: SocketAddr,
    /// Lower platforms that may log in; the access codes are 1, 2, ….
    #[arg(long, default_value_t = 4)]
    links: u32,
    /// Shards of the log.
    #[arg(long, default_value_t = 8)]
    shards: u16,
    #[command(flatten)]
    log: LogArgs,
}

pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    args.log.install("warn,fjall=warn,lsm_tree=warn");
    anlu_web::install_metrics();
    let unusable = |e: std::io::Error| Failure::input("port_unusable", e.to_string());
    // Free a moment ago is good enough here.
    let platforms = std::net::TcpListener::bind(args.platforms).and_then(|l| l.local_addr()).map_err(unusable)?;
    let links: Vec<String> = (1..=args.links)
        .map(|n| {
            format!("[[jt809.upper]]\nid = \"bench-{n}\"\naccess_code = {n}\nuser = 1\npassword = \"{PASSWORD}\"\nprofile = {{ edition = \"2011\" }}\n")
        })
        .collect();
    let text = format!(
        "[server]\nlisten = \"{}\"\n[gateway]\nlisten = \"{}\"\nmax_connections = 20000\n[live]\nshards = {}\n[jt809]\nlisten = \"{}\"\n{}",
        args.web,
        args.terminals,
        args.shards,
        platforms,
        links.concat()
    );
    let settings = toml::from_str::<ConfigFile>(&text).map_err(|e| Failure::input("bench", e.to_string()))?;
    let settings = settings.check(Some(args.data), None)?;
    let begun = std::time::Instant::now();
    runtime()?.block_on(async {
        let _lock = FolderLock::take(&settings.data)?;
        let installation = Installation::open(settings).await?;
        let stop = shutdown::on_signal();
        let running = Running::start_among(installation, Role::All, Some(Arc::new(OpenRegistry)), stop).await?;
        super::print(&json!({
            "web": running.web.to_string(), "terminals": running.gateway.map(|a| a.to_string()),
            "platforms": platforms.to_string(), "pid": std::process::id(),
            "started_seconds": begun.elapsed().as_secs_f64(),
        }))?;
        let ready = cpu_seconds();
        running.until_stopped().await?;
        // Now everything that was received is in files, too.
        let spent = cpu_seconds().zip(ready).map(|(now, ready)| now - ready);
        super::print(&json!({ "cpu_seconds": spent }))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// CPU time of this process so far, user and system.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything; these are the 14th and the 15th field of all.
    let (_, fields) = text.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>().ok()?;
    let hertz = rustix::param::clock_ticks_per_second();
    #[expect(clippy::cast_precision_loss, reason = "a benchmark runs for less than millions of years")]
    let seconds = ticks as f64 / hertz as f64;
    Some(seconds)
}
