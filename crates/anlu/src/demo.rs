//! `anlu demo`: a whole installation on a fresh folder, with an invented county, accounts of every role, hazards in
//! every state, and vehicles that drive through the real gateway. Loopback only.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anlu_domain::{ports::Clock, time::DAY_MS};
use tokio::net::TcpListener;

use crate::{
    Failure,
    config::{ConfigFile, FeedbackSection, GatewaySection, Jt809Section, ServerSection, Settings},
    serve::{
        clock::SystemClock,
        installation::{FolderLock, Installation},
        role::Role,
        runtime,
        start::Running,
    },
    shutdown,
    telemetry::LogArgs,
};

mod accounts;
mod campaigns;
mod cases;
mod clock;
mod codes;
mod county;
mod draws;
mod duties;
mod enterprises;
mod faults;
mod fill;
mod grades;
mod hazards;
mod load;
mod names;
mod partners;
mod people;
mod photo;
mod projects;
mod province;
mod risks;
mod rng;
mod roads;
mod talks;
mod terminals;
mod territory;
mod traces;
mod vehicles;

use county::County;
use terminals::Terminals;

/// Seed of the county that everybody sees.
const SEED: u64 = 20_261_124;
/// Whom the demo's users are told to tell.
const CONTACT: &str = "安路县交通运输局安全科（示例）0000-8100000";

/// Arguments of `anlu demo`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Port of the interface on 127.0.0.1; 0: a free one.
    #[arg(long, default_value_t = 8420)]
    port: u16,
    /// Port for terminals on 127.0.0.1; 0: a free one.
    #[arg(long, default_value_t = 0)]
    gateway_port: u16,
    /// Position file (CSV, gzipped CSV or Parquet) to replay instead of generated or real terminals.
    #[arg(long, value_name = "FILE")]
    traces: Option<PathBuf>,
    /// Replay generated terminals even where real ones lie beside the checkout.
    #[arg(long, conflicts_with = "traces")]
    generated: bool,
    /// Empty folder to use and keep; without it a temporary one is used and removed.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Generated terminals.
    #[arg(long, default_value_t = 150)]
    vehicles: usize,
    /// Enterprises of the county, for load tests.
    #[arg(long, hide = true)]
    enterprises: Option<usize>,
    /// No upper platform that asks after a few seconds, for tests that count what is on a list.
    #[arg(long, hide = true)]
    alone: bool,
    /// Empty database to fill instead of a file in the folder, for tests.
    #[arg(long, hide = true)]
    store_url: Option<String>,
    /// No terminals, for load tests.
    #[arg(long, hide = true)]
    no_traces: bool,
    #[command(flatten)]
    log: LogArgs,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    args.log.install("warn,anlu::serve=info,anlu::demo=info");
    anlu_web::install_metrics();
    let temporary = match &args.data {
        Some(folder) => {
            empty(folder)?;
            None
        }
        None => Some(Temporary::make()?),
    };
    let data = args.data.clone().or_else(|| temporary.as_ref().map(|t| t.0.clone())).unwrap_or_default();
    runtime()?.block_on(serve(args, data))
}

async fn serve(args: Args, data: PathBuf) -> Result<ExitCode, Failure> {
    let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let unusable = |e: std::io::Error| Failure::input("port_unusable", format!("partners of the demo: {e}"));
    let listener = TcpListener::bind(local(0)).await.map_err(unusable)?;
    let partners = listener.local_addr().map_err(unusable)?;
    tokio::spawn(partners::serve(listener));
    let above = TcpListener::bind(local(0)).await.map_err(unusable)?;
    let province = above.local_addr().map_err(unusable)?;
    let file = ConfigFile {
        watch: partners::section(partners),
        jt809: if args.alone { Jt809Section::default() } else { province::section(province) },
        server: ServerSection { listen: local(args.port), ..ServerSection::default() },
        gateway: GatewaySection { listen: local(args.gateway_port), ..GatewaySection::default() },
        feedback: FeedbackSection { contact: Some(CONTACT.to_owned()) },
        ..ConfigFile::default()
    };
    let mut settings: Settings = file.check(Some(data.clone()), args.store_url.clone())?;
    let stop = shutdown::on_signal();
    let _lock = FolderLock::take(&data)?;
    // The invented county has kept its duties here since its registry was filled.
    // Short, so that what was just driven can be looked at.
    settings.live.history_roll_seconds = 60;
    settings.duties.since = Some(SystemClock.now().plus(-load::SINCE_DAYS * DAY_MS).day());
    let installation = Installation::open(settings).await?;
    let desk = installation.desk.clone();
    let now = desk.now();
    let mut county = County::generate(SEED, now.day());
    if let Some(n) = args.enterprises {
        county.grow(SEED, n, now.day());
    }
    let file = args.traces.clone().or_else(|| terminals::real().filter(|_| !args.generated && !args.no_traces));
    let terminals = match file {
        Some(path) => Terminals::from_file(SEED, &mut county, &path)?,
        None => Terminals::generated(SEED, &county, if args.no_traces { 0 } else { args.vehicles }, now),
    };
    let accounts = fill::fill(&installation, &county, terminals.featured, now).await?;
    let about = terminals
        .featured
        .and_then(|place| county.vehicles.get(place))
        .map(|vehicle| province::About { plate: vehicle.plate.clone(), colour: vehicle.colour });
    tokio::spawn(province::serve(above, about, Arc::clone(&desk.clock)));
    let running = Running::start(installation, Role::All, stop.clone()).await?;
    announce(&running, &accounts, &terminals, &data);
    let replay = running.gateway.filter(|_| !args.no_traces).map(|to| {
        let clock = desk.clock.clone();
        tokio::spawn(terminals.run(to, now, stop.child_token(), move || clock.now()))
    });
    running.until_stopped().await?;
    if let Some(replay) = replay {
        replay.abort();
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "what the person who started it must know")]
fn announce(running: &Running, accounts: &[accounts::Account], terminals: &Terminals, data: &Path) {
    println!("Anlu demo   http://{}", running.web);
    if let Some(gateway) = running.gateway {
        println!("Terminals   {} -> JT/T 808 on {gateway}", terminals.source);
    }
    println!("Data        {}", data.display());
    println!("Accounts    password {} for each of them", accounts::PASSWORD);
    for account in accounts {
        println!("  {:<12} {}  {}", account.login, account.title, account.viewer.name);
    }
    println!("Stop with Ctrl-C. Everything in this county is invented.");
}

/// Refuses a folder that holds something.
fn empty(folder: &Path) -> Result<(), Failure> {
    let used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if used {
        let what = format!("{} is not empty: the demo founds a county in an empty folder", folder.display());
        return Err(Failure::usage("data_not_empty", what));
    }
    Ok(())
}

/// A folder that is removed at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn make() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("anlu-demo-{}", std::process::id()));
        empty(&folder)?;
        let made = fs::create_dir_all(&folder);
        made.map_err(|e| Failure::input("data_unwritable", format!("{}: {e}", folder.display())))?;
        Ok(Self(folder))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Nothing is lost when it stays: the folder lies among temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}
