//! What is odd about a sealed inspection although the seal holds: marked, never hidden, and no reason to refuse.

use serde::{Deserialize, Serialize};

use super::content::{Content, Order};
use crate::{
    evidence::EvidenceHash,
    geo::{Point, distance_m},
    time::{MINUTE_MS, UtcMs},
};

/// How far a device clock may be off.
const CLOCK_MS: i64 = 10 * MINUTE_MS;
/// From this many metres on a place is another one.
const FAR_M: f64 = 2_000.0;

/// What is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    /// The device says that it ended in the future.
    ClockAhead,
    /// A piece was captured before the inspection began or after it ended.
    PieceOutside,
    /// The upload of a piece said another time of capture.
    PieceTime,
    /// No place was known.
    NoPlace,
    /// It was begun far from where the enterprise is.
    FarAway,
    /// The visit was settled by another inspection before.
    SettledBefore,
    /// A deadline had passed when the inspection came in: no notice was given by itself.
    DeadlinePassed,
}

/// Something odd, and the piece it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Difference {
    /// What.
    pub odd: Odd,
    /// The piece.
    pub piece: Option<EvidenceHash>,
}

/// What is odd. `uploaded` says what the upload of a piece said of its time; `site` is where the enterprise is.
pub fn differences(
    content: &Content,
    now: UtcMs,
    site: Option<Point>,
    uploaded: impl Fn(EvidenceHash) -> Option<UtcMs>,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let whole = |odd| Difference { odd, piece: None };
    if content.finished_at > now.plus(CLOCK_MS) {
        all.push(whole(Odd::ClockAhead));
    }
    for piece in &content.pieces {
        let (begun, ended) = (content.started_at.plus(-CLOCK_MS), content.finished_at.plus(CLOCK_MS));
        if piece.captured_at < begun || piece.captured_at > ended {
            all.push(Difference { odd: Odd::PieceOutside, piece: Some(piece.sha256) });
        }
        if uploaded(piece.sha256).is_some_and(|at| at != piece.captured_at) {
            all.push(Difference { odd: Odd::PieceTime, piece: Some(piece.sha256) });
        }
    }
    match (content.place, site) {
        (None, _) => all.push(whole(Odd::NoPlace)),
        (Some(place), Some(site)) => {
            let here = Point { lon: f64::from(place.lon) / 1e7, lat: f64::from(place.lat) / 1e7 };
            if distance_m(here, site) > FAR_M + f64::from(place.accuracy_m) {
                all.push(whole(Odd::FarAway));
            }
        }
        _ => {}
    }
    let today = now.day();
    let passed = |d| d < today;
    if content.answers.iter().any(|a| a.order == Some(Order::ByDay) && a.deadline.is_some_and(passed)) {
        all.push(whole(Odd::DeadlinePassed));
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::{
        super::content::tests::{START, content, hash},
        *,
    };

    #[test]
    fn what_is_odd_is_marked() {
        let now = START.plus(3_600_000);
        let near = Some(Point { lon: 121.001, lat: 30.001 });
        let said = |_| Some(START.plus(60_000));
        assert_eq!(differences(&content(), now, near, said), []);
        let odds = |c: &Content, site, said: &dyn Fn(EvidenceHash) -> Option<UtcMs>| -> Vec<Odd> {
            differences(c, now, site, said).into_iter().map(|d| d.odd).collect()
        };
        assert_eq!(odds(&content(), Some(Point { lon: 121.5, lat: 30.0 }), &said), [Odd::FarAway]);
        let mut ahead = content();
        ahead.finished_at = now.plus(3_600_000);
        ahead.place = None;
        assert_eq!(odds(&ahead, near, &said), [Odd::ClockAhead, Odd::NoPlace]);
        let mut late = content();
        late.pieces[0].captured_at = START.plus(-3_600_000);
        let told = |h| if h == hash(1) { Some(START.plus(-3_600_000)) } else { None };
        assert_eq!(odds(&late, near, &told), [Odd::PieceOutside]);
        assert_eq!(odds(&late, near, &said), [Odd::PieceOutside, Odd::PieceTime]);
    }
}
