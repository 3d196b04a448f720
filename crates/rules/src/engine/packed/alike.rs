//! Bytes that are mostly those of a pattern: the two clocks of a vehicle tell of the same hours, minutes apart.

use std::ops::Range;

use super::{Bytes, unsigned};

/// Runs of other bytes that lie closer than this are one.
const CLOSE: usize = 3;

/// Adds `bytes`, told by what differs from the bytes of `to` in `pattern`.
pub(super) fn write(to: &mut Vec<u8>, pattern: Range<usize>, bytes: &[u8]) -> Option<()> {
    let length = |n: usize| u64::try_from(n).ok();
    if pattern.len() != bytes.len() {
        unsigned(to, 0);
        unsigned(to, length(bytes.len())?);
        to.extend_from_slice(bytes);
        return Some(());
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, (was, is)) in to.get(pattern)?.iter().zip(bytes).enumerate() {
        if was == is {
            continue;
        }
        match runs.last_mut() {
            Some(run) if place - run.end < CLOSE => run.end = place + 1,
            _ => runs.push(place..place + 1),
        }
    }
    unsigned(to, length(runs.len())?.saturating_add(1));
    let mut from = 0;
    for run in runs {
        unsigned(to, length(run.start - from)?);
        unsigned(to, length(run.len())?);
        from = run.end;
        to.extend_from_slice(bytes.get(run)?);
    }
    Some(())
}

/// Reads what [`write`] added.
pub(super) fn read(bytes: &mut Bytes<'_>, pattern: &[u8]) -> Option<Vec<u8>> {
    let Some(runs) = bytes.unsigned()?.checked_sub(1) else {
        let length = bytes.length()?;
        return Some(bytes.some(length)?.to_vec());
    };
    let mut whole = pattern.to_vec();
    let mut from = 0_usize;
    for _ in 0..runs {
        let start = from.checked_add(bytes.length()?)?;
        let end = start.checked_add(bytes.length()?)?;
        whole.get_mut(start..end)?.copy_from_slice(bytes.some(end - start)?);
        from = end;
    }
    Some(whole)
}
