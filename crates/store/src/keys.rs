//! The secrets of one installation.

/// Keys of an installation. They live in `keys/` of the data folder, never in the database.
#[derive(Clone)]
pub struct Keys {
    /// Encrypts personal data (XChaCha20-Poly1305).
    pub data: [u8; 32],
    /// Blind index of personal data (HMAC-SHA-256).
    pub index: [u8; 32],
    /// Seed of the Ed25519 key that signs ledger checkpoints.
    pub ledger: [u8; 32],
}

impl Keys {
    /// Fresh random keys from the operating system.
    pub fn generate() -> Result<Self, crate::StoreError> {
        let mut keys = Self { data: [0; 32], index: [0; 32], ledger: [0; 32] };
        for key in [&mut keys.data, &mut keys.index, &mut keys.ledger] {
            getrandom::fill(key).map_err(|e| crate::StoreError::Unavailable(format!("random numbers: {e}")))?;
        }
        Ok(keys)
    }
}

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Keys(not shown)")
    }
}
