//! What a reconciler has to write, so that the stored tasks become the planned ones.

use std::collections::BTreeMap;

use anlu_domain::{
    duty::TaskState,
    ids::{RecordId, TaskId},
    time::CivilDay,
};

use super::Task;

/// A stored task, as far as the comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Id.
    pub id: TaskId,
    /// Last day of its period.
    pub period_end: CivilDay,
    /// Deadline.
    pub due: CivilDay,
    /// How it stands.
    pub state: TaskState,
    /// The records that prove it.
    pub proof: Vec<RecordId>,
    /// Progress.
    pub progress: Option<(i64, i64)>,
    /// It belongs to a calendar period.
    pub periodic: bool,
}

impl From<&Task<'_>> for Known {
    fn from(task: &Task<'_>) -> Self {
        Self {
            id: task.id,
            period_end: task.period.end,
            due: task.due,
            state: task.state,
            proof: task.proof.clone(),
            progress: task.progress,
            periodic: task.periodic,
        }
    }
}

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write<'t, 'p> {
    /// A new task.
    Insert(&'t Task<'p>),
    /// A task that stands differently now.
    Update(&'t Task<'p>),
    /// A task that is owed no longer: the facts or the law changed before its period was over, or the date
    /// or state it hung on has changed.
    Withdraw(TaskId),
}

/// The differences for one subject. What belongs to calendar periods that were over before `today` and is planned
/// no longer stays as it is: history is not rewritten.
pub fn diff<'t, 'p>(existing: &[Known], planned: &'t [Task<'p>], today: CivilDay) -> Vec<Write<'t, 'p>> {
    let mut known: BTreeMap<TaskId, &Known> = existing.iter().map(|k| (k.id, k)).collect();
    let mut writes = Vec::new();
    for task in planned {
        match known.remove(&task.id) {
            None => writes.push(Write::Insert(task)),
            Some(stored) if *stored != Known::from(task) => writes.push(Write::Update(task)),
            Some(_) => {}
        }
    }
    let owed =
        |k: &&Known| (k.period_end >= today || !k.periodic) && !matches!(k.state, TaskState::Done | TaskState::Waived);
    writes.extend(known.into_values().filter(owed).map(|k| Write::Withdraw(k.id)));
    writes
}
