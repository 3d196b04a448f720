//! The papers of an interview: notice and record.

use anlu_domain::{
    document::FieldValue,
    talk::{ActKind, Capacity, Talk},
};
use anlu_rules::documents::Fields;
use anlu_store::Tx;

use super::TalkError;
use crate::{
    ctx::Ctx,
    document::{
        Draft,
        fields::{party, text},
        issue,
    },
};

/// Issues the paper that the step made. A pack without the kind makes none: the step stands by itself.
pub(super) async fn follow(ctx: &Ctx, tx: &Tx, kind: ActKind, talk: &Talk) -> Result<(), TalkError> {
    let made = match kind {
        ActKind::GiveNotice => notice(talk).map(|f| ("interview.notice", f)),
        ActKind::Hold => record(talk).map(|f| ("interview.record", f)),
        _ => None,
    };
    let Some((paper, mut fields)) = made else { return Ok(()) };
    let Some(book) = ctx.book() else { return Ok(()) };
    let Some(known) = book.pack().document_on(paper, ctx.now().day()) else { return Ok(()) };
    let firm = party(ctx, tx.read(), talk.enterprise).await?;
    fields.extend(firm.into_iter().filter(|(name, _)| known.field(name).is_some()));
    let subject = ("talk", talk.id.to_string());
    issue(ctx, tx, Draft { kind: paper, subject, enterprise: Some(talk.enterprise), fields, replaces: None }).await?;
    Ok(())
}

fn fields<const N: usize>(values: [(&str, FieldValue); N]) -> Fields {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn notice(talk: &Talk) -> Option<Fields> {
    let notice = talk.appointment()?;
    let mut all = fields([
        ("reason", text(&talk.reason)),
        ("attendees", text(&notice.attendees)),
        ("at", FieldValue::Time(notice.to.at)),
        ("place", text(&notice.to.place)),
    ]);
    if !notice.bring.is_empty() {
        all.insert("bring".to_owned(), FieldValue::List(notice.bring.clone()));
    }
    Some(all)
}

fn record(talk: &Talk) -> Option<Fields> {
    let r = talk.record.as_ref()?;
    let came = r.attendees.iter().map(|a| match a.capacity {
        Capacity::Other => format!("{}（{}）", a.name, a.post),
        capacity => format!("{}（{}，{}）", a.name, a.post, capacity.zh()),
    });
    let mut attendees = came.collect::<Vec<_>>().join("、");
    if let Some(why) = &r.stand_in {
        attendees = format!("{attendees}；主要负责人未到场：{why}");
    }
    let mut all = fields([
        ("at", FieldValue::Time(r.held.at)),
        ("place", text(&r.held.place)),
        ("host", text(&r.host)),
        ("recorder", text(&r.recorder)),
        ("attendees", text(attendees)),
        ("reason", text(&talk.reason)),
        ("matters", text(&r.matters)),
        ("demands", FieldValue::List(r.demands.iter().map(|d| d.text.clone()).collect())),
        ("deadline", FieldValue::Day(r.deadline)),
    ]);
    all.extend(r.commitment.as_ref().map(|words| ("commitment".to_owned(), text(words))));
    Some(all)
}
