//! Signed statements "the log has this size and this root at this time".
//!
//! The signed text is the body of a C2SP checkpoint (c2sp.org/tlog-checkpoint): origin, size, root, and one extension line
//! with the time. [`super::note`] gives it with its signatures, as it is handed out.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{
    leaf::{Hash, parse_hash},
    note,
};
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
    /// The signed text.
    pub fn text(&self) -> String {
        note::body(&self.key, self.size, &self.root, self.at)
    }

    /// Whether the signature is that of `key` over size, root and time.
    pub fn is_signed_by(&self, key: &[u8; 32]) -> bool {
        self.key == *key
            && VerifyingKey::from_bytes(key)
                .is_ok_and(|k| k.verify_strict(self.text().as_bytes(), &Signature::from_bytes(&self.signature)).is_ok())
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

/// Signs checkpoints with the installation's keys.
pub struct Signer {
    key: SigningKey,
    sm2: sm2::dsa::SigningKey,
}

impl Signer {
    /// The SM2 key is derived from the other, so that one secret is kept and backed up.
    pub(crate) fn new(keys: &Keys) -> Result<Self, StoreError> {
        let unusable = || StoreError::Internal(String::from("the ledger key gives no SM2 key"));
        let mut mac = Hmac::<Sha256>::new_from_slice(&keys.ledger).map_err(|_e| unusable())?;
        mac.update(b"anlu ledger sm2 key 1");
        let scalar: [u8; 32] = mac.finalize().into_bytes().into();
        let sm2 = sm2::dsa::SigningKey::from_slice(note::SM2_ID, &scalar).map_err(|_e| unusable())?;
        Ok(Self { key: SigningKey::from_bytes(&keys.ledger), sm2 })
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Uncompressed SEC 1 form of the SM2 public key.
    pub(crate) fn public_sm2(&self) -> Vec<u8> {
        self.sm2.verifying_key().to_sec1_bytes().into_vec()
    }

    pub(crate) fn sign(&self, size: u64, root: Hash, at: i64) -> Checkpoint {
        let unsigned = Checkpoint { size, root, at, key: self.public(), signature: [0; 64] };
        let signature = self.key.sign(unsigned.text().as_bytes()).to_bytes();
        Checkpoint { signature, ..unsigned }
    }

    /// The checkpoint as it is handed out: with the second signature, which costs more than the first and is therefore
    /// made only then.
    pub(crate) fn note(&self, point: &Checkpoint) -> String {
        let second: sm2::dsa::Signature = self.sm2.sign(point.text().as_bytes());
        note::write(point, &self.public_sm2(), &second.to_vec())
    }
}
