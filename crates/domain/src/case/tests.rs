//! Walks through the procedure, refusals one by one, and random walks that never find a forbidden order.

use uuid::Uuid;

use super::{
    clock::{Term, TermKey, Terms, Unit, clocks, next_due},
    discretion::{Circumstance, Known, Tier, Violation},
    step::CHECKLIST,
    *,
};
use crate::{
    access::{Role, Scope, Viewer},
    calendar::Calendar,
    hazard::{PersonRef, Step},
    ids::{CaseId, EnterpriseId, UserId},
    time::{CivilDay, DAY_MS, UtcMs},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);

pub(crate) fn viewer(role: Role, n: u128) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(n)), name: format!("示例{n}"), role, scope: Scope::All }
}

pub(crate) fn officers() -> Vec<Officer> {
    let one =
        |n: u128| Officer {
            user: Some(UserId(Uuid::from_u128(n))), name: format!("示例{n}"), card: format!("ZF{n}")
        };
    vec![one(1), one(2)]
}

fn terms() -> Terms {
    let t = |amount, unit, extension, extensions, halts| Term { amount, unit, extension, extensions, halts };
    let days = |n| t(n, Unit::CalendarDays, 0, 0, false);
    let yuan = |n| t(n, Unit::Yuan, 0, 0, false);
    Terms(
        [
            (TermKey::Filing, t(15, Unit::CalendarDays, 15, 1, false)),
            (TermKey::Decision, t(90, Unit::CalendarDays, 30, 1, true)),
            (TermKey::Registration, days(7)),
            (TermKey::Sealing, days(30)),
            (TermKey::Statement, t(5, Unit::WorkingDays, 0, 0, false)),
            (TermKey::HearingRequest, t(5, Unit::WorkingDays, 0, 0, false)),
            (TermKey::HearingAdvance, days(7)),
            (TermKey::Service, days(7)),
            (TermKey::Payment, days(15)),
            (TermKey::Limitation, t(24, Unit::Months, 0, 0, false)),
            (TermKey::SimplePerson, yuan(200)),
            (TermKey::SimpleUnit, yuan(3_000)),
            (TermKey::HeavyPerson, yuan(10_000)),
            (TermKey::HeavyUnit, yuan(100_000)),
            (TermKey::Surcharge, t(30, Unit::PermillePerDay, 0, 0, false)),
        ]
        .into(),
    )
}

fn violation() -> Violation {
    let tier = |when: &[Circumstance], min, max, spare| Tier {
        zh: String::from("档"),
        en: String::from("row"),
        when: when.iter().copied().collect(),
        unless: [].into(),
        min,
        max,
        of_income: false,
        spare,
        measures: Vec::new(),
    };
    let spare = [Circumstance::First, Circumstance::Minor, Circumstance::Mended];
    let tiers = vec![
        tier(&spare, 0, 0, true),
        tier(&[Circumstance::Late], 100_000, 200_000, false),
        tier(&[], 1_000, 100_000, false),
    ];
    Violation { id: String::from("v"), party: PartyKind::Unit, tiers }
}

struct Desk {
    terms: Terms,
    calendar: Calendar,
    violation: Violation,
    known: Known,
}

impl Desk {
    fn new() -> Self {
        Self { terms: terms(), calendar: Calendar::default(), violation: violation(), known: Known::default() }
    }

    fn take(&self, case: Case, act: Act, actor: &Viewer, now: UtcMs) -> Result<Case, Refusal> {
        let rules = Rules {
            terms: &self.terms,
            calendar: &self.calendar,
            violation: Some(&self.violation),
            known: self.known,
            decision_no: String::from("JD-1"),
        };
        advance(case, act, actor, now, &rules)
    }
}

pub(crate) fn clue() -> Case {
    let opened = Step { by: PersonRef::from(&viewer(Role::Enforcement, 1)), at: NOW, note: String::new() };
    let words = String::from;
    Case {
        id: CaseId(Uuid::from_u128(9)),
        no: words("AJ-1"),
        procedure: Procedure::Ordinary,
        state: CaseState::Clue,
        enterprise: EnterpriseId(Uuid::from_u128(8)),
        party: Party { kind: PartyKind::Unit, name: words("示例公司"), post: None },
        pair: None,
        source: CaseSource::Found,
        source_id: None,
        title: words("未按规定动态监控"),
        facts: words("事实"),
        violated: Violated { id: words("v"), zh: words("甲"), en: words("a"), clause: words("第一条") },
        occurred: NOW.day(),
        grave_harm: false,
        opened,
        officers: Vec::new(),
        filing_asked: None,
        filed: None,
        interviews: Vec::new(),
        evidence: Vec::new(),
        asks: Vec::new(),
        halts: Vec::new(),
        conclusion: None,
        reviews: Vec::new(),
        notice: None,
        statements: Vec::new(),
        hearing: None,
        decision: None,
        services: Vec::new(),
        reminders: Vec::new(),
        paid: None,
        paid_yuan: None,
        executed: None,
        closing: None,
        closed: None,
        ending: None,
        ended: None,
    }
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn filing() -> Act {
    Act::AskFiling { officers: officers(), facts: s("查见未监控") }
}

fn interview() -> Act {
    Act::AddInterview {
        person: s("示例甲"), post: s("安全员"), text: s("问：答："), remote: false, signed: None
    }
}

fn evidence() -> Act {
    Act::AddEvidence {
        kind: EvidenceKind::Electronic,
        name: s("平台记录"),
        origin: s("平台导出，两人核对"),
        file: None,
    }
}

fn conclude(fine_yuan: u64, told: &[Circumstance], deviation: &str) -> Act {
    let (circumstances, measures) = (told.to_vec(), Vec::new());
    Act::Conclude {
        findings: s("属实"),
        circumstances,
        income_yuan: None,
        fine_yuan,
        measures,
        deviation: s(deviation),
    }
}

fn decide(outcome: Outcome, fine_yuan: u64, collective: &[&str], checklist: &[&str]) -> Act {
    let list = |all: &[&str]| all.iter().map(|n| s(n)).collect();
    Act::Decide {
        outcome,
        fine_yuan,
        measures: Vec::new(),
        deviation: String::new(),
        collective: list(collective),
        checklist: list(checklist),
        note: s("理由"),
    }
}

fn investigated(desk: &Desk, told: &[Circumstance], fine: u64) -> Case {
    let (a, leader) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7));
    let case = desk.take(clue(), filing(), &a, NOW).unwrap();
    let case = desk.take(case, Act::DecideFiling { approved: true, note: s("") }, &leader, NOW).unwrap();
    let case = desk.take(case, interview(), &a, NOW).unwrap();
    let case = desk.take(case, evidence(), &a, NOW).unwrap();
    desk.take(case, conclude(fine, told, ""), &a, NOW).unwrap()
}

fn noticed(desk: &Desk, fine: u64) -> Case {
    let (a, reviewer) = (viewer(Role::Enforcement, 1), viewer(Role::BureauOfficer, 5));
    let case = investigated(desk, &[], fine);
    let case = desk.take(case, Act::Review { passed: true, note: s("同意") }, &reviewer, NOW).unwrap();
    desk.take(case, Act::GiveNotice { note: s("") }, &a, NOW).unwrap()
}

#[test]
fn the_ordinary_procedure_from_clue_to_closed() {
    let desk = Desk::new();
    let (a, leader, boss) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7), viewer(Role::Principal, 6));
    let case = noticed(&desk, 20_000);
    assert_eq!(allowed(&case, &boss), [ActKind::Receive]);
    let penalty = || decide(Outcome::Penalty, 20_000, &[], &[]);
    assert_eq!(desk.take(case.clone(), penalty(), &leader, NOW), Err(Refusal::NotReceived));
    let case = desk.take(case, Act::Receive, &boss, NOW).unwrap();
    assert_eq!(desk.take(case.clone(), penalty(), &leader, NOW), Err(Refusal::StillTime));
    assert_eq!(desk.take(case.clone(), Act::AskHearing { note: s("要") }, &boss, NOW), Err(Refusal::NoHearingRight));
    let case = desk.take(case, Act::State { waived: false, note: s("已改正") }, &boss, NOW).unwrap();
    assert!(case.statements[0].by_party);
    let more = decide(Outcome::Penalty, 30_000, &[], &[]);
    assert_eq!(desk.take(case.clone(), more, &leader, NOW), Err(Refusal::MoreThanNoticed));
    let case = desk.take(case, penalty(), &leader, NOW).unwrap();
    assert_eq!(allowed(&case, &a), [ActKind::Serve]);
    let case = desk.take(case, Act::Receive, &boss, NOW).unwrap();
    assert_eq!((case.state, case.services.len()), (CaseState::Served, 2));
    assert_eq!(desk.take(case.clone(), Act::Execute { note: s("") }, &a, NOW), Err(Refusal::NotExecuted));
    let late = NOW.plus(17 * DAY_MS);
    let paid = |yuan| Act::RecordPayment { paid_yuan: yuan, note: s("") };
    let short = desk.take(case.clone(), paid(20_000), &a, late);
    assert_eq!(short, Err(Refusal::Field { pointer: "/paid_yuan", code: "case_paid_too_little" }), "two days late");
    let remind = || Act::Remind { note: s("") };
    assert_eq!(desk.take(case.clone(), remind(), &a, NOW), Err(Refusal::NotLate));
    assert_eq!(desk.take(case.clone(), remind(), &a, late).unwrap().reminders.len(), 1);
    let case = desk.take(case, paid(21_200), &a, late).unwrap();
    let case = desk.take(case, Act::Execute { note: s("") }, &a, late).unwrap();
    let case = desk.take(case, Act::AskClosing { note: s("执行完毕") }, &a, late).unwrap();
    let case = desk.take(case, Act::Close { approved: true, note: s("") }, &leader, late).unwrap();
    assert_eq!((case.state, allowed(&case, &a), allowed(&case, &leader)), (CaseState::Closed, vec![], vec![]));
    assert_eq!(next_due(&case, &clocks(&case, &desk.terms, &desk.calendar, late.day())), None);
}

#[test]
fn a_heavy_case_has_a_hearing_and_is_decided_together() {
    let mut desk = Desk::new();
    desk.known.late = true;
    let (a, leader, boss) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7), viewer(Role::Principal, 6));
    let case = noticed(&desk, 150_000);
    assert!(case.heavy() && case.notice.as_ref().unwrap().hearing_right);
    let case = desk.take(case, Act::Receive, &boss, NOW).unwrap();
    let too_late = NOW.plus(20 * DAY_MS);
    let ask = || Act::AskHearing { note: s("要求听证") };
    assert_eq!(desk.take(case.clone(), ask(), &boss, too_late), Err(Refusal::NoHearingRight));
    let case = desk.take(case, ask(), &boss, NOW).unwrap();
    let three = ["甲", "乙", "丙"];
    let penalty = |who: &[&str]| decide(Outcome::Penalty, 150_000, who, &[]);
    assert_eq!(desk.take(case.clone(), penalty(&three), &leader, too_late), Err(Refusal::HearingOpen));
    let call =
        |days, chair: &str| Act::CallHearing { at: NOW.plus(days * DAY_MS), place: s("会议室"), chair: s(chair) };
    assert_eq!(desk.take(case.clone(), call(6, "示例5"), &a, NOW), Err(Refusal::HearingTooSoon));
    let own = desk.take(case.clone(), call(7, "示例2"), &a, NOW);
    assert_eq!(own, Err(Refusal::Field { pointer: "/chair", code: "case_handling" }));
    let case = desk.take(case, call(7, "示例5"), &a, NOW).unwrap();
    let held = || Act::HoldHearing { attendees: vec![s("示例6")], note: s("笔录") };
    let nobody = Act::HoldHearing { attendees: vec![s(" ")], note: s("笔录") };
    let alone = Err(Refusal::Field { pointer: "/attendees", code: "required" });
    assert_eq!(desk.take(case.clone(), nobody, &a, NOW.plus(7 * DAY_MS)), alone);
    assert_eq!(desk.take(case.clone(), held(), &a, NOW), Err(Refusal::HearingTooSoon));
    let case = desk.take(case, held(), &a, NOW.plus(7 * DAY_MS)).unwrap();
    assert_eq!(desk.take(case.clone(), penalty(&three[..2]), &leader, too_late), Err(Refusal::Collective));
    assert_eq!(desk.take(case.clone(), penalty(&["甲", "甲", "乙"]), &leader, too_late), Err(Refusal::Collective));
    let case = desk.take(case, penalty(&three), &leader, too_late).unwrap();
    assert!(!case.decision.unwrap().maximum);
}

#[test]
fn two_officers_with_cards_and_nobody_judges_his_own_case() {
    let desk = Desk::new();
    let a = viewer(Role::Enforcement, 1);
    let ask = |officers| Act::AskFiling { officers, facts: s("事实") };
    let [one, two] = <[Officer; 2]>::try_from(officers()).unwrap();
    let twin = Officer { user: None, name: s("示例1"), card: s("ZF9") };
    let nameless = Officer { card: s(" "), ..two.clone() };
    for pair in [vec![one.clone()], vec![one.clone(), one.clone()], vec![one.clone(), twin]] {
        assert_eq!(desk.take(clue(), ask(pair), &a, NOW), Err(Refusal::TwoOfficers));
    }
    assert!(desk.take(clue(), ask(vec![one.clone(), nameless]), &a, NOW).is_err());
    let stranger = viewer(Role::Enforcement, 3);
    assert_eq!(desk.take(clue(), ask(officers()), &stranger, NOW), Err(Refusal::NotHandling));
    let case = investigated(&desk, &[], 5_000);
    let review = || Act::Review { passed: true, note: s("同意") };
    let own = Viewer { role: Role::BureauOfficer, ..a };
    assert_eq!(desk.take(case.clone(), review(), &own, NOW), Err(Refusal::Handling));
    let leader_too = Viewer { role: Role::Leader, user: UserId(Uuid::from_u128(2)), ..own };
    assert_eq!(desk.take(case, review(), &leader_too, NOW), Err(Refusal::Handling));
}

#[test]
fn an_officer_steps_back_and_another_takes_over() {
    let desk = Desk::new();
    let (a, leader) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7));
    let case = desk.take(clue(), filing(), &a, NOW).unwrap();
    let case = desk.take(case, Act::DecideFiling { approved: true, note: s("") }, &leader, NOW).unwrap();
    let successor = Officer { user: Some(UserId(Uuid::from_u128(3))), name: s("示例3"), card: s("ZF3") };
    let ask = |about: &str, successor| Act::AskApproval {
        kind: AskKind::Recusal,
        about: s(about),
        successor,
        note: s("亲属"),
    };
    assert_eq!(desk.take(case.clone(), ask("示例2", None), &a, NOW), Err(Refusal::TwoOfficers));
    let unknown = desk.take(case.clone(), ask("示例9", Some(successor.clone())), &a, NOW);
    assert_eq!(unknown, Err(Refusal::Field { pointer: "/about", code: "unknown" }));
    let case = desk.take(case, ask("示例2", Some(successor)), &a, NOW).unwrap();
    let case = desk.take(case, Act::DecideAsk { approved: true, note: s("") }, &leader, NOW).unwrap();
    assert_eq!(case.officers.iter().map(|o| o.card.as_str()).collect::<Vec<_>>(), ["ZF1", "ZF3"]);
    assert!(!case.handles(UserId(Uuid::from_u128(2))));
}

#[test]
fn amounts_outside_the_range_need_a_reason_and_never_leave_the_law() {
    let desk = Desk::new();
    let (a, leader) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7));
    let case = desk.take(clue(), filing(), &a, NOW).unwrap();
    let case = desk.take(case, Act::DecideFiling { approved: true, note: s("") }, &leader, NOW).unwrap();
    assert_eq!(desk.take(case.clone(), conclude(5_000, &[], ""), &a, NOW), Err(Refusal::NoEvidence));
    let case = desk.take(case, evidence(), &a, NOW).unwrap();
    assert_eq!(desk.take(case.clone(), conclude(5_000, &[], ""), &a, NOW), Err(Refusal::NoInterview));
    let case = desk.take(case, interview(), &a, NOW).unwrap();
    assert_eq!(desk.take(case.clone(), conclude(500, &[], ""), &a, NOW), Err(Refusal::DeviationReason));
    assert_eq!(desk.take(case.clone(), conclude(200_001, &[], "理由"), &a, NOW), Err(Refusal::AboveLaw));
    let low = desk.take(case.clone(), conclude(500, &[], "主动消除危害"), &a, NOW).unwrap();
    assert_eq!(low.conclusion.unwrap().circumstances, [Circumstance::First]);
    // What stands in the store is not told: mended comes from the hazard, not from a hand.
    let told = desk.take(case, conclude(5_000, &[Circumstance::Mended, Circumstance::Minor], ""), &a, NOW).unwrap();
    assert_eq!(told.conclusion.unwrap().circumstances, [Circumstance::First, Circumstance::Minor]);
}

#[test]
fn it_ends_early_by_no_filing_sparing_or_transfer() {
    let mut desk = Desk::new();
    let (a, leader, reviewer) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7), viewer(Role::BureauOfficer, 5));
    let case = desk.take(clue(), filing(), &a, NOW).unwrap();
    let no = |note: &str| Act::DecideFiling { approved: false, note: s(note) };
    assert!(desk.take(case.clone(), no(" "), &leader, NOW).is_err());
    let ended = desk.take(case, no("证据不足"), &leader, NOW).unwrap();
    assert_eq!((ended.state, ended.ending), (CaseState::Ended, Some(Ending::NotFiled)));
    desk.known.mended = true;
    let case = investigated(&desk, &[Circumstance::Minor], 0);
    let case = desk.take(case, Act::Review { passed: true, note: s("同意") }, &reviewer, NOW).unwrap();
    let spared = desk.take(case.clone(), decide(Outcome::Spared, 0, &[], &[]), &leader, NOW).unwrap();
    let spared = desk
        .take(spared, Act::Serve { way: ServiceWay::Direct, receiver: s("示例甲"), read_at: None }, &a, NOW)
        .unwrap();
    assert!(desk.take(spared, Act::Execute { note: s("") }, &a, NOW).is_ok());
    let points = CHECKLIST.map(|(point, _)| point);
    let some = decide(Outcome::Transferred, 0, &[], &points[1..]);
    assert_eq!(desk.take(case.clone(), some, &leader, NOW), Err(Refusal::Checklist));
    let moved = desk.take(case.clone(), decide(Outcome::Transferred, 0, &[], &points), &leader, NOW).unwrap();
    assert_eq!(moved.ending, Some(Ending::Transferred));
    let none = desk.take(case, decide(Outcome::NotEstablished, 0, &[], &[]), &leader, NOW).unwrap();
    assert_eq!(none.ending, Some(Ending::NotEstablished));
    desk.known.mended = false;
    let plain = investigated(&desk, &[], 5_000);
    let plain = desk.take(plain, Act::Review { passed: true, note: s("同意") }, &reviewer, NOW).unwrap();
    assert_eq!(desk.take(plain, decide(Outcome::Spared, 0, &[], &[]), &leader, NOW), Err(Refusal::NoSparing));
}

#[test]
fn the_simple_procedure_has_its_limits() {
    let desk = Desk::new();
    let a = viewer(Role::Enforcement, 1);
    let spot = |fine_yuan, warning| Act::PunishOnTheSpot {
        officers: officers(),
        facts: s("未随车携带"),
        warning,
        fine_yuan,
        receiver: s("示例乙"),
    };
    assert_eq!(desk.take(clue(), spot(3_001, false), &a, NOW), Err(Refusal::NotSimple));
    assert!(desk.take(clue(), spot(0, false), &a, NOW).is_err());
    let fined = desk.take(clue(), spot(3_000, false), &a, NOW).unwrap();
    assert_eq!((fined.state, fined.procedure), (CaseState::Served, Procedure::Simple));
    let person = Case { party: Party { kind: PartyKind::Person, name: s("示例乙"), post: None }, ..clue() };
    assert_eq!(desk.take(person.clone(), spot(201, false), &a, NOW), Err(Refusal::NotSimple));
    let warned = desk.take(person, spot(0, true), &a, NOW).unwrap();
    assert!(desk.take(warned, Act::Execute { note: s("") }, &a, NOW).is_ok(), "a warning executes itself");
    let old = Case { occurred: NOW.day().plus_days(-800), ..clue() };
    assert_eq!(desk.take(old, spot(1_000, false), &a, NOW), Err(Refusal::TimeBarred));
}

#[test]
fn clocks_run_stand_still_and_are_extended_by_somebody_else() {
    let desk = Desk::new();
    let (a, leader) = (viewer(Role::Enforcement, 1), viewer(Role::Leader, 7));
    let at = |days: i64| NOW.plus(days * DAY_MS);
    let shown = |case: &Case, key, day: CivilDay| {
        clocks(case, &desk.terms, &desk.calendar, day).into_iter().find(|c| c.key == key).unwrap()
    };
    let filing_clock = shown(&clue(), TermKey::Filing, NOW.day());
    assert_eq!(filing_clock.due, NOW.day().plus_days(15));
    assert!(!filing_clock.overdue(NOW.day().plus_days(15)) && filing_clock.overdue(NOW.day().plus_days(16)));
    let case = desk.take(clue(), filing(), &a, NOW).unwrap();
    let case = desk.take(case, Act::DecideFiling { approved: true, note: s("") }, &leader, at(3)).unwrap();
    assert!(!shown(&case, TermKey::Filing, at(30).day()).overdue(at(30).day()), "done in time");
    let halt = Act::Halt { reason: HaltReason::Appraisal, note: s("送检") };
    let case = desk.take(case, halt, &a, at(10)).unwrap();
    assert!(shown(&case, TermKey::Decision, at(200).day()).halted);
    let case = desk.take(case, Act::Resume { note: s("") }, &a, at(30)).unwrap();
    let decision = shown(&case, TermKey::Decision, at(31).day());
    assert_eq!((decision.halted_days, decision.due), (20, at(3 + 90 + 20).day()));
    let ask =
        || Act::AskApproval {
            kind: AskKind::DecisionExtension, about: s(""), successor: None, note: s("案情复杂")
        };
    let case = desk.take(case, ask(), &a, at(40)).unwrap();
    assert_eq!(desk.take(case.clone(), ask(), &a, at(40)), Err(Refusal::AskWaits));
    let case = desk.take(case, Act::DecideAsk { approved: true, note: s("") }, &leader, at(41)).unwrap();
    let decision = shown(&case, TermKey::Decision, at(42).day());
    assert_eq!((decision.extended_days, decision.due), (30, at(143).day()));
    assert_eq!(desk.take(case.clone(), ask(), &a, at(42)), Err(Refusal::NoMoreExtensions));
    let things =
        Act::AskApproval {
            kind: AskKind::Registration, about: s("行车记录仪"), successor: None, note: s("可能灭失")
        };
    let case = desk.take(case, things, &a, at(42)).unwrap();
    let case = desk.take(case, Act::DecideAsk { approved: true, note: s("") }, &leader, at(42)).unwrap();
    assert_eq!(next_due(&case, &clocks(&case, &desk.terms, &desk.calendar, at(43).day())), Some(at(49).day()));
    let case = desk.take(case, evidence(), &a, at(43)).unwrap();
    let case = desk.take(case, interview(), &a, at(43)).unwrap();
    assert_eq!(desk.take(case.clone(), conclude(5_000, &[], ""), &a, at(44)), Err(Refusal::Registered));
    let case = desk.take(case, Act::DisposeRegistered { note: s("退还") }, &a, at(44)).unwrap();
    assert!(desk.take(case, conclude(5_000, &[], ""), &a, at(44)).is_ok());
}

/// A small generator: the same walks every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn any_act(dice: &mut Dice) -> Act {
    let yes = dice.roll(4) > 0;
    let fine = [0, 1_000, 20_000, 150_000][dice.roll(4)];
    let measure = |kind| Measure { kind, text: s("措施"), deadline: Some(NOW.day().plus_days(400)), done: None };
    let measures = if dice.roll(6) == 0 { vec![measure(MeasureKind::Suspension)] } else { Vec::new() };
    let kinds = AskKind::ALL;
    let ask = kinds[dice.roll(kinds.len())].0;
    let outcomes = [Outcome::Penalty, Outcome::Penalty, Outcome::Penalty, Outcome::Spared, Outcome::NotEstablished];
    match dice.roll(27) {
        0 => filing(),
        1 => Act::PunishOnTheSpot {
            officers: officers(),
            facts: s("事实"),
            warning: yes,
            fine_yuan: fine,
            receiver: s("乙"),
        },
        2 => Act::DecideFiling { approved: yes, note: s("理由") },
        3 => interview(),
        4 => evidence(),
        5 => Act::AskApproval { kind: ask, about: s("示例2"), successor: None, note: s("理由") },
        6 => Act::DecideAsk { approved: yes, note: s("理由") },
        7 => Act::DisposeRegistered { note: s("退还") },
        8 if !yes => Act::Halt { reason: HaltReason::Appraisal, note: s("送检") },
        8 | 9 => Act::Resume { note: s("") },
        10 | 11 => Act::Conclude {
            findings: s("属实"),
            circumstances: Vec::new(),
            income_yuan: None,
            fine_yuan: fine,
            measures,
            deviation: s("理由"),
        },
        12 => Act::Review { passed: yes, note: s("意见") },
        13 => Act::GiveNotice { note: s("") },
        14 if !yes => Act::Reinvestigate { note: s("补充") },
        14 | 15 => Act::State { waived: !yes, note: s("申辩") },
        16 => Act::AskHearing { note: s("要求") },
        17 => Act::CallHearing {
            at: NOW.plus(i64::try_from(dice.roll(60)).unwrap() * DAY_MS),
            place: s("甲"),
            chair: s("丁"),
        },
        18 => Act::HoldHearing { attendees: vec![s("乙")], note: s("笔录") },
        19 | 20 => {
            let who: &[&str] = if yes { &["甲", "乙", "丙"] } else { &[] };
            let Act::Decide { collective, checklist, note, .. } = decide(Outcome::Penalty, 0, who, &[]) else {
                unreachable!()
            };
            let outcome = outcomes[dice.roll(outcomes.len())];
            Act::Decide { outcome, fine_yuan: fine, measures, deviation: s("理由"), collective, checklist, note }
        }
        21 => Act::Serve { way: ServiceWay::Direct, receiver: s("乙"), read_at: None },
        22 => Act::Receive,
        23 => {
            if yes {
                Act::RecordPayment { paid_yuan: fine * 2, note: s("") }
            } else {
                Act::MeasureDone { index: 0, note: s("查验") }
            }
        }
        24 => Act::Execute { note: s("") },
        25 => Act::Remind { note: s("") },
        _ => {
            if dice.roll(2) == 0 {
                Act::AskClosing { note: s("报告") }
            } else {
                Act::Close { approved: yes, note: s("意见") }
            }
        }
    }
}

/// What must hold of every file, however it came about.
fn sound(case: &Case) {
    let no = |holds: bool, what: &str| assert!(holds, "{what}: {case:#?}");
    if case.procedure == Procedure::Simple {
        let fine = case.decision.as_ref().map_or(0, |d| d.fine_yuan);
        no(fine <= 3_000 && case.officers.len() == 2, "the simple procedure has its limit and two officers");
        return;
    }
    let passed_filing = case.filed.is_some();
    no(!passed_filing || case.officers.len() == 2, "two officers");
    no(case.interviews.is_empty() || passed_filing, "no interview before filing");
    no(case.evidence.is_empty() || passed_filing, "no evidence before filing");
    no(
        case.conclusion.is_none() || (!case.evidence.is_empty() && !case.interviews.is_empty()),
        "nothing found from nothing",
    );
    no(case.notice.is_none() || case.reviews.iter().any(|r| r.passed), "no notice without review");
    no(case.statements.is_empty() || case.notice.is_some(), "no statement without notice");
    let handles = |step: &Step| case.handles(step.by.id);
    no(
        !case.filed.as_ref().is_some_and(handles) && !case.reviews.iter().any(|r| handles(&r.step)),
        "others file and review",
    );
    if let Some(d) = &case.decision {
        no(!handles(&d.step) && case.reviews.iter().any(|r| r.passed), "decided by others, after review");
        let heavy = case.conclusion.as_ref().is_some_and(|c| c.heavy);
        no(!heavy || d.collective.len() >= 3, "heavy: together");
        if d.outcome == Outcome::Penalty {
            let received = case.notice.as_ref().and_then(|n| n.receipt.as_ref());
            no(received.is_some_and(|r| r.at <= d.step.at), "noticed and received before the decision");
            no(case.hearing.as_ref().is_none_or(|h| h.held.is_some()), "heard when it asked");
            no(d.fine_yuan <= case.conclusion.as_ref().unwrap().fine_yuan, "never more than was noticed");
        }
    }
    no(case.served(ServedWhat::Decision).is_none() || case.decision.is_some(), "served what was decided");
    no(case.executed.is_none() || case.served(ServedWhat::Decision).is_some(), "executed what was served");
    no(
        case.executed.is_none() || case.decision.as_ref().unwrap().fine_yuan == 0 || case.paid.is_some(),
        "executed when paid",
    );
    no(case.closed.is_none() || (case.executed.is_some() && case.closing.is_some()), "closed what was executed");
}

#[test]
fn no_walk_finds_a_forbidden_order_and_a_refusal_is_foretold() {
    let actors = [
        viewer(Role::Enforcement, 1),
        viewer(Role::Enforcement, 2),
        viewer(Role::Enforcement, 3),
        viewer(Role::BureauOfficer, 5),
        viewer(Role::Principal, 6),
        viewer(Role::Leader, 7),
        viewer(Role::SafetyOfficer, 8),
        viewer(Role::Driver, 9),
        viewer(Role::GridChief, 10),
        viewer(Role::Leader, 1),
    ];
    let (mut reached, mut taken) = (std::collections::BTreeMap::new(), 0_u32);
    for seed in 0..600 {
        let mut desk = Desk::new();
        let mut dice = Dice(seed);
        desk.known.mended = dice.roll(3) == 0;
        let (mut case, mut now) = (clue(), NOW);
        for _ in 0..700 {
            now = now.plus(i64::try_from(dice.roll(3)).unwrap() * DAY_MS / 4);
            let (act, actor) = (any_act(&mut dice), &actors[dice.roll(actors.len())]);
            let kind = act.kind();
            let offered = allowed(&case, actor).contains(&kind);
            match desk.take(case.clone(), act, actor, now) {
                Ok(next) => {
                    assert!(offered || case.procedure == Procedure::Simple, "{kind:?} was taken and not offered");
                    assert!(!case.state.is_over(), "nothing happens after the end");
                    taken += 1;
                    case = next;
                    sound(&case);
                }
                Err(refusal) => assert!(!refusal.code().is_empty()),
            }
        }
        *reached.entry(case.state).or_insert(0_u32) += 1;
    }
    assert!(taken > 3_000, "{taken} steps");
    assert!(reached.contains_key(&CaseState::Closed) && reached.contains_key(&CaseState::Ended), "{reached:?}");
}
