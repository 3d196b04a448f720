//! `calendar.toml`: public holidays and shifted working days by year. A pack over another adds a year.

use std::collections::BTreeMap;

use anlu_domain::{calendar::Calendar, time::CivilDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Confidence,
    load::{Read, Reader},
};

/// Years by number, e.g. `[years.2026]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// Years.
    #[serde(default)]
    pub years: BTreeMap<String, Year>,
}

/// The days of one year's notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Days off, weekends among them or not.
    #[schemars(with = "Vec<String>")]
    pub holidays: Vec<CivilDay>,
    /// Weekend days that are worked.
    #[schemars(with = "Vec<String>")]
    pub workdays: Vec<CivilDay>,
}

impl Reader<'_> {
    /// Checks the file and makes the calendar.
    pub(crate) fn calendar(&mut self, read: &Read<'_, CalendarFile>) -> Calendar {
        let mut calendar = Calendar::default();
        for (name, year) in &read.value.years {
            let path = ["years", name.as_str()];
            let Ok(number) = name.parse::<i16>() else {
                let message = format!("`{name}` is no year");
                self.tell(read.offset(&path), "year_invalid", message, "e.g. [years.2027]");
                continue;
            };
            for (key, day) in
                year.holidays.iter().map(|d| ("holidays", *d)).chain(year.workdays.iter().map(|d| ("workdays", *d)))
            {
                let at = ["years", name.as_str(), key];
                if day.ymd().is_none_or(|(y, _, _)| (i32::from(y) - i32::from(number)).abs() > 1) {
                    let message = format!("{day} does not belong to {number}");
                    self.tell(read.offset(&at), "day_of_other_year", message, "move it to its own year");
                }
                if key == "workdays" && (day.weekday() <= 5 || year.holidays.contains(&day)) {
                    let message = format!("{day} is worked anyway, or is a day off too");
                    self.tell(
                        read.offset(&at),
                        "workday_invalid",
                        message,
                        "workdays are weekend days that are worked",
                    );
                }
            }
            calendar.add_year(number, &year.holidays, &year.workdays);
        }
        calendar
    }
}
