//! Somebody of the inspectors' pool (执法检查人员名录库).

use serde::{Deserialize, Serialize};

use crate::{
    draw::roster::Leave,
    ids::{EnterpriseId, InspectorId, UserId},
    party::sector::Sector,
};

/// Most characters of a name, a department or a reason.
const MAX_CHARS: usize = 100;
/// Most leaves, and most conflicts of one person.
const MAX_ROWS: usize = 200;

/// An enterprise that an inspector may not visit (回避), as declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Why.
    pub reason: String,
}

/// An inspector: an account of this system, or an officer of another department by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspector {
    /// Id.
    pub id: InspectorId,
    /// Account; `None`: an officer of another department.
    pub user: Option<UserId>,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Sectors the person knows.
    pub skills: Vec<Sector>,
    /// Leave.
    pub leaves: Vec<Leave>,
    /// Declared conflicts of interest.
    pub conflicts: Vec<Conflict>,
    /// Still in the pool.
    pub active: bool,
}

impl Inspector {
    /// What does not hold: JSON pointer and code.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let words = |text: &str, pointer| {
            let n = text.trim().chars().count();
            if n == 0 {
                Err((pointer, "required"))
            } else if n > MAX_CHARS {
                Err((pointer, "too_long"))
            } else {
                Ok(())
            }
        };
        words(&self.name, "/name")?;
        words(&self.department, "/department")?;
        if self.leaves.len() > MAX_ROWS {
            return Err(("/leaves", "too_many"));
        }
        if self.leaves.iter().any(|l| l.to < l.from) {
            return Err(("/leaves", "period_reversed"));
        }
        if self.conflicts.len() > MAX_ROWS {
            return Err(("/conflicts", "too_many"));
        }
        self.conflicts.iter().try_for_each(|c| words(&c.reason, "/conflicts"))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::time::CivilDay;

    #[test]
    fn a_conflict_needs_its_reason_and_a_leave_its_order() {
        let conflict = Conflict { enterprise: EnterpriseId(Uuid::nil()), reason: String::from("亲属任职") };
        let day = |d| CivilDay::from_ymd(2026, 12, d).unwrap();
        let good = Inspector {
            id: InspectorId(Uuid::nil()),
            user: None,
            name: String::from("示例检查员"),
            department: String::from("公安交管"),
            skills: vec![Sector::Hazmat],
            leaves: vec![Leave { from: day(1), to: day(1) }],
            conflicts: vec![conflict.clone()],
            active: true,
        };
        assert_eq!(good.check(), Ok(()));
        let silent = Conflict { reason: String::from(" "), ..conflict };
        assert_eq!(Inspector { conflicts: vec![silent], ..good.clone() }.check(), Err(("/conflicts", "required")));
        let leaves = vec![Leave { from: day(2), to: day(1) }];
        assert_eq!(Inspector { leaves, ..good.clone() }.check(), Err(("/leaves", "period_reversed")));
        assert_eq!(Inspector { name: String::new(), ..good }.check(), Err(("/name", "required")));
    }
}
