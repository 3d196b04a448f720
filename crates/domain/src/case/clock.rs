//! Statutory clocks: how long each may take, what makes it stand still, by whom it is extended. Pure: from the case,
//! the periods of the pack, the calendar and a day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AskKind, AskState, Case, CaseState, Outcome, Procedure, ServedWhat, record::vocabulary};
use crate::{calendar::Calendar, party::names, time::CivilDay};

vocabulary! {
    /// Periods and amounts that the law sets and the pack holds; those of interviews (约谈) among them.
    TermKey {
        Filing = "filing" "立案",
        Decision = "decision" "办案",
        Registration = "registration" "先行登记保存",
        Sealing = "sealing" "查封、扣押",
        Statement = "statement" "陈述申辩",
        HearingRequest = "hearing_request" "申请听证",
        HearingAdvance = "hearing_advance" "听证提前通知",
        Service = "service" "送达",
        Payment = "payment" "缴纳罚款",
        Reconsideration = "reconsideration" "行政复议",
        Lawsuit = "lawsuit" "行政诉讼",
        Limitation = "limitation" "追责时效",
        LimitationGrave = "limitation_grave" "追责时效（危及生命健康）",
        SimplePerson = "simple_person" "简易程序个人罚款上限",
        SimpleUnit = "simple_unit" "简易程序单位罚款上限",
        HeavyPerson = "heavy_person" "较大数额罚款（个人）",
        HeavyUnit = "heavy_unit" "较大数额罚款（单位）",
        Surcharge = "surcharge" "加处罚款",
        TalkNotice = "talk_notice" "约谈提前通知",
        TalkPlan = "talk_plan" "约谈",
        TalkAccident = "talk_accident" "事故后约谈和检查",
        TalkGrade = "talk_grade" "高风险企业约谈和检查",
        TalkReach = "talk_reach" "事故追溯",
        TalkMend = "talk_mend" "落实约谈要求最长期限",
        TalkConfirm = "talk_confirm" "核实约谈要求",
        RemoteLink = "remote_link" "远程链接有效期",
    }
}
vocabulary! {
    /// What it counts in.
    Unit {
        CalendarDays = "calendar_days" "日",
        WorkingDays = "working_days" "工作日",
        Months = "months" "月",
        Yuan = "yuan" "元",
        PermillePerDay = "permille_per_day" "‰/日",
    }
}

/// A period or an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// How much.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// How much an approver adds in one go; 0: it is not extended.
    pub extension: u32,
    /// How often.
    pub extensions: u32,
    /// It stands still while the case is halted.
    pub halts: bool,
}

/// The periods and amounts in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(pub BTreeMap<TermKey, Term>);

impl Terms {
    /// One of them.
    pub fn get(&self, key: TermKey) -> Option<Term> {
        self.0.get(&key).copied()
    }

    /// An amount in yuan; `None` when the pack does not set it.
    pub fn yuan(&self, key: TermKey) -> Option<u64> {
        self.get(key).filter(|t| t.unit == Unit::Yuan).map(|t| u64::from(t.amount))
    }

    /// The last day of a period that begins after `from`, and whether the calendar of a year is a guess.
    pub fn last_day(&self, key: TermKey, from: CivilDay, calendar: &Calendar) -> Option<(CivilDay, bool)> {
        self.get(key).and_then(|t| plus(from, t.amount, t.unit, calendar))
    }
}

fn plus(from: CivilDay, amount: u32, unit: Unit, calendar: &Calendar) -> Option<(CivilDay, bool)> {
    match unit {
        Unit::CalendarDays => Some((from.plus_days(i32::try_from(amount).ok()?), false)),
        Unit::WorkingDays => Some(calendar.after_or_guess(from, u16::try_from(amount).ok()?)),
        Unit::Months => Some((months(from, amount)?, false)),
        Unit::Yuan | Unit::PermillePerDay => None,
    }
}

/// The same day so many months later, or the last one before it.
fn months(from: CivilDay, n: u32) -> Option<CivilDay> {
    let (year, month, day) = from.ymd()?;
    let total =
        i64::from(year).checked_mul(12)?.checked_add(i64::from(month))?.checked_sub(1)?.checked_add(n.into())?;
    let year = i16::try_from(total.div_euclid(12)).ok()?;
    let month = i8::try_from(total.rem_euclid(12).checked_add(1)?).ok()?;
    (0..4).find_map(|back| CivilDay::from_ymd(year, month, day.checked_sub(back)?))
}

/// A clock as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub key: TermKey,
    /// From which day.
    pub began: CivilDay,
    /// Last day; extensions and times of standing still are in it.
    pub due: CivilDay,
    /// Days added by an approver.
    pub extended_days: i32,
    /// Days it stood still.
    pub halted_days: i32,
    /// It stands still now.
    pub halted: bool,
    /// It lies in a year whose holidays are not known.
    pub guessed: bool,
    /// On that day it was done; `None` while it runs.
    pub done: Option<CivilDay>,
    /// The authority has to act in time; otherwise it is the party's time or a limit of the law.
    pub authority: bool,
}

impl Running {
    /// It runs and its last day has passed.
    pub fn overdue(&self, today: CivilDay) -> bool {
        self.done.is_none() && !self.halted && today > self.due
    }

    /// It was done after its last day.
    pub fn missed(&self) -> bool {
        self.done.is_some_and(|done| done > self.due)
    }
}

/// Days on which the case stood still from `from` on, until `today` where it still does.
fn halted_days(case: &Case, from: CivilDay, today: CivilDay) -> i32 {
    let days = case.halts.iter().map(|h| {
        let begin = h.began.at.day().max(from);
        let end = h.ended.as_ref().map_or(today, |e| e.at.day());
        end.0.saturating_sub(begin.0).max(0)
    });
    days.fold(0, i32::saturating_add)
}

struct Clocks<'a> {
    case: &'a Case,
    terms: &'a Terms,
    calendar: &'a Calendar,
    today: CivilDay,
    all: Vec<Running>,
}

impl Clocks<'_> {
    fn add(&mut self, key: TermKey, began: CivilDay, done: Option<CivilDay>, granted: usize, authority: bool) {
        let Some(term) = self.terms.get(key) else { return };
        let Some((first, mut guessed)) = plus(began, term.amount, term.unit, self.calendar) else { return };
        let mut due = first;
        for _ in 0..granted {
            if let Some((later, unsure)) = plus(due, term.extension, term.unit, self.calendar) {
                due = later;
                guessed |= unsure;
            }
        }
        let extended_days = due.0.saturating_sub(first.0);
        let halted_days = if term.halts { halted_days(self.case, began, done.unwrap_or(self.today)) } else { 0 };
        due = due.plus_days(halted_days);
        let halted = term.halts && done.is_none() && self.case.halted().is_some();
        self.all.push(Running { key, began, due, extended_days, halted_days, halted, guessed, done, authority });
    }
}

/// The clocks of a case on a day, in the order of the procedure.
pub fn clocks(case: &Case, terms: &Terms, calendar: &Calendar, today: CivilDay) -> Vec<Running> {
    let mut c = Clocks { case, terms, calendar, today, all: Vec::new() };
    let day = |step: Option<&crate::hazard::Step>| step.map(|s| s.at.day());
    let ended = day(case.ended.as_ref());
    let limitation = if case.grave_harm { TermKey::LimitationGrave } else { TermKey::Limitation };
    let found = case.opened.at.day();
    if case.state == CaseState::Clue || case.state == CaseState::Filing {
        c.add(limitation, case.occurred, None, 0, false);
    }
    if case.procedure == Procedure::Ordinary {
        let filed = day(case.filed.as_ref()).or(ended);
        c.add(TermKey::Filing, found, filed, case.granted(AskKind::FilingExtension), true);
    }
    let decided = case.decision.as_ref().map(|d| d.step.at.day());
    if let Some(filed) = day(case.filed.as_ref()).filter(|_| case.procedure == Procedure::Ordinary) {
        let done = decided.or(ended);
        c.add(TermKey::Decision, filed, done, case.granted(AskKind::DecisionExtension), true);
    }
    for ask in case.asks.iter().filter(|a| a.state == AskState::Granted) {
        if let Some((key, at)) = ask.kind.keeps().zip(day(ask.decided.as_ref())) {
            c.add(key, at, day(ask.disposed.as_ref()), 0, true);
        }
    }
    if let Some(notice) = &case.notice
        && let Some(received) = day(notice.receipt.as_ref())
    {
        let said = case.statements.last().map(|s| s.step.at.day()).or(decided);
        c.add(TermKey::Statement, received, said, 0, false);
        if notice.hearing_right {
            let asked = case.hearing.as_ref().map(|h| h.asked.at.day()).or(said);
            c.add(TermKey::HearingRequest, received, asked, 0, false);
        }
    }
    if let Some(decision) = &case.decision {
        let served = case.served(ServedWhat::Decision).map(|s| s.step.at.day());
        if decision.outcome != Outcome::NotEstablished && decision.outcome != Outcome::Transferred {
            c.add(TermKey::Service, decision.step.at.day(), served, 0, true);
        }
        if let Some(served) = served {
            if decision.fine_yuan > 0 {
                c.add(TermKey::Payment, served, day(case.paid.as_ref()), 0, false);
            }
            let over = case.closed.as_ref().map(|s| s.at.day());
            c.add(TermKey::Reconsideration, served, over, 0, false);
            c.add(TermKey::Lawsuit, served, over, 0, false);
        }
    }
    c.all
}

/// The next last day on which somebody has to act; limits of the law that nobody has to meet do not count.
pub fn next_due(case: &Case, clocks: &[Running]) -> Option<CivilDay> {
    if case.state.is_over() {
        return None;
    }
    let acts = |c: &&Running| {
        c.done.is_none()
            && !c.halted
            && !matches!(
                c.key,
                TermKey::Reconsideration | TermKey::Lawsuit | TermKey::Limitation | TermKey::LimitationGrave
            )
    };
    let measures = case.decision.iter().flat_map(|d| &d.measures).filter(|m| m.done.is_none());
    let by_clock = clocks.iter().filter(acts).map(|c| c.due);
    by_clock.chain(measures.filter_map(|m| m.deadline)).min()
}

/// The surcharge on a fine paid late: so much a day, never more than the fine (行政处罚法第七十二条).
pub fn surcharge(fine_yuan: u64, due: CivilDay, paid: CivilDay, terms: &Terms) -> u64 {
    let days = u64::try_from(paid.0.saturating_sub(due.0)).unwrap_or(0);
    let rate =
        terms.get(TermKey::Surcharge).filter(|t| t.unit == Unit::PermillePerDay).map_or(0, |t| u64::from(t.amount));
    fine_yuan.saturating_mul(rate).saturating_mul(days).checked_div(1_000).unwrap_or(0).min(fine_yuan)
}

/// What is owed on a fine that was served and is not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Last day to pay without a surcharge.
    pub due: CivilDay,
    /// The fine, yuan.
    pub fine_yuan: u64,
    /// What comes on top today, yuan.
    pub surcharge_yuan: u64,
}

impl Owed {
    /// Both.
    pub const fn yuan(self) -> u64 {
        self.fine_yuan.saturating_add(self.surcharge_yuan)
    }
}

/// What the party owes on a day.
pub fn owed(case: &Case, terms: &Terms, calendar: &Calendar, today: CivilDay) -> Option<Owed> {
    let fine_yuan = case.decision.as_ref().map(|d| d.fine_yuan).filter(|f| *f > 0 && case.paid.is_none())?;
    let served = case.served(ServedWhat::Decision)?.step.at.day();
    let (due, _) = terms.last_day(TermKey::Payment, served, calendar)?;
    Some(Owed { due, fine_yuan, surcharge_yuan: surcharge(fine_yuan, due, today, terms) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDay {
        CivilDay::parse_iso(text).unwrap()
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last_before_it() {
        assert_eq!(months(day("2026-08-31"), 6), Some(day("2027-02-28")));
        assert_eq!(months(day("2026-01-15"), 24), Some(day("2028-01-15")));
    }

    #[test]
    fn a_surcharge_stops_at_the_fine() {
        let rate = Term { amount: 30, unit: Unit::PermillePerDay, extension: 0, extensions: 0, halts: false };
        let terms = Terms([(TermKey::Surcharge, rate)].into());
        let due = day("2026-12-10");
        assert_eq!(surcharge(10_000, due, due, &terms), 0);
        assert_eq!(surcharge(10_000, due, due.plus_days(3), &terms), 900);
        assert_eq!(surcharge(10_000, due, due.plus_days(400), &terms), 10_000);
        assert_eq!(surcharge(10_000, due, due.plus_days(-1), &terms), 0);
    }
}
