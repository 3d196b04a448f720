//! Arbitrary values of message bodies, for the property that what is written is read as it was (tests only).

use super::{
    DeviceTime,
    field::{Bytes, List, Padded, Raw, Raw32, Text, Text8, Text16},
};

/// Arbitrary bytes to make values of; zeros when it runs dry.
pub(crate) struct Source<'a> {
    rest: &'a [u8],
}

impl<'a> Source<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let (first, rest) = self.rest.split_first().unwrap_or((&0, &[]));
        self.rest = rest;
        *first
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    pub(crate) fn up_to(&mut self, most: usize) -> &'a [u8] {
        let wanted = usize::from(self.byte()).min(most).min(self.rest.len());
        let (head, rest) = self.rest.split_at(wanted);
        self.rest = rest;
        head
    }

    /// Exactly `count` bytes; some constant ones when it runs dry.
    pub(crate) fn exactly(&mut self, count: usize) -> &'a [u8] {
        const DRY: &[u8; 256] = &[0x31; 256];
        if self.rest.len() < count {
            return &DRY[..count];
        }
        let (head, rest) = self.rest.split_at(count);
        self.rest = rest;
        head
    }
}

/// A type with arbitrary values.
pub(crate) trait Sample<'a> {
    fn sample(source: &mut Source<'a>) -> Self;
}

macro_rules! number {
    ($($ty:ty),*) => {$(
        impl<'a> Sample<'a> for $ty {
            fn sample(source: &mut Source<'a>) -> Self {
                <$ty>::from_be_bytes(source.array())
            }
        }
    )*};
}
number!(u8, u16, u32, u64);

macro_rules! bytes {
    ($($ty:ident),*) => {$(
        impl<'a> Sample<'a> for $ty<'a> {
            fn sample(source: &mut Source<'a>) -> Self {
                Self(source.up_to(40))
            }
        }
    )*};
}
bytes!(Text, Text8, Text16, Raw, Raw32);

impl<'a, const N: usize> Sample<'a> for Padded<'a, N> {
    fn sample(source: &mut Source<'a>) -> Self {
        Self(source.exactly(N))
    }
}

impl<'a, const N: usize> Sample<'a> for Bytes<N> {
    fn sample(source: &mut Source<'a>) -> Self {
        Self(source.array())
    }
}

impl<'a> Sample<'a> for DeviceTime {
    fn sample(source: &mut Source<'a>) -> Self {
        Self::from_bcd(source.array())
    }
}

impl<'a, T: Sample<'a>> Sample<'a> for Option<T> {
    fn sample(source: &mut Source<'a>) -> Self {
        source.byte().is_multiple_of(2).then(|| T::sample(source))
    }
}

impl<'a, T: Sample<'a>, const COUNT: usize> Sample<'a> for List<T, COUNT> {
    fn sample(source: &mut Source<'a>) -> Self {
        Self((0..source.byte() % 5).map(|_| T::sample(source)).collect())
    }
}
