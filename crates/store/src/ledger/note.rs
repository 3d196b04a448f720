//! Checkpoints as they are handed out: signed notes (c2sp.org/signed-note) over checkpoints (c2sp.org/tlog-checkpoint).
//!
//! ```text
//! anlu-ledger/<first 16 hex digits of SHA-256 of the Ed25519 key>
//! <size>
//! <root, base64>
//! at <UTC milliseconds>
//!
//! — <name> <base64 of key id (4 bytes) and Ed25519 signature>
//! — <name> <base64 of key id and SM2 signature (r ‖ s), GB/T 32918.2 with SM3 and the default identity>
//! ```

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use sm2::dsa::signature::Verifier as _;

use super::{Checkpoint, leaf::Hash};

/// Identity that SM2 signatures are made under (GB/T 35276: the default one).
pub const SM2_ID: &str = "1234567812345678";
/// What tells SM2 apart in a key id: type 0xff and a name (c2sp.org/signed-note, "key ID").
const SM2_TYPE: &[u8] = b"\xffanlu/sm2-sm3";
/// Longest note that is read, bytes.
const MAX_NOTE: usize = 4_096;

/// A note as it was read: nothing in it is proved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Number of leaves covered.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
    /// UTC milliseconds of signing.
    pub at: i64,
    body: String,
    signatures: Vec<([u8; 4], Vec<u8>)>,
}

/// Name of the ledger that `key` signs.
pub fn origin(key: &[u8; 32]) -> String {
    let digest = hex::encode(Sha256::digest(key));
    format!("anlu-ledger/{}", digest.get(..16).unwrap_or_default())
}

/// The signed text.
pub fn body(key: &[u8; 32], size: u64, root: &Hash, at: i64) -> String {
    format!("{}\n{size}\n{}\nat {at}\n", origin(key), STANDARD.encode(root))
}

/// The public key in the form verifiers are given it (c2sp.org/signed-note, "vkey").
pub fn verifier_key(key: &[u8; 32]) -> String {
    let name = origin(key);
    let id = hex::encode(key_id(&name, b"\x01", key));
    format!("{name}+{id}+{}", STANDARD.encode([&[1_u8][..], key].concat()))
}

/// The note of a checkpoint and its second signature.
pub(super) fn write(point: &Checkpoint, sm2_key: &[u8], sm2: &[u8]) -> String {
    let name = origin(&point.key);
    let line =
        |id: [u8; 4], signature: &[u8]| format!("\u{2014} {name} {}\n", STANDARD.encode([&id[..], signature].concat()));
    let first = line(key_id(&name, b"\x01", &point.key), &point.signature);
    let second = line(key_id(&name, SM2_TYPE, sm2_key), sm2);
    format!("{}\n{first}{second}", point.text())
}

/// Reads a note; `None` when it is none.
pub fn read(text: &str) -> Option<Note> {
    if text.len() > MAX_NOTE {
        return None;
    }
    let (body, signatures) = text.split_once("\n\n")?;
    let mut lines = body.lines();
    lines.next()?.strip_prefix("anlu-ledger/")?;
    let size = lines.next()?.parse().ok()?;
    let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
    let at = lines.next()?.strip_prefix("at ")?.parse().ok()?;
    if lines.next().is_some() {
        return None;
    }
    let mut all = Vec::new();
    for line in signatures.lines() {
        let (_, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let bytes = STANDARD.decode(encoded).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        all.push((*id, signature.to_vec()));
    }
    Some(Note { size, root, at, body: format!("{body}\n"), signatures: all })
}

impl Note {
    /// The checkpoint, when the note is signed by `key`.
    pub fn signed_by(&self, key: &[u8; 32]) -> Option<Checkpoint> {
        if self.body != body(key, self.size, &self.root, self.at) {
            return None;
        }
        let signature: [u8; 64] = self.signature(key_id(&origin(key), b"\x01", key))?.try_into().ok()?;
        let verifier = VerifyingKey::from_bytes(key).ok()?;
        verifier.verify_strict(self.body.as_bytes(), &Signature::from_bytes(&signature)).ok()?;
        Some(Checkpoint { size: self.size, root: self.root, at: self.at, key: *key, signature })
    }

    /// Whether the second signature is that of `sm2_key` (uncompressed SEC 1 form) of the ledger of `key`.
    pub fn sm2_signed_by(&self, key: &[u8; 32], sm2_key: &[u8]) -> bool {
        let Some(bytes) = self.signature(key_id(&origin(key), SM2_TYPE, sm2_key)) else { return false };
        let Ok(verifier) = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, sm2_key) else { return false };
        sm2::dsa::Signature::from_slice(bytes).is_ok_and(|s| verifier.verify(self.body.as_bytes(), &s).is_ok())
    }

    fn signature(&self, id: [u8; 4]) -> Option<&[u8]> {
        self.signatures.iter().find(|(i, _)| *i == id).map(|(_, bytes)| bytes.as_slice())
    }
}

/// First four bytes of SHA-256 of name, line feed, type and key.
fn key_id(name: &str, kind: &[u8], key: &[u8]) -> [u8; 4] {
    let mut hasher = Sha256::new();
    hasher.update(name);
    hasher.update(b"\n");
    hasher.update(kind);
    hasher.update(key);
    let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::{super::Signer, *};
    use crate::Keys;

    fn signer(seed: u8) -> Signer {
        Signer::new(&Keys { data: [seed; 32], index: [seed; 32], ledger: [seed; 32] }).unwrap()
    }

    #[test]
    fn a_note_reads_back_and_both_signatures_hold() {
        let (ours, other) = (signer(7), signer(8));
        let point = ours.sign(42, [3; 32], 1_795_000_000_000);
        let text = ours.note(&point);
        let note = read(&text).unwrap();
        assert_eq!(note.signed_by(&ours.public()), Some(point));
        assert!(note.sm2_signed_by(&ours.public(), &ours.public_sm2()));
        assert_eq!(note.signed_by(&other.public()), None);
        assert!(!note.sm2_signed_by(&ours.public(), &other.public_sm2()));
        let altered = read(&text.replace("\n42\n", "\n43\n")).unwrap();
        assert_eq!(altered.signed_by(&ours.public()), None);
        assert!(!altered.sm2_signed_by(&ours.public(), &ours.public_sm2()));
    }

    /// The form is that of other implementations: a committed sample with the key it verifies under.
    #[test]
    fn the_form_never_changes() {
        let ours = signer(7);
        let note = ours.note(&ours.sign(1, [0; 32], 5));
        let mut lines = note.lines();
        assert_eq!(lines.next(), Some("anlu-ledger/fe812c12f3ab4ce6"));
        assert_eq!(lines.next(), Some("1"));
        assert_eq!(lines.next(), Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assert_eq!(lines.next(), Some("at 5"));
        assert_eq!(lines.next(), Some(""));
        assert!(lines.next().unwrap().starts_with("\u{2014} anlu-ledger/fe812c12f3ab4ce6 "));
        assert_eq!(verifier_key(&ours.public()).split('+').next(), Some("anlu-ledger/fe812c12f3ab4ce6"));
    }

    #[test]
    fn what_is_no_note_is_none() {
        for text in ["", "a\n\nb", "anlu-ledger/0\n1\nAAAA\nat 1\n\n", &"x".repeat(MAX_NOTE + 1)] {
            assert_eq!(read(text), None, "{text:.20}");
        }
    }
}
