//! Hexadecimal text, for values kept raw and for tools.

use std::fmt;

use serde::{Serialize, Serializer};

/// Bytes that print and serialise as lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why text is not hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// A character is no hexadecimal digit; `offset` counts bytes of the text.
    #[error("no hexadecimal digit at offset {offset}")]
    Digit {
        /// Byte offset in the text.
        offset: usize,
    },
    /// The number of digits is odd.
    #[error("odd number of hexadecimal digits ({digits})")]
    Odd {
        /// Digits found.
        digits: usize,
    },
}

/// Reads hexadecimal text into `out` (cleared first); ASCII blanks between digits are ignored.
pub fn read(text: &[u8], out: &mut Vec<u8>) -> Result<(), HexError> {
    out.clear();
    let mut high: Option<u8> = None;
    let mut digits: usize = 0;
    for (offset, &byte) in text.iter().enumerate() {
        let value = match byte {
            b'0'..=b'9' => byte.wrapping_sub(b'0'),
            b'a'..=b'f' => byte.wrapping_sub(b'a').wrapping_add(10),
            b'A'..=b'F' => byte.wrapping_sub(b'A').wrapping_add(10),
            b' ' | b'\t' => continue,
            _ => return Err(HexError::Digit { offset }),
        };
        digits = digits.wrapping_add(1);
        match high.take() {
            None => high = Some(value),
            Some(h) => out.push((h << 4) | value),
        }
    }
    if high.is_some() { Err(HexError::Odd { digits }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        let mut out = Vec::new();
        read(b"7E 00 ff", &mut out).unwrap();
        assert_eq!(Hex(&out).to_string(), "7e00ff");
        assert_eq!(read(b"7", &mut out), Err(HexError::Odd { digits: 1 }));
        assert_eq!(read(b"7x", &mut out), Err(HexError::Digit { offset: 1 }));
    }
}
