//! A case is opened: by hand or from a record, of a firm, of a person, or of both at once (一案双罚).

use anlu_domain::{
    case::{Case, CaseSource, CaseState, Party, PartyKind, Procedure, Refusal, Violated},
    hazard::{PersonRef, Step},
    ids::{CaseId, EnterpriseId, HazardId, InquiryId, SignalId, WatchId},
    inquiry::{Ground, Inquiry, InquiryState},
    time::{CivilDay, UtcMs},
};
use anlu_rules::pack::DiscretionFile;
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{case as repo, hazard, inquiry, names, signal, watch},
};
use serde_json::json;
use uuid::Uuid;

use super::{CaseError, get::get, rules::InForce, view::CaseView};
use crate::{
    access::{Action, require},
    changes::fields,
    ctx::Ctx,
    step_error::StepError,
};

/// Most characters of a title and of facts.
const MAX_TITLE: usize = 100;
const MAX_FACTS: usize = 10_000;

/// The responsible person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responsible {
    /// Name; empty: the principal of the register.
    pub name: String,
    /// Post.
    pub post: String,
}

/// A case as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Violation in the discretion table.
    pub violation: String,
    /// The person, when the violation is a person's.
    pub person: Option<Responsible>,
    /// The firm's responsible person too: a second case, linked.
    pub both: bool,
    /// How it came to be known.
    pub source: CaseSource,
    /// The record it came from.
    pub source_id: Option<Uuid>,
    /// In a few words; empty: the name of the violation.
    pub title: String,
    /// First facts.
    pub facts: String,
    /// Last day of the unlawful act; without it, today.
    pub occurred: Option<CivilDay>,
    /// Life, health or finance, with harm.
    pub grave_harm: bool,
}

/// Opens a case, or a pair.
pub async fn open(ctx: &Ctx, new: NewCase) -> Result<CaseView, CaseError> {
    require(ctx, Action::CaseOpen)?;
    let now = ctx.now();
    if new.title.trim().chars().count() > MAX_TITLE {
        return Err(StepError::invalid("/title", "too_long").into());
    }
    let facts = new.facts.trim();
    if facts.is_empty() {
        return Err(StepError::invalid("/facts", "required").into());
    }
    if facts.chars().count() > MAX_FACTS {
        return Err(StepError::invalid("/facts", "too_long").into());
    }
    if new.occurred.is_some_and(|d| d > now.day()) {
        return Err(StepError::invalid("/occurred", "in_the_future").into());
    }
    let id = ctx.store.tx(async |tx: Tx| {
        if !names::visible_enterprise(tx.read(), &ctx.viewer, new.enterprise).await? {
            return Err(StepError::NotFound.into());
        }
        check_source(ctx, &tx, &new).await?;
        make(ctx, &tx, &new, now).await
    });
    let id = id.await?;
    get(ctx, id).await
}

/// Opens the case of the responsible person beside that of the firm.
pub async fn pair(ctx: &Ctx, id: CaseId, version: i64, person: &Responsible) -> Result<CaseView, CaseError> {
    require(ctx, Action::CaseOpen)?;
    let now = ctx.now();
    let made = ctx.store.tx(async |tx: Tx| {
        let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
        if stored.version != version {
            let (expected, found) = (version, stored.version);
            return Err(StoreError::Conflict { what: "case", expected, found }.into());
        }
        let force = InForce::on(ctx, now.day());
        let of_person = force.violation(&stored.case.violated.id).and_then(|v| v.person.clone());
        let second = of_person.as_deref().and_then(|v| force.violation(v)).ok_or(Refusal::UnknownViolation)?;
        if stored.case.pair.is_some() || stored.case.state.is_over() {
            return Err(CaseError::Exists);
        }
        let first = stored.case;
        let party = responsible(&tx, first.enterprise, person).await?;
        let other = draft(ctx, &tx, second, party, &first, now).await?;
        let first = Case { pair: Some(other.id), ..first };
        let due = force.due(&first, now.day());
        repo::update(&tx, &first, due, version).await?;
        let other_id = other.id;
        keep(ctx, &tx, &force, &other, now).await?;
        let draft = LedgerDraft {
            actor: ctx.actor(),
            action: "case_paired",
            subject_kind: "case",
            subject_id: first.id.to_string(),
            before: None,
            after: Some(json!({"pair": other_id.to_string()})),
        };
        tx.record([draft], now);
        Ok(other_id)
    });
    let made = made.await?;
    get(ctx, made).await
}

/// The case of an accepted inquiry, as a clue. `None`: the pack in force has no violation for it, or it is there.
pub(crate) async fn from_inquiry(ctx: &Ctx, tx: &Tx, i: &Inquiry, now: UtcMs) -> Result<Option<CaseId>, CaseError> {
    let violation = match i.ground {
        Ground::RefusedMajor => "work_safety.102",
        Ground::NoInspection => "work_safety.101",
    };
    let words = i.decided.as_ref().map(|d| d.note.clone()).unwrap_or_default();
    let facts = match &i.facts.hazard {
        Some(h) => format!("重大隐患 {}（{}）至 {} 未整改。{words}", h.no, h.title, h.deadline),
        None => format!("未按规定开展隐患排查 {} 次。{words}", i.facts.duties.len()),
    };
    let new = NewCase {
        enterprise: i.enterprise,
        violation: violation.to_owned(),
        person: None,
        both: false,
        source: CaseSource::Inquiry,
        source_id: Some(i.id.0),
        title: String::new(),
        facts,
        occurred: None,
        grave_harm: false,
    };
    match make(ctx, tx, &new, now).await {
        Ok(id) => Ok(Some(id)),
        Err(CaseError::Refused(Refusal::UnknownViolation) | CaseError::Exists) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The record a case came from is there, is about the enterprise, and the viewer may see it.
async fn check_source(ctx: &Ctx, tx: &Tx, new: &NewCase) -> Result<(), CaseError> {
    let Some(id) = new.source_id else {
        let needs =
            matches!(new.source, CaseSource::Hazard | CaseSource::Inquiry | CaseSource::Signal | CaseSource::Watch);
        return if needs { Err(StepError::invalid("/source_id", "required").into()) } else { Ok(()) };
    };
    let (db, viewer) = (tx.read(), &ctx.viewer);
    let of = match new.source {
        CaseSource::Hazard => hazard::get(db, viewer, HazardId(id)).await?.map(|s| Some(s.hazard.enterprise)),
        CaseSource::Signal => signal::get(db, viewer, SignalId(id)).await?.map(|s| s.signal.enterprise),
        CaseSource::Watch => watch::get(db, WatchId(id)).await?.map(|_| None),
        CaseSource::Inquiry => inquiry::get(db, viewer, InquiryId(id))
            .await?
            .filter(|s| s.inquiry.state == InquiryState::Confirmed)
            .map(|s| Some(s.inquiry.enterprise)),
        _ => Some(None),
    };
    match of {
        Some(None) => Ok(()),
        Some(Some(enterprise)) if enterprise == new.enterprise => Ok(()),
        _ => Err(StepError::invalid("/source_id", "unknown").into()),
    }
}

async fn make(ctx: &Ctx, tx: &Tx, new: &NewCase, now: UtcMs) -> Result<CaseId, CaseError> {
    let force = InForce::on(ctx, now.day());
    let first = force.violation(&new.violation).ok_or(Refusal::UnknownViolation)?;
    if let Some(source) = new.source_id
        && repo::from_source(tx.read(), source, &first.id, new.enterprise).await?
    {
        return Err(CaseError::Exists);
    }
    let nobody = Responsible { name: String::new(), post: String::new() };
    let person = new.person.as_ref().unwrap_or(&nobody);
    let firm = names::enterprises(tx.read(), [new.enterprise]).await?.remove(&new.enterprise);
    let firm = firm.ok_or(StepError::NotFound)?;
    let party = match first.of_party() {
        PartyKind::Unit => Party { kind: PartyKind::Unit, name: firm.name, post: None },
        PartyKind::Person => responsible(tx, new.enterprise, person).await?,
    };
    let title = if new.title.trim().is_empty() { first.title.zh.clone() } else { new.title.trim().to_owned() };
    let blank = blank(new, title, now.day());
    let mut case = draft(ctx, tx, first, party, &blank, now).await?;
    case.pair = None;
    let mut second = None;
    if new.both {
        let of_person = first.person.as_deref().and_then(|id| force.violation(id)).ok_or(Refusal::UnknownViolation)?;
        let party = responsible(tx, new.enterprise, person).await?;
        let other = draft(ctx, tx, of_person, party, &case, now).await?;
        case.pair = Some(other.id);
        second = Some(other);
    }
    keep(ctx, tx, &force, &case, now).await?;
    if let Some(other) = &second {
        keep(ctx, tx, &force, other, now).await?;
    }
    Ok(case.id)
}

/// The responsible person: as named, or the principal of the register.
async fn responsible(tx: &Tx, enterprise: EnterpriseId, person: &Responsible) -> Result<Party, CaseError> {
    let (mut name, mut post) = (person.name.trim().to_owned(), person.post.trim().to_owned());
    if name.is_empty() {
        let known = names::enterprises(tx.read(), [enterprise]).await?.remove(&enterprise);
        name = known.and_then(|e| e.principal).ok_or(StepError::invalid("/person/name", "required"))?;
        post = String::from("主要负责人");
    }
    if name.chars().count() > MAX_TITLE || post.chars().count() > MAX_TITLE {
        return Err(StepError::invalid("/person/name", "too_long").into());
    }
    Ok(Party { kind: PartyKind::Person, name, post: (!post.is_empty()).then_some(post) })
}

/// What a draft takes from: source, facts, days.
fn blank(new: &NewCase, title: String, today: CivilDay) -> Case {
    let nobody = PersonRef { id: anlu_domain::ids::UserId(Uuid::nil()), name: String::new() };
    let violated = Violated { id: String::new(), zh: String::new(), en: String::new(), clause: String::new() };
    Case {
        id: CaseId(Uuid::nil()),
        no: String::new(),
        procedure: Procedure::Ordinary,
        state: CaseState::Clue,
        enterprise: new.enterprise,
        party: Party { kind: PartyKind::Unit, name: String::new(), post: None },
        pair: None,
        source: new.source,
        source_id: new.source_id,
        title,
        facts: new.facts.trim().to_owned(),
        violated,
        occurred: new.occurred.unwrap_or(today),
        grave_harm: new.grave_harm,
        opened: Step { by: nobody, at: today.start(), note: String::new() },
        officers: Vec::new(),
        filing_asked: None,
        filed: None,
        interviews: Vec::new(),
        evidence: Vec::new(),
        asks: Vec::new(),
        halts: Vec::new(),
        conclusion: None,
        reviews: Vec::new(),
        notice: None,
        statements: Vec::new(),
        hearing: None,
        decision: None,
        services: Vec::new(),
        reminders: Vec::new(),
        paid: None,
        paid_yuan: None,
        executed: None,
        closing: None,
        closed: None,
        ending: None,
        ended: None,
    }
}

/// A clue of this party about this violation, from the same source and facts as `like`; it is linked to `like`.
async fn draft(
    ctx: &Ctx,
    tx: &Tx,
    file: &DiscretionFile,
    party: Party,
    like: &Case,
    now: UtcMs,
) -> Result<Case, CaseError> {
    let day = now.day().to_string().replace('-', "");
    let number = hazard::next_number(tx, &format!("AJ-{day}")).await?;
    let clause = format!("{}；{} {}", file.violates, file.basis.law, file.basis.article);
    let (id, zh, en) = (file.id.clone(), file.title.zh.clone(), file.title.en.clone());
    let new = NewCase {
        enterprise: like.enterprise,
        violation: id.clone(),
        person: None,
        both: false,
        source: like.source,
        source_id: like.source_id,
        title: String::new(),
        facts: like.facts.clone(),
        occurred: Some(like.occurred),
        grave_harm: like.grave_harm,
    };
    Ok(Case {
        id: CaseId(ctx.ids.next()),
        no: format!("AJ-{day}-{number:04}"),
        party,
        pair: Some(like.id),
        violated: Violated { id, zh, en, clause },
        opened: Step { by: PersonRef::from(&ctx.viewer), at: now, note: String::new() },
        ..blank(&new, like.title.clone(), now.day())
    })
}

async fn keep(ctx: &Ctx, tx: &Tx, force: &InForce, case: &Case, now: UtcMs) -> Result<(), CaseError> {
    repo::insert(tx, case, force.due(case, now.day())).await?;
    let draft = LedgerDraft {
        actor: ctx.actor(),
        action: "case_opened",
        subject_kind: "case",
        subject_id: case.id.to_string(),
        before: None,
        after: Some(fields(case)),
    };
    tx.record([draft], now);
    Ok(())
}
