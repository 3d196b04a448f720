//! Documents (文书): what a paper says, before anybody sets it in type.
//!
//! A paper is made of facts by a template of the pack and never changed afterwards: a correction is a new version under
//! the same number. Its content is committed to the ledger by [`commitment`]; the text itself stays out of the ledger,
//! so that personal data in it can be erased without breaking the tree.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    draw::canonical::{self, NotCanonical},
    time::{CivilDay, UtcMs},
};

pub mod receipt;

/// A value for a field of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Words; several lines are several paragraphs.
    Text(String),
    /// A day.
    Day(CivilDay),
    /// An instant, written to the minute in civil time.
    Time(UtcMs),
    /// Money, fen.
    Money(i64),
    /// A number.
    Number(i64),
    /// Several lines.
    List(Vec<String>),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
}

/// A paper: numbered, dated, with every blank filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Version of this form: 1.
    pub v: u8,
    /// Kind of the pack, e.g. `penalty.decision`.
    pub kind: String,
    /// Title as it is printed.
    pub title: String,
    /// Number as it is printed.
    pub number: String,
    /// Version under this number, from 1.
    pub version: u32,
    /// Who issues it.
    pub authority: String,
    /// Day of issue.
    pub day: CivilDay,
    /// Parts from top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// Names and values, one row each.
    Fields {
        /// Rows.
        rows: Vec<Row>,
    },
    /// Paragraphs.
    Text {
        /// Text; line feeds separate paragraphs.
        text: String,
    },
    /// A heading inside the paper.
    Heading {
        /// Text.
        text: String,
    },
    /// Numbered lines.
    List {
        /// Lines.
        items: Vec<String>,
    },
    /// A table.
    Table {
        /// Heads of the columns.
        head: Vec<String>,
        /// Rows of as many cells.
        rows: Vec<Vec<String>>,
    },
    /// Places to sign.
    Sign {
        /// What stands before each line.
        labels: Vec<String>,
    },
    /// Place of the seal: the authority and the day.
    Seal {
        /// Whose seal.
        authority: String,
        /// The day in words.
        day: String,
    },
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Name.
    pub label: String,
    /// Value.
    pub value: String,
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// In force.
    Issued,
    /// A later version under the same number stands in its place.
    Superseded,
    /// Withdrawn, with a reason.
    Withdrawn,
}

impl DocumentState {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Issued, Self::Superseded, Self::Withdrawn].into_iter().find(|s| s.as_str() == name)
    }
}

/// 32 random bytes that keep the content of a paper from being guessed from its commitment.
pub type Salt = [u8; 32];

/// What stands in the ledger for the content: `SHA-256("anlu-document-1" 0x00 salt canonical-JSON)`.
///
/// Errors: a number in the paper that has no canonical text, which no paper made from a template has.
pub fn commitment(paper: &Paper, salt: &Salt) -> Result<[u8; 32], NotCanonical> {
    let mut hasher = Sha256::new();
    hasher.update(b"anlu-document-1\0");
    hasher.update(salt);
    hasher.update(canonical::text_of(paper)?);
    Ok(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(number: &str) -> Paper {
        Paper {
            v: 1,
            kind: "penalty.decision".into(),
            title: "行政处罚决定书".into(),
            number: number.into(),
            version: 1,
            authority: "示例县交通运输局".into(),
            day: CivilDay::parse_iso("2026-11-26").unwrap(),
            blocks: vec![Block::Text { text: "经查明……".into() }],
        }
    }

    #[test]
    fn a_commitment_depends_on_content_and_salt() {
        let a = commitment(&paper("示交罚〔2026〕1号"), &[1; 32]).unwrap();
        assert_eq!(a, commitment(&paper("示交罚〔2026〕1号"), &[1; 32]).unwrap());
        assert_ne!(a, commitment(&paper("示交罚〔2026〕2号"), &[1; 32]).unwrap());
        assert_ne!(a, commitment(&paper("示交罚〔2026〕1号"), &[2; 32]).unwrap());
    }

    #[test]
    fn a_paper_reads_back_and_nothing_unknown_is_taken() {
        let text = canonical::text_of(&paper("1")).unwrap();
        assert_eq!(serde_json::from_str::<Paper>(&text).unwrap(), paper("1"));
        let more = text.replacen('{', "{\"more\":1,", 1);
        assert!(serde_json::from_str::<Paper>(&more).is_err());
    }
}
