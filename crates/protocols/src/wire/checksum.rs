//! The XOR check byte of JT/T 808 (2013: 4.4.4, 2019: 4.4.5) and the CRC of JT/T 809 (2011: 4.4).

/// XOR of all bytes, from the message id to the end of the body.
#[inline]
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

/// Contribution of each byte to [`crc16`].
const CRC16: [u16; 256] = crc16_table();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler for 256 fixed values"
)]
const fn crc16_table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = (byte as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
}

/// CRC-16/CCITT-FALSE (polynomial 1021, start FFFF, not reflected), over header and body as they are sent.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc: u16, &byte| {
        let [high, low] = crc.to_be_bytes();
        let step = CRC16.get(usize::from(high ^ byte)).copied().unwrap_or_default();
        (u16::from(low) << 8) ^ step
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_of_the_catalogue_of_crcs() {
        assert_eq!(crc16(b"123456789"), 0x29b1);
        assert_eq!(crc16(b""), 0xffff);
    }

    #[test]
    fn equals_the_plain_fold() {
        let bytes: Vec<u8> = (0..=255).collect();
        for end in 0..bytes.len() {
            let plain = bytes[..end].iter().fold(0, |a, b| a ^ b);
            assert_eq!(xor(&bytes[..end]), plain);
        }
    }
}
