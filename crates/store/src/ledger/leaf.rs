//! One entry and its canonical encoding, version 1.
//!
//! ```text
//! "anlu-ledger-leaf-v1" 0x00
//! seq           u64 big-endian
//! at            i64 big-endian, UTC milliseconds
//! actor, action, subject_kind, subject_id    each: u32 big-endian length in bytes, UTF-8
//! before, after                              each: 0x00, or 0x01 and a string as above (the stored JSON text)
//! ```
//! The leaf hash is SHA-256(0x00 ‖ encoding), RFC 6962 §2.1.

use sha2::{Digest, Sha256};

/// A 32-byte hash.
pub type Hash = [u8; 32];

/// One entry of the ledger as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the log, from 1.
    pub seq: i64,
    /// UTC milliseconds.
    pub at: i64,
    /// Who did it.
    pub actor: String,
    /// Stable verb.
    pub action: String,
    /// Kind of subject.
    pub subject_kind: String,
    /// Id of the subject.
    pub subject_id: String,
    /// JSON text of the changed fields before.
    pub before: Option<String>,
    /// JSON text of the changed fields after.
    pub after: Option<String>,
    /// Stored leaf hash, lower-case hexadecimal.
    pub leaf_hash: String,
}

impl Entry {
    /// The canonical encoding (without the stored hash).
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128 + self.before.as_ref().map_or(0, String::len));
        out.extend_from_slice(b"anlu-ledger-leaf-v1\0");
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.at.to_be_bytes());
        for text in [&self.actor, &self.action, &self.subject_kind, &self.subject_id] {
            put(&mut out, text);
        }
        for text in [&self.before, &self.after] {
            match text {
                None => out.push(0),
                Some(text) => {
                    out.push(1);
                    put(&mut out, text);
                }
            }
        }
        out
    }

    /// The hash of the encoding.
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.encode())
    }
}

fn put(out: &mut Vec<u8>, text: &str) {
    // No text here comes near 4 GiB; a longer one would hash to something else than its length says, never overlap.
    let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// SHA-256(0x00 ‖ data).
pub fn leaf_hash(data: &[u8]) -> Hash {
    let mut h = Sha256::new();
    h.update([0]);
    h.update(data);
    h.finalize().into()
}

/// SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut h = Sha256::new();
    h.update([1]);
    h.update(left);
    h.update(right);
    h.finalize().into()
}

/// A hash from hexadecimal.
pub fn parse_hash(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok().map(|()| hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A committed sample of version 1: if this changes, every ledger in the field stops verifying.
    #[test]
    fn the_encoding_of_version_1_never_changes() {
        let entry = Entry {
            seq: 7,
            at: 1_795_000_000_123,
            actor: "示例".into(),
            action: "enterprise_updated".into(),
            subject_kind: "enterprise".into(),
            subject_id: "e1".into(),
            before: None,
            after: Some("{\"name\":\"安路\"}".into()),
            leaf_hash: String::new(),
        };
        assert_eq!(
            hex::encode(entry.encode()),
            concat!(
                "616e6c752d6c65646765722d6c6561662d7631000000000000000007000001a1ee565e7b00000006e7a4bae4be8b00000012",
                "656e74657270726973655f757064617465640000000a656e74657270726973650000000265310001000000117b226e616d65",
                "223a22e5ae89e8b7af227d",
            )
        );
    }

    #[test]
    fn moving_bytes_between_fields_changes_the_hash() {
        let entry = |actor: &str, action: &str| Entry {
            seq: 1,
            at: 0,
            actor: actor.into(),
            action: action.into(),
            subject_kind: String::new(),
            subject_id: String::new(),
            before: None,
            after: None,
            leaf_hash: String::new(),
        };
        assert_ne!(entry("ab", "c").hash(), entry("a", "bc").hash());
    }
}
