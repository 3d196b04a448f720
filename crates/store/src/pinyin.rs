//! Pinyin of names, for search and for the order of lists.

use pinyin::ToPinyin;

/// Full pinyin without tones, lower case; other letters and digits stay, everything else is dropped.
/// A character with several readings gets its most common one.
pub fn full(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c.to_pinyin() {
            Some(p) => out.push_str(p.plain()),
            None => out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
        }
    }
    out
}

/// First letters of the pinyin, lower case.
pub fn initials(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.to_pinyin() {
            Some(p) => out.push_str(p.first_letter()),
            None => out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
        }
    }
    out
}

/// What the search box looks in for a row with this name and these codes: one word per line, lower case.
pub(crate) fn search_text(name: &str, codes: &[&str]) -> String {
    let mut text = format!("{}\n{}\n{}", name.to_lowercase(), initials(name), full(name));
    for code in codes {
        text.push('\n');
        text.push_str(&code.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_letters() {
        assert_eq!(full("安路县A5公司"), "anluxiana5gongsi");
        assert_eq!(initials("示例运输（一）"), "slysy");
        assert_eq!(search_text("安路", &["浙B1"]), "安路\nal\nanlu\n浙b1");
    }
}
