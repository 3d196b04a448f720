//! Tasks, by a clock that the test moves.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};

use anlu_domain::{
    party::vehicle::VehicleClass,
    time::{DAY_MS, HOUR_MS},
};
use anlu_store::{Page, ledger, repo::signal_list};

use super::{Runner, TaskCtx, Terms};
use crate::live::{
    sink::PositionSink,
    tests::fixture::{BEGIN, Fixture, run},
};

#[tokio::test]
async fn an_overdue_signal_is_shown_above_once() {
    let f = Fixture::new().await;
    f.send(&run(0..250, 60.0)).await;
    f.work().await;
    let ctx = TaskCtx::new(f.desk.clone());
    let mut runner = Runner::default();
    let viewer = f.desk.operator().viewer;
    let escalated = async || {
        let filter = signal_list::SignalFilter::default();
        let list = signal_list::list(f.desk.store.read(), &viewer, &filter, Page::default()).await.unwrap();
        list.items[0].signal.escalated_at
    };
    runner.run_due(&ctx).await;
    assert_eq!(escalated().await, None, "there is still time");
    f.clock.0.store(BEGIN + 4 * HOUR_MS + 1, Ordering::Relaxed);
    runner.run_due(&ctx).await;
    assert!(escalated().await.is_some());
    let noted = ledger::size(f.desk.store.read()).await.unwrap();
    f.clock.0.store(BEGIN + 8 * HOUR_MS, Ordering::Relaxed);
    runner.run_due(&ctx).await;
    assert_eq!(ledger::size(f.desk.store.read()).await.unwrap(), noted, "once is enough");
}

#[tokio::test]
async fn the_log_is_trimmed_behind_detectors_and_history_only() {
    let f = Fixture::new().await;
    f.send(&run(0..50, 0.0)).await;
    f.work().await;
    f.send(&run(50..60, 0.0)).await;
    let consumers = f.ports().consumers();
    let ctx = TaskCtx { log: Some((Arc::clone(&f.log), consumers)), ..TaskCtx::new(f.desk.clone()) };
    let mut runner = Runner::default();
    runner.run_due(&ctx).await;
    assert_eq!(f.log.first(0), 0, "young entries stay");
    f.clock.0.store(BEGIN + 30 * DAY_MS, Ordering::Relaxed);
    runner.run_due(&ctx).await;
    assert_eq!(f.log.first(0), 50, "what nobody has judged yet stays, however old");
}

#[tokio::test]
async fn history_is_told_to_compact_with_the_terms_of_each_class() {
    let f = Fixture::new().await;
    let terms = Terms { otherwise: 200, classes: BTreeMap::from([(VehicleClass::HeavyTruck, 900)]) };
    let sink: Arc<dyn PositionSink> = f.sink.clone();
    let ctx = TaskCtx { history: Some((sink, terms)), ..TaskCtx::new(f.desk.clone()) };
    Runner::default().run_due(&ctx).await;
    let asked = f.sink.1.lock().unwrap();
    let [(today, kept)] = asked.as_slice() else { panic!("once: {asked:?}") };
    assert_eq!(*today, f.desk.now().day());
    assert_eq!((kept.days(f.truck), kept.otherwise), (900, 200));
}
