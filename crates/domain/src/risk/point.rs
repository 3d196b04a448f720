//! A risk point and what can be read from it.

use serde::{Deserialize, Serialize};

use super::{
    grade::{ControlKind, ControlLevel, Grade, RiskKind},
    major::{Major, MajorState, Standing},
    scale::{Score, Values},
};
use crate::{
    evidence::EvidenceHash,
    hazard::state::Step,
    ids::{ControlId, EnterpriseId, RiskId},
    time::UtcMs,
};

/// What keeps a risk down. Controls are never deleted: an inspection that began before still finds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Id.
    pub id: ControlId,
    /// How it works.
    pub kind: ControlKind,
    /// What has to hold.
    pub text: String,
    /// Who keeps it: a name or a post.
    pub owner: String,
    /// The level that keeps it.
    pub level: ControlLevel,
    /// Since when it stands here.
    pub since: UtcMs,
    /// When it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<UtcMs>,
}

/// How a risk was graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Method of the pack, e.g. `lec`.
    pub method: String,
    /// Values by factor.
    pub factors: Values,
    /// Their product.
    pub score: Score,
    /// The colour.
    pub grade: Grade,
    /// Pack and version whose scale was used.
    pub pack: String,
    /// Who, when, why.
    pub step: Step,
}

/// Where a risk stands on a plan or map picture, thousandths of its width and height from the upper left corner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The picture, a piece of evidence of the enterprise.
    pub picture: EvidenceHash,
    /// From the left, 0 to 1000.
    pub x: u16,
    /// From the top, 0 to 1000.
    pub y: u16,
    /// Corners of the coloured area around it, in order; empty: a point alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub area: Vec<(u16, u16)>,
}

impl Spot {
    /// Thousandths of the far edge.
    pub const EDGE: u16 = 1_000;
    /// Most corners of an area; fewest are three.
    pub const MAX_CORNERS: usize = 40;
}

/// A risk point of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Id.
    pub id: RiskId,
    /// Number within the enterprise, e.g. `FX-0003`.
    pub no: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: RiskKind,
    /// Where, in words.
    pub place: Option<String>,
    /// What may happen (可能导致的事故).
    pub accident: String,
    /// Who answers for it: a name or a post.
    pub owner: String,
    /// How it was graded last.
    pub assessment: Assessment,
    /// What keeps it down, retired ones too.
    pub controls: Vec<Control>,
    /// Where it stands on a picture.
    pub spot: Option<Spot>,
    /// Its registration as a major risk; without one it was never registered.
    pub major: Option<Major>,
    /// Template and point it was made from, `repair/paint_store`; `work:ID/collapse` of a work item.
    pub template: Option<String>,
    /// Taken off the list: who, when, why.
    pub retired: Option<Step>,
}

impl Risk {
    /// The colour now.
    pub const fn grade(&self) -> Grade {
        self.assessment.grade
    }

    /// Controls in force.
    pub fn kept(&self) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(|c| c.retired.is_none())
    }

    /// How it stands as a major risk; `None` while it is none and never was one.
    pub fn standing(&self) -> Option<Standing> {
        match self.major.as_ref().map(|m| m.state) {
            Some(MajorState::Registered) => Some(Standing::Registered),
            Some(MajorState::CancelAsked) => Some(Standing::CancelAsked),
            _ if self.retired.is_none() && self.grade() == Grade::Red => Some(Standing::Unregistered),
            Some(MajorState::Cancelled) => Some(Standing::Cancelled),
            None => None,
        }
    }

    /// The level that has to keep it when no control in force stands that high (管控层级不足).
    pub fn level_missing(&self) -> Option<ControlLevel> {
        let needed = self.grade().level();
        self.kept().all(|c| c.level < needed).then_some(needed)
    }
}
