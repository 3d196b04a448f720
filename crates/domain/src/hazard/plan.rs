//! 五落实: responsibility, measure, money, deadline and emergency plan (责任、措施、资金、时限、预案).

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
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
}

/// The five parts, as error pointers name them.
const PARTS: [&str; 5] = ["/measure", "/money_yuan", "/person_name", "/deadline", "/emergency_plan"];

impl PlanDraft {
    /// The plan, or every part that is missing at once.
    pub fn complete(self) -> Result<Plan, Refusal> {
        let text = |t: Option<String>| t.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let (person_name, measure) = (text(self.person_name), text(self.measure));
        let emergency_plan = text(self.emergency_plan);
        let missing: Vec<&'static str> = [
            measure.is_none(),
            self.money_yuan.is_none(),
            person_name.is_none(),
            self.deadline.is_none(),
            emergency_plan.is_none(),
        ]
        .into_iter()
        .zip(PARTS)
        .filter_map(|(gone, part)| gone.then_some(part))
        .collect();
        match (person_name, measure, self.money_yuan, self.deadline, emergency_plan) {
            (Some(person_name), Some(measure), Some(money_yuan), Some(deadline), Some(emergency_plan)) => {
                Ok(Plan { person_name, measure, money_yuan, deadline, emergency_plan })
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
        }
    }

    #[test]
    fn every_part_is_needed_and_all_missing_ones_are_named_together() {
        assert!(full().complete().is_ok());
        let cases: [(&str, PlanDraft); 5] = [
            ("/measure", PlanDraft { measure: Some(String::from("  ")), ..full() }),
            ("/money_yuan", PlanDraft { money_yuan: None, ..full() }),
            ("/person_name", PlanDraft { person_name: None, ..full() }),
            ("/deadline", PlanDraft { deadline: None, ..full() }),
            ("/emergency_plan", PlanDraft { emergency_plan: None, ..full() }),
        ];
        for (part, draft) in cases {
            assert_eq!(draft.complete(), Err(Refusal::PlanIncomplete { missing: vec![part] }), "{part}");
        }
        assert_eq!(PlanDraft::default().complete(), Err(Refusal::PlanIncomplete { missing: PARTS.to_vec() }));
    }
}
