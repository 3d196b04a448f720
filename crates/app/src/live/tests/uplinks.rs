//! What upper platforms are told of findings, from the first word to what became of them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use anlu_domain::{
    signal::State,
    time::HOUR_MS,
    upward::{News, Outcome, UpperAlarm, UpperAnswer},
};
use anlu_store::Tx;

use super::{
    all,
    fixture::{BEGIN, Fixture, run},
};
use crate::{
    ctx::Desk,
    upward::{
        deliver::{Answered, Reported, UpperPlatforms, due},
        report,
        uplink::{Uplink, Uplinks},
    },
};

/// A link that takes alarms while it is up.
#[derive(Default)]
struct Link {
    up: AtomicBool,
    told: Mutex<Vec<UpperAlarm>>,
}

impl UpperPlatforms for Link {
    fn answer(&self, _: &str, _: UpperAnswer) -> Answered {
        Box::pin(std::future::ready(false))
    }

    fn report(&self, _: &str, alarm: UpperAlarm) -> Reported {
        let serial = self.up.load(Ordering::Relaxed).then(|| {
            let mut told = self.told.lock().unwrap();
            told.push(alarm);
            100 + u32::try_from(told.len()).unwrap()
        });
        Box::pin(std::future::ready(serial))
    }
}

impl Link {
    fn news(&self) -> Vec<News> {
        self.told.lock().unwrap().iter().map(|alarm| alarm.news).collect()
    }
}

async fn linked(ends: bool, results: bool) -> (Fixture, Arc<Link>) {
    let mut f = Fixture::new().await;
    let uplink = Uplink {
        id: String::from("province"),
        report_alarms: true,
        report_ends: ends,
        report_results: results,
        carry_orders: true,
        inquiry_minutes: 10,
    };
    f.desk = Desk { uplinks: Arc::new(Uplinks::new(vec![uplink])), ..f.desk };
    let link = Arc::new(Link::default());
    link.up.store(true, Ordering::Relaxed);
    (f, link)
}

/// Too long at the wheel, seen while it goes on; then half an hour of rest.
async fn tire(f: &Fixture) {
    for facts in [run(0..250, 60.0), run(250..281, 0.0)] {
        f.send(&facts).await;
        f.work().await;
    }
}

/// The signal of the fixture is settled as an officer would.
async fn settle(f: &Fixture, state: State) {
    let signal = all(f).await.pop().unwrap().0.signal;
    let settled = anlu_domain::signal::Signal { state, ..signal };
    f.desk.store.tx(async |tx: Tx| report::settled(&f.desk, &tx, &settled, f.desk.now()).await).await.unwrap();
}

#[tokio::test]
async fn an_alarm_is_told_when_found_when_final_and_when_dealt_with() {
    let (f, link) = linked(true, true).await;
    tire(&f).await;
    due(&f.desk, link.as_ref()).await.unwrap();
    assert_eq!(link.news(), [News::Found, News::Final], "what goes on is not told again");
    {
        let told = link.told.lock().unwrap();
        let (found, last) = (&told[0], &told[1]);
        assert_eq!((found.info_id, found.start), (last.info_id, last.start), "the same alarm");
        assert!(found.end < last.end && found.text.contains("持续中") && last.text.contains("已结束"));
        assert_eq!((found.first, last.first), (None, Some(101)));
    }
    for _ in 0..2 {
        settle(&f, State::Closed).await;
        due(&f.desk, link.as_ref()).await.unwrap();
    }
    assert_eq!(link.news()[2..], [News::Result(Outcome::Done)], "once");
    // Everything is judged again, by another snapshot: nothing is told again.
    std::fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    due(&f.desk, link.as_ref()).await.unwrap();
    assert_eq!(link.news().len(), 3);
}

#[tokio::test]
async fn what_follows_waits_for_the_alarm_itself() {
    let (f, link) = linked(true, true).await;
    link.up.store(false, Ordering::Relaxed);
    tire(&f).await;
    settle(&f, State::FalseAlarm).await;
    due(&f.desk, link.as_ref()).await.unwrap();
    assert!(link.news().is_empty());
    link.up.store(true, Ordering::Relaxed);
    for hours in 1..=3 {
        f.clock.0.store(BEGIN + hours * HOUR_MS, Ordering::Relaxed);
        due(&f.desk, link.as_ref()).await.unwrap();
    }
    let news = link.news();
    assert_eq!((news.len(), news[0]), (3, News::Found), "{news:?}");
    assert!(news.contains(&News::Final) && news.contains(&News::Result(Outcome::NoAction)), "{news:?}");
}

#[tokio::test]
async fn what_late_data_take_back_is_taken_back_above_as_well() {
    for (ends, results, expected) in
        [(true, false, Some(News::Final)), (false, true, Some(News::Result(Outcome::NoAction))), (false, false, None)]
    {
        let (f, link) = linked(ends, results).await;
        let mut facts = run(0..242, 60.0);
        facts.remove(240);
        f.send(&facts).await;
        f.work().await;
        due(&f.desk, link.as_ref()).await.unwrap();
        assert_eq!(link.news(), [News::Found]);
        // It had stood in minute 240.
        f.send(&run(240..241, 0.0)).await;
        f.work().await;
        due(&f.desk, link.as_ref()).await.unwrap();
        let followed = link.news().get(1).copied();
        assert_eq!(followed, expected);
        if expected == Some(News::Final) {
            assert!(link.told.lock().unwrap()[1].text.contains("撤销"));
        }
    }
}
