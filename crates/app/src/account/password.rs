//! Password hashes: argon2id, computed off the async threads, a few at a time.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use super::error::AccountError;

/// Fewest characters of a password.
pub const MIN_PASSWORD_CHARS: usize = 10;
/// Most bytes of a password; more is refused before it is hashed.
pub const MAX_PASSWORD_BYTES: usize = 256;
/// Memory of one hash, KiB (OWASP's first argon2id setting: 19 MiB, 2 passes, 1 lane).
const MEMORY_KIB: u32 = 19_456;
/// Hashes computed at the same time: bounds memory when many log in at once.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// A hash nobody's password has, so that an unknown login costs as much time as a known one.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$Xb1UOpjJbLgmI3YyQTzNfOgqvLVVuLIW2zVCaOxq1ZY";

fn hasher() -> Result<Argon2<'static>, AccountError> {
    let params = Params::new(MEMORY_KIB, 2, 1, None).map_err(|e| AccountError::Hash(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses passwords that are too short, too long, or contain the login.
pub(super) fn acceptable(login: &str, password: &str) -> Result<(), AccountError> {
    let short = password.chars().count() < MIN_PASSWORD_CHARS;
    let named = !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase());
    if short || named || password.len() > MAX_PASSWORD_BYTES {
        return Err(AccountError::WeakPassword { min_chars: MIN_PASSWORD_CHARS });
    }
    Ok(())
}

/// The PHC string of `password`.
pub(super) async fn hash(password: String) -> Result<String, AccountError> {
    blocking(move || {
        let hash = hasher()?.hash_password(password.as_bytes()).map_err(|e| AccountError::Hash(e.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `password` matches `phc`.
pub(super) async fn matches(password: String, phc: String) -> Result<bool, AccountError> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Ok(false);
    }
    blocking(move || {
        let parsed = PasswordHash::new(&phc).map_err(|e| AccountError::Hash(e.to_string()))?;
        Ok(hasher()?.verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
) -> Result<T, AccountError> {
    let _turn = AT_ONCE.acquire().await.map_err(|e| AccountError::Hash(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| AccountError::Hash(e.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let phc = hash(String::from("correct horse")).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(matches(String::from("correct horse"), phc.clone()).await.unwrap());
        assert!(!matches(String::from("correct horsf"), phc.clone()).await.unwrap());
        assert!(!matches("x".repeat(300), phc).await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_hash_parses_and_matches_nothing() {
        assert!(!matches(String::from("nobody"), NOBODY.to_owned()).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for bad in ["short", "officer1-pw!", &"x".repeat(257)] {
            assert!(acceptable("officer1", bad).is_err(), "{bad}");
        }
        assert!(acceptable("officer1", "七个字的示例口令长").is_err());
        assert!(acceptable("officer1", "示例口令一二三四五六").is_ok());
    }
}
