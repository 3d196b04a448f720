//! Duties in their smallest parts: how often, which calendar period, and how a task stands.

use serde::{Deserialize, Serialize};

use crate::time::CivilDay;

pub mod record;
pub mod waiver;

/// Calendar periods in which a duty returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// January–June, July–December.
    HalfYear,
    /// Each calendar year.
    Year,
}

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub start: CivilDay,
    /// Last day.
    pub end: CivilDay,
}

impl Period {
    /// Whether `day` lies in it.
    pub fn holds(self, day: CivilDay) -> bool {
        self.start <= day && day <= self.end
    }
}

impl Cadence {
    fn months(self) -> i8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }

    /// The period that holds `day`; `None` at the edges of the calendar (years -9999 and 9999).
    pub fn period_of(self, day: CivilDay) -> Option<Period> {
        let (year, month, _) = day.ymd()?;
        let zero_based = month.checked_sub(1)?;
        let first = zero_based.checked_sub(zero_based.checked_rem(self.months())?)?.checked_add(1)?;
        let next = first.checked_add(self.months())?;
        let (next_year, next_month) =
            if next > 12 { (year.checked_add(1)?, next.checked_sub(12)?) } else { (year, next) };
        let start = CivilDay::from_ymd(year, first, 1)?;
        let end = CivilDay::from_ymd(next_year, next_month, 1)?.plus_days(-1);
        Some(Period { start, end })
    }
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// To be done, no hurry yet.
    Open,
    /// The reminder has gone out: the deadline is near.
    Due,
    /// Past its deadline.
    Late,
    /// Proved by records or facts.
    Done,
    /// Excused, with reason and approver.
    Waived,
}

impl TaskState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Open, Self::Due, Self::Late, Self::Done, Self::Waived];

    /// Stable name used in the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Due => "due",
            Self::Late => "late",
            Self::Done => "done",
            Self::Waived => "waived",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// Whether nothing has to be done any more.
    pub const fn settled(self) -> bool {
        matches!(self, Self::Done | Self::Waived)
    }
}

/// The five in place 五到位 to which each duty belongs: responsibility, investment, training, management, emergency
/// rescue (Work Safety Law 安全生产法, art 20 and 21: 安全责任、安全管理、安全投入、安全培训、应急救援).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// 责任到位.
    Responsibility,
    /// 投入到位.
    Investment,
    /// 培训到位.
    Training,
    /// 管理到位.
    Management,
    /// 应急救援到位.
    Emergency,
}

impl Group {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Responsibility, Self::Investment, Self::Training, Self::Management, Self::Emergency];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Responsibility => "responsibility",
            Self::Investment => "investment",
            Self::Training => "training",
            Self::Management => "management",
            Self::Emergency => "emergency",
        }
    }
}

/// What happens around a deadline, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 提醒企业.
    Remind,
    /// 网格长跟进.
    GridChief,
    /// 报主管部门.
    Bureau,
    /// 约谈.
    Interview,
    /// 拟立案.
    CaseProposal,
}

impl Step {
    /// All steps, in their order.
    pub const ALL: [Self; 5] = [Self::Remind, Self::GridChief, Self::Bureau, Self::Interview, Self::CaseProposal];

    /// Stable name used in the API and the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::GridChief => "grid_chief",
            Self::Bureau => "bureau",
            Self::Interview => "interview",
            Self::CaseProposal => "case_proposal",
        }
    }

    /// Its place on the ladder, from 1: 0 is the ground.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Remind => 1,
            Self::GridChief => 2,
            Self::Bureau => 3,
            Self::Interview => 4,
            Self::CaseProposal => 5,
        }
    }

    /// The step of a rank; `None` for the ground and for what is above the ladder.
    pub fn of_rank(rank: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.rank() == rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde_and_ranks_go_up() {
        for state in TaskState::ALL {
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.as_str()));
            assert_eq!(TaskState::parse(state.as_str()), Some(state));
        }
        for group in Group::ALL {
            assert_eq!(serde_json::to_string(&group).unwrap(), format!("\"{}\"", group.as_str()));
        }
        for (i, step) in (1_u8..).zip(Step::ALL) {
            assert_eq!(serde_json::to_string(&step).unwrap(), format!("\"{}\"", step.as_str()));
            assert_eq!((step.rank(), Step::of_rank(i)), (i, Some(step)));
        }
        assert_eq!(Step::of_rank(0), None);
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        let day = CivilDay::from_ymd(2024, 2, 29).unwrap();
        let of = |c: Cadence| {
            let p = c.period_of(day).unwrap();
            format!("{} {}", p.start, p.end)
        };
        assert_eq!(of(Cadence::Month), "2024-02-01 2024-02-29");
        assert_eq!(of(Cadence::Quarter), "2024-01-01 2024-03-31");
        assert_eq!(of(Cadence::HalfYear), "2024-01-01 2024-06-30");
        assert_eq!(of(Cadence::Year), "2024-01-01 2024-12-31");
        let december = CivilDay::from_ymd(2026, 12, 31).unwrap();
        assert_eq!(Cadence::Quarter.period_of(december).unwrap().end, december);
        assert!(Cadence::HalfYear.period_of(december).unwrap().holds(december));
    }
}
