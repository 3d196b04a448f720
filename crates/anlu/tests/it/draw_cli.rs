//! `anlu draw verify`: the samples hold, an altered file is found, what is no draw is refused.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../domain/testdata/draw").join(name)
}

fn verify(path: &Path) -> (Option<i32>, Option<Value>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_anlu")).args(["draw", "verify"]).arg(path).output().expect("runs");
    let line = serde_json::from_slice(&run.stdout).ok();
    (run.status.code(), line, String::from_utf8(run.stderr).expect("utf-8"))
}

#[test]
fn the_samples_hold() {
    for (name, drawn) in [("plain.json", 5), ("rich.json", 40)] {
        let (code, line, _) = verify(&sample(name));
        let line = line.expect("one JSON object");
        assert_eq!((code, &line["ok"]), (Some(0), &Value::Bool(true)), "{line}");
        assert!(line["drawn"].as_u64().is_some_and(|n| n > 0 && n <= drawn), "{line}");
    }
}

#[test]
fn an_altered_file_is_found_and_other_files_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("draw.json");
    let text = std::fs::read_to_string(sample("plain.json")).expect("a sample");
    std::fs::write(&path, text.replacen("示例企业1\"", "示例企业X\"", 1)).expect("written");
    let (code, line, told) = verify(&path);
    let line = line.expect("one JSON object");
    assert_eq!((code, &line["ok"]), (Some(1), &Value::Bool(false)));
    assert!(line["faults"].as_array().is_some_and(|f| f.contains(&"roster_hash".into())), "{line}");
    assert!(told.contains("[draw_altered]"), "{told}");
    for (content, expected) in [("{", "[draw_file_json]"), ("{}", "[draw_file_format]")] {
        std::fs::write(&path, content).expect("written");
        let (code, line, told) = verify(&path);
        assert!(code == Some(3) && line.is_none() && told.contains(expected), "{told}");
    }
    assert_eq!(verify(&folder.path().join("none.json")).0, Some(3));
}
