//! The terminal's phone number: the identity in every header.

use std::fmt;

use serde::{Serialize, Serializer};

/// A phone number without leading zeros, so that `013800138000` (2013) and its 20-digit form (2019) are one identity
/// (2013 table 2, 2019 table 2). Nibbles above 9, which some terminals use, are kept as `a`–`f`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    digits: [u8; 20],
    len: u8,
}

impl Phone {
    /// From the BCD field of a header (6 or 10 bytes; at most 10 are read).
    pub fn from_bcd(bytes: &[u8]) -> Self {
        Self::collect(bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]))
    }

    /// From text; `None` unless it is 1–20 digits once leading zeros are gone (`0` for nothing but zeros).
    pub fn parse(text: &str) -> Option<Self> {
        let significant = text.trim_start_matches('0');
        if text.is_empty() || significant.len() > 20 {
            return None;
        }
        let nibbles: Option<Vec<u8>> =
            significant.bytes().map(|b| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        Some(Self::collect(nibbles?.into_iter()))
    }

    fn collect(nibbles: impl Iterator<Item = u8>) -> Self {
        let mut digits = [0; 20];
        let mut len = 0_u8;
        let mut slots = digits.iter_mut();
        for nibble in nibbles.skip_while(|n| *n == 0) {
            let Some(slot) = slots.next() else { break };
            *slot = if nibble < 10 { nibble.wrapping_add(b'0') } else { nibble.wrapping_add(b'a' - 10) };
            len = len.wrapping_add(1);
        }
        if len == 0 {
            digits = *b"0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
            len = 1;
        }
        Self { digits, len }
    }

    /// The digits, without leading zeros.
    pub fn as_str(&self) -> &str {
        self.digits.get(..usize::from(self.len)).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or("0")
    }

    /// BCD field of `N` bytes, zeros in front; `None` when the digits do not fit.
    pub fn to_bcd<const N: usize>(&self) -> Option<[u8; N]> {
        let mut field = [0; N];
        let mut digits = self.as_str().bytes().rev().map(|b| match b {
            b'0'..=b'9' => b.wrapping_sub(b'0'),
            _ => b.wrapping_sub(b'a' - 10),
        });
        for byte in field.iter_mut().rev() {
            let low = digits.next().unwrap_or(0);
            *byte = (digits.next().unwrap_or(0) << 4) | low;
        }
        digits.next().is_none().then_some(field)
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.as_str())
    }
}

impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn leading_zeros_do_not_make_another_terminal() {
        let short = Phone::from_bcd(&[0x01, 0x38, 0x00, 0x13, 0x80, 0x00]);
        let long = Phone::from_bcd(&[0, 0, 0, 0, 0x01, 0x38, 0x00, 0x13, 0x80, 0x00]);
        assert_eq!(short, long);
        assert_eq!(short.as_str(), "13800138000");
        assert_eq!(Phone::parse("013800138000"), Some(short));
        assert_eq!(Phone::from_bcd(&[0; 6]).as_str(), "0");
        assert_eq!(Phone::parse("0"), Some(Phone::from_bcd(&[0; 6])));
        assert_eq!(Phone::parse(""), None);
        assert_eq!(Phone::parse("13x"), None);
    }

    proptest! {
        #[test]
        fn bcd_round_trips(bytes: [u8; 10]) {
            prop_assert_eq!(Phone::from_bcd(&bytes).to_bcd::<10>(), Some(bytes));
            let phone = Phone::from_bcd(&bytes);
            prop_assert_eq!(Phone::parse(phone.as_str()), Some(phone));
        }
    }
}
