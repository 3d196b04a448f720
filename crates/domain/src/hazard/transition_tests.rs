//! Every step from every state by every role, and each precise refusal.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope},
    hazard::{
        AcceptanceDraft, Addressee, Expert, Governance, ListingDraft, ListingLevel,
        act::actions,
        governance,
        state::{Level, Source},
    },
    ids::{EnterpriseId, HazardId, UserId},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);
const BOTH: [EvidencePhase; 2] = [EvidencePhase::Before, EvidencePhase::After];

fn viewer(role: Role, n: u128) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(n)), name: format!("示例{n}"), role, scope: Scope::All }
}

fn day(n: i32) -> CivilDay {
    NOW.day().plus_days(n)
}

fn draft() -> PlanDraft {
    PlanDraft {
        person_name: Some(String::from("示例安全员")),
        measure: Some(String::from("停车检修")),
        money_yuan: Some(2_000),
        deadline: Some(day(3)),
        emergency_plan: Some(String::from("车辆停驶")),
        goal: Some(String::from("制动性能合格")),
    }
}

fn found(level: Level, source: Source) -> Hazard {
    Hazard {
        id: HazardId(Uuid::from_u128(100)),
        no: String::from("YH-20261124-0001"),
        enterprise: EnterpriseId(Uuid::from_u128(200)),
        source,
        signal: None,
        failed: None,
        title: String::from("制动气压不足"),
        description: String::new(),
        clause: None,
        level,
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
    }
}

/// What experts say who are content.
fn content() -> AcceptanceDraft {
    let expert = Expert { name: String::from("示例专家"), unit: String::from("示例检测所") };
    AcceptanceDraft { experts: vec![expert], opinion: String::from("治理到位"), passed: true }
}

/// Accepted by experts, when it is a major one: entered by officer 2.
fn accepted(h: Hazard) -> Hazard {
    let major = h.level == Level::Major && !h.governance.accepted();
    if major {
        governance::accept(h, &viewer(Role::BureauOfficer, 2), NOW, &[EvidencePhase::Acceptance], content()).unwrap()
    } else {
        h
    }
}

/// The hazard brought to `state` by its proper actors; officer 1 leads, principal 4 approves, safety officer 5 submits.
fn at(state: State, level: Level, source: Source) -> Hazard {
    let (officer, firm) = (viewer(Role::BureauOfficer, 1), viewer(Role::SafetyOfficer, 5));
    let mut h = found(level, source);
    for next in State::ALL {
        if h.state == state {
            break;
        }
        h = match next {
            State::Found => h,
            State::Notified => {
                let told = notify(h, &officer, NOW, day(5), None, "").unwrap();
                governance::issue(told, &officer, NOW, &Addressee::default(), "")
            }
            State::Rectifying => {
                let planned = plan(h, &firm, NOW, draft()).unwrap();
                let principal = viewer(Role::Principal, 4);
                if level == Level::Major {
                    governance::approve_plan(planned, &principal, NOW, "").unwrap()
                } else {
                    planned
                }
            }
            State::Submitted => submit(h, &firm, NOW, &[EvidencePhase::Before], &[EvidencePhase::After], "").unwrap(),
            State::Verified => verify(accepted(h), &officer, NOW, &[EvidencePhase::Verify], "").unwrap(),
            State::Closed => close(h, &officer, NOW, &BOTH, "").unwrap(),
        };
    }
    assert_eq!(h.state, state);
    h
}

fn listing() -> ListingDraft {
    let body = String::from("示例县安委会");
    ListingDraft { level: ListingLevel::County, body, deadline: day(5), note: String::new() }
}

fn apply(h: Hazard, actor: &Viewer, action: Action) -> Result<Hazard, Refusal> {
    match action {
        Action::Notify => notify(h, actor, NOW, day(5), None, ""),
        Action::Plan => plan(h, actor, NOW, PlanDraft { money_yuan: Some(3_000), ..draft() }),
        Action::Submit => submit(h, actor, NOW, &[EvidencePhase::Before], &[EvidencePhase::After], ""),
        Action::Verify => {
            let h = if h.state == State::Submitted { accepted(h) } else { h };
            verify(h, actor, NOW, &[EvidencePhase::Verify], "")
        }
        Action::Close => close(h, actor, NOW, &BOTH, ""),
        Action::RequestExtension => request_extension(h, actor, NOW, day(9), "配件未到"),
        Action::DecideExtension => grant_extension(h, actor, NOW, ""),
        Action::ConfirmNotice => governance::confirm_notice(h, actor, NOW),
        Action::ApprovePlan => governance::approve_plan(h, actor, NOW, ""),
        Action::Progress => governance::report_progress(h, actor, NOW, "已到货"),
        Action::Accept => governance::accept(h, actor, NOW, &[EvidencePhase::Acceptance], content()),
        Action::List => governance::list(h, actor, NOW, &listing()),
        Action::Lift => governance::lift(h, actor, NOW, "已治理完成"),
        Action::Publish => governance::publish(h, actor, NOW, true, ""),
    }
}

/// Refusals that lie in what was or was not done before.
fn not_now(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NoExtension
            | Refusal::NotMajor { .. }
            | Refusal::PlanApproved
            | Refusal::AcceptedAlready
            | Refusal::NotListed
    )
}

/// With good input, a step succeeds exactly when it is among the viewer's actions: buttons never lie.
#[test]
fn every_step_by_every_role_from_every_state_agrees_with_the_buttons() {
    let mut done = 0;
    for level in Level::ALL {
        for source in Source::ALL {
            for state in State::ALL {
                for role in Role::ALL {
                    for action in Action::ALL {
                        let h = at(state, level, source);
                        let actor = viewer(role, 77);
                        let offered = actions(&h, &actor).contains(&action);
                        let before = h.clone();
                        let result = apply(h, &actor, action);
                        assert_eq!(result.is_ok(), offered, "{level:?} {source:?} {state:?} {role:?} {action:?}");
                        match result {
                            Ok(after) => {
                                done += 1;
                                assert_ne!(after, before);
                                assert!(action.from_states().contains(&state));
                            }
                            Err(Refusal::WrongState { action: a, state: s }) => {
                                assert_eq!((a, s), (action, state));
                                assert!(!action.from_states().contains(&state));
                            }
                            Err(r) => assert!(r.about_actor() || not_now(&r), "{r:?}"),
                        }
                    }
                }
            }
        }
    }
    assert!(done > 100, "the table must hold many lawful steps, found {done}");
}

#[test]
fn a_driver_never_moves_a_hazard_and_a_closed_one_never_moves() {
    for state in State::ALL {
        assert!(actions(&at(state, Level::General, Source::SelfCheck), &viewer(Role::Driver, 9)).is_empty());
    }
    for role in Role::ALL {
        assert!(actions(&at(State::Closed, Level::General, Source::SelfCheck), &viewer(role, 9)).is_empty());
    }
}

#[test]
fn only_a_verified_hazard_closes() {
    for state in State::ALL {
        let result =
            close(at(state, Level::Major, Source::Inspection), &viewer(Role::BureauOfficer, 1), NOW, &BOTH, "");
        assert_eq!(result.is_ok(), state == State::Verified, "{state:?}");
    }
}

#[test]
fn a_deadline_lies_today_or_later() {
    let officer = viewer(Role::BureauOfficer, 1);
    let h = found(Level::General, Source::Inspection);
    let late = notify(h.clone(), &officer, NOW, day(-1), None, "");
    assert_eq!(late, Err(Refusal::DeadlinePast { deadline: day(-1) }));
    assert!(notify(h, &officer, NOW, day(0), None, "").is_ok());
}

#[test]
fn a_plan_fits_the_deadline_and_an_overdue_one_may_still_be_planned() {
    let firm = viewer(Role::SafetyOfficer, 5);
    let h = at(State::Notified, Level::General, Source::Inspection);
    let long = PlanDraft { deadline: Some(day(6)), ..draft() };
    let refusal = plan(h.clone(), &firm, NOW, long.clone()).unwrap_err();
    assert_eq!(refusal, Refusal::PlanAfterDeadline { planned: day(6), deadline: day(5) });
    assert_eq!(refusal.pointers(), ["/deadline"]);
    let later = day(6).start();
    let h = plan(h, &firm, later, long).unwrap();
    assert!(h.overdue(later));
}

#[test]
fn handing_in_needs_evidence_by_level() {
    let firm = viewer(Role::SafetyOfficer, 5);
    let general = at(State::Rectifying, Level::General, Source::Inspection);
    let none = submit(general.clone(), &firm, NOW, &[], &[], "").unwrap_err();
    assert_eq!(none.code(), "evidence_after_required");
    assert!(submit(general, &firm, NOW, &[], &[EvidencePhase::After], "").is_ok());
    let major = at(State::Rectifying, Level::Major, Source::Inspection);
    let half = submit(major.clone(), &firm, NOW, &[], &[EvidencePhase::After], "").unwrap_err();
    assert_eq!(half.code(), "evidence_before_required");
    let both = [EvidencePhase::Before, EvidencePhase::After];
    assert!(submit(major.clone(), &firm, NOW, &[], &both, "").is_ok());
    assert!(submit(major, &firm, NOW, &[EvidencePhase::Before], &[EvidencePhase::After], "").is_ok());
}

#[test]
fn a_hazard_that_was_sent_back_needs_new_evidence() {
    let (officer, firm) = (viewer(Role::BureauOfficer, 1), viewer(Role::SafetyOfficer, 5));
    let h = at(State::Submitted, Level::General, Source::Inspection);
    let silent = send_back(h.clone(), &officer, NOW, " ").unwrap_err();
    assert_eq!(silent, Refusal::ReasonRequired { action: Action::Verify });
    let h = send_back(h, &officer, NOW, "照片看不清").unwrap();
    assert_eq!(h.state, State::Rectifying);
    assert_eq!(h.sent_back.as_ref().unwrap().note, "照片看不清");
    let old = submit(h.clone(), &firm, NOW, &[EvidencePhase::After], &[], "").unwrap_err();
    assert_eq!(old.code(), "evidence_after_required");
    assert!(submit(h, &firm, NOW, &[EvidencePhase::After], &[EvidencePhase::After], "").is_ok());
}

#[test]
fn nobody_verifies_his_own_work() {
    let firm = viewer(Role::Principal, 5);
    let own = at(State::Submitted, Level::General, Source::SelfCheck);
    assert_eq!(verify(own.clone(), &firm, NOW, &[], "").unwrap_err(), Refusal::VerifierIsSubmitter);
    assert_eq!(send_back(own.clone(), &firm, NOW, "不行").unwrap_err(), Refusal::VerifierIsSubmitter);
    let verified = verify(own, &viewer(Role::Principal, 6), NOW, &[], "").unwrap();
    assert_eq!(verified.verifier.unwrap().id, UserId(Uuid::from_u128(6)));
}

#[test]
fn the_firm_verifies_neither_a_major_hazard_nor_one_the_authority_found() {
    let other = viewer(Role::Principal, 6);
    let major = at(State::Submitted, Level::Major, Source::SelfCheck);
    assert_eq!(verify(major, &other, NOW, &[], ""), Err(Refusal::AuthorityMustVerify { level: Level::Major }));
    let seen = at(State::Submitted, Level::General, Source::Inspection);
    let refusal = verify(seen, &other, NOW, &[], "").unwrap_err();
    assert_eq!(refusal, Refusal::RoleMayNot { role: Role::Principal, action: Action::Verify });
}

#[test]
fn a_major_hazard_is_verified_on_site() {
    let officer = viewer(Role::Enforcement, 8);
    let h = at(State::Submitted, Level::Major, Source::Inspection);
    let unseen = verify(h.clone(), &officer, NOW, &[EvidencePhase::Verify], "").unwrap_err();
    assert_eq!(unseen, Refusal::AcceptanceRequired, "experts come first");
    let h = accepted(h);
    let desk = verify(h.clone(), &officer, NOW, &[], "").unwrap_err();
    assert_eq!(desk.code(), "evidence_verify_required");
    assert!(verify(h, &officer, NOW, &[EvidencePhase::Verify], "").is_ok());
}

#[test]
fn a_named_verifier_is_the_only_one() {
    let officer = viewer(Role::BureauOfficer, 1);
    let named = PersonRef::from(&viewer(Role::Enforcement, 8));
    let h = found(Level::General, Source::Inspection);
    let h = notify(h, &officer, NOW, day(5), Some(named), "").unwrap();
    let h = plan(h, &viewer(Role::SafetyOfficer, 5), NOW, draft()).unwrap();
    let h = submit(h, &viewer(Role::SafetyOfficer, 5), NOW, &[], &[EvidencePhase::After], "").unwrap();
    assert_eq!(verify(h.clone(), &officer, NOW, &[], ""), Err(Refusal::NotNamedVerifier));
    assert!(verify(h, &viewer(Role::Enforcement, 8), NOW, &[], "").is_ok());
}

#[test]
fn overdue_starts_after_the_last_day_and_stops_with_the_hand_in() {
    let h = at(State::Rectifying, Level::General, Source::Inspection);
    assert!(!h.overdue(day(5).end()));
    assert!(h.overdue(day(6).start()));
    assert_eq!(h.days_left(day(6).start()), Some(-1));
    let h = submit(h, &viewer(Role::SafetyOfficer, 5), day(6).start(), &[], &[EvidencePhase::After], "").unwrap();
    assert!(!h.overdue(day(9).start()));
    let h = send_back(h, &viewer(Role::BureauOfficer, 1), day(9).start(), "未整改到位").unwrap();
    assert!(h.overdue(day(9).start()));
    assert_eq!(found(Level::General, Source::Inspection).days_left(NOW), None);
}

#[test]
fn an_extension_is_asked_for_once_and_decided_by_somebody_else() {
    let (firm, leader) = (viewer(Role::Principal, 5), viewer(Role::Leader, 3));
    let h = at(State::Rectifying, Level::Major, Source::Inspection);
    let same = request_extension(h.clone(), &firm, NOW, day(5), "配件未到").unwrap_err();
    assert_eq!(same, Refusal::ExtensionNotLater { asked: day(5), deadline: day(5) });
    let mute = request_extension(h.clone(), &firm, NOW, day(9), "").unwrap_err();
    assert_eq!(mute.pointers(), ["/reason"]);
    assert_eq!(grant_extension(h.clone(), &leader, NOW, ""), Err(Refusal::NoExtension));
    let h = request_extension(h, &firm, NOW, day(9), "配件未到").unwrap();
    assert_eq!(request_extension(h.clone(), &firm, NOW, day(10), "再晚"), Err(Refusal::ExtensionPending));
    let officer = viewer(Role::BureauOfficer, 1);
    assert!(matches!(grant_extension(h.clone(), &officer, NOW, ""), Err(Refusal::RoleMayNot { .. })));
    let granted = grant_extension(h.clone(), &leader, NOW, "").unwrap();
    assert_eq!((granted.deadline, granted.state), (Some(day(9)), State::Rectifying));
    assert!(!granted.extension_pending());
    assert!(refuse_extension(h.clone(), &leader, NOW, "").is_err());
    let refused = refuse_extension(h, &leader, NOW, "理由不足").unwrap();
    assert_eq!(refused.deadline, Some(day(5)));
    assert_eq!(refused.extension.unwrap().approved, Some(false));
}
