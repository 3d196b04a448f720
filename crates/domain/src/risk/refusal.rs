//! Why a change of a risk is refused: one stable code each, and the field it is about.

use thiserror::Error;

use super::{act::Action, scale::Unfit};
use crate::access::Role;

/// A refused change. The risk is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Field {
        /// JSON pointer.
        pointer: String,
        /// Stable code.
        code: &'static str,
    },
    /// The values give no grade.
    #[error("the values give no grade: {0:?}")]
    Unfit(Unfit),
    /// The step does not fit how the risk stands.
    #[error("{} cannot be done as the risk stands", action.as_str())]
    WrongState {
        /// The step.
        action: Action,
    },
    /// The role may not do this step.
    #[error("role {} may not {} a risk", role.as_str(), action.as_str())]
    RoleMayNot {
        /// The actor's role.
        role: Role,
        /// The step.
        action: Action,
    },
    /// A risk that is still red, and still there, stays registered.
    #[error("a risk that is still major cannot be cancelled")]
    StillMajor,
    /// A registered risk is first cancelled.
    #[error("a registered risk is cancelled before it is taken off the list")]
    CancelFirst,
    /// Nobody decides what he asked for.
    #[error("the person who asked may not decide")]
    OwnRequest,
}

impl Refusal {
    /// A field that does not hold.
    pub(crate) fn field(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Field { pointer: pointer.into(), code }
    }

    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field { code, .. } => code,
            Self::Unfit(Unfit::Missing(_)) => "choose",
            Self::Unfit(Unfit::OffScale(_) | Unfit::Unknown(_) | Unfit::Factors) => "off_scale",
            Self::WrongState { .. } => "wrong_state",
            Self::RoleMayNot { .. } => "role_may_not",
            Self::StillMajor => "still_major",
            Self::CancelFirst => "cancel_first",
            Self::OwnRequest => "own_request",
        }
    }

    /// Whether the actor, not the input, is the reason.
    pub const fn about_actor(&self) -> bool {
        matches!(self, Self::RoleMayNot { .. } | Self::OwnRequest)
    }

    /// JSON pointer of the field it is about; empty when it is about the whole record.
    pub fn pointer(&self) -> String {
        match self {
            Self::Field { pointer, .. } => pointer.clone(),
            Self::Unfit(Unfit::Missing(code) | Unfit::OffScale(code) | Unfit::Unknown(code)) => {
                format!("/factors/{code}")
            }
            Self::Unfit(Unfit::Factors) => String::from("/method"),
            _ => String::new(),
        }
    }
}
