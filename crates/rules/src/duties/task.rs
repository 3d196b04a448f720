//! What goes into the planner and what comes out.

use anlu_domain::{
    duty::{Period, Step, TaskState},
    ids::{RecordId, TaskId, UserId},
    time::CivilDay,
};
use uuid::Uuid;

use crate::{
    facts::{FactKey, Facts},
    pack::SubjectKind,
};

/// Who may owe duties.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'f> {
    /// Enterprise or person id.
    pub id: Uuid,
    /// What it is.
    pub kind: SubjectKind,
    /// Under supervision since: nothing is owed for periods that ended before.
    pub since: CivilDay,
    /// What is known of it.
    pub facts: &'f Facts,
    /// What is known of the enterprise a person works for.
    pub employer: Option<&'f Facts>,
}

/// Proof that something was done, as far as the planner needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Id.
    pub id: RecordId,
    /// Kind, e.g. `drill`.
    pub kind: String,
    /// Day on which it was done.
    pub day: CivilDay,
    /// Hours, yuan …; 0 where nothing is counted.
    pub quantity: i64,
}

/// An excuse for one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    task: TaskId,
    reason: String,
    approver: UserId,
}

/// A waiver without a reason, or approved by the one who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaiverInvalid {
    /// No reason was given.
    #[error("a waiver needs a reason")]
    ReasonMissing,
    /// Who asks must not approve.
    #[error("a waiver is approved by another person than the one who asks")]
    OwnApproval,
}

impl Waiver {
    /// Excuses `task`, asked for by `asker`.
    pub fn new(task: TaskId, reason: &str, asker: UserId, approver: UserId) -> Result<Self, WaiverInvalid> {
        if reason.trim().is_empty() {
            return Err(WaiverInvalid::ReasonMissing);
        }
        if asker == approver {
            return Err(WaiverInvalid::OwnApproval);
        }
        Ok(Self { task, reason: reason.trim().to_owned(), approver })
    }

    /// The task.
    pub fn task(&self) -> TaskId {
        self.task
    }

    /// Why.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Who approved it.
    pub fn approver(&self) -> UserId {
        self.approver
    }
}

/// One duty of one subject in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task<'p> {
    /// Derived from subject, duty and period.
    pub id: TaskId,
    /// Who owes it.
    pub subject: Uuid,
    /// Which duty.
    pub duty: &'p str,
    /// The period it is for.
    pub period: Period,
    /// Last day on which it is in time.
    pub due: CivilDay,
    /// How it stands.
    pub state: TaskState,
    /// The records that prove it; none when facts do.
    pub proof: Vec<RecordId>,
    /// How much of the needed quantity is there, and how much is needed.
    pub progress: Option<(i64, i64)>,
    /// What happens when, known beforehand.
    pub steps: Vec<(Step, CivilDay)>,
    /// The deadline counts working days of a year whose holidays are not announced yet: it may move.
    pub may_move: bool,
    /// It belongs to a calendar period; others hang on a date or a state and end with it.
    pub periodic: bool,
}

/// A duty about which nothing can be said until facts are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided<'p> {
    /// Which duty.
    pub duty: &'p str,
    /// The facts that are missing.
    pub facts: Vec<FactKey>,
}
