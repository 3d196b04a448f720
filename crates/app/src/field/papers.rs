//! The papers of an inspection, filled out of what was sealed: nothing is typed twice.

use std::collections::BTreeMap;

use anlu_domain::{
    document::FieldValue,
    field::{
        FieldInspection,
        content::{Answer, Order, Outcome},
    },
    time::CivilDay,
};
use anlu_rules::documents::Fields;
use anlu_store::Tx;

use crate::{
    ctx::Ctx,
    document::{
        DocumentError, Draft,
        fields::{party, text},
        issue,
    },
};

/// Kinds of the pack.
const RECORD: &str = "inspection.record";
const RECTIFY: &str = "order.rectify";
const AT_ONCE: &str = "order.on_the_spot";

/// Issues the record (现场检查笔录, with the refusal to sign when there was one), the order to mend at once (责令当场改正) and
/// an order for each deadline (责令限期整改).
/// Where the pack in force has no such kind, nothing is issued.
pub(super) async fn issue_all(ctx: &Ctx, tx: &Tx, i: &FieldInspection) -> Result<(), DocumentError> {
    let party = party(ctx, tx.read(), i.enterprise).await?;
    let today = ctx.now().day();
    paper(ctx, tx, i, RECORD, record(i, party.clone())).await?;
    let unmet = || i.content.answers.iter().filter(|a| a.outcome == Outcome::Unmet);
    let at_once: Vec<&Answer> = unmet().filter(|a| a.order == Some(Order::AtOnce)).collect();
    if !at_once.is_empty() {
        let mut fields = party.clone();
        fields.insert(String::from("at"), FieldValue::Time(i.content.finished_at));
        fields.insert(String::from("site"), text(site(&party)));
        fields.insert(String::from("problems"), problems(&at_once));
        paper(ctx, tx, i, AT_ONCE, fields).await?;
    }
    let mut by_day: BTreeMap<CivilDay, Vec<&Answer>> = BTreeMap::new();
    for answer in unmet().filter(|a| a.order == Some(Order::ByDay)) {
        // A deadline that passed before the inspection came in is no order any more; the record says what was found.
        if let Some(day) = answer.deadline.filter(|d| *d >= today) {
            by_day.entry(day).or_default().push(answer);
        }
    }
    for (day, answers) in by_day {
        paper(ctx, tx, i, RECTIFY, order(day, &answers, party.clone())).await?;
    }
    Ok(())
}

async fn paper(
    ctx: &Ctx,
    tx: &Tx,
    i: &FieldInspection,
    kind: &'static str,
    fields: Fields,
) -> Result<(), DocumentError> {
    let known = ctx.book().is_some_and(|book| book.pack().document_on(kind, ctx.now().day()).is_some());
    if !known {
        return Ok(());
    }
    let subject = ("field_inspection", i.content.id.to_string());
    let draft = Draft { kind, subject, enterprise: Some(i.enterprise), fields, replaces: None };
    issue(ctx, tx, draft).await.map(|_| ())
}

fn record(i: &FieldInspection, mut fields: Fields) -> Fields {
    let c = &i.content;
    let officers: Vec<String> = c.officers.iter().map(|o| format!("{}（{}）", o.name, o.department)).collect();
    let site = site(&fields);
    let count = |outcome| c.count(outcome);
    let course = format!(
        "检查编号 {}。共检查 {} 项：符合 {} 项，不符合 {} 项，不涉及 {} 项。{}",
        i.no,
        c.answers.len(),
        count(Outcome::Met),
        count(Outcome::Unmet),
        count(Outcome::NotApplicable),
        c.note
    );
    let mut put = |name: &str, value: FieldValue| fields.insert(name.to_owned(), value);
    put("site", text(site));
    put("from", FieldValue::Time(c.started_at));
    put("to", FieldValue::Time(c.finished_at));
    put("officers", text(officers.join("、")));
    put("course", text(course));
    put("seal_sha256", text(i.seal.to_string()));
    let found: Vec<String> =
        c.answers.iter().filter(|a| a.outcome == Outcome::Unmet).map(|a| format!("{}：{}", a.text, a.note)).collect();
    if !found.is_empty() {
        put("findings", FieldValue::List(found));
    }
    if let Some(party) = &c.signatures.party {
        put("on_site", text(format!("{} {}", party.name, party.post).trim().to_owned()));
    }
    if let Some(refused) = &c.signatures.refused {
        put("refusal", text(refused.reason.clone()));
        put("witness", text(refused.witness.clone()));
    }
    fields
}

fn site(party: &Fields) -> String {
    match party.get("party_address") {
        Some(FieldValue::Text(address)) => address.clone(),
        _ => String::from("被检查单位经营场所"),
    }
}

fn problems(answers: &[&Answer]) -> FieldValue {
    let clause = |a: &Answer| if a.clause.trim().is_empty() { String::from("—") } else { a.clause.clone() };
    FieldValue::Table(answers.iter().map(|a| vec![a.note.clone(), clause(a)]).collect())
}

fn order(day: CivilDay, answers: &[&Answer], mut fields: Fields) -> Fields {
    fields.insert(String::from("problems"), problems(answers));
    fields.insert(String::from("deadline"), FieldValue::Day(day));
    fields.insert(String::from("demand"), text("整改完成后通过本系统提交整改情况。"));
    fields
}
