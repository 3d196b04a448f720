//! Authentication codes: derived from terminal and vehicle with a key, so they need no table and fit nobody else.

use std::fmt::{self, Write as _};

use anlu_domain::ids::VehicleId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key of the derivation.
#[derive(Clone)]
pub struct AuthKey([u8; 32]);

impl AuthKey {
    /// A key from secret bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The code of the terminal with this phone number (no leading zeros) in this vehicle: 20 lower-case hex digits.
    /// A terminal moved to another vehicle, or a SIM moved to another terminal, must register again.
    pub fn code(&self, phone: &str, vehicle: VehicleId) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(b"anlu jt808 auth v1\0");
        mac.update(phone.as_bytes());
        mac.update(b"\0");
        mac.update(vehicle.0.as_bytes());
        let digest = mac.finalize().into_bytes();
        digest.iter().take(10).fold(String::with_capacity(20), |mut code, byte| {
            // Writing to a String cannot fail.
            let _written = write!(code, "{byte:02x}");
            code
        })
    }
}

impl AuthKey {
    /// A code for the sub link of a JT/T 809 link that nobody can guess without the key. `nonce` differs each time.
    pub(crate) fn verify_code(&self, link: &str, nonce: u64) -> u32 {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return 0 };
        mac.update(b"anlu jt809 verify v1\0");
        mac.update(link.as_bytes());
        mac.update(b"\0");
        mac.update(&nonce.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        digest.first_chunk().map_or(0, |four| u32::from_be_bytes(*four))
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_ascii_and_bound_to_phone_vehicle_and_key() {
        let vehicle = |n| VehicleId(uuid::Uuid::from_u128(n));
        let key = AuthKey::new([1; 32]);
        let code = key.code("13800138000", vehicle(1));
        assert_eq!(code.len(), 20);
        assert!(code.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(code, key.code("13800138000", vehicle(1)));
        assert_ne!(code, key.code("13800138001", vehicle(1)));
        assert_ne!(code, key.code("13800138000", vehicle(2)));
        assert_ne!(code, AuthKey::new([2; 32]).code("13800138000", vehicle(1)));
        assert_eq!(format!("{key:?}"), "AuthKey(..)");
    }
}
