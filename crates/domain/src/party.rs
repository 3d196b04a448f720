//! Subjects of supervision (监管对象): enterprises, people, vehicles and the grid tree they live in.

/// Gives an enum its stable names, its Chinese names (screens, workbooks) and the way back.
macro_rules! names {
    ($name:ident { $($variant:ident = $stable:literal $zh:literal),+ $(,)? }) => {
        impl $name {
            /// All values with their stable name and Chinese name, in the order screens list them.
            pub const ALL: &'static [(Self, &'static str, &'static str)] =
                &[$((Self::$variant, $stable, $zh)),+];

            /// Stable name used in the API and the store.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $stable),+
                }
            }

            /// Name on screens and in workbooks.
            pub const fn zh(self) -> &'static str {
                match self {
                    $(Self::$variant => $zh),+
                }
            }

            /// The value of a stable or Chinese name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|v| v.1 == name || v.2 == name).map(|v| v.0)
            }
        }
    };
}
pub(crate) use names;

pub mod enterprise;
pub mod grid;
pub mod person;
pub mod profile;
pub mod sector;
pub mod vehicle;

#[cfg(test)]
mod tests {
    use super::{
        enterprise::Standing,
        grid::GridLevel,
        person::{Employment, Post},
        vehicle::{PlateColour, VehicleClass},
    };

    #[test]
    fn stable_names_are_those_of_serde_and_every_name_is_unique() {
        macro_rules! check {
            ($($t:ty),+) => {$(
                for (i, (value, name, zh)) in <$t>::ALL.iter().enumerate() {
                    assert_eq!(serde_json::to_string(value).unwrap(), format!("\"{name}\""));
                    assert_eq!((value.as_str(), value.zh()), (*name, *zh));
                    assert_eq!((<$t>::parse(name), <$t>::parse(zh)), (Some(*value), Some(*value)));
                    assert!(<$t>::ALL[..i].iter().all(|o| o.1 != *name && o.2 != *zh));
                }
                assert_eq!(<$t>::parse("?"), None);
            )+};
        }
        check!(Standing, GridLevel, Employment, Post, PlateColour, VehicleClass);
    }
}
