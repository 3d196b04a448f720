//! Times as text: local civil time of Asia/Shanghai, or RFC 3339 with an offset.

use anlu_domain::time::{CivilDay, UtcMs};

/// Parses `2020-07-18 09:21:20` (also `/` in the date, `T` between, no seconds, a fraction) as civil time in
/// Asia/Shanghai, or RFC 3339 with an offset. Answers UTC milliseconds; digits below a millisecond are cut.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    civil(text.as_bytes()).or_else(|| UtcMs::parse_rfc3339(text).map(|t| t.0))
}

fn civil(text: &[u8]) -> Option<i64> {
    let (year, rest) = number(text, 4)?;
    let (separator, rest) = rest.split_first().filter(|(c, _)| matches!(c, b'-' | b'/'))?;
    let (month, rest) = number(rest, 2)?;
    let rest = rest.strip_prefix(&[*separator])?;
    let (day, rest) = number(rest, 2)?;
    let (_, rest) = rest.split_first().filter(|(c, _)| matches!(c, b' ' | b'T'))?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = match rest.strip_prefix(b":") {
        Some(rest) => number(rest, 2)?,
        None => (0, rest),
    };
    let millis = match rest.strip_prefix(b".") {
        Some(digits) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            digits.iter().chain(b"000").take(3).fold(0, |n, d| n * 10 + i64::from(d - b'0'))
        }
        None if rest.is_empty() => 0,
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let day = CivilDay::from_ymd(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    Some(day.start().0 + ((hour * 60 + minute) * 60 + second) * 1_000 + millis)
}

/// One to `width` digits (exactly four for a year, so that 18/7/2020 is not taken for the year 18).
fn number(text: &[u8], width: usize) -> Option<(i64, &[u8])> {
    let digits = text.iter().take(width).take_while(|c| c.is_ascii_digit()).count();
    let (head, rest) = text.split_at_checked(digits)?;
    let enough = digits > 0 && (width < 4 || digits == width);
    enough.then(|| (head.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_time_is_that_of_shanghai() {
        let noon = UtcMs::parse_rfc3339("2020-07-18T12:00:05+08:00").unwrap().0;
        for text in ["2020-07-18 12:00:05", "2020/7/18 12:00:05", "2020-07-18T12:00:05", " 2020-07-18 12:00:05.0004 "] {
            assert_eq!(parse(text), Some(noon), "{text}");
        }
        assert_eq!(parse("2020-07-18 12:00"), Some(noon - 5_000));
        assert_eq!(parse("2020-07-18 12:00:05.25"), Some(noon + 250));
        assert_eq!(parse("2020-07-18T04:00:05Z"), Some(noon));
        assert_eq!(parse("2020-07-18T13:00:05+09:00"), Some(noon));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "2020-07-18",
            "18/7/2020 12:00",
            "2020-02-30 12:00:00",
            "2020-07-18 24:00:00",
            "2020-07-18 12:60:00",
            "2020-07/18 12:00:00",
            "2020-07-18 12:00:05.",
            "2020-07-18 12:00:05x",
            "yesterday",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
