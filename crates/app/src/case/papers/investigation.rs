//! Papers of the investigation.

use anlu_domain::{
    case::{Ask, AskKind, AskState, clock},
    document::FieldValue,
};
use anlu_rules::documents::Fields;

use super::{Made, Taken, fields};
use crate::document::fields::text;
use std::collections::BTreeMap;

impl Taken<'_> {
    pub(super) fn filing(&self) -> Option<Made> {
        let words = self.c.filed.as_ref()?.note.trim();
        Some((
            "filing.approval",
            fields([
                ("source", text(self.c.source.zh())),
                ("summary", text(&self.c.facts)),
                ("proposal", text(format!("涉嫌违反{}，建议立案调查。", self.c.violated.clause))),
                ("approver", text(&self.ctx.viewer.name)),
                ("approval", text(if words.is_empty() { "同意立案" } else { words })),
                ("approved_at", FieldValue::Time(self.ctx.now())),
            ]),
        ))
    }

    pub(super) fn inquiry(&self) -> Option<Made> {
        let i = self.c.interviews.last()?;
        let mut all = fields([
            ("person", text(&i.person)),
            ("person_role", text(&i.post)),
            ("at", FieldValue::Time(i.step.at)),
            ("recorder", text(&i.step.by.name)),
            ("questions", FieldValue::Table(questions(&i.text))),
        ]);
        if i.remote {
            all.insert("identity".to_owned(), text("远程核验身份后打开一次性链接"));
            all.insert("place".to_owned(), text("远程"));
        }
        if let Some(hash) = &i.signed {
            let words = format!("被询问人在手机上阅读全部内容并签名，所签内容 SHA-256：{hash}。");
            all.insert("readback".to_owned(), text(words));
        }
        Some(("inquiry.record", all))
    }

    /// What an approver decided: an extension, a registration, a recusal.
    pub(super) fn approval(&self) -> Option<Made> {
        let decided = |a: &&Ask| a.state != AskState::Asked && a.decided.is_some();
        let at = self.before.asks.iter().position(|a| a.state == AskState::Asked)?;
        let ask = self.c.asks.get(at).filter(decided)?;
        let granted = ask.state == AskState::Granted;
        match ask.kind {
            AskKind::Recusal => {
                let mut all = self.approved(ask, granted);
                all.insert("applicant".to_owned(), text(&ask.asked.by.name));
                all.insert("who".to_owned(), text(&ask.about));
                Some(("recusal.decision", all))
            }
            _ if !granted => None,
            AskKind::FilingExtension | AskKind::DecisionExtension => self.extension(ask, ask.kind.extends()?),
            AskKind::Registration => self.kept(ask, "evidence.registration"),
            AskKind::Sealing => self.kept(ask, "seal.order"),
        }
    }

    /// Things are kept from their owner.
    fn kept(&self, ask: &Ask, paper: &'static str) -> Option<Made> {
        let today = self.ctx.now().day();
        let (until, _) = self.force.terms.last_day(ask.kind.keeps()?, today, &self.force.calendar)?;
        Some((
            paper,
            fields([
                ("reason", text(&ask.asked.note)),
                ("keep_until", FieldValue::Day(until)),
                ("objects", FieldValue::Table(things(&ask.about))),
            ]),
        ))
    }

    fn approved(&self, ask: &Ask, granted: bool) -> Fields {
        let words = ask.decided.as_ref().map(|s| s.note.trim()).filter(|n| !n.is_empty());
        fields([
            ("reason", text(&ask.asked.note)),
            ("approval", text(words.unwrap_or(if granted { "同意" } else { "不同意" }))),
            ("approver", text(&self.ctx.viewer.name)),
            ("approved_at", FieldValue::Time(self.ctx.now())),
        ])
    }

    fn extension(&self, ask: &Ask, key: clock::TermKey) -> Option<Made> {
        let (terms, calendar, today) = (&self.force.terms, &self.force.calendar, self.ctx.now().day());
        let due = |case| clock::clocks(case, terms, calendar, today).into_iter().find(|r| r.key == key).map(|r| r.due);
        let mut all = self.approved(ask, true);
        all.insert("old_due".to_owned(), FieldValue::Day(due(self.before)?));
        all.insert("new_due".to_owned(), FieldValue::Day(due(self.c)?));
        Some(("extension.approval", all))
    }

    /// What became of things registered or sealed.
    pub(super) fn release(&self, known: &BTreeMap<String, String>) -> Option<Made> {
        let at = self
            .before
            .asks
            .iter()
            .zip(&self.c.asks)
            .position(|(b, a)| b.disposed.is_none() && a.disposed.is_some())?;
        let ask = self.c.asks.get(at)?;
        let mut all = fields([
            ("handling", text(&ask.disposed.as_ref()?.note)),
            ("objects", FieldValue::Table(things(&ask.about))),
        ]);
        let (order, paper) = match ask.kind {
            AskKind::Sealing => ("seal.order", "seal.release"),
            _ => ("evidence.registration", "evidence.release"),
        };
        all.extend(known.get(order).map(|no| ("order_no".to_owned(), text(no))));
        Some((paper, all))
    }
}

/// Things named one after another, one a row.
fn things(words: &str) -> Vec<Vec<String>> {
    let parts = words.split(['\n', '；', ';', '、']).map(str::trim).filter(|t| !t.is_empty());
    parts.map(|t| vec![t.to_owned()]).collect()
}

/// Questions and answers of a record: lines that begin with 问： and 答：, what follows belongs to them. A record that is
/// written otherwise stands in one row.
fn questions(record: &str) -> Vec<Vec<String>> {
    let begins = |line: &str, mark: char| {
        let rest = line.strip_prefix(mark)?;
        rest.strip_prefix(['：', ':']).map(|words| words.trim().to_owned())
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut answered = false;
    for line in record.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(asked) = begins(line, '问') {
            rows.push(vec![asked, String::new()]);
            answered = false;
        } else if let Some(row) = rows.last_mut() {
            let answer = begins(line, '答');
            answered |= answer.is_some();
            let cell = row.get_mut(usize::from(answered));
            let words = answer.unwrap_or_else(|| line.to_owned());
            if let Some(cell) = cell {
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(&words);
            }
        } else {
            return vec![vec!["询问情况".to_owned(), record.trim().to_owned()]];
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_by_its_questions() {
        let rows = questions("问：谁开的车？\n答：示例甲。\n他当天休息。\n\n问:几点？\n答:八点");
        assert_eq!(rows, [["谁开的车？", "示例甲。\n他当天休息。"], ["几点？", "八点"]]);
        assert_eq!(questions("说明情况如下"), [["询问情况", "说明情况如下"]]);
        assert_eq!(things("账册两本；电脑主机、硬盘"), [["账册两本"], ["电脑主机"], ["硬盘"]]);
    }
}
