//! Golden frames: `testdata/jt808/<message>/<case>.hex` decodes to `<case>.json`. Drop a frame in, run the tests with
//! `ANLU_BLESS=1` in the environment, review the new file.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    catalog::{self, CATALOG},
    frame::single,
    version::{VersionChoice, open, write_frame},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/jt808");

fn read(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap_or_else(|e| panic!("{folder:?}: {e}")).map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn cases(message: &str) -> Vec<PathBuf> {
    read(&Path::new(FOLDER).join(message))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "hex"))
        .collect()
}

/// The one place that touches the API. A frame that decodes is written again byte for byte.
fn check(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    let wire = hex::decode(text.trim()).unwrap();
    let mut frame = Vec::new();
    single(&wire, &mut frame).unwrap();
    let opened = match open(&frame, VersionChoice::Auto) {
        Ok(opened) => opened,
        Err(error) => {
            return json!({"frame_error": error.code(), "message": error.to_string(), "offset": error.offset()});
        }
    };
    let header = opened.header;
    let body = match catalog::decode(&header, opened.body) {
        Ok(body) => body,
        Err(error) => {
            return json!({"body_error": error.code(), "message": error.to_string(), "offset": error.offset()});
        }
    };
    let (mut bytes, mut again) = (Vec::new(), Vec::new());
    body.encode(&mut bytes);
    write_frame(&header, &bytes, &mut again).unwrap();
    assert_eq!(hex::encode(again), hex::encode(wire), "{path:?} is not written as it was read");
    json!({
        "msg_id": format!("0x{:04x}", header.msg_id), "version": catalog::edition(&header, &body),
        "phone": header.phone, "serial": header.serial, "body": body,
    })
}

#[test]
fn golden_frames() {
    let bless = env::var_os("ANLU_BLESS").is_some();
    let mut different = Vec::new();
    for entry in CATALOG {
        for path in cases(entry.name) {
            let seen = check(&path);
            let expected_path = path.with_extension("json");
            if bless {
                fs::write(&expected_path, serde_json::to_string_pretty(&seen).unwrap() + "\n").unwrap();
            }
            let expected: Value =
                fs::read_to_string(&expected_path).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
            if expected != seen {
                different.push(format!("{}:\n  expected {expected}\n  got      {seen}", path.display()));
            }
            let failed = seen.get("frame_error").is_some() || seen.get("body_error").is_some();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let may_fail = name.starts_with("err_") || name.starts_with("encrypted") || name.starts_with("packet");
            assert_eq!(failed, may_fail, "{}/{name}: only err_… frames may fail, and they must", entry.name);
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn every_message_has_a_frame_for_its_editions() {
    for entry in CATALOG {
        let names: Vec<String> =
            cases(entry.name).iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        assert!(names.iter().any(|name| name.contains("2019")), "{}: no frame of 2019", entry.name);
        if !catalog::since_2019(entry.id) {
            assert!(names.iter().any(|name| name.contains("2013")), "{}: no frame of 2013", entry.name);
        }
    }
    let known: Vec<&str> = CATALOG.iter().map(|entry| entry.name).collect();
    for folder in read(Path::new(FOLDER)) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(known.contains(&name.as_str()), "testdata/jt808/{name} belongs to no message");
    }
}

#[test]
fn every_item_has_a_frame() {
    let mut seen = [false; 256];
    for path in cases("x0200_location") {
        let wire = hex::decode(fs::read_to_string(path).unwrap().trim()).unwrap();
        let mut frame = Vec::new();
        single(&wire, &mut frame).unwrap();
        let Ok(opened) = open(&frame, VersionChoice::Auto) else { continue };
        if let Ok(super::Body::Location(location)) = catalog::decode(&opened.header, opened.body) {
            for item in location.items.iter().filter(|item| item.value().is_known()) {
                seen[usize::from(item.id)] = true;
            }
        }
    }
    for entry in super::item::ITEMS {
        assert!(seen[usize::from(entry.id)], "item 0x{:02x} {} has no frame", entry.id, entry.name);
    }
}
