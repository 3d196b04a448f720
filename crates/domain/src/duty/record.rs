//! Records (履职记录): what was done, by whom it is said, and what proves it.

use serde::{Deserialize, Serialize};

use crate::{
    hazard::PersonRef,
    ids::{EnterpriseId, PersonId, RecordId},
    time::{CivilDay, UtcMs},
};

/// What some kinds of record say besides day and quantity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// People who took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<u32>,
    /// Last day of the insurance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insured_until: Option<CivilDay>,
    /// Insured sum, yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insured_sum_yuan: Option<i64>,
    /// The self-inspection by controls that is the record; it has the same id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inspected: Option<Inspected>,
}

/// What a self-inspection by controls found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// Controls that are kept.
    pub kept: u32,
    /// Controls that are not.
    pub failed: u32,
    /// Controls that do not apply now.
    pub not_applicable: u32,
}

/// Who took a record back, and why. It proves nothing any more, and stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// Why.
    pub reason: String,
}

/// Proof that something was done. Never changed; a wrong one is withdrawn and another handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRecord {
    /// Id.
    pub id: RecordId,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// The person it is about (training, signed list); without it, the enterprise.
    pub person: Option<PersonId>,
    /// Kind, e.g. `drill`; duties name the kinds that prove them.
    pub kind: String,
    /// Day on which it was done.
    pub day: CivilDay,
    /// Hours, yuan …; 0 where nothing is counted.
    pub quantity: i64,
    /// Words.
    pub note: String,
    /// What the kind asks for besides.
    pub details: Details,
    /// Who handed it in.
    pub by: PersonRef,
    /// When it was handed in.
    pub at: UtcMs,
    /// Taken back.
    pub withdrawn: Option<Withdrawn>,
}
