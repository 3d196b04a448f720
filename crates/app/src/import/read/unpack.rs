//! A packed workbook is unpacked once for nothing but its size, before anything is believed: the sizes in a zip
//! directory are claims, and a few kilobytes can unpack to terabytes.

use std::{
    fs::File,
    io::{BufReader, Read},
};

use zip::{ZipArchive, result::ZipError};

use super::{ImportError, Limits};

/// Most files in a workbook.
const MAX_FILES: usize = 5_000;

/// What a packed workbook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// Office Open XML.
    Xlsx,
    /// `OpenDocument`.
    Ods,
}

/// Refuses workbooks that unpack to too much, and tells what it is.
pub(super) fn check(file: &mut File, limits: &Limits) -> Result<Packed, ImportError> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if archive.len() > MAX_FILES {
        return Err(ImportError::UnpackedTooLarge { limit: limits.unpacked_bytes });
    }
    let (mut left, mut kind) = (limits.unpacked_bytes, None);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        match name.as_str() {
            "xl/workbook.xml" => kind = Some(Packed::Xlsx),
            "content.xml" => kind = Some(Packed::Ods),
            _ => {}
        }
        let spread = name == "content.xml";
        let mut repeats = Repeats::default();
        let mut buffer = [0_u8; 16 * 1024];
        loop {
            let got = entry.read(&mut buffer).map_err(|e| ImportError::Unreadable(e.to_string()))?;
            if got == 0 {
                break;
            }
            let taken = u64::try_from(got).unwrap_or(u64::MAX);
            left = left.checked_sub(taken).ok_or(ImportError::UnpackedTooLarge { limit: limits.unpacked_bytes })?;
            if spread && !repeats.feed(buffer.get(..got).unwrap_or_default(), limits) {
                return Err(ImportError::UnpackedTooLarge { limit: limits.unpacked_bytes });
            }
        }
    }
    kind.ok_or(ImportError::Format)
}

fn damaged(error: ZipError) -> ImportError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ImportError::Encrypted,
        other => ImportError::Unreadable(other.to_string()),
    }
}

/// `OpenDocument` repeats cells by number: a short tag may stand for 16,384 filled cells in each of a million rows. Counts
/// the filled cells that the tags stand for, with bounded memory.
#[derive(Default)]
struct Repeats {
    tag: Vec<u8>,
    open: bool,
    /// Cells of the row that ended with a filled one, and of empty ones since.
    cells: u64,
    since: u64,
    times: u64,
    total: u64,
}

/// Longest tag that is looked at.
const MAX_TAG: usize = 4_096;

impl Repeats {
    /// Takes the next bytes; `false` once there are too many cells.
    fn feed(&mut self, bytes: &[u8], limits: &Limits) -> bool {
        let most = u64::from(limits.rows).saturating_mul(u64::from(limits.columns));
        for byte in bytes {
            match byte {
                b'<' => {
                    self.open = true;
                    self.tag.clear();
                }
                b'>' if self.open => {
                    self.open = false;
                    self.end_of_tag();
                    if self.total > most {
                        return false;
                    }
                }
                other if self.open && self.tag.len() < MAX_TAG => self.tag.push(*other),
                _ => {}
            }
        }
        true
    }

    fn end_of_tag(&mut self) {
        let tag = String::from_utf8_lossy(&self.tag);
        if tag.starts_with("table:table-row") {
            (self.cells, self.since) = (0, 0);
            self.times = number_of(&tag, "table:number-rows-repeated");
        } else if tag.starts_with("/table:table-row") {
            self.total = self.total.saturating_add(self.cells.saturating_mul(self.times));
        } else if tag.starts_with("table:table-cell") || tag.starts_with("table:covered-table-cell") {
            let repeats = number_of(&tag, "table:number-columns-repeated").min(16_384);
            self.since = self.since.saturating_add(repeats);
            if tag.contains("office:") || tag.contains("table:formula") {
                self.cells = self.cells.saturating_add(self.since);
                self.since = 0;
            }
        }
    }
}

fn number_of(tag: &str, attribute: &str) -> u64 {
    let value = tag.split_once(attribute).and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    value.and_then(|v| v.parse().ok()).unwrap_or(1)
}
