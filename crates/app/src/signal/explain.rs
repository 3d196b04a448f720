//! What the vehicle of a finding did: the rest before it, then driving, standing and gaps up to its end.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::VehicleId,
    ports::TrackError,
    time::{DAY_MS, HOUR_MS, UtcMs},
};
use anlu_rules::journey::journey;

use super::view::FindingView;
use crate::{
    ctx::Ctx,
    registry::vehicle::day::{DayPiece, Motion},
};

/// How far back the rest before a finding is looked for.
const BEFORE_MS: i64 = 12 * HOUR_MS;
/// Longer findings (a terminal that is silent for weeks) are not explained piece by piece.
const LONGEST_MS: i64 = DAY_MS;

/// Adds the pieces, read as the pack in use reads movement. Positions that are not kept any more, or cannot be read,
/// leave none: the record stands without them.
pub(super) async fn add(ctx: &Ctx, findings: &mut [FindingView]) {
    let mut spans: BTreeMap<VehicleId, (UtcMs, UtcMs)> = BTreeMap::new();
    for (vehicle, from, to) in findings.iter().filter_map(span) {
        let known = spans.entry(vehicle).or_insert((from, to));
        *known = (known.0.min(from), known.1.max(to));
    }
    if spans.is_empty() {
        return;
    }
    let (tracks, movement) = (ctx.tracks.clone(), ctx.movement);
    let read = tokio::task::spawn_blocking(move || {
        let seen = |(vehicle, (from, to))| {
            let seen = journey(&tracks.track(vehicle, from, to)?, &movement);
            Ok((vehicle, seen.pieces.iter().map(DayPiece::from).collect::<Vec<_>>()))
        };
        spans.into_iter().map(seen).collect::<Result<BTreeMap<_, _>, TrackError>>()
    });
    let seen = match read.await.map_err(|e| e.to_string()).and_then(|read| read.map_err(|e| e.to_string())) {
        Ok(seen) => seen,
        Err(error) => {
            tracing::warn!(error, "findings are shown without what the vehicle did");
            return;
        }
    };
    for finding in findings {
        if let Some(pieces) = span(finding).and_then(|(vehicle, ..)| seen.get(&vehicle)) {
            finding.pieces = around(pieces, finding.finding.start, finding.finding.end);
        }
    }
}

/// The vehicle of a finding and the time to read.
fn span(view: &FindingView) -> Option<(VehicleId, UtcMs, UtcMs)> {
    let f = &view.finding;
    let short = f.end.0.saturating_sub(f.start.0) <= LONGEST_MS;
    Some((view.vehicle().filter(|_| short)?, f.start.plus(-BEFORE_MS), f.end))
}

/// From the last time it stood before `start` to `end`.
fn around(seen: &[DayPiece], start: UtcMs, end: UtcMs) -> Vec<DayPiece> {
    let rest = seen.iter().rposition(|p| p.motion == Motion::Still && p.end <= start);
    let first = rest.or_else(|| seen.iter().position(|p| p.end > start)).unwrap_or(seen.len());
    let within = seen.iter().skip(first).take_while(|p| p.start < end);
    within.map(|p| DayPiece { end: p.end.min(end), ..*p }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(of: &[(i64, i64, Motion)]) -> Vec<DayPiece> {
        of.iter()
            .map(|(start, end, motion)| DayPiece { start: UtcMs(*start), end: UtcMs(*end), motion: *motion })
            .collect()
    }

    #[test]
    fn the_rest_before_is_shown_and_what_came_after_is_not() {
        let (rest, drive) = ((10, 40, Motion::Still), (40, 60, Motion::Driving));
        let (gap, on) = ((60, 75, Motion::Unknown), (75, 99, Motion::Driving));
        let seen = pieces(&[(0, 10, Motion::Driving), rest, drive, gap, on]);
        let shown = |from: usize, start, end| around(&seen[from..], UtcMs(start), UtcMs(end));
        assert_eq!(shown(0, 40, 90), pieces(&[rest, drive, gap, (75, 90, Motion::Driving)]));
        assert_eq!(shown(2, 50, 70), pieces(&[drive, (60, 70, Motion::Unknown)]), "no rest is known");
        assert_eq!(shown(2, 200, 300), [], "nothing is known of that time");
        assert_eq!(shown(5, 0, 10), []);
    }
}
