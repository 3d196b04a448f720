//! Pages of lists. Page numbers count from 1; a page never holds more than [`MAX_PAGE_SIZE`] rows.

use anlu_app::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most rows a page may hold.
pub(crate) const MAX_PAGE_SIZE: u32 = 100;
/// Rows of a page when the client does not say.
pub(crate) const DEFAULT_PAGE_SIZE: u32 = 20;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Paged<T: ToSchema> {
    /// Rows of this page.
    pub(crate) items: Vec<T>,
    /// Rows of all pages.
    pub(crate) total: u64,
    /// Number of this page, from 1.
    pub(crate) page: u32,
    /// Rows per page asked for.
    pub(crate) page_size: u32,
}

/// Which page.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// The page asked for, as the use cases take it; out of range is brought into range.
pub(crate) fn page(number: Option<u32>, size: Option<u32>) -> Page {
    Page::new(number.unwrap_or(1).into(), size.unwrap_or(DEFAULT_PAGE_SIZE).into())
}

impl<T: ToSchema> Paged<T> {
    /// A page of the use cases, each row converted.
    pub(crate) fn of<U>(found: anlu_app::Paged<U>, row: impl FnMut(U) -> T) -> Self {
        let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            items: found.items.into_iter().map(row).collect(),
            total: found.total,
            page: narrow(found.page),
            page_size: narrow(found.page_size),
        }
    }
}

impl PageParams {
    /// The page asked for.
    pub(crate) fn page(self) -> Page {
        page(self.page, self.page_size)
    }
}
