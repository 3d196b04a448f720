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

/// What a byte adds to [`crc16`] when so many bytes follow it in a block of eight.
static CRC16: [[u16; 256]; 8] = crc16_tables();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler for fixed values"
)]
const fn crc16_tables() -> [[u16; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = (byte as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut follow = 1;
    while follow < 8 {
        let mut byte = 0;
        while byte < 256 {
            let crc: u16 = tables[follow - 1][byte];
            tables[follow][byte] = (crc << 8) ^ tables[0][(crc >> 8) as usize];
            byte += 1;
        }
        follow += 1;
    }
    tables
}

/// CRC-16/CCITT-FALSE (polynomial 1021, start FFFF, not reflected), over header and body as they are sent. Eight bytes
/// at a time: a frame is checked more than once on its way.
pub fn crc16(bytes: &[u8]) -> u16 {
    let (blocks, rest) = bytes.as_chunks::<8>();
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &CRC16;
    let of = |table: &[u16; 256], byte: u8| table.get(usize::from(byte)).copied().unwrap_or_default();
    let crc = blocks.iter().fold(0xffff_u16, |crc, &[a, b, c, d, e, f, g, h]| {
        let [high, low] = crc.to_be_bytes();
        of(t7, a ^ high) ^ of(t6, b ^ low) ^ of(t5, c) ^ of(t4, d) ^ of(t3, e) ^ of(t2, f) ^ of(t1, g) ^ of(t0, h)
    });
    rest.iter().fold(crc, |crc, &byte| {
        let [high, low] = crc.to_be_bytes();
        (u16::from(low) << 8) ^ of(t0, high ^ byte)
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

    /// Bit by bit, as the standard's text describes it.
    fn plain(bytes: &[u8]) -> u16 {
        bytes.iter().fold(0xffff, |crc, byte| {
            (0..8).fold(
                crc ^ (u16::from(*byte) << 8),
                |crc: u16, _| {
                    if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
                },
            )
        })
    }

    #[test]
    fn crc_of_every_length_is_that_of_single_bits() {
        let bytes: Vec<u8> = (0..=255_u8).map(|n| n.wrapping_mul(37) ^ 0x5a).collect();
        for end in 0..bytes.len() {
            assert_eq!(crc16(&bytes[..end]), plain(&bytes[..end]), "{end} bytes");
        }
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
