//! Reckoning with the upper platform: 0x9101 says how many positions it took in a period.
//!
//! A position is sent in one period and counted in another, and the two clocks differ: single periods never agree while
//! vehicles report. So both counts run on from one 0x9101 to the next. What was confirmed before the last one must stand
//! in the sum of this one, and the sum can never pass what was sent. A link that breaks begins it anew: what the other
//! side had counted and not told may be gone with its memory.

/// How the two counts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// Counted by the upper platform since the reckoning began.
    pub theirs: u64,
    /// Sent by us since then.
    pub ours: u64,
    /// It confirmed so many more than it counted, beyond what was told before.
    pub missing: u64,
    /// It counted so many more than were sent, beyond what was told before.
    pub surplus: u64,
}

/// The counts of both sides.
#[derive(Debug, Default)]
pub(super) struct Reckoning {
    /// Sent since the last break, and what was on its way then.
    sent: u64,
    since: Option<Since>,
}

/// What came since the first 0x9101 behind a break.
#[derive(Debug)]
struct Since {
    /// Sent before it.
    before: u64,
    counted: u64,
    /// What must stand in the next count.
    due: u64,
    /// End of the last period, epoch ms.
    end: i64,
}

impl Reckoning {
    pub(super) fn sent(&mut self, positions: u32) {
        self.sent = self.sent.saturating_add(positions.into());
    }

    /// A link broke with so many positions unconfirmed.
    pub(super) fn begin_anew(&mut self, unconfirmed: u64) {
        *self = Self { sent: unconfirmed, since: None };
    }

    /// 0x9101 for a period of the other side's clock, while so many positions are unconfirmed; `None`: it is the first,
    /// or counts something again, and nothing follows from it.
    pub(super) fn count(&mut self, total: u32, period: Option<(i64, i64)>, unconfirmed: u64) -> Option<Reckoned> {
        let sent = self.sent;
        let Some((start, end)) = period else {
            self.since = None;
            return None;
        };
        let Some(since) = self.since.as_mut().filter(|since| since.end <= start) else {
            self.since = Some(Since { before: sent, counted: 0, due: 0, end });
            return None;
        };
        since.end = end;
        since.counted = since.counted.saturating_add(total.into());
        let (theirs, ours) = (since.counted, sent.saturating_sub(since.before));
        let missing = since.due.saturating_sub(theirs);
        let surplus = theirs.saturating_sub(sent);
        // What was told is settled.
        since.counted = theirs.saturating_add(missing).saturating_sub(surplus);
        since.due = ours.saturating_sub(unconfirmed);
        Some(Reckoned { theirs, ours, missing, surplus })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends, then counts; periods follow each other.
    fn told(steps: &[(u32, u32, u64)]) -> Vec<Option<(u64, u64)>> {
        let mut reckoning = Reckoning::default();
        (0..)
            .zip(steps)
            .map(|(at, (sent, total, unconfirmed))| {
                reckoning.sent(*sent);
                let told = reckoning.count(*total, Some((at, at + 1)), *unconfirmed);
                told.map(|told| (told.missing, told.surplus))
            })
            .collect()
    }

    #[test]
    fn what_is_on_its_way_is_counted_in_a_later_period() {
        let steps = [(100, 70, 30), (100, 90, 40), (100, 120, 20), (0, 0, 20), (0, 20, 0), (0, 0, 0)];
        assert_eq!(told(&steps), [None, Some((0, 0)), Some((0, 0)), Some((0, 0)), Some((0, 0)), Some((0, 0))]);
    }

    #[test]
    fn what_was_confirmed_and_never_counted_is_told_once() {
        let steps = [(0, 0, 0), (100, 90, 0), (100, 100, 0), (100, 100, 0), (0, 0, 0)];
        assert_eq!(told(&steps), [None, Some((0, 0)), Some((0, 0)), Some((0, 0)), Some((10, 0))]);
        let steps = [(0, 0, 0), (100, 90, 0), (0, 0, 0), (0, 0, 0), (7, 7, 0)];
        assert_eq!(told(&steps), [None, Some((0, 0)), Some((10, 0)), Some((0, 0)), Some((0, 0))]);
    }

    #[test]
    fn more_than_was_sent_is_told_once() {
        let steps = [(0, 0, 0), (100, 103, 0), (10, 10, 0), (10, 10, 0)];
        assert_eq!(told(&steps), [None, Some((0, 3)), Some((0, 0)), Some((0, 0))]);
    }

    #[test]
    fn a_break_or_a_period_that_overlaps_begins_it_anew() {
        let mut reckoning = Reckoning::default();
        reckoning.sent(100);
        assert_eq!(reckoning.count(100, Some((0, 10)), 0), None);
        reckoning.sent(100);
        reckoning.begin_anew(40);
        assert_eq!(reckoning.count(0, Some((10, 20)), 40), None, "its count was lost with the link");
        assert_eq!(reckoning.count(40, Some((20, 30)), 0).map(|told| (told.missing, told.surplus)), Some((0, 0)));
        assert_eq!(reckoning.count(140, Some((0, 40)), 0), None, "a count since the morning");
        assert_eq!(reckoning.count(140, None, 0), None);
    }
}
