//! What a column of a workbook is: data, one table per kind (`kinds/`).

use super::text;

/// Whether a row needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Names the record: every row and every file has it.
    Key,
    /// A new record needs it; a known one may leave it blank.
    New,
    /// May always be blank.
    Optional,
}

/// Whose number a column holds, to mask it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Personal {
    /// No personal number.
    No,
    /// ID numbers.
    IdNumber,
    /// Phone numbers.
    Phone,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Name in the program.
    pub(super) key: &'static str,
    /// Header to write.
    pub(super) zh: &'static str,
    /// Other headers that mean it, Chinese and English.
    pub(super) also: &'static [&'static str],
    /// Whether a row needs it.
    pub(super) need: Need,
    /// Width in a workbook, characters.
    pub(super) width: f64,
    /// What to fill in, for the template.
    pub(super) note: &'static str,
    /// An example, for the template.
    pub(super) example: &'static str,
    /// Values to choose from, when they are one of a list.
    pub(super) choices: Option<fn() -> Vec<&'static str>>,
    /// Whose number it is.
    pub(super) personal: Personal,
    /// Read, but not part of templates and exports (another column says the same).
    pub(super) alias_only: bool,
}

impl Column {
    /// An optional column with its header, width, note and example.
    pub(super) const fn new(key: &'static str, zh: &'static str, also: &'static [&'static str]) -> Self {
        Self {
            key,
            zh,
            also,
            need: Need::Optional,
            width: 14.0,
            note: "",
            example: "",
            choices: None,
            personal: Personal::No,
            alias_only: false,
        }
    }

    pub(super) const fn need(self, need: Need) -> Self {
        Self { need, ..self }
    }

    pub(super) const fn template(self, width: f64, note: &'static str, example: &'static str) -> Self {
        Self { width, note, example, ..self }
    }

    pub(super) const fn choices(self, choices: fn() -> Vec<&'static str>) -> Self {
        Self { choices: Some(choices), ..self }
    }

    pub(super) const fn personal(self, personal: Personal) -> Self {
        Self { personal, ..self }
    }

    pub(super) const fn alias_only(self) -> Self {
        Self { alias_only: true, ..self }
    }

    /// Whether a header, as [`plain`] makes it, means this column.
    pub(super) fn is(&self, header: &str) -> bool {
        core::iter::once(&self.zh).chain(self.also).any(|h| plain(h) == header)
    }
}

/// A header without what decorates it: stars, colons, blanks, full-width forms.
pub(super) fn plain(header: &str) -> String {
    text::loose(header).chars().filter(|c| !matches!(c, '*' | ':' | '_' | '.' | '、' | '★' | '※' | '-')).collect()
}

/// A header without what stands in brackets.
pub(super) fn without_brackets(plain: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in plain.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            other if depth == 0 => out.push(other),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decorated_headers_are_recognised() {
        assert_eq!(plain("＊统一社会\n信用代码："), "统一社会信用代码");
        assert_eq!(without_brackets(&plain("总质量（千克） *")), "总质量");
        let column = Column::new("uscc", "统一社会信用代码", &["Credit code"]);
        assert!(column.is(&plain("credit_code")) && column.is(&plain(" 统一社会信用代码")) && !column.is("代码"));
    }
}
