//! Pages of lists.

/// Which page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: u64,
    size: u64,
}

impl Page {
    /// Largest page a list returns.
    pub const MAX_SIZE: u64 = 100;

    /// Page `number` (1-based) of `size` rows; both are forced into range.
    pub fn new(number: u64, size: u64) -> Self {
        Self { number: number.clamp(1, 1_000_000), size: size.clamp(1, Self::MAX_SIZE) }
    }

    /// 1-based number.
    pub const fn number(self) -> u64 {
        self.number
    }

    /// Rows per page.
    pub const fn size(self) -> u64 {
        self.size
    }

    /// Rows before this page.
    pub const fn offset(self) -> u64 {
        (self.number - 1) * self.size
    }
}

impl Default for Page {
    fn default() -> Self {
        Self { number: 1, size: 50 }
    }
}

/// One page of a list and how many rows there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Rows in the whole list.
    pub total: u64,
    /// 1-based page number.
    pub page: u64,
    /// Rows per page.
    pub page_size: u64,
}

impl<T> Paged<T> {
    /// Rows of `page` out of `total`.
    pub fn new(items: Vec<T>, total: u64, page: Page) -> Self {
        Self { items, total, page: page.number(), page_size: page.size() }
    }

    /// The same page with each row converted.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            items: self.items.into_iter().map(f).collect(),
            total: self.total,
            page: self.page,
            page_size: self.page_size,
        }
    }
}
