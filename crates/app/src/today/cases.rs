//! Cases that wait for the viewer: the next step of each, by its clock.

use std::collections::BTreeMap;

use anlu_domain::{case::ActKind, time::CivilDay};
use anlu_store::{Page, StoreError, repo::case as repo};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
};
use crate::{
    access::{self, Action},
    case::{check::waits_for, rules::InForce},
    ctx::Ctx,
};

const fn verb_of(act: ActKind) -> Option<&'static str> {
    Some(match act {
        ActKind::AskFiling => verb::CASE_ASK_FILING,
        ActKind::PunishOnTheSpot => verb::CASE_PUNISH_ON_THE_SPOT,
        ActKind::DecideFiling => verb::CASE_DECIDE_FILING,
        ActKind::AddInterview => verb::CASE_ADD_INTERVIEW,
        ActKind::AddEvidence => verb::CASE_ADD_EVIDENCE,
        ActKind::DecideAsk => verb::CASE_DECIDE_ASK,
        ActKind::DisposeRegistered => verb::CASE_DISPOSE_REGISTERED,
        ActKind::Resume => verb::CASE_RESUME,
        ActKind::Conclude => verb::CASE_CONCLUDE,
        ActKind::Review => verb::CASE_REVIEW,
        ActKind::GiveNotice => verb::CASE_GIVE_NOTICE,
        ActKind::State => verb::CASE_STATE,
        ActKind::CallHearing => verb::CASE_CALL_HEARING,
        ActKind::HoldHearing => verb::CASE_HOLD_HEARING,
        ActKind::Decide => verb::CASE_DECIDE,
        ActKind::Serve => verb::CASE_SERVE,
        ActKind::Receive => verb::CASE_RECEIVE,
        ActKind::RecordPayment => verb::CASE_RECORD_PAYMENT,
        ActKind::MeasureDone => verb::CASE_MEASURE_DONE,
        ActKind::Execute => verb::CASE_EXECUTE,
        ActKind::AskClosing => verb::CASE_ASK_CLOSING,
        ActKind::Close => verb::CASE_CLOSE,
        // These may be done at any time: nothing waits for them.
        ActKind::AskApproval | ActKind::Halt | ActKind::Reinvestigate | ActKind::AskHearing | ActKind::Remind => {
            return None;
        }
    })
}

/// Cases in scope whose next step is the viewer's.
pub(super) async fn waiting(ctx: &Ctx, today: CivilDay) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, Action::CaseRead) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let open = repo::CaseFilter { open: Some(true), ..repo::CaseFilter::default() };
    let found = repo::list(ctx.store.read(), &ctx.viewer, &open, Page::new(1, Page::MAX_SIZE)).await?;
    let (read, total) = (found.items.len(), found.total);
    let force = InForce::on(ctx, today);
    let item = |stored: repo::StoredCase| {
        let act = waits_for(&stored.case, &ctx.viewer, &force, today)?;
        let due = force.due(&stored.case, today);
        let late = due.map(|d| today.0.saturating_sub(d.0)).filter(|days| *days > 0);
        let c = stored.case;
        let mut params = BTreeMap::from([
            ("no", c.no),
            ("title", c.title),
            ("state", c.state.as_str().to_owned()),
            ("party", c.party.name.clone()),
        ]);
        params.extend(late.map(|days| ("days", days.to_string())));
        Some(Item {
            id: c.id.0,
            kind: Kind::Case,
            subject: Subject::Enterprise(c.enterprise),
            subject_name: c.party.name,
            why: if late.is_some() { why::CASE_OVERDUE } else { why::CASE_WAITS },
            params,
            due_at: due.map(CivilDay::end),
            verb: verb_of(act)?,
            level: None,
        })
    };
    Ok(Found::of(found.items.into_iter().filter_map(item).collect(), read, total))
}
