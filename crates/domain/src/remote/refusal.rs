//! Why something is refused on a link. Apart from a counted try, the link is as it was.

use thiserror::Error;

use super::LinkState;
use crate::case;

/// Why it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Field {
        /// JSON pointer.
        pointer: &'static str,
        /// Stable code.
        code: &'static str,
    },
    /// The case does not take such a step now, or not of this officer.
    #[error(transparent)]
    Case(#[from] case::Refusal),
    /// The link is over.
    #[error("the link is {}", .0.as_str())]
    Over(LinkState),
    /// The answer to the question who it is is wrong.
    #[error("wrong; {left} tries are left")]
    Wrong {
        /// Tries that are left.
        left: u32,
    },
    /// A code was sent a moment ago.
    #[error("a code was sent a moment ago")]
    CodeSoon,
    /// No more codes are sent for this link.
    #[error("no more codes are sent")]
    NoMoreCodes,
    /// He has not shown who he is, or too long ago.
    #[error("not identified, or too long ago")]
    Unidentified,
    /// He has not opened what he answers.
    #[error("it was not read")]
    Unread,
    /// Neither a file nor words.
    #[error("neither a file nor words")]
    Nothing,
    /// Electronic service needs his consent (行政处罚法第六十一条).
    #[error("he does not agree to be served electronically")]
    NoConsent,
    /// The case has moved on and takes this no more.
    #[error("the case has moved on")]
    CaseMoved,
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field { code, .. } => code,
            Self::Case(refusal) => refusal.code(),
            Self::Over(LinkState::Cancelled) => "remote_cancelled",
            Self::Over(LinkState::Locked) => "remote_locked",
            Self::Over(LinkState::Expired) => "remote_expired",
            Self::Over(_) => "remote_finished",
            Self::Wrong { .. } => "remote_wrong",
            Self::CodeSoon => "remote_code_soon",
            Self::NoMoreCodes => "remote_no_more_codes",
            Self::Unidentified => "remote_unidentified",
            Self::Unread => "remote_unread",
            Self::Nothing => "remote_nothing",
            Self::NoConsent => "remote_no_consent",
            Self::CaseMoved => "remote_case_moved",
        }
    }

    /// JSON pointer of the field it is about; empty when it is about the link as a whole.
    pub const fn pointer(&self) -> &'static str {
        match self {
            Self::Field { pointer, .. } => pointer,
            Self::Case(refusal) => refusal.pointer(),
            Self::Wrong { .. } => "/answer",
            Self::Nothing => "/words",
            Self::NoConsent => "/agreed",
            _ => "",
        }
    }
}
