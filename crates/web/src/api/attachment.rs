//! Files in answers: a browser saves them under a name that may hold any letters.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Media type of an Excel workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook to save as `name.xlsx`.
pub(crate) fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&format!("{name}.xlsx"))),
        (header::X_CONTENT_TYPE_OPTIONS, String::from("nosniff")),
        (header::CACHE_CONTROL, String::from("no-store")),
    ];
    (headers, bytes).into_response()
}

/// A text of canonical JSON to save as `name.json`.
pub(crate) fn canonical_json(name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, String::from("application/json")),
        (header::CONTENT_DISPOSITION, disposition(&format!("{name}.json"))),
        (header::X_CONTENT_TYPE_OPTIONS, String::from("nosniff")),
        (header::CACHE_CONTROL, String::from("no-store")),
    ];
    (headers, text).into_response()
}

/// A PDF to save under this name.
pub(crate) fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, String::from("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition(name)),
        (header::X_CONTENT_TYPE_OPTIONS, String::from("nosniff")),
        (header::CACHE_CONTROL, String::from("private, no-store")),
    ];
    (headers, bytes).into_response()
}

/// `Content-Disposition` with the name in the form of RFC 8187, which is plain ASCII whatever the name holds.
fn disposition(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let letter = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let encoded: String = name.bytes().map(letter).collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_their_header() {
        assert_eq!(disposition("a\r\n\"b.xlsx"), "attachment; filename*=UTF-8''a%0D%0A%22b.xlsx");
        assert_eq!(disposition("企.xlsx"), "attachment; filename*=UTF-8''%E4%BC%81.xlsx");
    }
}
