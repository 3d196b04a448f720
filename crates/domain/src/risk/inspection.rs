//! Self-inspection by the controls (按管控措施自查): each control is kept, failed, or not applicable now. A failed one
//! becomes a hazard.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::point::{Control, Risk};
use crate::{
    evidence::EvidenceHash,
    hazard::state::PersonRef,
    ids::{ControlId, EnterpriseId, HazardId, InspectionId, RiskId},
    party::names,
    time::UtcMs,
};

/// Most characters of a note.
const MAX_NOTE: usize = 500;
/// Most pictures of one answer.
const MAX_PICTURES: usize = 9;

/// Whether a control is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 落实.
    Kept,
    /// 未落实.
    Failed,
    /// 不适用.
    NotApplicable,
}

names!(Outcome {
    Kept = "kept" "落实",
    Failed = "failed" "未落实",
    NotApplicable = "not_applicable" "不适用",
});

/// An answer as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerDraft {
    /// The control.
    pub control: ControlId,
    /// Whether it is kept.
    pub outcome: Outcome,
    /// Words; required when it failed.
    pub note: String,
    /// Pictures, uploaded before.
    pub evidence: Vec<EvidenceHash>,
}

/// An answer as it is stored, with the words of the control at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The control.
    pub control: ControlId,
    /// Its risk point.
    pub risk: RiskId,
    /// Name of the risk point.
    pub name: String,
    /// What had to hold.
    pub text: String,
    /// Whether it was kept.
    pub outcome: Outcome,
    /// Words.
    pub note: String,
    /// Pictures.
    pub evidence: Vec<EvidenceHash>,
    /// The hazard that a failed control became.
    pub hazard: Option<HazardId>,
}

/// A self-inspection that was handed in. Its id is made where it was done, so that it can be sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Id, also that of the record which proves the duty.
    pub id: InspectionId,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// When it began, by the device.
    pub started_at: UtcMs,
    /// When it ended, by the device.
    pub finished_at: UtcMs,
    /// When it came here.
    pub received_at: UtcMs,
    /// Who did it.
    pub by: PersonRef,
    /// Words.
    pub note: String,
    /// Answers, in the order of the checklist.
    pub answers: Vec<Answer>,
}

impl Inspection {
    /// How many answers have this outcome.
    pub fn count(&self, outcome: Outcome) -> u32 {
        u32::try_from(self.answers.iter().filter(|a| a.outcome == outcome).count()).unwrap_or(u32::MAX)
    }
}

/// Why answers are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer.
    pub pointer: String,
    /// Stable code.
    pub code: &'static str,
}

fn fault(pointer: impl Into<String>, code: &'static str) -> Fault {
    Fault { pointer: pointer.into(), code }
}

/// Judges the answers of an inspection that began at `started_at` against the census of the enterprise, retired points
/// too: what was taken away meanwhile may be answered, what came meanwhile need not be.
pub fn judge(risks: &[Risk], answers: &[AnswerDraft], started_at: UtcMs) -> Result<Vec<Answer>, Fault> {
    if answers.is_empty() {
        return Err(fault("/answers", "required"));
    }
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for (i, draft) in answers.iter().enumerate() {
        let at = |member: &str| format!("/answers/{i}/{member}");
        let found = risks.iter().find_map(|r| Some((r, r.controls.iter().find(|c| c.id == draft.control)?)));
        let Some((risk, control)) = found else { return Err(fault(at("control_id"), "not_found")) };
        if !seen.insert(draft.control) {
            return Err(fault(at("control_id"), "answered_twice"));
        }
        let note = draft.note.trim();
        if draft.outcome == Outcome::Failed && note.is_empty() {
            return Err(fault(at("note"), "failure_note_required"));
        }
        if note.chars().count() > MAX_NOTE {
            return Err(fault(at("note"), "too_long"));
        }
        if draft.evidence.len() > MAX_PICTURES {
            return Err(fault(at("evidence"), "too_many"));
        }
        all.push(Answer {
            control: draft.control,
            risk: risk.id,
            name: risk.name.clone(),
            text: control.text.clone(),
            outcome: draft.outcome,
            note: note.to_owned(),
            evidence: draft.evidence.clone(),
            hazard: None,
        });
    }
    if asked(risks, started_at).any(|c| !seen.contains(&c.id)) {
        return Err(fault("/answers", "answers_missing"));
    }
    Ok(all)
}

/// The controls an inspection that began at `started_at` has to answer.
fn asked(risks: &[Risk], started_at: UtcMs) -> impl Iterator<Item = &Control> {
    risks.iter().filter(|r| r.retired.is_none()).flat_map(Risk::kept).filter(move |c| c.since <= started_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::RecordId,
        risk::draft::{
            retire,
            tests::{firm, now, risk},
        },
    };

    fn answer(control: ControlId, outcome: Outcome, note: &str) -> AnswerDraft {
        AnswerDraft { control, outcome, note: note.to_owned(), evidence: Vec::new() }
    }

    #[test]
    fn every_control_in_force_is_answered_once() {
        let risk = risk(&[3.0, 6.0, 15.0]);
        let ids: Vec<ControlId> = risk.controls.iter().map(|c| c.id).collect();
        let begun = now().plus(1);
        let kept = answer(ids[0], Outcome::Kept, "");
        let code = |answers: &[AnswerDraft]| judge(std::slice::from_ref(&risk), answers, begun).unwrap_err();
        assert_eq!(code(&[]), fault("/answers", "required"));
        assert_eq!(code(std::slice::from_ref(&kept)), fault("/answers", "answers_missing"));
        assert_eq!(code(&[kept.clone(), kept.clone()]), fault("/answers/1/control_id", "answered_twice"));
        let failed = answer(ids[1], Outcome::Failed, " ");
        assert_eq!(code(&[kept.clone(), failed]), fault("/answers/1/note", "failure_note_required"));
        let nobody = ControlId(RecordId(uuid::Uuid::from_u128(99)).0);
        assert_eq!(code(&[answer(nobody, Outcome::Kept, "")]), fault("/answers/0/control_id", "not_found"));
        let good =
            judge(std::slice::from_ref(&risk), &[kept, answer(ids[1], Outcome::Failed, "压力不足")], begun).unwrap();
        assert_eq!((good[1].risk, good[1].text.as_str()), (risk.id, risk.controls[1].text.as_str()));
    }

    #[test]
    fn what_changed_meanwhile_is_no_reason_to_refuse() {
        let risk = risk(&[3.0, 6.0, 15.0]);
        let answers: Vec<AnswerDraft> = risk.controls.iter().map(|c| answer(c.id, Outcome::Kept, "")).collect();
        let before = now().plus(-60_000);
        assert!(judge(std::slice::from_ref(&risk), &answers[..1], before).is_ok(), "the other control came later");
        let gone = retire(risk, &firm(), now().plus(5), "停用").unwrap();
        assert!(judge(&[gone], &answers, now().plus(1)).is_ok(), "it was there when the inspection began");
    }
}
