//! `[feedback]`: whom the people who work with it tell what is wrong or missing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// Longest contact, characters: it stands on one line of a phone's screen, or two.
const MAX_CONTACT: usize = 100;

/// 意见反馈.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FeedbackSection {
    /// Who is told and how, as it is shown to everybody who is logged in, e.g. `县交通运输局安全科 0000-8100000`. None:
    /// no contact is shown.
    pub(crate) contact: Option<String>,
}

impl FeedbackSection {
    pub(super) fn check(&self) -> Result<(), Failure> {
        let wrong =
            |c: &String| c.trim().is_empty() || c.chars().count() > MAX_CONTACT || c.chars().any(char::is_control);
        if self.contact.as_ref().is_some_and(wrong) {
            let message = format!("feedback.contact must be one line of at most {MAX_CONTACT} characters");
            return Err(Failure::input("config_feedback", message));
        }
        Ok(())
    }
}
