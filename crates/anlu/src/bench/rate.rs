//! `anlu bench rate`: rates many invented enterprises over a fresh database; again when nothing differs; then when a fact
//! of every tenth has changed.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Instant};

use anlu_app::{
    ctx::{Desk, RandomIds},
    duty::DutyBooks,
    grade::{event::GradeEvent, rerate},
};
use anlu_domain::{
    duty::{Period, TaskState},
    hazard::{Hazard, Level, PersonRef, Source, State},
    ids::{EnterpriseId, GradeEventId, HazardId, PersonId, TaskId, UserId},
    party::{
        enterprise::{Enterprise, Standing},
        person::{Employment, Person, Post},
        sector::Sector,
    },
    ports::NoTracks,
    time::{CivilDay, DAY_MS, UtcMs},
};
use anlu_store::{
    Keys, Store, StoreError, Tx,
    repo::{
        By, enterprise, grade_event, hazard, person,
        task::{self, StoredTask},
    },
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
/// Days before now at which the registry was filled.
const SINCE_DAYS: i64 = 300;
/// Tasks of each enterprise; one in four enterprises is late with the last.
const TASKS: u32 = 12;

/// Arguments of `anlu bench rate`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Enterprises.
    #[arg(long, default_value_t = 2_000)]
    enterprises: u32,
    /// People of each.
    #[arg(long, default_value_t = 3)]
    people: u32,
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
    let folder = std::env::temp_dir().join(format!("anlu-bench-rate-{}", std::process::id()));
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
    let pack = packs::configured(args.pack.as_deref()).map_err(|e| e.to_string())?;
    let duty = pack.duties.first().map(|d| d.file.id.clone()).unwrap_or_default();
    let models = pack.grading.len();
    let desk = Desk {
        duties: Some(Arc::new(DutyBooks::new(pack, None))),
        ..Desk::new(store, Arc::new(SystemClock), Arc::new(RandomIds), blobs, Arc::new(NoTracks))
    };
    let ids = fill(&desk, args, &duty).await?;
    let stop = CancellationToken::new();
    let timed = async || {
        let start = Instant::now();
        let written = rerate::whole(&desk, &stop).await?;
        Ok::<_, StoreError>((written, start.elapsed().as_secs_f64()))
    };
    let (first, first_seconds) = timed().await?;
    let (again, again_seconds) = timed().await?;
    let now = desk.now();
    desk.store
        .tx(async |tx: Tx| {
            for (n, id) in (1_000_000..).zip(ids.iter().step_by(10)) {
                grade_event::insert(&tx, &penalty(*id, n, now)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    let (changed, changed_seconds) = timed().await?;
    desk.store.close().await?;
    super::print(&json!({
        "bench": "rate", "enterprises": args.enterprises, "people": args.enterprises * args.people, "models": models,
        "rated": first, "rate_seconds": first_seconds, "differing_again": again, "again_seconds": again_seconds,
        "changed": changed, "changed_seconds": changed_seconds,
    }))
    .map_err(|e| e.to_string())?;
    Ok(())
}

/// Stores enterprises with people, tasks, hazards and penalties; ids of the enterprises.
async fn fill(desk: &Desk, args: &Args, duty: &str) -> Result<Vec<EnterpriseId>, StoreError> {
    let now = desk.now();
    let at = UtcMs(now.0 - SINCE_DAYS * DAY_MS);
    let mut ids = Vec::new();
    let mut from = 0;
    while from < args.enterprises {
        let to = from.saturating_add(PART).min(args.enterprises);
        let firms: Vec<Enterprise> = (from..to).map(firm).collect();
        let workers = |(n, firm): (u32, &Enterprise)| {
            let id = firm.id;
            (0..args.people).map(move |i| worker(id, n, i)).collect::<Vec<_>>()
        };
        let people: Vec<Person> = (from..to).zip(&firms).flat_map(workers).collect();
        let tasks: Vec<StoredTask> = (from..to)
            .zip(&firms)
            .flat_map(|(n, f)| (0..TASKS).map(move |i| owed(f.id, n, i, duty, now.day())))
            .collect();
        ids.extend(firms.iter().map(|f| f.id));
        desk.store
            .tx(async |tx| {
                let by = By { actor: "bench", at };
                enterprise::insert(&tx, &firms, by).await?;
                person::insert(&tx, &people, by).await?;
                task::write(&tx, &tasks).await?;
                for (n, firm) in (from..to).zip(&firms) {
                    if n % 2 == 0 {
                        hazard::insert(&tx, &found(firm.id, n, now)).await?;
                    }
                    if n % 10 == 3 {
                        grade_event::insert(&tx, &penalty(firm.id, n, now)).await?;
                    }
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        from = to;
    }
    Ok(ids)
}

fn nobody() -> PersonRef {
    PersonRef { id: UserId(Uuid::nil()), name: String::from("bench") }
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
        certificate_expiry: (!n.is_multiple_of(5)).then_some(CivilDay(30_000)),
        left: false,
    }
}

fn owed(enterprise: EnterpriseId, n: u32, i: u32, duty: &str, today: CivilDay) -> StoredTask {
    let back = i32::try_from(i).unwrap_or(0) * 30 + 5;
    let due = today.plus_days(-back);
    let late = i == 0 && n.is_multiple_of(4);
    StoredTask {
        id: TaskId(Uuid::from_u128(0x0192_f0c4_0000_7000_b000_0000_0000_0000 + u128::from(n) * 100 + u128::from(i))),
        enterprise,
        person: None,
        duty: duty.to_owned(),
        post: String::from("principal"),
        period: Period { start: due.plus_days(-30), end: due },
        due,
        state: if late { TaskState::Late } else { TaskState::Done },
        step: None,
        proof: Vec::new(),
        progress: None,
        may_move: false,
        periodic: true,
    }
}

fn found(enterprise: EnterpriseId, n: u32, now: UtcMs) -> Hazard {
    let at = now.plus(-i64::from(n % 200) * DAY_MS);
    Hazard {
        id: HazardId(Uuid::from_u128(0x0192_f0c4_0000_7000_c000_0000_0000_0000 + u128::from(n))),
        no: format!("YH-{n:08}"),
        enterprise,
        source: Source::Inspection,
        signal: None,
        failed: None,
        title: String::from("示例隐患"),
        description: String::from("示例"),
        clause: None,
        level: if n.is_multiple_of(20) { Level::Major } else { Level::General },
        state: State::Notified,
        found_by: nobody(),
        found_at: at,
        place: None,
        location: None,
        deadline: Some(at.day().plus_days(30)),
        plan: None,
        extension: None,
        verifier: None,
        notified: None,
        submitted: None,
        verified: None,
        sent_back: None,
        closed: None,
        judged: None,
        governance: anlu_domain::hazard::Governance::default(),
        repeats: None,
    }
}

fn penalty(enterprise: EnterpriseId, n: u32, now: UtcMs) -> GradeEvent {
    GradeEvent {
        id: GradeEventId(Uuid::from_u128(0x0192_f0c4_0000_7000_d000_0000_0000_0000 + u128::from(n))),
        enterprise,
        kind: String::from("penalty"),
        class: String::from("fine"),
        day: now.day().plus_days(-30),
        title: String::from("示例处罚"),
        source: None,
        detail: None,
        entered_by: nobody(),
        entered_at: now,
    }
}
