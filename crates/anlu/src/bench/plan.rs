//! `anlu bench plan`: plans the duties of many invented enterprises over a fresh database; then again when nothing
//! differs; then one enterprise that changed; then Today.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Instant};

use anlu_app::{
    ctx::{Desk, RandomIds},
    duty::{DutyBooks, reconcile},
    today,
};
use anlu_domain::{
    access::{Role, Scope, Viewer},
    ids::{EnterpriseId, PersonId, UserId},
    party::{
        enterprise::{Enterprise, Standing},
        person::{Employment, Person, Post},
        sector::Sector,
    },
    ports::NoTracks,
    time::{DAY_MS, UtcMs},
};
use anlu_store::{
    Keys, Store, StoreError,
    repo::{By, enterprise, person},
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Failure, packs,
    serve::{clock::SystemClock, runtime},
};

/// Enterprises stored in one transaction.
const PART: u32 = 2_000;
/// Measurements of the small things.
const TIMES: usize = 200;
/// Days before now at which the registry was filled.
const SINCE_DAYS: i64 = 60;

/// Arguments of `anlu bench plan`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Enterprises.
    #[arg(long, default_value_t = 2_000)]
    enterprises: u32,
    /// People of each.
    #[arg(long, default_value_t = 5)]
    people: u32,
    /// Duties; where the pack has fewer, they count several times over.
    #[arg(long)]
    duties: Option<usize>,
    /// Database; default: an SQLite file in a temporary folder.
    #[arg(long)]
    store_url: Option<String>,
    /// Folder of the policy pack; default: the national pack inside the program.
    #[arg(long)]
    pack: Option<PathBuf>,
}

pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    runtime()?.block_on(measure(args))
}

async fn measure(args: Args) -> Result<ExitCode, Failure> {
    let folder = std::env::temp_dir().join(format!("anlu-bench-plan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| Failure::input("bench", e.to_string()))?;
    let url =
        args.store_url.clone().unwrap_or_else(|| format!("sqlite://{}?mode=rwc", folder.join("anlu.db").display()));
    let done = over(&args, &url, folder.join("blobs")).await;
    // Nothing is lost when it stays: it lies among temporary files.
    drop(std::fs::remove_dir_all(&folder));
    done.map_err(|e| Failure::input("bench", e.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

async fn over(args: &Args, url: &str, blobs: PathBuf) -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys { data: [1; 32], index: [2; 32], ledger: [3; 32] };
    let store = Store::connect(url, keys).await?;
    let mut pack = packs::configured(args.pack.as_deref()).map_err(|e| e.to_string())?;
    let known = pack.duties.clone();
    for (n, duty) in known.iter().cycle().enumerate().take(args.duties.unwrap_or(0)).skip(known.len()) {
        let mut more = duty.clone();
        more.file.id = format!("{}.{n}", duty.file.id);
        pack.duties.push(more);
    }
    let duties = pack.duties.len();
    let book = DutyBooks::new(pack, None);
    let desk = Desk {
        duties: Some(Arc::new(book)),
        ..Desk::new(store, Arc::new(SystemClock), Arc::new(RandomIds), blobs, Arc::new(NoTracks))
    };
    let ids = fill(&desk, args).await?;
    let stop = CancellationToken::new();
    let start = Instant::now();
    let first = reconcile::whole(&desk, &stop).await?;
    let first_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let again = reconcile::whole(&desk, &stop).await?;
    let again_seconds = start.elapsed().as_secs_f64();
    let mut one = Vec::with_capacity(TIMES);
    for id in ids.iter().cycle().step_by(37).take(TIMES.min(ids.len())) {
        let start = Instant::now();
        reconcile::enterprises(&desk, &[*id]).await?;
        one.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    let viewer = |role, scope| Viewer { user: UserId(Uuid::nil()), name: String::from("bench"), role, scope };
    let officer = desk.ctx(viewer(Role::BureauOfficer, Scope::All));
    let firm = ids.first().copied().ok_or("no enterprises")?;
    let principal = desk.ctx(viewer(Role::Principal, Scope::Enterprise(firm)));
    let (mut all, mut own) = (Vec::with_capacity(TIMES), Vec::with_capacity(TIMES));
    for _ in 0..TIMES {
        let start = Instant::now();
        today::today(&officer).await?;
        all.push(start.elapsed().as_secs_f64() * 1_000.0);
        let start = Instant::now();
        today::today(&principal).await?;
        own.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    desk.store.close().await?;
    super::print(&json!({
        "bench": "plan", "enterprises": args.enterprises, "people": args.enterprises * args.people, "duties": duties,
        "planned": first, "plan_seconds": first_seconds, "differing_again": again, "again_seconds": again_seconds,
        "one_p50_ms": quantile(&mut one, 0.5), "one_p99_ms": quantile(&mut one, 0.99),
        "today_officer_p99_ms": quantile(&mut all, 0.99), "today_principal_p99_ms": quantile(&mut own, 0.99),
    }))
    .map_err(|e| e.to_string())?;
    Ok(())
}

/// Stores the enterprises and their people; ids of the enterprises.
async fn fill(desk: &Desk, args: &Args) -> Result<Vec<EnterpriseId>, StoreError> {
    let at = UtcMs(desk.now().0 - SINCE_DAYS * DAY_MS);
    let mut ids = Vec::new();
    let mut from = 0;
    while from < args.enterprises {
        let to = from.saturating_add(PART).min(args.enterprises);
        let firms: Vec<Enterprise> = (from..to).map(firm).collect();
        let people: Vec<Person> =
            firms.iter().zip(from..).flat_map(|(f, n)| (0..args.people).map(move |i| worker(f.id, n, i))).collect();
        ids.extend(firms.iter().map(|f| f.id));
        desk.store
            .tx(async |tx| {
                let by = By { actor: "bench", at };
                enterprise::insert(&tx, &firms, by).await?;
                person::insert(&tx, &people, by).await
            })
            .await?;
        from = to;
    }
    Ok(ids)
}

fn firm(n: u32) -> Enterprise {
    let (sector, _, _) = Sector::ALL[n as usize % Sector::ALL.len()];
    Enterprise {
        id: EnterpriseId(Uuid::from_u128(0x0192_f0c4_0000_7000_8000_0000_0000_0000 + u128::from(n))),
        uscc: format!("91339999{n:010}"),
        name: format!("示例企业{n}"),
        sectors: vec![sector],
        business_scope: None,
        address: None,
        location: None,
        grid: None,
        principal_name: None,
        safety_officers: Vec::new(),
        phone: None,
        headcount: Some(20),
        licence_no: None,
        licence_expiry: None,
        standing: Standing::Active,
    }
}

fn worker(enterprise: EnterpriseId, n: u32, i: u32) -> Person {
    let number = u128::from(n) * 1_000 + u128::from(i);
    Person {
        id: PersonId(Uuid::from_u128(0x0192_f0c4_0000_7000_9000_0000_0000_0000 + number)),
        enterprise,
        name: format!("示例{n}之{i}"),
        id_number: format!("{number:018}"),
        phone: None,
        posts: vec![if i == 0 { Post::SafetyOfficer } else { Post::Driver }],
        employment: Employment::Own,
        certificate_no: None,
        certificate_expiry: None,
        left: false,
    }
}

fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    let at = ((values.len() as f64 - 1.0).max(0.0) * q).ceil() as usize;
    values.get(at).copied().unwrap_or_default()
}
