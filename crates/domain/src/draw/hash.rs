//! SHA-256 (FIPS 180-4) with a tag for each purpose, so that a hash made for one can never stand for another.

use core::fmt::{self, Write as _};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};

/// Name of the format; the first part of every tag.
pub const FORMAT: &str = "anlu-draw-1";

/// What a hash is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Canonical text of the plan.
    Plan,
    /// Canonical text of the roster.
    Roster,
    /// Plan and roster together: what goes to the ledger first.
    Frozen,
    /// A party's hidden secret.
    Commitment,
    /// Both commitments over what was frozen.
    Committed,
    /// The seed.
    Seed,
    /// One block of the number stream.
    Stream,
    /// Canonical text of the result.
    Result,
}

impl Purpose {
    /// The word in the tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Roster => "roster",
            Self::Frozen => "frozen",
            Self::Commitment => "commitment",
            Self::Committed => "committed",
            Self::Seed => "seed",
            Self::Stream => "stream",
            Self::Result => "result",
        }
    }
}

/// 32 bytes: a SHA-256 value, or a party's secret. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// `SHA-256("anlu-draw-1/" + purpose + 0x00 + parts…)`. The parts of one purpose have fixed lengths, or only the
    /// last one varies, so that no two lists of parts give the same bytes.
    pub fn of(purpose: Purpose, parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(FORMAT.as_bytes());
        hasher.update(b"/");
        hasher.update(purpose.as_str().as_bytes());
        hasher.update([0]);
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The value of 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0_u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = nibble(*high)?.checked_mul(16)?.checked_add(nibble(*low)?)?;
        }
        Some(Self(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => digit.checked_sub(b'0'),
        b'a'..=b'f' => digit.checked_sub(b'a')?.checked_add(10),
        _ => None,
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            f.write_char(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('?'))?;
            f.write_char(char::from_digit(u32::from(byte & 15), 16).unwrap_or('?'))?;
        }
        Ok(())
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("expected 64 lower-case hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_nothing_else_is_read() {
        let hash = Hash::of(Purpose::Plan, &[b"{}"]);
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
        assert_eq!(Hash::parse(&hash.to_string().to_uppercase()), None);
        assert_eq!(Hash::parse("00"), None);
        assert_ne!(hash, Hash::of(Purpose::Roster, &[b"{}"]));
    }
}
