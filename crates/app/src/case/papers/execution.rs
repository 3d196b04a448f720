//! Papers of what follows a decision: service, reminder, closing.

use std::collections::BTreeMap;

use anlu_domain::{
    case::{ServedWhat, clock},
    document::FieldValue,
};

use super::{Made, Taken, fen, fields, penalty};
use crate::document::fields::text;

/// Kinds of papers that go with what is served.
const fn served(what: ServedWhat) -> &'static [&'static str] {
    match what {
        ServedWhat::Notice => &["penalty.notice"],
        ServedWhat::HearingNotice => &["hearing.notice"],
        ServedWhat::Decision => &["penalty.decision", "penalty.none", "suspension.order"],
    }
}

impl Taken<'_> {
    pub(super) fn service(&self, known: &BTreeMap<String, String>) -> Option<Made> {
        let one = self.c.services.last()?;
        let mut titles: Vec<String> = served(one.what).iter().filter_map(|kind| known.get(*kind).cloned()).collect();
        if titles.is_empty() {
            titles.push(one.what.zh().to_owned());
        }
        let mut all = fields([
            ("recipient", text(&one.receiver)),
            ("manner", text(one.way.zh())),
            ("served_at", FieldValue::Time(one.step.at)),
            ("document_titles", FieldValue::List(titles)),
        ]);
        if one.read_at.is_some() {
            all.insert("note".to_owned(), text("受送达人在线阅读并签收。"));
        }
        Some(("service.receipt", all))
    }

    pub(super) fn reminder(&self) -> Option<Made> {
        let today = self.ctx.now().day();
        let owed = clock::owed(self.c, &self.force.terms, &self.force.calendar, today)?;
        let mut all = fields([
            ("decision_no", text(&self.c.decision.as_ref()?.no)),
            ("owed", text(format!("缴纳罚款{}元", owed.fine_yuan))),
        ]);
        if owed.surcharge_yuan > 0 {
            all.insert("surcharge".to_owned(), fen(owed.surcharge_yuan));
        }
        Some(("fine.reminder", all))
    }

    pub(super) fn closing(&self) -> Option<Made> {
        let words = self.c.closed.as_ref()?.note.trim();
        let made = self.c.decision.as_ref()?;
        let facts = self.c.conclusion.as_ref().map_or(&self.c.facts, |end| &end.findings);
        let done = format!("决定内容：{}。已执行完毕。", penalty(made.fine_yuan, &made.measures));
        let all = fields([
            ("decision_no", text(&made.no)),
            ("summary", text(facts)),
            ("execution", text(done)),
            ("proposal", text("决定已执行，建议结案。")),
            ("approver", text(&self.ctx.viewer.name)),
            ("approval", text(if words.is_empty() { "同意结案" } else { words })),
            ("approved_at", FieldValue::Time(self.ctx.now())),
        ]);
        Some(("closing.report", all))
    }
}
