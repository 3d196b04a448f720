//! Zones of the registry judge live vehicles, a change is heard of at once, and a replay judges alike.

use std::fs;

use anlu_domain::{
    geo::{Point, datum::Datum, shape::Shape},
    ids::ZoneId,
    time::{MINUTE_MS, UtcMs},
    zone::{Zone, ZoneUse},
};
use anlu_store::{
    Tx,
    repo::{By, zone},
};
use uuid::Uuid;

use super::{
    all,
    fixture::{BEGIN, Fixture, run},
    ledger_size,
};

/// A zone around the place where the truck of the fixture is.
fn around(id: u128, name: &str, usage: ZoneUse) -> Zone {
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let ring = corners.map(|(east, north)| Point { lon: 121.2 + east, lat: 30.2 + north });
    Zone {
        id: ZoneId(Uuid::from_u128(id)),
        name: name.to_owned(),
        usage,
        shape: Shape::Areas(vec![vec![ring.to_vec()]]),
        datum: Datum::Wgs84,
        hours: Vec::new(),
        limit_kmh: Some(40),
        classes: Vec::new(),
        sectors: Vec::new(),
        enterprise: None,
        retired: false,
    }
}

async fn draw(f: &Fixture, zones: &[Zone]) {
    let by = By { actor: "test", at: UtcMs(BEGIN) };
    f.desk.store.tx(async |tx: Tx| zone::insert(&tx, zones, by).await).await.unwrap();
}

/// Ten minutes of driving, then ten of standing: what the truck did is judged.
async fn drive(f: &Fixture, from: i64) {
    let mut facts = run(from..from + 10, 60.0);
    facts.extend(run(from + 10..from + 45, 0.0));
    f.send(&facts).await;
    f.work().await;
}

async fn told(f: &Fixture) -> Vec<(String, String, i64)> {
    let signals = all(f).await;
    let findings = signals.iter().flat_map(|(_, findings)| findings);
    findings
        .filter_map(|s| {
            let zone = s.finding.zone.as_ref()?;
            Some((s.finding.rule.clone(), zone.name.clone(), (s.finding.start.0 - BEGIN) / MINUTE_MS))
        })
        .collect()
}

#[tokio::test]
async fn a_replay_judges_by_the_zones_that_were_in_force() {
    let f = Fixture::new().await;
    drive(&f, 0).await;
    assert!(told(&f).await.is_empty(), "no zones yet");
    draw(&f, &[around(1, "示例禁行区", ZoneUse::Forbidden)]).await;
    drive(&f, 45).await;
    let forbidden = || (String::from("zone.forbidden"), String::from("示例禁行区"), 45);
    assert_eq!(told(&f).await, [forbidden()]);
    let viewer = f.desk.operator().viewer;
    let old = zone::get(f.desk.store.read(), &viewer, ZoneId(Uuid::from_u128(1))).await.unwrap().unwrap();
    let gone = Zone { retired: true, ..old.value.clone() };
    let by = By { actor: "test", at: UtcMs(BEGIN + 1) };
    f.desk.store.tx(async |tx: Tx| zone::replace(&tx, old.clone(), gone.clone(), by).await).await.unwrap();
    draw(&f, &[around(2, "示例限速区", ZoneUse::Speed)]).await;
    drive(&f, 90).await;
    let speed = (String::from("zone.speed"), String::from("示例限速区"), 90);
    assert_eq!(told(&f).await, [forbidden(), speed]);

    let (before, ledger) = (all(&f).await, ledger_size(&f).await);
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert_eq!((all(&f).await, ledger_size(&f).await), (before, ledger), "each part by the zones of its time");
    let sets = fs::read_dir(f.snapshot().parent().unwrap()).unwrap();
    let sets = sets.filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|x| x == "set")).count();
    assert_eq!(sets, 2, "a set for each state of the zones");
}
