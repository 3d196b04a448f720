//! Major hazards: every rule beyond the loop, one at a time.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope},
    evidence::EvidencePhase,
    hazard::{
        PlanDraft,
        act::actions,
        state::{PersonRef, Source},
        transition::{close, notify, plan, send_back, submit, verify},
    },
    ids::{EnterpriseId, HazardId, UserId},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);
const SEEN: [EvidencePhase; 1] = [EvidencePhase::Acceptance];
const BOTH: [EvidencePhase; 2] = [EvidencePhase::Before, EvidencePhase::After];

fn viewer(role: Role, n: u128) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(n)), name: format!("示例{n}"), role, scope: Scope::All }
}

fn officer() -> Viewer {
    viewer(Role::BureauOfficer, 1)
}

fn principal() -> Viewer {
    viewer(Role::Principal, 4)
}

fn safety() -> Viewer {
    viewer(Role::SafetyOfficer, 5)
}

fn day(n: i32) -> CivilDay {
    NOW.day().plus_days(n)
}

fn to() -> Addressee {
    Addressee { enterprise: String::from("示例运输公司"), principal: Some(String::from("示例负责人")) }
}

fn told() -> Hazard {
    let found = Hazard {
        id: HazardId(Uuid::from_u128(100)),
        no: String::from("YH-20261124-0001"),
        enterprise: EnterpriseId(Uuid::from_u128(200)),
        source: Source::Inspection,
        signal: None,
        failed: None,
        title: String::from("超范围运输"),
        description: String::new(),
        clause: Some(String::from("第三条（一）")),
        level: Level::Major,
        state: State::Found,
        found_by: PersonRef { id: UserId(Uuid::from_u128(1)), name: String::from("示例1") },
        found_at: NOW,
        place: None,
        location: None,
        deadline: None,
        plan: None,
        extension: None,
        verifier: None,
        notified: None,
        submitted: None,
        verified: None,
        sent_back: None,
        closed: None,
        judged: None,
        governance: Governance::default(),
        repeats: None,
    };
    let notified = notify(found, &officer(), NOW, day(30), None, "").unwrap();
    issue(notified, &officer(), NOW, &to(), "请立即停用").reporting_every(Some(7))
}

fn planned(by: &Viewer) -> Hazard {
    let text = |t: &str| Some(t.to_owned());
    let draft = PlanDraft {
        person_name: text("示例"),
        measure: text("停业整改"),
        money_yuan: Some(20_000),
        deadline: Some(day(20)),
        emergency_plan: text("封存车辆"),
        goal: text("无超范围经营"),
    };
    plan(told(), by, NOW, draft).unwrap()
}

fn submitted() -> Hazard {
    submit(planned(&principal()), &safety(), NOW, &[], &BOTH, "").unwrap()
}

fn experts(passed: bool) -> AcceptanceDraft {
    let expert = Expert { name: String::from("示例专家"), unit: String::from("示例检测所") };
    AcceptanceDraft { experts: vec![expert], opinion: String::from("意见"), passed }
}

fn verified() -> Hazard {
    let accepted = accept(submitted(), &viewer(Role::Enforcement, 8), NOW, &SEEN, experts(true)).unwrap();
    verify(accepted, &officer(), NOW, &[EvidencePhase::Verify], "").unwrap()
}

fn listing(deadline: CivilDay) -> ListingDraft {
    ListingDraft { level: ListingLevel::City, body: String::from("示例市安委办"), deadline, note: String::new() }
}

#[test]
fn the_notice_holds_what_was_said_and_only_the_principal_confirms_it_once() {
    let h = told();
    let notice = h.governance.notice.clone().unwrap();
    assert_eq!((notice.no.as_str(), notice.principal.as_deref()), ("YH-20261124-0001-GZ", Some("示例负责人")));
    assert_eq!((notice.deadline, notice.issued.note.as_str()), (Some(day(30)), "请立即停用"));
    let changed = Hazard { title: String::from("另一个标题"), ..h.clone() };
    assert_eq!(issue(changed, &officer(), NOW, &to(), "").governance.notice, Some(notice), "issued once");
    let refused = confirm_notice(h.clone(), &safety(), NOW).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMayNot { .. }), "{refused:?}");
    let read = confirm_notice(h, &principal(), NOW.plus(60_000)).unwrap();
    let receipt = read.governance.notice.as_ref().unwrap().receipt.as_ref().unwrap();
    assert_eq!((receipt.by.name.as_str(), receipt.at), ("示例4", NOW.plus(60_000)));
    assert_eq!(confirm_notice(read, &principal(), NOW), Err(Refusal::NoticeRead));
    let general = Hazard { level: Level::General, governance: Governance::default(), ..told() };
    assert!(issue(general.clone(), &officer(), NOW, &to(), "").governance.is_empty());
    assert_eq!(confirm_notice(general, &principal(), NOW), Err(Refusal::NotMajor { action: Action::ConfirmNotice }));
}

#[test]
fn a_plan_counts_once_the_principal_has_approved_it() {
    let h = planned(&safety());
    assert_eq!(h.governance.progress_due, None, "the interval begins with the approval");
    let early = submit(h.clone(), &safety(), NOW, &[], &BOTH, "").unwrap_err();
    assert_eq!(early, Refusal::PlanNotApproved);
    assert!(!actions(&h, &safety()).contains(&Action::Submit));
    let h = approve_plan(h, &principal(), NOW, "同意").unwrap();
    assert_eq!(h.plan.as_ref().unwrap().approved.as_ref().unwrap().by.name, "示例4");
    assert_eq!(h.governance.progress_due, Some(day(7)));
    assert_eq!(approve_plan(h.clone(), &principal(), NOW, ""), Err(Refusal::PlanApproved));
    assert!(submit(h, &safety(), NOW, &[], &BOTH, "").is_ok());
    assert!(planned(&principal()).plan.unwrap().approved.is_some(), "his own plan he has approved");
}

#[test]
fn reports_of_progress_move_the_next_one_and_stop_with_the_hand_in() {
    let h = planned(&principal());
    assert!(!h.progress_late(day(7)) && h.progress_late(day(8)));
    let later = day(8).start();
    assert!(matches!(report_progress(h.clone(), &officer(), later, "x"), Err(Refusal::RoleMayNot { .. })));
    let mute = report_progress(h.clone(), &safety(), later, " ").unwrap_err();
    assert_eq!(mute.pointers(), ["/note"]);
    let h = report_progress(h, &safety(), later, "设备到货").unwrap();
    assert_eq!((h.governance.progress.len(), h.governance.progress_due), (1, Some(day(15))));
    let h = submit(h, &safety(), later, &[], &BOTH, "").unwrap();
    assert_eq!(h.governance.progress_due, None);
    assert!(!h.progress_late(day(60)));
    let back = send_back(h, &officer(), day(10).start(), "未到位").unwrap();
    assert_eq!(back.governance.progress_due, Some(day(17)));
}

#[test]
fn experts_accept_or_send_back_and_never_the_one_who_handed_it_in() {
    let own = submit(planned(&principal()), &principal(), NOW, &[], &BOTH, "").unwrap();
    let refused = accept(own, &principal(), NOW, &SEEN, experts(true)).unwrap_err();
    assert_eq!(refused, Refusal::ActorMended { action: Action::Accept });
    let nobody = AcceptanceDraft { experts: Vec::new(), ..experts(true) };
    assert_eq!(accept(submitted(), &officer(), NOW, &SEEN, nobody).unwrap_err().pointers(), ["/experts"]);
    let mute = AcceptanceDraft { opinion: String::new(), ..experts(true) };
    assert_eq!(accept(submitted(), &officer(), NOW, &SEEN, mute).unwrap_err().pointers(), ["/opinion"]);
    let unproved = accept(submitted(), &officer(), NOW, &BOTH, experts(true)).unwrap_err();
    assert_eq!(unproved.code(), "evidence_acceptance_required");
    let back = accept(submitted(), &officer(), NOW, &SEEN, experts(false)).unwrap();
    assert_eq!((back.state, back.sent_back.as_ref().unwrap().note.as_str()), (State::Rectifying, "意见"));
    assert!(!back.governance.accepted());
    let again = submit(back, &safety(), NOW, &BOTH, &[EvidencePhase::After], "").unwrap();
    assert_eq!(again.governance.acceptance, None, "a new hand-in is accepted anew");
    let yes = accept(again, &officer(), NOW, &SEEN, experts(true)).unwrap();
    assert_eq!(yes.state, State::Submitted);
    assert_eq!(accept(yes, &officer(), NOW, &SEEN, experts(true)), Err(Refusal::AcceptedAlready));
}

#[test]
fn a_major_hazard_is_not_closed_without_evidence_from_before_and_after() {
    for (held, missing) in [
        (&[][..], Some(EvidencePhase::Before)),
        (&[EvidencePhase::Before], Some(EvidencePhase::After)),
        (&[EvidencePhase::After, EvidencePhase::Verify], Some(EvidencePhase::Before)),
        (&BOTH, None),
    ] {
        let result = close(verified(), &officer(), NOW, held, "");
        assert_eq!(result.err(), missing.map(|phase| Refusal::EvidenceRequired { phase }));
    }
}

#[test]
fn a_major_hazard_is_not_closed_by_the_one_who_mended_it_whatever_role_he_has_now() {
    // The same accounts, with roles of the authority.
    for mender in [4, 5] {
        let turned = viewer(Role::BureauOfficer, mender);
        let refused = close(verified(), &turned, NOW, &BOTH, "").unwrap_err();
        assert_eq!(refused, Refusal::ActorMended { action: Action::Close });
        assert!(refused.about_actor());
        assert!(!actions(&verified(), &turned).contains(&Action::Close));
    }
    assert!(close(verified(), &officer(), NOW, &BOTH, "").is_ok());
}

#[test]
fn a_major_hazard_is_not_closed_without_experts() {
    let h = verified();
    let unseen = Hazard { governance: Governance { acceptance: None, ..h.governance.clone() }, ..h };
    assert_eq!(close(unseen.clone(), &officer(), NOW, &BOTH, ""), Err(Refusal::AcceptanceRequired));
    let seen = accept(unseen, &viewer(Role::Enforcement, 8), NOW, &SEEN, experts(true)).unwrap();
    assert!(close(seen, &officer(), NOW, &BOTH, "").is_ok());
}

#[test]
fn a_listing_names_its_authority_and_is_lifted_before_the_end() {
    let leader = viewer(Role::Leader, 3);
    assert!(matches!(
        list(told(), &viewer(Role::GridChief, 9), NOW, &listing(day(20))),
        Err(Refusal::RoleMayNot { .. })
    ));
    let past = list(told(), &leader, NOW, &listing(day(-1))).unwrap_err();
    assert_eq!(past.pointers(), ["/deadline"]);
    let nameless = ListingDraft { body: String::from(" "), ..listing(day(20)) };
    assert_eq!(list(told(), &leader, NOW, &nameless).unwrap_err().pointers(), ["/body"]);
    let h = list(told(), &leader, NOW, &listing(day(20))).unwrap();
    assert_eq!(list(h.clone(), &leader, NOW, &listing(day(20))), Err(Refusal::ListedAlready));
    assert!(matches!(lift(h, &leader, NOW, "完成"), Err(Refusal::WrongState { .. })), "not before it is verified");
    let h = list(verified(), &leader, NOW, &listing(day(20))).unwrap();
    assert_eq!(close(h.clone(), &officer(), NOW, &BOTH, ""), Err(Refusal::StillListed));
    assert_eq!(lift(h.clone(), &leader, NOW, "").unwrap_err().pointers(), ["/note"]);
    let h = lift(h, &leader, NOW, "治理完成，验收合格").unwrap();
    assert!(!h.governance.listed());
    assert_eq!(lift(h.clone(), &leader, NOW, "x"), Err(Refusal::NotListed));
    assert!(close(h, &officer(), NOW, &BOTH, "").is_ok());
}

#[test]
fn publication_is_a_flag_that_somebody_set() {
    let leader = viewer(Role::Leader, 3);
    let h = publish(told(), &leader, NOW, true, "按规定公开").unwrap();
    assert_eq!(h.governance.published.as_ref().unwrap().by.name, "示例3");
    assert_eq!(publish(h.clone(), &leader, NOW, true, ""), Err(Refusal::PublishedAlready { public: true }));
    assert_eq!(publish(h, &leader, NOW, false, "").unwrap().governance.published, None);
    assert!(matches!(publish(told(), &principal(), NOW, true, ""), Err(Refusal::RoleMayNot { .. })));
}
