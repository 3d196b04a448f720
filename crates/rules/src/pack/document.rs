//! `documents/*.toml`: kinds of documents (文书) and what stands on them; `issuer.toml`: who issues them.

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Title};

/// Who issues documents (`issuer.toml`). A city's pack names its own authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Name of the authority as it stands on its seal.
    pub authority: String,
    /// Characters before the series in a number, e.g. `示交`.
    pub prefix: String,
    /// Postal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Who reviews a decision of the authority (行政复议机关).
    pub review_authority: String,
    /// Court for an action against it.
    pub court: String,
    /// Account that fines are paid to, in words.
    pub account: String,
}

/// A kind of document. One id may stand in several files for different periods of validity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// Id, e.g. `penalty.decision`.
    pub id: String,
    /// Title; `zh` is printed.
    pub title: Title,
    /// Series of the number, e.g. `罚`: each series counts from 1 in each year, without gaps.
    pub series: String,
    /// Whom it is meant for.
    #[serde(default)]
    pub reader: Reader,
    /// What has to be told; the same name may be used in several blocks.
    pub fields: Vec<DocumentField>,
    /// Parts from top to bottom.
    pub blocks: Vec<DocumentBlock>,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are that the basis says so.
    pub confidence: Confidence,
}

/// Whom a document is meant for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Inside the authority: approvals, reviews. The enterprise does not see it.
    Authority,
    /// The party: the enterprise sees it once it is issued.
    #[default]
    Party,
}

/// A blank of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentField {
    /// Name in `{…}`.
    pub name: String,
    /// What stands before it in a row.
    pub label: Title,
    /// Type.
    #[serde(default, rename = "type")]
    pub kind: FieldKind,
    /// It may stay empty; blocks that only hold empty fields are left out.
    #[serde(default)]
    pub optional: bool,
}

/// Type of a blank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Words.
    #[default]
    Text,
    /// A day.
    Day,
    /// An instant.
    Time,
    /// Money, fen.
    Money,
    /// A number.
    Number,
    /// Lines.
    List,
    /// Rows of cells.
    Table,
}

/// A part of a document. Texts may name fields in `{…}`, and of the issuer `{authority}`, `{authority_address}`,
/// `{authority_phone}`, `{review_authority}`, `{court}`, `{account}`, and `{number}`, `{day}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DocumentBlock {
    /// Fields with their labels, one row each; empty ones are left out.
    Fields {
        /// Names of fields.
        names: Vec<String>,
    },
    /// Paragraphs; left out when a field named in it is empty.
    Text {
        /// Text.
        text: String,
    },
    /// A heading.
    Heading {
        /// Text.
        text: String,
    },
    /// The lines of a field, numbered.
    List {
        /// Name of the field.
        name: String,
    },
    /// The rows of a field.
    Table {
        /// Name of the field.
        name: String,
        /// Heads of the columns.
        head: Vec<String>,
    },
    /// Places to sign.
    Sign {
        /// What stands before each.
        labels: Vec<String>,
    },
    /// Place of the seal.
    Seal,
}

impl DocumentKind {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The blank of this name.
    pub fn field(&self, name: &str) -> Option<&DocumentField> {
        self.fields.iter().find(|f| f.name == name)
    }
}
