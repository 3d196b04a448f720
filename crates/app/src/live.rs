//! The live plane inside the process: detectors fed from the log, findings stored, latest positions, live events.
//! Start at [`worker`].

pub mod audience;
pub mod event;
pub mod latest;
pub mod list;
