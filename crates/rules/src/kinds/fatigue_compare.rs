//! `fatigue.compare`: what the terminal says of its driver's fatigue, held against our own clock.
//!
//! Both count alike: driving without a rest of `rest_minutes`, more than `limit_minutes`. They agree when an alarm of the
//! terminal and a spell above the limit share some time; that is told by the rules about fatigue itself and not here.
//! What one side alone says is told when it is over: an alarm during which our clock never passed the limit, or a spell
//! above the limit in which the terminal never raised one. The terminal tells it by a bit of its alarm word, or by the
//! monitor of the driver, whose events last until the next position. Where nobody tells the alarm word (a file of
//! positions) the terminal is not held to have been silent.

use anlu_domain::{finding::Finding, track::SAFETY_FATIGUE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind,
    device_alarm::{check_bits, heard, raised},
    fatigue_continuous::{self, Away},
    ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::{Sink, Wanted},
    engine::{Piece, Tells, calm::Calm},
    pack::ParamFault,
};

/// Parameters of `fatigue.compare`. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// More driving minutes than this since the last rest are fatigue, by our clock.
    pub limit_minutes: u32,
    /// Still this long in a row is a rest.
    pub rest_minutes: u32,
    /// What the time of a person away from every wheel that we see counts as.
    pub away: Away,
    /// Bits of the alarm word by which the terminal tells of fatigue, 0–31; any of them.
    #[serde(default)]
    pub bits: Vec<u8>,
    /// The monitor of the driver (item 0x65, type 01) tells of fatigue, too.
    #[serde(default)]
    pub dsm: bool,
    /// Alarms that follow each other within so many minutes of one spell of driving are one.
    #[serde(default)]
    pub join_minutes: u32,
    /// Which side must be alone.
    pub only: Side,
}

/// Who says that the driver is tired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The terminal.
    Device,
    /// Our clock.
    Clock,
}

/// Any alarm counts; nobody sees it before its end.
const FROM_ITS_EDGE: Terms = Terms { limit: 0, revise: i64::MAX, speed: None, zone: None };

/// Both sides about one subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    clock: fatigue_continuous::State,
    #[serde(with = "super::sparse")]
    alarm: Spell,
    /// The terminal has raised an alarm, or nobody told whether it has, in the present spell of driving.
    raised: bool,
    /// Our clock was above the limit during the present alarm.
    passed: bool,
}

impl RuleKind for Params {
    type State = State;

    const OF_WORDS: bool = true;

    const STIRS: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 1440);
        within(faults, "rest_minutes", self.rest_minutes, 1, 1440);
        if !self.dsm || !self.bits.is_empty() {
            check_bits(&self.bits, faults);
        }
        within(faults, "join_minutes", self.join_minutes, 0, 1440);
    }

    fn wakes(&self, piece: &Piece) -> bool {
        piece.alarm.is_some() && (self.clock().wakes(piece) || self.reported(piece))
    }

    fn silent_until(&self, s: &State, end: i64) -> i64 {
        if s.alarm.begun() { i64::MIN } else { self.clock().silent_until(&s.clock, end) }
    }

    fn stirs(&self, piece: &Piece) -> bool {
        self.reported(piece)
    }

    fn calms(&self, _calm: &mut Calm) {}

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let (mut of_clock, mut of_alarm) = (Vec::new(), Vec::new());
        if piece.tells != Tells::Word {
            self.clock().step(&mut s.clock, piece, &mut beside(sink, &mut of_clock));
        }
        if piece.tells == Tells::Motion {
            // What the terminal said meanwhile was told as it came.
        } else if self.reported(piece) {
            s.alarm.lasts(piece, &FROM_ITS_EDGE, &mut beside(sink, &mut of_alarm));
        } else if !s.clock.begun() || piece.end.saturating_sub(s.alarm.end()) >= ms(self.join_minutes) {
            s.alarm.ends(&FROM_ITS_EDGE, &mut beside(sink, &mut of_alarm));
        }
        self.tell(s, (of_clock, of_alarm), sink);
        let untold = piece.tells == Tells::All && piece.alarm.is_none();
        let during = s.alarm.begun() && s.alarm.end() > piece.start;
        s.raised = s.clock.begun() && (s.raised || during || untold);
        s.passed = s.alarm.begun() && (s.passed || s.clock.found());
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        let (mut of_clock, mut of_alarm) = (Vec::new(), Vec::new());
        self.clock().finish(&mut s.clock, &mut beside(sink, &mut of_clock));
        s.alarm.ends(&FROM_ITS_EDGE, &mut beside(sink, &mut of_alarm));
        self.tell(s, (of_clock, of_alarm), sink);
        *s = State::default();
    }
}

/// A sink of the same rule that only keeps what has ended.
fn beside<'a>(sink: &Sink<'a>, out: &'a mut Vec<Finding>) -> Sink<'a> {
    Sink {
        rule: sink.rule,
        pack: sink.pack,
        severity: sink.severity,
        subject: sink.subject,
        wanted: if sink.wanted == Wanted::Nothing { Wanted::Nothing } else { Wanted::Finals },
        lift: sink.lift,
        zones: sink.zones,
        out,
    }
}

impl Params {
    /// Whether a device tells of fatigue during `piece`.
    fn reported(&self, piece: &Piece) -> bool {
        raised(&self.bits, piece) || (self.dsm && piece.safety & SAFETY_FATIGUE != 0 && heard(piece))
    }

    /// Tells what has ended, when it stood alone.
    fn tell(&self, s: &State, (of_clock, of_alarm): (Vec<Finding>, Vec<Finding>), sink: &mut Sink<'_>) {
        match self.only {
            Side::Clock if !s.raised => sink.out.extend(of_clock),
            Side::Device if !s.passed => sink.out.extend(of_alarm),
            Side::Clock | Side::Device => {}
        }
    }

    fn clock(&self) -> fatigue_continuous::Params {
        fatigue_continuous::Params {
            limit_minutes: self.limit_minutes,
            rest_minutes: self.rest_minutes,
            // Nobody sees the revisions.
            revise_minutes: 1440,
            away: self.away,
            loaded: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::{finding::PackRef, time::MINUTE_MS};

    use super::*;
    use crate::{
        emit::Subject,
        engine::Motion,
        pack::{Confidence, SeverityLimits},
    };

    /// Minutes that one side alone tells of, after pieces of so many minutes, motion and alarm word.
    fn alone(only: Side, pieces: &[(i64, Motion, Option<u32>)]) -> Vec<f64> {
        let (bits, dsm, join_minutes) = (vec![2], false, 0);
        let params = Params { limit_minutes: 240, rest_minutes: 20, away: Away::Still, bits, dsm, join_minutes, only };
        let pack = PackRef { id: String::from("test"), version: String::from("1") };
        let severity = SeverityLimits {
            warning_above_minutes: 1440,
            severe_above_minutes: 1440,
            confidence: Confidence::Unverified,
        };
        let (mut state, mut out, mut end) = (State::default(), Vec::new(), 0);
        for (minutes, motion, alarm) in pieces {
            let start = end;
            end += minutes * MINUTE_MS;
            let subject = Subject { vehicle: &"A", driver: None };
            let rule = "fatigue.compare";
            let zones = &crate::zones::ZoneSet::default();
            let (wanted, out) = (Wanted::All, &mut out);
            let mut sink = Sink { rule, pack: &pack, severity: &severity, subject, wanted, lift: 0, zones, out };
            let piece = Piece { motion: *motion, alarm: *alarm, ..Piece::away(start, end) };
            params.step(&mut state, &piece, &mut sink);
        }
        assert_eq!(state, State::default(), "a rest ends both sides");
        out.iter().map(|f| f.driving_minutes).collect()
    }

    #[test]
    fn what_one_side_alone_says_is_told() {
        let (quiet, alarm, warning) = (Some(0), Some(1 << 2), Some(1 << 1));
        let drive = |minutes, word| (minutes, Motion::Driving, word);
        let rest = (20, Motion::Still, quiet);
        let cases = [
            (vec![drive(250, quiet), rest], vec![250.0], vec![]),
            (vec![drive(240, quiet), rest], vec![], vec![]),
            (vec![drive(240, quiet), drive(10, warning), rest], vec![250.0], vec![]),
            (vec![drive(240, quiet), drive(10, alarm), rest], vec![], vec![]),
            (vec![drive(230, quiet), drive(20, alarm), rest], vec![], vec![]),
            (vec![drive(60, quiet), drive(20, alarm), drive(20, quiet), rest], vec![], vec![20.0]),
            (vec![drive(60, alarm), rest, drive(250, quiet), rest], vec![250.0], vec![60.0]),
            // The alarm word was not told for a while: nobody knows whether the terminal was silent.
            (vec![drive(120, quiet), drive(130, None), rest], vec![], vec![]),
        ];
        for (pieces, clock, device) in cases {
            assert_eq!(alone(Side::Clock, &pieces), clock, "{pieces:?}");
            assert_eq!(alone(Side::Device, &pieces), device, "{pieces:?}");
        }
    }
}
