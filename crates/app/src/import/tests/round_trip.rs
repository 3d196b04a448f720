//! What we write we can read: exports come back unchanged, templates fit.

use anlu_domain::{
    geo::Point,
    hazard::{Level, Source as Origin, State},
    ids::EnterpriseId,
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    time::CivilDay,
};
use anlu_store::{
    Page,
    repo::{By, enterprise},
};
use uuid::Uuid;

use super::desk::{Office, counts, places, texts, uscc};
use crate::hazard::{
    self,
    report::{NewHazard, report},
};
use crate::import::{
    ImportKind::{self, Enterprises, Grids, Hazards},
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

/// A hazard of the first firm.
fn found(title: &str, level: Level, deadline: Option<CivilDay>) -> NewHazard {
    NewHazard {
        enterprise: Some(firm(0).id),
        source: None,
        title: title.to_owned(),
        description: "=1+1 第二行".to_owned(),
        clause: Some("第三条（一）".to_owned()),
        criterion: None,
        level,
        place: Some("停车场".to_owned()),
        location: None,
        deadline,
        evidence: Vec::new(),
    }
}

#[tokio::test]
async fn the_list_of_hazards_is_imported_again_without_a_change_and_elsewhere_begins_as_found() {
    let office = Office::new().await;
    let by = By { actor: "test", at: office.ctx.now() };
    let firms = vec![firm(0)];
    office.ctx.store.tx(async |tx| enterprise::insert(&tx, &firms, by).await).await.unwrap();
    let soon = office.ctx.now().day().plus_days(9);
    report(&office.ctx, found("+甲", Level::Major, None)).await.unwrap();
    report(&office.ctx, found("乙", Level::General, Some(soon))).await.unwrap();
    let size = office.ledger_size().await;
    let book = hazard::export::export(&office.ctx, hazard::list::Filter::default()).await.unwrap();
    let again = office.import(Hazards, &book).await.unwrap();
    assert_eq!((places(&again), counts(&again)), (vec![], (0, 0, 2, 0)));
    assert_eq!(office.ledger_size().await, size, "nothing changes");

    // Elsewhere: what was only found arrives; what has gone on has no evidence there, and is refused.
    let other = Office::new().await;
    other.ctx.store.tx(async |tx| enterprise::insert(&tx, &firms, by).await).await.unwrap();
    let refused = other.import(Hazards, &book).await.unwrap();
    assert_eq!(refused.faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["hazard_state"]);
    let only = hazard::list::Filter { states: vec![State::Found], ..hazard::list::Filter::default() };
    let book = hazard::export::export(&office.ctx, only.clone()).await.unwrap();
    assert_eq!(counts(&other.import(Hazards, &book).await.unwrap()), (1, 0, 0, 0));
    let page = Page::new(1, 10);
    let (mine, theirs) = (
        hazard::list::list(&office.ctx, only.clone(), page).await.unwrap().items.remove(0).hazard,
        hazard::list::list(&other.ctx, only, page).await.unwrap().items.remove(0).hazard,
    );
    assert_eq!((theirs.source, theirs.found_by.name.as_str()), (Origin::Import, mine.found_by.name.as_str()));
    assert_eq!((&theirs.no, &theirs.title, &theirs.description), (&mine.no, &mine.title, &mine.description));
    assert_eq!((&theirs.clause, &theirs.place, theirs.level), (&mine.clause, &mine.place, mine.level));
    assert_eq!(counts(&other.import(Hazards, &book).await.unwrap()), (0, 0, 1, 0), "the same again changes nothing");
    let next = report(&other.ctx, found("丙", Level::General, None)).await.unwrap();
    assert_ne!(next.hazard.no, theirs.no, "a number that came in stays taken");

    // Of what is known only words change; the rest goes by its steps.
    let no = &theirs.no;
    let words = texts(&[&["编号", "隐患", "地点"], &[no, "甲，已核对", "东门"]]);
    assert_eq!(counts(&other.import(Hazards, &words).await.unwrap()), (0, 1, 0, 0));
    let jump = texts(&[&["编号", "等级", "状态"], &[no, "一般", "已销号"]]);
    let told = other.import(Hazards, &jump).await.unwrap();
    assert_eq!(told.faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["hazard_by_steps", "hazard_by_steps"]);
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
