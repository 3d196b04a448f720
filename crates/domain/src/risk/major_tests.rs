//! Tests of the registration of major risks.

use super::*;
use crate::{
    access::Role,
    risk::{
        act::actions,
        draft::{
            retire,
            tests::{firm, now, risk, viewer},
        },
    },
};

const RED: [f64; 3] = [3.0, 6.0, 40.0];
const YELLOW: [f64; 3] = [1.0, 6.0, 15.0];

fn says() -> Registration {
    Registration {
        monitor: String::from("示例安全员"),
        measures: String::from("每班巡查"),
        emergency: String::from("停用并疏散"),
    }
}

fn registered() -> Risk {
    register(risk(&RED), &firm(), now(), &says()).unwrap()
}

/// The registered risk after it was graded yellow.
fn lowered() -> Risk {
    Risk { assessment: risk(&YELLOW).assessment, ..registered() }
}

#[test]
fn only_a_red_risk_is_registered_and_everything_must_be_said() {
    assert_eq!(register(risk(&YELLOW), &firm(), now(), &says()).unwrap_err().code(), "wrong_state");
    let silent = Registration { measures: String::new(), ..says() };
    let refused = register(risk(&RED), &firm(), now(), &silent).unwrap_err();
    assert_eq!((refused.pointer().as_str(), refused.code()), ("/measures", "required"));
    let officer = viewer(Role::BureauOfficer, 2);
    assert_eq!(register(risk(&RED), &officer, now(), &says()).unwrap_err().code(), "role_may_not");
    assert_eq!(registered().standing(), Some(Standing::Registered));
}

#[test]
fn it_is_watched_and_only_the_newest_notes_stay_at_hand() {
    let mut risk = registered();
    for n in 0..60 {
        risk = note(risk, &firm(), now().plus(n), &format!("第{n}次")).unwrap();
    }
    let notes = risk.major.unwrap().notes;
    assert_eq!((notes.len(), notes[0].note.as_str()), (50, "第10次"));
}

#[test]
fn it_is_cancelled_with_a_reason_by_somebody_of_the_authority() {
    assert_eq!(ask_cancel(registered(), &firm(), now(), false, "已整改").unwrap_err(), Refusal::StillMajor);
    assert_eq!(ask_cancel(lowered(), &firm(), now(), false, " ").unwrap_err().code(), "reason_required");
    assert_eq!(lowered().standing(), Some(Standing::Registered), "lowered is not cancelled");
    let asked = ask_cancel(lowered(), &firm(), now(), false, "改用水性漆").unwrap();
    assert_eq!(retire(asked.clone(), &firm(), now(), "拆除").unwrap_err(), Refusal::CancelFirst);
    let chief = viewer(Role::GridChief, 3);
    assert_eq!(decide_cancel(asked.clone(), &chief, now(), true, "").unwrap_err().code(), "role_may_not");
    let officer = viewer(Role::BureauOfficer, 2);
    assert_eq!(actions(&asked, &officer), [Action::DecideCancel]);
    let refused = decide_cancel(asked.clone(), &officer, now(), false, "").unwrap_err();
    assert_eq!((refused.pointer().as_str(), refused.code()), ("/note", "reason_required"));
    let back = decide_cancel(asked.clone(), &officer, now(), false, "未见检测报告").unwrap();
    assert_eq!(back.standing(), Some(Standing::Registered));
    let done = decide_cancel(asked, &officer, now(), true, "").unwrap();
    assert_eq!((done.standing(), done.retired.is_some()), (Some(Standing::Cancelled), false));
    let again = Risk { assessment: risk(&RED).assessment, ..done };
    assert_eq!(again.standing(), Some(Standing::Unregistered), "red again, so it is registered again");
    assert!(register(again, &firm(), now(), &says()).is_ok());
}

#[test]
fn what_is_gone_leaves_the_list_with_its_registration() {
    let asked = ask_cancel(registered(), &firm(), now(), true, "喷漆房已拆除").unwrap();
    let officer = viewer(Role::Leader, 2);
    let done = decide_cancel(asked, &officer, now(), true, "现场已核实").unwrap();
    assert_eq!((done.standing(), done.retired.unwrap().note.as_str()), (Some(Standing::Cancelled), "喷漆房已拆除"));
    let raised = Risk {
        assessment: risk(&RED).assessment,
        ..ask_cancel(lowered(), &firm(), now(), false, "改用水性漆").unwrap()
    };
    assert_eq!(decide_cancel(raised, &officer, now(), true, "").unwrap_err(), Refusal::StillMajor);
}
