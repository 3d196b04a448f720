//! From a cell to a value: text, codes, dates, numbers, choices. A parser sees the cell as the file has it and says what
//! is wrong by a stable code.

mod date;
mod number;

use std::collections::BTreeMap;

use anlu_domain::time::CivilDay;

pub(super) use self::{
    date::day,
    number::{decimal, whole},
};
use super::{cells::Cell, text};

/// Whole numbers up to here keep all their digits in a spreadsheet, which holds 15.
const EXACT: f64 = 1e15;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) code: &'static str,
    pub(super) params: BTreeMap<&'static str, String>,
}

impl Bad {
    pub(super) fn new(code: &'static str) -> Self {
        Self { code, params: BTreeMap::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl core::fmt::Display) -> Self {
        self.params.insert(name, value.to_string());
        self
    }
}

/// The text of a cell, numbers written out. Refuses numbers that have lost digits.
pub(super) fn raw(cell: &Cell) -> Result<String, Bad> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => Ok(text.clone()),
        Cell::Number(n) if n.abs() >= EXACT => Err(Bad::new("precision_lost")),
        Cell::Number(n) => Ok(n.to_string()),
        Cell::Serial(s) => Ok(date::of_serial(*s).map_or_else(|| s.to_string(), |d| d.to_string())),
        Cell::Bool(b) => Ok(String::from(if *b { "是" } else { "否" })),
        Cell::Error(_) => Err(Bad::new("cell_error")),
    }
}

/// Prose of at most `max` characters.
pub(super) fn prose(cell: &Cell, max: usize) -> Result<String, Bad> {
    let text = text::prose(&raw(cell)?);
    if text.chars().count() > max { Err(Bad::new("too_long").with("max", max)) } else { Ok(text) }
}

/// A code without blanks, in capitals. Undoes what spreadsheets do to codes where nothing was lost: a leading
/// apostrophe, `.0` behind digits, scientific notation with all its digits.
pub(super) fn code(cell: &Cell) -> Result<String, Bad> {
    let code = text::code(&raw(cell)?);
    let code = code.strip_prefix('\'').unwrap_or(&code);
    if let Some(digits) = code.strip_suffix(".0").filter(|d| d.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(digits.to_owned());
    }
    scientific(code).unwrap_or_else(|| Ok(code.to_owned()))
}

/// `1.3800138E+10`: its digits when they are all there, `precision_lost` when some are not; `None` for anything else.
fn scientific(code: &str) -> Option<Result<String, Bad>> {
    let (mantissa, exponent) = code.split_once("E+")?;
    let exponent: usize = exponent.parse().ok().filter(|e| *e < 40)?;
    let (head, tail) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if head.len() != 1 || !digits(head) || !digits(tail) {
        return None;
    }
    Some(if tail.len() == exponent { Ok(format!("{head}{tail}")) } else { Err(Bad::new("precision_lost")) })
}

/// A code of free form of at most `max` characters, as licences and terminals have.
pub(super) fn free_code(cell: &Cell, max: usize) -> Result<String, Bad> {
    let text = code(cell)?;
    if text.chars().count() > max { Err(Bad::new("too_long").with("max", max)) } else { Ok(text) }
}

/// Parts of a list: names or choices separated by 、 comma, semicolon, slash or line break.
pub(super) fn list(cell: &Cell) -> Result<Vec<String>, Bad> {
    let raw = raw(cell)?;
    let parts = raw.split(['、', ',', '，', ';', '；', '/', '／', '|', '\n', '\r', '+']);
    Ok(parts.map(text::prose).filter(|p| !p.is_empty()).collect())
}

/// One of a closed set of values.
pub(super) struct Choice<T: 'static> {
    /// Values with the texts that mean them; the first text is the one to write.
    pub(super) all: &'static [(T, &'static [&'static str])],
}

impl<T: Copy> Choice<T> {
    /// The value a text means.
    pub(super) fn find(&self, text: &str) -> Result<T, Bad> {
        let wanted = text::loose(text);
        let found = self.all.iter().find(|(_, texts)| texts.iter().any(|t| text::loose(t) == wanted));
        found.map(|(value, _)| *value).ok_or_else(|| {
            let allowed: Vec<&str> = self.texts().collect();
            Bad::new("not_in_list").with("allowed", allowed.join("、"))
        })
    }

    /// The value a cell means.
    pub(super) fn one(&self, cell: &Cell) -> Result<T, Bad> {
        self.find(&raw(cell)?)
    }

    /// The texts to choose from.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().filter_map(|(_, texts)| texts.first().copied())
    }
}

impl<T: Copy + Ord> Choice<T> {
    /// The values of a list, sorted, each once.
    pub(super) fn many(&self, cell: &Cell) -> Result<Vec<T>, Bad> {
        let mut values = list(cell)?.iter().map(|part| self.find(part)).collect::<Result<Vec<_>, _>>()?;
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }
}

/// What a cell of a licence's last day says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// That day.
    Day(CivilDay),
    /// 长期: it does not end.
    Forever,
}

/// The last day of a licence, or 长期. Of a period (自2020-1-1至2026-1-1) the end counts.
pub(super) fn until(cell: &Cell) -> Result<Until, Bad> {
    if let Cell::Text(raw) = cell {
        let text = text::code(raw);
        let end = ["至", "到", "~", "～"].iter().find_map(|mark| text.rsplit_once(mark)).map_or(text.as_str(), |s| s.1);
        if ["长期", "长期有效", "永久", "永久有效", "无固定期限", "LONGTERM", "PERMANENT"].contains(&end)
        {
            return Ok(Until::Forever);
        }
        if end != text {
            return day(&Cell::Text(end.to_owned())).map(Until::Day);
        }
    }
    day(cell).map(Until::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn codes_survive_what_spreadsheets_do_to_them() {
        for (cell, expected) in [
            (t(" '９133 0299ma "), "91330299MA"),
            (Cell::Number(13_800_138_000.0), "13800138000"),
            (t("13800138000.0"), "13800138000"),
            (t("1.3800138000E+10"), "13800138000"),
            (t("浙E12345"), "浙E12345"),
            (t("12E345678"), "12E345678"),
        ] {
            assert_eq!(code(&cell).as_deref(), Ok(expected), "{cell:?}");
        }
    }

    #[test]
    fn lost_digits_are_noticed() {
        for cell in [Cell::Number(1.212_000_040_135_908e17), t("1.38001E+10"), t("3.30282E+17"), t("1E+17")] {
            assert_eq!(code(&cell).unwrap_err().code, "precision_lost", "{cell:?}");
        }
        assert_eq!(raw(&Cell::Error("#N/A".to_owned())).unwrap_err().code, "cell_error");
    }

    #[test]
    fn lists_and_choices() {
        const COLOURS: Choice<u8> = Choice { all: &[(1, &["蓝", "蓝色"]), (2, &["黄"])] };
        assert_eq!(list(&t("张 三、李四\n王五")).unwrap(), ["张三", "李四", "王五"]);
        assert_eq!(COLOURS.many(&t("黄，蓝色、黄")).unwrap(), [1, 2]);
        let bad = COLOURS.one(&t("红")).unwrap_err();
        assert_eq!((bad.code, bad.params["allowed"].as_str()), ("not_in_list", "蓝、黄"));
    }

    #[test]
    fn licences_end_or_do_not() {
        let at = |y, m, d| Ok(Until::Day(CivilDay::from_ymd(y, m, d).unwrap()));
        assert_eq!(until(&t("长 期")), Ok(Until::Forever));
        assert_eq!(until(&t("2020-1-1 至 长期")), Ok(Until::Forever));
        assert_eq!(until(&t("2020年1月1日至2026年1月31日")), at(2026, 1, 31));
        assert_eq!(until(&t("2024.4.28")), at(2024, 4, 28));
        assert_eq!(until(&t("至今")).unwrap_err().code, "date_unreadable");
    }
}
