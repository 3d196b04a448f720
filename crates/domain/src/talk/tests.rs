//! The way of an interview, each refusal, and random walks that never find a forbidden order.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope, Viewer},
    calendar::Calendar,
    case::{
        Officer,
        clock::{Term, TermKey, Terms, Unit},
    },
    evidence::EvidenceHash,
    hazard::{PersonRef, Step},
    ids::{EnterpriseId, TalkId, UserId},
    time::{DAY_MS, HOUR_MS, UtcMs},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);

fn viewer(role: Role, n: u128) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(n)), name: format!("示例{n}"), role, scope: Scope::All }
}

fn officer() -> Viewer {
    viewer(Role::Enforcement, 1)
}

fn boss() -> Viewer {
    viewer(Role::Principal, 2)
}

fn terms() -> Terms {
    let days = |amount| Term { amount, unit: Unit::CalendarDays, extension: 0, extensions: 0, halts: false };
    Terms(
        [
            (TermKey::TalkNotice, days(3)),
            (TermKey::TalkPlan, days(10)),
            (TermKey::TalkMend, days(30)),
            (TermKey::TalkConfirm, days(5)),
        ]
        .into(),
    )
}

fn take(talk: Talk, act: Act, actor: &Viewer, now: UtcMs) -> Result<Talk, Refusal> {
    advance(talk, act, actor, now, &Rules { terms: &terms(), calendar: &Calendar::default() })
}

fn planned() -> Talk {
    let opened = Step { by: PersonRef::from(&officer()), at: NOW, note: String::new() };
    let (id, of) = (TalkId(Uuid::from_u128(9)), EnterpriseId(Uuid::from_u128(8)));
    Talk::plan(id, String::from("YT-1"), of, String::from("重大隐患逾期"), NOW.day().plus_days(10), opened)
}

fn notice(days: i64, urgent: &str) -> Act {
    let one = |n: u128| Officer { user: None, name: format!("示例{n}"), card: format!("ZF{n}") };
    Act::GiveNotice {
        officers: vec![one(1), one(2)],
        at: NOW.plus(days * DAY_MS),
        place: String::from("三楼会议室"),
        attendees: String::from("主要负责人"),
        reason: String::from("重大隐患逾期未整改"),
        bring: vec![String::from("整改方案"), String::from(" ")],
        urgent: urgent.to_owned(),
    }
}

fn entered() -> NewRecord {
    NewRecord {
        at: NOW.plus(3 * DAY_MS),
        place: String::from("三楼会议室"),
        host: String::from("示例1"),
        recorder: String::from("示例2"),
        attendees: vec![Attendee {
            name: String::from("示例负责人"),
            post: String::from("总经理"),
            capacity: Capacity::Principal,
        }],
        stand_in: String::new(),
        matters: String::from("通报情况"),
        demands: vec![String::from("限期整改"), String::from("全员培训")],
        deadline: NOW.day().plus_days(20),
        commitment: String::new(),
    }
}

fn hold(record: NewRecord) -> Act {
    Act::Hold(Box::new(record))
}

fn noticed() -> Talk {
    take(planned(), notice(3, ""), &officer(), NOW).unwrap()
}

fn held() -> Talk {
    take(noticed(), hold(entered()), &officer(), NOW.plus(3 * DAY_MS + HOUR_MS)).unwrap()
}

fn mend(index: usize) -> Act {
    let files = vec![EvidenceHash::parse(&"ab".repeat(32)).unwrap()];
    Act::Mend { index, note: String::from("已完成"), files }
}

fn confirm(index: usize, passed: bool) -> Act {
    Act::Confirm { index, passed, note: String::from("属实") }
}

#[test]
fn from_the_plan_to_the_end() {
    let (officer, boss, leader) = (officer(), boss(), viewer(Role::Leader, 3));
    let talk = noticed();
    assert_eq!(talk.notices[0].bring, ["整改方案"], "what says nothing is left out");
    assert_eq!(due(&talk, &terms(), &Calendar::default()), Some(NOW.day().plus_days(3)));
    assert_eq!(waits_for(&talk, &boss, NOW), Some(ActKind::Receive));
    assert_eq!(waits_for(&talk, &officer, NOW), None, "its time has not come");
    let talk = take(talk, Act::Receive, &boss, NOW).unwrap();
    assert_eq!(waits_for(&talk, &boss, NOW), None);
    let then = NOW.plus(3 * DAY_MS + HOUR_MS);
    assert_eq!(waits_for(&talk, &leader, then), Some(ActKind::Hold));
    let talk = take(talk, hold(entered()), &leader, then).unwrap();
    assert_eq!(due(&talk, &terms(), &Calendar::default()), Some(NOW.day().plus_days(20)));
    let talk = take(talk, mend(1), &boss, then).unwrap();
    assert_eq!(due(&talk, &terms(), &Calendar::default()), Some(then.day().plus_days(5)), "to be confirmed first");
    let talk = take(talk, confirm(1, false), &officer, then).unwrap();
    assert_eq!(talk.demands()[1].sent_back.as_ref().unwrap().note, "属实");
    let talk = take(take(talk, mend(1), &boss, then).unwrap(), mend(0), &boss, then).unwrap();
    let talk = take(talk, confirm(1, true), &officer, then).unwrap();
    assert_eq!(talk.state, TalkState::Held);
    let talk = take(talk, confirm(0, true), &officer, then).unwrap();
    assert_eq!((talk.state, waits_for(&talk, &officer, then)), (TalkState::FollowedUp, Some(ActKind::Close)));
    let talk = take(talk, Act::Close { note: String::new() }, &leader, then).unwrap();
    assert_eq!((talk.state, due(&talk, &terms(), &Calendar::default())), (TalkState::Closed, None));
}

#[test]
fn the_notice_is_given_in_time_by_two_officers() {
    let refused = |act| take(planned(), act, &officer(), NOW).unwrap_err().code();
    assert_eq!(refused(notice(2, " ")), "talk_notice_too_short");
    assert_eq!(refused(notice(0, "")), "deadline_past");
    assert_eq!(refused(notice(400, "")), "out_of_range");
    assert!(take(planned(), notice(1, "死亡事故"), &officer(), NOW).is_ok());
    let Act::GiveNotice { officers, at, place, attendees, reason, bring, urgent } = notice(3, "") else {
        unreachable!("a notice")
    };
    let same = vec![officers[0].clone(), officers[0].clone()];
    let act = Act::GiveNotice { officers: same, at, place, attendees, reason, bring, urgent };
    assert_eq!(refused(act), "case_two_officers");
    assert_eq!(take(planned(), notice(3, ""), &boss(), NOW).unwrap_err().code(), "role_may_not");
    assert_eq!(take(noticed(), notice(3, ""), &officer(), NOW).unwrap_err().code(), "talk_wrong_state");
}

#[test]
fn whoever_answers_for_the_enterprise_came_or_sent_somebody() {
    let then = NOW.plus(4 * DAY_MS);
    let refused = |record: NewRecord| take(noticed(), hold(record), &officer(), then).unwrap_err().code();
    let came = |capacity| vec![Attendee { capacity, ..entered().attendees[0].clone() }];
    assert_eq!(refused(NewRecord { attendees: came(Capacity::Other), ..entered() }), "talk_nobody_answers");
    let stand_in = NewRecord { attendees: came(Capacity::StandIn), ..entered() };
    assert_eq!(refused(stand_in.clone()), "required");
    let why = NewRecord { stand_in: String::from("住院"), ..stand_in };
    let talk = take(noticed(), hold(why), &officer(), then).unwrap();
    assert_eq!(talk.record.unwrap().stand_in.as_deref(), Some("住院"));
    let controller = NewRecord { attendees: came(Capacity::Controller), ..entered() };
    assert!(take(noticed(), hold(controller), &officer(), then).is_ok());
    assert_eq!(refused(NewRecord { recorder: String::from("示例1"), ..entered() }), "talk_same_person");
    assert_eq!(refused(NewRecord { demands: vec![String::from(" ")], ..entered() }), "required");
    assert_eq!(refused(NewRecord { deadline: NOW.day().plus_days(34), ..entered() }), "talk_deadline_too_far");
    assert_eq!(refused(NewRecord { deadline: NOW.day(), ..entered() }), "deadline_past");
    assert_eq!(refused(NewRecord { at: NOW, ..entered() }), "talk_not_yet");
    assert_eq!(refused(NewRecord { at: then.plus(1), ..entered() }), "in_the_future");
    assert_eq!(take(noticed(), hold(entered()), &officer(), NOW).unwrap_err().code(), "talk_not_yet");
}

#[test]
fn who_does_not_come_is_called_again() {
    let then = NOW.plus(4 * DAY_MS);
    let miss = || Act::Miss { note: String::from("未说明理由") };
    assert_eq!(take(noticed(), miss(), &officer(), NOW).unwrap_err().code(), "talk_not_yet");
    let talk = take(noticed(), miss(), &officer(), then).unwrap();
    assert_eq!((talk.state, talk.appointment()), (TalkState::Missed, None));
    assert_eq!(due(&talk, &terms(), &Calendar::default()), Some(then.day().plus_days(10)));
    let talk = take(talk, notice(9, ""), &officer(), then).unwrap();
    assert_eq!(talk.notices.len(), 2);
    let talk = take(talk, Act::Postpone { note: String::from("台风") }, &officer(), then).unwrap();
    assert_eq!(talk.state, TalkState::Planned);
    let why = talk.notices.iter().map(|n| n.unheld.as_ref().unwrap().why).collect::<Vec<_>>();
    assert_eq!(why, [UnheldWhy::Missed, UnheldWhy::Postponed]);
    assert_eq!(
        take(talk.clone(), Act::Cancel { note: String::new() }, &officer(), then).unwrap_err().code(),
        "required"
    );
    let talk = take(talk, Act::Cancel { note: String::from("企业已注销") }, &officer(), then).unwrap();
    assert!(talk.state.is_over());
}

#[test]
fn a_demand_is_mended_with_a_proof_and_looked_at_once() {
    let then = NOW.plus(4 * DAY_MS);
    let bare = Act::Mend { index: 0, note: String::from("已完成"), files: Vec::new() };
    assert_eq!(take(held(), bare, &boss(), then).unwrap_err().code(), "talk_no_proof");
    assert_eq!(take(held(), mend(2), &boss(), then).unwrap_err().code(), "talk_demand_state");
    assert_eq!(take(held(), confirm(0, true), &officer(), then).unwrap_err().code(), "talk_wrong_state");
    let talk = take(held(), mend(0), &boss(), then).unwrap();
    assert_eq!(take(talk.clone(), mend(0), &boss(), then).unwrap_err().code(), "talk_demand_state");
    assert_eq!(take(talk.clone(), confirm(1, true), &officer(), then).unwrap_err().code(), "talk_demand_state");
    assert_eq!(take(talk, confirm(0, true), &boss(), then).unwrap_err().code(), "role_may_not");
}

/// A small generator: the same walk each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n).unwrap_or(0)
    }
}

#[test]
fn no_walk_finds_a_forbidden_order() {
    let people = [officer(), boss(), viewer(Role::Leader, 3), viewer(Role::Driver, 4), viewer(Role::GridChief, 5)];
    let mut ends = [0_u32; 2];
    for seed in 0..400 {
        let (mut dice, mut talk, mut now) = (Dice(seed), planned(), NOW);
        for _ in 0..160 {
            let actor = &people[dice.below(5)];
            now = now.plus(i64::try_from(dice.below(30)).unwrap() * HOUR_MS);
            let days = i64::from(now.day().0 - NOW.day().0);
            let index = dice.below(3);
            let note = String::from("说明");
            let act = match dice.below(16) {
                0..=2 => notice(days + 3, ""),
                3 => Act::Receive,
                4..=7 => hold(NewRecord { at: now, deadline: now.day().plus_days(9), ..entered() }),
                8 => Act::Miss { note },
                9 => Act::Postpone { note },
                10 | 11 => mend(index),
                12 | 13 => confirm(index, dice.below(4) > 0),
                14 => Act::Close { note },
                _ => Act::Cancel { note },
            };
            let (kind, offered) = (act.kind(), allowed(&talk, actor, now).contains(&act.kind()));
            let Ok(next) = take(talk.clone(), act, actor, now) else { continue };
            assert!(offered, "{kind:?} was taken and not offered");
            assert!(!talk.state.is_over(), "something followed the end");
            let party = matches!(kind, ActKind::Receive | ActKind::Mend);
            assert_eq!(party, !actor.role.is_authority());
            assert_eq!(
                next.record.is_some(),
                matches!(next.state, TalkState::Held | TalkState::FollowedUp | TalkState::Closed)
            );
            if matches!(next.state, TalkState::FollowedUp | TalkState::Closed) {
                assert!(next.demands().iter().all(|d| d.mended.is_some() && d.confirmed.is_some()));
            }
            let stands = matches!(next.state, TalkState::Noticed | TalkState::Held);
            assert!(!stands || next.appointment().is_some(), "an appointment was kept or stands");
            assert_eq!(due(&next, &terms(), &Calendar::default()).is_none(), next.state.is_over());
            talk = next;
        }
        ends[usize::from(talk.state == TalkState::Closed)] += u32::from(talk.state.is_over());
    }
    assert!(ends.iter().all(|n| *n > 0), "both ends were reached: {ends:?}");
}
