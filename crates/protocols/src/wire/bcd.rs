//! BCD digits and the civil times written with them (GMT+8 unless a message says otherwise).

use std::fmt;

use serde::ser::SerializeMap;

use super::hex::Hex;

/// Milliseconds the standard's clock is ahead of UTC (GMT+8).
pub const GMT8_MS: i64 = 8 * 3_600_000;

/// Two decimal digits of one byte; `None` when a nibble is above 9.
#[inline]
pub fn pair(byte: u8) -> Option<u8> {
    let (high, low) = (byte >> 4, byte & 0x0f);
    (high <= 9 && low <= 9).then(|| high.wrapping_mul(10).wrapping_add(low))
}

/// The byte of two decimal digits; values above 99 are cut to 99.
pub fn unpair(value: u8) -> u8 {
    let value = value.min(99);
    ((value / 10) << 4) | (value % 10)
}

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate {
    /// Full year, e.g. 2026.
    pub year: u16,
    /// 1–12.
    pub month: u8,
    /// 1–31, valid in its month.
    pub day: u8,
}

impl CivilDate {
    /// A date that exists, else `None`.
    #[inline]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// BCD[4] yyyyMMdd.
    pub fn from_bcd(bytes: [u8; 4]) -> Option<Self> {
        let [century, year, month, day] = bytes;
        let year = u16::from(pair(century)?).wrapping_mul(100).wrapping_add(u16::from(pair(year)?));
        Self::new(year, pair(month)?, pair(day)?)
    }

    /// BCD[4] yyyyMMdd.
    pub fn to_bcd(self) -> [u8; 4] {
        let century = u8::try_from(self.year / 100).unwrap_or(99);
        let year = u8::try_from(self.year % 100).unwrap_or(99);
        [unpair(century), unpair(year), unpair(self.month), unpair(self.day)]
    }

    /// Days since 1970-01-01.
    #[expect(clippy::arithmetic_side_effects, reason = "fields are bounded: nothing here leaves i64")]
    #[inline]
    pub fn epoch_days(self) -> i64 {
        let (y, m, d) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let y = if m <= 2 { y - 1 } else { y };
        let era = y.div_euclid(400);
        let of_era = y - era * 400;
        let of_year = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The date of a day counted from 1970-01-01; days outside the years 1–9999 are `None`.
    #[expect(clippy::arithmetic_side_effects, reason = "the range check comes first")]
    pub fn from_epoch_days(days: i64) -> Option<Self> {
        if !(-719_162..=2_932_896).contains(&days) {
            return None;
        }
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z - era * 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let mp = (5 * of_year + 2) / 153;
        let day = of_year - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A civil date and time, without a zone of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    /// The day.
    pub date: CivilDate,
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
    /// 0–59.
    pub second: u8,
}

impl CivilTime {
    /// A time that exists, else `None`.
    #[inline]
    pub fn new(date: CivilDate, hour: u8, minute: u8, second: u8) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60).then_some(Self { date, hour, minute, second })
    }

    /// BCD[6] yyMMddHHmmss, years 2000–2099.
    #[inline]
    pub fn from_bcd(bytes: [u8; 6]) -> Option<Self> {
        let [year, month, day, hour, minute, second] = bytes;
        let year = u16::from(pair(year)?).wrapping_add(2000);
        let date = CivilDate::new(year, pair(month)?, pair(day)?)?;
        Self::new(date, pair(hour)?, pair(minute)?, pair(second)?)
    }

    /// BCD[6] yyMMddHHmmss.
    pub fn to_bcd(self) -> [u8; 6] {
        let [_, year, month, day] = self.date.to_bcd();
        [year, month, day, unpair(self.hour), unpair(self.minute), unpair(self.second)]
    }

    /// UTC epoch milliseconds when this time was read off a GMT+8 clock.
    #[inline]
    pub fn epoch_ms_gmt8(self) -> i64 {
        self.epoch_ms_utc().wrapping_sub(GMT8_MS)
    }

    /// UTC epoch milliseconds when this time was read off a UTC clock.
    #[expect(clippy::arithmetic_side_effects, reason = "fields are bounded: nothing here leaves i64")]
    #[inline]
    pub fn epoch_ms_utc(self) -> i64 {
        let seconds = i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second);
        self.date.epoch_days() * 86_400_000 + seconds * 1_000
    }

    /// What a UTC clock shows at `ms`; `None` outside the years 1–9999.
    pub fn utc_at(ms: i64) -> Option<Self> {
        let seconds = ms.div_euclid(1_000);
        let date = CivilDate::from_epoch_days(seconds.div_euclid(86_400))?;
        let of_day = u32::try_from(seconds.rem_euclid(86_400)).ok()?;
        let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        Self::new(date, u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, u8::try_from(second).ok()?)
    }

    /// What a GMT+8 clock shows at the UTC instant `ms`.
    pub fn gmt8_at(ms: i64) -> Option<Self> {
        Self::utc_at(ms.checked_add(GMT8_MS)?)
    }
}

/// `yyyy-MM-ddTHH:mm:ss`, no zone.
impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}:{:02}", self.date, self.hour, self.minute, self.second)
    }
}

/// A BCD[6] time as a terminal sent it: real terminals also send binary, all zero or impossible ones.
///
/// An invalid time keeps its bytes; the caller falls back to the receive time and marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceTime {
    /// A time that exists, read off a GMT+8 clock.
    Valid(CivilTime),
    /// Not BCD, or no such date: the six bytes.
    Invalid([u8; 6]),
}

impl DeviceTime {
    /// Reads BCD[6].
    #[inline]
    pub fn from_bcd(bytes: [u8; 6]) -> Self {
        CivilTime::from_bcd(bytes).map_or(Self::Invalid(bytes), Self::Valid)
    }

    /// The six bytes.
    pub fn to_bcd(self) -> [u8; 6] {
        match self {
            Self::Valid(time) => time.to_bcd(),
            Self::Invalid(bytes) => bytes,
        }
    }

    /// The time when it is valid.
    #[inline]
    pub fn civil(self) -> Option<CivilTime> {
        match self {
            Self::Valid(time) => Some(time),
            Self::Invalid(_) => None,
        }
    }

    /// UTC epoch milliseconds when it is valid.
    #[inline]
    pub fn epoch_ms(self) -> Option<i64> {
        self.civil().map(CivilTime::epoch_ms_gmt8)
    }
}

impl DeviceTime {
    /// Writes `time`: RFC 3339 with `+08:00`; for an invalid time null, and the bytes as `time_raw`.
    pub(crate) fn serialize_into<M: SerializeMap>(self, map: &mut M) -> Result<(), M::Error> {
        match self {
            Self::Valid(time) => map.serialize_entry("time", &format_args!("{time}+08:00")),
            Self::Invalid(bytes) => {
                map.serialize_entry("time", &())?;
                map.serialize_entry("time_raw", &Hex(&bytes))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_instants() {
        let t = CivilTime::from_bcd([0x24, 0x02, 0x29, 0x08, 0x00, 0x01]).unwrap();
        assert_eq!(t.to_string(), "2024-02-29T08:00:01");
        assert_eq!(t.epoch_ms_gmt8(), 1_709_164_801_000);
        assert_eq!(CivilTime::gmt8_at(1_709_164_801_999), Some(t));
    }

    #[test]
    fn impossible_times_are_kept_raw() {
        for bytes in
            [[0; 6], [0x18, 0x06, 0x1b, 0x0f, 0x36, 0x2e], [0x23, 0x02, 0x29, 0, 0, 0], [0x24, 1, 1, 0x24, 0, 0]]
        {
            assert_eq!(DeviceTime::from_bcd(bytes), DeviceTime::Invalid(bytes));
            assert_eq!(DeviceTime::Invalid(bytes).to_bcd(), bytes);
        }
    }

    proptest! {
        #[test]
        fn days_round_trip(days in -719_162_i64..=2_932_896) {
            let date = CivilDate::from_epoch_days(days).unwrap();
            prop_assert_eq!(date.epoch_days(), days);
        }

        #[test]
        fn any_six_bytes_round_trip(bytes: [u8; 6]) {
            prop_assert_eq!(DeviceTime::from_bcd(bytes).to_bcd(), bytes);
        }
    }
}
