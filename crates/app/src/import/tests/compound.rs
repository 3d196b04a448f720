//! Binary workbooks: `.xls`, and workbooks with a password. Their bytes are made here, container and records, as
//! [MS-CFB] and [MS-XLS] describe them.

use super::desk::{Office, counts, uscc};
use crate::import::ImportKind;

/// Bytes of a sector.
const SECTOR: usize = 512;
/// Streams shorter than this would lie in the mini stream, which this container does not have.
const CUTOFF: usize = 4_096;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;

fn sectors(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(SECTOR)).unwrap()
}

/// A compound file (version 3) with these streams below its root: header, one sector of the table, one of the
/// directory, then the streams one after the other. Streams are padded so that none is a mini stream.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    assert!(streams.len() <= 3, "one sector of the directory");
    let mut out = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    out.resize(24, 0);
    for half in [0x003e_u16, 3, 0xfffe, 9, 6] {
        out.extend(half.to_le_bytes());
    }
    out.resize(44, 0);
    // One sector of the table, the directory in sector 1, no transactions, no mini stream, no further table.
    for word in [1_u32, 1, 0, 4_096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0] {
        out.extend(word.to_le_bytes());
    }
    out.resize(SECTOR, 0xff);
    // The table and the directory, each one sector.
    let (mut table, mut bodies) = (vec![0xffff_fffd, END_OF_CHAIN], Vec::new());
    let mut directory = entry("Root Entry", 5, 1, END_OF_CHAIN, 0);
    for (n, (name, content)) in streams.iter().enumerate() {
        let mut content = content.to_vec();
        content.resize(content.len().max(CUTOFF), 0);
        let (first, count) = (u32::try_from(table.len()).unwrap(), sectors(content.len()));
        table.extend((1..count).map(|i| first + i));
        table.push(END_OF_CHAIN);
        let sibling = if n + 1 < streams.len() { u32::try_from(n + 2).unwrap() } else { FREE };
        directory.extend(entry(name, 2, sibling, first, content.len()));
        content.resize(content.len().div_ceil(SECTOR) * SECTOR, 0);
        bodies.extend(content);
    }
    assert!(table.len() <= SECTOR / 4, "one sector of the table");
    table.resize(SECTOR / 4, FREE);
    out.extend(table.into_iter().flat_map(u32::to_le_bytes));
    directory.resize(SECTOR, 0);
    out.extend(directory);
    out.extend(bodies);
    out
}

/// An entry of the directory. `link` is the child of the root and the right sibling of a stream.
fn entry(name: &str, kind: u8, link: u32, start: u32, len: usize) -> Vec<u8> {
    let mut out: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = u16::try_from(out.len() + 2).unwrap();
    out.resize(64, 0);
    out.extend(bytes.to_le_bytes());
    out.extend([kind, 1]);
    let (right, child) = if kind == 5 { (FREE, link) } else { (link, FREE) };
    for word in [FREE, right, child] {
        out.extend(word.to_le_bytes());
    }
    out.resize(116, 0);
    out.extend(start.to_le_bytes());
    out.extend(u64::try_from(len).unwrap().to_le_bytes());
    out
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let len = u16::try_from(body.len()).unwrap();
    [&kind.to_le_bytes()[..], &len.to_le_bytes(), body].concat()
}

/// The begin of a part: 0x05 the workbook, 0x10 a sheet.
fn begin(part: u16) -> Vec<u8> {
    let mut body = vec![0x00, 0x06];
    body.extend(part.to_le_bytes());
    body.resize(16, 0);
    record(0x0809, &body)
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The stream of a BIFF8 workbook with one sheet of texts. `more` are further records of the workbook.
fn biff8(more: &[u8], rows: &[&[&str]]) -> Vec<u8> {
    let name = "企业";
    let before = [begin(0x05), more.to_vec()].concat();
    let bound_len = 4 + 8 + utf16(name).len();
    let end = record(0x000a, &[]);
    let start = u32::try_from(before.len() + bound_len + end.len()).unwrap();
    // Place of the sheet, visible, a worksheet; the name as UTF-16.
    let mut bound = start.to_le_bytes().to_vec();
    bound.extend([0, 0, u8::try_from(name.encode_utf16().count()).unwrap(), 1]);
    bound.extend(utf16(name));
    let mut out = [before, record(0x0085, &bound), end.clone(), begin(0x10)].concat();
    for (row, cells) in (0_u16..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            let mut label: Vec<u8> = [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect();
            label.extend(u16::try_from(text.encode_utf16().count()).unwrap().to_le_bytes());
            label.push(1);
            label.extend(utf16(text));
            out.extend(record(0x0204, &label));
        }
    }
    out.extend(end);
    out
}

#[tokio::test]
async fn an_old_binary_workbook_is_imported() {
    let office = Office::new().await;
    let (one, two) = (uscc(1), uscc(2));
    let rows: [&[&str]; 3] =
        [&["统一社会信用代码", "企业名称", "业态"], &[&one, "示例一公司", "普货"], &[&two, "示例二公司", "危货"]];
    let xls = compound(&[("Workbook", &biff8(&[], &rows))]);
    let report = office.import(ImportKind::Enterprises, &xls).await.unwrap();
    assert_eq!((report.sheet.as_str(), counts(&report), report.written), ("企业", (2, 0, 0, 0), true));
    let again = office.import(ImportKind::Enterprises, &xls).await.unwrap();
    assert_eq!(counts(&again), (0, 0, 2, 0));
}

#[tokio::test]
async fn a_workbook_with_a_password_is_refused_with_a_code() {
    let office = Office::new().await;
    // FilePass with RC4 encryption, and what Excel makes of an .xlsx: a container around the encrypted package.
    let file_pass = record(0x002f, &[1, 0, 1, 0, 1, 0]);
    let xls = compound(&[("Workbook", &biff8(&file_pass, &[&["x"]]))]);
    let xlsx = compound(&[("EncryptionInfo", &[4, 0, 4, 0]), ("EncryptedPackage", &[7; 5_000])]);
    for bytes in [xls, xlsx] {
        let error = office.import(ImportKind::Enterprises, &bytes).await.unwrap_err();
        assert_eq!((error.code(), error.is_bad_input()), ("file_encrypted", true), "{error}");
    }
    let other = compound(&[("WordDocument", &[0; 10])]);
    assert_eq!(office.import(ImportKind::Enterprises, &other).await.unwrap_err().code(), "file_damaged");
    assert_eq!(office.ledger_size().await, 0, "nothing was written");
}
