//! Records a hazard.

use anlu_domain::{
    access::{Role, Scope},
    evidence::EvidencePhase,
    geo::Point,
    hazard::{
        Action as HazardAction, FailedControl, Governance, Hazard, Level, PersonRef, Source, State, act, governance,
        transition,
    },
    ids::{EnterpriseId, HazardId, SignalId},
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{evidence::Subject, hazard as repo, names},
};

use super::{
    HazardError, criteria,
    get::read,
    govern,
    step::{Attach, attach, evidence_value, note_fits},
    view::HazardView,
};
use crate::{
    access::{Action, require},
    changes::{fields, with},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct NewHazard {
    /// The enterprise that must mend it; an enterprise account may leave it out.
    pub enterprise: Option<EnterpriseId>,
    /// How it came to be known; `None`: by the viewer's role.
    pub source: Option<Source>,
    /// One line.
    pub title: String,
    /// What exactly.
    pub description: String,
    /// The clause it offends; required for a major hazard that names no criterion.
    pub clause: Option<String>,
    /// The criterion of major hazards that the person chose, by its id in the pack.
    pub criterion: Option<String>,
    /// Level.
    pub level: Level,
    /// Where, in words.
    pub place: Option<String>,
    /// Where.
    pub location: Option<Point>,
    /// Last day for mending: with it the enterprise is notified at once, when the viewer may do that.
    pub deadline: Option<CivilDay>,
    /// Evidence; what names no phase shows the state before mending.
    pub evidence: Vec<Attach>,
}

/// What a hazard was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody saw it.
    Seen(Source),
    /// A signal.
    Signal(SignalId),
    /// A control that was not kept.
    Control(FailedControl),
}

/// Records a hazard and answers it. A driver, who may not read hazards afterwards, is answered too.
pub async fn report(ctx: &Ctx, new: NewHazard) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardReport)?;
    let now = ctx.now();
    let id = HazardId(ctx.ids.next());
    let source = source_of(ctx, new.source)?;
    let hazard = ctx
        .store
        .tx(async |tx: Tx| {
            let hazard = insert(ctx, &tx, id, Origin::Seen(source), &new, now).await?;
            Ok::<_, HazardError>(hazard)
        })
        .await?;
    ctx.tell(LiveEvent::of_hazard(&hazard));
    let reader = reporter(ctx, hazard.enterprise);
    read(&reader, id).await
}

/// Who reads the answer: the viewer, or for a driver his enterprise.
fn reporter(ctx: &Ctx, enterprise: EnterpriseId) -> Ctx {
    let mut reader = ctx.clone();
    if matches!(reader.viewer.scope, Scope::Person(..)) {
        reader.viewer.scope = Scope::Enterprise(enterprise);
    }
    reader
}

/// Stores the hazard (and gives notice when a deadline came with it) inside the caller's transaction.
pub(crate) async fn insert(
    ctx: &Ctx,
    tx: &Tx,
    id: HazardId,
    origin: Origin,
    new: &NewHazard,
    now: UtcMs,
) -> Result<Hazard, HazardError> {
    note_fits(&new.description)?;
    let (source, signal, failed) = match origin {
        Origin::Seen(source) => (source, None, None),
        Origin::Signal(signal) => (Source::Signal, Some(signal), None),
        Origin::Control(failed) => (Source::RiskControl, None, Some(failed)),
    };
    let title = new.title.trim();
    if title.is_empty() {
        return Err(StepError::invalid("/title", "required").into());
    }
    if title.chars().count() > 200 {
        return Err(StepError::invalid("/title", "too_long").into());
    }
    let enterprise = enterprise_of(ctx, tx, new.enterprise).await?;
    let text = format!("{title}\n{}", new.description);
    let judged = criteria::judge(ctx, tx.read(), enterprise, now.day(), &text, new.criterion.as_deref()).await?;
    let clause = new.clause.as_deref().map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned);
    // The clause of the criterion that was chosen, or that the text meets, is kept with a major hazard.
    let criterion = judged.as_ref().and_then(|j| j.criterion.as_ref()).map(|c| c.zh.clone());
    let clause = clause.or_else(|| criterion.filter(|_| new.level == Level::Major));
    if new.level == Level::Major && clause.is_none() {
        return Err(StepError::invalid("/clause", "clause_required").into());
    }
    let day = now.day().to_string().replace('-', "");
    let number = repo::next_number(tx, &format!("YH-{day}")).await?;
    let found = Hazard {
        id,
        no: format!("YH-{day}-{number:04}"),
        enterprise,
        source,
        signal,
        failed,
        title: title.to_owned(),
        description: new.description.trim().to_owned(),
        clause,
        level: new.level,
        state: State::Found,
        found_by: PersonRef::from(&ctx.viewer),
        found_at: now,
        place: new.place.as_deref().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned),
        location: new.location,
        deadline: None,
        plan: None,
        extension: None,
        verifier: None,
        notified: None,
        submitted: None,
        verified: None,
        sent_back: None,
        closed: None,
        judged,
        governance: Governance::default(),
        repeats: None,
    };
    let months = criteria::governance(ctx, now.day()).map(|g| g.repeat_months);
    let repeats = match months {
        Some(months) => repo::repeated(tx.read(), &found, criteria::months_before(now, months)).await?,
        None => None,
    };
    let found = Hazard { repeats, ..found };
    let attached: Vec<_> = new.evidence.iter().map(|a| (a.hash, a.phase.unwrap_or(EvidencePhase::Before))).collect();
    let hazard = match new.deadline {
        Some(deadline) if act::check(&found, &ctx.viewer, HazardAction::Notify).is_ok() => {
            let told = transition::notify(found, &ctx.viewer, now, deadline, None, "")?;
            let to = govern::addressee_of(tx.read(), enterprise).await?;
            governance::issue(told, &ctx.viewer, now, &to, "")
        }
        _ => found,
    };
    repo::insert(tx, &hazard).await?;
    attach(tx, ctx, Subject::Hazard(id), &attached, now).await?;
    let mut after = fields(&hazard);
    if !attached.is_empty() {
        after = with(after, "evidence", evidence_value(&attached));
    }
    tx.record(
        [LedgerDraft {
            actor: ctx.actor(),
            action: "hazard_reported",
            subject_kind: "hazard",
            subject_id: id.to_string(),
            before: None,
            after: Some(after),
        }],
        now,
    );
    Ok(hazard)
}

/// The source a role may name; an enterprise only finds its own.
fn source_of(ctx: &Ctx, named: Option<Source>) -> Result<Source, HazardError> {
    let usual = match ctx.viewer.role {
        Role::Principal | Role::SafetyOfficer | Role::Driver => Source::SelfCheck,
        Role::GridChief => Source::Patrol,
        Role::BureauOfficer | Role::Enforcement | Role::Leader => Source::Inspection,
    };
    match named {
        None => Ok(usual),
        // Only an inspection by controls knows which control failed, and only an import what came from a list.
        Some(Source::RiskControl | Source::Import) => Err(StepError::invalid("/source", "source_not_yours").into()),
        Some(Source::SelfCheck) if ctx.viewer.role.is_authority() => {
            Err(StepError::invalid("/source", "source_not_yours").into())
        }
        Some(source) if ctx.viewer.role.is_authority() || source == Source::SelfCheck => Ok(source),
        Some(_) => Err(StepError::invalid("/source", "source_not_yours").into()),
    }
}

/// The enterprise, when the viewer may see it; an enterprise account means its own.
async fn enterprise_of(ctx: &Ctx, tx: &Tx, named: Option<EnterpriseId>) -> Result<EnterpriseId, HazardError> {
    let own = match &ctx.viewer.scope {
        Scope::Enterprise(id) | Scope::Person(id, _) => Some(*id),
        Scope::All | Scope::Grid(_) | Scope::Nothing => None,
    };
    let id = match (named, own) {
        (Some(named), Some(own)) if named != own => None,
        (named, own) => named.or(own),
    };
    let id = id.ok_or(StepError::invalid("/enterprise_id", "required"))?;
    let seen = names::visible_enterprise(tx.read(), &ctx.viewer, id).await?;
    if seen { Ok(id) } else { Err(StepError::invalid("/enterprise_id", "not_found").into()) }
}
