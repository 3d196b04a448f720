//! Mobile phone numbers of the mainland: eleven digits, 13 to 19 in front.

/// Why a text is not a mobile phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Something else than digits.
    #[error("a phone number has digits only")]
    Character,
    /// Not eleven digits.
    #[error("a mobile number has 11 digits, this has {0}")]
    Length(usize),
    /// Does not begin with 13 to 19.
    #[error("a mobile number begins with 13 to 19")]
    Range,
}

impl PhoneError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Character => "phone_character",
            Self::Length(_) => "phone_length",
            Self::Range => "phone_range",
        }
    }
}

/// Checks a mobile number; spaces, hyphens and a leading +86 or 0086 are dropped.
pub fn parse(text: &str) -> Result<String, PhoneError> {
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let bare = compact.strip_prefix("+86").or_else(|| compact.strip_prefix("0086")).unwrap_or(&compact);
    if !bare.chars().all(|c| c.is_ascii_digit()) {
        return Err(PhoneError::Character);
    }
    if bare.len() != 11 {
        return Err(PhoneError::Length(bare.len()));
    }
    if !matches!(bare.as_bytes(), [b'1', b'3'..=b'9', ..]) {
        return Err(PhoneError::Range);
    }
    Ok(bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_normalised_or_refused() {
        assert_eq!(parse("+86 138-0013-8000").as_deref(), Ok("13800138000"));
        assert_eq!(parse("13800138000").as_deref(), Ok("13800138000"));
        assert_eq!(parse("1380013800"), Err(PhoneError::Length(10)));
        assert_eq!(parse("12800138000"), Err(PhoneError::Range));
        assert_eq!(parse("1380013800一"), Err(PhoneError::Character));
        assert_eq!(parse(""), Err(PhoneError::Length(0)));
    }
}
