//! Criteria that changed: nothing follows by itself.

use uuid::Uuid;

use super::*;
use crate::{
    access::Scope,
    hazard::{
        governance::{ListingDraft, ListingLevel, list},
        state::{PersonRef, Source},
        transition::notify,
    },
    ids::{EnterpriseId, HazardId, UserId},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);

fn viewer(role: Role) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(1)), name: String::from("示例1"), role, scope: Scope::All }
}

fn judgement(criterion: Option<&str>) -> Judgement {
    let clause =
        |zh: &str| Clause { id: String::from("beyond_licence"), zh: zh.to_owned(), en: String::from("clause") };
    let pack = PackRef { id: String::from("national"), version: String::from("1") };
    Judgement { pack, day: NOW.day(), criterion: criterion.map(clause) }
}

fn hazard(level: Level, judged: Option<Judgement>) -> Hazard {
    Hazard {
        id: HazardId(Uuid::from_u128(100)),
        no: String::from("YH-20261124-0001"),
        enterprise: EnterpriseId(Uuid::from_u128(200)),
        source: Source::Inspection,
        signal: None,
        failed: None,
        title: String::from("超范围运输"),
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
        judged,
        governance: Governance::default(),
        repeats: None,
    }
}

fn follow(h: Hazard, j: Judgement) -> Result<Hazard, Refusal> {
    decide(h, &viewer(Role::BureauOfficer), NOW, j, true, &Addressee::default(), "标准修订")
}

#[test]
fn what_follows_takes_level_and_clause_and_the_principal_is_told() {
    let h = hazard(Level::General, Some(judgement(None)));
    let new = judgement(Some("第三条（一）"));
    let at_once = follow(h.clone(), new.clone()).unwrap();
    assert_eq!((at_once.level, at_once.clause.as_deref()), (Level::Major, Some("第三条（一）")));
    assert_eq!(at_once.governance.notice, None, "notice comes with the notice of the loop");
    let told = notify(h, &viewer(Role::BureauOfficer), NOW, NOW.day(), None, "").unwrap();
    let major = follow(told, new.clone()).unwrap();
    assert_eq!(major.governance.notice.as_ref().unwrap().issued.note, "标准修订");
    assert_eq!(follow(major, new), Err(Refusal::JudgedAlready));
}

#[test]
fn what_does_not_follow_stays_with_a_reason_and_is_not_asked_again() {
    let h = hazard(Level::Major, Some(judgement(Some("旧条款"))));
    let new = judgement(Some("新条款"));
    let officer = viewer(Role::Leader);
    let mute = decide(h.clone(), &officer, NOW, new.clone(), false, &Addressee::default(), " ").unwrap_err();
    assert_eq!((mute.code(), mute.pointers()), ("reason_required", vec!["/reason"]));
    let kept = decide(h, &officer, NOW, new.clone(), false, &Addressee::default(), "个案").unwrap();
    assert_eq!((kept.level, kept.clause.as_deref()), (Level::Major, None));
    assert_eq!(decide(kept, &officer, NOW, new, false, &Addressee::default(), "x"), Err(Refusal::JudgedAlready));
}

#[test]
fn the_firm_decides_nothing_and_a_listed_hazard_does_not_become_general() {
    let h = hazard(Level::Major, Some(judgement(Some("旧条款"))));
    let refused = decide(h.clone(), &viewer(Role::Principal), NOW, judgement(None), true, &Addressee::default(), "");
    assert_eq!(refused, Err(Refusal::MayNotJudge { role: Role::Principal }));
    let told = notify(h, &viewer(Role::BureauOfficer), NOW, NOW.day(), None, "").unwrap();
    let draft = ListingDraft {
        level: ListingLevel::County,
        body: String::from("示例县安委会"),
        deadline: NOW.day(),
        note: String::new(),
    };
    let listed = list(told.clone(), &viewer(Role::Leader), NOW, &draft).unwrap();
    assert_eq!(follow(listed, judgement(None)), Err(Refusal::StillListed));
    let general = follow(told.clone(), judgement(None)).unwrap();
    assert_eq!(general.level, Level::General);
    let closed = Hazard { state: State::Closed, ..told };
    assert_eq!(follow(closed, judgement(None)), Err(Refusal::ClosedAlready));
}
