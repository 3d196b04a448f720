//! Bounds of what a request may bring. Each is held by a test.

/// Largest JSON body, bytes.
pub(crate) const MAX_JSON_BYTES: usize = 256 * 1024;
/// Largest body with a GeoJSON file, bytes.
pub(crate) const MAX_GEOJSON_BYTES: usize = 5 * 1024 * 1024;
/// Largest workbook, bytes.
pub(crate) const MAX_IMPORT_BYTES: usize = 50 * 1024 * 1024;
/// What a multipart form may hold beside its file, bytes.
pub(crate) const FORM_BYTES: usize = 64 * 1024;
/// Seconds an operation may take.
pub(crate) const REQUEST_SECONDS: u64 = 30;
/// Seconds an upload may take.
pub(crate) const UPLOAD_SECONDS: u64 = 600;
/// Streams of live events at once.
pub(crate) const MAX_STREAMS: usize = 2_000;
