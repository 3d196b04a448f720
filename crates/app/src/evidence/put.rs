//! Uploads a piece of evidence.

use anlu_domain::{
    evidence::{EvidenceHash, MAX_EVIDENCE_BYTES, MediaType},
    hazard::PersonRef,
    time::UtcMs,
};
use anlu_store::repo::evidence::{self as repo, Content, Upload};
use sha2::{Digest, Sha256};

use super::EvidenceError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Most characters of a file name that are kept.
const MAX_NAME_CHARS: usize = 200;

/// A file as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvidence {
    /// File name, for people only.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// When the device took it.
    pub captured_at: Option<UtcMs>,
}

/// Keeps the content (once, whoever sends it) and notes who brought it. The type is judged by content. Not in the
/// ledger: attaching it to a step is.
pub async fn put(ctx: &Ctx, new: NewEvidence) -> Result<Content, EvidenceError> {
    require(ctx, Action::EvidencePut)?;
    if new.bytes.is_empty() {
        return Err(EvidenceError::Empty);
    }
    if new.bytes.len() > MAX_EVIDENCE_BYTES {
        return Err(EvidenceError::TooLarge { max: MAX_EVIDENCE_BYTES });
    }
    let media_type = judge(&new.bytes).ok_or(EvidenceError::TypeNotTaken)?;
    let size = u64::try_from(new.bytes.len()).unwrap_or(u64::MAX);
    let blobs = ctx.blobs.clone();
    let bytes = new.bytes;
    let kept = tokio::task::spawn_blocking(move || {
        let hash = EvidenceHash(Sha256::digest(&bytes).into());
        blobs.keep(hash, &bytes).map(|()| hash)
    });
    let hash = kept.await.map_err(std::io::Error::other)??;
    let content = Content { hash, media_type, size };
    let said = Upload { name: tidy_name(&new.name), captured_at: new.captured_at };
    let (by, now) = (PersonRef::from(&ctx.viewer), ctx.now());
    ctx.store.tx(async |tx| repo::put(&tx, content, &said, &by, now).await).await?;
    Ok(content)
}

/// The type of a content that is taken; `None` otherwise.
fn judge(bytes: &[u8]) -> Option<MediaType> {
    MediaType::from_mime(infer::get(bytes)?.mime_type())
}

/// The last part of a name, without control characters.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_judged_by_content() {
        assert_eq!(judge(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), Some(MediaType::Jpeg));
        assert_eq!(judge(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some(MediaType::Png));
        assert_eq!(judge(b"RIFF\0\0\0\0WEBPVP8 "), Some(MediaType::Webp));
        assert_eq!(judge(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Some(MediaType::Heic));
        assert_eq!(judge(b"%PDF-1.7\n"), Some(MediaType::Pdf));
        assert_eq!(judge(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Some(MediaType::Mp4));
        for bad in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"<html>", b"MZ\x90\0", b"PK\x03\x04plain zip"] {
            assert_eq!(judge(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn names_lose_their_folders_and_control_characters() {
        assert_eq!(tidy_name("C:\\照片\\整改后\n.jpg"), "整改后.jpg");
        assert_eq!(tidy_name("../../etc/passwd"), "passwd");
        assert_eq!(tidy_name(&"长".repeat(300)).chars().count(), MAX_NAME_CHARS);
    }
}
