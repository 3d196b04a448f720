//! The number the platform gives an alarm (32 characters in 0x9208, repeated in 0x1210): when it was given, the kind of
//! the alarm, and a code over both, the terminal and its name for the alarm.

use std::fmt::Write as _;

use anlu_domain::time::UtcMs;
use anlu_protocols::wire::DeviceTime;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::AuthKey;

const SECOND_MS: i64 = 1_000;
/// Hexadecimal digits of the code: 80 bits.
const CODE: usize = 20;

/// What a terminal calls an alarm, and its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlarmName {
    /// Item of 0x0200: 0x64 to 0x67.
    pub(crate) item: u8,
    /// Type within the item; 0 for tyres.
    pub(crate) kind: u8,
    /// Time of the alarm.
    pub(crate) time: DeviceTime,
    /// Counter of alarms at the same time.
    pub(crate) sequence: u8,
}

impl AlarmName {
    /// As it stands with evidence: `65-01 261126080000 0`.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{:02x}-{:02x} ", self.item, self.kind);
        for byte in self.time.to_bcd() {
            // Writing to a String cannot fail.
            let _written = write!(text, "{byte:02x}");
        }
        let _written = write!(text, " {}", self.sequence);
        text
    }
}

impl AuthKey {
    /// The number of an alarm of the terminal with this phone number, given at `now`.
    pub(crate) fn alarm_number(&self, phone: &str, alarm: &AlarmName, now: UtcMs) -> String {
        let seconds = u32::try_from(now.0.div_euclid(SECOND_MS)).unwrap_or(u32::MAX);
        let head = format!("{seconds:08x}{:02x}{:02x}", alarm.item, alarm.kind);
        let code = self.alarm_code(&head, phone, alarm.time, alarm.sequence);
        head + &code
    }

    /// The alarm of a number; `None` unless we gave it for this terminal and alarm, at most `valid_ms` ago.
    pub(crate) fn alarm_of(
        &self,
        number: &str,
        phone: &str,
        time: DeviceTime,
        sequence: u8,
        valid_ms: i64,
        now: UtcMs,
    ) -> Option<AlarmName> {
        let (head, shown) = number.split_at_checked(12)?;
        let code = self.alarm_code(head, phone, time, sequence);
        if shown.len() != CODE || !same(code.as_bytes(), shown.as_bytes()) {
            return None;
        }
        let given = i64::from(u32::from_str_radix(head.get(..8)?, 16).ok()?).saturating_mul(SECOND_MS);
        if !(0..=valid_ms).contains(&now.0.saturating_sub(given)) {
            return None;
        }
        let byte = |range| u8::from_str_radix(head.get(range)?, 16).ok();
        Some(AlarmName { item: byte(8..10)?, kind: byte(10..12)?, time, sequence })
    }

    fn alarm_code(&self, head: &str, phone: &str, time: DeviceTime, sequence: u8) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.bytes()) else { return String::new() };
        for part in [b"anlu alarm files v1".as_slice(), head.as_bytes(), phone.as_bytes()] {
            mac.update(part);
            mac.update(b"\0");
        }
        mac.update(&time.to_bcd());
        mac.update(&[sequence]);
        let digest = mac.finalize().into_bytes();
        digest.iter().take(CODE / 2).fold(String::with_capacity(CODE), |mut code, byte| {
            let _written = write!(code, "{byte:02x}");
            code
        })
    }
}

/// Compares without telling by its time how much was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |wrong, (a, b)| wrong | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use anlu_domain::time::HOUR_MS;

    use super::*;

    const PHONE: &str = "13900000001";

    fn alarm() -> AlarmName {
        let time = DeviceTime::from_bcd([0x26, 0x11, 0x26, 0x08, 0, 0]);
        AlarmName { item: 0x65, kind: 1, time, sequence: 3 }
    }

    #[test]
    fn a_number_names_one_alarm_of_one_terminal_for_a_while() {
        let (key, alarm, now) = (AuthKey::new([1; 32]), alarm(), UtcMs(1_795_651_200_000));
        let number = key.alarm_number(PHONE, &alarm, now);
        assert_eq!(number.len(), 32);
        let read = |key: &AuthKey, number: &str, phone: &str, sequence, later| {
            key.alarm_of(number, phone, alarm.time, sequence, HOUR_MS, now.plus(later))
        };
        assert_eq!(read(&key, &number, PHONE, 3, HOUR_MS), Some(alarm));
        assert_eq!(read(&key, &number, PHONE, 3, HOUR_MS + 1), None, "too late");
        assert_eq!(read(&key, &number, PHONE, 3, -1), None, "not given yet");
        assert_eq!(read(&key, &number, PHONE, 4, 0), None, "another alarm");
        assert_eq!(read(&key, &number, "13900000002", 3, 0), None, "another terminal");
        assert_eq!(read(&AuthKey::new([2; 32]), &number, PHONE, 3, 0), None, "another key");
        for at in 0..number.len() {
            let mut wrong = number.clone().into_bytes();
            wrong[at] = if wrong[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(read(&key, &String::from_utf8(wrong).unwrap(), PHONE, 3, 0), None, "digit {at}");
        }
        for wrong in ["", "0", &number[..31], "一二三四五六七八九十"] {
            assert_eq!(read(&key, wrong, PHONE, 3, 0), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_alarm_reads_as_its_terminal_wrote_it() {
        assert_eq!(alarm().text(), "65-01 261126080000 3");
    }
}
