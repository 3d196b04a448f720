//! `GET /cases/{id}`: one case. The party sees what was put before it; members of the investigation are empty then.

use anlu_app::case::{self as app, get};
use anlu_domain::{case, hazard::Step, ids::CaseId};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    list::CaseRow,
    vocabulary::{
        AskKind, AskState, CaseAction, CaseClockKey, CaseClockUnit, CaseEnding, CaseOutcome, Circumstance,
        EvidenceKind, HaltReason, MeasureKind, ServedWhat, ServiceWay,
    },
};
use crate::{
    api::{
        backtests::values::Bilingual,
        evidence::attached::AttachedEvidence,
        hazards::govern::Done,
        signals::get::Activity,
        values::{Day, Named, Time},
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// A statutory clock as it stands today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseClock {
    /// Which.
    key: CaseClockKey,
    /// How much.
    amount: u32,
    /// Of what.
    unit: CaseClockUnit,
    /// From which day.
    began: Day,
    /// Last day, with extensions and times of standing still.
    due: Day,
    /// Days added by an approver.
    extended_days: i32,
    /// Days it stood still.
    halted_days: i32,
    /// It stands still now.
    halted: bool,
    /// The holidays of a year are not known yet: the day may move.
    guessed: bool,
    /// When it was done.
    done: Option<Day>,
    /// Its last day has passed and it is not done.
    overdue: bool,
    /// It was done too late.
    missed: bool,
    /// The authority has to act; otherwise it is the party's time.
    authority: bool,
    /// Law and article.
    basis: Bilingual,
    /// How sure we are: `verified`, `secondary`, `unverified`.
    confidence: String,
}

/// An officer with his card.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseOfficer {
    /// Account, when he has one.
    pub(crate) user_id: Option<Uuid>,
    /// Name.
    #[schema(max_length = 100)]
    pub(crate) name: String,
    /// Number of the enforcement card.
    #[schema(max_length = 100)]
    pub(crate) card: String,
}

/// A record of questions and answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseInterview {
    /// Who was asked.
    person: String,
    /// Post.
    post: String,
    /// The record.
    text: String,
    /// Signed on his own phone.
    remote: bool,
    /// Hash of what he signed.
    signed: Option<String>,
    /// Who wrote it down, when.
    step: Done,
}

/// A piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseEvidenceItem {
    /// Kind.
    kind: EvidenceKind,
    /// What it is and proves.
    name: String,
    /// Original or copy: from where, how taken, how checked.
    origin: String,
    /// Hash of the file.
    file: Option<String>,
    /// Who took it, when.
    step: Done,
}

/// A wish that an approver decides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseAsk {
    /// What for.
    kind: AskKind,
    /// Whom or what it is about.
    about: String,
    /// Who takes over.
    successor: Option<CaseOfficer>,
    /// Where it stands.
    state: AskState,
    /// Who asked, when, why.
    asked: Done,
    /// Who decided, when.
    decided: Option<Done>,
    /// What became of things registered.
    disposed: Option<Done>,
}

/// A time in which clocks stand still.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseHalt {
    /// Why.
    reason: HaltReason,
    /// From when.
    began: Done,
    /// Until when.
    ended: Option<Done>,
}

/// A measure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseMeasure {
    /// Kind.
    kind: MeasureKind,
    /// What has to be done.
    text: String,
    /// By when.
    deadline: Option<Day>,
    /// Who found it done, when.
    done: Option<Done>,
}

/// What the discretion table says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseRange {
    /// Name of the row.
    title: Bilingual,
    /// Least fine, yuan.
    min_yuan: u64,
    /// Highest fine, yuan.
    max_yuan: u64,
    /// Highest fine of the law, yuan.
    law_max_yuan: u64,
    /// It may be spared.
    spare: bool,
    /// Measures that go with it.
    measures: Vec<MeasureKind>,
}

/// The end of the investigation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseConclusion {
    /// Facts as found.
    findings: String,
    /// Circumstances.
    circumstances: Vec<Circumstance>,
    /// Last year's income, yuan.
    income_yuan: Option<u64>,
    /// What the table says.
    range: CaseRange,
    /// Proposed fine, yuan.
    fine_yuan: u64,
    /// Proposed measures.
    measures: Vec<CaseMeasure>,
    /// Why it leaves the range.
    deviation: Option<String>,
    /// A heavy case.
    heavy: bool,
    /// Who, when.
    step: Done,
}

/// A legal review.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseReview {
    /// Passed, or sent back.
    passed: bool,
    /// Who, when, opinion.
    step: Done,
}

/// The notice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseNotice {
    /// A hearing may be asked for.
    hearing_right: bool,
    /// Who gave it, when.
    step: Done,
    /// Who received it, when.
    receipt: Option<Done>,
}

/// What the party said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseStatement {
    /// It renounces.
    waived: bool,
    /// Entered by the party itself.
    by_party: bool,
    /// Who, when, words.
    step: Done,
}

/// The hearing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseHearing {
    /// Who asked, when, why.
    asked: Done,
    /// When it is held.
    at: Option<Time>,
    /// Place.
    place: Option<String>,
    /// Who presides.
    chair: Option<String>,
    /// Who called it, when.
    called: Option<Done>,
    /// Those who were there.
    attendees: Vec<String>,
    /// Who recorded it, when, the record.
    held: Option<Done>,
}

/// The decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseDecision {
    /// Number.
    no: String,
    /// How.
    outcome: CaseOutcome,
    /// Fine, yuan.
    fine_yuan: u64,
    /// The highest the law allows.
    maximum: bool,
    /// Measures.
    measures: Vec<CaseMeasure>,
    /// Why it leaves the range.
    deviation: Option<String>,
    /// Who decided together.
    collective: Vec<String>,
    /// Points of the transfer checklist.
    checklist: Vec<String>,
    /// Who, when, grounds.
    step: Done,
}

/// A service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseService {
    /// What.
    what: ServedWhat,
    /// How.
    way: ServiceWay,
    /// Who received it.
    receiver: String,
    /// Who recorded it, when.
    step: Done,
    /// When it was read.
    read_at: Option<Time>,
}

/// What is said to be violated.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseViolated {
    /// Id in the pack.
    id: String,
    /// Name.
    title: Bilingual,
    /// Clauses.
    clause: String,
}

/// One case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseRecord {
    /// What lists show.
    #[serde(flatten)]
    row: CaseRow,
    /// The record it came from.
    source_id: Option<Uuid>,
    /// First facts; to the party, the facts found.
    facts: String,
    /// What is said to be violated.
    violated: CaseViolated,
    /// Last day of the unlawful act.
    occurred: Day,
    /// Long limitation.
    grave_harm: bool,
    /// Who opened it, when.
    opened: Done,
    /// Officers with cards.
    handlers: Vec<CaseOfficer>,
    /// Who asked for filing, when.
    filing_asked: Option<Done>,
    /// Who filed it, when.
    filed: Option<Done>,
    /// Interviews.
    interviews: Vec<CaseInterview>,
    /// Evidence.
    evidence: Vec<CaseEvidenceItem>,
    /// Wishes for approval.
    asks: Vec<CaseAsk>,
    /// Times of standing still.
    halts: Vec<CaseHalt>,
    /// End of the investigation.
    conclusion: Option<CaseConclusion>,
    /// Reviews.
    reviews: Vec<CaseReview>,
    /// Notice.
    notice: Option<CaseNotice>,
    /// Statements.
    statements: Vec<CaseStatement>,
    /// Hearing.
    hearing: Option<CaseHearing>,
    /// Decision.
    decision: Option<CaseDecision>,
    /// Services.
    services: Vec<CaseService>,
    /// Reminders that the fine is owed.
    reminders: Vec<Done>,
    /// Payment.
    paid: Option<Done>,
    /// What was paid, yuan.
    paid_yuan: Option<u64>,
    /// What is owed on the fine today, with surcharge, yuan.
    owed_yuan: Option<u64>,
    /// Executed.
    executed: Option<Done>,
    /// Closing report.
    closing: Option<Done>,
    /// Closed.
    closed: Option<Done>,
    /// How it ended early.
    ending: Option<CaseEnding>,
    /// Who ended it, when, why.
    ended: Option<Done>,
    /// What the viewer may do now, the obvious next step first.
    actions: Vec<CaseAction>,
    /// Clocks.
    clocks: Vec<CaseClock>,
    /// Circumstances that follow from the store.
    computed: Vec<Circumstance>,
    /// What the table says of them alone.
    range: Option<CaseRange>,
    /// A case of the responsible person can be opened beside it.
    can_pair: bool,
    /// The other case of the pair.
    pair: Option<Named>,
    /// Files.
    files: Vec<AttachedEvidence>,
    /// History, oldest first.
    activity: Vec<Activity>,
}

fn done(step: Option<Step>) -> Option<Done> {
    step.map(Into::into)
}

fn measures(all: Vec<case::Measure>) -> Vec<CaseMeasure> {
    let one = |m: case::Measure| CaseMeasure {
        kind: m.kind.into(),
        text: m.text,
        deadline: m.deadline.map(Into::into),
        done: done(m.done),
    };
    all.into_iter().map(one).collect()
}

fn range(r: case::discretion::Range) -> CaseRange {
    CaseRange {
        title: Bilingual { zh: r.zh, en: r.en },
        min_yuan: r.min_yuan,
        max_yuan: r.max_yuan,
        law_max_yuan: r.law_max_yuan,
        spare: r.spare,
        measures: r.measures.into_iter().map(Into::into).collect(),
    }
}

fn officer(o: case::Officer) -> CaseOfficer {
    CaseOfficer { user_id: o.user.map(|u| u.0), name: o.name, card: o.card }
}

fn clock(c: app::ClockView) -> CaseClock {
    let r = c.running;
    CaseClock {
        key: r.key.into(),
        amount: c.amount,
        unit: c.unit.into(),
        began: r.began.into(),
        due: r.due.into(),
        extended_days: r.extended_days,
        halted_days: r.halted_days,
        halted: r.halted,
        guessed: r.guessed,
        done: r.done.map(Into::into),
        overdue: c.overdue,
        missed: c.missed,
        authority: r.authority,
        basis: c.basis.into(),
        confidence: c.confidence.to_owned(),
    }
}

fn conclusion(c: case::Conclusion) -> CaseConclusion {
    CaseConclusion {
        findings: c.findings,
        circumstances: c.circumstances.into_iter().map(Into::into).collect(),
        income_yuan: c.income_yuan,
        range: range(c.range),
        fine_yuan: c.fine_yuan,
        measures: measures(c.measures),
        deviation: c.deviation,
        heavy: c.heavy,
        step: c.step.into(),
    }
}

fn decision(d: case::Decision) -> CaseDecision {
    CaseDecision {
        no: d.no,
        outcome: d.outcome.into(),
        fine_yuan: d.fine_yuan,
        maximum: d.maximum,
        measures: measures(d.measures),
        deviation: d.deviation,
        collective: d.collective,
        checklist: d.checklist,
        step: d.step.into(),
    }
}

fn ask(a: case::Ask) -> CaseAsk {
    CaseAsk {
        kind: a.kind.into(),
        about: a.about,
        successor: a.successor.map(officer),
        state: a.state.into(),
        asked: a.asked.into(),
        decided: done(a.decided),
        disposed: done(a.disposed),
    }
}

impl From<app::CaseView> for CaseRecord {
    fn from(v: app::CaseView) -> Self {
        let row = CaseRow::from(&v.row);
        let c = v.row.case;
        let interview = |i: case::Interview| CaseInterview {
            person: i.person,
            post: i.post,
            text: i.text,
            remote: i.remote,
            signed: i.signed,
            step: i.step.into(),
        };
        let item = |e: case::CaseEvidence| CaseEvidenceItem {
            kind: e.kind.into(),
            name: e.name,
            origin: e.origin,
            file: e.file.map(|h| h.to_string()),
            step: e.step.into(),
        };
        let service = |s: case::Served| CaseService {
            what: s.what.into(),
            way: s.way.into(),
            receiver: s.receiver,
            step: s.step.into(),
            read_at: s.read_at.map(Into::into),
        };
        let halt = |h: case::Halt| CaseHalt { reason: h.reason.into(), began: h.began.into(), ended: done(h.ended) };
        let said = |s: case::Statement| CaseStatement { waived: s.waived, by_party: s.by_party, step: s.step.into() };
        Self {
            source_id: c.source_id,
            facts: c.facts,
            violated: CaseViolated {
                id: c.violated.id,
                title: Bilingual { zh: c.violated.zh, en: c.violated.en },
                clause: c.violated.clause,
            },
            occurred: c.occurred.into(),
            grave_harm: c.grave_harm,
            opened: c.opened.into(),
            handlers: c.officers.into_iter().map(officer).collect(),
            filing_asked: done(c.filing_asked),
            filed: done(c.filed),
            interviews: c.interviews.into_iter().map(interview).collect(),
            evidence: c.evidence.into_iter().map(item).collect(),
            asks: c.asks.into_iter().map(ask).collect(),
            halts: c.halts.into_iter().map(halt).collect(),
            conclusion: c.conclusion.map(conclusion),
            reviews: c.reviews.into_iter().map(|r| CaseReview { passed: r.passed, step: r.step.into() }).collect(),
            notice: c.notice.map(|n| CaseNotice {
                hearing_right: n.hearing_right,
                step: n.step.into(),
                receipt: done(n.receipt),
            }),
            statements: c.statements.into_iter().map(said).collect(),
            hearing: c.hearing.map(|h| CaseHearing {
                asked: h.asked.into(),
                at: h.at.map(Into::into),
                place: h.place,
                chair: h.chair,
                called: done(h.called),
                attendees: h.attendees,
                held: done(h.held),
            }),
            decision: c.decision.map(decision),
            services: c.services.into_iter().map(service).collect(),
            reminders: c.reminders.into_iter().map(Into::into).collect(),
            paid: done(c.paid),
            paid_yuan: c.paid_yuan,
            owed_yuan: v.owed_yuan,
            executed: done(c.executed),
            closing: done(c.closing),
            closed: done(c.closed),
            ending: c.ending.map(Into::into),
            ended: done(c.ended),
            actions: v.actions.into_iter().map(Into::into).collect(),
            clocks: v.clocks.into_iter().map(clock).collect(),
            computed: v.computed.into_iter().map(Into::into).collect(),
            range: v.range.map(range),
            can_pair: v.person_violation.is_some(),
            pair: v.pair.map(|(id, no)| Named { id: id.0, name: no }),
            files: v.files.into_iter().map(Into::into).collect(),
            activity: v.timeline.into_iter().map(Into::into).collect(),
            row,
        }
    }
}

/// One case: whole to the authority; to the party, what was put before it.
#[utoipa::path(get, path = "/cases/{id}", operation_id = "get_case", tag = "cases",
    params(("id" = Uuid, Path, description = "Case")), responses((status = 200, body = CaseRecord), OneProblems))]
pub(crate) async fn get_case(session: Session, Id(id): Id) -> Result<Json<CaseRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, CaseId(id)).await?.into()))
}
