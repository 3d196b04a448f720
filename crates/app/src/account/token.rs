//! Tokens of sessions, and of links: 256 random bits, shown once, stored only as SHA-256.

use sha2::{Digest, Sha256};

use super::error::AccountError;

/// A token as the cookie carries it: 64 hex digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl core::fmt::Debug for Token {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// A fresh token.
    pub(crate) fn fresh() -> Result<Self, AccountError> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| AccountError::Hash(e.to_string()))?;
        Ok(Self(hex::encode(bytes)))
    }

    /// Reads a cookie value; `None` when it cannot be a token.
    pub fn read(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }

    /// The cookie value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the store knows it by.
    pub(crate) fn stored(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_fresh_and_stored_as_something_else() {
        let (a, b) = (Token::fresh().unwrap(), Token::fresh().unwrap());
        assert_ne!(a, b);
        assert_eq!(Token::read(a.as_str()), Some(a.clone()));
        assert_ne!(a.stored(), a.as_str());
        assert_eq!(Token::read("x"), None);
        assert!(!format!("{a:?}").contains(a.as_str()));
    }
}
