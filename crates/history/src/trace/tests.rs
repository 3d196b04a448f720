//! Whole files: every format, any row order, every refusal.

use std::{fmt::Write as _, fs, io::Write, path::PathBuf, sync::Arc, time::Duration};

use anlu_domain::{geo::Point, ids::VehicleId, time::UtcMs, track::Fix};
use arrow::{
    array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, UInt32Array},
    datatypes::{DataType, Int32Type},
};
use parquet::arrow::ArrowWriter;
use tempfile::TempDir;

use super::*;
use crate::{Settings, Writer, layout, write::tests::append};

fn file(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn parquet(dir: &TempDir, name: &str, columns: Vec<(&str, ArrayRef)>) -> PathBuf {
    let path = dir.path().join(name);
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true))).unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

fn all(path: &PathBuf) -> Vec<(String, Vec<Row>)> {
    let traces = read(std::slice::from_ref(path), &Limits::default()).unwrap();
    traces.vehicles().map(|v| (v.name().to_owned(), v.rows())).collect()
}

const CSV: &str = "vehicle,ts,lon,lat,speed_kmh\n\
    浙B1,3000,121.5,30.25,61.5\n\
    A,2000,121.25,30.5,\n\
    浙B1,1000,121.75,30.75,0\n\
    浙B1,3000,9,9,9\n\
    A,1000,,,7\n";

#[test]
fn csv_gzip_and_parquet_say_the_same() {
    let dir = TempDir::new().unwrap();
    let plain = file(&dir, "a.csv", CSV.as_bytes());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(CSV.as_bytes()).unwrap();
    let zipped = file(&dir, "a.csv.gz", &gzip.finish().unwrap());
    let crlf = file(&dir, "crlf.csv", format!("\u{feff}{}", CSV.replace('\n', "\r\n")).as_bytes());
    let columnar = parquet(
        &dir,
        "a.parquet",
        vec![
            ("lat", Arc::new(Float64Array::from(vec![Some(30.25), Some(30.5), Some(30.75), Some(9.0), None]))),
            ("lon", Arc::new(Float64Array::from(vec![Some(121.5), Some(121.25), Some(121.75), Some(9.0), None]))),
            ("speed_kmh", Arc::new(Float64Array::from(vec![Some(61.5), None, Some(0.0), Some(9.0), Some(7.0)]))),
            ("ts", Arc::new(Int64Array::from(vec![3000, 2000, 1000, 3000, 1000]))),
            ("vehicle_id", Arc::new(StringArray::from(vec!["浙B1", "A", "浙B1", "浙B1", "A"]))),
        ],
    );
    let expected = all(&plain);
    assert_eq!(expected.len(), 2);
    assert_eq!(
        expected[0],
        (
            "A".to_owned(),
            vec![Row {
                time_ms: 2000,
                lon: 121.25,
                lat: 30.5,
                speed_kmh: None,
                direction_deg: None,
                alarm: None,
                status: None,
                safety: 0,
            }]
        )
    );
    let truck = &expected[1].1;
    assert_eq!(truck.iter().map(|r| (r.time_ms, r.lon)).collect::<Vec<_>>(), [(1000, 121.75), (3000, 121.5)]);
    for other in [zipped, crlf, columnar] {
        assert_eq!(all(&other), expected, "{}", other.display());
    }
}

#[test]
fn parquet_in_other_clothes() {
    let dir = TempDir::new().unwrap();
    let noon_utc = 1_595_044_800_000_000_i64;
    let lon: ArrayRef = Arc::new(Float64Array::from(vec![121.0; 2]));
    let naive = parquet(
        &dir,
        "naive.parquet",
        vec![
            ("vehicle", Arc::new(UInt32Array::from(vec![7, 7]))),
            ("time_cst", Arc::new(TimestampMicrosecondArray::from(vec![noon_utc + 28_800_000_000, noon_utc]))),
            ("lon", Arc::clone(&lon)),
            ("lat", Arc::new(Float64Array::from(vec![31.0; 2]))),
            ("heading", Arc::new(Float64Array::from(vec![Some(360.0), None]))),
        ],
    );
    let rows = all(&naive);
    assert_eq!(rows[0].0, "7");
    assert_eq!(
        rows[0].1.iter().map(|r| r.time_ms).collect::<Vec<_>>(),
        [noon_utc / 1000 - 28_800_000, noon_utc / 1000]
    );
    assert_eq!(rows[0].1.iter().map(|r| r.direction_deg).collect::<Vec<_>>(), [None, Some(0)]);
    let names: arrow::array::DictionaryArray<Int32Type> = ["V", "V"].into_iter().collect();
    let zoned = parquet(
        &dir,
        "zoned.parquet",
        vec![
            ("vehicle", Arc::new(names)),
            ("time", Arc::new(TimestampMicrosecondArray::from(vec![noon_utc, noon_utc]).with_timezone("UTC"))),
            ("lon", lon),
            ("lat", Arc::new(Float64Array::from(vec![31.0; 2]))),
        ],
    );
    assert_eq!(all(&zoned)[0].1.iter().map(|r| r.time_ms).collect::<Vec<_>>(), [noon_utc / 1000]);
}

#[test]
fn rows_of_one_vehicle_meet_across_files() {
    let dir = TempDir::new().unwrap();
    let first = file(&dir, "1.csv", b"vehicle,ts,lon,lat\nA,2000,1,1\n");
    let second = file(&dir, "2.csv", b"lat,lon,ts,vehicle\n2,2,2000,A\n2,2,1000,A\n");
    let traces = read(&[first, second], &Limits::default()).unwrap();
    let rows = traces.vehicles().next().unwrap().rows();
    assert_eq!(rows.iter().map(|r| (r.time_ms, r.lon)).collect::<Vec<_>>(), [(1000, 2.0), (2000, 1.0)]);
    assert_eq!((traces.rows(), traces.without_position()), (3, 0));
}

#[test]
fn words_of_the_terminal_are_read_where_they_are_told() {
    let dir = TempDir::new().unwrap();
    let text = "vehicle,ts,lon,lat,alarm_word,status_word\nA,1,1,1,4,768\nA,2,1,1,,0\nA,3,1,1,4294967295,NaN\n";
    let path = file(&dir, "words.csv", text.as_bytes());
    let traces = read(&[path], &Limits::default()).unwrap();
    let rows = traces.vehicles().next().unwrap().rows();
    assert_eq!(rows.iter().map(|r| r.alarm).collect::<Vec<_>>(), [Some(4), None, Some(u32::MAX)]);
    assert_eq!(rows.iter().map(|r| r.status).collect::<Vec<_>>(), [Some(768), Some(0), None]);
    assert_eq!(rows.iter().map(Row::loaded).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!((traces.without_alarm(), traces.without_status()), (1, 1));
    // In a file that is not ours, `alarm` and `status` may be anything.
    let others = file(&dir, "others.csv", b"vehicle,ts,lon,lat,alarm,status\nA,1,1,1,none,for hire\n");
    let traces = read(&[others], &Limits::default()).unwrap();
    assert_eq!((traces.without_alarm(), traces.without_status()), (1, 1));
    let columnar = parquet(
        &dir,
        "words.parquet",
        vec![
            ("vehicle", Arc::new(StringArray::from(vec!["A", "A"]))),
            ("ts", Arc::new(Int64Array::from(vec![1, 2]))),
            ("lon", Arc::new(Float64Array::from(vec![1.0, 1.0]))),
            ("lat", Arc::new(Float64Array::from(vec![1.0, 1.0]))),
            ("status_word", Arc::new(Int64Array::from(vec![Some(256), None]))),
            ("alarm_word", Arc::new(UInt32Array::from(vec![None, Some(u32::MAX)]))),
        ],
    );
    let words: Vec<_> = all(&columnar)[0].1.iter().map(|r| (r.alarm, r.status)).collect();
    assert_eq!(words, [(None, Some(256)), (Some(u32::MAX), None)]);
}

#[test]
fn our_own_files_tell_words_and_the_speed_of_the_recorder() {
    let dir = TempDir::new().unwrap();
    let vehicle: VehicleId = "0190a000-0000-7000-8000-000000000001".parse().unwrap();
    let fix = |minute: i64, recorder: Option<f32>, alarm: u32, status: u32| Fix {
        at: Some(Point { lon: 121.0, lat: 30.0 }),
        recorder_speed_kmh: recorder,
        gnss_speed_kmh: Some(50.0),
        alarm,
        status,
        ..Fix::blank(UtcMs(minute * 60_000), UtcMs(minute * 60_000))
    };
    let roll = Settings { roll_rows: 1_000, roll_after: Duration::from_mins(5) };
    let writer = Writer::open(dir.path().to_owned(), roll).unwrap();
    let tired = Fix { safety: 1, ..fix(2, None, 0, 0x303) };
    append(&writer, 0, 0, vehicle, &[fix(1, Some(61.5), 4, 3), tired]);
    writer.flush().unwrap();
    let folder = layout::folder(dir.path(), UtcMs(0).day(), 0);
    let part = layout::parts(&folder).unwrap().remove(0);
    let told = |r: &Row| (r.speed_kmh, r.alarm, r.status, r.loaded(), r.safety);
    let told: Vec<_> = all(&part.path)[0].1.iter().map(told).collect();
    assert_eq!(
        told,
        [(Some(61.5), Some(4), Some(3), false, 0), (Some(50.0), Some(0), Some(0x303), true, 1)],
        "speed, alarm, status, load, active safety"
    );
}

/// Rows of vehicles in this order, three each time.
fn by_vehicle(order: &[&str]) -> String {
    let mut text = "vehicle,ts,lon,lat\n".to_owned();
    let mut time = 0;
    for name in order.iter().flat_map(|name| [name; 3]) {
        time += 1;
        writeln!(text, "{name},{time},1,1").unwrap();
    }
    text
}

#[test]
fn of_a_file_by_vehicle_a_part_is_held_and_nothing_is_missed() {
    let dir = TempDir::new().unwrap();
    let limits = Limits { max_rows: 13, part_rows: 10, ..Limits::default() };
    for vehicles in [4, 40, 400] {
        let names: Vec<String> = (0..vehicles).map(|n| format!("{:03}", (n * 7) % vehicles)).collect();
        let order: Vec<&str> = names.iter().map(String::as_str).collect();
        let path = file(&dir, "sorted.csv", by_vehicle(&order).as_bytes());
        let whole = all(&path);
        let (seen, most, left) = parted(std::slice::from_ref(&path), &limits);
        assert!(most <= 12, "{most} rows of {vehicles} vehicles at a time");
        assert_eq!(seen, whole, "{vehicles} vehicles");
        assert_eq!((left.rows(), left.vehicle_count()), (3 * vehicles, whole.len()));
    }
}

/// Rows of 30 vehicles over three days, 40 a day, sorted by vehicle and time; `day`: of one alone.
fn of_days(day: Option<i64>) -> String {
    let mut text = "vehicle,ts,lon,lat\n".to_owned();
    for vehicle in 0..30 {
        for row in 0..120_i64 {
            if day.is_none_or(|day| row / 40 == day) {
                writeln!(text, "V{vehicle:02},{},{},1", row * 1_000, row % 100).unwrap();
            }
        }
    }
    text
}

/// What is shown of files read in parts, by vehicle, and the most rows shown or left at a time.
fn parted(paths: &[PathBuf], limits: &Limits) -> (Vec<(String, Vec<Row>)>, usize, Traces) {
    let (mut seen, mut most) = (Vec::new(), 0);
    let mut take = |vehicles: &[VehicleTrace<'_>]| {
        most = most.max(vehicles.iter().map(VehicleTrace::row_count).sum());
        seen.extend(vehicles.iter().map(|v| (v.name().to_owned(), v.rows())));
    };
    let left = read_parted(paths, limits, &mut |_| {}, &mut take).unwrap();
    take(&left.vehicles().collect::<Vec<_>>());
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    (seen, most, left)
}

#[test]
fn sorted_files_of_days_are_merged_and_never_held_whole() {
    let dir = TempDir::new().unwrap();
    let limits = Limits { max_rows: 400, part_rows: 200, ..Limits::default() };
    let whole = all(&file(&dir, "whole.csv", of_days(None).as_bytes()));
    let mut days: Vec<PathBuf> =
        (0..3).map(|day| file(&dir, &format!("{day}.csv"), of_days(Some(day)).as_bytes())).collect();
    let (seen, most, left) = parted(&days, &limits);
    assert_eq!(seen, whole);
    assert!(most <= 320, "{most} rows at a time");
    assert_eq!((left.rows(), left.vehicle_count(), left.span_ms()), (3_600, 30, Some((0, 119_000))));

    // A row that comes again, in the second file, and one without a position: counted, and the first one stays.
    let more = of_days(Some(1)).replace("V03,40000,40,1\n", "V03,39000,7,7\nV03,40000,,\nV03,40000,40,1\n");
    days[1] = file(&dir, "more.csv", more.as_bytes());
    let (seen, _, left) = parted(&days, &limits);
    assert_eq!((seen, left.rows(), left.without_position()), (whole.clone(), 3_601, 1));

    // What is not sorted is read as it lies.
    let mut lines: Vec<&str> = more.lines().collect();
    lines.swap(2, 900);
    days[1] = file(&dir, "mixed.csv", lines.join("\n").as_bytes());
    let (seen, most, _) = parted(&days, &Limits::default());
    assert_eq!((seen, most), (whole, 3_601));
}

#[test]
fn sorted_row_groups_of_a_file_are_merged() {
    let dir = TempDir::new().unwrap();
    let whole = all(&file(&dir, "whole.csv", of_days(None).as_bytes()));
    let path = dir.path().join("days.parquet");
    let group = |day: i64| {
        let text = of_days(Some(day));
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let column = |i: usize| rows.iter().map(move |row| row[i]);
        let numbers = |i| Arc::new(Float64Array::from_iter_values(column(i).map(|n| n.parse().unwrap())));
        RecordBatch::try_from_iter([
            ("vehicle", Arc::new(StringArray::from_iter_values(column(0))) as ArrayRef),
            ("ts", Arc::new(Int64Array::from_iter_values(column(1).map(|n| n.parse().unwrap())))),
            ("lon", numbers(2)),
            ("lat", numbers(3)),
        ])
        .unwrap()
    };
    let mut writer = ArrowWriter::try_new(fs::File::create(&path).unwrap(), group(0).schema(), None).unwrap();
    for day in 0..3 {
        writer.write(&group(day)).unwrap();
        writer.flush().unwrap();
    }
    writer.close().unwrap();
    let limits = Limits { max_rows: 400, part_rows: 200, ..Limits::default() };
    let (seen, most, left) = parted(&[path], &limits);
    assert_eq!((seen, left.rows()), (whole, 3_600));
    assert!(most <= 320, "{most} rows at a time");
}

#[test]
fn rows_in_another_order_are_held_whole_or_refused_in_parts() {
    let dir = TempDir::new().unwrap();
    let limits = Limits { max_rows: 1_000, part_rows: 10, ..Limits::default() };
    let read = |order: &[&str]| {
        let path = file(&dir, "mixed.csv", by_vehicle(order).as_bytes());
        let mut shown = 0;
        let left = read_parted(&[path], &limits, &mut |_| {}, &mut |part| shown += part.len());
        (left.map(|left| left.vehicles().map(|v| v.row_count()).sum::<usize>()), shown)
    };
    let (held, shown) = read(&["A", "B", "A", "C", "D", "E", "F", "G"]);
    assert_eq!((held.unwrap(), shown), (24, 0), "the order shows in time");
    let (late, shown) = read(&["A", "B", "C", "D", "E", "F", "A"]);
    assert_eq!((late.unwrap_err().code(), shown > 0), ("rows_scattered", true));
    let (late, _) = read(&["A", "B", "C", "D", "E", "F", "E"]);
    assert_eq!(late.unwrap_err().code(), "rows_scattered", "of what is held as well");
}

fn refusal(dir: &TempDir, text: &str) -> (String, String) {
    let path = file(dir, "bad.csv", text.as_bytes());
    let error = read(&[path], &Limits { max_rows: 2, max_line: 200, ..Limits::default() }).unwrap_err();
    (error.code().to_owned(), error.to_string())
}

#[test]
fn a_refusal_names_file_line_and_reason() {
    let dir = TempDir::new().unwrap();
    let head = "vehicle,ts,lon,lat,speed_kmh\n";
    for (rest, code, line) in [
        ("A,1,1,1,1\nA,soon,1,1,1\n", "bad_time", 3),
        ("A,1,x,1,1\n", "bad_position", 2),
        ("A,1,1,,1\n", "bad_position", 2),
        ("A,1,181,1,1\n", "bad_position", 2),
        ("A,1,1,-90.5,1", "bad_position", 2),
        ("A,1,1,1,fast\n", "bad_speed", 2),
        ("A,1,1,1,-3\nA,1,1,1,1\n", "bad_speed", 2),
        (" ,1,1,1,3\n", "bad_vehicle", 2),
        ("A,1,1,1\n", "field_count", 2),
        ("A,1,1,1,1\nA,2,1,1,1\n\n\nA,3,1,1,1\n", "too_many_rows", 6),
    ] {
        for text in [format!("{head}{rest}"), format!("{head}{rest}").replace('\n', "\r\n")] {
            let (found, shown) = refusal(&dir, &text);
            assert_eq!(found, code, "{shown}");
            assert!(shown.contains(&format!("bad.csv:{line}:")), "{shown}");
        }
    }
    assert_eq!(refusal(&dir, "").0, "file_empty");
    assert_eq!(refusal(&dir, "a,b\n1,2\n").0, "column_missing");
    assert_eq!(refusal(&dir, &format!("{head}A,1,1,1,\"{}", "x".repeat(70_000))).0, "line_too_long");
    assert_eq!(refusal(&dir, "PAR1 is no more than a beginning").0, "file_damaged");
    let missing = read(&[dir.path().join("none.csv")], &Limits::default()).unwrap_err();
    assert_eq!(missing.code(), "file_unreadable");
    let long = "A,1,1,1,1\n".repeat(9_000);
    let error = read(&[file(&dir, "long.csv", format!("{head}{long}A,x,1,1,1\n").as_bytes())], &Limits::default());
    assert_eq!(error.unwrap_err().place, Place::Line(9_002), "beyond the first chunk");
    let cut = file(&dir, "cut.csv.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]);
    assert_eq!(read(&[cut], &Limits::default()).unwrap_err().code(), "file_damaged");
}

#[test]
fn a_parquet_refusal_names_the_row_or_the_column() {
    let dir = TempDir::new().unwrap();
    let columns = |lat: f64, time: ArrayRef| -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("vehicle", Arc::new(StringArray::from(vec!["A", "A"]))),
            ("ts", time),
            ("lon", Arc::new(Float64Array::from(vec![1.0, 1.0]))),
            ("lat", Arc::new(Float64Array::from(vec![1.0, lat]))),
        ]
    };
    let path = parquet(&dir, "range.parquet", columns(91.0, Arc::new(Int64Array::from(vec![1, 2]))));
    let error = read(&[path], &Limits::default()).unwrap_err();
    assert_eq!((error.code(), error.place), ("bad_position", Place::Row(2)));
    let path = parquet(&dir, "type.parquet", columns(1.0, Arc::new(Float64Array::from(vec![1.0, 2.0]))));
    let error = read(&[path], &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "column_type");
    assert!(error.to_string().contains(&DataType::Float64.to_string()), "{error}");
    let path = parquet(&dir, "null.parquet", columns(1.0, Arc::new(Int64Array::from(vec![Some(1), None]))));
    assert_eq!(read(&[path], &Limits::default()).unwrap_err().code(), "bad_time");
}
