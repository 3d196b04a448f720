//! Typed identifiers. Append-only: a new kind of row gets a new type here, so that ids cannot be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A regulated enterprise (企业).
    EnterpriseId,
    /// A person (人员).
    PersonId,
    /// A vehicle (车辆).
    VehicleId,
    /// A node of the territory tree (网格).
    GridId,
    /// A user account.
    UserId,
    /// A log-in session.
    SessionId,
    /// A detector finding; derived from rule, subject and start, so that a replay is idempotent.
    FindingId,
    /// A signal in the inbox (预警线索).
    SignalId,
    /// A hazard (隐患).
    HazardId,
    /// A zone or corridor (电子围栏).
    ZoneId,
    /// A watch handed to partners (布控).
    WatchId,
    /// A double-random draw (双随机抽取).
    DrawId,
    /// Somebody of the inspectors' pool (执法检查人员名录库).
    InspectorId,
    /// A visit that a draw or an officer assigned (检查任务).
    AssignmentId,
    /// An inspection by the authority (检查).
    FieldInspectionId,
    /// One import run.
    ImportId,
    /// A task (待办); derived from subject, duty and period, so that planning again is idempotent.
    TaskId,
    /// A record (履职记录).
    RecordId,
    /// An order to a terminal.
    CommandId,
    /// A waiver (豁免) of a task.
    WaiverId,
    /// A risk point (风险点).
    RiskId,
    /// A control (管控措施) of a risk point.
    ControlId,
    /// A self-inspection; made where it is done.
    InspectionId,
    /// A proposal to handle something as an accident investigation (按事故调查处理).
    InquiryId,
    /// A campaign (专项行动).
    CampaignId,
    /// One enterprise on the list of a campaign.
    CampaignSubjectId,
    /// A document (文书).
    DocumentId,
    /// An objection (申诉) against a grade.
    GradeObjectionId,
    /// An accident, a penalty or a roadside check that a rating counts.
    GradeEventId,
    /// An enforcement case (案件).
    CaseId,
    /// A one-time link sent to the party of a case.
    CaseLinkId,
    /// A warning interview of an enterprise (约谈).
    TalkId,
    /// A construction project (工程项目).
    ProjectId,
    /// A work item (分部分项工程) of a project.
    WorkItemId,
    /// What a party of a project did of what it owes.
    ProjectRecordId,
}

/// Namespace of derived finding ids (random, fixed forever).
const FINDING_NAMESPACE: Uuid = Uuid::from_u128(0x6f2b_6f0e_5a0c_4b53_9d0d_1d9b_6f6c_a1c7);

impl FindingId {
    /// The id of the finding of `rule` on `subject` (a vehicle or driver key) whose fact range starts at `start_ms`
    /// (UTC milliseconds). The pack version is left out on purpose: a replay under a newer pack revises the finding.
    pub fn derive(rule: &str, subject: &str, start_ms: i64) -> Self {
        let name = format!("{rule}\u{1f}{subject}\u{1f}{start_ms}");
        Self(Uuid::new_v5(&FINDING_NAMESPACE, name.as_bytes()))
    }
}

/// Namespace of derived task ids (random, fixed forever).
const TASK_NAMESPACE: Uuid = Uuid::from_u128(0x2c1d_5f0a_91b4_4e6e_8a37_30c4_77be_15d2);

impl TaskId {
    /// The id of the task of `duty` for `subject` in the period that starts on `period_start` (YYYY-MM-DD, or `once`).
    /// Neither the deadline nor the pack version is part of it: a changed law moves the task, it makes no second one.
    pub fn derive(subject: Uuid, duty: &str, period_start: &str) -> Self {
        let name = format!("{subject}\u{1f}{duty}\u{1f}{period_start}");
        Self(Uuid::new_v5(&TASK_NAMESPACE, name.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_ids_depend_on_every_part() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let id = TaskId::derive(a, "drill", "2026-01-01");
        assert_eq!(id, TaskId::derive(a, "drill", "2026-01-01"));
        assert_ne!(id, TaskId::derive(b, "drill", "2026-01-01"));
        assert_ne!(id, TaskId::derive(a, "drills", "2026-01-01"));
        assert_ne!(id, TaskId::derive(a, "drill", "2026-07-01"));
    }

    #[test]
    fn finding_ids_depend_on_every_part() {
        let id = FindingId::derive("fatigue.continuous", "v", 1);
        assert_eq!(id, FindingId::derive("fatigue.continuous", "v", 1));
        assert_ne!(id, FindingId::derive("fatigue.daily", "v", 1));
        assert_ne!(id, FindingId::derive("fatigue.continuous", "w", 1));
        assert_ne!(id, FindingId::derive("fatigue.continuous", "v", 2));
    }
}
