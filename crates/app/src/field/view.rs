//! An inspection as screens show it.

use std::collections::BTreeMap;

use anlu_domain::{field::FieldInspection, ids::HazardId};

use crate::hazard::Named;

/// An inspection with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// The inspection.
    pub inspection: FieldInspection,
    /// Enterprise.
    pub enterprise: Named,
    /// Numbers of the hazards it found; of a list only their ids.
    pub hazards: BTreeMap<HazardId, String>,
}
