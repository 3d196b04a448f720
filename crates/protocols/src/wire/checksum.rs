//! The XOR check byte of JT/T 808 (2013: 4.4.4, 2019: 4.4.5).

/// XOR of all bytes, from the message id to the end of the body.
pub fn xor(bytes: &[u8]) -> u8 {
    let mut chunks = bytes.chunks_exact(8);
    let mut wide = 0_u64;
    for chunk in &mut chunks {
        if let Ok(eight) = <[u8; 8]>::try_from(chunk) {
            wide ^= u64::from_ne_bytes(eight);
        }
    }
    let folded = wide.to_ne_bytes().into_iter().fold(0, |sum, byte| sum ^ byte);
    chunks.remainder().iter().fold(folded, |sum, byte| sum ^ byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_plain_fold() {
        let bytes: Vec<u8> = (0..=255).collect();
        for end in 0..bytes.len() {
            let plain = bytes[..end].iter().fold(0, |a, b| a ^ b);
            assert_eq!(xor(&bytes[..end]), plain);
        }
    }
}
