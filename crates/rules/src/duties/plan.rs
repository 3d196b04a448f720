//! The planner: which tasks a subject has on a day, and how they stand.

use anlu_domain::{
    calendar::Calendar,
    duty::{Period, TaskState},
    ids::TaskId,
    time::{CivilDay, UtcMs},
};

use super::{Record, Subject, Task, Undecided, Waiver, stand};
use crate::{
    condition::Condition,
    facts::{Fact, FactKey},
    pack::{
        Duty, Pack, Stand, Target,
        duty::{Quantity, Schedule},
    },
};

/// Everything about one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned<'p> {
    /// Its tasks, in the order of duties and periods.
    pub tasks: Vec<Task<'p>>,
    /// The duties that unknown facts leave open.
    pub undecided: Vec<Undecided<'p>>,
}

/// A pack and a day: what a plan is made under.
#[derive(Clone, Copy, Debug)]
pub struct Planner<'p> {
    duties: &'p [Duty],
    targets: &'p [Target],
    calendar: &'p Calendar,
    /// No task is made for periods that began before the pack was used, but the running one.
    since: CivilDay,
    today: CivilDay,
}

/// Plans each subject in turn; the records and waivers are those of that subject.
pub fn plan<'a>(
    pack: &'a Pack,
    now: UtcMs,
    subjects: impl IntoIterator<Item = (Subject<'a>, &'a [Record], &'a [Waiver])>,
) -> impl Iterator<Item = Planned<'a>> {
    let planner = Planner::new(pack, now);
    subjects.into_iter().map(move |(subject, records, waivers)| planner.subject(&subject, records, waivers))
}

impl<'p> Planner<'p> {
    /// For `pack` at `now`.
    pub fn new(pack: &'p Pack, now: UtcMs) -> Self {
        let since = pack.manifest.valid_from;
        Self { duties: &pack.duties, targets: &pack.targets, calendar: &pack.calendar, since, today: now.day() }
    }

    /// As if the pack had been in use since `day`: an authority that kept its duties elsewhere goes on from there.
    #[must_use]
    pub fn since(self, day: CivilDay) -> Self {
        Self { since: day, ..self }
    }

    /// The day it plans for.
    pub fn today(&self) -> CivilDay {
        self.today
    }

    /// How a subject, planned as `planned`, stands with the targets in force; those not about it are left out.
    pub fn stand(&self, subject: &Subject<'_>, planned: &Planned<'_>) -> Vec<(&'p Target, Stand)> {
        stand(self.targets.iter().filter(|t| t.valid_on(self.today)), subject, planned)
    }

    /// The periods for which the planner asks facts that have a value for each period: the running ones and those
    /// before.
    pub fn periods_asked(&self) -> Vec<Period> {
        let mut all: Vec<Period> = self
            .duties
            .iter()
            .filter(|d| d.by_period())
            .flat_map(|d| std::iter::once(&d.frequency).chain(d.variants.iter().map(|(_, s)| s)))
            .filter_map(|s| if let Schedule::Every(cadence) = s { Some(*cadence) } else { None })
            .flat_map(|cadence| {
                let running = cadence.period_of(self.today);
                let before = running.and_then(|p| cadence.period_of(p.start.plus_days(-1)));
                [before, running]
            })
            .flatten()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The tasks of one subject.
    pub fn subject(&self, subject: &Subject<'_>, records: &[Record], waivers: &[Waiver]) -> Planned<'p> {
        let mut planned = Planned::default();
        let fact = |key: FactKey| subject.facts.get(key).or_else(|| subject.employer?.get(key));
        let fact_in = |period: Period| {
            move |key: FactKey| subject.facts.get_in(key, period).or_else(|| subject.employer?.get_in(key, period))
        };
        for duty in self.duties.iter().filter(|d| d.file.subject == subject.kind) {
            match duty.when.holds(&fact) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    undecided(&mut planned, duty, &duty.when, &fact);
                    continue;
                }
            }
            // What only a fact can prove and nobody knows yet cannot be called owed or late.
            let only_facts = duty.facts.as_ref().filter(|_| duty.file.proof.records.is_empty());
            if !duty.by_period()
                && let Some(proof) = only_facts.filter(|c| c.holds(&fact).is_none())
            {
                undecided(&mut planned, duty, proof, &fact);
                continue;
            }
            let schedule = schedule(&mut planned, duty, &fact);
            if let Some((key, _)) = duty.share.filter(|(key, _)| fact(*key).is_none()) {
                planned.undecided.push(Undecided { duty: &duty.file.id, facts: vec![key] });
            }
            for (period, due, may_move) in self.periods(duty, schedule, subject.since, &fact) {
                let fact = fact_in(period);
                if let Some(proof) = only_facts.filter(|c| c.holds(&fact).is_none()) {
                    // A period that is over and of which nothing was ever measured is judged by nobody.
                    if period.holds(self.today) {
                        undecided(&mut planned, duty, proof, &fact);
                    }
                    continue;
                }
                let task = self.task(duty, schedule, subject, (period, due, may_move), &fact, records, waivers);
                planned.tasks.push(task);
            }
        }
        planned
    }

    /// The periods to show today: the running one, and the one before when it was running under supervision.
    fn periods<'f>(
        &self,
        duty: &Duty,
        schedule: Schedule,
        since: CivilDay,
        fact: &impl Fn(FactKey) -> Option<&'f Fact>,
    ) -> Vec<(Period, CivilDay, bool)> {
        let day = |key| match fact(key) {
            Some(Fact::Day(day)) => Some(*day),
            _ => None,
        };
        let began = since.max(duty.file.valid_from).max(self.since);
        let mut all = Vec::new();
        match schedule {
            Schedule::Every(cadence) => {
                let running = cadence.period_of(self.today);
                let before = running.and_then(|p| cadence.period_of(p.start.plus_days(-1)));
                all.extend(before.filter(|p| p.end >= began));
                all.extend(running.filter(|p| p.end >= since));
            }
            Schedule::Before(key, open_days) => match day(key) {
                Some(ends) if self.today < ends.plus_days(-i32::from(open_days)) => {}
                Some(ends) => all.push(Period { start: ends.plus_days(-i32::from(open_days)), end: ends }),
                None => all.push(Period { start: began, end: began }),
            },
            Schedule::After(key, days) => {
                all.extend(day(key).map(|d| Period { start: d, end: d.plus_days(i32::from(days)) }));
            }
            Schedule::Always(days) => all.push(Period { start: began, end: began.plus_days(i32::from(days)) }),
        }
        let deadline = duty.file.deadline;
        all.into_iter()
            .filter(|p| {
                let periodic = matches!(schedule, Schedule::Every(_));
                // A calendar period is judged by the version of its own days, a lasting state by that of today.
                duty.valid_on(if periodic { p.end.min(self.today).max(p.start) } else { self.today })
            })
            .map(|period| {
                let last = period.end.plus_days(i32::from(deadline.days));
                let (due, may_move) = self.calendar.after_or_guess(last, deadline.working_days);
                (period, due, may_move)
            })
            .collect()
    }

    #[expect(clippy::too_many_arguments, reason = "one call; a struct for it would be named after nothing")]
    fn task<'f>(
        &self,
        duty: &'p Duty,
        schedule: Schedule,
        subject: &Subject<'_>,
        (period, due, may_move): (Period, CivilDay, bool),
        fact: &impl Fn(FactKey) -> Option<&'f Fact>,
        records: &[Record],
        waivers: &[Waiver],
    ) -> Task<'p> {
        // What hangs on no date of its own is one and the same task for ever.
        let name =
            if matches!(schedule, Schedule::Always(_)) { String::from("once") } else { period.start.to_string() };
        let id = TaskId::derive(subject.id, &duty.file.id, &name);
        let counted = |r: &&Record| duty.file.proof.records.contains(&r.kind) && self.counts(schedule, period, due, r);
        let matching: Vec<&Record> = records.iter().filter(counted).collect();
        let needed = match &duty.file.proof.quantity {
            None => None,
            Some(Quantity::AtLeast(n)) => Some(i64::from(*n)),
            Some(Quantity::Share(_)) => duty.share.and_then(|(key, permille)| match fact(key) {
                // Rounded up: a yuan short is short.
                Some(Fact::Int(whole)) => Some(whole.saturating_mul(i64::from(permille)).saturating_add(999) / 1000),
                _ => None,
            }),
        };
        let sum = matching.iter().fold(0_i64, |sum, r| sum.saturating_add(r.quantity));
        let by_records = match (&duty.file.proof.quantity, needed) {
            (None, _) => !matching.is_empty(),
            (Some(_), Some(needed)) => sum >= needed,
            (Some(_), None) => false,
        };
        let by_facts = duty.facts.as_ref().is_some_and(|c| c.holds(fact) == Some(true));
        let steps = duty.file.ladder.steps(due);
        let state = if waivers.iter().any(|w| w.task() == id) {
            TaskState::Waived
        } else if by_records || by_facts {
            TaskState::Done
        } else if self.today > due {
            TaskState::Late
        } else if steps.first().is_some_and(|(_, day)| *day <= self.today) {
            TaskState::Due
        } else {
            TaskState::Open
        };
        Task {
            id,
            subject: subject.id,
            duty: &duty.file.id,
            period,
            due,
            state,
            proof: matching.into_iter().map(|r| r.id).collect(),
            progress: needed.map(|n| (sum, n)),
            steps,
            may_move,
            periodic: matches!(schedule, Schedule::Every(_)),
        }
    }

    /// Whether a record counts. Calendar periods take what was done from their first day to the deadline; what hangs on
    /// a date takes anything done since, even late; a lasting state takes anything. Nothing done in the future counts.
    fn counts(&self, schedule: Schedule, period: Period, due: CivilDay, record: &Record) -> bool {
        record.day <= self.today
            && match schedule {
                Schedule::Every(_) => record.day >= period.start && record.day <= due.max(period.end),
                Schedule::Before(..) | Schedule::After(..) => record.day >= period.start,
                Schedule::Always(_) => true,
            }
    }
}

/// The frequency for these facts: the first variant whose condition holds. An unknown one leaves the duty at its
/// ordinary frequency and says which fact would sharpen it.
fn schedule<'p, 'f>(
    planned: &mut Planned<'p>,
    duty: &'p Duty,
    fact: &impl Fn(FactKey) -> Option<&'f Fact>,
) -> Schedule {
    for (when, schedule) in &duty.variants {
        match when.holds(fact) {
            Some(true) => return *schedule,
            Some(false) => {}
            None => undecided(planned, duty, when, fact),
        }
    }
    duty.frequency
}

fn undecided<'p, 'f>(
    planned: &mut Planned<'p>,
    duty: &'p Duty,
    condition: &Condition,
    fact: &impl Fn(FactKey) -> Option<&'f Fact>,
) {
    let facts = condition.facts().into_iter().filter(|k| fact(*k).is_none()).collect();
    planned.undecided.push(Undecided { duty: &duty.file.id, facts });
}
