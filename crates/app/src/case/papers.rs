//! The papers of a case, out of its file; and what a penalty means for the grade of the enterprise.

use anlu_domain::{
    case::{ActKind, Case, MeasureKind, Officer, Outcome, PartyKind, clock::TermKey},
    document::FieldValue,
    hazard::PersonRef,
    ids::GradeEventId,
};
use anlu_rules::documents::{Fields, in_words};
use anlu_store::{Tx, repo::grade_event::GradeEvent};

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

/// What stands where nothing was found or said.
const NONE: &str = "无";

/// Issues the papers that the step made, and notes a penalty for the grade; answers whether the enterprise has to be
/// rated again. A pack without a kind makes no such paper: the step stands by itself.
pub(super) async fn follow(ctx: &Ctx, tx: &Tx, kind: ActKind, c: &Case, force: &InForce) -> Result<bool, CaseError> {
    let fields = match kind {
        ActKind::DecideFiling if c.filed.is_some() => Some(("filing.approval", filing(ctx, c))),
        ActKind::GiveNotice => notice(ctx, c, force).map(|f| ("penalty.notice", f)),
        ActKind::Decide => match c.decision.as_ref().map(|d| d.outcome) {
            Some(Outcome::Penalty) => decision(ctx, c, force).map(|f| ("penalty.decision", f)),
            Some(Outcome::Spared) => spared(c).map(|f| ("penalty.none", f)),
            _ => None,
        },
        ActKind::PunishOnTheSpot => on_the_spot(ctx, c).map(|f| ("penalty.on_the_spot", f)),
        ActKind::Close if c.closed.is_some() => closing(ctx, c).map(|f| ("closing.report", f)),
        _ => None,
    };
    if let Some((paper, all)) = fields {
        paper_of(ctx, tx, c, paper, all).await?;
    }
    let punished = matches!(kind, ActKind::Decide | ActKind::PunishOnTheSpot)
        && c.party.kind == PartyKind::Unit
        && c.decision.as_ref().is_some_and(|d| d.outcome == Outcome::Penalty);
    if punished {
        event::write(tx, &ctx.actor(), &penalty_event(ctx, c)).await?;
    }
    Ok(punished)
}

/// Issues a paper about the case; the party's fields are filled in. A pack without the kind makes none.
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
    all.extend(firm.into_iter().filter(|(name, _)| own(name) && known.field(name).is_some()));
    all.insert("party".to_owned(), text(&c.party.name));
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

fn filing(ctx: &Ctx, c: &Case) -> Fields {
    let words = c.filed.as_ref().map(|s| s.note.trim()).filter(|n| !n.is_empty()).unwrap_or("同意立案");
    fields([
        ("case_no", text(&c.no)),
        ("cause", text(&c.violated.zh)),
        ("source", text(c.source.zh())),
        ("summary", text(&c.facts)),
        ("proposal", text(format!("涉嫌违反{}，建议立案调查。", c.violated.clause))),
        ("officers", text(officers(&c.officers))),
        ("approver", text(&ctx.viewer.name)),
        ("approval", text(words)),
        ("approved_at", FieldValue::Time(ctx.now())),
    ])
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

fn notice(ctx: &Ctx, c: &Case, force: &InForce) -> Option<Fields> {
    let (end, today) = (c.conclusion.as_ref()?, ctx.now().day());
    let (until, _) = force.terms.last_day(TermKey::Statement, today, &force.calendar)?;
    let mut all = fields([
        ("case_no", text(&c.no)),
        ("facts", text(&end.findings)),
        ("evidence", evidence(c)),
        ("violated", text(&c.violated.zh)),
        ("penalised", text(&c.violated.clause)),
        ("penalty", text(penalty(end.fine_yuan, &end.measures))),
        ("discretion", text(discretion(c))),
        ("respond_by", FieldValue::Day(until)),
    ]);
    if c.notice.as_ref().is_some_and(|n| n.hearing_right) {
        let by = force.terms.last_day(TermKey::HearingRequest, today, &force.calendar);
        let by = by.map(|(day, _)| in_words(day)).unwrap_or_default();
        all.insert("hearing_right".to_owned(), text(format!("你（单位）有权要求听证，应当在{by}前提出。")));
    }
    Some(all)
}

fn decision(ctx: &Ctx, c: &Case, force: &InForce) -> Option<Fields> {
    let (end, made) = (c.conclusion.as_ref()?, c.decision.as_ref()?);
    let said = c.statements.iter().any(|s| !s.waived);
    let answer = if said {
        "已听取陈述、申辩，并在决定中予以考虑。"
    } else {
        "当事人未提出陈述、申辩。"
    };
    let mut all = fields([
        ("case_no", text(&c.no)),
        ("facts", text(&end.findings)),
        ("evidence", evidence(c)),
        ("answer", text(answer)),
        ("violated", text(&c.violated.zh)),
        ("penalised", text(&c.violated.clause)),
        ("penalty", text(penalty(made.fine_yuan, &made.measures))),
        ("discretion", text(discretion(c))),
    ]);
    if let Some(why) = &made.deviation {
        all.insert("deviation".to_owned(), text(why));
    }
    if made.fine_yuan > 0 {
        let by = force.terms.last_day(TermKey::Payment, ctx.now().day(), &force.calendar);
        all.insert("fine".to_owned(), fen(made.fine_yuan));
        all.extend(by.map(|(day, _)| ("pay_by".to_owned(), FieldValue::Day(day))));
    }
    Some(all)
}

fn fen(yuan: u64) -> FieldValue {
    FieldValue::Money(i64::try_from(yuan).unwrap_or(i64::MAX).saturating_mul(100))
}

fn spared(c: &Case) -> Option<Fields> {
    let made = c.decision.as_ref()?;
    let facts = c.conclusion.as_ref().map_or(&c.facts, |end| &end.findings);
    Some(fields([
        ("case_no", text(&c.no)),
        ("facts", text(facts)),
        ("violated", text(&c.violated.zh)),
        ("reason", text(&made.step.note)),
        ("penalised", text(&c.violated.clause)),
        ("demand", text("遵守有关安全生产的法律、法规和规章，防止再次发生。")),
    ]))
}

fn on_the_spot(ctx: &Ctx, c: &Case) -> Option<Fields> {
    let made = c.decision.as_ref()?;
    let mut all = fields([
        ("officers", text(officers(&c.officers))),
        ("at", FieldValue::Time(ctx.now())),
        ("place", text("执法现场")),
        ("facts", text(&c.facts)),
        ("violated", text(&c.violated.zh)),
        ("penalised", text(&c.violated.clause)),
        ("penalty", text(penalty(made.fine_yuan, &made.measures))),
        ("answer", text("当事人的陈述、申辩已听取。")),
    ]);
    if made.fine_yuan > 0 {
        all.insert("fine".to_owned(), fen(made.fine_yuan));
    }
    Some(all)
}

fn closing(ctx: &Ctx, c: &Case) -> Option<Fields> {
    let made = c.decision.as_ref()?;
    let facts = c.conclusion.as_ref().map_or(&c.facts, |end| &end.findings);
    let words = c.closed.as_ref().map(|s| s.note.trim()).filter(|n| !n.is_empty()).unwrap_or("同意结案");
    Some(fields([
        ("case_no", text(&c.no)),
        ("cause", text(&c.violated.zh)),
        ("officers", text(officers(&c.officers))),
        ("decision_no", text(&made.no)),
        ("summary", text(facts)),
        ("execution", text(format!("决定内容：{}。已执行完毕。", penalty(made.fine_yuan, &made.measures)))),
        ("proposal", text("决定已执行，建议结案。")),
        ("approver", text(&ctx.viewer.name)),
        ("approval", text(words)),
        ("approved_at", FieldValue::Time(ctx.now())),
    ]))
}
