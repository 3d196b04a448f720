//! Papers of the penalty: notice, decision and what goes with it.

use anlu_domain::{
    case::{Case, Decision, MeasureKind, Outcome, clock::TermKey, step::CHECKLIST},
    document::FieldValue,
};
use anlu_rules::documents::{Fields, in_words};

use super::{Made, NONE, Taken, fen, fields, penalty};
use crate::document::fields::text;

impl Taken<'_> {
    pub(super) fn notice(&self) -> Option<Made> {
        let (end, today) = (self.c.conclusion.as_ref()?, self.ctx.now().day());
        let (until, _) = self.force.terms.last_day(TermKey::Statement, today, &self.force.calendar)?;
        let mut all = self.charge(&end.findings, &penalty(end.fine_yuan, &end.measures));
        all.insert("respond_by".to_owned(), FieldValue::Day(until));
        if self.c.notice.as_ref().is_some_and(|n| n.hearing_right) {
            let by = self.force.terms.last_day(TermKey::HearingRequest, today, &self.force.calendar);
            let by = by.map(|(day, _)| in_words(day)).unwrap_or_default();
            all.insert("hearing_right".to_owned(), text(format!("你（单位）有权要求听证，应当在{by}前提出。")));
        }
        Some(("penalty.notice", all))
    }

    /// Everything that a decision makes.
    pub(super) fn decided(&self) -> Vec<Made> {
        let (Some(made), Some(end)) = (&self.c.decision, &self.c.conclusion) else { return Vec::new() };
        let mut papers = Vec::new();
        if !made.collective.is_empty() {
            papers.push(self.discussed(made));
        }
        match made.outcome {
            Outcome::Penalty => {
                papers.push(self.decision(made, &end.findings));
                papers.extend(self.suspensions(made, &end.findings));
                papers.extend(sanctions(made, &end.findings));
            }
            Outcome::Spared => papers.push(self.spared(made, &end.findings)),
            Outcome::Transferred => papers.push(transfer(made, &end.findings)),
            Outcome::NotEstablished => {}
        }
        papers
    }

    /// What notice and decision say alike.
    fn charge(&self, facts: &str, penalty: &str) -> Fields {
        fields([
            ("facts", text(facts)),
            ("evidence", evidence(self.c)),
            ("violated", text(&self.c.violated.zh)),
            ("penalised", text(&self.c.violated.clause)),
            ("penalty", text(penalty)),
            ("discretion", text(discretion(self.c))),
        ])
    }

    fn decision(&self, made: &Decision, facts: &str) -> Made {
        let said = self.c.statements.iter().any(|s| !s.waived);
        let answer = if said {
            "已听取陈述、申辩，并在决定中予以考虑。"
        } else {
            "当事人未提出陈述、申辩。"
        };
        let mut all = self.charge(facts, &penalty(made.fine_yuan, &made.measures));
        all.insert("answer".to_owned(), text(answer));
        if let Some(why) = &made.deviation {
            all.insert("deviation".to_owned(), text(why));
        }
        if made.fine_yuan > 0 {
            let by = self.force.terms.last_day(TermKey::Payment, self.ctx.now().day(), &self.force.calendar);
            all.insert("fine".to_owned(), fen(made.fine_yuan));
            all.extend(by.map(|(day, _)| ("pay_by".to_owned(), FieldValue::Day(day))));
        }
        ("penalty.decision", all)
    }

    fn discussed(&self, made: &Decision) -> Made {
        let conclusion = match made.outcome {
            Outcome::Penalty => format!("{}：{}", made.outcome.zh(), penalty(made.fine_yuan, &made.measures)),
            other => other.zh().to_owned(),
        };
        let all = fields([
            ("at", FieldValue::Time(self.ctx.now())),
            ("host", text(&self.ctx.viewer.name)),
            ("members", text(made.collective.join("、"))),
            ("discussion", text(&made.step.note)),
            ("conclusion", text(conclusion)),
        ]);
        ("collective.decision", all)
    }

    fn suspensions(&self, made: &Decision, facts: &str) -> Vec<Made> {
        let stops = made.measures.iter().filter(|m| m.kind == MeasureKind::Suspension);
        let order = |m: &anlu_domain::case::Measure| {
            let by = m.deadline.map(|day| format!("于{}前整改完毕，经复查合格后恢复。", in_words(day)));
            let mut all = fields([
                ("facts", text(facts)),
                ("penalised", text(&self.c.violated.clause)),
                ("scope", text(&m.text)),
                ("at", FieldValue::Time(self.ctx.now())),
            ]);
            all.extend(by.map(|words| ("resume".to_owned(), text(words))));
            ("suspension.order", all)
        };
        stops.map(order).collect()
    }

    fn spared(&self, made: &Decision, facts: &str) -> Made {
        let all = fields([
            ("facts", text(facts)),
            ("violated", text(&self.c.violated.zh)),
            ("reason", text(&made.step.note)),
            ("penalised", text(&self.c.violated.clause)),
            ("demand", text("遵守有关安全生产的法律、法规和规章，防止再次发生。")),
        ]);
        ("penalty.none", all)
    }

    pub(super) fn on_the_spot(&self) -> Option<Made> {
        let made = self.c.decision.as_ref()?;
        let mut all = fields([
            ("at", FieldValue::Time(self.ctx.now())),
            ("place", text("执法现场")),
            ("facts", text(&self.c.facts)),
            ("violated", text(&self.c.violated.zh)),
            ("penalised", text(&self.c.violated.clause)),
            ("penalty", text(penalty(made.fine_yuan, &made.measures))),
            ("answer", text("当事人的陈述、申辩已听取。")),
        ]);
        if made.fine_yuan > 0 {
            all.insert("fine".to_owned(), fen(made.fine_yuan));
        }
        Some(("penalty.on_the_spot", all))
    }
}

fn sanctions(made: &Decision, facts: &str) -> Option<Made> {
    let proposed = made.measures.iter().filter(|m| m.kind == MeasureKind::JointSanction);
    let measures: Vec<String> = proposed.map(|m| m.text.clone()).collect();
    let all = || {
        fields([
            ("to_whom", text("联合惩戒有关部门")),
            ("facts", text(facts)),
            ("measures", FieldValue::List(measures.clone())),
        ])
    };
    (!measures.is_empty()).then(|| ("joint.sanction", all()))
}

fn transfer(made: &Decision, facts: &str) -> Made {
    let there = CHECKLIST.iter().filter(|(point, _)| made.checklist.iter().any(|c| c == point));
    let all = fields([
        ("to_whom", text("公安机关")),
        ("summary", text(facts)),
        ("attachments", FieldValue::List(there.map(|(_, zh)| (*zh).to_owned()).collect())),
    ]);
    ("transfer.letter", all)
}

fn evidence(c: &Case) -> FieldValue {
    let mut all: Vec<String> = c.evidence.iter().map(|e| format!("{}：{}", e.kind.zh(), e.name)).collect();
    all.extend(c.interviews.iter().map(|i| format!("询问笔录：{}", i.person)));
    if all.is_empty() {
        all.push(String::from("案卷材料"));
    }
    FieldValue::List(all)
}

/// The row of the table, and the range it gives.
fn discretion(c: &Case) -> String {
    c.conclusion.as_ref().map_or_else(
        || NONE.to_owned(),
        |end| format!("适用裁量基准“{}”，幅度为{}元至{}元。", end.range.zh, end.range.min_yuan, end.range.max_yuan),
    )
}
