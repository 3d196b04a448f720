//! 五落实: responsibility, measure, money, deadline and emergency plan (责任、措施、资金、时限、预案).

use serde::{Deserialize, Serialize};

use super::{
    refusal::Refusal,
    state::{Level, Step},
};
use crate::time::CivilDay;

/// A complete plan. Built only from a [`PlanDraft`], so an incomplete one cannot exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// 责任: the person who answers for it.
    pub person_name: String,
    /// 措施: what will be done.
    pub measure: String,
    /// 资金: money set aside, whole yuan; 0 when the measure costs nothing.
    pub money_yuan: u64,
    /// 时限: last day.
    pub deadline: CivilDay,
    /// 预案: protection until it is mended.
    pub emergency_plan: String,
    /// 治理目标: what has to be reached; a major hazard's plan has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The principal's approval of a major hazard's plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Step>,
}

/// A plan as typed in: any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// See [`Plan::person_name`].
    pub person_name: Option<String>,
    /// See [`Plan::measure`].
    pub measure: Option<String>,
    /// See [`Plan::money_yuan`].
    pub money_yuan: Option<u64>,
    /// See [`Plan::deadline`].
    pub deadline: Option<CivilDay>,
    /// See [`Plan::emergency_plan`].
    pub emergency_plan: Option<String>,
    /// See [`Plan::goal`].
    pub goal: Option<String>,
}

/// The parts, as error pointers name them: 五落实, and the goal that only a major hazard needs.
const PARTS: [&str; 6] = ["/measure", "/money_yuan", "/person_name", "/deadline", "/emergency_plan", "/goal"];

impl PlanDraft {
    /// The plan of a hazard of this level, or every part that is missing at once.
    pub fn complete(self, level: Level) -> Result<Plan, Refusal> {
        let text = |t: Option<String>| t.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let (person_name, measure) = (text(self.person_name), text(self.measure));
        let (emergency_plan, goal) = (text(self.emergency_plan), text(self.goal));
        let missing: Vec<&'static str> = [
            measure.is_none(),
            self.money_yuan.is_none(),
            person_name.is_none(),
            self.deadline.is_none(),
            emergency_plan.is_none(),
            goal.is_none() && level == Level::Major,
        ]
        .into_iter()
        .zip(PARTS)
        .filter_map(|(gone, part)| gone.then_some(part))
        .collect();
        match (person_name, measure, self.money_yuan, self.deadline, emergency_plan) {
            (Some(person_name), Some(measure), Some(money_yuan), Some(deadline), Some(emergency_plan))
                if missing.is_empty() =>
            {
                Ok(Plan { person_name, measure, money_yuan, deadline, emergency_plan, goal, approved: None })
            }
            _ => Err(Refusal::PlanIncomplete { missing }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> PlanDraft {
        PlanDraft {
            person_name: Some(String::from("示例安全员")),
            measure: Some(String::from("更换灭火器")),
            money_yuan: Some(0),
            deadline: CivilDay::from_ymd(2026, 12, 1),
            emergency_plan: Some(String::from("停用三号车位")),
            goal: Some(String::from("消防设施完好")),
        }
    }

    #[test]
    fn every_part_is_needed_and_all_missing_ones_are_named_together() {
        assert!(full().complete(Level::Major).is_ok());
        let aimless = PlanDraft { goal: None, ..full() };
        assert!(aimless.clone().complete(Level::General).is_ok(), "only a major hazard needs a goal");
        assert_eq!(aimless.complete(Level::Major), Err(Refusal::PlanIncomplete { missing: vec!["/goal"] }));
        let cases: [(&str, PlanDraft); 5] = [
            ("/measure", PlanDraft { measure: Some(String::from("  ")), ..full() }),
            ("/money_yuan", PlanDraft { money_yuan: None, ..full() }),
            ("/person_name", PlanDraft { person_name: None, ..full() }),
            ("/deadline", PlanDraft { deadline: None, ..full() }),
            ("/emergency_plan", PlanDraft { emergency_plan: None, ..full() }),
        ];
        for (part, draft) in cases {
            assert_eq!(draft.complete(Level::Major), Err(Refusal::PlanIncomplete { missing: vec![part] }), "{part}");
        }
        assert_eq!(
            PlanDraft::default().complete(Level::Major),
            Err(Refusal::PlanIncomplete { missing: PARTS.to_vec() })
        );
    }
}
