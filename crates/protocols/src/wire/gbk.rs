//! Text: GBK by the standards, GB18030 in practice, UTF-8 from some clients.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// Text of a STRING field: 00 and blanks around it dropped; strict GB18030 (a superset of GBK), then UTF-8, then
/// GB18030 with replacement characters. The raw bytes stay with the message.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = trim(bytes);
    if let Some(ascii) = ascii(bytes) {
        return Cow::Borrowed(ascii);
    }
    if let Some(text) = strict(bytes) {
        return text;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    GB18030.decode_without_bom_handling(bytes).0
}

/// A number plate: as [`text`], but UTF-8 wins when only it reads like a plate (three UTF-8 bytes of a province are
/// often valid GBK as well), and separator dots are dropped.
pub fn plate(bytes: &[u8]) -> String {
    let first = text(bytes);
    let chosen = match std::str::from_utf8(trim(bytes)) {
        Ok(utf8) if !reads_like_a_plate(&first) && reads_like_a_plate(utf8) => utf8,
        _ => &first,
    };
    chosen.chars().filter(|c| !matches!(c, '·' | '•' | '・' | '.' | ' ' | '-' | '\u{0}')).collect()
}

/// GB18030 bytes of `text` (GBK for every GBK character).
pub fn encode(text: &str) -> Cow<'_, [u8]> {
    GB18030.encode(text).0
}

fn trim(bytes: &[u8]) -> &[u8] {
    let blank = |b: &u8| matches!(b, 0 | b' ');
    let start = bytes.iter().position(|b| !blank(b)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|b| !blank(b)).map_or(start, |last| last.saturating_add(1));
    bytes.get(start..end).unwrap_or_default()
}

fn ascii(bytes: &[u8]) -> Option<&str> {
    if bytes.is_ascii() { std::str::from_utf8(bytes).ok() } else { None }
}

fn strict(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// First character of a civil plate (GA 36): the provinces, and the prefixes of special series.
const PLATE_HEADS: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新使领";

fn reads_like_a_plate(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| PLATE_HEADS.contains(c)) && chars.next().is_some_and(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_then_utf8() {
        assert_eq!(text(&[0xd5, 0xc5, 0xc8, 0xfd, 0, 0]), "张三");
        assert_eq!(text("张三丰".as_bytes()), text(&encode(&text("张三丰".as_bytes()))));
        assert_eq!(text(b"\0\0 abc \0"), "abc");
        assert_eq!(text(&[]), "");
    }

    #[test]
    fn four_byte_characters() {
        let bytes = encode("𠮷野");
        assert_eq!(bytes.len(), 6);
        assert_eq!(text(&bytes), "𠮷野");
    }

    #[test]
    fn plates_in_both_encodings() {
        assert_eq!(plate(&encode("粤B·12345")), "粤B12345");
        assert_eq!(plate("粤B12345".as_bytes()), "粤B12345");
        assert_eq!(plate(&encode("测A888888")), "测A888888");
    }
}
