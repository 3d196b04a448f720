//! Papers of what the party says: its statement, the hearing; and of the review before.

use anlu_domain::document::FieldValue;

use super::{Made, Taken, fields};
use crate::document::fields::text;

impl Taken<'_> {
    /// 法制审核意见书 of a heavy case; others are reviewed in the file.
    pub(super) fn legal_review(&self) -> Option<Made> {
        let review = self.c.reviews.last().filter(|_| self.c.heavy())?;
        let word = if review.passed { "同意" } else { "退回补充" };
        let opinion = format!("{word}：{}", review.step.note);
        Some(("legal.review", fields([("reviewer", text(&review.step.by.name)), ("opinion", text(opinion))])))
    }

    pub(super) fn statement(&self) -> Option<Made> {
        let said = self.c.statements.last()?;
        let waived = if said.waived { "当事人放弃陈述、申辩。" } else { "" };
        let arguments = format!("{waived}{}", said.step.note);
        let at = FieldValue::Time(said.step.at);
        Some(("statement.record", fields([("at", at), ("arguments", text(arguments))])))
    }

    pub(super) fn hearing_notice(&self) -> Option<Made> {
        let hearing = self.c.hearing.as_ref()?;
        let all = fields([
            ("at", FieldValue::Time(hearing.at?)),
            ("place", text(hearing.place.as_deref()?)),
            ("hearing_officer", text(hearing.chair.as_deref()?)),
            ("public", text("公开举行，涉及国家秘密、商业秘密或者个人隐私的除外")),
        ]);
        Some(("hearing.notice", all))
    }

    pub(super) fn hearing_record(&self) -> Option<Made> {
        let hearing = self.c.hearing.as_ref()?;
        let held = hearing.held.as_ref()?;
        let all = fields([
            ("at", FieldValue::Time(hearing.at?)),
            ("place", text(hearing.place.as_deref()?)),
            ("hearing_officer", text(hearing.chair.as_deref()?)),
            ("recorder", text(&held.by.name)),
            ("attendees", text(hearing.attendees.join("、"))),
            ("questions", FieldValue::Table(speeches(&held.note))),
        ]);
        Some(("hearing.record", all))
    }
}

/// Who said what: `name：words` a line; what no name stands before is the record's own.
fn speeches(record: &str) -> Vec<Vec<String>> {
    /// Longest name before a colon.
    const NAME: usize = 12;
    let row = |line: &str| match line.split_once(['：', ':']) {
        Some((who, words)) if who.chars().count() <= NAME && !words.trim().is_empty() => {
            vec![who.trim().to_owned(), words.trim().to_owned()]
        }
        _ => vec!["记录".to_owned(), line.to_owned()],
    };
    record.lines().map(str::trim).filter(|l| !l.is_empty()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hearing_is_read_by_who_spoke() {
        let rows = speeches("主持人：现在开始。\n当事人: 认为过重\n双方核对无误");
        assert_eq!(rows, [["主持人", "现在开始。"], ["当事人", "认为过重"], ["记录", "双方核对无误"]]);
    }
}
