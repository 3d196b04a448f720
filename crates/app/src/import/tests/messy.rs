//! Titles, merged cells, full-width forms, dates of all kinds, damaged numbers: what real registers look like.

use std::collections::BTreeMap;

use anlu_domain::{party::sector::Sector, time::CivilDay};
use anlu_store::repo::{enterprise, person, vehicle};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::desk::{Office, counts, id_number, places, sheet, texts, uscc, write};
use crate::import::ImportKind::{Enterprises, Grids, People, Vehicles};

fn full_width(text: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
    text.chars().map(wide).collect()
}

#[tokio::test]
async fn a_messy_register_of_enterprises_is_read_as_people_mean_it() {
    let office = Office::new().await;
    let date = Format::new().set_num_format("yyyy/m/d");
    let book = sheet(|s| {
        s.merge_range(0, 0, 0, 6, "安路县运输企业一览表（2026年）", &Format::new()).unwrap();
        s.write_string(1, 0, "填报单位：示例科").unwrap();
        write(
            s,
            2,
            &[&[
                "序号",
                "＊统一社会\n信用代码：",
                "单位名称（全称）",
                "行业 类别",
                "许可证 有效期至",
                "员工人数",
                "备注栏",
            ]],
        );
        write(s, 3, &[&["1", &full_width(&uscc(1)), " 示例　运输（一）公司 ", "普货、危货", "", "１２０人"]]);
        s.write_datetime_with_format(3, 4, ExcelDateTime::from_ymd(2027, 4, 28).unwrap(), &date).unwrap();
        write(
            s,
            4,
            &[&["2", &format!(" {} ", uscc(2).to_lowercase()), "示例运输\n二公司", "道路货运", "2027年4月28日"]],
        );
        write(s, 5, &[&["3", &uscc(3), "示例运输三公司", "汽修", "长期"]]);
        write(s, 6, &[&["4", &uscc(4), "示例运输四公司", "taxi"]]);
        s.write_number(6, 4, 20_270_428).unwrap();
        write(s, 8, &[&["合计", "", "", "", "", "4"]]);
        write(s, 9, &[&["填表人：周示例"]]);
    });
    let report = office.import(Enterprises, &book).await.unwrap();
    assert_eq!((places(&report), counts(&report)), (vec![], (4, 0, 0, 0)));
    assert_eq!((report.header_row, report.rows), (3, 4));
    assert_eq!(report.ignored_columns, ["序号", "备注栏"]);
    let codes: Vec<String> = (1..=4).map(uscc).collect();
    let all = enterprise::by_uscc(office.ctx.store.read(), &codes).await.unwrap();
    let day = CivilDay::from_ymd(2027, 4, 28);
    let one = &all[&uscc(1)].value;
    assert_eq!((one.name.as_str(), one.headcount), ("示例运输（一）公司", Some(120)));
    assert_eq!((one.sectors.as_slice(), one.licence_expiry), ([Sector::Hazmat, Sector::Freight].as_slice(), day));
    assert_eq!((all[&uscc(2)].value.name.as_str(), all[&uscc(2)].value.licence_expiry), ("示例运输二公司", day));
    assert_eq!((all[&uscc(3)].value.sectors[0], all[&uscc(3)].value.licence_expiry), (Sector::Repair, None));
    assert_eq!(all[&uscc(4)].value.licence_expiry, day);
}

#[tokio::test]
async fn dates_of_a_file_that_counts_from_1904_are_the_same_days() {
    // A workbook of an old Mac: the same day has a serial number that is 1,462 smaller. calamine tells by a flag in
    // the workbook part, which is put there by hand.
    let office = Office::new().await;
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let code = uscc(1);
    let book = sheet(|s| {
        write(s, 0, &[&["信用代码", "企业名称", "业态", "有效期"], &[&code, "示例公司", "普货"]]);
        s.write_number_with_format(1, 3, 46_505.0 - 1_462.0, &date).unwrap();
    });
    let book = with_1904(&book);
    office.import(Enterprises, &book).await.unwrap();
    let all = enterprise::by_uscc(office.ctx.store.read(), std::slice::from_ref(&code)).await.unwrap();
    assert_eq!(all[&code].value.licence_expiry, CivilDay::from_ymd(2027, 4, 28));
}

/// The same workbook with `date1904` set.
fn with_1904(book: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut entry = from.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "xl/workbook.xml" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains("<workbookPr"), "{text}");
            bytes = text.replace("<workbookPr", "<workbookPr date1904=\"1\"").into_bytes();
        }
        let options = zip::write::FileOptions::<()>::default().compression_method(zip::CompressionMethod::Deflated);
        to.start_file(name, options).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[tokio::test]
async fn codes_that_a_spreadsheet_has_damaged_are_refused_with_the_reason() {
    let office = Office::new().await;
    let book = sheet(|s| {
        write(s, 0, &[&["统一社会信用代码", "企业名称", "业态"], &["", "示例一公司", "普货"]]);
        s.write_number(1, 0, 121_200_004_013_590_816_f64).unwrap();
        write(s, 2, &[&["1.2120000401359E+17", "示例二公司", "普货"], &["91339999MA00000010", "示例三公司", "飞行"]]);
        s.write_formula(4, 0, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
        write(s, 4, &[&["", "示例四公司", "普货"]]);
        write(s, 5, &[&["", "没有代码公司", "普货"]]);
    });
    let report = office.import(Enterprises, &book).await.unwrap();
    let expected = [
        ("A2", "precision_lost"),
        ("A3", "precision_lost"),
        ("A4", "uscc_check_character"),
        ("C4", "not_in_list"),
        ("A5", "cell_error"),
        ("A6", "required"),
    ];
    let found = places(&report);
    assert_eq!(found.iter().map(|(c, f)| (c.as_str(), *f)).collect::<Vec<_>>(), expected);
    assert!(report.faults.iter().all(|f| !f.hint.is_empty()));
    assert!(!report.written && report.answer.is_some());
}

#[tokio::test]
async fn the_sheet_that_fits_best_is_read_wherever_it_stands() {
    let office = Office::new().await;
    let mut book = Workbook::new();
    write(book.add_worksheet().set_name("说明").unwrap(), 0, &[&["本表请认真填写"]]);
    write(
        book.add_worksheet().set_name("人员").unwrap(),
        0,
        &[&["姓名", "企业名称", "状态"], &["张示例", "某公司", "在职"]],
    );
    let code = uscc(5);
    write(
        book.add_worksheet().set_name("企业").unwrap(),
        4,
        &[&["统一社会信用代码", "企业名称", "业态"], &[&code, "示例公司", "公交"]],
    );
    let report = office.import(Enterprises, &book.save_to_buffer().unwrap()).await.unwrap();
    assert_eq!((report.sheet.as_str(), report.header_row, counts(&report)), ("企业", 5, (1, 0, 0, 0)));
    assert_eq!(report.other_sheets, ["说明", "人员"]);
}

#[tokio::test]
async fn merged_employers_are_filled_down_and_headers_may_have_two_rows() {
    let office = Office::new().await;
    let firm = uscc(1);
    office.import(Enterprises, &texts(&[&["信用代码", "名称", "业态"], &[&firm, "示例公司", "普货"]])).await.unwrap();
    let plain = Format::new();
    let numbers: Vec<String> = (1..=3).map(id_number).collect();
    let book = sheet(|s| {
        for (column, title) in [(0, "单位名称"), (1, "姓名"), (2, "身份证号"), (3, "岗位")] {
            s.merge_range(1, column, 2, column, title, &plain).unwrap();
        }
        s.merge_range(1, 4, 1, 5, "从业资格证", &plain).unwrap();
        write(s, 2, &[&["", "", "", "", "从业资格证号", "有效期至"]]);
        s.merge_range(3, 0, 5, 0, "示例公司", &plain).unwrap();
        for (row, number) in (3_u32..).zip(&numbers) {
            write(s, row, &[&["", "张 三", number, "司机", "ZG-1", "2028.6.30"]]);
        }
    });
    let report = office.import(People, &book).await.unwrap();
    assert_eq!((places(&report), counts(&report)), (vec![], (3, 0, 0, 0)));
    let all = person::by_id_number(office.ctx.store.read(), &numbers).await.unwrap();
    let first = &all[&numbers[0]].value;
    assert_eq!((first.name.as_str(), first.certificate_no.as_deref()), ("张三", Some("ZG-1")));
    assert_eq!(first.certificate_expiry, CivilDay::from_ymd(2028, 6, 30));
}

#[tokio::test]
async fn personal_numbers_are_masked_in_faults() {
    let office = Office::new().await;
    let book = texts(&[
        &["身份证号", "姓名", "所属企业", "岗位", "手机号"],
        &["339999199001010013", "张示例", &uscc(9), "驾驶员", "12345678901"],
    ]);
    let report = office.import(People, &book).await.unwrap();
    let values: BTreeMap<&str, &str> =
        report.faults.iter().map(|f| (f.code, f.value.as_deref().unwrap_or_default())).collect();
    assert_eq!(values["phone_range"], "123****8901");
    assert_eq!(values["enterprise_unknown"], uscc(9));
    assert!(values.iter().all(|(_, v)| !v.contains("19900101") && !v.contains("45678")), "{values:?}");
}

#[tokio::test]
async fn vehicles_find_their_owner_colour_and_mass() {
    let office = Office::new().await;
    office
        .import(Enterprises, &texts(&[&["信用代码", "名称", "业态"], &[&uscc(1), "示例公司", "普货"]]))
        .await
        .unwrap();
    let book = texts(&[
        &["号牌号码", "车牌颜色", "车型", "所属单位", "总质量(吨)", "SIM卡号", "状态"],
        &["浙z·12345", "黄色", "重型自卸货车", "示例公司", "49吨", "013900000001", "营运"],
        &["浙ZD12345", "", "轿车", &uscc(1), "", "13900000002.0", ""],
        &["浙Z12345D", "", "公交车", "示例公司", "18", "", "报废"],
    ]);
    let report = office.import(Vehicles, &book).await.unwrap();
    assert_eq!((places(&report), counts(&report)), (vec![], (3, 0, 0, 0)));
    let plates = ["浙Z12345", "浙ZD12345", "浙Z12345D"].map(str::to_owned);
    let all = vehicle::by_plate(office.ctx.store.read(), &plates).await.unwrap();
    let mut seen: Vec<_> = all
        .values()
        .map(|v| {
            (
                v.value.plate.as_str(),
                v.value.colour.zh(),
                v.value.total_mass_kg,
                v.value.sim.as_deref(),
                v.value.retired,
            )
        })
        .collect();
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            ("浙Z12345", "黄", Some(49_000), Some("13900000001"), false),
            ("浙Z12345D", "黄绿", Some(18_000), None, true),
            ("浙ZD12345", "绿", None, Some("13900000002"), false),
        ]
    );
    let swapped = texts(&[
        &["号牌号码", "车牌颜色", "SIM卡号"],
        &["浙Z12345", "黄", "13900000002"],
        &["浙ZD12345", "绿", "13900000001"],
    ]);
    let report = office.import(Vehicles, &swapped).await.unwrap();
    assert_eq!((places(&report), counts(&report)), (vec![], (0, 2, 0, 0)));
    let taken = texts(&[&["号牌号码", "车牌颜色", "SIM卡号"], &["浙Z12345D", "黄绿", "13900000001"]]);
    assert_eq!(places(&office.import(Vehicles, &taken).await.unwrap()), [("C2".to_owned(), "sim_taken")]);
}

#[tokio::test]
async fn grids_build_their_tree_from_codes_in_any_order() {
    let office = Office::new().await;
    let book = texts(&[
        &["代码", "名称", "级别", "上级网格", "网格长"],
        &["339999001002", "西村", "社区", "", "周示例"],
        &["339999001", "甲街道", "", "", ""],
        &["339999", "示例县", "县", "", ""],
        &["339999001001", "东村", "", "甲街道", ""],
    ]);
    let report = office.import(Grids, &book).await.unwrap();
    // 甲街道 is new in this file: it is named by its code, not yet by its name.
    assert_eq!(places(&report), [("D5".to_owned(), "grid_parent_missing")]);
    let book = texts(&[
        &["代码", "名称", "级别", "上级网格", "网格长"],
        &["339999001002", "西村", "社区", "", "周示例"],
        &["339999001", "甲街道", "", "", ""],
        &["339999", "示例县", "县", "", ""],
        &["339999001001", "东村", "", "339999001", ""],
        &["339999002001", "南村", "街道", "", ""],
    ]);
    let report = office.import(Grids, &book).await.unwrap();
    assert_eq!(places(&report), [("C6".to_owned(), "grid_level"), ("D6".to_owned(), "grid_parent_missing")]);
    let book = texts(&[
        &["代码", "名称", "级别", "上级网格", "网格长"],
        &["339999001002", "西村", "社区", "", "周示例"],
        &["339999001", "甲街道", "", "", ""],
        &["339999", "示例县", "县", "", ""],
        &["339999001001", "东村", "", "339999001", ""],
    ]);
    assert_eq!(counts(&office.import(Grids, &book).await.unwrap()), (4, 0, 0, 0));
    let firms = texts(&[
        &["信用代码", "名称", "业态", "所属网格"],
        &[&uscc(1), "示例一公司", "普货", "甲街道/东村"],
        &[&uscc(2), "示例二公司", "普货", "339999001002"],
        &[&uscc(3), "示例三公司", "普货", "北村"],
    ]);
    assert_eq!(places(&office.import(Enterprises, &firms).await.unwrap()), [("D4".to_owned(), "grid_unknown")]);
}
