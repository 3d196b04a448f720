//! Registry imports: a background job per file.

pub(crate) mod cancel;
pub(crate) mod start;
pub(crate) mod status;
pub(crate) mod template;
pub(crate) mod work;
pub(crate) mod workbook;
