//! A typesetter that sets nothing: the content as it is, with the place for the receipt. The real one is tried by the
//! browser tests.

use anlu_domain::{
    document::{Paper, receipt},
    ports::{TypesetError, Typesetter},
};

/// Sets nothing.
#[derive(Debug)]
pub(crate) struct Plain;

impl Typesetter for Plain {
    fn typeset(&self, paper: &Paper, link: &str, code: &str) -> Result<Vec<u8>, TypesetError> {
        let text = serde_json::to_string(paper).map_err(|e| TypesetError::Failed(e.to_string()))?;
        Ok([b"%PDF-1.7\n", text.as_bytes(), link.as_bytes(), code.as_bytes(), &receipt::placeholder(), b"%%EOF"]
            .concat())
    }
}
