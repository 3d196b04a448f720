//! Evidence: photos and files that prove a step. Named by the SHA-256 of its bytes, stored once.

use serde::{Deserialize, Serialize};

/// Largest file taken, bytes.
pub const MAX_EVIDENCE_BYTES: usize = 20 * 1024 * 1024;

/// Which step of the loop a piece of evidence proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidencePhase {
    /// 整改前.
    Before,
    /// 整改后.
    After,
    /// 复查现场.
    Verify,
    /// 专家验收.
    Acceptance,
}

impl EvidencePhase {
    /// All phases.
    pub const ALL: [Self; 4] = [Self::Before, Self::After, Self::Verify, Self::Acceptance];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Verify => "verify",
            Self::Acceptance => "acceptance",
        }
    }

    /// The phase of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// A type of file that is taken as evidence. Judged by content, never by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaType {
    /// JPEG photo.
    Jpeg,
    /// PNG picture.
    Png,
    /// WebP picture.
    Webp,
    /// HEIC photo (phones).
    Heic,
    /// PDF document.
    Pdf,
    /// MP4 video.
    Mp4,
    /// `WebM` video, or sound alone: what most browsers record.
    Webm,
    /// Ogg sound.
    Ogg,
    /// MPEG-4 sound.
    M4a,
    /// Excel workbook.
    Xlsx,
    /// Word document.
    Docx,
    /// What a terminal sent and no browser shows: never taken from a person.
    Other,
}

impl MediaType {
    /// All types taken.
    pub const ALL: [Self; 12] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Heic,
        Self::Pdf,
        Self::Mp4,
        Self::Webm,
        Self::Ogg,
        Self::M4a,
        Self::Xlsx,
        Self::Docx,
        Self::Other,
    ];

    /// The media type as HTTP names it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heif",
            Self::Pdf => "application/pdf",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Ogg => "audio/ogg",
            Self::M4a => "audio/m4a",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Other => "application/octet-stream",
        }
    }

    /// The type of a media type name; `None` when it is not taken.
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.mime() == mime)
    }

    /// Whether browsers draw it as a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// Usual file name extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Pdf => "pdf",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Ogg => "ogg",
            Self::M4a => "m4a",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Other => "bin",
        }
    }
}

/// SHA-256 of the content: the name of a piece of evidence, 64 lower-case hex digits as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceHash(pub [u8; 32]);

impl core::fmt::Display for EvidenceHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl EvidenceHash {
    /// Parses 64 lower-case hex digits; anything else is `None`, so the text is safe in a path.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return None;
        }
        let mut out = [0u8; 32];
        for (slot, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
            *slot = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(out))
    }
}

impl Serialize for EvidenceHash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EvidenceHash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected 64 hex digits"))
    }
}

/// A piece of evidence to attach to a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Content hash, as the upload answered it.
    pub hash: EvidenceHash,
    /// What it proves.
    pub phase: EvidencePhase,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_hex_digits_and_nothing_else() {
        let text = "00ff".repeat(16);
        let hash = EvidenceHash::parse(&text).unwrap();
        assert_eq!(hash.to_string(), text);
        for bad in [String::new(), "0".repeat(63), "g".repeat(64), "0F".repeat(32), "../".repeat(21) + "."] {
            assert_eq!(EvidenceHash::parse(&bad), None, "{bad}");
        }
    }

    #[test]
    fn every_media_type_is_found_by_its_mime() {
        for m in MediaType::ALL {
            assert_eq!(MediaType::from_mime(m.mime()), Some(m));
        }
        assert_eq!(MediaType::from_mime("text/html"), None);
        assert_eq!(MediaType::from_mime("image/svg+xml"), None);
    }
}
