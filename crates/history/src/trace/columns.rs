//! Which column of a file holds what, by the names people give them.

use super::TraceProblem;

/// How the time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeForm {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    EpochMs,
    /// Civil time of Asia/Shanghai, or text with an offset.
    Civil,
}

/// Where the columns are, as indices into the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) vehicle: usize,
    pub(super) time: usize,
    pub(super) time_form: TimeForm,
    pub(super) lon: usize,
    pub(super) lat: usize,
    pub(super) speed: Option<usize>,
    pub(super) direction: Option<usize>,
    pub(super) alarm: Option<usize>,
    pub(super) status: Option<usize>,
    /// What active safety told of. In our own files only.
    pub(super) safety: Option<usize>,
    /// Speed of the recorder, which goes before the other. In our own files only.
    pub(super) recorder: Option<usize>,
}

/// Accepted names, the one of the contract first; an earlier name wins when a file has several.
const VEHICLE: &[&str] =
    &["vehicle", "vehicle_id", "plate", "plate_no", "车辆", "车牌号", "车牌号码", "车牌", "号牌号码"];
const EPOCH: &[&str] = &["ts", "ts_ms", "time_ms", "timestamp_ms"];
const CIVIL: &[&str] = &["time_cst", "time", "gps_time", "定位时间", "时间"];
const LON: &[&str] = &["lon", "lng", "longitude", "经度"];
const LAT: &[&str] = &["lat", "latitude", "纬度"];
const SPEED: &[&str] = &["speed_kmh", "speed", "gnss_speed_kmh", "速度"];
const DIRECTION: &[&str] = &["direction_deg", "direction", "heading", "方向"];
/// Words of the terminal as whole numbers. In files of others `alarm` and `status` mean all sorts of things.
const ALARM: &[&str] = &["alarm_word"];
const STATUS: &[&str] = &["status_word"];

impl Columns {
    /// Finds the columns in a header: of a history file when it is `ours`.
    pub(super) fn find(header: &[String], ours: bool) -> Result<Self, TraceProblem> {
        let clean: Vec<String> = header
            .iter()
            .map(|name| name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_lowercase())
            .collect();
        let find = |names: &[&str]| names.iter().find_map(|name| clean.iter().position(|c| c == name));
        let need = |wanted: &'static str, names: &[&[&str]]| {
            names.iter().find_map(|names| find(names)).ok_or_else(|| TraceProblem::ColumnMissing {
                wanted,
                names: names.concat().join(", "),
                found: clean.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", "),
            })
        };
        let vehicle = need("vehicle", &[VEHICLE])?;
        let time = need("time", &[EPOCH, CIVIL])?;
        let time_form = if find(EPOCH).is_some() { TimeForm::EpochMs } else { TimeForm::Civil };
        let (lon, lat) = (need("longitude", &[LON])?, need("latitude", &[LAT])?);
        let own = |name: &str| find(&[name]).filter(|_| ours);
        Ok(Self {
            vehicle,
            time,
            time_form,
            lon,
            lat,
            speed: find(SPEED),
            direction: find(DIRECTION),
            alarm: own("alarm").or_else(|| find(ALARM)),
            status: own("status").or_else(|| find(STATUS)),
            safety: own("safety"),
            recorder: own("recorder_speed_kmh"),
        })
    }
}

/// A position in range.
pub(super) fn position(lon: f64, lat: f64) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

/// A speed as the columns of a file may have it: `None` for unknown, an error below zero or absurdly high.
pub(super) fn speed(value: f32) -> Result<Option<f32>, TraceProblem> {
    if value.is_nan() {
        return Ok(None);
    }
    if (0.0..=1_000.0).contains(&value) {
        return Ok(Some(value));
    }
    Err(TraceProblem::value("bad_speed", "speed", &value.to_string(), "is not between 0 and 1,000 km/h"))
}

/// A heading rounded to whole degrees from 0 to 359.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
pub(super) fn direction(value: f64) -> Result<Option<u16>, TraceProblem> {
    if value.is_nan() {
        return Ok(None);
    }
    if (0.0..=360.0).contains(&value) {
        return Ok(Some(value.round() as u16 % 360));
    }
    Err(TraceProblem::value("bad_direction", "direction", &value.to_string(), "is not between 0 and 360 degrees"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(names: &[&str]) -> Result<Columns, TraceProblem> {
        Columns::find(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>(), false)
    }

    #[test]
    fn names_of_the_contract_and_of_chinese_exports() {
        let plain = find(&["vehicle", "ts", "lon", "lat", "speed_kmh"]).unwrap();
        assert_eq!((plain.vehicle, plain.time, plain.speed), (0, 1, Some(4)));
        assert_eq!(plain.time_form, TimeForm::EpochMs);
        let chinese = find(&["\u{feff}序号", "车牌号", "定位时间", "经度", "纬度", " 速度 ", "方向"]).unwrap();
        assert_eq!((chinese.vehicle, chinese.time, chinese.direction), (1, 2, Some(6)));
        assert_eq!(chinese.time_form, TimeForm::Civil);
        let both = find(&["plate", "vehicle_id", "time_cst", "TS", "lng", "lat"]).unwrap();
        assert_eq!((both.vehicle, both.time, both.time_form), (1, 3, TimeForm::EpochMs));
    }

    #[test]
    fn words_of_the_terminal_have_names_of_their_own_in_files_of_others() {
        let names = ["vehicle", "ts", "lon", "lat", "recorder_speed_kmh", "status", "alarm"];
        let theirs = find(&names).unwrap();
        assert_eq!((theirs.alarm, theirs.status, theirs.recorder), (None, None, None));
        let ours = Columns::find(&names.map(str::to_owned), true).unwrap();
        assert_eq!((ours.alarm, ours.status, ours.recorder), (Some(6), Some(5), Some(4)));
        let told = find(&["vehicle", "ts", "lon", "lat", "alarm_word", "status_word"]).unwrap();
        assert_eq!((told.alarm, told.status), (Some(4), Some(5)));
    }

    #[test]
    fn a_missing_column_names_what_would_do() {
        let error = find(&["vehicle", "when", "lon", "lat"]).unwrap_err();
        assert_eq!(error.code(), "column_missing");
        assert!(error.to_string().contains("time_cst") && error.to_string().contains("when"), "{error}");
    }

    #[test]
    fn ranges() {
        assert!(position(-180.0, 90.0) && !position(180.1, 0.0) && !position(0.0, f64::NAN));
        assert_eq!(speed(f32::NAN), Ok(None));
        assert!(speed(-1.0).is_err());
        assert_eq!(direction(359.6), Ok(Some(0)));
        assert!(direction(361.0).is_err());
    }
}
