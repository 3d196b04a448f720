//! Tests of writing risks.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope},
    ids::UserId,
    risk::{
        grade::Grade,
        major::Standing,
        scale::tests::{lec, values},
    },
};

pub(crate) fn viewer(role: Role, user: u128) -> Viewer {
    let scope = Scope::Enterprise(EnterpriseId(Uuid::from_u128(7)));
    Viewer { user: UserId(Uuid::from_u128(user)), name: String::from("示例"), role, scope }
}

pub(crate) fn firm() -> Viewer {
    viewer(Role::SafetyOfficer, 1)
}

pub(crate) fn now() -> UtcMs {
    UtcMs::parse_rfc3339("2026-11-24T09:00:00+08:00").unwrap()
}

fn ids() -> impl FnMut() -> ControlId {
    let mut n = 100;
    move || {
        n += 1;
        ControlId(Uuid::from_u128(n))
    }
}

fn control(id: Option<ControlId>, text: &str) -> ControlDraft {
    let (kind, level) = (ControlKind::Engineering, ControlLevel::Team);
    ControlDraft { id, kind, text: text.to_owned(), owner: String::from("示例班长"), level }
}

pub(crate) fn draft(lec: &[f64; 3]) -> RiskDraft {
    RiskDraft {
        name: String::from("油漆存放处"),
        kind: RiskKind::Area,
        place: Some(String::from(" 车间东侧 ")),
        accident: String::from("火灾"),
        owner: String::from("示例安全员"),
        factors: values(&[("L", lec[0]), ("E", lec[1]), ("C", lec[2])]),
        reason: String::new(),
        controls: vec![control(None, "油漆单独存放"), control(None, "配灭火器")],
    }
}

fn setting<'a>(scale: &'a Scale, actor: &'a Viewer) -> Setting<'a> {
    Setting { scale, pack: "national 1", actor, now: now() }
}

pub(crate) fn risk(factors: &[f64; 3]) -> Risk {
    let fresh = Fresh {
        id: RiskId(Uuid::from_u128(50)),
        no: String::from("FX-0001"),
        enterprise: EnterpriseId(Uuid::from_u128(7)),
        template: None,
    };
    create(fresh, &draft(factors), &setting(&lec(), &firm()), ids()).unwrap()
}

#[test]
fn a_risk_is_graded_and_names_the_level_that_is_missing() {
    let yellow = risk(&[1.0, 6.0, 15.0]);
    assert_eq!((yellow.grade(), yellow.level_missing()), (Grade::Yellow, None));
    assert_eq!(yellow.place.as_deref(), Some("车间东侧"));
    let red = risk(&[3.0, 6.0, 40.0]);
    assert_eq!((red.grade(), red.level_missing()), (Grade::Red, Some(ControlLevel::Company)));
    assert_eq!((yellow.standing(), red.standing()), (None, Some(Standing::Unregistered)));
}

#[test]
fn every_wrong_field_is_named() {
    let (scale, actor) = (lec(), firm());
    let setting = setting(&scale, &actor);
    let refused = |draft: RiskDraft| {
        let r = change(risk(&[1.0, 6.0, 15.0]), &draft, &setting, ids()).unwrap_err();
        (r.pointer(), r.code())
    };
    let good = draft(&[1.0, 6.0, 15.0]);
    let no_name = RiskDraft { name: String::from("  "), ..good.clone() };
    assert_eq!(refused(no_name), (String::from("/name"), "required"));
    let no_controls = RiskDraft { controls: Vec::new(), ..good.clone() };
    assert_eq!(refused(no_controls), (String::from("/controls"), "required"));
    let no_owner = ControlDraft { owner: String::new(), ..control(None, "配灭火器") };
    let unowned = RiskDraft { controls: vec![control(None, "甲"), no_owner], ..good.clone() };
    assert_eq!(refused(unowned), (String::from("/controls/1/owner"), "required"));
    let strange = RiskDraft { controls: vec![control(Some(ControlId(Uuid::from_u128(9))), "甲")], ..good.clone() };
    assert_eq!(refused(strange), (String::from("/controls/0/id"), "not_found"));
    let off = RiskDraft { factors: values(&[("L", 2.0), ("E", 6.0), ("C", 15.0)]), ..good.clone() };
    assert_eq!(refused(off), (String::from("/factors/L"), "off_scale"));
    let bare = RiskDraft { factors: values(&[("L", 3.0), ("E", 6.0)]), ..good };
    assert_eq!(refused(bare), (String::from("/factors/C"), "choose"));
}

#[test]
fn a_control_that_is_left_out_is_taken_away_and_stays_to_be_seen() {
    let (scale, actor) = (lec(), firm());
    let old = risk(&[1.0, 6.0, 15.0]);
    let first = old.controls[0].id;
    let wanted = RiskDraft {
        controls: vec![control(Some(first), "油漆专柜存放"), control(None, "禁止烟火")],
        ..draft(&[1.0, 6.0, 15.0])
    };
    let mut n = 200;
    let next = || {
        n += 1;
        ControlId(Uuid::from_u128(n))
    };
    let later = Setting { now: now().plus(1_000), ..setting(&scale, &actor) };
    let new = change(old.clone(), &wanted, &later, next).unwrap();
    let kept: Vec<&str> = new.kept().map(|c| c.text.as_str()).collect();
    assert_eq!(kept, ["油漆专柜存放", "禁止烟火"]);
    assert_eq!(new.controls.len(), 3);
    assert_eq!((new.controls[0].id, new.controls[0].since), (first, now()));
    assert_eq!(new.controls[1].retired, Some(now().plus(1_000)));
    assert_eq!(new.assessment, old.assessment, "nobody graded it anew");
}

#[test]
fn only_the_enterprise_writes_its_census() {
    let (scale, officer) = (lec(), viewer(Role::BureauOfficer, 2));
    let refused = change(risk(&[1.0, 6.0, 15.0]), &draft(&[1.0, 6.0, 15.0]), &setting(&scale, &officer), ids());
    assert_eq!(refused.unwrap_err().code(), "role_may_not");
    let gone = retire(risk(&[1.0, 6.0, 15.0]), &firm(), now(), "设备已拆除").unwrap();
    assert_eq!(retire(gone, &firm(), now(), "再次").unwrap_err().code(), "wrong_state");
    assert_eq!(retire(risk(&[1.0, 6.0, 15.0]), &firm(), now(), " ").unwrap_err().code(), "reason_required");
}

#[test]
fn a_coloured_area_has_three_corners_or_more_on_its_picture() {
    let at = |area: &[(u16, u16)]| {
        let picture = crate::evidence::EvidenceHash([7; 32]);
        place(risk(&[1.0, 6.0, 15.0]), &firm(), Some(Spot { picture, x: 500, y: 500, area: area.to_vec() }))
            .map_err(|r| (r.pointer(), r.code()))
    };
    assert!(at(&[]).is_ok());
    assert!(at(&[(0, 0), (1_000, 0), (1_000, 1_000)]).is_ok());
    assert_eq!(at(&[(0, 0), (9, 9)]).unwrap_err(), (String::from("/spot/area"), "area_corners"));
    assert_eq!(at(&[(0, 0); 41]).unwrap_err(), (String::from("/spot/area"), "area_corners"));
    assert_eq!(at(&[(0, 0), (1_001, 0), (5, 5)]).unwrap_err(), (String::from("/spot/area"), "out_of_range"));
}
