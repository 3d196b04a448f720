//! The fields of the papers of an inspection, from what is known: nothing is typed twice.
//!
//! One function for each paper; whoever typesets papers takes the pairs of field and value.

use anlu_domain::field::content::{Order, Outcome};

use super::FieldView;

/// Fields of a paper, in order.
pub type Fields = Vec<(&'static str, String)>;

fn common(view: &FieldView) -> Fields {
    let (i, c) = (&view.inspection, &view.inspection.content);
    let officers: Vec<&str> = c.officers.iter().map(|o| o.name.as_str()).collect();
    vec![
        ("no", i.no.clone()),
        ("enterprise", view.enterprise.name.clone()),
        ("officers", officers.join("、")),
        ("started_at", c.started_at.rfc3339_cst()),
        ("finished_at", c.finished_at.rfc3339_cst()),
        ("seal", i.seal.to_string()),
    ]
}

/// 现场检查记录.
pub fn on_site_record(view: &FieldView) -> Fields {
    let c = &view.inspection.content;
    let line = |(n, a): (usize, &anlu_domain::field::content::Answer)| {
        let found = match a.outcome {
            Outcome::Met => "符合",
            Outcome::Unmet => "不符合",
            Outcome::NotApplicable => "不涉及",
        };
        format!(
            "{}. {}：{found}{}",
            n + 1,
            a.text,
            if a.note.is_empty() { String::new() } else { format!("（{}）", a.note) }
        )
    };
    let lines: Vec<String> = c.answers.iter().enumerate().map(line).collect();
    let party = c.signatures.party.as_ref().map(|s| s.name.clone()).unwrap_or_default();
    let mut all = common(view);
    all.extend([("findings", lines.join("\n")), ("party", party), ("note", c.note.clone())]);
    all
}

/// 责令改正通知书; `None` when nothing was ordered.
pub fn order(view: &FieldView) -> Option<Fields> {
    let c = &view.inspection.content;
    let ordered: Vec<String> = c
        .answers
        .iter()
        .filter_map(|a| {
            let by = match (a.order?, a.deadline) {
                (Order::AtOnce, _) => String::from("当场改正"),
                (Order::ByDay, day) => format!("限 {} 前改正", day.map(|d| d.to_string()).unwrap_or_default()),
            };
            (a.outcome == Outcome::Unmet).then(|| format!("{}（{}）：{by}", a.note, a.clause))
        })
        .collect();
    if ordered.is_empty() {
        return None;
    }
    let mut all = common(view);
    all.push(("orders", ordered.join("\n")));
    Some(all)
}

/// 拒绝签名情况说明; `None` when the party signed.
pub fn refusal(view: &FieldView) -> Option<Fields> {
    let refused = view.inspection.content.signatures.refused.as_ref()?;
    let mut all = common(view);
    all.extend([("reason", refused.reason.clone()), ("witness", refused.witness.clone())]);
    Some(all)
}
