//! All or nothing, twice is once, duplicates, dry runs, stops and limits.

use std::sync::{Arc, Mutex};

use anlu_domain::access::{Role, Scope};
use anlu_store::repo::enterprise;
use tokio_util::sync::CancellationToken;

use super::desk::{Office, counts, id_number, places, sheet, texts, uscc, write};
use crate::import::{
    Hooks,
    ImportKind::{Enterprises, People},
    Limits,
    read::Source,
};

const HEAD: [&str; 4] = ["统一社会信用代码", "企业名称", "业态", "从业人数"];

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_changed_cell_is_one_change() {
    let office = Office::new().await;
    let book = |staff: &str| {
        let (a, b) = (uscc(1), uscc(2));
        texts(&[&HEAD, &[&a, "示例一公司", "普货", staff], &[&b, "示例二公司", "公交", "7"]])
    };
    assert_eq!(counts(&office.import(Enterprises, &book("5")).await.unwrap()), (2, 0, 0, 0));
    let size = office.ledger_size().await;
    assert_eq!(size, 2, "one entry per new record");
    let again = office.import(Enterprises, &book("5")).await.unwrap();
    assert_eq!((counts(&again), office.ledger_size().await), ((0, 0, 2, 0), size));
    assert_eq!(counts(&office.import(Enterprises, &book("6")).await.unwrap()), (0, 1, 1, 0));
    assert_eq!(office.ledger_size().await, size + 1);
    // Blank keeps, 无 clears.
    assert_eq!(counts(&office.import(Enterprises, &book("")).await.unwrap()), (0, 0, 2, 0));
    assert_eq!(counts(&office.import(Enterprises, &book("无")).await.unwrap()), (0, 1, 1, 0));
    let one = &enterprise::by_uscc(office.ctx.store.read(), &[uscc(1)]).await.unwrap()[&uscc(1)];
    assert_eq!((one.value.headcount, one.version), (None, 3));
}

#[tokio::test]
async fn one_fault_and_nothing_is_written_and_the_answer_marks_it() {
    let office = Office::new().await;
    let bad = "91339999MA00000019";
    let book = texts(&[&HEAD, &[&uscc(1), "示例一公司", "普货", "5"], &[bad, "=cmd|' /C calc'!A0", "普货", "很多"]]);
    let report = office.import(Enterprises, &book).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 1));
    assert_eq!(places(&report), [("A3".to_owned(), "uscc_check_character"), ("D3".to_owned(), "number_unreadable")]);
    assert!(enterprise::keys(office.ctx.store.read()).await.unwrap().is_empty());
    assert_eq!(office.ledger_size().await, 0);
    // The answer is a workbook: a summary, then the sheet with the same cells and one column more.
    let path = office.file("answer.xlsx", &report.answer.unwrap());
    let mut source = Source::open(&path, &Limits::default()).unwrap();
    assert_eq!(source.sheets(), ["导入结果", "Sheet1"]);
    let limits = Limits::default();
    let rows = source.sheet("Sheet1", None, &limits).unwrap().rows;
    let text = |row: usize, column: usize| crate::import::parse::raw(&rows[row][column]).unwrap();
    assert_eq!((text(1, 0), text(2, 0), text(2, 1)), (uscc(1), bad.to_owned(), "=cmd|' /C calc'!A0".to_owned()));
    assert_eq!(text(0, 4), "");
    let last = rows[2].len() - 1;
    assert!(text(2, last).contains("校验位不对") && text(2, last).contains("不是数字"), "{}", text(2, last));
    let packed = std::fs::read(&path).unwrap();
    let parts = unpacked(&packed);
    assert!(!parts.iter().any(|(_, text)| text.contains("<f>")), "no text has become a formula");
    let notes: Vec<&String> = parts.iter().filter(|(n, _)| n.contains("comments")).map(|(_, t)| t).collect();
    assert!(notes.iter().any(|t| t.contains("ref=\"A3\"") && t.contains("ref=\"D3\"")), "notes stand on the cells");
}

/// Parts of a packed workbook as text.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    use std::io::{Cursor, Read};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut entry = archive.by_index(i).unwrap();
            let mut text = Vec::new();
            entry.read_to_end(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), String::from_utf8_lossy(&text).into_owned())
        })
        .collect()
}

#[tokio::test]
async fn duplicates_are_faults_at_the_later_row() {
    let office = Office::new().await;
    let (a, b) = (uscc(1), uscc(2));
    let book = texts(&[&HEAD, &[&a, "示例一公司", "普货"], &[&b, "示例二公司", "普货"], &[&a, "示例一公司", "普货"]]);
    let report = office.import(Enterprises, &book).await.unwrap();
    assert_eq!(places(&report), [("A4".to_owned(), "duplicate_in_file")]);
    assert_eq!(report.faults[0].params["first_row"], "2");
    let people = texts(&[
        &["身份证号", "姓名", "所属企业", "岗位"],
        &[&id_number(1), "张示例", "示例一公司", "驾驶员"],
        &[&id_number(1).to_lowercase(), "张示例", "示例一公司", "驾驶员"],
    ]);
    let report = office.import(People, &people).await.unwrap();
    let codes: Vec<&str> = report.faults.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["enterprise_unknown", "duplicate_in_file", "enterprise_unknown"]);
}

#[tokio::test]
async fn a_dry_run_counts_and_writes_nothing() {
    let office = Office::new().await;
    let book = texts(&[&HEAD, &[&uscc(1), "示例一公司", "普货", "5"]]);
    let report = office.import_with(Enterprises, &book, true, Limits::default(), &Hooks::default()).await.unwrap();
    assert_eq!((counts(&report), report.written), ((1, 0, 0, 0), false));
    assert!(enterprise::keys(office.ctx.store.read()).await.unwrap().is_empty());
}

/// Many rows of valid enterprises.
fn many(rows: u32) -> Vec<u8> {
    sheet(|s| {
        write(s, 0, &[&HEAD]);
        for n in 1..=rows {
            write(s, n, &[&[&uscc(n), &format!("示例{n}公司"), "普货", "5"]]);
        }
    })
}

#[tokio::test]
async fn a_stop_in_the_middle_of_writing_leaves_nothing() {
    let office = Office::new().await;
    let cancel = CancellationToken::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (stop, log) = (cancel.clone(), Arc::clone(&seen));
    let hooks = Hooks {
        cancel,
        progress: Arc::new(move |done, total| {
            log.lock().unwrap().push((done, total));
            // Half is checking; anything above it has been written already.
            if done > total / 2 + 1 {
                stop.cancel();
            }
        }),
    };
    let book = many(5_000);
    let error = office.import_with(Enterprises, &book, false, Limits::default(), &hooks).await.unwrap_err();
    assert_eq!(error.code(), "cancelled");
    let seen = seen.lock().unwrap().clone();
    assert!(seen.is_sorted() && seen.last().is_some_and(|(done, total)| *done > 2_500 && *total == 5_000), "{seen:?}");
    assert!(enterprise::keys(office.ctx.store.read()).await.unwrap().is_empty());
    assert_eq!(office.ledger_size().await, 0);
    let report = office.import(Enterprises, &book).await.unwrap();
    assert_eq!(counts(&report), (5_000, 0, 0, 0));
}

#[tokio::test]
async fn every_limit_holds() {
    let office = Office::new().await;
    let book = many(50);
    let code = async |bytes: &[u8], limits: Limits| {
        let done = office.import_with(Enterprises, bytes, false, limits, &Hooks::default()).await;
        done.map_err(|e| e.code()).map(|r| r.rows)
    };
    let normal = Limits::default();
    assert_eq!(code(&book, Limits { rows: 50, ..normal }).await, Err("too_many_rows"));
    assert_eq!(code(&book, Limits { rows: 51, ..normal }).await, Ok(50));
    assert_eq!(code(&book, Limits { columns: 3, ..normal }).await, Err("too_many_columns"));
    assert_eq!(code(&book, Limits { cell_chars: 6, ..normal }).await, Err("cell_too_long"));
    assert_eq!(code(&book, Limits { file_bytes: 1_000, ..normal }).await, Err("file_too_large"));
    assert_eq!(code(&book, Limits { unpacked_bytes: 5_000, ..normal }).await, Err("file_unpacks_too_large"));
    assert_eq!(code(&book[..book.len() / 2], normal).await, Err("file_damaged"));
    assert_eq!(code(b"PK\x03\x04 not a workbook", normal).await, Err("file_damaged"));
    assert_eq!(code(&texts(&[&HEAD]), normal).await, Err("no_rows"));
    assert_eq!(code(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], normal).await, Err("file_damaged"));
    // A stray cell in the last row and column Excel has.
    let stray = sheet(|s| {
        write(s, 0, &[&HEAD]);
        s.write_string(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(code(&stray, normal).await, Err("too_many_rows"));
}

#[tokio::test]
async fn spread_cells_of_open_documents_do_not_fill_the_memory() {
    use std::io::{Cursor, Write};
    let office = Office::new().await;
    let ods = |rows: &str| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::FileOptions::<()>::default().compression_method(zip::CompressionMethod::Deflated);
        let content = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
             <office:spreadsheet><table:table table:name=\"企业\">{rows}</table:table></office:spreadsheet></office:body>\
             </office:document-content>"
        );
        let manifest = "<manifest:manifest xmlns:manifest=\"m\"/>";
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", manifest),
            ("content.xml", content.as_str()),
        ] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let cell =
        |t: &str| format!("<table:table-cell office:value-type=\"string\"><text:p>{t}</text:p></table:table-cell>");
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|t| cell(t)).collect();
        format!("<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"16380\"/></table:table-row>")
    };
    let good = ods(&(row(&HEAD) + &row(&[&uscc(1), "示例公司", "普货", "5"])));
    assert_eq!(counts(&office.import(Enterprises, &good).await.unwrap()), (1, 0, 0, 0));
    let bomb = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"float\" \
                office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row>";
    let error = office.import(Enterprises, &ods(bomb)).await.unwrap_err();
    assert_eq!(error.code(), "file_unpacks_too_large");
}

#[tokio::test]
async fn only_an_officer_of_the_whole_territory_may_import() {
    let office = Office::new().await;
    let book = texts(&[&HEAD, &[&uscc(1), "示例一公司", "普货", "5"]]);
    for (role, scope) in [(Role::Leader, Scope::All), (Role::BureauOfficer, Scope::Nothing)] {
        let mut other = Office::new().await;
        other.ctx.viewer.role = role;
        other.ctx.viewer.scope = scope;
        assert_eq!(other.import(Enterprises, &book).await.unwrap_err().code(), "forbidden");
    }
    assert_eq!(counts(&office.import(Enterprises, &book).await.unwrap()), (1, 0, 0, 0));
}
