//! Workers over a real log and a real store.

use std::{
    fs,
    sync::{Arc, atomic::Ordering},
};

use anlu_bus::Record;
use anlu_domain::{
    access::Viewer,
    finding::Phase,
    link::LinkKey,
    signal::{GroupKey, State},
    time::{MINUTE_MS, UtcMs},
};
use anlu_store::{
    Page, Tx, ledger,
    repo::{finding, finding::StoredFinding, signal, signal::StoredSignal, signal_list},
};

use tokio_util::sync::CancellationToken;

use self::fixture::{BEGIN, Fixture, card_in, run};
use super::{event::LiveEvent, plane::Plane};
use crate::ctx::Desk;

pub(crate) mod fixture;
mod profiles;
mod uplinks;
mod zones;

fn everybody(f: &Fixture) -> Viewer {
    f.desk.operator().viewer
}

/// All signals with their findings, in order.
async fn all(f: &Fixture) -> Vec<(StoredSignal, Vec<StoredFinding>)> {
    let filter = signal_list::SignalFilter::default();
    let page = Page::default();
    let signals = signal_list::list(f.desk.store.read(), &everybody(f), &filter, page).await.unwrap().items;
    let mut found = Vec::new();
    for s in signals {
        let findings = finding::of_signal(f.desk.store.read(), s.signal.id).await.unwrap();
        found.push((s, findings));
    }
    found.sort_by_key(|(s, _)| (s.signal.group.0.clone(), s.signal.seq));
    found
}

async fn ledger_size(f: &Fixture) -> u64 {
    ledger::size(f.desk.store.read()).await.unwrap()
}

/// 250 minutes at the wheel, then half an hour of rest.
fn tired() -> Vec<anlu_domain::track::Fact> {
    let mut facts = run(0..250, 60.0);
    facts.extend(run(250..281, 0.0));
    facts
}

#[tokio::test]
async fn a_tired_driver_becomes_one_signal_and_listeners_hear_of_it() {
    let f = Fixture::new().await;
    let mut events = f.desk.events.subscribe();
    f.send(&tired()).await;
    f.work().await;
    let signals = all(&f).await;
    assert_eq!(signals.len(), 1);
    let (stored, findings) = &signals[0];
    assert_eq!(stored.signal.state, State::Open);
    assert_eq!(stored.signal.vehicle, Some(f.truck));
    assert!(stored.signal.enterprise.is_some() && stored.signal.due_at.is_some());
    assert_eq!(stored.signal.group, GroupKey::vehicle_day(&f.truck.to_string(), UtcMs(BEGIN).day()));
    assert_eq!((findings.len(), findings[0].finding.phase), (1, Phase::Closed));
    assert!((findings[0].finding.driving_minutes - 250.0).abs() < 1e-9);
    let (mut new, mut moved) = (0, 0);
    while let Ok(event) = events.try_recv() {
        match event {
            LiveEvent::Signal { new: true, .. } => new += 1,
            LiveEvent::Vehicles(all) => moved += all.len(),
            _ => {}
        }
    }
    assert_eq!(new, 1);
    assert!(moved >= 1);
    let now = f.desk.latest.list(|_| true);
    assert_eq!((now.len(), now[0].plate.as_str(), now[0].alert), (1, "浙B00017", None));
    assert_eq!(f.sink.0.lock().unwrap().len(), tired().len(), "every position is kept once");
    for consumer in f.ports().consumers() {
        assert_eq!(f.log.committed(consumer, 0).unwrap(), f.log.head(0), "{consumer}");
    }
}

#[tokio::test]
async fn late_data_take_a_finding_back_and_its_signal_says_so() {
    let f = Fixture::new().await;
    let mut facts = run(0..242, 60.0);
    facts.remove(240);
    f.send(&facts).await;
    f.work().await;
    assert_eq!(all(&f).await[0].1[0].finding.phase, Phase::Open, "told at once, with the fix of minute 241");
    // It had stood in minute 240: what came late is put into its place.
    f.send(&run(240..241, 0.0)).await;
    f.work().await;
    let signals = all(&f).await;
    let (stored, findings) = &signals[0];
    assert_eq!((stored.signal.state, findings[0].finding.phase), (State::Open, Phase::Withdrawn));
    let view = crate::signal::get::get(&f.desk.operator(), stored.signal.id).await.unwrap();
    let before = &view.findings[0].superseded;
    assert_eq!((before.len(), before[0].phase), (1, Phase::Open));
    assert!((before[0].driving_minutes - 241.0).abs() < 1e-9);
    assert_eq!(view.activity.iter().filter(|a| a.action == "finding_corrected").count(), 1);
    // Thinking it over from the first fact on changes nothing.
    let ledger = ledger_size(&f).await;
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert_eq!((all(&f).await, ledger_size(&f).await), (signals, ledger));
}

#[tokio::test]
async fn what_is_read_is_counted_on_its_link_once() {
    let f = Fixture::new().await;
    f.send(&tired()).await;
    f.work().await;
    let counted = f.log.meter().take(usize::MAX);
    let positions: u64 = counted.counts.values().map(|counts| counts.positions).sum();
    assert_eq!(positions, u64::try_from(tired().len()).unwrap());
    assert_eq!(counted.routes[&f.truck], (LinkKey::terminals(), UtcMs(BEGIN).day()));
    assert_eq!(counted.counted[&0], f.log.head(0));
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert!(f.log.meter().take(usize::MAX).is_empty(), "read again, not counted again");
}

#[tokio::test]
async fn a_replay_changes_nothing() {
    let f = Fixture::new().await;
    f.send(&tired()).await;
    f.work().await;
    let (before, ledger) = (all(&f).await, ledger_size(&f).await);
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert_eq!(all(&f).await, before);
    fs::write(f.snapshot(), b"{\"version\":1}\nnot a state").unwrap();
    f.work().await;
    assert_eq!(all(&f).await, before, "a damaged snapshot is as good as none");
    assert_eq!(ledger_size(&f).await, ledger, "nothing changed, so nothing is noted");
}

#[tokio::test]
async fn a_restart_in_the_middle_gives_what_one_run_gives() {
    let (whole, halves) = (Fixture::new().await, Fixture::new().await);
    let facts = tired();
    whole.send(&facts).await;
    whole.work().await;
    for part in facts.chunks(97) {
        halves.send(part).await;
        halves.work().await;
    }
    let findings = |all: Vec<(StoredSignal, Vec<StoredFinding>)>| {
        all.into_iter().flat_map(|(_, f)| f).map(|f| f.finding).collect::<Vec<_>>()
    };
    let (one, many) = (findings(all(&whole).await), findings(all(&halves).await));
    assert_eq!(one, many);
    assert_eq!(one.len(), 1);
}

#[tokio::test]
async fn a_card_makes_it_the_signal_of_the_driver_and_the_number_is_not_stored() {
    let f = Fixture::new().await;
    let mut facts = vec![card_in(0)];
    facts.extend(tired());
    f.send(&facts).await;
    f.work().await;
    let signals = all(&f).await;
    assert_eq!(signals.len(), 1);
    let (stored, findings) = &signals[0];
    assert_eq!(stored.signal.driver, Some(f.driver));
    assert_eq!(stored.signal.group, GroupKey::driver_day(&f.driver.to_string(), UtcMs(BEGIN).day()));
    let found = &findings[0];
    assert_eq!((found.driver_person, found.finding.driver.as_deref()), (Some(f.driver), None));
    assert!(found.driver_mark.as_ref().is_some_and(|m| !m.contains(fixture::CERTIFICATE)));
}

#[tokio::test]
async fn a_settled_signal_stays_and_a_later_finding_opens_a_follow_up() {
    let f = Fixture::new().await;
    f.send(&tired()).await;
    f.work().await;
    let first = all(&f).await.remove(0).0;
    let settled = StoredSignal {
        signal: anlu_domain::signal::Signal { state: State::FalseAlarm, due_at: None, ..first.signal.clone() },
        ..first.clone()
    };
    f.desk.store.tx(async |tx: Tx| signal::update(&tx, &settled).await).await.unwrap();
    let mut more = run(281..530, 60.0);
    more.extend(run(530..560, 0.0));
    f.send(&more).await;
    f.work().await;
    let signals = all(&f).await;
    let day = UtcMs(BEGIN).day();
    let mine: Vec<_> = signals.iter().filter(|(s, _)| s.signal.day == day && s.signal.seq < 2).collect();
    assert_eq!(mine[0].0.signal.state, State::FalseAlarm);
    assert_eq!((mine[1].0.signal.seq, mine[1].0.signal.state), (1, State::Open));
    assert!(mine[1].1.iter().all(|f| f.finding.start > mine[0].1[0].finding.end || f.finding.rule == "fatigue.daily"));
}

#[tokio::test]
async fn findings_of_one_day_share_a_signal_and_a_severe_one_raises_it() {
    let f = Fixture::new().await;
    f.send(&run(0..250, 60.0)).await;
    f.work().await;
    let before = all(&f).await.remove(0).0.signal;
    f.send(&run(250..500, 60.0)).await;
    f.work().await;
    let signals = all(&f).await;
    assert_eq!(signals.len(), 1);
    let (after, findings) = &signals[0];
    assert_eq!(after.signal.id, before.id);
    assert_eq!((after.findings, findings.len()), (2, 2), "continuous and daily");
    assert_eq!(after.signal.severity, anlu_domain::finding::Severity::Severe);
    assert!(after.signal.due_at <= before.due_at);
}

#[tokio::test]
async fn after_a_restart_the_latest_positions_and_alerts_are_there_before_anything_comes() {
    let f = Fixture::new().await;
    f.send(&run(0..250, 60.0)).await;
    f.work().await;
    let before = f.desk.latest.list(|_| true);
    assert_eq!((before.len(), before[0].alert.is_some()), (1, true), "the finding goes on");
    // Another process: nothing in memory, and nothing new in the log.
    let mut again = f;
    again.desk = Desk { latest: Arc::default(), ..again.desk };
    again.work().await;
    let after = again.desk.latest.list(|_| true);
    assert_eq!(after, before);
}

#[tokio::test]
async fn the_driver_of_a_silent_vehicle_is_judged_to_the_last_position_and_a_replay_judges_the_same() {
    let f = Fixture::new().await;
    // The limit is passed inside the window of the last three minutes.
    let mut facts = vec![card_in(0)];
    facts.extend(run(0..242, 60.0));
    f.send(&facts).await;
    f.work().await;
    assert!(all(&f).await.is_empty(), "what a person did is judged when it has settled");
    let sent = f.log.head(0);
    f.clock.0.store(BEGIN + 245 * MINUTE_MS, Ordering::Relaxed);
    let stop = CancellationToken::new();
    let plane = Plane::start(&f.desk, f.ports(), &stop);
    f.log.watch(0).wait_for(|head| *head > sent).await.unwrap();
    stop.cancel();
    plane.join().await;
    f.work().await;
    assert_eq!(f.log.head(0), sent + 1, "the time is noted once: nothing waits any more");
    let found = all(&f).await;
    assert_eq!((found.len(), found[0].1[0].finding.phase), (1, Phase::Open));
    assert!((found[0].1[0].finding.driving_minutes - 241.0).abs() < 1e-9);
    let ledger = ledger_size(&f).await;
    fs::remove_file(f.snapshot()).unwrap();
    // Whatever the clock says now, the replay goes by what stands in the log.
    f.clock.0.store(BEGIN, Ordering::Relaxed);
    f.work().await;
    assert_eq!((all(&f).await, ledger_size(&f).await), (found, ledger));
}

#[tokio::test]
async fn a_truck_that_falls_silent_on_the_road_is_told_of_meanwhile_and_a_replay_tells_the_same() {
    let f = Fixture::new().await;
    f.send(&run(0..10, 60.0)).await;
    f.work().await;
    let sent = f.log.head(0);
    f.clock.0.store(BEGIN + 11 * MINUTE_MS, Ordering::Relaxed);
    let stop = CancellationToken::new();
    let plane = Plane::start(&f.desk, f.ports(), &stop);
    // The time is noted while somebody may fall silent.
    f.log.watch(0).wait_for(|head| *head > sent).await.unwrap();
    stop.cancel();
    plane.join().await;
    let noted = |minute: i64| (0, Record::clock(UtcMs(BEGIN + minute * MINUTE_MS)));
    f.log.append((12..250).map(noted).collect()).await.unwrap();
    f.work().await;
    assert!(all(&f).await.is_empty(), "for less than four hours it is a notice");
    f.log.append((250..290).map(noted).collect()).await.unwrap();
    f.work().await;
    let found = all(&f).await;
    assert_eq!((found.len(), found[0].1.len()), (1, 1));
    let told = &found[0].1[0].finding;
    assert_eq!(
        (told.rule.as_str(), told.phase, told.start),
        ("data.silent", Phase::Open, UtcMs(BEGIN + 9 * MINUTE_MS))
    );
    let ledger = ledger_size(&f).await;
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert_eq!((all(&f).await, ledger_size(&f).await), (found, ledger));
    f.send(&run(300..301, 0.0)).await;
    f.work().await;
    let told = &all(&f).await[0].1[0].finding;
    assert_eq!((told.phase, told.driving_minutes.round()), (Phase::Closed, 291.0));
}

#[tokio::test]
async fn a_clock_that_jumps_a_day_ahead_and_back_changes_no_finding() {
    let (steady, jumping) = (Fixture::new().await, Fixture::new().await);
    let mut facts = vec![card_in(0)];
    facts.extend(tired());
    steady.send(&facts).await;
    steady.work().await;
    let (before, after) = facts.split_at(120);
    jumping.send(before).await;
    jumping.work().await;
    let sent = jumping.log.head(0);
    jumping.clock.0.store(BEGIN + 24 * 60 * MINUTE_MS, Ordering::Relaxed);
    let stop = CancellationToken::new();
    let plane = Plane::start(&jumping.desk, jumping.ports(), &stop);
    jumping.log.watch(0).wait_for(|head| *head > sent).await.unwrap();
    plane.health().caught_up().await;
    stop.cancel();
    plane.join().await;
    jumping.clock.0.store(BEGIN + 120 * MINUTE_MS, Ordering::Relaxed);
    jumping.send(after).await;
    jumping.work().await;
    let found = |all: Vec<(StoredSignal, Vec<StoredFinding>)>| {
        all.into_iter().flat_map(|(_, f)| f).map(|f| f.finding).collect::<Vec<_>>()
    };
    assert_eq!(found(all(&jumping).await), found(all(&steady).await));
    let kept: usize = jumping.sink.0.lock().unwrap().iter().map(|(.., n)| n).sum();
    assert_eq!(kept, tired().len(), "every position is in the history");
}

#[tokio::test]
async fn a_watched_vehicle_that_is_seen_raises_one_signal_for_the_authority_alone() {
    use anlu_domain::{
        access::{Role, Scope},
        hazard::Step,
        ids::{SignalId, WatchId},
        watch::{State as Stands, Watch},
    };
    let f = Fixture::new().await;
    let by = |name: &str| Step {
        by: anlu_domain::hazard::PersonRef { name: name.to_owned(), ..Watch::detectors() },
        at: UtcMs(BEGIN),
        note: String::new(),
    };
    let id = WatchId(f.desk.ids.next());
    let watch = Watch {
        state: Stands::Confirmed,
        confirmed: Some(by("示例")),
        expires_at: Some(UtcMs(BEGIN + 600 * MINUTE_MS)),
        ..Watch::propose(id, SignalId(f.desk.ids.next()), Some(f.truck), by("示例"))
    };
    let owner = anlu_store::repo::names::vehicles(f.desk.store.read(), [f.truck]).await.unwrap()[&f.truck].enterprise;
    f.desk.store.tx(async |tx: Tx| anlu_store::repo::watch::insert(&tx, &watch, Some(owner)).await).await.unwrap();
    f.send(&run(0..5, 60.0)).await;
    f.work().await;
    let stored = |watch: WatchId| anlu_store::repo::watch::get(f.desk.store.read(), watch);
    assert_eq!(stored(id).await.unwrap().unwrap().watch.hits.len(), 1, "one approach");
    let signals = all(&f).await;
    assert_eq!(signals.len(), 1);
    let signal = &signals[0].0.signal;
    assert_eq!((signal.kind.as_str(), signal.group.watch_id(), signal.enterprise), ("watch", Some(id), Some(owner)));
    let before = ledger_size(&f).await;
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert_eq!(ledger_size(&f).await, before, "a replay sees nothing new");
    f.send(&run(40..45, 60.0)).await;
    f.work().await;
    let again = all(&f).await;
    assert_eq!((again.len(), again[0].0.findings), (1, 2), "the next approach joins the open signal");
    let seen_by = async |role, scope| {
        let viewer = Viewer { role, scope, ..everybody(&f) };
        let filter = signal_list::SignalFilter::default();
        signal_list::list(f.desk.store.read(), &viewer, &filter, Page::default()).await.unwrap().total
    };
    assert_eq!(seen_by(Role::Enforcement, Scope::All).await, 1);
    assert_eq!(seen_by(Role::Principal, Scope::Enterprise(owner)).await, 0, "whom partners look for is not told");
}
