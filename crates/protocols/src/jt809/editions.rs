//! [`editions!`]: a message whose tables differ between the editions.

/// A message with several layouts. The first that uses the body up exactly is taken, in the order given for the edition
/// of the link; so a platform that mixes editions is read all the same.
macro_rules! editions {
    (@impl $lt:lifetime $me:ty { $($variant:ident)* } [$($old:ident)*] [$($new:ident)*]) => {
        impl<$lt> $crate::jt809::field::Layout<$lt> for $me {
            fn decode(
                body: &$lt [u8],
                edition: $crate::jt809::profile::Edition,
            ) -> Result<Self, $crate::jt809::body::BodyError> {
                match edition {
                    $crate::jt809::profile::Edition::V2011 => {
                        $(if let Ok(fit) = $crate::jt809::field::whole(body) { return Ok(Self::$old(fit)); })*
                    }
                    $crate::jt809::profile::Edition::V2019 => {
                        $(if let Ok(fit) = $crate::jt809::field::whole(body) { return Ok(Self::$new(fit)); })*
                    }
                }
                Err($crate::jt809::body::BodyError::NoLayout { len: body.len() })
            }
            fn encode(&self, w: &mut $crate::wire::Writer<'_>) {
                match self { $(Self::$variant(body) => $crate::wire::field::Field::write(body, w),)* }
            }
        }
    };
    ($(#[$meta:meta])* $name:ident {
        $($(#[$vmeta:meta])* $variant:ident($ty:ty),)*
    } 2011: $($old:ident)*; 2019: $($new:ident)*;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name { $($(#[$vmeta])* $variant($ty),)* }
        editions!(@impl 'r $name { $($variant)* } [$($old)*] [$($new)*]);
    };
    ($(#[$meta:meta])* $name:ident<$lt:lifetime> {
        $($(#[$vmeta:meta])* $variant:ident($ty:ty),)*
    } 2011: $($old:ident)*; 2019: $($new:ident)*;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name<$lt> { $($(#[$vmeta])* $variant($ty),)* }
        editions!(@impl $lt $name<$lt> { $($variant)* } [$($old)*] [$($new)*]);
    };
}
