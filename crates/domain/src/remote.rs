//! Enforcement at a distance (远程执法): a one-time link by which one person, once he has shown who he is, hands in
//! evidence, reads and signs the record of his interview, or receives documents of a case.
//!
//! A link serves one errand. It is [`made`](Link::make) by an officer of the case, ends when the errand is done or
//! refused, when it is cancelled, when its time is over, or when somebody has guessed wrong too often. Only a hash of
//! its token is known; so is only a hash of the grant that a person who was identified holds for a short while.

mod answer;
mod identify;
mod link;
mod make;
mod refusal;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use answer::{Answer, SignedRecord};
pub use link::{GivenFile, Link, Person};
pub use make::Draft;
pub use refusal::Refusal;

use crate::{
    case::ServedWhat,
    ids::DocumentId,
    party::names,
    time::{CivilDay, MINUTE_MS},
};

/// Wrong answers to the question who somebody is, until the link is locked.
pub const MAX_TRIES: u32 = 5;
/// Codes that are sent for one link.
pub const MAX_CODES: u32 = 5;
/// Pause between two codes.
pub const CODE_PAUSE_MS: i64 = MINUTE_MS;
/// A code holds so long.
pub const CODE_MS: i64 = 10 * MINUTE_MS;
/// Who was identified may act so long before he is asked again.
pub const GRANT_MS: i64 = 30 * MINUTE_MS;
/// Days a link holds where the pack says nothing.
pub const FALLBACK_DAYS: i32 = 7;
/// Most files of one link.
pub const MAX_FILES: usize = 20;
/// Most documents of one link.
pub const MAX_DOCUMENTS: usize = 20;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// 调取证据.
    Evidence,
    /// 远程询问笔录.
    Interview,
    /// 电子送达.
    Service,
}
names!(LinkKind {
    Evidence = "evidence" "调取证据",
    Interview = "interview" "远程询问",
    Service = "service" "电子送达",
});

/// Where a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Nobody has opened it.
    Made,
    /// Somebody has opened it.
    Opened,
    /// The person has shown who he is.
    Identified,
    /// The errand is done.
    Finished,
    /// The person refused to sign, to hand in or to receive.
    Refused,
    /// An officer took it back.
    Cancelled,
    /// Too many wrong answers.
    Locked,
    /// Its time is over.
    Expired,
}
names!(LinkState {
    Made = "made" "已发出",
    Opened = "opened" "已打开",
    Identified = "identified" "已核验身份",
    Finished = "finished" "已完成",
    Refused = "refused" "已拒绝",
    Cancelled = "cancelled" "已撤销",
    Locked = "locked" "已锁定",
    Expired = "expired" "已过期",
});

impl LinkState {
    /// Nothing can be done with it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Refused | Self::Cancelled | Self::Locked | Self::Expired)
    }
}

/// How somebody shows who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The last four characters of his identity number.
    IdTail,
    /// The code that was sent to his phone.
    Code,
}
names!(Proof { IdTail = "id_tail" "证件号码后四位", Code = "code" "短信验证码" });

/// What is wanted of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Errand {
    /// To hand in evidence.
    Evidence {
        /// What is wanted.
        items: Vec<String>,
        /// By when.
        by: CivilDay,
    },
    /// To read and sign the record of an interview.
    Interview {
        /// Post, or relation to the case.
        post: String,
        /// Questions and answers, as the officer wrote them down.
        text: String,
    },
    /// To receive documents.
    Service {
        /// Issued documents of the case.
        documents: Vec<DocumentId>,
        /// What is served with them in the procedure.
        serves: Vec<ServedWhat>,
    },
}

impl Errand {
    /// Its kind.
    pub const fn kind(&self) -> LinkKind {
        match self {
            Self::Evidence { .. } => LinkKind::Evidence,
            Self::Interview { .. } => LinkKind::Interview,
            Self::Service { .. } => LinkKind::Service,
        }
    }
}
