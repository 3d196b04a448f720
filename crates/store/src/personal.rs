//! Personal data at rest: encryption bound to its row, a blind index to look it up, and masks.
//!
//! Stored form, version 1: `1:` and the base64 of nonce (24 bytes) and XChaCha20-Poly1305 output. The associated data
//! names table, column and row, so that a value copied to another row does not decrypt.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::{Keys, StoreError};

/// Which column a value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `person.id_number`.
    IdNumber,
    /// `person.phone`.
    Phone,
    /// Certificate number on a driver card.
    DriverCard,
    /// What a document says.
    DocumentContent,
    /// A one-time link of a case: whom it is for, what is wanted of him.
    RemoteLink,
    /// Number and text of a short message.
    ShortMessage,
}

impl Field {
    const fn label(self) -> &'static str {
        match self {
            Self::IdNumber => "person.id_number",
            Self::Phone => "person.phone",
            Self::DriverCard => "driver_card.certificate_no",
            Self::DocumentContent => "document.content",
            Self::RemoteLink => "remote_link.body",
            Self::ShortMessage => "sms_outbox.body",
        }
    }
}

/// Encrypts, decrypts and indexes personal data with the keys of one installation.
pub struct Cipher {
    aead: XChaCha20Poly1305,
    index: [u8; 32],
}

impl Cipher {
    /// The cipher of `keys`.
    pub fn new(keys: &Keys) -> Self {
        Self { aead: XChaCha20Poly1305::new(&keys.data.into()), index: keys.index }
    }

    /// Encrypts `plain` for `field` of the row `id`.
    pub fn seal(&self, field: Field, id: Uuid, plain: &str) -> Result<String, StoreError> {
        let mut nonce = [0_u8; 24];
        getrandom::fill(&mut nonce).map_err(|e| StoreError::Unavailable(format!("random numbers: {e}")))?;
        let aad = associated(field, id);
        let sealed = self
            .aead
            .encrypt(&XNonce::from(nonce), Payload { msg: plain.as_bytes(), aad: &aad })
            .map_err(|e| StoreError::Internal(format!("encryption: {e}")))?;
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(format!("1:{}", STANDARD_NO_PAD.encode(bytes)))
    }

    /// Decrypts what [`Cipher::seal`] made for the same field and row.
    pub fn open(&self, field: Field, id: Uuid, stored: &str) -> Result<String, StoreError> {
        let unreadable =
            || StoreError::corrupt(format!("{} of {id} does not decrypt: wrong key or altered", field.label()));
        let bytes = stored.strip_prefix("1:").and_then(|t| STANDARD_NO_PAD.decode(t).ok()).ok_or_else(unreadable)?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or_else(unreadable)?;
        let aad = associated(field, id);
        let plain = self
            .aead
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad })
            .ok()
            .and_then(|p| String::from_utf8(p).ok());
        plain.ok_or_else(unreadable)
    }

    /// The blind index of a value: equal values have equal indexes, and nothing can be read from one without the key.
    pub fn index(&self, field: Field, plain: &str) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&self.index.into_block());
        mac.update(field.label().as_bytes());
        mac.update(&[0]);
        mac.update(plain.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

/// A 32-byte key as the 64-byte block HMAC-SHA-256 wants (zero padded, RFC 2104).
trait IntoBlock {
    fn into_block(self) -> hmac::digest::Key<Hmac<Sha256>>;
}

impl IntoBlock for [u8; 32] {
    fn into_block(self) -> hmac::digest::Key<Hmac<Sha256>> {
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        for (to, from) in block.iter_mut().zip(self) {
            *to = from;
        }
        block
    }
}

fn associated(field: Field, id: Uuid) -> Vec<u8> {
    let mut aad = b"anlu:1:".to_vec();
    aad.extend_from_slice(field.label().as_bytes());
    aad.push(b':');
    aad.extend_from_slice(id.as_bytes());
    aad
}

/// What a list may show of an ID number: province and city, and the last two characters.
pub fn mask_id_number(plain: &str) -> String {
    mask(plain, 4, 2)
}

/// What a list may show of a phone number.
pub fn mask_phone(plain: &str) -> String {
    mask(plain, 3, 4)
}

fn mask(plain: &str, head: usize, tail: usize) -> String {
    let count = plain.chars().count();
    if count <= head + tail {
        return "*".repeat(count);
    }
    plain.chars().enumerate().map(|(i, c)| if i < head || i >= count - tail { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(seed: u8) -> Cipher {
        Cipher::new(&Keys { data: [seed; 32], index: [seed; 32], ledger: [seed; 32] })
    }

    #[test]
    fn a_value_opens_only_in_its_own_row_and_column_and_with_its_key() {
        let (c, id) = (cipher(1), Uuid::from_u128(1));
        let stored = c.seal(Field::IdNumber, id, "33028219900101001X").unwrap();
        assert!(!stored.contains("3302"));
        assert_ne!(stored, c.seal(Field::IdNumber, id, "33028219900101001X").unwrap());
        assert_eq!(c.open(Field::IdNumber, id, &stored).unwrap(), "33028219900101001X");
        assert!(c.open(Field::Phone, id, &stored).is_err());
        assert!(c.open(Field::IdNumber, Uuid::from_u128(2), &stored).is_err());
        assert!(cipher(2).open(Field::IdNumber, id, &stored).is_err());
        assert!(c.open(Field::IdNumber, id, "1:AAAA").is_err());
    }

    #[test]
    fn the_blind_index_is_keyed_and_separates_columns() {
        let c = cipher(1);
        assert_eq!(c.index(Field::Phone, "1"), c.index(Field::Phone, "1"));
        assert_ne!(c.index(Field::Phone, "1"), c.index(Field::IdNumber, "1"));
        assert_ne!(c.index(Field::Phone, "1"), cipher(2).index(Field::Phone, "1"));
    }

    #[test]
    fn masks_hide_the_birthday_and_the_middle_of_a_phone() {
        assert_eq!(mask_id_number("33028219900101001X"), "3302************1X");
        assert_eq!(mask_phone("13800138000"), "138****8000");
        assert_eq!(mask_phone("1380"), "****");
    }
}
