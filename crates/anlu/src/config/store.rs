//! `[store]`: the database.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The database.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct StoreSection {
    /// `sqlite://FILE?mode=rwc` or `postgres://USER:PASSWORD@HOST/DATABASE`. Default: `anlu.db` in the data folder.
    /// The environment variable `ANLU_STORE_URL` wins, so that a password need not stand in a file.
    pub(crate) url: Option<String>,
}
