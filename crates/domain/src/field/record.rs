//! An inspection as it is kept: what was sealed, and what came of it.

use serde::{Deserialize, Serialize};

use super::{
    assignment::DrawRef,
    content::{Answer, Content, Outcome, Source},
    differ::Difference,
};
use crate::{
    evidence::EvidenceHash,
    hazard::{PersonRef, Step},
    ids::{EnterpriseId, HazardId},
    time::{CivilDay, UtcMs},
};

/// Working days within which the result of a drawn visit is made public (国发〔2019〕5号: 自抽查任务完成之日起20个工作日内).
pub const PUBLISH_DAYS: u16 = 20;

/// What came of it, as it is made public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 未发现问题.
    Clean,
    /// 发现问题，已责令改正.
    Ordered,
}

/// An inspection that was received. Written once; only the publication is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldInspection {
    /// Number, e.g. `JC-20261126-0001`.
    pub no: String,
    /// Enterprise; one that was not in the registry was entered with the inspection.
    pub enterprise: EnterpriseId,
    /// The draw behind it.
    pub draw: Option<DrawRef>,
    /// What was sealed. Kept beside the record as the exact text.
    #[serde(skip, default = "nothing")]
    pub content: Content,
    /// The seal.
    pub seal: EvidenceHash,
    /// When it came here.
    pub received_at: UtcMs,
    /// Whose device sent it.
    pub by: PersonRef,
    /// The hazard that each answer became, in the order of the answers.
    pub hazards: Vec<Option<HazardId>>,
    /// What is odd about it.
    pub differences: Vec<Difference>,
    /// Last day for making the result public.
    pub publish_due: Option<CivilDay>,
    /// Who made it public.
    pub published: Option<Step>,
}

/// Stands in for a content until the text beside the record is read.
fn nothing() -> Content {
    use super::content::Signatures;
    Content {
        format: String::new(),
        id: crate::ids::FieldInspectionId(uuid::Uuid::nil()),
        assignment: None,
        enterprise: None,
        unlicensed: None,
        officers: Vec::new(),
        started_at: UtcMs(0),
        finished_at: UtcMs(0),
        place: None,
        answers: Vec::new(),
        pieces: Vec::new(),
        signatures: Signatures { officers: Vec::new(), party: None, refused: None },
        note: String::new(),
    }
}

impl FieldInspection {
    /// What is made public.
    pub fn verdict(&self) -> Verdict {
        if self.content.count(Outcome::Unmet) == 0 { Verdict::Clean } else { Verdict::Ordered }
    }
}

/// Whether the answer becomes a hazard: what is not met and is none yet.
pub fn becomes_hazard(answer: &Answer) -> bool {
    answer.outcome == Outcome::Unmet && answer.source != Source::Hazard
}
