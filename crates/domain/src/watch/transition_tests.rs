//! Each step, and each refusal.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope},
    geo::Point,
    ids::{SignalId, UserId, VehicleId, WatchId},
    watch::state::{HitSource, Outcome},
};

const HOUR: i64 = 3_600_000;

fn officer(n: u128, role: Role) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(n)), name: format!("示例{n}"), role, scope: Scope::All }
}

fn proposed() -> Watch {
    let id = Uuid::from_u128(9);
    let by = step((&officer(1, Role::Enforcement)).into(), UtcMs(0), "严重疲劳");
    Watch::propose(WatchId(id), SignalId(id), Some(VehicleId(id)), by)
}

fn confirmed() -> Watch {
    let partners = [(String::from("a"), String::from("示例甲")), (String::from("b"), String::from("示例乙"))];
    confirm(proposed(), &officer(2, Role::BureauOfficer), UtcMs(HOUR), UtcMs(10 * HOUR), "属实", &partners).unwrap()
}

fn stopped(id: &str) -> Answer {
    Answer {
        id: id.to_owned(),
        partner: String::from("a"),
        outcome: Outcome::Stopped,
        at: UtcMs(2 * HOUR),
        place: String::from("示例收费站"),
        by: String::from("示例中队"),
        note: String::new(),
    }
}

#[test]
fn a_second_officer_confirms_with_reason_and_end() {
    let (first, second) = (officer(1, Role::Enforcement), officer(2, Role::BureauOfficer));
    let (now, end) = (UtcMs(HOUR), UtcMs(10 * HOUR));
    let refused = |who: &Viewer, end: UtcMs, why: &str| confirm(proposed(), who, now, end, why, &[]).unwrap_err();
    assert_eq!(refused(&first, end, "属实"), Refusal::ConfirmerIsProposer);
    assert_eq!(refused(&second, end, "  "), Refusal::ReasonRequired);
    assert_eq!(refused(&second, now, "属实").code(), "watch_expiry_out_of_range");
    assert_eq!(refused(&second, now.plus(MAX_DAYS * DAY_MS + 1), "属实").code(), "watch_expiry_out_of_range");
    assert_eq!(refused(&officer(3, Role::Principal), end, "属实").code(), "role_may_not");
    let unknown = Watch { vehicle: None, ..proposed() };
    assert_eq!(confirm(unknown, &second, now, end, "属实", &[]), Err(Refusal::VehicleUnknown));
    let machine = Watch { proposed: step(Watch::detectors(), UtcMs(0), ""), ..proposed() };
    assert!(confirm(machine, &first, now, end, "属实", &[]).is_ok());
    let done = confirmed();
    assert_eq!((done.state, done.deliveries.len()), (State::Confirmed, 2));
    assert_eq!(confirm(done, &second, now, end, "x", &[]), Err(Refusal::WrongState { state: State::Confirmed }));
}

#[test]
fn the_first_delivery_hands_over_and_each_partner_stands_for_itself() {
    let tried = delivered(confirmed(), "a", UtcMs(HOUR), DeliveryState::Queued, 1, Some("unreachable"));
    assert_eq!(tried.state, State::Confirmed);
    let (a, b) = (&tried.deliveries[0], &tried.deliveries[1]);
    assert_eq!((a.tries, a.problem.as_deref(), b.tries), (1, Some("unreachable"), 0));
    let there = delivered(tried, "a", UtcMs(HOUR), DeliveryState::Delivered, 2, None);
    assert_eq!((there.state, there.deliveries[0].problem.as_deref()), (State::HandedOver, None));
    let failed = delivered(there, "b", UtcMs(HOUR), DeliveryState::Failed, 12, Some("refused"));
    assert_eq!((failed.state, failed.deliveries[1].state), (State::HandedOver, DeliveryState::Failed));
}

#[test]
fn an_answer_counts_once() {
    let now = UtcMs(3 * HOUR);
    let answered = answer(confirmed(), now, stopped("1")).unwrap().unwrap();
    assert_eq!((answered.state, answered.answers.len()), (State::Answered, 1));
    assert_eq!(answer(answered.clone(), now, stopped("1")), Ok(None));
    let other = Answer { outcome: Outcome::NotFound, ..stopped("1") };
    assert_eq!(answer(answered.clone(), now, other), Err(Refusal::AnswerIdReused));
    let early = Answer { at: now.plus(HOUR), ..stopped("2") };
    assert_eq!(answer(answered.clone(), now, early), Err(Refusal::AnswerInFuture));
    assert_eq!(answer(proposed(), now, stopped("1")).unwrap_err().code(), "wrong_state");
    // Told again after the end, it still is no fault of the partner.
    let closed = close(answered, &officer(1, Role::Enforcement), now, "").unwrap();
    assert_eq!(answer(closed.clone(), now, stopped("1")), Ok(None));
    assert_eq!(answer(closed, now, stopped("2")).unwrap_err().code(), "wrong_state");
}

#[test]
fn it_ends_once_by_any_way() {
    let who = officer(1, Role::Enforcement);
    assert_eq!(close(confirmed(), &who, UtcMs(HOUR), ""), Err(Refusal::ReasonRequired));
    assert_eq!(withdraw(proposed(), &who, UtcMs(HOUR), ""), Err(Refusal::ReasonRequired));
    let withdrawn = withdraw(confirmed(), &who, UtcMs(HOUR), " 误报 ").unwrap();
    assert_eq!(withdrawn.ended.as_ref().unwrap().note, "误报");
    assert_eq!(end_with_signal(withdrawn.clone(), false, (&who).into(), UtcMs(HOUR), ""), None);
    assert_eq!(expire(withdrawn, UtcMs(99 * HOUR)), None);
    assert_eq!(end_with_signal(confirmed(), true, (&who).into(), UtcMs(0), "").unwrap().state, State::Withdrawn);
    assert_eq!(expire(confirmed(), UtcMs(10 * HOUR - 1)), None);
    assert_eq!(expire(confirmed(), UtcMs(10 * HOUR)).unwrap().state, State::Expired);
    assert_eq!(expire(proposed(), UtcMs(99 * HOUR)), None);
}

#[test]
fn one_approach_is_one_hit() {
    let seen = |hours: i64| Hit {
        at: UtcMs(hours * HOUR),
        place: Some(Point { lon: 121.0, lat: 30.0 }),
        source: HitSource::Position,
    };
    assert_eq!(hit(proposed(), seen(2), HOUR), None);
    assert_eq!(hit(confirmed(), seen(0), HOUR), None, "before it was confirmed");
    assert_eq!(hit(confirmed(), seen(11), HOUR), None, "after its end");
    let once = hit(confirmed(), seen(2), 2 * HOUR).unwrap();
    assert_eq!(hit(once.clone(), seen(2), 2 * HOUR), None, "the same position");
    assert_eq!(hit(once.clone(), seen(3), 2 * HOUR), None, "the same approach");
    let twice = hit(once, seen(4), 2 * HOUR).unwrap();
    assert_eq!(twice.hits, [seen(2), seen(4)]);
    let many = (0..200).fold(confirmed(), |w, n| {
        let seen = Hit { at: UtcMs(2 * HOUR + n), ..seen(0) };
        hit(w, seen, 1).unwrap()
    });
    assert_eq!((many.hits.len(), many.hits.last().unwrap().at), (Watch::MAX_HITS, UtcMs(2 * HOUR + 199)));
}
