//! Public data beside the checkout; a test says so when it is not there.
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

use std::path::{Path, PathBuf};

use super::desk::{Office, counts, places};
use crate::import::{ImportKind, Limits, read::Source};

fn data(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?;
    let found = root.join("shared/data").join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: {} is not there", found.display());
    None
}

#[tokio::test]
async fn a_workbook_about_something_else_is_refused_by_its_missing_columns() {
    let Some(path) = data("inspection/nyc_dohmh_public.xlsx") else { return };
    let limits = Limits::default();
    let mut source = Source::open(&path, &limits).unwrap();
    let name = source.sheets().remove(0);
    let rows = source.sheet(&name, None, &limits).unwrap().rows;
    assert!(rows.iter().filter(|r| !r.is_empty()).count() >= 2_490, "{} rows", rows.len());
    let office = Office::new().await;
    let bytes = std::fs::read(&path).unwrap();
    for kind in ImportKind::ALL {
        let report = office.import(kind, &bytes).await.unwrap();
        assert!(!report.faults.is_empty() && report.faults.iter().all(|f| f.code == "column_missing"));
        let named: Vec<&str> = report.faults.iter().filter_map(|f| f.column.as_deref()).collect();
        if kind == ImportKind::Enterprises {
            assert!(named.contains(&"统一社会信用代码"), "{named:?}");
        }
        assert!(report.answer.is_some() && !report.written);
    }
}

#[tokio::test]
async fn every_public_credit_code_imports() {
    let Some(path) = data("registry/uscc_valid_public.txt") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let codes: Vec<&str> = text.split_whitespace().collect();
    assert!(codes.len() >= 100);
    let rows: Vec<String> = codes.iter().enumerate().map(|(n, code)| format!("{code},示例{n}公司,普货")).collect();
    let csv = format!("统一社会信用代码,企业名称,业态\n{}\n", rows.join("\n"));
    let office = Office::new().await;
    let report = office.import(ImportKind::Enterprises, csv.as_bytes()).await.unwrap();
    assert_eq!((places(&report), counts(&report)), (vec![], (codes.len() as u64, 0, 0, 0)));
}
