//! Phone numbers of terminals as JT/T 808 headers carry them: up to 12 digits before 2019, up to 20 since, padded with
//! zeros in front. The zeros are not part of the number.

/// Why a text is not a terminal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SimError {
    /// Something else than digits.
    #[error("a terminal number has digits only")]
    Character,
    /// Nothing but zeros, or nothing at all.
    #[error("a terminal number is not zero")]
    Empty,
    /// More than 20 digits (JT/T 808-2019 §4.4.3: BCD[10]).
    #[error("a terminal number has at most 20 digits, this has {0}")]
    Length(usize),
}

impl SimError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Character => "sim_character",
            Self::Empty => "sim_empty",
            Self::Length(_) => "sim_length",
        }
    }
}

/// Checks a terminal number and returns it without leading zeros.
pub fn parse(text: &str) -> Result<String, SimError> {
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if !compact.chars().all(|c| c.is_ascii_digit()) {
        return Err(SimError::Character);
    }
    if compact.len() > 20 {
        return Err(SimError::Length(compact.len()));
    }
    let bare = compact.trim_start_matches('0');
    if bare.is_empty() { Err(SimError::Empty) } else { Ok(bare.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_not_part_of_the_number() {
        assert_eq!(parse("013800138000").as_deref(), Ok("13800138000"));
        assert_eq!(parse("0000"), Err(SimError::Empty));
        assert_eq!(parse(""), Err(SimError::Empty));
        assert_eq!(parse("1380013800a"), Err(SimError::Character));
        assert_eq!(parse("123456789012345678901"), Err(SimError::Length(21)));
    }
}
