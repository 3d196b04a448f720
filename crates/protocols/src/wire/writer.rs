//! Appends big-endian fields to a buffer.

/// Writes fields of a message body.
#[derive(Debug)]
pub struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    /// A writer that appends to `out`.
    #[inline]
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    /// BYTE.
    #[inline]
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.out.push(value);
        self
    }

    /// WORD, big-endian.
    #[inline]
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// DWORD, big-endian.
    #[inline]
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Eight bytes, big-endian.
    #[inline]
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Bytes as they are.
    #[inline]
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.out.extend_from_slice(value);
        self
    }

    /// `value` in a field of exactly `width` bytes: cut, or padded with 00 behind.
    #[inline]
    pub fn padded_behind(&mut self, value: &[u8], width: usize) -> &mut Self {
        let kept = value.get(..width).unwrap_or(value);
        self.bytes(kept).zeros(width.saturating_sub(kept.len()))
    }

    /// `value` in a field of exactly `width` bytes: cut, or padded with 00 in front (terminal model of 2019).
    #[inline]
    pub fn padded_in_front(&mut self, value: &[u8], width: usize) -> &mut Self {
        let kept = value.get(..width).unwrap_or(value);
        self.zeros(width.saturating_sub(kept.len())).bytes(kept)
    }

    fn zeros(&mut self, count: usize) -> &mut Self {
        self.out.resize(self.out.len().saturating_add(count), 0);
        self
    }
}
