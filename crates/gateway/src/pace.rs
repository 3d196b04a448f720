//! Time as a connection sees it. Time-outs, keep-alives and retries hang on a count that never goes back; what is written
//! down carries the wall clock, which somebody or NTP may put back or forward at any moment.

use std::sync::Arc;

use anlu_domain::{ports::Clock, time::UtcMs};
use tokio::time::{Duration, Instant};

/// What time-outs are measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// The machine since it started: nobody can set it.
    #[default]
    Machine,
    /// The wall clock, never back: for tests that let hours pass by moving it.
    WallClock,
}

/// The two times of a connection, as they were when it last looked.
pub(crate) struct Timer {
    /// Milliseconds of a count that never goes back. It begins with the wall clock; nothing else may be read from it.
    pub(crate) now: i64,
    /// The wall clock, for what is written down.
    pub(crate) wall: UtcMs,
    clock: Arc<dyn Clock>,
    pace: Pace,
    /// Where the count began.
    from: (Instant, i64),
}

impl Timer {
    pub(crate) fn new(clock: Arc<dyn Clock>, pace: Pace) -> Self {
        let wall = clock.now();
        Self { now: wall.0, wall, clock, pace, from: (Instant::now(), wall.0) }
    }

    /// Looks at the clocks.
    pub(crate) fn advance(&mut self) {
        self.look(self.from.0.elapsed());
    }

    fn look(&mut self, since_begin: Duration) {
        self.wall = self.clock.now();
        let count = match self.pace {
            Pace::Machine => self.from.1.saturating_add(i64::try_from(since_begin.as_millis()).unwrap_or(i64::MAX)),
            Pace::WallClock => self.wall.0,
        };
        self.now = self.now.max(count);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use anlu_domain::time::DAY_MS;

    use super::*;

    struct Hand(Mutex<i64>);

    impl Clock for Hand {
        fn now(&self) -> UtcMs {
            UtcMs(*self.0.lock().unwrap())
        }
    }

    #[test]
    fn the_count_goes_on_however_the_clock_is_set() {
        let clock = Arc::new(Hand(Mutex::new(DAY_MS)));
        let mut timer = Timer::new(Arc::clone(&clock) as _, Pace::Machine);
        for (minutes, set_to) in [(1, 0), (2, 9 * DAY_MS), (3, -DAY_MS)] {
            *clock.0.lock().unwrap() = set_to;
            timer.look(Duration::from_mins(minutes));
            let counted = DAY_MS + i64::try_from(minutes).unwrap() * 60_000;
            assert_eq!((timer.now, timer.wall), (counted, UtcMs(set_to)));
        }
    }

    #[test]
    fn a_count_by_the_wall_clock_waits_until_it_is_caught_up() {
        let clock = Arc::new(Hand(Mutex::new(DAY_MS)));
        let mut timer = Timer::new(Arc::clone(&clock) as _, Pace::WallClock);
        for (set_to, count) in [(DAY_MS, DAY_MS), (0, DAY_MS), (2 * DAY_MS, 2 * DAY_MS)] {
            *clock.0.lock().unwrap() = set_to;
            timer.advance();
            assert_eq!((timer.now, timer.wall), (count, UtcMs(set_to)));
        }
    }
}
