//! Deviations of real terminals, as data: chosen once per terminal by configuration, never by model names in decoders.

/// What to be lenient about. The default is the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quirks {
    /// Accept a wrong check byte. Only for a terminal known to compute it wrongly: nothing else tells broken data.
    pub ignore_checksum: bool,
    /// Latitude and longitude are signed (two's complement) instead of signed by status bits 2 and 3.
    pub signed_coordinates: bool,
}

/// A named set of deviations that was seen.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// Name used in the configuration.
    pub name: &'static str,
    /// Where it was seen, and what it looks like.
    pub seen: &'static str,
    /// The leniencies.
    pub quirks: Quirks,
}

/// All known profiles, in the order of their names.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "bad_checksum",
        seen: "sample packets of vendor documents carry wrong check bytes; some servers never look at them",
        quirks: Quirks { ignore_checksum: true, signed_coordinates: false },
    },
    Profile {
        name: "signed_coordinates",
        seen: "libraries that write negative coordinates as two's complement and leave the status bits clear",
        quirks: Quirks { ignore_checksum: false, signed_coordinates: true },
    },
];

/// The profile of a name.
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sorted() {
        assert!(PROFILES.is_sorted_by(|a, b| a.name < b.name));
        assert!(profile("bad_checksum").unwrap().quirks.ignore_checksum);
        assert!(profile("none").is_none());
    }
}
