//! 0x0A00 and 0x8A00 RSA public key of terminal and platform (all editions).

use crate::wire::{field::Bytes, layout};

layout! {
    /// A public key {e, n}.
    #[derive(Copy)]
    pub struct RsaKey {
        /// Exponent.
        pub e: u32,
        /// Modulus.
        pub n: Bytes<128>,
    }
}
