//! The papers of a case, out of its file; and what a penalty means for the grade of the enterprise.

use std::collections::BTreeMap;

use anlu_domain::{
    case::{ActKind, Case, MeasureKind, Officer, Outcome, PartyKind},
    document::{DocumentState, FieldValue},
    hazard::PersonRef,
    ids::GradeEventId,
};
use anlu_rules::documents::{Fields, in_words};
use anlu_store::{
    Page, Tx,
    repo::{
        document::{self, DocumentFilter},
        grade_event::GradeEvent,
    },
};

use super::{CaseError, rules::InForce};
use crate::{
    ctx::Ctx,
    document::{
        DocumentError, Draft,
        fields::{party, text},
        issue,
    },
    grade::event,
};

mod execution;
mod hearing;
mod investigation;
mod penalty;

/// What stands where nothing was found or said.
const NONE: &str = "无";

/// A paper: its kind and what it says.
type Made = (&'static str, Fields);

/// A step that was taken, as its papers see it.
pub(super) struct Taken<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) kind: ActKind,
    /// The case before the step, and after it.
    pub(super) before: &'a Case,
    pub(super) c: &'a Case,
    pub(super) force: &'a InForce,
}

impl Taken<'_> {
    /// Whether its papers name earlier ones.
    const fn names_earlier(&self) -> bool {
        matches!(self.kind, ActKind::DisposeRegistered | ActKind::Serve | ActKind::Receive)
    }

    /// Papers of the step. A step without one makes none.
    fn papers(&self, known: &BTreeMap<String, String>) -> Vec<Made> {
        match self.kind {
            ActKind::DecideFiling => self.filing().into_iter().collect(),
            ActKind::AddInterview => self.inquiry().into_iter().collect(),
            ActKind::DecideAsk => self.approval().into_iter().collect(),
            ActKind::DisposeRegistered => self.release(known).into_iter().collect(),
            ActKind::Review => self.legal_review().into_iter().collect(),
            ActKind::GiveNotice => self.notice().into_iter().collect(),
            ActKind::State => self.statement().into_iter().collect(),
            ActKind::CallHearing => self.hearing_notice().into_iter().collect(),
            ActKind::HoldHearing => self.hearing_record().into_iter().collect(),
            ActKind::Decide => self.decided(),
            ActKind::PunishOnTheSpot => self.on_the_spot().into_iter().collect(),
            ActKind::Serve | ActKind::Receive => self.service(known).into_iter().collect(),
            ActKind::Remind => self.reminder().into_iter().collect(),
            ActKind::Close => self.closing().into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// Issues the papers that the step made, and notes a penalty for the grade; answers whether the enterprise has to be
/// rated again. A pack without a kind makes no such paper: the step stands by itself.
pub(super) async fn follow(tx: &Tx, taken: &Taken<'_>) -> Result<bool, CaseError> {
    let (ctx, c) = (taken.ctx, taken.c);
    let known = if taken.names_earlier() { issued(tx, ctx, &c.id.to_string()).await? } else { BTreeMap::new() };
    for (paper, fields) in taken.papers(&known) {
        paper_of(ctx, tx, c, paper, fields).await?;
    }
    let punished = matches!(taken.kind, ActKind::Decide | ActKind::PunishOnTheSpot)
        && c.party.kind == PartyKind::Unit
        && c.decision.as_ref().is_some_and(|d| d.outcome == Outcome::Penalty);
    if punished {
        event::write(tx, &ctx.actor(), &penalty_event(ctx, c)).await?;
    }
    Ok(punished)
}

/// Papers of the case in force, by kind: title and number of the newest of each.
async fn issued(tx: &Tx, ctx: &Ctx, case: &str) -> Result<BTreeMap<String, String>, CaseError> {
    let filter = DocumentFilter {
        subject: Some(("case".to_owned(), case.to_owned())),
        state: Some(DocumentState::Issued),
        ..DocumentFilter::default()
    };
    let newest_first = document::list(tx.read(), &ctx.viewer, &filter, Page::new(1, Page::MAX_SIZE)).await?;
    let named = newest_first.items.into_iter().rev().map(|d| (d.kind, format!("{} {}", d.title, d.number)));
    Ok(named.collect())
}

/// Issues a paper about the case; what every paper of a case names is filled in. A pack without the kind makes none.
pub(crate) async fn paper_of(
    ctx: &Ctx,
    tx: &Tx,
    c: &Case,
    paper: &'static str,
    mut all: Fields,
) -> Result<(), DocumentError> {
    let day = ctx.now().day();
    let Some(known) = ctx.book().and_then(|book| book.pack().document_on(paper, day).cloned()) else { return Ok(()) };
    let firm = party(ctx, tx.read(), c.enterprise).await?;
    // A person's own code and address stand in no register; the firm's would be wrong on his paper.
    let own = |name: &str| name != "party" && c.party.kind == PartyKind::Unit;
    all.extend(firm.into_iter().filter(|(name, _)| own(name)));
    all.insert("party".to_owned(), text(&c.party.name));
    all.insert("case_no".to_owned(), text(&c.no));
    all.insert("cause".to_owned(), text(&c.violated.zh));
    all.insert("officers".to_owned(), text(officers(&c.officers)));
    all.retain(|name, _| known.field(name).is_some());
    let subject = ("case", c.id.to_string());
    let draft = Draft { kind: paper, subject, enterprise: Some(c.enterprise), fields: all, replaces: None };
    issue(ctx, tx, draft).await.map(|_issued| ())
}

fn penalty_event(ctx: &Ctx, c: &Case) -> GradeEvent {
    let has = |kind| c.decision.as_ref().is_some_and(|d| d.measures.iter().any(|m| m.kind == kind));
    let class = match () {
        () if has(MeasureKind::Revocation) => "revocation",
        () if has(MeasureKind::Suspension) => "suspension",
        () if c.decision.as_ref().is_some_and(|d| d.fine_yuan > 0) => "fine",
        () => "warning",
    };
    let now = ctx.now();
    GradeEvent {
        id: GradeEventId(ctx.ids.next()),
        enterprise: c.enterprise,
        kind: String::from("penalty"),
        class: class.to_owned(),
        day: now.day(),
        title: format!("{} {}", c.no, c.violated.zh),
        source: Some(format!("case:{}", c.id)),
        detail: None,
        entered_by: PersonRef::from(&ctx.viewer),
        entered_at: now,
    }
}

fn fields<const N: usize>(values: [(&str, FieldValue); N]) -> Fields {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn officers(all: &[Officer]) -> String {
    let named = all.iter().map(|o| format!("{}（{}）", o.name, o.card)).collect::<Vec<_>>();
    if named.is_empty() { NONE.to_owned() } else { named.join("、") }
}

/// Fine and measures in words.
fn penalty(fine_yuan: u64, measures: &[anlu_domain::case::Measure]) -> String {
    let mut parts = Vec::new();
    if fine_yuan > 0 {
        parts.push(format!("罚款人民币{fine_yuan}元"));
    }
    for m in measures {
        let until = m.deadline.map(|d| format!("（{}前）", in_words(d))).unwrap_or_default();
        let what = m.text.trim();
        parts.push(if what.is_empty() {
            format!("{}{until}", m.kind.zh())
        } else {
            format!("{}：{what}{until}", m.kind.zh())
        });
    }
    if parts.is_empty() { String::from("警告") } else { parts.join("；") }
}

fn fen(yuan: u64) -> FieldValue {
    FieldValue::Money(i64::try_from(yuan).unwrap_or(i64::MAX).saturating_mul(100))
}
