//! `[duties]`: from when on duties are planned.

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Duties. They come from the policy pack of `live.pack`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DutiesSection {
    /// First day (YYYY-MM-DD) for which duties are planned; default: the first day of the policy pack. An authority that
    /// kept its duties elsewhere sets an earlier one, so that the periods before are shown too.
    #[schemars(with = "Option<String>")]
    pub(crate) since: Option<CivilDay>,
}
