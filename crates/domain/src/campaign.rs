//! A campaign (专项行动): a list of enterprises to bring to an outcome by a day, each proved, with a report at the end.
//!
//! The list is frozen at the start; whoever comes later is marked so. An outcome may be changed while the campaign runs,
//! with a reason, and the ledger keeps what it was. A campaign that is closed stays as it is.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    access::Viewer,
    hazard::{PersonRef, Step},
    ids::{CampaignId, CampaignSubjectId, EnterpriseId},
    time::{CivilDay, UtcMs},
};

/// Most characters of a name.
pub const MAX_TITLE: usize = 100;
/// Most characters of a task, a note, a summary or a reason.
pub const MAX_TEXT: usize = 2_000;
/// Most outcomes of a campaign.
pub const MAX_OUTCOMES: usize = 8;
/// Most subjects of a campaign.
pub const MAX_SUBJECTS: usize = 20_000;
/// The latest deadline, days after the start.
pub const MAX_DAYS: i32 = 1_100;

/// Words in both languages; what people typed stands in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// How it can end for a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Code, unique in the campaign.
    pub code: String,
    /// Name.
    pub title: Text,
    /// It has to be proved by a photo or a file.
    pub evidence: bool,
}

/// What a campaign is about, as it is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Name.
    pub title: Text,
    /// What is to be done at each subject.
    pub task: Text,
    /// The template of the pack it came from.
    pub template: Option<String>,
    /// The condition over facts that found the subjects, as it is written in packs.
    pub among: Option<String>,
    /// Where it stands: law and article.
    pub basis: Option<String>,
    /// How it can end.
    pub outcomes: Vec<Outcome>,
    /// Last day.
    pub deadline: CivilDay,
}

/// How a campaign was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Who, when, and what came of it.
    pub step: Step,
    /// Subjects without an outcome.
    pub open: u64,
    /// Why it was closed with open subjects.
    pub reason: Option<String>,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Id.
    pub id: CampaignId,
    /// Human number, e.g. `ZX-20261126-0001`.
    pub no: String,
    /// What it is about.
    #[serde(flatten)]
    pub draft: Draft,
    /// Who started it, when.
    pub started: Step,
    /// How it was closed.
    pub closed: Option<Closing>,
}

/// What was recorded of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Code of the outcome.
    pub outcome: String,
    /// Who, when, with which words.
    pub step: Step,
}

/// One enterprise on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Id.
    pub id: CampaignSubjectId,
    /// Campaign.
    pub campaign: CampaignId,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// It came after the start.
    pub later: bool,
    /// When it came on the list.
    pub added_at: UtcMs,
    /// Its outcome; `None`: still open.
    pub recorded: Option<Recorded>,
}

/// Why a step is refused. The record is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Field {
        /// JSON pointer.
        pointer: String,
        /// Stable code.
        code: &'static str,
    },
    /// The campaign is closed.
    #[error("the campaign is closed")]
    Closed,
    /// The outcome has to be proved.
    #[error("this outcome has to be proved")]
    EvidenceMissing,
    /// Changing an outcome or taking it back needs words.
    #[error("a change needs a reason")]
    NoteMissing,
    /// Closing with open subjects needs a reason.
    #[error("subjects are open")]
    StillOpen,
}

impl Refusal {
    fn field(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Field { pointer: pointer.into(), code }
    }

    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field { code, .. } => code,
            Self::Closed => "campaign_closed",
            Self::EvidenceMissing => "evidence_required",
            Self::NoteMissing => "reason_required",
            Self::StillOpen => "campaign_still_open",
        }
    }

    /// JSON pointer of the field it is about; empty when it is about the whole record.
    pub fn pointer(&self) -> &str {
        match self {
            Self::Field { pointer, .. } => pointer,
            Self::Closed => "",
            Self::EvidenceMissing => "/evidence",
            Self::NoteMissing => "/note",
            Self::StillOpen => "/reason",
        }
    }
}

/// Trims, and refuses what is empty or longer than `most` characters.
fn text(words: &str, most: usize, pointer: &str) -> Result<String, Refusal> {
    let words = words.trim();
    match words.chars().count() {
        0 => Err(Refusal::field(pointer, "required")),
        n if n > most => Err(Refusal::field(pointer, "too_long")),
        _ => Ok(words.to_owned()),
    }
}

/// Trims, and takes one language for both when the other is empty.
fn both(words: &Text, most: usize, pointer: &str) -> Result<Text, Refusal> {
    let zh = text(&words.zh, most, pointer)?;
    let en = if words.en.trim().is_empty() { zh.clone() } else { text(&words.en, most, pointer)? };
    Ok(Text { zh, en })
}

/// Starts a campaign. `subjects`: how many enterprises are on its list.
pub fn start(
    (id, no): (CampaignId, String),
    draft: &Draft,
    subjects: usize,
    actor: &Viewer,
    now: UtcMs,
) -> Result<Campaign, Refusal> {
    let title = both(&draft.title, MAX_TITLE, "/title")?;
    let task = both(&draft.task, MAX_TEXT, "/task")?;
    if draft.outcomes.is_empty() {
        return Err(Refusal::field("/outcomes", "required"));
    }
    if draft.outcomes.len() > MAX_OUTCOMES {
        return Err(Refusal::field("/outcomes", "too_many"));
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (n, outcome) in draft.outcomes.iter().enumerate() {
        let title = both(&outcome.title, MAX_TITLE, &format!("/outcomes/{n}/title"))?;
        if outcomes.iter().any(|o| o.code == outcome.code || o.title == title) {
            return Err(Refusal::field(format!("/outcomes/{n}/title"), "outcome_twice"));
        }
        outcomes.push(Outcome { title, ..outcome.clone() });
    }
    let today = now.day();
    if draft.deadline < today {
        return Err(Refusal::field("/deadline", "deadline_past"));
    }
    if draft.deadline > today.plus_days(MAX_DAYS) {
        return Err(Refusal::field("/deadline", "out_of_range"));
    }
    match subjects {
        0 => return Err(Refusal::field("/enterprises", "campaign_nobody")),
        n if n > MAX_SUBJECTS => return Err(Refusal::field("/enterprises", "too_many")),
        _ => {}
    }
    let started = Step { by: PersonRef::from(actor), at: now, note: String::new() };
    Ok(Campaign { id, no, draft: Draft { title, task, outcomes, ..draft.clone() }, started, closed: None })
}

/// Records the outcome of a subject, changes it, or (without one) takes it back. `proofs`: files attached to the subject,
/// those of this step included.
pub fn record(
    campaign: &Campaign,
    subject: &Subject,
    outcome: Option<&str>,
    note: &str,
    proofs: usize,
    actor: &Viewer,
    now: UtcMs,
) -> Result<Subject, Refusal> {
    if campaign.closed.is_some() {
        return Err(Refusal::Closed);
    }
    let note = note.trim();
    if note.chars().count() > MAX_TEXT {
        return Err(Refusal::field("/note", "too_long"));
    }
    let before = subject.recorded.as_ref().map(|r| r.outcome.as_str());
    if before.is_some() && before != outcome && note.is_empty() {
        return Err(Refusal::NoteMissing);
    }
    let Some(code) = outcome else {
        if before.is_none() {
            return Err(Refusal::field("/outcome", "required"));
        }
        return Ok(Subject { recorded: None, ..subject.clone() });
    };
    let found = campaign.draft.outcomes.iter().find(|o| o.code == code);
    let Some(found) = found else { return Err(Refusal::field("/outcome", "unknown")) };
    if found.evidence && proofs == 0 {
        return Err(Refusal::EvidenceMissing);
    }
    let step = Step { by: PersonRef::from(actor), at: now, note: note.to_owned() };
    Ok(Subject { recorded: Some(Recorded { outcome: code.to_owned(), step }), ..subject.clone() })
}

/// Closes a campaign. `open`: subjects without an outcome.
pub fn close(
    campaign: Campaign,
    open: u64,
    summary: &str,
    reason: &str,
    actor: &Viewer,
    now: UtcMs,
) -> Result<Campaign, Refusal> {
    if campaign.closed.is_some() {
        return Err(Refusal::Closed);
    }
    let note = text(summary, MAX_TEXT, "/summary")?;
    let reason = reason.trim();
    if reason.chars().count() > MAX_TEXT {
        return Err(Refusal::field("/reason", "too_long"));
    }
    if open > 0 && reason.is_empty() {
        return Err(Refusal::StillOpen);
    }
    let step = Step { by: PersonRef::from(actor), at: now, note };
    let reason = (open > 0).then(|| reason.to_owned());
    Ok(Campaign { closed: Some(Closing { step, open, reason }), ..campaign })
}

#[cfg(test)]
mod tests;
