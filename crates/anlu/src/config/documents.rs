//! `[documents]`: how documents (文书) are set in type.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Documents.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DocumentsSection {
    /// The typesetter. None: the program `anlu-typeset` beside this one. Without it documents are in force and can be
    /// read in the interface; their files are made when it is there.
    pub(crate) typesetter: Option<PathBuf>,
}
