//! The body cipher (JT/T 809-2011 table 5): a linear congruential stream, the same operation both ways.
//!
//! It hides a body from a casual look and nothing more: the key travels in the header and the three constants are
//! shared by everybody on a platform. Run the links inside a tunnel.

/// The constants of one platform. They are secrets only in name; `Debug` still does not print them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cipher {
    m1: u32,
    ia1: u32,
    ic1: u32,
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(…)")
    }
}

impl Cipher {
    /// The constants M1, IA1 and IC1; `None` when M1 is 0, for which the generator is not defined.
    pub fn new(m1: u32, ia1: u32, ic1: u32) -> Option<Self> {
        (m1 != 0).then_some(Self { m1, ia1, ic1 })
    }

    /// Encrypts or decrypts `body` in place with the key of its header (0 counts as 1).
    pub fn apply(&self, key: u32, body: &mut [u8]) {
        let mut state = if key == 0 { 1 } else { key };
        for byte in body {
            state = self.ia1.wrapping_mul(state.checked_rem(self.m1).unwrap_or_default()).wrapping_add(self.ic1);
            let [_, low, _, _] = (state >> 4).to_be_bytes();
            *byte ^= low;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn the_shift_is_by_twenty_bits() {
        let cipher = Cipher::new(30_000_000, 20_000_000, 20_000_000).unwrap();
        let mut body = [0; 2];
        cipher.apply(256_178, &mut body);
        let first = 20_000_000_u32.wrapping_mul(256_178).wrapping_add(20_000_000);
        let second = 20_000_000_u32.wrapping_mul(first % 30_000_000).wrapping_add(20_000_000);
        let stream = [first, second].map(|state| u8::try_from(state >> 20 & 0xff).unwrap());
        assert_eq!(body, stream);
    }

    #[test]
    fn a_zero_modulus_is_no_cipher() {
        assert_eq!(Cipher::new(0, 1, 2), None);
        assert_eq!(format!("{:?}", Cipher::new(5, 1, 2)), "Some(Cipher(…))");
    }

    proptest! {
        #[test]
        fn twice_is_nothing(m1 in 1_u32.., ia1: u32, ic1: u32, key: u32, body in vec(any::<u8>(), 0..100)) {
            let cipher = Cipher::new(m1, ia1, ic1).unwrap();
            let mut work = body.clone();
            cipher.apply(key, &mut work);
            cipher.apply(key, &mut work);
            prop_assert_eq!(work, body);
        }
    }
}
