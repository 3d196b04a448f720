//! Where a target leads at its pace: from how it stood on earlier days to the day on which it is reached.

use crate::time::CivilDay;

/// How a target stood on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Day.
    pub day: CivilDay,
    /// Those it is about.
    pub about: u64,
    /// Of them fulfil it.
    pub held: u64,
}

/// Where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// It is reached.
    Reached,
    /// At the pace of the days that are known, it is reached on this day.
    On(CivilDay),
    /// It does not come nearer.
    NoPace,
    /// Known for too few days.
    TooEarly,
}

/// Days over which the pace is taken.
pub const PACE_DAYS: i32 = 90;
/// Fewer days say nothing.
const LEAST_DAYS: i32 = 7;
/// Further ahead nothing is foretold.
const MOST_AHEAD_DAYS: i64 = 3_650;

/// How many still have to fulfil it when `share` tells how many of so many have to.
fn short(point: &Point, share: &impl Fn(u64) -> u64) -> u64 {
    share(point.about).saturating_sub(point.held)
}

/// Where the newest point leads, by the straight line from the first point of the last 90 days. `share`: how many of so
/// many have to fulfil it. `points` by day.
pub fn forecast(points: &[Point], share: impl Fn(u64) -> u64) -> Forecast {
    let Some(last) = points.last() else { return Forecast::TooEarly };
    let left = short(last, &share);
    if left == 0 {
        return Forecast::Reached;
    }
    let from = last.day.plus_days(-PACE_DAYS);
    let Some(first) = points.iter().find(|p| p.day >= from) else { return Forecast::TooEarly };
    let days = last.day.0.saturating_sub(first.day.0);
    if days < LEAST_DAYS {
        return Forecast::TooEarly;
    }
    let gained = i64::try_from(short(first, &share)).unwrap_or(i64::MAX) - i64::try_from(left).unwrap_or(i64::MAX);
    let ahead = i64::from(days)
        .checked_mul(i64::try_from(left).unwrap_or(i64::MAX))
        .and_then(|way| way.checked_add(gained.saturating_sub(1)))
        .and_then(|way| way.checked_div(gained));
    match ahead {
        Some(ahead) if gained > 0 && ahead <= MOST_AHEAD_DAYS => {
            Forecast::On(last.day.plus_days(i32::try_from(ahead).unwrap_or(i32::MAX)))
        }
        _ => Forecast::NoPace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(all: &[(i32, u64)]) -> Vec<Point> {
        all.iter().map(|(day, held)| Point { day: CivilDay(*day), about: 100, held: *held }).collect()
    }

    #[test]
    fn the_pace_of_the_last_days_leads_to_a_day() {
        let whole = |about: u64| about;
        assert_eq!(forecast(&[], whole), Forecast::TooEarly);
        assert_eq!(forecast(&points(&[(0, 50), (3, 60)]), whole), Forecast::TooEarly);
        assert_eq!(forecast(&points(&[(0, 50), (10, 60)]), whole), Forecast::On(CivilDay(50)), "one a day, 40 to go");
        assert_eq!(forecast(&points(&[(0, 50), (10, 53)]), whole), Forecast::On(CivilDay(167)), "rounded up");
        assert_eq!(forecast(&points(&[(0, 60), (10, 60)]), whole), Forecast::NoPace);
        assert_eq!(forecast(&points(&[(0, 70), (10, 60)]), whole), Forecast::NoPace);
        assert_eq!(forecast(&points(&[(0, 50), (10, 100)]), whole), Forecast::Reached);
        assert_eq!(forecast(&points(&[(0, 1), (10, 2)]), |_| 2), Forecast::Reached, "a count");
        let old = points(&[(-500, 0), (0, 50), (10, 60)]);
        assert_eq!(forecast(&old, whole), Forecast::On(CivilDay(50)), "what is long ago says nothing of the pace");
    }
}
