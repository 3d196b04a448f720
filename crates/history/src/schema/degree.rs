//! Degrees in few bits. Terminals send whole millionths of a degree, which as doubles differ in all their bits; the
//! nearest multiple of 2⁻²¹ says as well which millionth is meant, and ends in zeros. Other readers see a place that lies
//! up to 2.7 cm beside the one that was sent; the archive knows it to the last bit.

/// Multiples of this are kept. Half of it is less than half a millionth.
pub(crate) const STEP: f64 = 1.0 / 2_097_152.0;

const MILLION: f64 = 1e6;

/// As it is stored: what is no whole millionth stays what it is.
pub(crate) fn stored(degree: f64) -> f64 {
    let millionth = (degree * MILLION).round();
    if same(millionth / MILLION, degree) { short(millionth) } else { degree }
}

/// What [`stored`] stored. (A multiple of the step that was none of millionths, which nobody sends, is taken for one.)
pub(crate) fn read(stored: f64) -> f64 {
    let millionth = (stored * MILLION).round();
    if same(short(millionth), stored) { millionth / MILLION } else { stored }
}

fn short(millionth: f64) -> f64 {
    (millionth / MILLION / STEP).round() * STEP
}

fn same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_millionth_is_read_back_to_the_last_bit() {
        for millionth in (-180_000_000..=180_000_000).step_by(997).chain(121_000_000..121_020_000) {
            let degree = f64::from(millionth) / MILLION;
            let stored = stored(degree);
            assert!(same(read(stored), degree), "{degree}");
            assert!((stored - degree).abs() <= STEP / 2.0, "{degree} is stored as {stored}");
            assert!(same((stored / STEP).round() * STEP, stored), "{stored} ends in zeros");
            assert!(same(read(degree), degree), "{degree} of a file from before");
        }
    }

    #[test]
    fn anything_else_stays_what_it_is() {
        for odd in [121.123_456_78, -0.0, f64::NAN, f64::INFINITY, 1e300, 30.000_000_1] {
            assert!(same(read(stored(odd)), odd), "{odd}");
        }
    }
}
