//! An empty workbook to fill in: headers, notes, lists to choose from, and one example that an import leaves out.

use rust_xlsxwriter::{Color, DataValidation, DataValidationErrorStyle, Format, Note, Workbook, XlsxError};

use super::{ImportError, ImportKind, columns::Need, header::EXAMPLE_MARK, sheet_writer::Formats};

/// Rows with lists to choose from.
const ROWS: u32 = 5_000;

/// The template of a kind, as XLSX.
pub fn template(kind: ImportKind) -> Result<Vec<u8>, ImportError> {
    workbook(kind).map_err(|e| ImportError::Workbook(e.to_string()))
}

fn workbook(kind: ImportKind) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let formats = Formats::new(&Format::new());
    let grey = Formats::new(&Format::new().set_font_color(Color::RGB(0x0080_8080)).set_italic());
    let required = formats.head.clone().set_font_color(Color::RGB(0x00C0_0000));
    let text = Format::new().set_num_format("@");
    let sheet = book.add_worksheet().set_name(kind.zh())?;
    let columns = || kind.columns().iter().filter(|c| !c.alias_only);
    for (at, column) in (0_u16..).zip(columns()) {
        let needed = column.need != Need::Optional;
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, column.width)?;
        let header = if needed { format!("*{}", column.zh) } else { column.zh.to_owned() };
        sheet.write_string_with_format(0, at, header, if needed { &required } else { &formats.head })?;
        if !column.note.is_empty() {
            sheet.insert_note(0, at, &Note::new(column.note).add_author_prefix(false))?;
        }
        if !column.example.is_empty() {
            grey.write_text(sheet, 1, at, column.example)?;
        }
        if let Some(choices) = column.choices {
            let list = DataValidation::new()
                .allow_list_strings(&choices())?
                // Several may be chosen in some columns: warn, do not refuse.
                .set_error_style(DataValidationErrorStyle::Warning);
            sheet.add_data_validation(1, at, ROWS, at, &list)?;
        }
    }
    let mark = u16::try_from(columns().count()).unwrap_or(u16::MAX);
    sheet.set_column_width(mark, 18.0)?;
    grey.write_text(sheet, 1, mark, EXAMPLE_MARK)?;
    sheet.set_freeze_panes(1, 1)?;
    let notes = book.add_worksheet().set_name("填写说明")?;
    let general = [
        "红色带*的列必填。一行一条记录，重复导入同一文件不会产生变化。",
        "空白单元格表示“不变”；要清空已有内容，请填“无”。",
        "有任何一行错误，整个文件都不写入；系统会返回标注了错误的工作簿。",
        "信用代码、身份证号、手机号等长数字请保持文本格式，否则Excel会丢失后几位。",
        "示例行（最后一列写有“示例（不导入）”）不会导入，可以删除。",
    ];
    let mut row = 0;
    for line in general {
        formats.write_text(notes, row, 0, line)?;
        row += 1;
    }
    row += 1;
    for (at, title) in (0_u16..).zip(["列", "必填", "说明", "可选内容", "也可写作"]) {
        notes.write_string_with_format(row, at, title, &formats.head)?;
    }
    for column in columns() {
        row += 1;
        let choices = column.choices.map(|c| c().join("、")).unwrap_or_default();
        let texts = [
            column.zh,
            if column.need == Need::Optional { "" } else { "是" },
            column.note,
            &choices,
            &column.also.join("、"),
        ];
        for (at, t) in (0_u16..).zip(texts) {
            formats.write_text(notes, row, at, t)?;
        }
    }
    for (at, width) in (0_u16..).zip([24.0, 8.0, 50.0, 50.0, 60.0]) {
        notes.set_column_width(at, width)?;
    }
    book.save_to_buffer()
}
