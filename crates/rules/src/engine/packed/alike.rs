//! Bytes that are mostly those of a pattern: the two clocks of a vehicle tell of the same hours, minutes apart.

use super::bytes::{Bytes, length};

/// Runs of other bytes that lie closer than this are one.
const CLOSE: usize = 3;

/// Told whole.
const WHOLE: u8 = 0;
/// Told by runs of other bytes: (length, distance from the run before, bytes)…, 0.
const RUNS: u8 = 1;

/// Adds `bytes`, told by what differs from `pattern`.
pub(super) fn write(to: &mut Vec<u8>, pattern: &[u8], bytes: &[u8]) {
    if pattern.len() != bytes.len() {
        to.push(WHOLE);
        length(to, bytes.len());
        to.extend_from_slice(bytes);
        return;
    }
    to.push(RUNS);
    let mut told = 0;
    let mut run: Option<(usize, usize)> = None;
    let mut tell = |start: usize, end: usize| {
        length(to, end.saturating_sub(start));
        length(to, start.saturating_sub(told));
        to.extend_from_slice(bytes.get(start..end).unwrap_or_default());
        told = end;
    };
    for (place, (was, is)) in pattern.iter().zip(bytes).enumerate() {
        if was == is {
            continue;
        }
        run = Some(match run {
            Some((start, end)) if place - end < CLOSE => (start, place + 1),
            Some((start, end)) => {
                tell(start, end);
                (place, place + 1)
            }
            None => (place, place + 1),
        });
    }
    if let Some((start, end)) = run {
        tell(start, end);
    }
    to.push(0);
}

/// Reads what [`write`] added into `whole`, which is empty.
pub(super) fn read(bytes: &mut Bytes<'_>, pattern: &[u8], whole: &mut Vec<u8>) -> Option<()> {
    match bytes.byte()? {
        WHOLE => whole.extend_from_slice(bytes.part()?),
        RUNS => {
            whole.extend_from_slice(pattern);
            let mut from = 0_usize;
            loop {
                let length = bytes.length()?;
                if length == 0 {
                    break;
                }
                let start = from.checked_add(bytes.length()?)?;
                let end = start.checked_add(length)?;
                whole.get_mut(start..end)?.copy_from_slice(bytes.some(length)?);
                from = end;
            }
        }
        _ => return None,
    }
    Some(())
}
