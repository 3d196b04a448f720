//! Hours of a zone, to the minute of the civil day (Asia/Shanghai).

use anlu_domain::{
    time::{DAY_MS, MINUTE_MS, UtcMs},
    zone::Hours,
};

/// Whether `hours` hold at `time` (UTC ms), and when that may change next (UTC ms, later than `time`). Without hours it
/// always holds.
pub(crate) fn at(hours: &[Hours], time: i64) -> (bool, i64) {
    let midnight = UtcMs(time).day().start().0;
    let minute = u16::try_from(time.saturating_sub(midnight) / MINUTE_MS).unwrap_or(0);
    let turns = hours.iter().flat_map(|h| [h.from, h.to]).map(|minute| {
        let turn = midnight.saturating_add(i64::from(minute).saturating_mul(MINUTE_MS));
        if turn > time { turn } else { turn.saturating_add(DAY_MS) }
    });
    let next = turns.min().unwrap_or(i64::MAX);
    (hours.is_empty() || hours.iter().any(|h| h.hold(minute)), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_hours_turn_at_each_of_their_ends() {
        let clock = |text: &str| UtcMs::parse_rfc3339(&format!("2026-11-{text}+08:00")).unwrap().0;
        let hours = ["22:30-06:00", "11:00-13:15"].map(|text| Hours::parse(text).unwrap());
        assert_eq!(at(&hours, clock("26T22:29:59")), (false, clock("26T22:30:00")));
        assert_eq!(at(&hours, clock("26T22:30:00")), (true, clock("27T06:00:00")));
        assert_eq!(at(&hours, clock("27T00:00:00")), (true, clock("27T06:00:00")));
        assert_eq!(at(&hours, clock("27T06:00:00")), (false, clock("27T11:00:00")));
        assert_eq!(at(&hours, clock("27T13:14:59")), (true, clock("27T13:15:00")));
        let late = [Hours::parse("20:00-24:00").unwrap()];
        assert_eq!(at(&late, clock("26T23:59:59")), (true, clock("27T00:00:00")));
        assert_eq!(at(&late, clock("27T00:00:00")), (false, clock("27T20:00:00")));
        assert_eq!(at(&[], 5), (true, i64::MAX));
    }
}
