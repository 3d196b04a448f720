//! Ratings of the county: accidents, penalties and roadside checks of some firms, and how everybody was rated four and two
//! weeks ago and is now, by the same use cases as real ones with a clock set back.

use anlu_app::{
    ctx::Desk,
    grade::{
        event::{GradeEvent, write},
        gather::{CheckDetail, Violation},
        rerate,
    },
};
use anlu_domain::{
    hazard::PersonRef,
    ids::{EnterpriseId, GradeEventId},
    party::{enterprise::Standing, sector::Sector},
    time::{DAY_MS, UtcMs},
};
use anlu_store::{StoreError, Tx};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{accounts::Account, clock::Moved, county::County, rng::Rng};

/// Days back on which everybody was rated; today is the last.
const RATED_DAYS_AGO: [i64; 3] = [28, 14, 0];
/// Larger counties are for load tests: they are rated in the background.
const MOST_ENTERPRISES: usize = 2_000;
/// Days back of the oldest fact.
const BACK_DAYS: i32 = 330;

/// Chance of each fact: kind, class, what it was, chance in a year.
const FACTS: [(&str, &str, &str, f64); 6] = [
    ("accident", "minor", "场内剐蹭，无人受伤", 0.10),
    ("accident", "general", "一般道路运输责任事故", 0.02),
    ("accident", "larger", "较大道路运输责任事故", 0.008),
    ("penalty", "warning", "未按规定上传动态监控数据", 0.12),
    ("penalty", "fine", "未按规定开展隐患排查", 0.10),
    ("penalty", "suspension", "责令停产停业整顿", 0.01),
];

/// Rates the county; number of ratings that were written.
pub(crate) async fn make(
    desk: &Desk,
    county: &County,
    accounts: &[Account],
    seed: u64,
    now: UtcMs,
) -> Result<u64, StoreError> {
    if county.enterprises.len() > MOST_ENTERPRISES {
        return Ok(0);
    }
    let Some(officer) = accounts.iter().find(|a| a.login == "inspector").or_else(|| accounts.first()) else {
        return Ok(0);
    };
    let by = PersonRef::from(&officer.viewer);
    let actor = format!("{} ({})", officer.viewer.name, officer.viewer.user);
    let events = facts(county, &by, seed, now);
    desk.store
        .tx(async |tx: Tx| {
            for event in &events {
                write(&tx, &actor, event).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    let clock = Moved::at(now);
    let past = clock.desk(desk);
    let mut rated = 0;
    for days in RATED_DAYS_AGO {
        clock.set(now.plus(-days * DAY_MS));
        rated += rerate::whole(&past, &CancellationToken::new()).await?;
    }
    Ok(rated)
}

fn facts(county: &County, by: &PersonRef, seed: u64, now: UtcMs) -> Vec<GradeEvent> {
    let mut rng = Rng::for_part(seed, "grades");
    let mut number = 0_u128;
    let mut all = Vec::new();
    let mut event = |enterprise: EnterpriseId, kind: &str, class: &str, title: &str, back: i32| {
        number += 1;
        GradeEvent {
            id: GradeEventId(Uuid::from_u128(0x0192_f0c4_0000_7000_a000_0000_0000_0000 + number)),
            enterprise,
            kind: kind.to_owned(),
            class: class.to_owned(),
            day: now.day().plus_days(-back),
            title: title.to_owned(),
            source: None,
            detail: None,
            entered_by: by.clone(),
            entered_at: now.plus(-i64::from(back) * DAY_MS),
        }
    };
    for firm in county.enterprises.iter().filter(|f| f.standing == Standing::Active) {
        for (kind, class, title, chance) in FACTS {
            let back = rng.between(3, BACK_DAYS);
            if rng.unit() < chance {
                all.push(event(firm.id, kind, class, title, back));
            }
        }
        let on_the_road = [Sector::Hazmat, Sector::Freight, Sector::HeavyFreight, Sector::Passenger, Sector::Tourist];
        if !firm.sectors.iter().any(|s| on_the_road.contains(s)) {
            continue;
        }
        for _ in 0..rng.between(0, 5) {
            let back = rng.between(3, BACK_DAYS);
            let mut check = event(firm.id, "check", "", "路面检查", back);
            check.detail = serde_json::to_string(&found(&mut rng)).ok();
            all.push(check);
        }
    }
    all
}

/// What a roadside check found: nothing in half of them.
fn found(rng: &mut Rng) -> CheckDetail {
    let kinds = [
        ("hours_of_service", "serious", 5.0),
        ("hours_of_service", "very_serious", 7.0),
        ("maintenance", "minor", 3.0),
        ("unsafe_driving", "serious", 5.0),
        ("driver_fitness", "most_serious", 8.0),
    ];
    let mut violations = Vec::new();
    if rng.unit() < 0.5 {
        let last = i32::try_from(kinds.len()).unwrap_or(1) - 1;
        let place = usize::try_from(rng.between(0, last)).unwrap_or(0);
        if let Some((category, class, severity)) = kinds.get(place) {
            violations.push(Violation {
                category: (*category).to_owned(),
                severity: *severity,
                out_of_service: rng.unit() < 0.1,
                class: (*class).to_owned(),
                number: 1,
            });
        }
    }
    let parts = ["driver", "vehicle"].map(str::to_owned).to_vec();
    CheckDetail { vehicles: 1, parts, smart_fleet: false, violations }
}
