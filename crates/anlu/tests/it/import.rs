//! `anlu import` as a program: counts on standard output, faults on standard error, exit codes, the marked workbook.

mod http;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anlu_domain::keys::uscc::check_character;
use serde_json::Value;
use tempfile::TempDir;

/// A data folder of its own and files to import into it.
struct Office(TempDir);

impl Office {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("written");
        path
    }

    fn import(&self, kind: &str, file: &Path, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_anlu"))
            .args(["import", kind])
            .arg(file)
            .arg("--data")
            .arg(self.path("data"))
            .args(more)
            .output()
            .expect("the binary starts")
    }
}

fn uscc(n: u32) -> String {
    let body = format!("91339999MA{n:07}");
    let check = check_character(&body).expect("17 characters");
    format!("{body}{check}")
}

fn line(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.lines().count(), 1, "{text}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).expect("JSON")
}

fn counts(line: &Value) -> [u64; 4] {
    ["new", "changed", "unchanged", "faulty"].map(|k| line[k].as_u64().expect("a count"))
}

#[test]
fn a_register_goes_in_once_and_twice_changes_nothing() {
    let office = Office::new();
    let grids = office.file("网格.csv", "代码,名称\n339999,示例县\n339999001,甲街道\n");
    let firms = office.file(
        "企业.csv",
        &format!(
            "企业一览表\n统一社会信用代码,企业名称,业态,所属网格\n{},示例一公司,普货,甲街道\n{},示例二公司,危货,\n",
            uscc(1),
            uscc(2)
        ),
    );
    let people = office.file("人员.csv", "身份证号,姓名,单位名称,岗位\n11010519491231002X,张示例,示例一公司,司机\n");
    let vehicles = office.file("车辆.csv", "车牌号,颜色,车辆类型,所属企业\n浙Z·12345,黄,重型货车,示例一公司\n");
    for (kind, file, rows) in
        [("grids", &grids, 2), ("enterprises", &firms, 2), ("people", &people, 1), ("vehicles", &vehicles, 1)]
    {
        let dry = office.import(kind, file, &["--dry-run"]);
        assert_eq!((dry.status.code(), counts(&line(&dry))), (Some(0), [rows, 0, 0, 0]), "{kind}");
        let first = office.import(kind, file, &[]);
        let said = line(&first);
        assert_eq!((first.status.code(), counts(&said), &said["written"]), (Some(0), [rows, 0, 0, 0], &true.into()));
        let again = office.import(kind, file, &[]);
        assert_eq!((again.status.code(), counts(&line(&again))), (Some(0), [0, 0, rows, 0]), "{kind}");
        assert!(again.stderr.is_empty(), "no bar where there is no terminal");
    }
}

#[test]
fn faults_are_named_marked_and_keep_everything_out() {
    let office = Office::new();
    let text = format!("信用代码,企业名称,业态\n{},示例一公司,普货\n{},示例二公司,飞行\n", uscc(1), uscc(1));
    let file = office.file("企业.csv", &text);
    let output = office.import("enterprises", &file, &[]);
    let said = line(&output);
    assert_eq!((output.status.code(), counts(&said)), (Some(3), [1, 0, 0, 1]));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    for part in ["A3", "duplicate_in_file", "first_row 2", "C3", "not_in_list", "企业-faults.xlsx"] {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    assert_eq!(said["answer"].as_str(), office.path("企业-faults.xlsx").to_str());
    assert!(fs::read(office.path("企业-faults.xlsx")).expect("the marked workbook").starts_with(b"PK"));
    let other = office.path("answer.xlsx");
    let named = office.import("enterprises", &file, &["--answer", other.to_str().expect("UTF-8")]);
    assert_eq!((named.status.code(), other.exists()), (Some(3), true));
    // Nothing of the good row was kept.
    let good = office.file("good.csv", &format!("信用代码,企业名称,业态\n{},示例一公司,普货\n", uscc(1)));
    assert_eq!(counts(&line(&office.import("enterprises", &good, &[]))), [1, 0, 0, 0]);
}

#[test]
fn a_file_that_is_none_is_refused_with_a_code() {
    let office = Office::new();
    for (name, text, code) in
        [("empty.csv", "信用代码,企业名称,业态\n", "no_rows"), ("broken.xlsx", "PK\u{3}\u{4}nothing", "file_damaged")]
    {
        let output = office.import("enterprises", &office.file(name, text), &[]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(3), 0), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(code), "{name}");
    }
    let missing = office.import("enterprises", &office.path("none.xlsx"), &[]);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("file_unreadable"));
    let other = office.import("enterprises", &office.file("o.csv", "DBA,BORO\nDiner,Queens\n"), &[]);
    assert_eq!(other.status.code(), Some(3));
    let errors = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(errors.contains("column_missing") && errors.contains("统一社会信用代码"), "{errors}");
    assert_eq!(office.import("trucks", &office.path("o.csv"), &[]).status.code(), Some(2));
}
