//! `anlu bench draw`: freezes, draws, writes and verifies a draw with many subjects, on the calling thread alone.

use std::{process::ExitCode, time::Instant};

use anlu_domain::{
    access::{Role, Scope, Viewer},
    draw::{
        Hash, Plan,
        file::File,
        hash::Purpose,
        plan::{Condition, Parties, Weighing},
        roster::{Inspector, Subject},
        seed::{Seat, commitment},
        transition as step,
        verify::verify,
    },
    hazard::PersonRef,
    ids::{DrawId, UserId},
    party::sector::Sector,
    time::{CivilDay, UtcMs},
};
use serde_json::json;
use uuid::Uuid;

use crate::Failure;

const NOW: UtcMs = UtcMs(1_795_000_000_000);

/// Arguments of `anlu bench draw`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Subjects in the pool.
    #[arg(long, default_value_t = 10_000)]
    subjects: u32,
    /// Subjects drawn.
    #[arg(long, default_value_t = 1_000)]
    count: u32,
    /// Inspectors in the pool.
    #[arg(long, default_value_t = 200)]
    inspectors: u32,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::input("bench", e.to_string());
    let (subjects, inspectors) = pools(args);
    let accounts = inspectors.iter().filter_map(|i| i.id.parse().ok()).collect();
    let draw = step::plan(plan(args.count), accounts, &viewer(9), NOW).map_err(|e| failed(&e))?;
    let start = Instant::now();
    let draw = step::freeze(draw, &viewer(9), NOW, subjects, inspectors).map_err(|e| failed(&e))?;
    let freeze = start.elapsed();
    let frozen = draw.digests.ok_or_else(|| failed(&"nothing was frozen"))?.frozen;
    let secret = |n: u8| Hash::of(Purpose::Seed, &[&[n]]);
    let draw = step::commit(draw, &viewer(1), NOW, commitment(frozen, Seat::A, secret(1))).map_err(|e| failed(&e))?;
    let draw = step::commit(draw, &viewer(2), NOW, commitment(frozen, Seat::B, secret(2))).map_err(|e| failed(&e))?;
    let draw = step::reveal(draw, &viewer(1), NOW, secret(1)).map_err(|e| failed(&e))?;
    let draw = step::reveal(draw, &viewer(2), NOW, secret(2)).map_err(|e| failed(&e))?;
    let start = Instant::now();
    let draw = step::draw(draw, &viewer(9), NOW, None).map_err(|e| failed(&e))?;
    let select = start.elapsed();
    let start = Instant::now();
    let file = File::of(&draw).ok_or_else(|| failed(&"nothing was drawn"))?.text().map_err(|e| failed(&e))?;
    let write = start.elapsed();
    let start = Instant::now();
    let report = verify(&file).map_err(|e| failed(&e))?;
    let verified = start.elapsed();
    if !report.ok {
        return Err(Failure::verification("bench", format!("the file does not hold: {:?}", report.faults)));
    }
    super::print(&json!({
        "bench": "draw", "subjects": report.subjects, "inspectors": report.inspectors, "drawn": report.drawn,
        "bytes": file.len(), "freeze_seconds": freeze.as_secs_f64(), "draw_seconds": select.as_secs_f64(),
        "write_seconds": write.as_secs_f64(), "verify_seconds": verified.as_secs_f64(),
    }))?;
    Ok(ExitCode::SUCCESS)
}

fn viewer(n: u128) -> Viewer {
    let user = UserId(Uuid::from_u128(n));
    Viewer { user, name: format!("示例人员{n}"), role: Role::BureauOfficer, scope: Scope::All }
}

fn plan(count: u32) -> Plan {
    Plan {
        id: DrawId(Uuid::from_u128(77)),
        no: String::from("SSJ-00000000-0001"),
        name: String::from("示例抽查计划"),
        from: CivilDay(20_000),
        to: CivilDay(20_030),
        items: vec![String::from("示例事项")],
        condition: Condition::default(),
        count,
        team: 2,
        cross_department: true,
        match_skills: true,
        weighing: Weighing { sectors: [(Sector::Hazmat, 3)].into(), ..Weighing::even() },
        parties: Parties { a: PersonRef::from(&viewer(1)), b: PersonRef::from(&viewer(2)) },
        supervisors: Vec::new(),
        beacon: None,
        hours: 24,
        list: None,
        predecessor: None,
    }
}

fn pools(args: &Args) -> (Vec<Subject>, Vec<Inspector>) {
    let sectors = [Sector::Hazmat, Sector::Freight, Sector::Passenger];
    let subjects = (0..args.subjects)
        .zip(sectors.into_iter().cycle())
        .map(|(i, sector)| Subject {
            id: Uuid::from_u128(u128::from(i) + 1_000_000).to_string(),
            code: format!("{i:018}"),
            name: format!("示例企业{i}"),
            grade: None,
            sectors: vec![sector],
        })
        .collect();
    let inspectors = (0..args.inspectors)
        .map(|i| Inspector {
            id: Uuid::from_u128(u128::from(i) + 1_000).to_string(),
            name: format!("示例检查员{i}"),
            department: format!("示例科室{}", i % 7),
            skills: sectors.to_vec(),
            leaves: Vec::new(),
            conflicts: Vec::new(),
        })
        .collect();
    (subjects, inspectors)
}
