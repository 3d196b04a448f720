//! Items of video terminals (JT/T 1078-2016 tables 13–15). Other vendors use these ids with other lengths.

use super::ItemValue;

fn dword(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_be_bytes)
}

#[inline]
pub(super) fn alarms(bytes: &[u8]) -> Option<ItemValue<'_>> {
    dword(bytes).map(ItemValue::VideoAlarms)
}

#[inline]
pub(super) fn lost(bytes: &[u8]) -> Option<ItemValue<'_>> {
    dword(bytes).map(ItemValue::VideoLost)
}

#[inline]
pub(super) fn blocked(bytes: &[u8]) -> Option<ItemValue<'_>> {
    dword(bytes).map(ItemValue::VideoBlocked)
}

#[inline]
pub(super) fn storage_fault(bytes: &[u8]) -> Option<ItemValue<'_>> {
    bytes.try_into().ok().map(|two| ItemValue::StorageFault(u16::from_be_bytes(two)))
}

/// Two bytes by table 13, three by table 15: both occur.
#[inline]
pub(super) fn driving(bytes: &[u8]) -> Option<ItemValue<'_>> {
    match *bytes {
        [a, b] => Some(ItemValue::AbnormalDriving { kinds: u16::from_be_bytes([a, b]), fatigue_degree: None }),
        [a, b, degree] => {
            Some(ItemValue::AbnormalDriving { kinds: u16::from_be_bytes([a, b]), fatigue_degree: Some(degree) })
        }
        _ => None,
    }
}
