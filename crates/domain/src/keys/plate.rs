//! Number plates (GA 36-2018): province, issuing letter, serial; eight characters for new-energy vehicles; trailing
//! 挂 (trailer), 学 (training), 警 (police), 港 澳 (cross-border), 领 使 (consular, embassy), 应急 (emergency rescue).

/// Abbreviations of the provinces.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";

/// Why a text is not a number plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlateError {
    /// The first character is not the abbreviation of a province.
    #[error("a plate begins with the abbreviation of a province")]
    Province,
    /// The second character is not the letter of the issuing office.
    #[error("the second character must be a letter")]
    Office,
    /// Neither 7 nor 8 characters.
    #[error("a plate has 7 characters, or 8 for a new-energy vehicle; this has {0}")]
    Length(usize),
    /// A serial with characters that do not occur there (I and O never do), or with more than two letters.
    #[error("the serial part is not one that is issued")]
    Serial,
    /// Eight characters, but not in one of the two forms of new-energy plates.
    #[error("a plate of 8 characters carries a letter A to K (not I) in front of five digits, or after them")]
    NewEnergy,
}

impl PlateError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Province => "plate_province",
            Self::Office => "plate_office",
            Self::Length(_) => "plate_length",
            Self::Serial => "plate_serial",
            Self::NewEnergy => "plate_new_energy",
        }
    }
}

/// Checks a plate and returns it in capitals without separators (`浙B·12345` is `浙B12345`).
pub fn parse(text: &str) -> Result<String, PlateError> {
    let plate: String = text
        .chars()
        .filter(|c| !matches!(c, '·' | '•' | '・' | '.' | '-' | ' '))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let mut chars = plate.chars();
    let province = chars.next().ok_or(PlateError::Length(0))?;
    if !PROVINCES.contains(province) {
        return Err(PlateError::Province);
    }
    if !chars.next().is_some_and(|c| c.is_ascii_uppercase() && c != 'I') {
        return Err(PlateError::Office);
    }
    let serial: Vec<char> = chars.collect();
    match serial.as_slice() {
        [head @ .., '应', '急'] | [head @ .., '挂' | '学' | '警' | '港' | '澳' | '领' | '使'] if head.len() == 4 => {
            all_serial(head)
        }
        [..] if serial.len() == 5 => ordinary(&serial),
        [..] if serial.len() == 6 => new_energy(&serial),
        _ => Err(PlateError::Length(serial.len() + 2)),
    }
    .map(|()| plate)
}

fn in_serial(c: char) -> bool {
    c.is_ascii_digit() || (c.is_ascii_uppercase() && c != 'I' && c != 'O')
}

fn all_serial(serial: &[char]) -> Result<(), PlateError> {
    if serial.iter().all(|c| in_serial(*c)) { Ok(()) } else { Err(PlateError::Serial) }
}

/// GA 36-2018 §5.4: five characters of which at most two are letters.
fn ordinary(serial: &[char]) -> Result<(), PlateError> {
    all_serial(serial)?;
    let letters = serial.iter().filter(|c| c.is_ascii_uppercase()).count();
    if letters <= 2 { Ok(()) } else { Err(PlateError::Serial) }
}

/// Small vehicles: energy letter, digit or letter, four digits. Large ones: five digits, energy letter.
/// The energy letter is A B C D E (pure electric) or F G H J K (other).
fn new_energy(serial: &[char]) -> Result<(), PlateError> {
    let energy = |c: char| matches!(c, 'A'..='H' | 'J' | 'K');
    let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
    let fits = match serial {
        [first, second, rest @ ..] if energy(*first) && in_serial(*second) && digits(rest) => true,
        [rest @ .., last] if energy(*last) && digits(rest) => true,
        _ => false,
    };
    if fits { Ok(()) } else { Err(PlateError::NewEnergy) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_accepted_and_normalised() {
        for (text, plate) in [
            ("浙Z·1234A", "浙Z1234A"),
            ("浙z12345", "浙Z12345"),
            ("浙ZD01234", "浙ZD01234"),
            ("浙ZFA1234", "浙ZFA1234"),
            ("浙Z01234F", "浙Z01234F"),
            ("浙Z1234挂", "浙Z1234挂"),
            ("浙Z1234学", "浙Z1234学"),
            ("浙Z1234警", "浙Z1234警"),
            ("粤ZA123港", "粤ZA123港"),
            ("粤ZA123澳", "粤ZA123澳"),
            ("沪A1234领", "沪A1234领"),
            ("浙Z1234应急", "浙Z1234应急"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(plate), "{text}");
        }
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        for (text, error) in [
            ("", PlateError::Length(0)),
            ("Z1234A", PlateError::Province),
            ("国Z1234A", PlateError::Province),
            ("浙112345", PlateError::Office),
            ("浙I12345", PlateError::Office),
            ("浙Z1234", PlateError::Length(6)),
            ("浙Z1234567", PlateError::Length(9)),
            ("浙Z1234O", PlateError::Serial),
            ("浙ZABC12", PlateError::Serial),
            ("浙Z12挂45", PlateError::Serial),
            ("浙Z012345", PlateError::NewEnergy),
            ("浙ZL01234", PlateError::NewEnergy),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}
