//! Days: Excel serial numbers and the ways people write dates.

use anlu_domain::time::CivilDay;

use super::{super::text, Bad, Cell};

/// Serial number of 1970-01-01 in Excel's count from 1900.
const EPOCH: i32 = 25_569;

/// Years a day of the registry may lie in.
const YEARS: core::ops::RangeInclusive<i16> = 1950..=2200;

/// The day of a cell.
pub(in super::super) fn day(cell: &Cell) -> Result<CivilDay, Bad> {
    let unreadable = || Bad::new("date_unreadable");
    match cell {
        Cell::Serial(s) => in_range(of_serial(*s).ok_or_else(unreadable)?),
        Cell::Number(n) => of_number(*n),
        Cell::Text(raw) => of_text(raw),
        Cell::Error(_) => Err(Bad::new("cell_error")),
        Cell::Empty | Cell::Bool(_) => Err(unreadable()),
    }
}

/// The day of an Excel serial number (1 is 1900-01-01; the hours of the day are dropped).
pub(super) fn of_serial(serial: f64) -> Option<CivilDay> {
    // 60 is a 29 February 1900 that never was; nothing here is that old.
    (61.0..=2_958_465.999).contains(&serial).then(|| {
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
        let days = serial.floor() as i32;
        CivilDay(days - EPOCH)
    })
}

/// A bare number: 20240428, or a serial number whose date format was lost.
fn of_number(n: f64) -> Result<CivilDay, Bad> {
    if n.fract() == 0.0 && (19_000_101.0..=22_001_231.0).contains(&n) {
        return of_text(&n.to_string());
    }
    // 1955 to 2119: numbers outside are no days that anybody means.
    if (20_090.0..=80_000.0).contains(&n) {
        return in_range(of_serial(n).ok_or_else(|| Bad::new("date_unreadable"))?);
    }
    Err(Bad::new("date_unreadable"))
}

fn of_text(raw: &str) -> Result<CivilDay, Bad> {
    let text = text::prose(raw);
    // A time of day behind the date says nothing that a register needs.
    let date = text.split('T').next().unwrap_or_default();
    let compact: String = date.split(' ').filter(|part| !part.contains([':', '：'])).map(text::code).collect();
    if compact.len() == 8 && compact.bytes().all(|b| b.is_ascii_digit()) {
        return build([compact.get(..4), compact.get(4..6), compact.get(6..)]);
    }
    if compact.len() == 5 && compact.bytes().all(|b| b.is_ascii_digit()) {
        return of_number(compact.parse().map_err(|_e| Bad::new("date_unreadable"))?);
    }
    let spaced = compact.replace(['年', '月', '.', '/', '。', '－', '—', '_', '、'], "-").replace(['日', '号'], "");
    let mut parts = spaced.trim_end_matches('-').split('-');
    let found = [parts.next(), parts.next(), parts.next()];
    if parts.next().is_some() {
        return Err(Bad::new("date_unreadable"));
    }
    build(found)
}

fn build(parts: [Option<&str>; 3]) -> Result<CivilDay, Bad> {
    let unreadable = || Bad::new("date_unreadable");
    let digits = |t: &&str| !t.is_empty() && t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
    let year = parts[0].filter(|t| digits(t) && t.len() == 4).ok_or_else(unreadable)?;
    if parts[1].is_none_or(|m| !digits(&m) || m.len() > 2) && parts[1].is_some() {
        return Err(unreadable());
    }
    let (Some(month), Some(day)) = (parts[1], parts[2]) else { return Err(Bad::new("date_incomplete")) };
    if !digits(&day) || day.len() > 2 {
        return Err(unreadable());
    }
    let number = |t: &str| t.parse::<i16>().map_err(|_e| unreadable());
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let (month, day) = (i8::try_from(month), i8::try_from(day));
    let (Ok(month), Ok(day)) = (month, day) else { return Err(unreadable()) };
    let found = CivilDay::from_ymd(year, month, day).ok_or_else(unreadable)?;
    in_range(found)
}

fn in_range(day: CivilDay) -> Result<CivilDay, Bad> {
    let first = CivilDay::from_ymd(*YEARS.start(), 1, 1);
    let last = CivilDay::from_ymd(*YEARS.end(), 12, 31);
    if first.is_some_and(|f| day >= f) && last.is_some_and(|l| day <= l) {
        Ok(day)
    } else {
        Err(Bad::new("date_range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_day() {
        let expected = CivilDay::from_ymd(2024, 4, 28).unwrap();
        for text in [
            "2024-4-28",
            "2024-04-28",
            "2024/4/28",
            "2024.4.28",
            "2024。4。28",
            "2024年4月28日",
            "2024年04月28号",
            " ２０２４年４月２８日 ",
            "2024 年 4 月 28 日",
            "20240428",
            "2024-04-28 00:00:00",
            "2024/4/28 8:30",
            "2024-04-28T00:00:00",
            "45410",
        ] {
            assert_eq!(day(&Cell::Text(text.to_owned())), Ok(expected), "{text}");
        }
        assert_eq!(day(&Cell::Serial(45_410.75)), Ok(expected));
        assert_eq!(day(&Cell::Number(45_410.0)), Ok(expected));
        assert_eq!(day(&Cell::Number(20_240_428.0)), Ok(expected));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for (text, code) in [
            ("2024-02-30", "date_unreadable"),
            ("2024年4月", "date_incomplete"),
            ("2024", "date_incomplete"),
            ("24-4-28", "date_unreadable"),
            ("28/4/2024", "date_unreadable"),
            ("2024-4-28-1", "date_unreadable"),
            ("明年", "date_unreadable"),
            ("1850-01-01", "date_range"),
            ("99999999", "date_unreadable"),
        ] {
            assert_eq!(day(&Cell::Text(text.to_owned())).unwrap_err().code, code, "{text}");
        }
        assert_eq!(day(&Cell::Number(3.0)).unwrap_err().code, "date_unreadable");
        assert_eq!(day(&Cell::Serial(-5.0)).unwrap_err().code, "date_unreadable");
        assert_eq!(day(&Cell::Serial(f64::NAN)).unwrap_err().code, "date_unreadable");
    }
}
