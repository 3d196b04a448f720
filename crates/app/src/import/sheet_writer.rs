//! Writing cells so that nothing that people typed can act as a formula, and numbers stay the codes they are.

use anlu_domain::time::CivilDay;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::text;

/// Most characters Excel takes in a cell.
const MAX_CHARS: usize = 32_767;

/// A value in a cell that is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shown {
    /// Nothing.
    Nothing,
    /// Text.
    Text(String),
    /// A number to count with.
    Number(f64),
    /// A day.
    Day(CivilDay),
}

impl Shown {
    /// Text, or nothing.
    pub(crate) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, |t| Self::Text(t.into()))
    }
}

/// Formats of one workbook.
pub(crate) struct Formats {
    pub(crate) head: Format,
    pub(crate) body: Format,
    quoted: Format,
    day: Format,
}

impl Formats {
    /// Formats derived from one for text; text format keeps codes as they are when somebody edits them.
    pub(crate) fn new(body: &Format) -> Self {
        use rust_xlsxwriter::{Color, FormatBorder};
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00E8_EEF7)),
            body: body.clone().set_num_format("@"),
            quoted: body.clone().set_num_format("@").set_quote_prefix(),
            day: body.clone().set_num_format("yyyy-mm-dd"),
        }
    }

    /// Writes a value.
    pub(crate) fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, value: &Shown) -> Result<(), XlsxError> {
        match value {
            Shown::Nothing => sheet.write_blank(row, column, &self.body)?,
            Shown::Text(t) => return self.write_text(sheet, row, column, t),
            Shown::Number(n) => {
                sheet.write_number_with_format(row, column, *n, &self.body.clone().set_num_format("General"))?
            }
            Shown::Day(day) => {
                let serial = f64::from(day.0.saturating_add(25_569));
                sheet.write_number_with_format(row, column, serial, &self.day)?
            }
        };
        Ok(())
    }

    /// Writes text, never as a formula: always as a string, and with the mark of text where it looks like a formula, so
    /// that it stays one when the cell is edited or saved as CSV.
    pub(crate) fn write_text(&self, sheet: &mut Worksheet, row: u32, column: u16, t: &str) -> Result<(), XlsxError> {
        let format = if text::looks_like_formula(t) { &self.quoted } else { &self.body };
        if t.len() > MAX_CHARS && t.chars().count() > MAX_CHARS {
            let cut: String = t.chars().take(MAX_CHARS).collect();
            sheet.write_string_with_format(row, column, cut, format)?;
        } else {
            sheet.write_string_with_format(row, column, t, format)?;
        }
        Ok(())
    }
}
