//! 公民身份号码 (GB 11643-1999): six digits of the division, date of birth, sequence, check digit.

use crate::time::CivilDay;

/// Why a text is not an ID number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    /// Not 18 characters.
    #[error("an ID number has 18 characters, this has {0}")]
    Length(usize),
    /// The old form with 15 digits, withdrawn in 2013.
    #[error("an ID number of the first generation (15 digits) is no longer valid")]
    FirstGeneration,
    /// A character that is neither a digit nor the X at the end (position from 1).
    #[error("character {0} must be a digit (the last may be X)")]
    Character(usize),
    /// Characters 7 to 14 are not a date.
    #[error("characters 7 to 14 are not a date of birth")]
    Birth,
    /// The check digit does not fit the other 17.
    #[error("the last character does not fit the others")]
    Check,
}

impl IdNumberError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length(_) => "id_number_length",
            Self::FirstGeneration => "id_number_first_generation",
            Self::Character(_) => "id_number_character",
            Self::Birth => "id_number_birth",
            Self::Check => "id_number_check_digit",
        }
    }
}

/// Checks a number and returns it with a capital X.
pub fn parse(text: &str) -> Result<String, IdNumberError> {
    let number = text.to_ascii_uppercase();
    let length = number.chars().count();
    if length == 15 && number.chars().all(|c| c.is_ascii_digit()) {
        return Err(IdNumberError::FirstGeneration);
    }
    if length != 18 {
        return Err(IdNumberError::Length(length));
    }
    for (i, c) in number.chars().enumerate() {
        if !(c.is_ascii_digit() || (i == 17 && c == 'X')) {
            return Err(IdNumberError::Character(i + 1));
        }
    }
    if birth(&number).is_none() {
        return Err(IdNumberError::Birth);
    }
    if check_digit(&number) == number.chars().last() { Ok(number) } else { Err(IdNumberError::Check) }
}

/// Date of birth in an ID number of 18 characters; `None` when there is none.
pub fn birth(number: &str) -> Option<CivilDay> {
    let year = number.get(6..10)?.parse().ok().filter(|y| (1850..=2200).contains(y))?;
    CivilDay::from_ymd(year, number.get(10..12)?.parse().ok()?, number.get(12..14)?.parse().ok()?)
}

/// The check digit of the first 17 digits (ISO 7064 MOD 11-2); `None` when there are fewer or others than digits.
pub fn check_digit(text: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let mut sum = 0;
    let mut digits = text.chars();
    for weight in WEIGHTS {
        sum += digits.next()?.to_digit(10)? * weight;
    }
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples_of_the_standard_hold() {
        assert_eq!(parse("11010519491231002x").unwrap(), "11010519491231002X");
        assert_eq!(parse("440524188001010014").unwrap(), "440524188001010014");
        assert_eq!(birth("11010519491231002X"), CivilDay::from_ymd(1949, 12, 31));
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        assert_eq!(parse("110105491231002").unwrap_err(), IdNumberError::FirstGeneration);
        assert_eq!(parse("1101051949123100").unwrap_err(), IdNumberError::Length(16));
        assert_eq!(parse("1101051949123100X2").unwrap_err(), IdNumberError::Character(17));
        assert_eq!(parse("11010519490231002X").unwrap_err(), IdNumberError::Birth);
        assert_eq!(parse("110105194912310021").unwrap_err(), IdNumberError::Check);
        assert_eq!(parse("身份证身份证身份证身份证身份证身份证").unwrap_err(), IdNumberError::Character(1));
    }
}
