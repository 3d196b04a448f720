//! The seal over an inspection: SHA-256 of `anlu-field-1`, one zero byte and the canonical text (RFC 8785) of the content,
//! which names every piece by its own SHA-256.

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::content::{Content, FORMAT, Fault};
use crate::{draw::canonical::text, evidence::EvidenceHash};

/// Why a sealed inspection is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Broken {
    /// The seal is not that of the text: something was changed after it was sealed.
    #[error("the seal does not fit")]
    Seal,
    /// No JSON of this format, or not in its canonical form.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// The content is no inspection.
    #[error("{}: {}", .0.pointer, .0.code)]
    Content(Fault),
}

/// The seal of a canonical text.
pub fn seal(content: &str) -> EvidenceHash {
    let mut hasher = Sha256::new();
    hasher.update(FORMAT.as_bytes());
    hasher.update([0]);
    hasher.update(content.as_bytes());
    EvidenceHash(hasher.finalize().into())
}

/// The inspection of a sealed text, when the seal holds.
pub fn read(content: &str, given: EvidenceHash) -> Result<Content, Broken> {
    if seal(content) != given {
        return Err(Broken::Seal);
    }
    let unreadable = |e: &dyn core::fmt::Display| Broken::Unreadable(e.to_string());
    let value: Value = serde_json::from_str(content).map_err(|e| unreadable(&e))?;
    if text(&value).map_err(|e| unreadable(&e))? != content {
        return Err(unreadable(&"not canonical"));
    }
    let read: Content = serde_json::from_value(value).map_err(|e| unreadable(&e))?;
    if read.format != FORMAT {
        return Err(unreadable(&"another format"));
    }
    read.check().map_err(Broken::Content)?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::{super::content::tests::content, *};
    use crate::draw::canonical::text_of;

    #[test]
    fn whatever_is_changed_after_sealing_is_found() {
        let sealed = text_of(&content()).unwrap();
        let given = seal(&sealed);
        assert_eq!(read(&sealed, given), Ok(content()));
        for changed in [
            sealed.replace("值班记录缺失", "值班记录齐全"),
            sealed.replace("\"unmet\"", "\"met\""),
            sealed.replace("1795000060000", "1795000060001"),
            format!("{sealed} "),
        ] {
            assert_ne!(changed, sealed);
            assert_eq!(read(&changed, given), Err(Broken::Seal), "{changed}");
        }
    }

    #[test]
    fn only_the_canonical_text_is_read() {
        let spaced = format!(" {}", text_of(&content()).unwrap());
        assert!(matches!(read(&spaced, seal(&spaced)), Err(Broken::Unreadable(_))));
        let more = text_of(&content()).unwrap().replacen('{', "{\"a\":1,", 1);
        assert!(matches!(read(&more, seal(&more)), Err(Broken::Unreadable(_))));
        assert!(matches!(read("[", seal("[")), Err(Broken::Unreadable(_))));
    }
}
