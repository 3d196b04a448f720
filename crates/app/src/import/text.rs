//! Cleaning of cell texts: full-width forms, odd spaces, line breaks.

/// Whether a character shows nothing: spaces of all widths, line breaks, zero-width marks.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// A letter or mark of the Chinese script, full-width punctuation included.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff65}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The half-width form of a full-width character.
fn half(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Prose: names, addresses. Full-width digits and letters become half-width, punctuation stays; blanks at the ends and
/// between Chinese characters go, others become one space.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_blank(c) {
            gap = true;
            continue;
        }
        let h = half(c);
        let c = if h.is_ascii_alphanumeric() { h } else { c };
        if gap && out.chars().last().is_some_and(|last| !(is_han(last) && is_han(c))) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// Codes: credit codes, plates, numbers. Everything half-width, capitals, no blanks at all.
pub(super) fn code(text: &str) -> String {
    text.chars().map(half).filter(|c| !is_blank(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

/// What two spellings of one name have in common: half-width, lower case, no blanks.
pub(super) fn loose(text: &str) -> String {
    text.chars().map(half).filter(|c| !is_blank(*c)).flat_map(char::to_lowercase).collect()
}

/// Whether a text says that there is nothing (无, a dash), as opposed to a blank cell, which says nothing at all.
pub(super) fn says_none(text: &str) -> bool {
    matches!(text, "无" | "/" | "\\" | "-" | "--" | "—" | "——" | "－" | "／" | "N/A" | "n/a" | "none" | "None" | "NONE")
}

/// A file may be opened in a program that takes these for the start of a formula.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_its_punctuation() {
        assert_eq!(prose("　安路县　示例\n（个体） "), "安路县示例（个体）");
        assert_eq!(prose("示例路１２号 Ａ座\u{200b}"), "示例路12号 A座");
        assert_eq!(prose("张　 三"), "张三");
        assert_eq!(prose("Li  Si\r\nWang"), "Li Si Wang");
        assert_eq!(prose(" \u{a0}\u{3000}"), "");
    }

    #[test]
    fn codes_lose_every_blank() {
        assert_eq!(code(" ９１３3 0299ｍa\u{3000}"), "91330299MA");
        assert_eq!(code("浙ｂ·12345\n"), "浙B·12345");
    }

    #[test]
    fn loose_forms_of_one_name_are_equal() {
        assert_eq!(loose("示例 运输（一）ABC"), loose("示例运输(一)abc"));
    }
}
