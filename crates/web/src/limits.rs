//! Bounds of what a request may bring. Each is held by a test.

/// Largest JSON body, bytes.
pub(crate) const MAX_JSON_BYTES: usize = 256 * 1024;
/// Largest workbook, bytes.
pub(crate) const MAX_IMPORT_BYTES: usize = 50 * 1024 * 1024;
