//! 查岗 of a platform below (0x9301), in the layout of the edition.

use anlu_domain::{downward::Check, time::UtcMs};
use anlu_protocols::{
    jt809::{
        Body, Edition, LinkProfile, Text, Upper,
        body::platform::{DutyCheck, DutyCheck2019, ToObject},
        field::Counted,
    },
    wire::gbk,
};

use super::orders::clipped;

/// Queues the message; its serial number, or `None` when no link of the platform is up.
pub(super) fn send(session: &mut Upper, profile: &LinkProfile, check: &Check, now: UtcMs) -> Option<u32> {
    let words = gbk::encode(&check.text);
    session.send(None, Body::DutyCheck(body(profile, check, clipped(&words), now)), now.0)
}

/// Only 2019 has a field for the time allowed: seconds, at most 255 of them.
fn body<'a>(profile: &LinkProfile, check: &Check, words: &'a [u8], now: UtcMs) -> DutyCheck<'a> {
    let (object_type, info_id, content) = (check.object_type, check.number, Counted(words));
    match profile.edition {
        Edition::V2011 => {
            DutyCheck::Object(ToObject { object_type, object_id: Text::new(&check.object), info_id, content })
        }
        Edition::V2019 => {
            let left = check.deadline.0.saturating_sub(now.0).max(0) / 1_000;
            let answer_time = u8::try_from(left).unwrap_or(u8::MAX);
            let object_id = Text::new(&check.object);
            DutyCheck::V2019(DutyCheck2019 { object_type, object_id, answer_time, info_id, content })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_names_its_number_and_in_2019_the_seconds_that_are_left() {
        let check = Check {
            number: 77,
            object_type: 2,
            object: String::from("330282"),
            text: String::new(),
            deadline: UtcMs(600_000),
        };
        let written = |edition, now| body(&LinkProfile::new(edition), &check, b"x", UtcMs(now));
        let DutyCheck::Object(old) = written(Edition::V2011, 0) else { panic!("2011") };
        assert_eq!((old.object_type, old.info_id, old.object_id.text().as_ref()), (2, 77, "330282"));
        for (now, seconds) in [(0, 255), (500_000, 100), (700_000, 0)] {
            let DutyCheck::V2019(new) = written(Edition::V2019, now) else { panic!("2019") };
            assert_eq!((new.info_id, new.object_type, new.answer_time), (77, 2, seconds));
        }
    }
}
