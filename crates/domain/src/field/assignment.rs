//! A visit that a draw or an officer assigned: where, who, until when, and what is asked.

use serde::{Deserialize, Serialize};

use crate::{
    draw::{Draw, Roster},
    hazard::Step,
    ids::{AssignmentId, DrawId, EnterpriseId, FieldInspectionId, InspectorId, UserId},
    time::CivilDay,
};

/// The draw behind a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRef {
    /// Id.
    pub id: DrawId,
    /// Number.
    pub no: String,
    /// Name of the plan.
    pub name: String,
}

/// Who goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// In the pool; `None` when an officer was named without one.
    pub inspector: Option<InspectorId>,
    /// Account; `None`: of another department.
    pub user: Option<UserId>,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
}

/// A visit to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Id.
    pub id: AssignmentId,
    /// The draw it comes from.
    pub draw: Option<DrawRef>,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Who goes; the first leads.
    pub officers: Vec<Officer>,
    /// What is asked besides the enterprise's own duties, risks and hazards.
    pub items: Vec<String>,
    /// First day.
    pub from: CivilDay,
    /// Last day.
    pub due: CivilDay,
    /// Who assigned it.
    pub assigned: Step,
    /// The inspection that settled it.
    #[serde(skip)]
    pub inspection: Option<FieldInspectionId>,
}

/// The visits of a draw that was drawn, in its order. `user` finds the account of an inspector, `id` makes ids. A subject
/// without a team is assigned to nobody: it stands in the list for the officer who plans.
pub fn of_draw(
    draw: &Draw,
    roster: &Roster,
    user: impl Fn(InspectorId) -> Option<UserId>,
    mut id: impl FnMut() -> AssignmentId,
) -> Vec<Assignment> {
    let (Some(outcome), Some(drawn)) = (&draw.outcome, &draw.drawn) else { return Vec::new() };
    let officer = |inspector: &String| {
        let row = roster.inspectors.iter().find(|r| r.id == *inspector)?;
        let inspector: Option<InspectorId> = row.id.parse().ok();
        let (name, department) = (row.name.clone(), row.department.clone());
        Some(Officer { inspector, user: inspector.and_then(&user), name, department })
    };
    let visit = |pair: &crate::draw::select::Pair| {
        Some(Assignment {
            id: id(),
            draw: Some(DrawRef { id: draw.plan.id, no: draw.plan.no.clone(), name: draw.plan.name.clone() }),
            enterprise: pair.subject.parse().ok()?,
            officers: pair.inspectors.iter().filter_map(officer).collect(),
            items: draw.plan.items.clone(),
            from: draw.plan.from,
            due: draw.plan.to,
            assigned: drawn.clone(),
            inspection: None,
        })
    };
    outcome.pairs.iter().filter_map(visit).collect()
}
