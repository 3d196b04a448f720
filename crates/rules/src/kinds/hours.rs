//! Hours of the civil day (Asia/Shanghai) in which a rule holds, e.g. 22:00 to 06:00.

use anlu_domain::time::{DAY_MS, HOUR_MS, UtcMs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::within;
use crate::{
    engine::Piece,
    pack::{ParamFault, Spot},
};

/// From one full hour to another; over midnight when the second is not later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// First hour in (0–23).
    pub from_hour: u32,
    /// First hour out again (0–24).
    pub to_hour: u32,
}

impl Hours {
    /// Whether the numbers are hours and the span is neither empty nor the whole day.
    pub(crate) fn sane(self) -> bool {
        self.from_hour < 24 && self.to_hour <= 24 && self.from_hour != self.to_hour % 24
    }

    /// Whether `time` (UTC ms) lies inside, and when that changes next (UTC ms, later than `time`).
    pub(crate) fn at(self, time: i64) -> (bool, i64) {
        let midnight = UtcMs(time).day().start().0;
        let passed = time.saturating_sub(midnight);
        let (from, to) = (i64::from(self.from_hour) * HOUR_MS, i64::from(self.to_hour) * HOUR_MS);
        let over_midnight = to <= from;
        let inside = if over_midnight { passed >= from || passed < to } else { (from..to).contains(&passed) };
        let turns = if inside { to } else { from };
        let wait = if turns > passed { turns } else { turns.saturating_add(DAY_MS) };
        (inside, midnight.saturating_add(wait))
    }
}

impl Hours {
    /// Shows `piece` in its parts, each with whether it lies inside.
    pub(crate) fn cut(self, piece: &Piece, mut show: impl FnMut(&Piece, bool)) {
        let mut start = piece.start;
        while start < piece.end {
            let (inside, until) = self.at(start);
            let end = until.min(piece.end);
            show(&Piece { start, end, ..*piece }, inside);
            start = end;
        }
    }
}

/// By night less of a speed limit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Night {
    /// So much of the limit, percent.
    pub percent: u16,
    /// The night, in hours of Asia/Shanghai.
    pub hours: Hours,
}

impl Night {
    pub(crate) fn check(self, faults: &mut Vec<ParamFault>) {
        within(faults, "night", u32::from(self.percent), 10, 99);
        if !self.hours.sane() {
            faults.push(ParamFault {
                spot: Spot::Param("night"),
                message: String::from("these hours are no part of a day"),
                hint: String::from("e.g. night = { percent = 80, hours = { from_hour = 22, to_hour = 6 } }"),
            });
        }
    }

    /// What holds of a limit at `time` (UTC ms): whole km/h, in doubt for the driver.
    pub(crate) fn limit(self, kmh: u16, time: i64) -> u16 {
        if self.hours.at(time).0 { self.part(kmh) } else { kmh }
    }

    /// What holds of it by night.
    pub(crate) fn part(self, kmh: u16) -> u16 {
        let part = (u32::from(kmh) * u32::from(self.percent)).div_ceil(100);
        u16::try_from(part).unwrap_or(kmh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_belong_to_what_follows() {
        let at = |text: &str| UtcMs::parse_rfc3339(&format!("2026-11-{text}+08:00")).unwrap().0;
        let night = Hours { from_hour: 22, to_hour: 6 };
        assert_eq!(night.at(at("02T21:59:59")), (false, at("02T22:00:00")));
        assert_eq!(night.at(at("02T22:00:00")), (true, at("03T06:00:00")));
        assert_eq!(night.at(at("03T00:00:00")), (true, at("03T06:00:00")));
        assert_eq!(night.at(at("03T06:00:00")), (false, at("03T22:00:00")));
        let small = Hours { from_hour: 2, to_hour: 5 };
        assert_eq!(small.at(at("03T04:59:59")), (true, at("03T05:00:00")));
        assert_eq!(small.at(at("03T05:00:00")), (false, at("04T02:00:00")));
        let evening = Hours { from_hour: 20, to_hour: 24 };
        assert_eq!(evening.at(at("02T23:00:00")), (true, at("03T00:00:00")));
        assert_eq!(evening.at(at("03T00:00:00")), (false, at("03T20:00:00")));
    }

    #[test]
    fn by_night_a_part_of_the_limit_holds() {
        let at = |text: &str| UtcMs::parse_rfc3339(&format!("2026-11-{text}+08:00")).unwrap().0;
        let night = Night { percent: 80, hours: Hours { from_hour: 22, to_hour: 6 } };
        assert_eq!((night.limit(100, at("02T21:59:59")), night.limit(100, at("02T22:00:00"))), (100, 80));
        assert_eq!((night.limit(60, at("03T05:59:59")), night.limit(60, at("03T06:00:00"))), (48, 60));
        assert_eq!(night.limit(33, at("02T23:00:00")), 27, "26.4: in doubt for the driver");
        assert_eq!(night.limit(u16::MAX, at("02T23:00:00")), 52_428);
    }

    #[test]
    fn a_span_is_neither_empty_nor_the_whole_day() {
        assert!(Hours { from_hour: 22, to_hour: 6 }.sane() && Hours { from_hour: 20, to_hour: 24 }.sane());
        assert!(!Hours { from_hour: 2, to_hour: 2 }.sane() && !Hours { from_hour: 0, to_hour: 24 }.sane());
        assert!(!Hours { from_hour: 24, to_hour: 6 }.sane() && !Hours { from_hour: 2, to_hour: 25 }.sane());
    }
}
