//! Codes with correct check characters that nobody holds: region 339999 does not exist, plates of 浙Z are not issued.

use super::rng::Rng;

/// Region part of every invented code. No such division exists.
pub(crate) const REGION: &str = "339999";
/// Characters of GB 32100 in the order of their values.
const USCC_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// 统一社会信用代码 number `n` of the invented county: organisation part `AL` + six digits with its own check
/// character (GB 11714), then the check character of GB 32100.
pub(crate) fn uscc(n: u32) -> String {
    let body = format!("AL{:06}", n % 1_000_000);
    let mut code = format!("91{REGION}{body}{}", organisation_check(&body));
    code.push(uscc_check(&code));
    code
}

/// Check character of an organisation code of eight characters.
fn organisation_check(body: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, w)| c.to_digit(36).unwrap_or(0) * w).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        d => char::from_digit(d, 10).unwrap_or('0'),
    }
}

fn uscc_check(first_17: &str) -> char {
    let mut weight = 1_usize;
    let mut sum = 0_usize;
    for c in first_17.bytes() {
        let value = USCC_ALPHABET.iter().position(|a| *a == c).unwrap_or(0);
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    char::from(USCC_ALPHABET[(31 - sum % 31) % 31])
}

/// 公民身份号码 with a correct check digit (GB 11643) in a region that does not exist.
/// `birth` is `YYYYMMDD`, `sequence` 0–999 (even: female).
pub(crate) fn id_number(birth: &str, sequence: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let first_17 = format!("{REGION}{birth}{:03}", sequence % 1_000);
    let sum: u32 = first_17.chars().zip(WEIGHTS).map(|(c, w)| c.to_digit(10).unwrap_or(0) * w).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{first_17}{}", char::from(check))
}

/// Kinds of plates of GA 36 that the county needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlateKind {
    /// Seven characters.
    Ordinary,
    /// Eight characters, energy letter in front (small vehicles).
    SmallNewEnergy,
    /// Eight characters, energy letter at the end (large vehicles).
    LargeNewEnergy,
    /// 挂.
    Trailer,
    /// 学.
    Training,
}

/// Plate number `n` of a kind; different `n` (below 10,000) give different plates.
pub(crate) fn plate(kind: PlateKind, n: u32, rng: &mut Rng) -> String {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = char::from(*rng.pick(LETTERS));
    let n = n % 10_000;
    match kind {
        PlateKind::Ordinary => format!("浙Z{n:04}{letter}"),
        PlateKind::SmallNewEnergy => format!("浙Z{}0{n:04}", if rng.chance(0.8) { 'D' } else { 'F' }),
        PlateKind::LargeNewEnergy => format!("浙Z0{n:04}{}", if rng.chance(0.8) { 'D' } else { 'F' }),
        PlateKind::Trailer => format!("浙Z{n:04}挂"),
        PlateKind::Training => format!("浙Z{n:04}学"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters_are_those_of_the_standards() {
        // Worked example of GB 32100-2015, annex: 91350100M000100Y4 + check character 3.
        assert_eq!(uscc_check("91350100M000100Y4"), '3');
        // Worked example of GB 11643-1999: 11010519491231002 + X.
        let (region, rest) = ("110105", "19491231002");
        let sum: u32 = format!("{region}{rest}")
            .chars()
            .zip([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
            .map(|(c, w): (char, u32)| c.to_digit(10).unwrap() * w)
            .sum();
        assert_eq!(char::from(b"10X98765432"[(sum % 11) as usize]), 'X');
        assert_eq!(uscc(7).len(), 18);
        assert_eq!(id_number("19800101", 7).len(), 18);
    }

    #[test]
    fn plates_have_the_length_of_their_kind() {
        let mut rng = Rng::for_part(1, "plates");
        let mut len = |kind| plate(kind, 42, &mut rng).chars().count();
        assert_eq!(len(PlateKind::Ordinary), 7);
        assert_eq!(len(PlateKind::SmallNewEnergy), 8);
        assert_eq!(len(PlateKind::LargeNewEnergy), 8);
        assert_eq!(len(PlateKind::Trailer), 7);
        assert_eq!(len(PlateKind::Training), 7);
    }
}
