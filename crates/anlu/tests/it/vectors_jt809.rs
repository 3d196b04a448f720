//! Conformance of `protocols::jt809` against published test vectors of another implementation
//! (`../shared/vectors/jt809.jsonl`): fields are compared through one table of keys, bodies and frames are written again
//! and compared byte for byte. A row may differ only as listed in [`DEVIATIONS`]; what was measured stands in
//! docs/PROTOCOL-CONFORMANCE.md.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use anlu_protocols::{
    jt809::{
        self, Cipher, Edition, EditionChoice, Header,
        catalog::{self, entry, is_family},
        frame::single,
        message::decode,
        write_frame,
    },
    wire::{Reader, Writer},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::vectors::shared;

#[derive(Deserialize)]
struct Row {
    source: String,
    layer: String,
    kind: String,
    hex: String,
    msg_id: Option<String>,
    sub_id: Option<String>,
    body_type: Option<String>,
    extension: Option<String>,
    version: String,
    expect: Map<String, Value>,
}

/// Rows on which we differ, and why: end of the row's place, reason.
const DEVIATIONS: &[(&str, &str)] = &[
    (
        "GuoJian001Test.cs:139#GuoJian001_2019_13",
        "a real frame encrypted with constants that were not published: it opens as `encrypted`",
    ),
    ("JT809MessagePackReaderTest.cs:45#DecodeTest2", "the sample's CRC is a placeholder; refused"),
];

/// Rows that say nothing about a message.
const PRIMITIVES: &[&str] =
    &["AnalyzeTest.cs:21#Test1", "JT809_0x1001PackageTest.cs:71#Test3", "MessagePackReaderTest.cs:22#WriteCRC16Test1"];

/// How a key of that library is compared.
enum Check {
    At(&'static str),
    Scaled(&'static str, f64),
    Skip(&'static str),
}

const IMPLIED: Check = Check::Skip("a length the layout implies");
const ABSENT: Check = Check::Skip("a default of that library's object; it is not on the wire");
const ROUTE: Check = Check::Skip("a field of a route (JT/T 808 0x8606), which is kept raw");

fn check(key: &str, absent: bool) -> Option<Check> {
    use Check::{At, Scaled};
    Some(match key {
        "MsgSN" => At("/header/serial"),
        "EncryptKey" => At("/header/key"),
        "EncryptFlag" => At("/header/encrypted"),
        "MsgGNSSCENTERID" => At("/header/access_code"),
        "BusinessType" => At("/header/msg_id"),
        "Version" => At("/header/version"),
        "Time" => At("/header/time"),
        "DataLength" | "EwaybillLength" | "WarnLength" => IMPLIED,
        "VehicleNo" | "VehicleColor" | "ObjectID" | "ObjectType" | "InfoID" if absent => ABSENT,
        "VehicleNo" => At("/plate"),
        "VehicleColor" => At("/colour"),
        "WarnSrc" => At("/data/source"),
        "WarnType" => At("/data/alarm_type"),
        "WarnTime" => At("/data/time"),
        "SupervisionID" => At("/data/supervision_id"),
        "SupervisionEndTime" => At("/data/deadline"),
        "SupervisionLevel" => At("/data/level"),
        "Supervisor" => At("/data/supervisor"),
        "SupervisorTel" => At("/data/supervisor_tel"),
        "SupervisorEmail" => At("/data/supervisor_email"),
        "UserId" => At("/data/user"),
        "Password" => At("/data/password"),
        "DownLinkIP" => At("/data/down_link_ip"),
        "DownLinkPort" => At("/data/down_link_port"),
        "VerifyCode" => At("/data/verify_code"),
        "PlateformId" | "SourcePlatformId" => At("/data/platform"),
        "ProducerId" => At("/data/producer"),
        "TerminalId" => At("/data/terminal"),
        "TerminalModelType" => At("/data/model"),
        "TerminalSimCode" => At("/data/sim"),
        "IMIEId" => At("/data/imei"),
        "Encrypt" => At("/gnss/encrypt"),
        "PlatformId1" => At("/gnss/platforms/0/platform"),
        "PlatformId2" => At("/gnss/platforms/1/platform"),
        "PlatformId3" => At("/gnss/platforms/2/platform"),
        "Alarm1" => At("/gnss/platforms/0/alarm"),
        "Alarm2" => At("/gnss/platforms/1/alarm"),
        "Alarm3" => At("/gnss/platforms/2/alarm"),
        "AlarmFlag" => At("/gnss/location/alarm"),
        "StatusFlag" => At("/gnss/location/status"),
        "Altitude" => At("/gnss/location/altitude_m"),
        "GPSTime" => At("/gnss/location/time"),
        "Direction" => At("/gnss/location/direction_deg"),
        "Lat" => Scaled("/gnss/location/lat", 1e6),
        "Lng" => Scaled("/gnss/location/lon", 1e6),
        "Speed" => Scaled("/gnss/location/speed_kmh", 10.0),
        "Mileage" => Scaled("/gnss/location/items/0x01/mileage_km", 10.0),
        "Oil" => Scaled("/gnss/location/items/0x02/fuel_l", 10.0),
        "SourceDataType" | "DataType" => At("/data/source_type"),
        "SourceMsgSN" | "SourceMsgSn" | "MsgSn" => At("/data/source_serial"),
        "StartTime" => At("/data/start_time"),
        "EndTime" => At("/data/end_time"),
        "DriverID" => At("/data/identity"),
        "DriverName" => At("/data/name"),
        "Licence" => At("/data/certificate"),
        "OrgName" => At("/data/agency"),
        "ValidDate" => At("/data/valid_until"),
        "EwaybillInfo" => At("/data/waybill"),
        "InfoID" => At("/data/info_id"),
        "Result" => At("/data/result"),
        "MsgID" | "MsgSequence" => At("/data/message_id"),
        "MsgPriority" => At("/data/priority"),
        "MsgContent" | "InfoContent" | "WarnContent" => At("/data/content"),
        "CommandType" => At("/data/command"),
        "TraveldataInfo" => At("/data/data"),
        "CarInfo" => At("/data/car_info"),
        "ObjectID" => At("/data/object_id"),
        "ObjectType" => At("/data/object_type"),
        "DestinationPlatformId" => At("/data/target_platform"),
        "DRVLineId" => At("/data/route_id"),
        "LensID" => At("/data/lens"),
        "SizeType" => At("/data/size"),
        _ => return None,
    })
}

#[derive(Default)]
struct Outcome {
    compared: usize,
    skipped: Vec<&'static str>,
    problems: Vec<String>,
}

impl Outcome {
    fn same_bytes(&mut self, what: &str, theirs: &[u8], ours: &[u8]) {
        self.compared += 1;
        if theirs != ours {
            self.problems.push(format!("{what}: {} is written as {}", hex::encode(theirs), hex::encode(ours)));
        }
    }

    fn compare(&mut self, row: &Row, ours: &Value) {
        for (key, theirs) in &row.expect {
            let second = key.contains("vehiclePosition2") || key.ends_with("#1");
            let name = key.rsplit('.').next().unwrap_or_default().trim_end_matches("#1");
            let route = key.contains("8606") || key.contains("InflectionPoint");
            let implied = name == "MsgLength" && !key.contains("Header");
            let absent = ours.pointer(match name {
                "VehicleNo" => "/plate",
                "VehicleColor" => "/colour",
                "ObjectID" => "/data/object_id",
                "ObjectType" => "/data/object_type",
                _ => "/data/info_id",
            });
            let check = match name {
                _ if route => ROUTE,
                _ if implied => IMPLIED,
                "MsgLength" => Check::At("/header/declared"),
                // Both stand in the alarm itself in 2019.
                "VehicleNo" if ours.pointer("/data/plate").is_some() => Check::At("/data/plate"),
                "VehicleColor" if ours.pointer("/data/plate").is_some() => Check::At("/data/colour"),
                name => {
                    let Some(check) = check(name, absent.is_none()) else {
                        self.problems.push(format!("{key}: no such key in the table"));
                        continue;
                    };
                    check
                }
            };
            let (path, factor) = match check {
                Check::Skip(reason) => {
                    self.skipped.push(reason);
                    continue;
                }
                Check::At(path) => (path, None),
                Check::Scaled(path, factor) => (path, Some(factor)),
            };
            self.compared += 1;
            let gnss = if ours.pointer("/data/locations").is_none() {
                "/data"
            } else if second {
                "/data/locations/1"
            } else {
                "/data/locations/0"
            };
            let seen = ours.pointer(&path.replacen("/gnss", gnss, 1)).unwrap_or(&Value::Null);
            if !equal(theirs, seen, factor) {
                self.problems.push(format!("{key}: expected {theirs}, got {seen} at {path}"));
            }
        }
    }
}

fn equal(theirs: &Value, ours: &Value, factor: Option<f64>) -> bool {
    let theirs = theirs.get("value").or_else(|| theirs.get("time")).or_else(|| theirs.get("hex")).unwrap_or(theirs);
    if let Some(factor) = factor {
        return ours.as_f64().map(|value| (value * factor).round()) == theirs.as_f64();
    }
    if theirs == ours {
        return true;
    }
    let (Some(text), ours) = (theirs.as_str(), ours) else {
        // Ids as numbers, flags as numbers.
        let number = match ours {
            Value::Bool(flag) => Some(u64::from(*flag)),
            Value::String(id) => id.strip_prefix("0x").and_then(|id| u64::from_str_radix(id, 16).ok()),
            _ => None,
        };
        return number.is_some() && number == theirs.as_u64();
    };
    match ours {
        // Numbers that library shows in hexadecimal.
        Value::Number(number) => u64::from_str_radix(text, 16).ok() == number.as_u64(),
        // Platform codes that library writes as numbers, and times.
        Value::String(own) => {
            let code = own.strip_prefix("0x").and_then(|code| u128::from_str_radix(code, 16).ok());
            (code.is_some() && code == text.parse().ok()) || own.get(..19) == Some(&text.replace(' ', "T"))
        }
        _ => false,
    }
}

fn header_json(header: &Header) -> Value {
    let version: Vec<String> = header.version.iter().map(u8::to_string).collect();
    json!({
        "serial": header.serial, "key": header.key, "encrypted": header.encrypted, "access_code": header.access_code,
        "msg_id": header.msg_id, "version": version.join("."), "time": header.time, "declared": header.declared_len,
    })
}

fn run(row: &Row, outcome: &mut Outcome) {
    let bytes = hex::decode(&row.hex).expect("hexadecimal");
    let edition = Edition::parse(&row.version).expect("an edition");
    if row.source.contains("JT809HeaderTest") {
        let header = Header::read(&mut Reader::new(&bytes), edition).expect("a header");
        let mut again = Vec::new();
        header.write(header.declared_len, &mut Writer::new(&mut again));
        outcome.same_bytes("header", &bytes, &again);
        return outcome.compare(row, &json!({"header": header_json(&header)}));
    }
    if row.layer == "body" {
        let id = row.sub_id.clone().or_else(|| {
            let kind = row.body_type.as_deref()?.rsplit("_0x").next()?;
            Some(format!("0x{kind}"))
        });
        let id = id.or_else(|| row.msg_id.clone()).expect("a message");
        let id = u16::from_str_radix(&id[2..], 16).expect("an id");
        match jt809::decode_body(id, &bytes, edition) {
            Err(error) => outcome.problems.push(error.to_string()),
            Ok(body) => {
                let mut again = Vec::new();
                body.encode(&mut again);
                outcome.same_bytes("body", &bytes, &again);
                outcome.compare(row, &json!({"data": body}));
            }
        }
        return;
    }
    let cipher = Cipher::new(30_000_000, 20_000_000, 20_000_000).filter(|_| row.source.contains("Encrypt"));
    let mut frame = Vec::new();
    let decoded = single(&bytes, &mut frame)
        .map_err(|error| error.to_string())
        .and_then(|()| jt809::open(&frame, EditionChoice::Auto, cipher.as_ref()).map_err(|error| error.to_string()));
    let opened = match decoded {
        Ok(opened) => opened,
        Err(error) => return outcome.problems.push(error),
    };
    match decode(opened.header.msg_id, &opened.body, opened.header.edition()) {
        Err(error) => outcome.problems.push(error.to_string()),
        Ok(message) => {
            let (mut body, mut again) = (Vec::new(), Vec::new());
            message.encode(&mut body);
            write_frame(&opened.header, &body, cipher.as_ref(), &mut again);
            outcome.same_bytes("frame", &bytes, &again);
            let mut ours = json!(message);
            if message.wrapper.is_none() {
                ours = json!({"data": ours});
            }
            ours["header"] = header_json(&opened.header);
            outcome.compare(row, &ours);
        }
    }
}

#[test]
fn every_row_of_the_published_jt809_vectors() {
    let Some(path) = shared("vectors/jt809.jsonl") else { return };
    let text = fs::read_to_string(path).expect("vectors");
    let rows: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    assert!(rows.len() > 100, "the file holds {} rows", rows.len());
    let mut counts: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut video, mut primitives) = (0, 0);
    let mut unexpected = Vec::new();
    let mut used = vec![0; DEVIATIONS.len()];
    for row in &rows {
        if row.extension.is_some() {
            video += 1;
            continue;
        }
        if PRIMITIVES.iter().any(|place| row.source.ends_with(place)) {
            primitives += 1;
            continue;
        }
        let mut outcome = Outcome::default();
        run(row, &mut outcome);
        let listed = DEVIATIONS.iter().position(|(place, _)| row.source.ends_with(place));
        match (outcome.problems.is_empty(), listed) {
            (false, None) => unexpected.push(format!("{}: {}", row.source, outcome.problems.join("; "))),
            (true, Some(at)) => unexpected.push(format!("{}: listed, yet nothing differs", DEVIATIONS[at].0)),
            (false, Some(at)) => used[at] += 1,
            (true, None) => {}
        }
        let count = counts.entry(&row.kind).or_default();
        count[0] += 1;
        count[1] += usize::from(outcome.problems.is_empty());
        count[2] += usize::from(!outcome.problems.is_empty());
        count[3] += outcome.compared;
        count[4] += outcome.skipped.len();
        for reason in outcome.skipped {
            *skipped.entry(reason).or_default() += 1;
        }
    }
    assert!(unexpected.is_empty(), "{} rows:\n{}", unexpected.len(), unexpected.join("\n"));
    assert!(used.iter().all(|used| *used == 1), "{used:?}: a listed row that is not there");
    let mut measured = String::from(
        "| source | kind | rows run | exact | deviating | values compared | values without meaning here |\n|---|---|---|---|---|---|---|\n",
    );
    for (kind, [rows, exact, deviating, compared, skipped]) in &counts {
        let _ =
            writeln!(measured, "| SmallChi/JT809 | {kind} | {rows} | {exact} | {deviating} | {compared} | {skipped} |");
    }
    let _ = writeln!(
        measured,
        "\nOf {} rows, {video} are about the video extension (JT/T 1078), which is not read, and {primitives} about \
         primitives of that library.\n",
        rows.len()
    );
    measured.push_str("| values without meaning here | count |\n|---|---|\n");
    for (reason, count) in &skipped {
        let _ = writeln!(measured, "| {reason} | {count} |");
    }
    measured.push_str("\n| deviating row | what differs and why |\n|---|---|\n");
    for (place, reason) in DEVIATIONS {
        let _ = writeln!(measured, "| `{place}` | {reason} |");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PROTOCOL-CONFORMANCE.md");
    let document = fs::read_to_string(path).expect("docs/PROTOCOL-CONFORMANCE.md");
    let written = document
        .split_once("<!-- measured jt809: begin -->")
        .and_then(|(_, rest)| rest.split_once("<!-- measured jt809: end -->"))
        .map(|(part, _)| part.trim());
    assert!(written == Some(measured.trim()), "docs/PROTOCOL-CONFORMANCE.md: between the two marks put\n{measured}");
}

#[test]
fn every_message_of_the_catalogue_is_documented() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PROTOCOL-CONFORMANCE.md");
    let document = fs::read_to_string(path).expect("docs/PROTOCOL-CONFORMANCE.md");
    for line in catalog::CATALOG {
        assert!(document.contains(&format!("{:04x}", line.id)), "{} is not in the document", line.name);
        assert!(line.family().is_none_or(is_family) && entry(line.id).is_some());
    }
}
