//! The papers that steps on a hazard make by themselves, when the authority takes them.

use anlu_domain::{
    document::{DocumentState, FieldValue},
    hazard::{Hazard, Level},
};
use anlu_rules::documents::{Fields, in_words};
use anlu_store::{
    Page, Tx,
    repo::document::{self as repo, DocumentFilter},
};

use super::{HazardError, criteria::governance};
use crate::{
    ctx::Ctx,
    document::{
        Draft,
        fields::{party, text},
        issue,
    },
};

/// Issues what the step `verb` makes. A pack without that kind makes no paper: the step stands by itself.
pub(super) async fn issue_for(ctx: &Ctx, tx: &Tx, verb: &str, h: &Hazard, note: &str) -> Result<(), HazardError> {
    if !ctx.viewer.role.is_authority() {
        return Ok(());
    }
    let (kind, fields) = match (verb, h.level) {
        ("hazard_notified", Level::General) => ("order.rectify", rectify(ctx, h, note)),
        ("hazard_notified", Level::Major) => ("hazard.major_notice", major(ctx, h)),
        ("hazard_listed", _) => ("hazard.listing", listing(h)),
        ("hazard_verified" | "hazard_sent_back", _) => {
            ("review.record", review(ctx, tx, h, verb == "hazard_verified", note).await?)
        }
        _ => return Ok(()),
    };
    let day = ctx.now().day();
    let known = ctx.book().is_some_and(|book| book.pack().document_on(kind, day).is_some());
    let Some(mut fields) = fields.filter(|_| known) else { return Ok(()) };
    fields.extend(party(ctx, tx.read(), h.enterprise).await?);
    let subject = ("hazard", h.id.to_string());
    issue(ctx, tx, Draft { kind, subject, enterprise: Some(h.enterprise), fields, replaces: None }).await?;
    Ok(())
}

fn fields<const N: usize>(values: [(&str, FieldValue); N]) -> Fields {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The hazard and its clause, as a row.
fn problem(h: &Hazard) -> FieldValue {
    let clause = h.clause.clone().unwrap_or_else(|| String::from("——"));
    FieldValue::Table(vec![vec![h.title.clone(), clause]])
}

fn rectify(_ctx: &Ctx, h: &Hazard, note: &str) -> Option<Fields> {
    let usual = "整改完成后，请在系统中提交整改前后的照片，申请复查。";
    let demand = if note.trim().is_empty() { usual } else { note.trim() };
    Some(fields([("problems", problem(h)), ("deadline", FieldValue::Day(h.deadline?)), ("demand", text(demand))]))
}

fn major(ctx: &Ctx, h: &Hazard) -> Option<Fields> {
    let mut all = fields([
        ("hazard_no", text(&h.no)),
        ("hazard", text(&h.title)),
        ("clause", text(h.clause.clone().unwrap_or_else(|| String::from("——")))),
        ("deadline", FieldValue::Day(h.deadline?)),
    ]);
    if let Some(rules) = governance(ctx, ctx.now().day()) {
        all.insert("report_every".to_owned(), FieldValue::Number(i64::from(rules.progress_days)));
    }
    Some(all)
}

fn listing(h: &Hazard) -> Option<Fields> {
    let listing = h.governance.listing.as_ref()?;
    let words = listing.listed.note.trim();
    let demand = if words.is_empty() {
        "请落实治理的责任、措施、资金、时限和预案，按期完成治理并申请验收。"
    } else {
        words
    };
    Some(fields([
        ("hazard_no", text(&h.no)),
        ("hazard", text(&h.title)),
        ("level", text(format!("{}挂牌督办", listing.body))),
        ("deadline", FieldValue::Day(listing.deadline)),
        ("demand", text(demand)),
    ]))
}

/// The record of a review names the order it is about; a hazard without one is reviewed without a paper.
async fn review(ctx: &Ctx, tx: &Tx, h: &Hazard, mended: bool, note: &str) -> Result<Option<Fields>, HazardError> {
    let filter = DocumentFilter {
        subject: Some((String::from("hazard"), h.id.to_string())),
        state: Some(DocumentState::Issued),
        ..DocumentFilter::default()
    };
    let papers = repo::list(tx.read(), &ctx.viewer, &filter, Page::new(1, Page::MAX_SIZE)).await?.items;
    let order = papers.into_iter().find(|d| ["order.rectify", "hazard.major_notice"].contains(&d.kind.as_str()));
    let Some(order) = order else { return Ok(None) };
    let (result, opinion) = if mended {
        (format!("{}：已整改。", h.title), String::from("同意通过复查，可以申请销号。"))
    } else {
        let until = h.deadline.map(in_words).unwrap_or_default();
        (format!("{}：未整改到位。", h.title), format!("退回继续整改，整改期限：{until}。"))
    };
    let note = note.trim();
    let result = if note.is_empty() { result } else { format!("{result}{note}") };
    let mut all = fields([
        ("at", FieldValue::Time(ctx.now())),
        ("order_no", text(order.number)),
        ("result", text(result)),
        ("opinion", text(opinion)),
    ]);
    if !mended {
        all.insert("unmended".to_owned(), FieldValue::List(vec![h.title.clone()]));
    }
    Ok(Some(all))
}
