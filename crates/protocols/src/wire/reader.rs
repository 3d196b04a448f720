//! A cursor over received bytes.

/// A field reached beyond the end of what was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} bytes wanted at offset {offset}, {left} left")]
pub struct Short {
    /// Where the field starts, counted from the start of the reader.
    pub offset: usize,
    /// Bytes the field needs.
    pub wanted: usize,
    /// Bytes that were left.
    pub left: usize,
}

/// Reads big-endian fields one after the other.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    total: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, total: bytes.len() }
    }

    /// Bytes read so far.
    #[inline]
    pub fn offset(&self) -> usize {
        self.total.saturating_sub(self.rest.len())
    }

    /// Bytes not yet read.
    #[inline]
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// Whether everything was read.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Everything not yet read; the reader is empty afterwards.
    #[inline]
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// What is left, without reading it.
    #[inline]
    pub fn peek(&self) -> &'a [u8] {
        self.rest
    }

    fn short(&self, wanted: usize) -> Short {
        Short { offset: self.offset(), wanted, left: self.rest.len() }
    }

    /// The next `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Short> {
        let (head, tail) = self.rest.split_at_checked(count).ok_or_else(|| self.short(count))?;
        self.rest = tail;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Short> {
        let (head, tail) = self.rest.split_first_chunk::<N>().ok_or_else(|| self.short(N))?;
        self.rest = tail;
        Ok(*head)
    }

    /// BYTE.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, Short> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// WORD, big-endian.
    #[inline]
    pub fn u16(&mut self) -> Result<u16, Short> {
        self.array().map(u16::from_be_bytes)
    }

    /// DWORD, big-endian.
    #[inline]
    pub fn u32(&mut self) -> Result<u32, Short> {
        self.array().map(u32::from_be_bytes)
    }

    /// Eight bytes, big-endian.
    #[inline]
    pub fn u64(&mut self) -> Result<u64, Short> {
        self.array().map(u64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_it_ran_out() {
        let mut r = Reader::new(&[1, 2, 3]);
        assert_eq!(r.u16(), Ok(0x0102));
        assert_eq!(r.u32(), Err(Short { offset: 2, wanted: 4, left: 1 }));
        assert_eq!(r.u8(), Ok(3));
        assert!(r.is_empty());
    }
}
