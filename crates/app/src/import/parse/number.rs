//! Numbers: how many, how heavy, where.

use super::{super::text, Bad, Cell};

/// A number between `min` and `max`; a unit may stand behind it (`120人`, `49,000 kg`).
pub(in super::super) fn decimal(cell: &Cell, units: &[&str], min: f64, max: f64) -> Result<f64, Bad> {
    let unreadable = || Bad::new("number_unreadable");
    let n = match cell {
        Cell::Number(n) => *n,
        Cell::Text(raw) => {
            let text = text::code(raw).replace(',', "");
            let bare = units.iter().find_map(|u| text.strip_suffix(text::code(u).as_str())).unwrap_or(&text);
            let digits = bare.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
            bare.parse().ok().filter(|_| digits).ok_or_else(unreadable)?
        }
        Cell::Error(_) => return Err(Bad::new("cell_error")),
        Cell::Empty | Cell::Serial(_) | Cell::Bool(_) => return Err(unreadable()),
    };
    if (min..=max).contains(&n) { Ok(n) } else { Err(Bad::new("number_range").with("min", min).with("max", max)) }
}

/// A whole number between 0 and `max`.
pub(in super::super) fn whole(cell: &Cell, units: &[&str], max: u32) -> Result<u32, Bad> {
    let n = decimal(cell, units, 0.0, f64::from(max))?;
    if n.fract() != 0.0 {
        return Err(Bad::new("number_unreadable"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to max, and whole")]
    let n = n as u32;
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_and_without_units() {
        let w = |t: &str| whole(&Cell::Text(t.to_owned()), &["人", "名"], 1_000_000);
        assert_eq!(w("１２０ 人"), Ok(120));
        assert_eq!(w("1,200"), Ok(1_200));
        assert_eq!(w("12.5").unwrap_err().code, "number_unreadable");
        assert_eq!(w("十二").unwrap_err().code, "number_unreadable");
        assert_eq!(w("1e3").unwrap_err().code, "number_unreadable");
        assert_eq!(w("-1").unwrap_err().code, "number_range");
        assert_eq!(whole(&Cell::Number(49_000.0), &[], 200_000), Ok(49_000));
        assert_eq!(whole(&Cell::Number(f64::NAN), &[], 5).unwrap_err().code, "number_range");
    }
}
