//! From a paper to PDF/A-3.

use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};
use typst::{
    comemo,
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::world::{Fonts, Sheet};

/// Papers after which what the compiler remembers is thrown away.
const FORGET_AFTER: usize = 2;

/// Sets one paper.
pub(crate) fn pdf(
    fonts: &Fonts,
    mut paper: Value,
    link: &str,
    code: &str,
    attachment: Vec<u8>,
) -> Result<Vec<u8>, String> {
    let fields = paper.as_object_mut().ok_or("the paper is no object")?;
    let day = fields.get("day").and_then(Value::as_str).and_then(day_of).ok_or("the paper has no day")?;
    let ident =
        format!("{} {}", fields.get("number").unwrap_or(&Value::Null), fields.get("version").unwrap_or(&Value::Null));
    fields.insert("fonts".into(), json!(fonts.chinese()));
    fields.insert("link".into(), json!(link));
    fields.insert("code".into(), json!(code));
    fields.insert("qr".into(), json!(modules(link)?));
    let text = serde_json::to_vec(&paper).map_err(|e| e.to_string())?;
    let sheet = Sheet::new(fonts, text, attachment);
    let document: PagedDocument = typst::compile(&sheet).output.map_err(|faults| told(&faults))?;
    let standards = PdfStandards::new(&[PdfStandard::A_3b]).map_err(|e| e.message().to_string())?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(String::from("Anlu"))),
        timestamp: Some(Timestamp::new_utc(day)),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| told(&faults))?;
    comemo::evict(FORGET_AFTER);
    Ok(bytes)
}

fn told(faults: &[SourceDiagnostic]) -> String {
    faults.iter().map(|f| f.message.to_string()).collect::<Vec<_>>().join("; ")
}

/// `2026-11-26`.
fn day_of(text: &str) -> Option<Datetime> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

/// Rows of the QR code, dark modules as `true`.
fn modules(link: &str) -> Result<Vec<Vec<bool>>, String> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).map_err(|e| format!("QR code: {e}"))?;
    let dark: Vec<bool> = code.to_colors().into_iter().map(|c| c == Color::Dark).collect();
    Ok(dark.chunks(code.width()).map(<[bool]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Value {
        json!({
            "v": 1, "kind": "penalty.decision", "title": "行政处罚决定书", "number": "示交罚〔2026〕7号", "version": 1,
            "authority": "示例县交通运输局", "day": "2026-11-26",
            "blocks": [
                {"kind": "fields", "rows": [{"label": "当事人", "value": "示例公司"}]},
                {"kind": "heading", "text": "检查情况"},
                {"kind": "text", "text": "经查，#{let x = 1} 你单位存在下列问题：\n第二段 *不是* 标记。"},
                {"kind": "list", "items": ["照片", "笔录"]},
                {"kind": "table", "head": ["问题", "依据"], "rows": [["未设置警示标志", "第三十五条"]]},
                {"kind": "sign", "labels": ["当事人（签名或盖章）", "执法人员"]},
                {"kind": "seal", "authority": "示例县交通运输局", "day": "2026年11月26日"},
            ],
        })
    }

    fn attachment() -> Vec<u8> {
        let mut bytes = b"\x1f\x8b\x08a place for a receipt\n".to_vec();
        bytes.resize(4_096, b' ');
        bytes
    }

    /// `None` on a machine without a Chinese font, which is said.
    fn set(paper: Value) -> Option<Result<Vec<u8>, String>> {
        let fonts = Fonts::find();
        if fonts.chinese().is_empty() {
            eprintln!("skipped: no Chinese font on this machine");
            return None;
        }
        Some(pdf(&fonts, paper, "https://safety.example/verify/1", "AB12 CD34", attachment()))
    }

    #[test]
    fn the_same_paper_gives_the_same_bytes_with_the_attachment_as_it_is() {
        let Some(one) = set(paper()) else { return };
        let one = one.unwrap();
        assert!(one.starts_with(b"%PDF-1.7"));
        let place = attachment();
        let at = one.windows(place.len()).filter(|w| *w == place).count();
        assert_eq!(at, 1, "it stands in the file once, not compressed");
        assert!(one.windows(13).any(|w| w == b"pdfaid:part>3"), "it says that it is PDF/A-3");
        assert_eq!(set(paper()).unwrap().unwrap(), one);
    }

    #[test]
    fn what_is_no_paper_is_told() {
        let Some(bad) = set(json!({"day": "2026-13-01"})) else { return };
        assert!(bad.unwrap_err().contains("no day"));
        let mut missing = paper();
        missing["blocks"] = json!(null);
        assert!(set(missing).unwrap().is_err());
    }
}
