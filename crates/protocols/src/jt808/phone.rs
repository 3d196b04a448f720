//! The terminal's phone number: the identity in every header.

use std::fmt;

use serde::{Serialize, Serializer};

/// A phone number without leading zeros, so that `013800138000` (2013) and its 20-digit form (2019) are one identity
/// (2013 table 2, 2019 table 2). Nibbles above 9, which some terminals use, are kept as `a`–`f`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    /// Always 20 digits, zeros in front: the form of 2019, so that equal numbers have equal bytes.
    digits: [u8; 20],
}

impl Phone {
    /// From the BCD field of a header (6 or 10 bytes; the last 10 are read).
    #[inline]
    pub fn from_bcd(bytes: &[u8]) -> Self {
        let mut digits = [b'0'; 20];
        let (pairs, _) = digits.as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().rev().zip(bytes.iter().rev()) {
            *pair = [digit(byte >> 4), digit(byte & 0x0f)];
        }
        Self { digits }
    }

    /// From text; `None` unless it is 1–20 digits once leading zeros are gone (`0` for nothing but zeros).
    pub fn parse(text: &str) -> Option<Self> {
        let significant = text.trim_start_matches('0');
        if text.is_empty() || significant.len() > 20 {
            return None;
        }
        let mut digits = [b'0'; 20];
        for (place, byte) in digits.iter_mut().rev().zip(significant.bytes().rev()) {
            *place = digit(char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())?);
        }
        Some(Self { digits })
    }

    /// The digits, without leading zeros.
    pub fn as_str(&self) -> &str {
        let last = self.digits.len().saturating_sub(1);
        let start = self.digits.iter().position(|digit| *digit != b'0').unwrap_or(last);
        self.digits.get(start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or("0")
    }

    /// BCD field of `N` bytes, zeros in front; `None` when the digits do not fit.
    pub fn to_bcd<const N: usize>(&self) -> Option<[u8; N]> {
        let mut field = [0; N];
        let (pairs, _) = self.digits.as_chunks::<2>();
        let mut pairs = pairs.iter().rev();
        for (byte, [high, low]) in field.iter_mut().rev().zip(pairs.by_ref()) {
            *byte = (nibble(*high) << 4) | nibble(*low);
        }
        pairs.all(|pair| *pair == [b'0'; 2]).then_some(field)
    }
}

fn digit(nibble: u8) -> u8 {
    if nibble < 10 { nibble.wrapping_add(b'0') } else { nibble.wrapping_add(b'a' - 10) }
}

fn nibble(digit: u8) -> u8 {
    if digit <= b'9' { digit.wrapping_sub(b'0') } else { digit.wrapping_sub(b'a' - 10) }
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
