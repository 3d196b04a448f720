//! Steps and refusals of a draw.

use super::{
    Refusal, State,
    roster::{Cause, Excluded, Pool},
    sample::{NOW, drawn, frozen, inspectors, plan, secret, subjects, viewer},
    seed::{Seat, commitment},
    transition as step,
};
use crate::{ids::DrawId, time::HOUR_MS};
use uuid::Uuid;

fn out(pool: Pool, id: String, note: &str) -> Excluded {
    Excluded { pool, id, name: String::new(), cause: Cause::Named, note: note.to_owned() }
}

#[test]
fn a_secret_must_fit_the_commitment_and_a_commitment_cannot_be_changed_or_copied() {
    let draw = frozen(plan(3), subjects(9), inspectors(6));
    let hash = draw.digests.unwrap().frozen;
    let mine = commitment(hash, Seat::A, secret(1));
    assert_eq!(step::commit(draw.clone(), &viewer(3), NOW, mine), Err(Refusal::NotParty));
    let draw = step::commit(draw, &viewer(1), NOW, mine).unwrap();
    assert_eq!(draw.state, State::Frozen);
    assert_eq!(draw.waiting_for(), [Seat::B]);
    assert_eq!(step::commit(draw.clone(), &viewer(1), NOW, secret(5)), Err(Refusal::AlreadyCommitted));
    assert_eq!(step::commit(draw.clone(), &viewer(2), NOW, mine), Err(Refusal::CopiedCommitment));
    assert_eq!(step::reveal(draw.clone(), &viewer(1), NOW, secret(1)), Err(Refusal::WrongState(State::Frozen)));
    // A copy of the secret under the other seat is another commitment: seats are bound.
    assert_ne!(mine, commitment(hash, Seat::B, secret(1)));
    let draw = step::commit(draw, &viewer(2), NOW, commitment(hash, Seat::B, secret(2))).unwrap();
    assert_eq!(draw.state, State::Committed);
    let draw = step::reveal(draw, &viewer(1), NOW, secret(1)).unwrap();
    // Party b now knows everything and would like another secret: each is refused.
    for other in 3..200 {
        assert_eq!(step::reveal(draw.clone(), &viewer(2), NOW, secret(other)), Err(Refusal::SecretMismatch));
    }
    assert_eq!(step::reveal(draw.clone(), &viewer(1), NOW, secret(1)), Err(Refusal::AlreadyRevealed));
    let draw = step::reveal(draw, &viewer(2), NOW, secret(2)).unwrap();
    assert_eq!(draw.state, State::Revealed);
    assert_eq!(step::publish(draw, &viewer(9), NOW), Err(Refusal::WrongState(State::Revealed)));
}

#[test]
fn who_never_reveals_lets_the_time_run_out_and_the_restart_is_linked() {
    let draw = frozen(plan(3), subjects(9), inspectors(6));
    let hash = draw.digests.unwrap().frozen;
    let next = DrawId(Uuid::from_u128(78));
    let draw = step::commit(draw, &viewer(1), NOW, commitment(hash, Seat::A, secret(1))).unwrap();
    let draw = step::commit(draw, &viewer(2), NOW, commitment(hash, Seat::B, secret(2))).unwrap();
    let draw = step::reveal(draw, &viewer(1), NOW, secret(1)).unwrap();
    let in_time = NOW.plus(24 * HOUR_MS);
    assert_eq!(step::repeat(draw.clone(), next, &viewer(9), in_time, "x"), Err(Refusal::NotOverdue));
    let late = in_time.plus(1);
    assert_eq!(step::reveal(draw.clone(), &viewer(2), late, secret(2)), Err(Refusal::TooLate));
    assert_eq!(step::repeat(draw.clone(), next, &viewer(9), late, " "), Err(Refusal::ReasonRequired));
    let (ended, link) = step::repeat(draw, next, &viewer(9), late, "乙方未揭示").unwrap();
    assert_eq!((ended.state, ended.successor), (State::Expired, Some(next)));
    assert_eq!((link.frozen_sha256, link.result_sha256), (hash, None));
    assert_eq!(step::repeat(ended, next, &viewer(9), late, "again"), Err(Refusal::AlreadyRepeated));
}

#[test]
fn a_result_is_published_before_it_is_drawn_again() {
    let done = drawn(frozen(plan(3), subjects(9), inspectors(6)), 1, 2, None);
    let next = DrawId(Uuid::from_u128(78));
    assert_eq!(step::repeat(done.clone(), next, &viewer(9), NOW, "x"), Err(Refusal::PublishFirst));
    let done = step::publish(done, &viewer(9), NOW).unwrap();
    let (done, link) = step::repeat(done, next, &viewer(9), NOW, "名单有误").unwrap();
    assert_eq!(done.state, State::Published);
    assert_eq!(link.result_sha256, Some(done.outcome.unwrap().result_sha256));
}

#[test]
fn exclusions_carry_a_reason_and_end_with_the_freeze() {
    let pool: Vec<_> = inspectors(6);
    let ids = pool.iter().map(|i| i.id.parse().unwrap()).collect();
    let draw = step::plan(plan(9), ids, &viewer(9), NOW).unwrap();
    let (taken, kept) = (subjects(9)[4].id.clone(), subjects(9)[5].id.clone());
    let bare = step::exclude(draw.clone(), out(Pool::Subject, taken.clone(), ""));
    assert_eq!(bare, Err(Refusal::ReasonRequired));
    let draw = step::exclude(draw, out(Pool::Subject, taken.clone(), "本季度已检查")).unwrap();
    let draw = step::freeze(draw, &viewer(9), NOW, subjects(9), pool).unwrap();
    let late = step::exclude(draw.clone(), out(Pool::Subject, kept.clone(), "x"));
    assert_eq!(late, Err(Refusal::WrongState(State::Frozen)));
    let done = drawn(draw, 3, 4, None);
    let pairs = done.outcome.unwrap().pairs;
    assert!(pairs.iter().all(|p| p.subject != taken) && pairs.iter().any(|p| p.subject == kept));
    assert_eq!(done.roster.unwrap().excluded[0].note, "本季度已检查");
}

#[test]
fn a_public_value_is_required_exactly_when_the_plan_names_one() {
    let mut with = plan(3);
    with.beacon = Some(super::plan::Beacon { source: "示例公开值".into(), round: "2026-12-01".into() });
    let reveal = |p| {
        let mut d = drawn(frozen(p, subjects(9), inspectors(6)), 1, 2, None);
        d.state = State::Revealed;
        d
    };
    let plain = reveal(plan(3));
    assert_eq!(step::draw(plain.clone(), &viewer(9), NOW, Some("1")), Err(Refusal::BeaconUnplanned));
    let mut planned = plain;
    planned.plan = with;
    assert_eq!(step::draw(planned.clone(), &viewer(9), NOW, None), Err(Refusal::BeaconRequired));
    let seed = |value: &str| step::draw(planned.clone(), &viewer(9), NOW, Some(value)).unwrap().outcome.unwrap().seed;
    assert_ne!(seed("1"), seed("2"));
}

#[test]
fn empty_pools_and_bad_plans_are_refused() {
    let ids = || inspectors(6).iter().map(|i| i.id.parse().unwrap()).collect::<Vec<_>>();
    let draw = step::plan(plan(3), ids(), &viewer(9), NOW).unwrap();
    let none = step::freeze(draw.clone(), &viewer(9), NOW, Vec::new(), inspectors(6));
    assert_eq!(none, Err(Refusal::NoSubjects));
    assert_eq!(step::freeze(draw, &viewer(9), NOW, subjects(3), inspectors(1)), Err(Refusal::NoInspectors));
    let mut same = plan(3);
    same.parties.b = same.parties.a.clone();
    assert_eq!(step::plan(same, ids(), &viewer(9), NOW), Err(Refusal::SameParty));
    let mut reversed = plan(3);
    (reversed.from, reversed.to) = (reversed.to, reversed.from);
    let refused = step::plan(reversed, ids(), &viewer(9), NOW).unwrap_err();
    assert_eq!((refused.code(), refused.pointers()), ("period_reversed", vec!["/to"]));
}
