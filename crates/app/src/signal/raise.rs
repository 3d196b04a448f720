//! What happened to a vehicle raises the signal of its group, beside what detectors find: it joins the one that is not
//! settled, or opens the next.

use anlu_domain::{
    finding::Severity,
    ids::{EnterpriseId, SignalId, VehicleId},
    signal::{GroupKey, Owner, Signal, triage::absorb},
    time::UtcMs,
};
use anlu_store::{
    StoreError, Tx,
    repo::signal::{self as signals, StoredSignal},
};

use crate::{ctx::Desk, live::event::LiveEvent};

/// What happened.
pub(crate) struct Cause {
    pub(crate) group: GroupKey,
    /// Kind of a signal that it opens.
    pub(crate) kind: &'static str,
    pub(crate) severity: Severity,
    /// When.
    pub(crate) at: UtcMs,
    pub(crate) vehicle: Option<VehicleId>,
    pub(crate) enterprise: Option<EnterpriseId>,
}

/// A signal that was raised.
pub(crate) struct Raised {
    pub(crate) signal: Signal,
    /// What it was before; `None`: it is new.
    pub(crate) before: Option<Signal>,
}

impl Raised {
    /// What listeners are told.
    pub(crate) fn event(&self) -> LiveEvent {
        if self.before.is_some() { LiveEvent::of_signal(&self.signal) } else { LiveEvent::new_signal(&self.signal) }
    }
}

/// Stores the signal; the caller notes in the ledger why.
pub(crate) async fn raise(desk: &Desk, tx: &Tx, cause: Cause, now: UtcMs) -> Result<Raised, StoreError> {
    let Cause { group, kind, severity, at, vehicle, enterprise } = cause;
    match signals::latest_of_group(tx.read(), &group).await? {
        Some(open) if !open.signal.state.settled() => {
            let before = open.signal.clone();
            let signal = absorb(before.clone(), severity, now, &desk.clocks);
            let row = StoredSignal {
                signal: signal.clone(),
                findings: open.findings.saturating_add(1),
                first_at: open.first_at.min(at),
                last_at: open.last_at.max(at),
                version: open.version,
            };
            signals::update(tx, &row).await?;
            Ok(Raised { signal, before: Some(before) })
        }
        settled => {
            let due_at = desk.clocks.due(Owner::Authority, severity, now);
            let named = (SignalId(desk.ids.next()), group, at.day());
            let seq = settled.map_or(0, |s| s.signal.seq.saturating_add(1));
            let opened = Signal::opened(named, (kind, severity), now, due_at);
            let signal = Signal { seq, vehicle, enterprise, ..opened };
            let row = StoredSignal { signal: signal.clone(), findings: 1, first_at: at, last_at: at, version: 1 };
            signals::insert(tx, &row).await?;
            Ok(Raised { signal, before: None })
        }
    }
}
