//! What bears on a case beside its file: periods and the discretion table of the pack in force, what the store knows.

use anlu_domain::{
    calendar::Calendar,
    case::{
        Case, CaseSource,
        clock::{Terms, clocks, next_due},
        discretion::{Known, Violation},
    },
    hazard::State,
    ids::{HazardId, InquiryId},
    time::{CivilDay, DAY_MS},
};
use anlu_rules::pack::DiscretionFile;
use anlu_store::{
    Db, StoreError,
    repo::{case as repo, hazard, inquiry},
};

use crate::ctx::{Ctx, Desk};

/// Earlier penalties within so many days make a repeat.
const REPEAT_DAYS: i64 = 730;

/// The violations of the pack in force, for whoever opens a case.
pub type Violations = Vec<DiscretionFile>;

/// Terms, calendar and violations of a day.
pub(crate) struct InForce {
    pub(crate) terms: Terms,
    pub(crate) calendar: Calendar,
    pub(crate) violations: Violations,
}

impl InForce {
    /// Of the pack in force; empty where there is none.
    pub(crate) fn on(desk: &Desk, day: CivilDay) -> Self {
        let Some(book) = desk.book() else {
            return Self { terms: Terms::default(), calendar: Calendar::default(), violations: Vec::new() };
        };
        let pack = book.pack();
        Self {
            terms: pack.terms_on(day),
            calendar: pack.calendar.clone(),
            violations: pack.violations_on(day).cloned().collect(),
        }
    }

    pub(crate) fn violation(&self, id: &str) -> Option<&DiscretionFile> {
        self.violations.iter().find(|v| v.id == id)
    }

    pub(crate) fn table(&self, id: &str) -> Option<Violation> {
        self.violation(id).map(DiscretionFile::violation)
    }

    /// The next last day on which somebody has to act on the case.
    pub(crate) fn due(&self, case: &Case, today: CivilDay) -> Option<CivilDay> {
        next_due(case, &clocks(case, &self.terms, &self.calendar, today))
    }
}

/// What stands in the store and bears on circumstances.
pub(crate) async fn known(ctx: &Ctx, db: Db<'_>, case: &Case) -> Result<Known, StoreError> {
    let now = ctx.now();
    let since = case.opened.at.plus(-REPEAT_DAYS * DAY_MS);
    let earlier = repo::penalties(db, case.enterprise, since).await?;
    let same = earlier.iter().filter(|p| p.violation == case.violated.id && p.case != case.id).count();
    let mut known = Known { earlier: u32::try_from(same).unwrap_or(u32::MAX), ..Known::default() };
    let whole = ctx.desk.operator().viewer;
    let hazard = match (case.source, case.source_id) {
        (CaseSource::Hazard, Some(id)) => Some(HazardId(id)),
        (CaseSource::Inquiry, Some(id)) => {
            inquiry::get(db, &whole, InquiryId(id)).await?.and_then(|s| s.inquiry.hazard)
        }
        _ => None,
    };
    if let Some(id) = hazard
        && let Some(stored) = hazard::get(db, &whole, id).await?
    {
        let h = stored.hazard;
        known.mended = matches!(h.state, State::Verified | State::Closed);
        known.major = h.level == anlu_domain::hazard::Level::Major;
        known.late = h.deadline.is_some_and(|d| d < now.day()) && h.state.awaits_enterprise();
    }
    Ok(known)
}
