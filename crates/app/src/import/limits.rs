//! Bounds of what a file may bring.

/// Bounds of one import. Each is held by a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, bytes.
    pub file_bytes: u64,
    /// Size of everything in a packed workbook once unpacked, bytes.
    pub unpacked_bytes: u64,
    /// Rows of the sheet, header and titles included.
    pub rows: u32,
    /// Columns of the sheet.
    pub columns: u16,
    /// Characters in one cell.
    pub cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 * 1024 * 1024,
            unpacked_bytes: 512 * 1024 * 1024,
            rows: 100_000,
            columns: 256,
            cell_chars: 5_000,
        }
    }
}
