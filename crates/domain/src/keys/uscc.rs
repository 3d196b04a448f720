//! 统一社会信用代码 (GB 32100-2015): registration department, category, six digits of the division, nine characters of
//! the organisation code (GB 11714), check character.

/// Characters in the order of their values: digits and capitals without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Why a text is not a unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, this has {0}")]
    Length(usize),
    /// A character the standard does not use (counting from 1).
    #[error("character {position} ({found:?}) does not occur in a credit code")]
    Character {
        /// Position, from 1.
        position: usize,
        /// Character.
        found: char,
    },
    /// Characters 3 to 8 are the division code and must be digits.
    #[error("characters 3 to 8 must be the digits of the division")]
    Division,
    /// The check character does not fit the other 17.
    #[error("the last character must be {expected}, not {found}")]
    Check {
        /// Character computed from the first 17.
        expected: char,
        /// Character that stands there.
        found: char,
    },
}

impl UsccError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length(_) => "uscc_length",
            Self::Character { .. } => "uscc_character",
            Self::Division => "uscc_division",
            Self::Check { .. } => "uscc_check_character",
        }
    }
}

/// Checks a code and returns it in capitals.
pub fn parse(text: &str) -> Result<String, UsccError> {
    let code = text.to_ascii_uppercase();
    let length = code.chars().count();
    if length != 18 {
        return Err(UsccError::Length(length));
    }
    for (i, found) in code.chars().enumerate() {
        if value(found).is_none() {
            return Err(UsccError::Character { position: i + 1, found });
        }
        if (2..8).contains(&i) && !found.is_ascii_digit() {
            return Err(UsccError::Division);
        }
    }
    let (expected, found) = (check_character(&code), code.chars().last());
    match (expected, found) {
        (Some(e), Some(f)) if e == f => Ok(code),
        (Some(expected), Some(found)) => Err(UsccError::Check { expected, found }),
        _ => Err(UsccError::Length(length)),
    }
}

/// The check character of the first 17 characters of `text` (GB 32100-2015, annex): weights 3^i mod 31.
/// `None` when there are fewer, or one does not occur in credit codes.
pub fn check_character(text: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    let mut count = 0;
    for c in text.chars().take(17) {
        sum += value(c)? * weight;
        weight = weight * 3 % 31;
        count += 1;
    }
    if count < 17 {
        return None;
    }
    ALPHABET.get((31 - sum % 31) % 31).map(|b| char::from(*b))
}

fn value(c: char) -> Option<usize> {
    ALPHABET.iter().position(|a| char::from(*a) == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_the_standard_holds() {
        assert_eq!(check_character("91350100M000100Y4"), Some('3'));
        assert_eq!(parse("91350100m000100y43").unwrap(), "91350100M000100Y43");
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        assert_eq!(parse("91350100M000100Y4").unwrap_err(), UsccError::Length(17));
        assert_eq!(parse("").unwrap_err(), UsccError::Length(0));
        assert_eq!(parse("91350100M00010OY43").unwrap_err(), UsccError::Character { position: 15, found: 'O' });
        assert_eq!(parse("913501安0M000100Y43").unwrap_err(), UsccError::Character { position: 7, found: '安' });
        assert_eq!(parse("9135A100M000100Y43").unwrap_err(), UsccError::Division);
        assert_eq!(parse("91350100M000100Y44").unwrap_err(), UsccError::Check { expected: '3', found: '4' });
    }

    #[test]
    fn every_single_wrong_character_is_found() {
        let code = "91350100M000100Y43";
        for i in 0..18 {
            for wrong in ALPHABET.iter().map(|b| char::from(*b)) {
                let changed: String = code.chars().enumerate().map(|(n, c)| if n == i { wrong } else { c }).collect();
                assert_eq!(parse(&changed).is_ok(), changed == code, "{changed}");
            }
        }
    }
}
