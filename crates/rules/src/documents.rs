//! Fills a document out of facts: what is missing or does not fit is told by name, nothing is left blank unseen.

use std::collections::BTreeMap;

use anlu_domain::{
    document::{Block, FieldValue, Paper, Row},
    time::{CivilDay, UtcMs},
};
use thiserror::Error;

use crate::pack::{DocumentBlock, DocumentKind, FieldKind, Issuer};

/// Names that the issuer fills.
pub const ISSUED: &[&str] =
    &["authority", "authority_address", "authority_phone", "review_authority", "court", "account", "number", "day"];

/// What is told of a document, by name of the field.
pub type Fields = BTreeMap<String, FieldValue>;

/// A document that cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FillError {
    /// Fields without a value.
    #[error("the document lacks: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// A field that this kind does not have.
    #[error("the document has no field `{0}`")]
    Unknown(String),
    /// A value of another type than the field's, or a row with too few or too many cells.
    #[error("the value of `{0}` does not fit")]
    Unfit(String),
}

/// The number as printed: `示交罚〔2026〕7号`.
pub fn number(kind: &DocumentKind, issuer: &Issuer, day: CivilDay, n: i64) -> String {
    let year = day.ymd().map_or(0, |(y, ..)| y);
    format!("{}{}〔{year}〕{n}号", issuer.prefix, kind.series)
}

/// The paper of `kind` with `fields`, issued by `issuer` on `day` as `version` of `number`.
pub fn fill(
    kind: &DocumentKind,
    issuer: &Issuer,
    fields: &Fields,
    number: &str,
    version: u32,
    day: CivilDay,
) -> Result<Paper, FillError> {
    if let Some(unknown) = fields.keys().find(|name| kind.field(name).is_none()) {
        return Err(FillError::Unknown(unknown.clone()));
    }
    let missing: Vec<String> = kind
        .fields
        .iter()
        .filter(|f| !f.optional && fields.get(&f.name).is_none_or(is_empty))
        .map(|f| f.name.clone())
        .collect();
    if !missing.is_empty() {
        return Err(FillError::Missing(missing));
    }
    for field in &kind.fields {
        if fields.get(&field.name).is_some_and(|v| !fits(field.kind, v)) {
            return Err(FillError::Unfit(field.name.clone()));
        }
    }
    let line = |name: &str| -> Option<String> {
        Some(match name {
            "authority" => issuer.authority.clone(),
            "authority_address" => issuer.address.clone(),
            "authority_phone" => issuer.phone.clone(),
            "review_authority" => issuer.review_authority.clone(),
            "court" => issuer.court.clone(),
            "account" => issuer.account.clone(),
            "number" => number.to_owned(),
            "day" => in_words(day),
            _ => words(fields.get(name)?)?,
        })
    };
    let mut blocks = Vec::new();
    for block in &kind.blocks {
        blocks.extend(filled(kind, issuer, fields, day, block, &line)?);
    }
    Ok(Paper {
        v: 1,
        kind: kind.id.clone(),
        title: kind.title.zh.clone(),
        number: number.to_owned(),
        version,
        authority: issuer.authority.clone(),
        day,
        blocks,
    })
}

fn filled(
    kind: &DocumentKind,
    issuer: &Issuer,
    fields: &Fields,
    day: CivilDay,
    block: &DocumentBlock,
    line: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Block>, FillError> {
    Ok(match block {
        DocumentBlock::Fields { names } => {
            let row = |name: &String| Some(Row { label: kind.field(name)?.label.zh.clone(), value: line(name)? });
            let rows: Vec<Row> = names.iter().filter_map(row).collect();
            (!rows.is_empty()).then_some(Block::Fields { rows })
        }
        DocumentBlock::Text { text } => inserted(text, line).map(|text| Block::Text { text }),
        DocumentBlock::Heading { text } => inserted(text, line).map(|text| Block::Heading { text }),
        DocumentBlock::List { name } => match fields.get(name) {
            Some(FieldValue::List(items)) if !items.is_empty() => Some(Block::List { items: items.clone() }),
            _ => None,
        },
        DocumentBlock::Table { name, head } => match fields.get(name) {
            Some(FieldValue::Table(rows)) if !rows.is_empty() => {
                if rows.iter().any(|row| row.len() != head.len()) {
                    return Err(FillError::Unfit(name.clone()));
                }
                Some(Block::Table { head: head.clone(), rows: rows.clone() })
            }
            _ => None,
        },
        DocumentBlock::Sign { labels } => Some(Block::Sign { labels: labels.clone() }),
        DocumentBlock::Seal => Some(Block::Seal { authority: issuer.authority.clone(), day: in_words(day) }),
    })
}

/// The names in `{…}` of a text.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The text with every name replaced; `None` when one of them has no value.
fn inserted(text: &str, line: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((name, after)) => {
                out.push_str(&line(name)?);
                out.push_str(after);
            }
            None => out.push_str(part),
        }
    }
    Some(out)
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::Text(t) => t.trim().is_empty(),
        FieldValue::List(l) => l.is_empty(),
        FieldValue::Table(t) => t.is_empty(),
        FieldValue::Day(_) | FieldValue::Time(_) | FieldValue::Money(_) | FieldValue::Number(_) => false,
    }
}

const fn fits(kind: FieldKind, value: &FieldValue) -> bool {
    matches!(
        (kind, value),
        (FieldKind::Text, FieldValue::Text(_))
            | (FieldKind::Day, FieldValue::Day(_))
            | (FieldKind::Time, FieldValue::Time(_))
            | (FieldKind::Money, FieldValue::Money(_))
            | (FieldKind::Number, FieldValue::Number(_))
            | (FieldKind::List, FieldValue::List(_))
            | (FieldKind::Table, FieldValue::Table(_))
    )
}

/// A value in one line, as it is printed; `None` for what is empty or needs a block of its own.
fn words(value: &FieldValue) -> Option<String> {
    match value {
        _ if is_empty(value) => None,
        FieldValue::Text(t) => Some(t.trim().to_owned()),
        FieldValue::Day(d) => Some(in_words(*d)),
        FieldValue::Time(t) => Some(minute(*t)),
        FieldValue::Money(fen) => Some(yuan(*fen)),
        FieldValue::Number(n) => Some(n.to_string()),
        FieldValue::List(_) | FieldValue::Table(_) => None,
    }
}

/// `2026年11月26日`.
pub fn in_words(day: CivilDay) -> String {
    day.ymd().map_or_else(String::new, |(y, m, d)| format!("{y}年{m}月{d}日"))
}

/// `2026年11月26日 9时05分`, Asia/Shanghai.
fn minute(at: UtcMs) -> String {
    let text = at.rfc3339_cst();
    let clock = text.get(11..16).and_then(|hm| hm.split_once(':'));
    let (hour, min) = clock.unwrap_or_default();
    let hour = hour.strip_prefix('0').unwrap_or(hour);
    format!("{} {hour}时{min}分", in_words(at.day()))
}

/// `12,345.60元`; whole yuan without fen.
fn yuan(fen: i64) -> String {
    let (whole, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{grouped}元") } else { format!("{sign}{grouped}.{rest:02}元") }
}

#[cfg(test)]
mod tests;
