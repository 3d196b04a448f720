//! Platforms below: the alarms they report become signals; an officer demands that one be dealt with (督办), or asks
//! whether somebody is on duty (查岗), and sees what they answer. Everything that goes down stands in the store first and
//! is tried until a link takes it.

use anlu_domain::time::{DAY_MS, UtcMs};

use crate::step_error::StepError;

pub mod check;
pub mod deliver;
pub mod supervise;
pub(crate) mod take;
mod underway;
pub mod view;

pub use underway::Underway;
pub use view::{LowerAlarm, Supervision};

/// Latest deadline: a year.
const LONGEST_MS: i64 = 366 * DAY_MS;

/// Refuses a deadline that has passed or is far off.
fn in_time(deadline: UtcMs, now: UtcMs) -> Result<(), StepError> {
    if deadline <= now {
        return Err(StepError::invalid("/deadline", "supervision_deadline_past"));
    }
    if deadline.0.saturating_sub(now.0) > LONGEST_MS {
        return Err(StepError::invalid("/deadline", "supervision_deadline_far"));
    }
    Ok(())
}

/// Bytes of a text in GBK: one for ASCII, two for what people write here.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
