//! Which rules could not be judged, for want of the words of the terminal: a rule that finds nothing must not look like
//! a vehicle that does nothing.

use anlu_history::trace::{self, Traces};
use anlu_rules::{engine::Row, kinds::Params, pack::Pack};

/// Rules that ask for a word of the terminal.
pub(crate) struct Untold {
    alarm: Vec<String>,
    status: Vec<String>,
}

/// Rows that tell no such word.
#[derive(Clone, Copy, Default)]
pub(crate) struct Silent {
    alarm: u64,
    status: u64,
}

impl From<&Traces> for Silent {
    fn from(traces: &Traces) -> Self {
        Self { alarm: traces.without_alarm(), status: traces.without_status() }
    }
}

impl Untold {
    /// Those of the packs, each once.
    pub(crate) fn of(packs: &[&Pack]) -> Self {
        let rules = || packs.iter().flat_map(|pack| &pack.rules);
        let named = |wanted: fn(&Params) -> bool| {
            let mut ids: Vec<String> = rules().filter(|r| wanted(&r.params)).map(|r| r.id.clone()).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        Self { alarm: named(by_alarm), status: named(by_load) }
    }

    /// Says on standard error which rules had nothing to go by in how many of the rows.
    #[expect(clippy::print_stderr, reason = "beside the summary; standard output is for findings")]
    pub(crate) fn note(&self, rows: u64, silent: Silent) {
        for note in self.notes(rows, silent) {
            eprintln!("anlu: {note}");
        }
    }

    fn notes(&self, rows: u64, silent: Silent) -> Vec<String> {
        let words = [("alarm", silent.alarm, &self.alarm), ("status", silent.status, &self.status)];
        let silent = words.into_iter().filter(|(_, without, rules)| *without > 0 && !rules.is_empty());
        let note = |(word, without, rules): (&str, u64, &Vec<String>)| {
            let rules = rules.join(", ");
            format!("{without} of {rows} rows have no {word} word (column `{word}_word`); not judged there: {rules}")
        };
        silent.map(note).collect()
    }
}

fn by_alarm(params: &Params) -> bool {
    matches!(params, Params::DeviceAlarm(_) | Params::FatigueCompare(_))
}

fn by_load(params: &Params) -> bool {
    match params {
        Params::FatigueContinuous(p) => p.loaded,
        Params::FatigueDaily(p) => p.loaded,
        Params::StopLong(p) => p.loaded,
        _ => false,
    }
}

/// A row as the engine takes it.
pub(crate) fn row(row: &trace::Row) -> Row {
    Row {
        time_ms: row.time_ms,
        lon: row.lon,
        lat: row.lat,
        speed: row.speed_kmh,
        alarm: row.alarm,
        safety: row.safety,
        loaded: row.loaded(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs;

    #[test]
    fn a_note_names_the_rules_and_how_much_they_missed() {
        let untold = Untold::of(&[&packs::configured(None).unwrap()]);
        assert!(untold.notes(7, Silent::default()).is_empty());
        let notes = untold.notes(7, Silent { alarm: 7, status: 3 });
        assert_eq!(
            notes,
            [
                "7 of 7 rows have no alarm word (column `alarm_word`); not judged there: device.displacement, \
                 device.fault, fatigue.device, fatigue.device_only",
                "3 of 7 rows have no status word (column `status_word`); not judged there: fatigue.severe, \
                 fatigue.severe_daily, stop.hazmat",
            ]
        );
    }

    /// A kind that begins to ask for a word must be named here.
    #[test]
    fn every_rule_of_the_national_pack_that_waits_for_a_load_is_known() {
        let pack = packs::configured(None).unwrap();
        for rule in &pack.rules {
            let told = serde_json::to_value(&rule.params).unwrap();
            assert_eq!(by_load(&rule.params), told["loaded"] == true, "{}", rule.id);
            assert_eq!(by_alarm(&rule.params), told.get("bits").is_some(), "{}", rule.id);
        }
    }
}
