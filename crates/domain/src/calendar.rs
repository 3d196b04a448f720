//! Working days: weekends, public holidays and shifted working days (调休). The calendar is an argument: next year's is
//! announced by the State Council each autumn and comes with a pack.

use std::collections::BTreeSet;

use crate::time::CivilDay;

/// Days that differ from the plain week, and the years for which they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i16>,
    holidays: BTreeSet<CivilDay>,
    workdays: BTreeSet<CivilDay>,
}

/// A day lies in a year whose holidays are not in the calendar: an answer would be a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holidays of the year of {0} are not in the calendar")]
pub struct YearUnknown(pub CivilDay);

impl Calendar {
    /// Adds a year: days off (weekends need not be listed) and weekend days that are worked. Days of other years are
    /// kept as they are given: a notice may shift a day of the year before.
    pub fn add_year(&mut self, year: i16, holidays: &[CivilDay], workdays: &[CivilDay]) {
        self.years.insert(year);
        self.holidays.extend(holidays);
        self.workdays.extend(workdays);
    }

    /// Whether the holidays of the year of `day` are known.
    pub fn knows(&self, day: CivilDay) -> bool {
        day.ymd().is_some_and(|(year, _, _)| self.years.contains(&year))
    }

    /// Whether people work on `day`.
    pub fn is_working(&self, day: CivilDay) -> Result<bool, YearUnknown> {
        if self.workdays.contains(&day) {
            return Ok(true);
        }
        if self.holidays.contains(&day) {
            return Ok(false);
        }
        if self.knows(day) { Ok(day.weekday() <= 5) } else { Err(YearUnknown(day)) }
    }

    /// The `n`th working day after `day`; `day` itself does not count (期间开始之日不计算在内). `n` = 0 gives `day`.
    pub fn after(&self, day: CivilDay, n: u16) -> Result<CivilDay, YearUnknown> {
        let mut at = day;
        let mut left = n;
        while left > 0 {
            at = at.plus_days(1);
            if self.is_working(at)? {
                left = left.saturating_sub(1);
            }
        }
        Ok(at)
    }

    /// Like [`Self::after`]; in years whose holidays are not yet known, Monday to Friday count as working days. The
    /// flag says that such a year was met: the date may move when the calendar comes.
    pub fn after_or_guess(&self, day: CivilDay, n: u16) -> (CivilDay, bool) {
        let (mut at, mut left, mut guessed) = (day, n, false);
        while left > 0 && at.0 < i32::MAX {
            at = at.plus_days(1);
            let works = self.is_working(at).unwrap_or_else(|YearUnknown(day)| {
                guessed = true;
                day.weekday() <= 5
            });
            left = left.saturating_sub(u16::from(works));
        }
        (at, guessed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDay {
        CivilDay::parse_iso(text).unwrap()
    }

    /// National Day 2024: off 1–7 October, worked on Sunday 29 September and Saturday 12 October.
    fn calendar() -> Calendar {
        let off: Vec<_> = (1..=7).map(|d| CivilDay::from_ymd(2024, 10, d).unwrap()).collect();
        let mut calendar = Calendar::default();
        calendar.add_year(2024, &off, &[day("2024-09-29"), day("2024-10-12")]);
        calendar
    }

    #[test]
    fn holidays_and_shifted_days_count_as_announced() {
        let c = calendar();
        assert_eq!(c.is_working(day("2024-09-28")), Ok(false));
        assert_eq!(c.is_working(day("2024-09-29")), Ok(true));
        assert_eq!(c.is_working(day("2024-10-07")), Ok(false));
        assert_eq!(c.after(day("2024-09-27"), 2), Ok(day("2024-09-30")));
        assert_eq!(c.after(day("2024-09-30"), 5), Ok(day("2024-10-12")));
        assert_eq!(c.after(day("2024-09-30"), 0), Ok(day("2024-09-30")));
    }

    #[test]
    fn an_unknown_year_is_said_not_guessed_in_silence() {
        let c = calendar();
        assert_eq!(c.after(day("2024-12-31"), 1), Err(YearUnknown(day("2025-01-01"))));
        assert_eq!(c.after_or_guess(day("2024-12-31"), 1), (day("2025-01-01"), true));
        assert_eq!(c.after_or_guess(day("2024-09-30"), 5), (day("2024-10-12"), false));
    }
}
