//! Signed statements "the log has this size and this root at this time".

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::leaf::{Hash, parse_hash};
use crate::{Keys, StoreError, entity::checkpoint};

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of leaves covered.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
    /// UTC milliseconds of signing.
    pub at: i64,
    /// Public key that signed.
    pub key: [u8; 32],
    /// Ed25519 signature over [`Checkpoint::text`].
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// The signed text, version 1: four lines, each ended by a line feed.
    pub fn text(size: u64, root: &Hash, at: i64) -> String {
        format!("anlu-ledger-checkpoint-v1\n{size}\n{}\n{at}\n", hex::encode(root))
    }

    /// Whether the signature is that of `key` over size, root and time.
    pub fn is_signed_by(&self, key: &[u8; 32]) -> bool {
        let text = Self::text(self.size, &self.root, self.at);
        self.key == *key
            && VerifyingKey::from_bytes(key)
                .is_ok_and(|k| k.verify_strict(text.as_bytes(), &Signature::from_bytes(&self.signature)).is_ok())
    }

    pub(crate) fn from_row(row: &checkpoint::Model) -> Result<Self, StoreError> {
        let bad = || StoreError::corrupt(format!("ledger checkpoint of size {}", row.size));
        let mut signature = [0; 64];
        hex::decode_to_slice(&row.signature, &mut signature).map_err(|_e| bad())?;
        Ok(Self {
            size: u64::try_from(row.size).map_err(|_e| bad())?,
            root: parse_hash(&row.root).ok_or_else(bad)?,
            at: row.at,
            key: parse_hash(&row.key).ok_or_else(bad)?,
            signature,
        })
    }
}

/// Signs checkpoints with the installation's key.
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    pub(crate) fn new(keys: &Keys) -> Self {
        Self { key: SigningKey::from_bytes(&keys.ledger) }
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub(crate) fn sign(&self, size: u64, root: Hash, at: i64) -> Checkpoint {
        let signature = self.key.sign(Checkpoint::text(size, &root, at).as_bytes()).to_bytes();
        Checkpoint { size, root, at, key: self.public(), signature }
    }
}
