//! Values as message bodies carry them: each knows how it is read, written and shown.
//!
//! The macro `layout!` strings them together, so that a message whose fields simply follow one
//! another is written down once, as a struct. Lists grow by what is there, never by what a count claims.

use serde::{Serialize, Serializer};

use super::{DeviceTime, Reader, Short, Writer, gbk, hex::Hex};

/// A value with one form on the wire.
pub trait Field<'a>: Sized {
    /// Reads the value.
    fn read(r: &mut Reader<'a>) -> Result<Self, Short>;
    /// Appends the value.
    fn write(&self, w: &mut Writer<'_>);
}

macro_rules! number {
    ($($ty:ty: $read:ident),*) => {$(
        impl<'a> Field<'a> for $ty {
            fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
                r.$read()
            }
            fn write(&self, w: &mut Writer<'_>) {
                w.$read(*self);
            }
        }
    )*};
}
number!(u8: u8, u16: u16, u32: u32, u64: u64);

/// BCD[6] yyMMddHHmmss.
impl<'a> Field<'a> for DeviceTime {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        r.array().map(Self::from_bcd)
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(&self.to_bcd());
    }
}

/// As a value of its own: RFC 3339 with `+08:00`, or the six bytes in hexadecimal when there is no such time (all zero
/// often means "any").
impl Serialize for DeviceTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Valid(time) => serializer.collect_str(&format_args!("{time}+08:00")),
            Self::Invalid(bytes) => Hex(bytes).serialize(serializer),
        }
    }
}

/// Absent at the end of a body.
impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        if r.is_empty() { Ok(None) } else { T::read(r).map(Some) }
    }

    fn write(&self, w: &mut Writer<'_>) {
        if let Some(value) = self {
            value.write(w);
        }
    }
}

macro_rules! bytes_field {
    ($(#[$doc:meta])* $name:ident, $show:expr, $read:expr, $write:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name<'a>(pub &'a [u8]);

        impl<'a> Field<'a> for $name<'a> {
            fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
                let read: fn(&mut Reader<'a>) -> Result<&'a [u8], Short> = $read;
                read(r).map(Self)
            }
            fn write(&self, w: &mut Writer<'_>) {
                let write: fn(&[u8], &mut Writer<'_>) = $write;
                write(self.0, w);
            }
        }

        impl Serialize for $name<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $show(self.0).serialize(serializer)
            }
        }
    };
}

bytes_field!(
    /// Text (GBK) up to the end of the body.
    Text, gbk::text, |r| Ok(r.rest()), |v, w| { w.bytes(v); });
bytes_field!(
    /// Text (GBK) behind its length in one byte; longer text is cut when written.
    Text8, gbk::text, counted8, put_counted8);
bytes_field!(
    /// Text (GBK) behind its length in a WORD; longer text is cut when written.
    Text16, gbk::text, counted16, put_counted16);
bytes_field!(
    /// Bytes up to the end of the body.
    Raw, Hex, |r| Ok(r.rest()), |v, w| { w.bytes(v); });
bytes_field!(
    /// Bytes behind their length in a DWORD.
    Raw32, Hex,
    |r| { let len = r.u32()?; r.take(usize::try_from(len).unwrap_or(usize::MAX)) },
    |v, w| { w.u32(u32::try_from(v.len()).unwrap_or(u32::MAX)).bytes(v); });

fn counted8<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Short> {
    let len = r.u8()?;
    r.take(usize::from(len))
}

fn put_counted8(value: &[u8], w: &mut Writer<'_>) {
    let kept = value.get(..usize::from(u8::MAX)).unwrap_or(value);
    w.u8(u8::try_from(kept.len()).unwrap_or(u8::MAX)).bytes(kept);
}

fn counted16<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Short> {
    let len = r.u16()?;
    r.take(usize::from(len))
}

fn put_counted16(value: &[u8], w: &mut Writer<'_>) {
    let kept = value.get(..usize::from(u16::MAX)).unwrap_or(value);
    w.u16(u16::try_from(kept.len()).unwrap_or(u16::MAX)).bytes(kept);
}

/// Text (GBK) in a field of `N` bytes, padded with 00 behind; longer text is cut when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Padded<'a, const N: usize>(pub &'a [u8]);

impl<'a, const N: usize> Field<'a> for Padded<'a, N> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        r.take(N).map(Self)
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.padded_behind(self.0, N);
    }
}

impl<const N: usize> Serialize for Padded<'_, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        gbk::text(self.0).serialize(serializer)
    }
}

/// `N` bytes without a meaning of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes<const N: usize>(pub [u8; N]);

impl<'a, const N: usize> Field<'a> for Bytes<N> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        r.array().map(Self)
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(&self.0);
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Hex(&self.0).serialize(serializer)
    }
}

/// A list behind its number of entries, which takes `COUNT` bytes (1, 2 or 4); with 0 the list reaches to the end of
/// the body. Entries beyond what the count can say are not written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List<T, const COUNT: usize>(pub Vec<T>);

impl<'a, T: Field<'a>, const COUNT: usize> Field<'a> for List<T, COUNT> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let count = match COUNT {
            1 => u32::from(r.u8()?),
            2 => u32::from(r.u16()?),
            4 => r.u32()?,
            _ => u32::MAX,
        };
        let mut entries = Vec::new();
        for _ in 0..count {
            if COUNT == 0 && r.is_empty() {
                break;
            }
            entries.push(T::read(r)?);
        }
        Ok(Self(entries))
    }

    fn write(&self, w: &mut Writer<'_>) {
        let most = match COUNT {
            1 => usize::from(u8::MAX),
            2 => usize::from(u16::MAX),
            _ => usize::MAX,
        };
        let kept = self.0.get(..most).unwrap_or(&self.0);
        let count = u32::try_from(kept.len()).unwrap_or(u32::MAX).to_be_bytes();
        w.bytes(count.get(4_usize.saturating_sub(COUNT)..).unwrap_or_default());
        for entry in kept {
            entry.write(w);
        }
    }
}

impl<T: Serialize, const COUNT: usize> Serialize for List<T, COUNT> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A message or entry whose fields follow one another: the struct, reading, writing and JSON from one text.
macro_rules! layout {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(<$lt:lifetime>)? {
            $($(#[$field_meta:meta])* pub $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        pub struct $name $(<$lt>)? {
            $($(#[$field_meta])* pub $field: $ty,)*
        }
        $crate::wire::layout!(@code $name [$($lt)?] $($field: $ty,)*);
    };
    (@code $name:ident [] $($field:ident: $ty:ty,)*) => {
        $crate::wire::layout!(@body $name, $name, 'x, $($field: $ty,)*);
    };
    (@code $name:ident [$lt:lifetime] $($field:ident: $ty:ty,)*) => {
        $crate::wire::layout!(@body $name, $name<$lt>, $lt, $($field: $ty,)*);
    };
    (@body $name:ident, $whole:ty, $lt:lifetime, $($field:ident: $ty:ty,)*) => {
        impl<$lt> $crate::wire::field::Field<$lt> for $whole {
            fn read(_r: &mut $crate::wire::Reader<$lt>) -> Result<Self, $crate::wire::Short> {
                Ok(Self { $($field: <$ty as $crate::wire::field::Field<$lt>>::read(_r)?,)* })
            }
            fn write(&self, _w: &mut $crate::wire::Writer<'_>) {
                $(<$ty as $crate::wire::field::Field<$lt>>::write(&self.$field, _w);)*
            }
        }

        impl<$lt> $crate::wire::field::Message<$lt> for $whole {}

        #[cfg(test)]
        impl<$lt> $crate::wire::sample::Sample<$lt> for $whole
        where
            $($ty: $crate::wire::sample::Sample<$lt>,)*
        {
            fn sample(_source: &mut $crate::wire::sample::Source<$lt>) -> Self {
                Self { $($field: <$ty as $crate::wire::sample::Sample<$lt>>::sample(_source),)* }
            }
        }
    };
}
pub(crate) use layout;

/// A whole body made by `layout!`.
pub trait Message<'a>: Field<'a> {
    /// Reads the body. Bytes behind the last field are ignored: terminals newer than the edition append some.
    fn decode(body: &'a [u8]) -> Result<Self, Short> {
        Self::read(&mut Reader::new(body))
    }

    /// Appends the body.
    fn encode(&self, out: &mut Vec<u8>) {
        self.write(&mut Writer::new(out));
    }
}

/// Reads `body` as `T` when it ends exactly with the last field.
pub(crate) fn exactly<'a, T: Field<'a>>(body: &'a [u8]) -> Option<T> {
    let mut r = Reader::new(body);
    T::read(&mut r).ok().filter(|_| r.is_empty())
}
