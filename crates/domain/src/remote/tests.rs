//! What a link allows in which order, who is let in, and what comes of it for the case.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Viewer},
    case::{
        self, Act, Case, CaseState, EvidenceKind, ServiceWay,
        tests::{clue, officers, viewer},
    },
    evidence::EvidenceHash,
    ids::CaseLinkId,
    time::{DAY_MS, UtcMs},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);

fn officer() -> Viewer {
    viewer(Role::Enforcement, 1)
}

fn investigated() -> Case {
    Case { state: CaseState::Investigating, officers: officers(), ..clue() }
}

fn draft(errand: Errand) -> Draft {
    let person = Person { name: s(" 示例甲 "), phone: s("+86 13800138000"), id_tail: Some(s("001x")) };
    Draft { errand, person, purpose: s("核对事实") }
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn interview() -> Errand {
    Errand::Interview { post: s("驾驶员"), text: s("问：是否休息？\n答：没有。") }
}

fn evidence() -> Errand {
    Errand::Evidence { items: vec![s("行驶记录"), s("  ")], by: NOW.day() }
}

fn make(case: &Case, errand: Errand, actor: &Viewer) -> Result<Link, Refusal> {
    let id = (CaseLinkId(Uuid::from_u128(5)), s("YC-1"));
    Link::make(id, case, draft(errand), actor, NOW, NOW.plus(DAY_MS))
}

fn hash(n: u8) -> EvidenceHash {
    EvidenceHash([n; 32])
}

fn file(n: u8, recording: bool) -> GivenFile {
    GivenFile { hash: hash(n), name: format!("{n}.bin"), recording }
}

/// A link whose person has shown who he is and has read it.
fn read(errand: Errand) -> Link {
    let mut link = make(&investigated(), errand, &officer()).unwrap();
    link.identify(Proof::IdTail, "001X", s("grant"), NOW).unwrap();
    assert!(link.read(NOW));
    link
}

#[test]
fn only_an_officer_of_the_case_makes_one_and_only_when_the_step_fits() {
    let case = investigated();
    let link = make(&case, evidence(), &officer()).unwrap();
    assert_eq!((link.person.name.as_str(), link.person.phone.as_str()), ("示例甲", "13800138000"));
    assert_eq!(link.errand, Errand::Evidence { items: vec![s("行驶记录")], by: NOW.day() });
    let not = |r: Result<Link, Refusal>| r.map(|_| ()).unwrap_err();
    let other = viewer(Role::Enforcement, 9);
    assert_eq!(not(make(&case, evidence(), &other)), Refusal::Case(case::Refusal::NotHandling));
    assert_eq!(not(make(&clue(), evidence(), &officer())).code(), "case_wrong_state");
    let service = |documents| Errand::Service { documents, serves: Vec::new() };
    assert_eq!(not(make(&case, service(Vec::new()), &officer())).pointer(), "/documents");
    let one = vec![DocumentId(Uuid::from_u128(1))];
    assert_eq!(not(make(&clue(), service(one), &officer())), Refusal::Case(case::Refusal::NotHandling));
    let late = Errand::Evidence { items: vec![s("甲")], by: NOW.day().plus_days(-1) };
    assert_eq!(not(make(&case, late, &officer())), Refusal::Field { pointer: "/by", code: "deadline_past" });
    let none = Errand::Evidence { items: vec![s(" ")], by: NOW.day() };
    assert_eq!(not(make(&case, none, &officer())).pointer(), "/items");
    let id = (CaseLinkId(Uuid::from_u128(5)), s("YC-1"));
    let bad = Draft { person: Person { id_tail: Some(s("X001")), ..draft(evidence()).person }, ..draft(evidence()) };
    let wrong = Link::make(id, &case, bad, &officer(), NOW, NOW.plus(1)).map(|_| ()).unwrap_err();
    assert_eq!(wrong.code(), "remote_id_tail");
}

#[test]
fn wrong_answers_are_counted_over_both_ways_and_lock_it() {
    let mut link = make(&investigated(), interview(), &officer()).unwrap();
    assert!(link.open(NOW));
    assert!(!link.open(NOW), "once");
    link.send_code(s("123456"), NOW).unwrap();
    assert_eq!(link.identify(Proof::Code, "654321", s("g"), NOW), Err(Refusal::Wrong { left: 4 }));
    for left in (1..4).rev() {
        assert_eq!(link.identify(Proof::IdTail, "9999", s("g"), NOW), Err(Refusal::Wrong { left }));
    }
    assert_eq!(link.identify(Proof::IdTail, "9999", s("g"), NOW), Err(Refusal::Over(LinkState::Locked)));
    // The right answer comes too late.
    assert_eq!(link.identify(Proof::Code, "123456", s("g"), NOW).unwrap_err().code(), "remote_locked");
    assert_eq!(link.person.id_tail, None, "forgotten");
}

#[test]
fn a_code_serves_once_in_its_time_and_codes_are_few() {
    let mut link = make(&investigated(), interview(), &officer()).unwrap();
    link.send_code(s("123456"), NOW).unwrap();
    assert_eq!(link.send_code(s("222222"), NOW), Err(Refusal::CodeSoon));
    let late = NOW.plus(CODE_MS);
    assert_eq!(link.identify(Proof::Code, "123456", s("g"), late), Err(Refusal::Wrong { left: 4 }));
    link.send_code(s("333333"), late).unwrap();
    link.identify(Proof::Code, " 333333 ", s("g"), late).unwrap();
    assert_eq!(link.identify(Proof::Code, "333333", s("g"), late), Err(Refusal::Wrong { left: 3 }));
    for n in 2..MAX_CODES {
        link.send_code(s("444444"), late.plus(i64::from(n) * CODE_PAUSE_MS)).unwrap();
    }
    assert_eq!(link.send_code(s("5"), late.plus(60 * CODE_PAUSE_MS)), Err(Refusal::NoMoreCodes));
    assert!(link.admits("g", late).is_ok());
    assert_eq!(link.admits("h", late), Err(Refusal::Unidentified));
    assert_eq!(link.admits("g", late.plus(GRANT_MS)), Err(Refusal::Unidentified));
}

#[test]
fn nothing_is_done_after_its_time_or_twice() {
    let mut link = read(evidence());
    link.give(file(1, false)).unwrap();
    let answer = Answer { files: vec![hash(1)], ..Answer::default() };
    let over = NOW.plus(DAY_MS);
    assert_eq!(link.state_at(over), LinkState::Expired);
    assert_eq!(link.clone().finish(&answer, &investigated(), over), Err(Refusal::Over(LinkState::Expired)));
    assert_eq!(link.clone().cancel(&investigated(), &officer(), "误发", over).unwrap_err().code(), "remote_expired");
    link.finish(&answer, &investigated(), NOW).unwrap();
    assert_eq!(link.state_at(over), LinkState::Finished, "what is done stays done");
    assert_eq!(link.finish(&answer, &investigated(), NOW).unwrap_err().code(), "remote_finished");
    assert_eq!(link.admits("grant", NOW).unwrap_err().code(), "remote_finished");
    let mut link = read(evidence());
    let other = viewer(Role::Enforcement, 9);
    assert_eq!(link.cancel(&investigated(), &other, "误发", NOW).unwrap_err().code(), "case_not_handling");
    link.cancel(&investigated(), &officer(), "误发", NOW).unwrap();
    assert_eq!(link.refuse("不愿意", NOW).unwrap_err().code(), "remote_cancelled");
}

#[test]
fn evidence_says_where_it_came_from() {
    let mut link = read(evidence());
    link.give(file(1, false)).unwrap();
    link.give(file(1, false)).unwrap();
    link.give(file(2, true)).unwrap();
    assert_eq!(link.files.len(), 2);
    assert_eq!(link.finish(&Answer::default(), &investigated(), NOW), Err(Refusal::Nothing));
    let foreign = Answer { files: vec![hash(3)], ..Answer::default() };
    assert_eq!(link.finish(&foreign, &investigated(), NOW).unwrap_err().code(), "evidence_unknown");
    let answer = Answer { files: vec![hash(1), hash(2)], words: s("均为原件照片"), ..Answer::default() };
    let acts = link.finish(&answer, &investigated(), NOW).unwrap();
    let kinds: Vec<EvidenceKind> =
        acts.iter().filter_map(|a| if let Act::AddEvidence { kind, .. } = a { Some(*kind) } else { None }).collect();
    assert_eq!(kinds, [EvidenceKind::Documentary, EvidenceKind::AudioVisual, EvidenceKind::Party]);
    let Some(Act::AddEvidence { origin, file: given, .. }) = acts.first() else { panic!("{acts:?}") };
    assert!(origin.contains("YC-1") && origin.contains(&hash(1).to_string()), "{origin}");
    assert_eq!(*given, Some(hash(1)));
    for n in 3..=u8::try_from(MAX_FILES).unwrap() {
        link.give(file(n, false)).unwrap();
    }
    assert_eq!(link.give(file(99, false)).unwrap_err().code(), "remote_too_many_files");
}

#[test]
fn what_is_signed_is_the_record_with_its_corrections() {
    let mut link = make(&investigated(), interview(), &officer()).unwrap();
    link.identify(Proof::IdTail, "001X", s("grant"), NOW).unwrap();
    link.give(file(7, false)).unwrap();
    let answer = Answer { signature: Some(hash(7)), words: s("休息过十分钟"), ..Answer::default() };
    assert_eq!(link.finish(&answer, &investigated(), NOW), Err(Refusal::Unread));
    link.read(NOW);
    let unsigned = Answer { signature: None, ..answer.clone() };
    assert_eq!(link.finish(&unsigned, &investigated(), NOW).unwrap_err().code(), "remote_signature");
    let acts = link.finish(&answer, &investigated(), NOW).unwrap();
    let Some(Act::AddInterview { person, text, remote: true, signed, .. }) = acts.first() else { panic!("{acts:?}") };
    assert!(text.ends_with("更正、补充：休息过十分钟"), "{text}");
    let record = |text: &str| SignedRecord {
        link: link.id,
        person: person.clone(),
        text: text.to_owned(),
        signature: hash(7),
        at: NOW,
    };
    assert_eq!(*signed, Some(record(text).hash()));
    assert_ne!(*signed, Some(record("另一份").hash()));
    let mut refused = read(interview());
    let acts = refused.refuse("记录不实", NOW).unwrap();
    let Some(Act::AddInterview { text, signed: None, remote: true, .. }) = acts.first() else { panic!("{acts:?}") };
    assert!(text.ends_with("拒绝签名，理由：记录不实"), "{text}");
    assert_eq!(refused.state, LinkState::Refused);
}

#[test]
fn service_needs_consent_and_keeps_when_it_was_read() {
    let decided = Case { state: CaseState::Decided, ..investigated() };
    let service =
        Errand::Service { documents: vec![DocumentId(Uuid::from_u128(1))], serves: vec![ServedWhat::Decision] };
    let mut link = make(&decided, service, &officer()).unwrap();
    link.identify(Proof::IdTail, "001x", s("grant"), NOW).unwrap();
    link.read(NOW.plus(5));
    link.read(NOW.plus(9));
    assert_eq!(link.finish(&Answer::default(), &decided, NOW.plus(10)), Err(Refusal::NoConsent));
    let yes = Answer { agreed: true, ..Answer::default() };
    let none = link.clone().finish(&yes, &Case { state: CaseState::Served, ..decided.clone() }, NOW.plus(10));
    assert_eq!(none, Ok(Vec::new()), "it was served in another way");
    let served = Act::Serve { way: ServiceWay::Electronic, receiver: s("示例甲"), read_at: Some(NOW.plus(5)) };
    assert_eq!(link.finish(&yes, &decided, NOW.plus(10)), Ok(vec![served]));
}
