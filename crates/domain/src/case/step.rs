//! The steps of a case and what each does.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Ask, AskKind, AskState, Case, CaseEvidence, CaseState, Conclusion, Decision, Ending, EvidenceKind, Halt,
    HaltReason, Interview, Measure, MeasureKind, Notice, Officer, Outcome, PartyKind, Procedure, Refusal, Review,
    ServedWhat, ServiceWay, Statement,
    clock::{TermKey, Terms},
    discretion::{self, Circumstance, Known, NoRange, Range, Violation},
    guard::{next_service, open_registration, refused_to, simple_fits, unread},
    record::vocabulary,
    words::{optional, required},
};
use crate::{
    access::Viewer,
    calendar::Calendar,
    evidence::EvidenceHash,
    hazard::{PersonRef, Step},
    party::names,
    time::{CivilDay, UtcMs},
};

/// Least people who decide a heavy case together.
const COLLECTIVE: usize = 3;
/// Points of the transfer checklist (行刑衔接), each with its name on paper: all must be there.
pub const CHECKLIST: [(&str, &str); 5] = [
    ("letter", "案件移送书"),
    ("investigation", "案件调查报告"),
    ("goods", "涉案物品清单"),
    ("appraisal", "检验报告或者鉴定意见"),
    ("other_materials", "其他有关材料"),
];

vocabulary! {
    /// A step.
    ActKind {
        AskFiling = "ask_filing" "呈请立案",
        PunishOnTheSpot = "punish_on_the_spot" "当场处罚",
        DecideFiling = "decide_filing" "审批立案",
        AddInterview = "add_interview" "记询问笔录",
        AddEvidence = "add_evidence" "加证据",
        AskApproval = "ask_approval" "呈请审批",
        DecideAsk = "decide_ask" "审批",
        DisposeRegistered = "dispose_registered" "处理登记保存、查封的物品",
        Halt = "halt" "暂停计时",
        Resume = "resume" "恢复计时",
        Conclude = "conclude" "调查终结",
        Review = "review" "审核",
        GiveNotice = "give_notice" "告知",
        Reinvestigate = "reinvestigate" "补充调查",
        State = "state" "陈述申辩",
        AskHearing = "ask_hearing" "申请听证",
        CallHearing = "call_hearing" "通知听证",
        HoldHearing = "hold_hearing" "举行听证",
        Decide = "decide" "决定",
        Serve = "serve" "送达",
        Receive = "receive" "签收",
        RecordPayment = "record_payment" "记缴款",
        Remind = "remind" "催告",
        MeasureDone = "measure_done" "措施已执行",
        Execute = "execute" "执行完毕",
        AskClosing = "ask_closing" "呈请结案",
        Close = "close" "结案",
    }
}

/// A step with what it needs: reasons and opinions are `note`; the rest is named as the file of the case names it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are those of the record, which documents them")]
pub enum Act {
    /// Two officers ask that the clue be filed.
    AskFiling { officers: Vec<Officer>, facts: String },
    /// Simple procedure: decided and served on the spot by two officers.
    PunishOnTheSpot { officers: Vec<Officer>, facts: String, warning: bool, fine_yuan: u64, receiver: String },
    /// An approver files it, or not, with a reason.
    DecideFiling { approved: bool, note: String },
    /// A record of questions and answers.
    AddInterview { person: String, post: String, text: String, remote: bool, signed: Option<String> },
    /// A piece of evidence.
    AddEvidence { kind: EvidenceKind, name: String, origin: String, file: Option<EvidenceHash> },
    /// A wish for an approver.
    AskApproval { kind: AskKind, about: String, successor: Option<Officer>, note: String },
    /// The approver's word on what waits.
    DecideAsk { approved: bool, note: String },
    /// What became of things registered.
    DisposeRegistered { note: String },
    /// Clocks stand still.
    Halt { reason: HaltReason, note: String },
    /// Clocks go on.
    Resume { note: String },
    /// The investigation is over: findings and a proposal.
    Conclude {
        findings: String,
        circumstances: Vec<Circumstance>,
        income_yuan: Option<u64>,
        fine_yuan: u64,
        measures: Vec<Measure>,
        deviation: String,
    },
    /// Legal review.
    Review { passed: bool, note: String },
    /// Notice of facts, grounds, penalty and rights.
    GiveNotice { note: String },
    /// Back to the investigation.
    Reinvestigate { note: String },
    /// What the party says, or that it says nothing.
    State { waived: bool, note: String },
    /// The party asks for a hearing.
    AskHearing { note: String },
    /// A hearing is called.
    CallHearing { at: UtcMs, place: String, chair: String },
    /// The record of the hearing, and who was there.
    HoldHearing { attendees: Vec<String>, note: String },
    /// The decision.
    Decide {
        outcome: Outcome,
        fine_yuan: u64,
        measures: Vec<Measure>,
        deviation: String,
        collective: Vec<String>,
        checklist: Vec<String>,
        note: String,
    },
    /// Served on the party; `read_at`: when it was read on the phone.
    Serve { way: ServiceWay, receiver: String, read_at: Option<UtcMs> },
    /// The party receives it itself.
    Receive,
    /// The fine was paid.
    RecordPayment { paid_yuan: u64, note: String },
    /// A fine that is late is asked for once more.
    Remind { note: String },
    /// A measure is done.
    MeasureDone { index: usize, note: String },
    /// Nothing is owed any more.
    Execute { note: String },
    /// The closing report.
    AskClosing { note: String },
    /// Closed, or sent back.
    Close { approved: bool, note: String },
}

impl Act {
    /// Which it is.
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::AskFiling { .. } => ActKind::AskFiling,
            Self::PunishOnTheSpot { .. } => ActKind::PunishOnTheSpot,
            Self::DecideFiling { .. } => ActKind::DecideFiling,
            Self::AddInterview { .. } => ActKind::AddInterview,
            Self::AddEvidence { .. } => ActKind::AddEvidence,
            Self::AskApproval { .. } => ActKind::AskApproval,
            Self::DecideAsk { .. } => ActKind::DecideAsk,
            Self::DisposeRegistered { .. } => ActKind::DisposeRegistered,
            Self::Halt { .. } => ActKind::Halt,
            Self::Resume { .. } => ActKind::Resume,
            Self::Conclude { .. } => ActKind::Conclude,
            Self::Review { .. } => ActKind::Review,
            Self::GiveNotice { .. } => ActKind::GiveNotice,
            Self::Reinvestigate { .. } => ActKind::Reinvestigate,
            Self::State { .. } => ActKind::State,
            Self::AskHearing { .. } => ActKind::AskHearing,
            Self::CallHearing { .. } => ActKind::CallHearing,
            Self::HoldHearing { .. } => ActKind::HoldHearing,
            Self::Decide { .. } => ActKind::Decide,
            Self::Serve { .. } => ActKind::Serve,
            Self::Receive => ActKind::Receive,
            Self::RecordPayment { .. } => ActKind::RecordPayment,
            Self::Remind { .. } => ActKind::Remind,
            Self::MeasureDone { .. } => ActKind::MeasureDone,
            Self::Execute { .. } => ActKind::Execute,
            Self::AskClosing { .. } => ActKind::AskClosing,
            Self::Close { .. } => ActKind::Close,
        }
    }
}

/// What bears on a step beside the case: the pack in force and what stands in the store.
pub struct Rules<'a> {
    /// Periods and amounts.
    pub terms: &'a Terms,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The violation, as the pack in force has it.
    pub violation: Option<&'a Violation>,
    /// What stands in the store.
    pub known: Known,
    /// Number of the decision, should this be one.
    pub decision_no: String,
}

/// Takes a step. The case is consumed and comes back changed, or the step is refused.
pub fn advance(case: Case, act: Act, actor: &Viewer, now: UtcMs, rules: &Rules<'_>) -> Result<Case, Refusal> {
    if let Some(refusal) = refused_to(&case, act.kind(), actor) {
        return Err(refusal);
    }
    Taking { case, actor, now, rules }.take(act)
}

/// A step on its way.
pub(super) struct Taking<'a> {
    pub(super) case: Case,
    pub(super) actor: &'a Viewer,
    pub(super) now: UtcMs,
    pub(super) rules: &'a Rules<'a>,
}

impl Taking<'_> {
    pub(super) fn step(&self, note: String) -> Step {
        Step { by: PersonRef::from(self.actor), at: self.now, note }
    }

    pub(super) fn today(&self) -> CivilDay {
        self.now.day()
    }

    fn take(mut self, act: Act) -> Result<Case, Refusal> {
        match act {
            Act::AskFiling { officers, facts } => self.ask_filing(&officers, &facts)?,
            Act::PunishOnTheSpot { officers, facts, warning, fine_yuan, receiver } => {
                self.on_the_spot(&officers, &facts, warning, fine_yuan, &receiver)?;
            }
            Act::DecideFiling { approved, note } => self.decide_filing(approved, &note)?,
            Act::AddInterview { person, post, text, remote, signed } => {
                let person = required(&person, "/person")?;
                let post = required(&post, "/post")?;
                let text = required(&text, "/text")?;
                let step = self.step(String::new());
                self.case.interviews.push(Interview { person, post, text, remote, signed, step });
            }
            Act::AddEvidence { kind, name, origin, file } => {
                let name = required(&name, "/name")?;
                let origin = required(&origin, "/origin")?;
                let step = self.step(String::new());
                self.case.evidence.push(CaseEvidence { kind, name, origin, file, step });
            }
            Act::AskApproval { kind, about, successor, note } => self.ask(kind, &about, successor.as_ref(), &note)?,
            Act::DecideAsk { approved, note } => self.decide_ask(approved, &note)?,
            Act::DisposeRegistered { note } => {
                let step = self.step(required(&note, "/note")?);
                if let Some(ask) = open_registration(&self.case).and_then(|i| self.case.asks.get_mut(i)) {
                    ask.disposed = Some(step);
                }
            }
            Act::Halt { reason, note } => {
                let began = self.step(required(&note, "/note")?);
                self.case.halts.push(Halt { reason, began, ended: None });
            }
            Act::Resume { note } => {
                let step = self.step(note.trim().to_owned());
                if let Some(halt) = self.case.halts.iter_mut().find(|h| h.ended.is_none()) {
                    halt.ended = Some(step);
                }
            }
            Act::Conclude { findings, circumstances, income_yuan, fine_yuan, measures, deviation } => {
                self.conclude(&findings, circumstances, income_yuan, fine_yuan, &measures, &deviation)?;
            }
            Act::Review { passed, note } => {
                let step = self.step(required(&note, "/note")?);
                self.case.reviews.push(Review { passed, step });
                self.case.state = if passed { CaseState::Reviewed } else { CaseState::Investigating };
            }
            Act::GiveNotice { note } => {
                let step = self.step(note.trim().to_owned());
                self.case.notice = Some(Notice { hearing_right: self.case.heavy(), step, receipt: None });
                (self.case.statements, self.case.hearing) = (Vec::new(), None);
                self.case.services.retain(|s| s.what == ServedWhat::Decision);
                self.case.state = CaseState::Noticed;
            }
            Act::Reinvestigate { note } => {
                required(&note, "/note")?;
                self.case.state = CaseState::Investigating;
            }
            Act::State { waived, note } => {
                let words = if waived { note.trim().to_owned() } else { required(&note, "/note")? };
                let by_party = !self.actor.role.is_authority();
                let step = self.step(words);
                self.case.statements.push(Statement { waived, by_party, step });
            }
            Act::AskHearing { note } => self.ask_hearing(&note)?,
            Act::CallHearing { at, place, chair } => self.call_hearing(at, &place, &chair)?,
            Act::HoldHearing { attendees, note } => self.hold_hearing(&attendees, &note)?,
            Act::Decide { outcome, fine_yuan, measures, deviation, collective, checklist, note } => {
                let decision = Decision {
                    no: self.rules.decision_no.clone(),
                    outcome,
                    fine_yuan,
                    maximum: false,
                    measures,
                    deviation: optional(&deviation, "/deviation")?,
                    collective,
                    checklist,
                    step: self.step(required(&note, "/note")?),
                };
                self.decide(decision)?;
            }
            Act::Serve { way, receiver, read_at } => {
                let receiver = required(&receiver, "/receiver")?;
                if let Some(what) = next_service(&self.case) {
                    self.serve(what, way, receiver, read_at);
                }
            }
            Act::Receive => {
                if let Some(what) = unread(&self.case) {
                    let at = Some(self.now);
                    self.serve(what, ServiceWay::Electronic, self.actor.name.clone(), at);
                }
            }
            Act::RecordPayment { paid_yuan, note } => self.pay(paid_yuan, &note)?,
            Act::Remind { note } => self.remind(&note)?,
            Act::MeasureDone { index, note } => {
                let step = self.step(required(&note, "/note")?);
                let measure = self.case.decision.as_mut().and_then(|d| d.measures.get_mut(index));
                match measure.filter(|m| m.done.is_none()) {
                    Some(measure) => measure.done = Some(step),
                    None => return Err(Refusal::Field { pointer: "/index", code: "unknown" }),
                }
            }
            Act::Execute { note } => {
                self.case.executed = Some(self.step(note.trim().to_owned()));
                self.case.state = CaseState::Executed;
            }
            Act::AskClosing { note } => {
                self.case.closing = Some(self.step(required(&note, "/note")?));
                self.case.state = CaseState::Closing;
            }
            Act::Close { approved, note } => {
                let words = if approved { note.trim().to_owned() } else { required(&note, "/note")? };
                if approved {
                    self.case.closed = Some(self.step(words));
                    self.case.state = CaseState::Closed;
                } else {
                    self.case.closing = None;
                    self.case.state = CaseState::Executed;
                }
            }
        }
        Ok(self.case)
    }

    /// The limit of time within which an act is punished.
    fn in_time(&self) -> Result<(), Refusal> {
        let key = if self.case.grave_harm { TermKey::LimitationGrave } else { TermKey::Limitation };
        let found = self.case.opened.at.day();
        match self.rules.terms.last_day(key, self.case.occurred, self.rules.calendar) {
            Some((last, _)) if found > last => Err(Refusal::TimeBarred),
            _ => Ok(()),
        }
    }

    fn ask_filing(&mut self, officers: &[Officer], facts: &str) -> Result<(), Refusal> {
        self.in_time()?;
        self.case.officers = two(officers, self.actor)?;
        self.case.facts = required(facts, "/facts")?;
        self.case.filing_asked = Some(self.step(String::new()));
        self.case.state = CaseState::Filing;
        Ok(())
    }

    fn decide_filing(&mut self, approved: bool, note: &str) -> Result<(), Refusal> {
        if approved {
            self.case.filed = Some(self.step(note.trim().to_owned()));
            self.case.state = CaseState::Investigating;
            return Ok(());
        }
        self.end(Ending::NotFiled, required(note, "/note")?);
        Ok(())
    }

    fn end(&mut self, ending: Ending, why: String) {
        self.case.ending = Some(ending);
        self.case.ended = Some(self.step(why));
        self.case.state = CaseState::Ended;
    }

    fn ask(&mut self, kind: AskKind, about: &str, successor: Option<&Officer>, note: &str) -> Result<(), Refusal> {
        if self.case.waiting(kind).is_some() {
            return Err(Refusal::AskWaits);
        }
        if !self.case.officers.is_empty() && !self.case.handles(self.actor.user) {
            return Err(Refusal::NotHandling);
        }
        // Filing is extended before it; everything else is asked for after it.
        let investigated = self.case.state != CaseState::Clue && self.case.state != CaseState::Filing;
        if investigated == (kind == AskKind::FilingExtension) {
            return Err(Refusal::WrongState { act: ActKind::AskApproval, state: self.case.state });
        }
        if let Some(key) = kind.extends() {
            let most = self.rules.terms.get(key).map_or(0, |t| t.extensions);
            if self.case.granted(kind) >= usize::try_from(most).unwrap_or(usize::MAX) {
                return Err(Refusal::NoMoreExtensions);
            }
        }
        let successor = successor.map(officer).transpose()?;
        let about = if kind.extends().is_none() { required(about, "/about")? } else { about.trim().to_owned() };
        if kind == AskKind::Recusal {
            let steps_back = self.case.officers.iter().any(|o| o.name == about);
            let other = successor.as_ref().is_some_and(|s| self.case.officers.iter().all(|o| !same(o, s)));
            if !steps_back {
                return Err(Refusal::Field { pointer: "/about", code: "unknown" });
            }
            if !other {
                return Err(Refusal::TwoOfficers);
            }
        }
        let asked = self.step(required(note, "/note")?);
        let state = AskState::Asked;
        self.case.asks.push(Ask { kind, about, successor, asked, state, decided: None, disposed: None });
        Ok(())
    }

    fn decide_ask(&mut self, approved: bool, note: &str) -> Result<(), Refusal> {
        let words = if approved { note.trim().to_owned() } else { required(note, "/note")? };
        let step = self.step(words);
        let Some(ask) = self.case.asks.iter_mut().find(|a| a.state == AskState::Asked) else {
            return Err(Refusal::NothingWaits);
        };
        if ask.successor.as_ref().is_some_and(|s| s.user == Some(step.by.id)) {
            return Err(Refusal::Handling);
        }
        ask.decided = Some(step);
        ask.state = if approved { AskState::Granted } else { AskState::Refused };
        if let (true, AskKind::Recusal, Some(successor)) = (approved, ask.kind, ask.successor.clone())
            && let Some(officer) = self.case.officers.iter_mut().find(|o| o.name == ask.about)
        {
            *officer = successor;
        }
        Ok(())
    }

    /// What the table says of this case.
    fn range(&self, circumstances: &BTreeSet<Circumstance>, income: Option<u64>) -> Result<Range, Refusal> {
        let violation = self.rules.violation.ok_or(Refusal::UnknownViolation)?;
        discretion::range(violation, circumstances, income).map_err(|none| match none {
            NoRange::NoTier => Refusal::UnknownViolation,
            NoRange::IncomeUnknown => Refusal::Field { pointer: "/income_yuan", code: "required" },
        })
    }

    fn conclude(
        &mut self,
        findings: &str,
        told: Vec<Circumstance>,
        income_yuan: Option<u64>,
        fine_yuan: u64,
        measures: &[Measure],
        deviation: &str,
    ) -> Result<(), Refusal> {
        let findings = required(findings, "/findings")?;
        // What stands in the store is not told anew.
        let mut circumstances = discretion::computed(&self.rules.known);
        circumstances.extend(told.into_iter().filter(|c| !c.is_computed()));
        let range = self.range(&circumstances, income_yuan)?;
        let deviation = optional(deviation, "/deviation")?;
        fits(&range, fine_yuan, deviation.as_deref())?;
        let measures = measures.iter().map(|m| measure(m, self.today())).collect::<Result<Vec<_>, _>>()?;
        let heavy = self.is_heavy(fine_yuan, &measures);
        let circumstances = circumstances.into_iter().collect();
        let step = self.step(String::new());
        self.case.conclusion = Some(Conclusion {
            findings,
            circumstances,
            income_yuan,
            range,
            fine_yuan,
            measures,
            deviation,
            heavy,
            step,
        });
        self.case.state = CaseState::Reviewing;
        Ok(())
    }

    fn is_heavy(&self, fine_yuan: u64, measures: &[Measure]) -> bool {
        let key = if self.case.party.kind == PartyKind::Person { TermKey::HeavyPerson } else { TermKey::HeavyUnit };
        let large = self.rules.terms.yuan(key).is_some_and(|limit| fine_yuan >= limit);
        large || measures.iter().any(|m| m.kind.is_heavy())
    }

    fn decide(&mut self, mut decision: Decision) -> Result<(), Refusal> {
        decision.collective = names(&decision.collective);
        let Some(conclusion) = self.case.conclusion.clone() else {
            return Err(Refusal::WrongState { act: ActKind::Decide, state: self.case.state });
        };
        if decision.outcome != Outcome::Penalty {
            (decision.fine_yuan, decision.measures, decision.deviation) = (0, Vec::new(), None);
        }
        match decision.outcome {
            Outcome::Penalty => {
                heard(&self.case, self.rules.terms, self.rules.calendar, self.today())?;
                fits(&conclusion.range, decision.fine_yuan, decision.deviation.as_deref())?;
                let today = self.today();
                let given = decision.measures.iter().map(|m| measure(m, today)).collect::<Result<Vec<_>, _>>()?;
                let more = decision.fine_yuan > conclusion.fine_yuan
                    || given.iter().any(|m| conclusion.measures.iter().all(|c| c.kind != m.kind));
                if more {
                    return Err(Refusal::MoreThanNoticed);
                }
                if decision.fine_yuan == 0 && given.is_empty() {
                    return Err(Refusal::Field { pointer: "/fine_yuan", code: "required" });
                }
                decision.measures = given;
                decision.maximum = decision.fine_yuan > 0 && decision.fine_yuan == conclusion.range.law_max_yuan;
            }
            Outcome::Spared => {
                if !conclusion.range.spare {
                    return Err(Refusal::NoSparing);
                }
            }
            Outcome::Transferred => {
                if !CHECKLIST.iter().all(|(point, _)| decision.checklist.iter().any(|c| c == point)) {
                    return Err(Refusal::Checklist);
                }
            }
            Outcome::NotEstablished => {}
        }
        if conclusion.heavy && decision.collective.len() < COLLECTIVE {
            return Err(Refusal::Collective);
        }
        let (outcome, why) = (decision.outcome, decision.step.note.clone());
        self.case.decision = Some(decision);
        match outcome {
            Outcome::Penalty | Outcome::Spared => self.case.state = CaseState::Decided,
            Outcome::NotEstablished => self.end(Ending::NotEstablished, why),
            Outcome::Transferred => self.end(Ending::Transferred, why),
        }
        Ok(())
    }

    fn on_the_spot(
        &mut self,
        officers: &[Officer],
        facts: &str,
        warning: bool,
        fine_yuan: u64,
        receiver: &str,
    ) -> Result<(), Refusal> {
        self.in_time()?;
        let officers = two(officers, self.actor)?;
        let facts = required(facts, "/facts")?;
        let receiver = required(receiver, "/receiver")?;
        if !warning && fine_yuan == 0 {
            return Err(Refusal::Field { pointer: "/fine_yuan", code: "required" });
        }
        let limit = |key| self.rules.terms.yuan(key).unwrap_or(0);
        let limits = (limit(TermKey::SimplePerson), limit(TermKey::SimpleUnit));
        let range = self.range(&discretion::computed(&self.rules.known), None)?;
        let below = fine_yuan > 0 && fine_yuan < range.min_yuan;
        if !simple_fits(self.case.party.kind, fine_yuan, limits) || below || fine_yuan > range.law_max_yuan {
            return Err(Refusal::NotSimple);
        }
        let measure = Measure { kind: MeasureKind::Warning, text: facts.clone(), deadline: None, done: None };
        self.case.decision = Some(Decision {
            no: self.rules.decision_no.clone(),
            outcome: Outcome::Penalty,
            fine_yuan,
            maximum: false,
            measures: warning.then_some(measure).into_iter().collect(),
            deviation: None,
            collective: Vec::new(),
            checklist: Vec::new(),
            step: self.step(facts.clone()),
        });
        (self.case.procedure, self.case.officers, self.case.facts) = (Procedure::Simple, officers, facts);
        self.serve(ServedWhat::Decision, ServiceWay::Direct, receiver, None);
        Ok(())
    }
}

/// The party has said what it wants to say, or its time is over; a hearing that was asked for was held. Until then no
/// penalty is decided.
pub fn heard(case: &Case, terms: &Terms, calendar: &Calendar, today: CivilDay) -> Result<(), Refusal> {
    let Some(notice) = &case.notice else {
        return Err(Refusal::WrongState { act: ActKind::Decide, state: case.state });
    };
    let Some(receipt) = notice.receipt.as_ref().map(|r| r.at.day()) else { return Err(Refusal::NotReceived) };
    if let Some(hearing) = &case.hearing {
        return if hearing.held.is_some() { Ok(()) } else { Err(Refusal::HearingOpen) };
    }
    if case.statements.iter().any(|s| s.waived) {
        return Ok(());
    }
    let over = |key| terms.last_day(key, receipt, calendar).is_none_or(|(last, _)| today > last);
    let said = !case.statements.is_empty() || over(TermKey::Statement);
    let hearing = !notice.hearing_right || over(TermKey::HearingRequest);
    if said && hearing { Ok(()) } else { Err(Refusal::StillTime) }
}

/// A fine within the law, and within the range unless a reason is given.
fn fits(range: &Range, fine_yuan: u64, deviation: Option<&str>) -> Result<(), Refusal> {
    if fine_yuan > range.law_max_yuan {
        return Err(Refusal::AboveLaw);
    }
    let inside = (range.min_yuan..=range.max_yuan).contains(&fine_yuan);
    if inside || deviation.is_some() { Ok(()) } else { Err(Refusal::DeviationReason) }
}

fn measure(m: &Measure, today: CivilDay) -> Result<Measure, Refusal> {
    let text = required(&m.text, "/measures")?;
    if m.kind.needs_deadline() && m.deadline.is_none_or(|d| d < today) {
        return Err(Refusal::Field { pointer: "/measures", code: "deadline_past" });
    }
    Ok(Measure { text, done: None, ..m.clone() })
}

fn officer(o: &Officer) -> Result<Officer, Refusal> {
    let name = required(&o.name, "/officers")?;
    let card = required(&o.card, "/officers")?;
    Ok(Officer { name, card, user: o.user })
}

/// The same man: by account, by name, or by card.
fn same(a: &Officer, b: &Officer) -> bool {
    a.card == b.card || a.name == b.name || (a.user.is_some() && a.user == b.user)
}

/// Two officers with cards.
pub(crate) fn pair(officers: &[Officer]) -> Result<Vec<Officer>, Refusal> {
    let officers = officers.iter().map(officer).collect::<Result<Vec<_>, _>>()?;
    match officers.as_slice() {
        [a, b] if !same(a, b) => Ok(officers),
        _ => Err(Refusal::TwoOfficers),
    }
}

/// [`pair`], the one who acts among them (行政处罚法第四十二条).
fn two(officers: &[Officer], actor: &Viewer) -> Result<Vec<Officer>, Refusal> {
    let officers = pair(officers)?;
    if officers.iter().any(|o| o.user == Some(actor.user)) { Ok(officers) } else { Err(Refusal::NotHandling) }
}

/// Names, each once, without what is empty.
pub(super) fn names(all: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    all.iter().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty() && seen.insert(n.clone())).collect()
}
