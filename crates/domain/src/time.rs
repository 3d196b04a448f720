//! Instants are UTC milliseconds; a civil day always means Asia/Shanghai (fixed +08:00 since 1992).

use jiff::{
    Span, Timestamp,
    civil::Date,
    tz::{self, TimeZone},
};
use serde::{Deserialize, Serialize};

/// Milliseconds in a minute.
pub const MINUTE_MS: i64 = 60_000;
/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Milliseconds in a civil day (no daylight saving in Asia/Shanghai).
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Offset of Asia/Shanghai from UTC in milliseconds.
const SHANGHAI_MS: i64 = 8 * HOUR_MS;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcMs(pub i64);

impl UtcMs {
    /// The civil day in Asia/Shanghai that holds this instant.
    pub fn day(self) -> CivilDay {
        let days = self.0.saturating_add(SHANGHAI_MS).div_euclid(DAY_MS);
        CivilDay(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// This instant moved by `ms` milliseconds (saturating).
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// RFC 3339 with the offset +08:00, second precision, or milliseconds when there are any.
    pub fn rfc3339_cst(self) -> String {
        let Ok(ts) = Timestamp::from_millisecond(self.0) else {
            return String::from("invalid");
        };
        ts.to_zoned_datetime(TimeZone::fixed(tz::offset(8))).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
    }

    /// Parses RFC 3339 with any offset. `None` when the text is not an instant.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|t| Self(t.as_millisecond()))
    }
}

/// A civil day in Asia/Shanghai, stored as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDay(pub i32);

impl CivilDay {
    /// The day of a proleptic Gregorian date; `None` when it does not exist.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        let epoch = Date::constant(1970, 1, 1);
        let days = (date - epoch).get_days();
        Some(Self(days))
    }

    /// The instant at which the day starts in Asia/Shanghai.
    pub fn start(self) -> UtcMs {
        UtcMs(i64::from(self.0) * DAY_MS - SHANGHAI_MS)
    }

    /// The last millisecond of the day in Asia/Shanghai: a deadline named as a day ends here.
    pub fn end(self) -> UtcMs {
        self.start().plus(DAY_MS - 1)
    }

    /// The day `n` days later (or earlier when negative).
    #[must_use]
    pub fn plus_days(self, n: i32) -> Self {
        Self(self.0.saturating_add(n))
    }

    /// Year, month (1–12) and day of the month; `None` outside the years -9999 to 9999.
    pub fn ymd(self) -> Option<(i16, i8, i8)> {
        let date = Date::constant(1970, 1, 1).checked_add(Span::new().try_days(self.0).ok()?).ok()?;
        Some((date.year(), date.month(), date.day()))
    }

    /// Day of the week, 1 Monday to 7 Sunday.
    pub fn weekday(self) -> i32 {
        // 1970-01-01 was a Thursday.
        self.0.saturating_add(3).rem_euclid(7).saturating_add(1)
    }

    /// Parses `YYYY-MM-DD`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let date: Date = text.parse().ok()?;
        Self::from_ymd(date.year(), date.month(), date.day())
    }
}

impl core::fmt::Display for CivilDay {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match Timestamp::from_second(i64::from(self.0) * 86_400) {
            Ok(ts) => write!(f, "{}", ts.to_zoned_datetime(TimeZone::UTC).date()),
            Err(_) => f.write_str("invalid"),
        }
    }
}

impl Serialize for CivilDay {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilDay {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("expected a date YYYY-MM-DD"))
    }
}

/// Which sixty-fourth of a span, from 0, is that of the `nth` of many who began together, so that what each does once in a
/// span is not done by all at once. Of numbers in a row any few lie far apart (2³² by the golden ratio).
pub const fn sixty_fourth(nth: u32) -> u32 {
    nth.wrapping_mul(0x9E37_79B9) >> 26
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_turns_at_midnight_in_shanghai() {
        let day = CivilDay::from_ymd(2026, 11, 24).unwrap();
        assert_eq!(day.to_string(), "2026-11-24");
        assert_eq!(day.start().rfc3339_cst(), "2026-11-24T00:00:00+08:00");
        assert_eq!(day.start().day(), day);
        assert_eq!(day.start().plus(-1).day(), day.plus_days(-1));
        assert_eq!(day.end().day(), day);
    }

    #[test]
    fn a_day_knows_its_date_and_weekday() {
        let day = CivilDay::from_ymd(2026, 11, 26).unwrap();
        assert_eq!((day.ymd(), day.weekday()), (Some((2026, 11, 26)), 4));
        assert_eq!((day.plus_days(3).weekday(), day.plus_days(4).weekday()), (7, 1));
        assert_eq!(CivilDay::from_ymd(1969, 12, 31).unwrap().ymd(), Some((1969, 12, 31)));
        assert_eq!(CivilDay(i32::MAX).ymd(), None);
    }

    #[test]
    fn rfc3339_round_trips() {
        let t = UtcMs::parse_rfc3339("2026-11-24T08:00:00.250+08:00").unwrap();
        assert_eq!(t.rfc3339_cst(), "2026-11-24T08:00:00.25+08:00");
        assert_eq!(UtcMs::parse_rfc3339("yesterday"), None);
        assert_eq!(CivilDay::from_ymd(2026, 2, 30), None);
    }
}
