//! The Parquet history as the live plane writes it.

use std::{collections::BTreeSet, time::Instant};

use anlu_app::live::sink::{Kept, PositionSink, Positioned, SinkError};
use anlu_domain::{ids::VehicleId, time::CivilDay};
use anlu_history::{HistoryError, Pass, Retention, Writer};

/// A [`Writer`] behind the port of the live plane.
pub(crate) struct HistorySink(pub(crate) Writer);

/// Positions of the day before yesterday hardly come any more.
const SETTLED_DAYS: u32 = 2;
/// Files of a day that still goes on: two hours' worth at one roll in five minutes.
const CROWDED: usize = 24;

/// Niceness of what can wait.
#[cfg(target_os = "linux")]
const STANDING_BACK: i32 = 10;

/// The terms as the history asks for them.
struct KeptTerms<'a>(&'a Kept);

impl Retention for KeptTerms<'_> {
    fn terms(&self) -> BTreeSet<u32> {
        self.0.terms()
    }

    fn days(&self, vehicle: VehicleId) -> u32 {
        self.0.days(vehicle)
    }
}

/// Does `work` on a thread that stands back: what people and terminals wait for goes first.
fn behind<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let stood_back = || {
        // On Linux this is about the thread that asks. Where it is refused, the work is done all the same.
        #[cfg(target_os = "linux")]
        let _refused = rustix::process::setpriority_process(None, STANDING_BACK);
        work()
    };
    std::thread::scope(|scope| match scope.spawn(stood_back).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

fn failed(e: &HistoryError) -> SinkError {
    SinkError(e.to_string())
}

impl PositionSink for HistorySink {
    fn append<'a>(
        &self,
        shard: u16,
        last: u64,
        fixes: &mut (dyn Iterator<Item = Positioned<'a>> + 'a),
    ) -> Result<(), SinkError> {
        self.0.append(shard, last, fixes).map_err(|e| failed(&e))
    }

    fn roll_due(&self) -> Result<(), SinkError> {
        behind(|| self.0.roll_due(Instant::now())).map_err(|e| failed(&e))
    }

    fn flush(&self) -> Result<(), SinkError> {
        self.0.flush().map_err(|e| failed(&e))
    }

    fn compact(&self, today: CivilDay, keep: &Kept, go_on: &(dyn Fn() -> bool + Sync)) -> Result<u64, SinkError> {
        let pass = Pass { today, settled_days: SETTLED_DAYS, crowded: CROWDED };
        let done = behind(|| self.0.compact(&pass, &KeptTerms(keep), go_on)).map_err(|e| failed(&e))?;
        if done.rewritten + done.removed > 0 {
            tracing::info!(?done, "history was compacted");
        }
        Ok(done.rewritten + done.removed)
    }

    fn durable(&self, shard: u16) -> Option<u64> {
        self.0.durable(shard)
    }
}
