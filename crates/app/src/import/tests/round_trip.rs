//! What we write we can read: exports come back unchanged, templates fit.

use anlu_domain::{
    geo::Point,
    ids::EnterpriseId,
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    time::CivilDay,
};
use anlu_store::repo::{By, enterprise};
use uuid::Uuid;

use super::desk::{Office, counts, places, texts, uscc};
use crate::import::{
    ImportKind::{self, Enterprises, Grids},
    Limits, export,
    read::Source,
    template::template,
};

fn firm(n: u32) -> Enterprise {
    Enterprise {
        id: EnterpriseId(Uuid::from_u128(u128::from(n) + 1)),
        uscc: uscc(n),
        name: format!("示例{n}公司"),
        sectors: vec![Sector::Freight],
        business_scope: None,
        address: None,
        location: None,
        grid: None,
        principal_name: None,
        safety_officers: Vec::new(),
        phone: None,
        headcount: None,
        licence_no: None,
        licence_expiry: None,
        standing: Standing::Active,
    }
}

#[tokio::test]
async fn an_export_is_imported_again_without_a_change() {
    let office = Office::new().await;
    let tree = texts(&[&["代码", "名称"], &["339999", "示例县"], &["339999001", "甲街道"]]);
    office.import(Grids, &tree).await.unwrap();
    let grids = anlu_store::repo::grid::all(office.ctx.store.read()).await.unwrap();
    let mut firms: Vec<Enterprise> = (0..150).map(firm).collect();
    firms[0] = Enterprise {
        name: "=HYPERLINK(\"http://example.invalid\")公司".to_owned(),
        sectors: Sector::ALL.iter().map(|s| s.0).collect(),
        business_scope: Some("+道路货运；危货（第2类）".to_owned()),
        address: Some("安路县示例路1号 A座".to_owned()),
        location: Some(Point { lon: 121.123_456, lat: 30.654_321 }),
        grid: Some(grids[1].value.id),
        principal_name: Some("李示例".to_owned()),
        safety_officers: vec!["王示例".to_owned(), "赵示例".to_owned()],
        phone: Some("0000-8100000".to_owned()),
        headcount: Some(25),
        licence_no: Some("交运管许可安字339999000001号".to_owned()),
        licence_expiry: CivilDay::from_ymd(2027, 12, 31),
        standing: Standing::Suspended,
        ..firm(0)
    };
    let by = By { actor: "test", at: office.ctx.now() };
    office.ctx.store.tx(async |tx| enterprise::insert(&tx, &firms, by).await).await.unwrap();
    let size = office.ledger_size().await;
    let book = export::enterprises(&office.ctx, &enterprise::Filter::default()).await.unwrap();
    let report = office.import(Enterprises, &book).await.unwrap();
    assert_eq!((places(&report), counts(&report)), (vec![], (0, 0, 150, 0)));
    assert_eq!(office.ledger_size().await, size);
    // The same into an empty register: every field arrives.
    let other = Office::new().await;
    other.import(Grids, &tree).await.unwrap();
    assert_eq!(counts(&other.import(Enterprises, &book).await.unwrap()), (150, 0, 0, 0));
    let there = enterprise::by_uscc(other.ctx.store.read(), &[uscc(0)]).await.unwrap().remove(&uscc(0)).unwrap().value;
    let theirs = anlu_store::repo::grid::all(other.ctx.store.read()).await.unwrap();
    assert_eq!(there, Enterprise { id: there.id, grid: Some(theirs[1].value.id), ..firms[0].clone() });
}

#[tokio::test]
async fn templates_fit_and_their_example_is_left_out() {
    let office = Office::new().await;
    for kind in ImportKind::ALL {
        let book = template(kind).unwrap();
        let error = office.import(kind, &book).await.unwrap_err();
        assert_eq!(error.code(), "no_rows", "{}", kind.as_str());
        let path = office.file("template.xlsx", &book);
        let limits = Limits::default();
        let mut source = Source::open(&path, &limits).unwrap();
        assert_eq!(source.sheets(), [kind.zh(), "填写说明"]);
        // Without its mark the example is a row like any other, and one without faults of its own.
        let mut rows = source.sheet(kind.zh(), None, &limits).unwrap().rows;
        assert_eq!(rows.len(), 2);
        rows[1].pop();
        let line = |row: &[crate::import::read::Cell]| {
            let cells: Vec<String> =
                row.iter().map(|c| format!("\"{}\"", crate::import::parse::raw(c).unwrap())).collect();
            cells.join(",") + "\n"
        };
        let csv = line(&rows[0]) + &line(&rows[1]);
        let report = office.import(kind, csv.as_bytes()).await.unwrap();
        let own = report.faults.iter().filter(|f| !matches!(f.code, "enterprise_unknown" | "grid_parent_missing"));
        assert_eq!(own.map(|f| (f.column.as_deref(), f.code)).collect::<Vec<_>>(), [], "{}", kind.as_str());
    }
}
