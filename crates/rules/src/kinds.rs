//! The catalogue of rule kinds. A new kind is one file below `kinds/` and one line in the list at the end.
//!
//! The list is append-only: the position of a kind is its number in stored snapshots.

use anlu_domain::time::MINUTE_MS;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::{
    emit::Sink,
    engine::{Motion, Piece, calm::Calm},
    pack::{ParamFault, RuleFile, Spot},
};

pub mod data_drift;
pub mod data_faulty;
pub mod data_gap;
pub mod data_silent;
pub mod device_alarm;
pub mod fatigue_compare;
pub mod fatigue_continuous;
pub mod fatigue_daily;
pub mod fatigue_night;
pub mod hours;
pub mod hours_ban;
pub(crate) mod place;
mod sparse;
pub mod speed_over;
mod spell;
mod stay;
pub mod stop_long;
pub mod zone_corridor;
pub mod zone_enter;
pub mod zone_forbidden;
pub mod zone_leave;
pub mod zone_speed;

/// What a rule kind must offer. Parameters are data of the pack, state is data of the snapshot.
pub(crate) trait RuleKind: for<'de> Deserialize<'de> + Serialize + JsonSchema {
    /// What is remembered of one subject between two pieces.
    type State: Default;

    /// What is found lies in the vehicle, not in the person at its wheel: when a person goes on in a vehicle that the
    /// rule is not about, it ends.
    const ABOUT_THE_VEHICLE: bool = false;

    /// It is about zones: nothing is asked of it where no zone has to do with the vehicle.
    const ZONAL: bool = false;

    /// It asks how the subject moved.
    const OF_MOTION: bool = true;

    /// It asks for the alarm word: it is told of words that came without a position.
    const OF_WORDS: bool = false;

    /// A piece may stir it ([`RuleKind::stirs`]).
    const STIRS: bool = false;

    /// Parameters that contradict each other or make no sense, by name.
    fn check(&self, faults: &mut Vec<ParamFault>);

    /// Whether `piece` gives something to remember to one who remembers nothing; [`RuleKind::step`] is spared otherwise.
    fn wakes(&self, piece: &Piece) -> bool {
        piece.motion == Motion::Driving
    }

    /// Until when nothing will be told, UTC ms, of a subject that remembers `state` at `end`, as long as no piece
    /// [`stirs`](RuleKind::stirs). Never later than what is true; a past time when something may be told at once.
    fn silent_until(&self, state: &Self::State, end: i64) -> i64;

    /// Whether `piece` may be told of at once, however little is remembered.
    fn stirs(&self, _piece: &Piece) -> bool {
        false
    }

    /// Narrows what stirs nobody to what does not stir this rule. Heard pieces without an alarm are left to say.
    fn calms(&self, calm: &mut Calm) {
        if Self::STIRS {
            calm.never();
        }
    }

    /// Takes the next piece of time of a subject.
    fn step(&self, state: &mut Self::State, piece: &Piece, sink: &mut Sink<'_>);

    /// Nothing more will come: closes what is open.
    fn finish(&self, state: &mut Self::State, sink: &mut Sink<'_>);
}

/// One entry of the catalogue.
pub(crate) struct Kind {
    /// Name as written in `kind = "…"`.
    pub(crate) name: &'static str,
    /// Reads a rule file of this kind.
    pub(crate) read: fn(toml::de::Deserializer<'_>) -> Result<RuleFile<Params>, toml::de::Error>,
    /// Schema of a rule file of this kind.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

macro_rules! catalog {
    ($($name:literal => $variant:ident in $module:ident),+ $(,)?) => {
        /// Parameters of a rule of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Params {$(
            #[doc = concat!("`", $name, "`")]
            $variant($module::Params),
        )+}

        /// State of a rule of any kind about one subject.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(crate) enum State {$(
            $variant($module::State),
        )+}

        impl State {
            /// Whether nothing is remembered.
            pub(crate) fn is_idle(&self) -> bool {
                match self {$(Self::$variant(s) => *s == $module::State::default()),+}
            }
        }

        /// All kinds.
        pub(crate) static CATALOG: &[Kind] = &[$(Kind {
            name: $name,
            read: |d| Ok(RuleFile::<$module::Params>::deserialize(d)?.map(Params::$variant)),
            schema: |g| g.subschema_for::<RuleFile<$module::Params>>(),
        }),+];

        impl Params {
            /// Name of the kind.
            pub fn kind(&self) -> &'static str {
                match self {$(Self::$variant(_) => $name),+}
            }

            pub(crate) fn check(&self, faults: &mut Vec<ParamFault>) {
                match self {$(Self::$variant(p) => p.check(faults)),+}
            }

            pub(crate) fn about_the_vehicle(&self) -> bool {
                match self {$(Self::$variant(_) => <$module::Params as RuleKind>::ABOUT_THE_VEHICLE),+}
            }

            pub(crate) fn zonal(&self) -> bool {
                match self {$(Self::$variant(_) => <$module::Params as RuleKind>::ZONAL),+}
            }

            pub(crate) fn may_stir(&self) -> bool {
                match self {$(Self::$variant(_) => <$module::Params as RuleKind>::STIRS),+}
            }

            pub(crate) fn calms(&self, calm: &mut Calm) {
                match self {$(Self::$variant(p) => p.calms(calm)),+}
            }

            pub(crate) fn of_motion(&self) -> bool {
                match self {$(Self::$variant(_) => <$module::Params as RuleKind>::OF_MOTION),+}
            }

            pub(crate) fn of_words(&self) -> bool {
                match self {$(Self::$variant(_) => <$module::Params as RuleKind>::OF_WORDS),+}
            }

            pub(crate) fn wakes(&self, piece: &Piece) -> bool {
                match self {$(Self::$variant(p) => p.wakes(piece)),+}
            }

            pub(crate) fn fresh(&self) -> State {
                match self {$(Self::$variant(_) => State::$variant($module::State::default())),+}
            }

            /// See [`RuleKind::silent_until`]; nothing is remembered without a state.
            pub(crate) fn silent_until(&self, state: Option<&State>, end: i64) -> i64 {
                match (self, state) {
                    $((Self::$variant(p), Some(State::$variant(s))) => p.silent_until(s, end),)+
                    $((Self::$variant(p), None) => p.silent_until(&$module::State::default(), end),)+
                    // A snapshot of another catalogue.
                    (_, Some(_)) => i64::MIN,
                }
            }

            pub(crate) fn stirs(&self, piece: &Piece) -> bool {
                match self {$(Self::$variant(p) => p.stirs(piece)),+}
            }

            pub(crate) fn step(&self, state: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
                match (self, state) {
                    $((Self::$variant(p), State::$variant(s)) => p.step(s, piece, sink),)+
                    // A snapshot of another catalogue: the rule starts anew.
                    (_, other) => *other = self.fresh(),
                }
            }

            pub(crate) fn finish(&self, state: &mut State, sink: &mut Sink<'_>) {
                match (self, state) {
                    $((Self::$variant(p), State::$variant(s)) => p.finish(s, sink),)+
                    (_, other) => *other = self.fresh(),
                }
            }
        }
    };
}

catalog! {
    "fatigue.continuous" => FatigueContinuous in fatigue_continuous,
    "fatigue.daily" => FatigueDaily in fatigue_daily,
    "fatigue.night" => FatigueNight in fatigue_night,
    "hours.ban" => HoursBan in hours_ban,
    "speed.over" => SpeedOver in speed_over,
    "device.alarm" => DeviceAlarm in device_alarm,
    "stop.long" => StopLong in stop_long,
    "data.gap" => DataGap in data_gap,
    "fatigue.compare" => FatigueCompare in fatigue_compare,
    "zone.enter" => ZoneEnter in zone_enter,
    "zone.leave" => ZoneLeave in zone_leave,
    "zone.corridor" => ZoneCorridor in zone_corridor,
    "zone.forbidden" => ZoneForbidden in zone_forbidden,
    "zone.speed" => ZoneSpeed in zone_speed,
    "data.silent" => DataSilent in data_silent,
    "data.drift" => DataDrift in data_drift,
    "data.faulty" => DataFaulty in data_faulty,
}

impl Params {
    /// Those of a rule about silence, which no piece of time tells.
    pub(crate) fn silence(&self) -> Option<&data_silent::Params> {
        match self {
            Self::DataSilent(params) => Some(params),
            _ => None,
        }
    }
}

/// The kind called `name`.
pub(crate) fn find(name: &str) -> Option<&'static Kind> {
    CATALOG.iter().find(|k| k.name == name)
}

/// Names of all kinds, for hints.
pub(crate) fn names() -> String {
    CATALOG.iter().map(|k| k.name).collect::<Vec<_>>().join(", ")
}

/// Whole minutes as milliseconds.
pub(crate) fn ms(minutes: u32) -> i64 {
    i64::from(minutes) * MINUTE_MS
}

/// Adds a fault when `value` lies outside of `least..=most`.
pub(crate) fn within(faults: &mut Vec<ParamFault>, key: &'static str, value: u32, least: u32, most: u32) {
    if value < least || value > most {
        faults.push(ParamFault {
            spot: Spot::Param(key),
            message: format!("{key} = {value} is out of range"),
            hint: format!("write a whole number from {least} to {most}"),
        });
    }
}
