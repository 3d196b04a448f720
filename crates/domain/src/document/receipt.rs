//! The receipt inside a PDF: a region of fixed length that the digest of the file leaves out.
//!
//! The typesetter embeds [`placeholder`] as an attachment that is not compressed. Everything before and after it is
//! hashed into [`digest`], the ledger takes the digest, and the proof of that entry is written over the placeholder. So
//! one file carries its own proof, and every byte that shows anything is covered by it. (The byte range of PDF
//! signatures, ISO 32000-2 §12.8.1, does the same with the signature's value.)

use sha2::{Digest as _, Sha256};

/// Length of the region, bytes.
pub const REGION: usize = 12 * 1024;

/// First bytes of the placeholder. They look like gzip, so that nothing tries to compress the attachment.
const EMPTY: &[u8] = b"\x1f\x8b\x08anlu-receipt-placeholder-1\n";

/// First bytes of a receipt.
pub const OPENING: &[u8] = b"{\"format\":\"anlu-receipt-1\",";

/// A file without a region, or with more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRegion {
    /// There is none.
    #[error("the file has no receipt")]
    None,
    /// There are several.
    #[error("the file has more than one receipt")]
    Several,
    /// The file ends inside it.
    #[error("the receipt is cut off")]
    Cut,
    /// The receipt does not fit.
    #[error("the receipt is longer than its place")]
    TooLong,
    /// Something else than the receipt stands in its place.
    #[error("there is more than a receipt in the place of the receipt")]
    More,
}

/// What the typesetter embeds: [`REGION`] bytes.
pub fn placeholder() -> Vec<u8> {
    let mut bytes = EMPTY.to_vec();
    bytes.resize(REGION, b' ');
    bytes
}

/// Where the placeholder stands.
pub fn empty_region(pdf: &[u8]) -> Result<usize, NoRegion> {
    only(pdf, EMPTY)
}

/// Where the receipt stands.
pub fn region(pdf: &[u8]) -> Result<usize, NoRegion> {
    only(pdf, OPENING)
}

fn only(pdf: &[u8], opening: &[u8]) -> Result<usize, NoRegion> {
    let mut found = pdf.windows(opening.len()).enumerate().filter(|(_, w)| *w == opening).map(|(at, _)| at);
    let at = found.next().ok_or(NoRegion::None)?;
    if found.next().is_some() {
        return Err(NoRegion::Several);
    }
    let end = at.checked_add(REGION).ok_or(NoRegion::Cut)?;
    if end > pdf.len() { Err(NoRegion::Cut) } else { Ok(at) }
}

/// SHA-256 of the file without the region that begins at `at`, preceded by where it is:
/// `"anlu-pdf-1" 0x00`, the offset and the length of the region (u64 big-endian each), the bytes before it, those after.
pub fn digest(pdf: &[u8], at: usize) -> Option<[u8; 32]> {
    let (before, rest) = pdf.split_at_checked(at)?;
    let (_, after) = rest.split_at_checked(REGION)?;
    let mut hasher = Sha256::new();
    hasher.update(b"anlu-pdf-1\0");
    hasher.update(u64::try_from(at).ok()?.to_be_bytes());
    hasher.update(u64::try_from(REGION).ok()?.to_be_bytes());
    hasher.update(before);
    hasher.update(after);
    Some(hasher.finalize().into())
}

/// Writes `receipt` (JSON that begins with [`OPENING`]) over the region at `at`, filled up with spaces.
pub fn seal(pdf: &mut [u8], at: usize, receipt: &[u8]) -> Result<(), NoRegion> {
    if receipt.len() > REGION || !receipt.starts_with(OPENING) {
        return Err(NoRegion::TooLong);
    }
    let end = at.checked_add(REGION).ok_or(NoRegion::Cut)?;
    let place = pdf.get_mut(at..end).ok_or(NoRegion::Cut)?;
    place.fill(b' ');
    for (to, from) in place.iter_mut().zip(receipt) {
        *to = *from;
    }
    Ok(())
}

/// The receipt's text; `written` gives the text a reader would have written for what it read, so that nothing can hide
/// beside it.
pub fn read(pdf: &[u8], at: usize) -> Result<&str, NoRegion> {
    let end = at.checked_add(REGION).ok_or(NoRegion::Cut)?;
    let place = pdf.get(at..end).ok_or(NoRegion::Cut)?;
    let text = core::str::from_utf8(place).map_err(|_e| NoRegion::More)?;
    Ok(text.trim_end_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf() -> Vec<u8> {
        [b"%PDF-1.7 what is shown ", &placeholder()[..], b" more of it %%EOF"].concat()
    }

    #[test]
    fn a_sealed_file_keeps_its_digest_and_any_other_byte_changes_it() {
        let mut file = pdf();
        let at = empty_region(&file).unwrap();
        let before = digest(&file, at).unwrap();
        seal(&mut file, at, b"{\"format\":\"anlu-receipt-1\",\"x\":1}").unwrap();
        assert_eq!(region(&file), Ok(at));
        assert_eq!(digest(&file, at), Some(before));
        assert_eq!(read(&file, at), Ok("{\"format\":\"anlu-receipt-1\",\"x\":1}"));
        for place in [3, at - 1, at + REGION, file.len() - 1] {
            let mut altered = file.clone();
            altered[place] ^= 1;
            assert_ne!(digest(&altered, at), Some(before), "byte {place}");
        }
        let longer = [&b" "[..], &file].concat();
        assert_ne!(digest(&longer, region(&longer).unwrap()), Some(before), "a shifted file is another file");
    }

    #[test]
    fn what_has_no_single_region_is_refused() {
        assert_eq!(region(&pdf()), Err(NoRegion::None));
        assert_eq!(empty_region(&[pdf(), pdf()].concat()), Err(NoRegion::Several));
        let cut = &pdf()[..200];
        assert_eq!(empty_region(cut), Err(NoRegion::Cut));
        assert_eq!(digest(cut, 100), None);
        let mut file = pdf();
        let at = empty_region(&file).unwrap();
        assert_eq!(seal(&mut file, at, &[b'{'; REGION + 1]), Err(NoRegion::TooLong));
        assert_eq!(seal(&mut file, at + 100, OPENING), Err(NoRegion::Cut));
    }
}
