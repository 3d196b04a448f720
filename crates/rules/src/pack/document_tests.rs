//! Tests of kinds of documents: the national ones as they are, and with one thing wrong at a time.

use anlu_domain::time::CivilDay;

use super::{
    Pack, load,
    tests::{broken, national},
};

fn pack() -> Pack {
    load(&[national()]).unwrap()
}

fn codes(path: &str, from: &str, to: &str) -> Vec<&'static str> {
    broken(path, from, to).iter().map(|p| p.code).collect()
}

#[test]
fn the_national_pack_has_the_papers_of_an_enforcement() {
    let pack = pack();
    let day = CivilDay::parse_iso("2026-11-26").unwrap();
    for id in [
        "inspection.record",
        "order.rectify",
        "review.record",
        "hazard.major_notice",
        "interview.notice",
        "inquiry.record",
        "filing.approval",
        "penalty.notice",
        "hearing.notice",
        "penalty.decision",
        "service.receipt",
        "closing.report",
    ] {
        assert!(pack.document_on(id, day).is_some(), "{id}");
    }
    assert!(pack.documents.len() >= 20, "{}", pack.documents.len());
    let series: Vec<&str> = pack.documents.iter().map(|d| d.series.as_str()).collect();
    let mut once = series.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), series.len(), "each kind counts for itself");
}

#[test]
fn every_fault_of_a_document_is_told() {
    let path = "documents/penalty.decision.toml";
    assert_eq!(codes(path, "series = \"罚\"", "series = \" \""), ["document_series"]);
    assert_eq!(codes(path, "经查，{facts}", "经查，{fact}"), ["document_field_unused", "document_field_unknown"]);
    assert_eq!(
        codes(
            path,
            "name = \"evidence\" },\n  { kind = \"text\", text = \"本",
            "name = \"fine\" },\n  { kind = \"text\", text = \"本"
        ),
        ["document_field_unused", "document_field_kind"]
    );
    assert_eq!(codes(path, "name = \"answer\"", "name = \"day\""), ["document_field", "document_field_unknown"]);
    assert_eq!(codes(path, "en = \"Facts\"", "en = \"\""), ["text_missing"]);
    assert_eq!(codes(path, "kind = \"seal\"", "kind = \"stamp\"").len(), 1);
    assert_eq!(codes("issuer.toml", "phone = ", "telephone = ").len(), 1);
}
