//! The steps of a draw. Each takes the record, the actor, the instant and what the step needs, and returns the next
//! value or a refusal. Nothing here reads a clock, a store or randomness.

use super::{
    hash::Hash,
    plan::{Plan, Predecessor},
    refusal::Refusal,
    roster::{Excluded, Inspector, Roster, Subject},
    seed::{Frozen, Seat, commitment, seed},
    select::{result_hash, select},
    state::{Draw, Outcome, Party, State},
};
use crate::{
    access::Viewer,
    hazard::{PersonRef, Step},
    ids::InspectorId,
    time::{HOUR_MS, UtcMs},
};

fn step(actor: &Viewer, now: UtcMs, note: &str) -> Step {
    Step { by: PersonRef::from(actor), at: now, note: note.trim().to_owned() }
}

fn from_state(draw: &Draw, state: State) -> Result<(), Refusal> {
    if draw.state == state { Ok(()) } else { Err(Refusal::WrongState(draw.state)) }
}

fn due(draw: &Draw, now: UtcMs) -> UtcMs {
    now.plus(i64::from(draw.plan.hours).saturating_mul(HOUR_MS))
}

/// A new draw. `inspectors` are those of the pool.
pub fn plan(plan: Plan, inspectors: Vec<InspectorId>, actor: &Viewer, now: UtcMs) -> Result<Draw, Refusal> {
    plan.check()?;
    if inspectors.len() < usize::try_from(plan.team).unwrap_or(usize::MAX) {
        return Err(Refusal::NoInspectors);
    }
    let (a, b) = (Party::new(plan.parties.a.clone()), Party::new(plan.parties.b.clone()));
    Ok(Draw {
        plan,
        inspectors,
        state: State::Planned,
        planned: step(actor, now, ""),
        named: Vec::new(),
        roster: None,
        digests: None,
        frozen: None,
        due: None,
        a,
        b,
        outcome: None,
        drawn: None,
        published: None,
        expired: None,
        successor: None,
    })
}

/// Takes a row out of a pool while the draw is planned. The reason is published with it.
pub fn exclude(mut draw: Draw, row: Excluded) -> Result<Draw, Refusal> {
    from_state(&draw, State::Planned)?;
    if row.note.trim().is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    draw.named.retain(|e| (e.pool, &e.id) != (row.pool, &row.id));
    draw.named.push(Excluded { note: row.note.trim().to_owned(), ..row });
    draw.named.sort();
    Ok(draw)
}

/// planned → frozen: plan and pools are fixed for good; their hash goes to the ledger before anybody commits.
pub fn freeze(
    mut draw: Draw,
    actor: &Viewer,
    now: UtcMs,
    subjects: Vec<Subject>,
    inspectors: Vec<Inspector>,
) -> Result<Draw, Refusal> {
    from_state(&draw, State::Planned)?;
    let roster = Roster::freeze(&draw.plan, subjects, inspectors, &draw.named);
    if roster.subjects.is_empty() {
        return Err(Refusal::NoSubjects);
    }
    if roster.inspectors.len() < usize::try_from(draw.plan.team).unwrap_or(usize::MAX) {
        return Err(Refusal::NoInspectors);
    }
    draw.digests = Some(Frozen::of(&draw.plan, &roster).map_err(|e| Refusal::Unwritable(e.to_string()))?);
    draw.due = Some(due(&draw, now));
    draw.roster = Some(roster);
    draw.frozen = Some(step(actor, now, ""));
    draw.state = State::Frozen;
    Ok(draw)
}

/// A party hands in its commitment; with the second one frozen → committed.
pub fn commit(mut draw: Draw, actor: &Viewer, now: UtcMs, value: Hash) -> Result<Draw, Refusal> {
    let seat = draw.seat_of(actor.user).ok_or(Refusal::NotParty)?;
    if draw.party(seat).commitment.is_some() {
        return Err(Refusal::AlreadyCommitted);
    }
    from_state(&draw, State::Frozen)?;
    if draw.overdue(now) {
        return Err(Refusal::TooLate);
    }
    let (mine, other) = seats(&mut draw, seat);
    if other.commitment == Some(value) {
        return Err(Refusal::CopiedCommitment);
    }
    mine.commitment = Some(value);
    mine.committed_at = Some(now);
    if other.commitment.is_some() {
        draw.state = State::Committed;
        draw.due = Some(due(&draw, now));
    }
    Ok(draw)
}

/// A party reveals its secret, which must fit its commitment; with the second one committed → revealed.
pub fn reveal(mut draw: Draw, actor: &Viewer, now: UtcMs, secret: Hash) -> Result<Draw, Refusal> {
    let seat = draw.seat_of(actor.user).ok_or(Refusal::NotParty)?;
    if draw.party(seat).secret.is_some() {
        return Err(Refusal::AlreadyRevealed);
    }
    from_state(&draw, State::Committed)?;
    if draw.overdue(now) {
        return Err(Refusal::TooLate);
    }
    let frozen = draw.digests.ok_or(Refusal::WrongState(draw.state))?.frozen;
    let (mine, other) = seats(&mut draw, seat);
    if mine.commitment != Some(commitment(frozen, seat, secret)) {
        return Err(Refusal::SecretMismatch);
    }
    mine.secret = Some(secret);
    mine.revealed_at = Some(now);
    if other.secret.is_some() {
        draw.state = State::Revealed;
        draw.due = None;
    }
    Ok(draw)
}

fn seats(draw: &mut Draw, seat: Seat) -> (&mut Party, &mut Party) {
    match seat {
        Seat::A => (&mut draw.a, &mut draw.b),
        Seat::B => (&mut draw.b, &mut draw.a),
    }
}

/// revealed → drawn. `beacon`: the value of the plan's public source.
pub fn draw(mut draw: Draw, actor: &Viewer, now: UtcMs, beacon: Option<&str>) -> Result<Draw, Refusal> {
    from_state(&draw, State::Revealed)?;
    let beacon = beacon.map(str::trim).filter(|b| !b.is_empty());
    match (&draw.plan.beacon, beacon) {
        (Some(_), None) => return Err(Refusal::BeaconRequired),
        (None, Some(_)) => return Err(Refusal::BeaconUnplanned),
        (Some(_), Some(b)) if b.chars().count() > 500 => {
            return Err(Refusal::Invalid { pointer: "/beacon", code: "too_long" });
        }
        _ => {}
    }
    let wrong = Refusal::WrongState(draw.state);
    let parts = (&draw.roster, draw.digests, draw.a.commitment, draw.b.commitment, draw.a.secret, draw.b.secret);
    let (Some(roster), Some(digests), Some(ca), Some(cb), Some(sa), Some(sb)) = parts else { return Err(wrong) };
    let committed = super::seed::committed(digests.frozen, ca, cb);
    let seed = seed(committed, sa, sb, beacon.unwrap_or_default());
    let pairs = select(&draw.plan, roster, seed);
    let result_sha256 = result_hash(&pairs).map_err(|e| Refusal::Unwritable(e.to_string()))?;
    draw.outcome = Some(Outcome { beacon: beacon.map(str::to_owned), seed, pairs, result_sha256 });
    draw.drawn = Some(step(actor, now, ""));
    draw.state = State::Drawn;
    Ok(draw)
}

/// drawn → published.
pub fn publish(mut draw: Draw, actor: &Viewer, now: UtcMs) -> Result<Draw, Refusal> {
    from_state(&draw, State::Drawn)?;
    draw.published = Some(step(actor, now, ""));
    draw.state = State::Published;
    Ok(draw)
}

/// Prepares a repetition: what the new plan says about this draw, and this draw with its end. Only a published draw,
/// or one whose party let the time run out, can be repeated, once, with a reason; both keep the link for ever.
pub fn repeat(
    mut draw: Draw,
    successor: crate::ids::DrawId,
    actor: &Viewer,
    now: UtcMs,
    reason: &str,
) -> Result<(Draw, Predecessor), Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    if draw.successor.is_some() {
        return Err(Refusal::AlreadyRepeated);
    }
    match draw.state {
        State::Published => {}
        State::Drawn => return Err(Refusal::PublishFirst),
        State::Frozen | State::Committed if draw.overdue(now) => {
            draw.state = State::Expired;
            draw.expired = Some(step(actor, now, reason));
        }
        State::Frozen | State::Committed => return Err(Refusal::NotOverdue),
        _ => return Err(Refusal::WrongState(draw.state)),
    }
    let frozen = draw.digests.ok_or(Refusal::WrongState(draw.state))?.frozen;
    draw.successor = Some(successor);
    let predecessor = Predecessor {
        id: draw.plan.id,
        no: draw.plan.no.clone(),
        frozen_sha256: frozen,
        result_sha256: draw.outcome.as_ref().map(|o| o.result_sha256),
        reason: reason.to_owned(),
    };
    Ok((draw, predecessor))
}
