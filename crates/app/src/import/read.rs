//! Any file into plain cells. Formats: `.xlsx`, `.xls`, `.ods`, and text with separators, told apart by content.

mod csv_text;
mod unpack;
mod workbook;

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

pub use super::cells::{Cell, Merge, Sheet, cell_name};
use super::{ImportError, Limits};

/// An opened file whose sheets can be read.
pub enum Source {
    /// A workbook.
    Workbook(Box<workbook::Workbook>),
    /// Text, already read.
    Text(Sheet),
}

impl Source {
    /// Opens a file. Blocks: call it off the async threads.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, ImportError> {
        let mut file = File::open(path).map_err(|e| ImportError::Open(e.to_string()))?;
        let size = file.metadata().map_err(|e| ImportError::Open(e.to_string()))?.len();
        if size > limits.file_bytes {
            return Err(ImportError::TooLarge { found: size, limit: limits.file_bytes });
        }
        let mut magic = [0_u8; 8];
        let got = file.read(&mut magic).map_err(|e| ImportError::Open(e.to_string()))?;
        file.seek(SeekFrom::Start(0)).map_err(|e| ImportError::Open(e.to_string()))?;
        match magic.get(..got).unwrap_or_default() {
            [0x50, 0x4b, 0x03, 0x04, ..] => {
                let packed = unpack::check(&mut file, limits)?;
                file.seek(SeekFrom::Start(0)).map_err(|e| ImportError::Open(e.to_string()))?;
                Ok(Self::Workbook(Box::new(workbook::Workbook::packed(file, packed)?)))
            }
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Ok(Self::Workbook(Box::new(workbook::Workbook::binary(file)?))),
            _ => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(|e| ImportError::Open(e.to_string()))?;
                csv_text::read(&bytes, limits).map(Self::Text)
            }
        }
    }

    /// Names of the sheets, in order.
    pub fn sheets(&self) -> Vec<String> {
        match self {
            Self::Workbook(book) => book.sheets(),
            Self::Text(sheet) => vec![sheet.name.clone()],
        }
    }

    /// The sheet of a name with at most `first` of its rows (all when `None`). Blocks.
    pub fn sheet(&mut self, name: &str, first: Option<u32>, limits: &Limits) -> Result<Sheet, ImportError> {
        match self {
            Self::Workbook(book) => book.sheet(name, first, limits),
            Self::Text(sheet) => {
                let mut sheet = sheet.clone();
                if let Some(first) = first {
                    sheet.rows.truncate(first as usize);
                }
                Ok(sheet)
            }
        }
    }
}
