//! Phone numbers of vehicles: as mapped, else the name itself when it is one, else derived from the name; the same in
//! every run.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::Failure;

/// Numbers by vehicle name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phones(BTreeMap<String, String>);

impl Phones {
    /// Reads `vehicle,phone` lines; a header line is skipped because its phone has no digits.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::input("phone_map_unreadable", format!("{}: {e}", path.display())))?;
        let (mut phones, mut seen) = (BTreeMap::new(), BTreeSet::new());
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let (vehicle, phone) = line.split_once(',').unwrap_or((line, ""));
            let phone = phone.trim().trim_start_matches('0');
            let place = || format!("{}:{}", path.display(), n + 1);
            if !phone.is_empty() && phone.len() <= 12 && phone.bytes().all(|b| b.is_ascii_digit()) {
                if !seen.insert(phone.to_owned()) {
                    let place = place();
                    return Err(Failure::input("phone_twice", format!("{place}: another vehicle has this number")));
                }
                phones.insert(vehicle.trim().to_owned(), phone.to_owned());
            } else if n > 0 {
                let place = place();
                return Err(Failure::input("phone_map_line", format!("{place}: expected vehicle,phone (1-12 digits)")));
            }
        }
        Ok(Self(phones))
    }

    /// One number per name, in the order of the names: known ones as they are, the others derived and all different.
    pub(crate) fn assign(&self, names: &[String]) -> Vec<String> {
        let known = |name: &String| self.0.get(name).cloned().or_else(|| named(name));
        let mut taken: BTreeSet<String> = self.0.values().cloned().chain(names.iter().filter_map(known)).collect();
        names
            .iter()
            .map(|name| {
                if let Some(known) = known(name) {
                    return known;
                }
                let mut n = derive(name);
                while !taken.insert(number(n)) {
                    n += 1;
                }
                number(n)
            })
            .collect()
    }
}

/// A file may name its vehicles by the numbers of their terminals: 11 or 12 digits.
fn named(name: &str) -> Option<String> {
    let digits = name.bytes().all(|b| b.is_ascii_digit()).then(|| name.trim_start_matches('0'))?;
    (matches!(name.len(), 11 | 12) && !digits.is_empty()).then(|| digits.to_owned())
}

/// 11 digits beginning with 190.
fn number(n: u64) -> String {
    format!("190{:08}", n % 100_000_000)
}

fn derive(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)) >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stable_distinct_and_can_be_mapped() {
        let names: Vec<String> = (0..5_000).map(|n| format!("truck-{n}")).collect();
        let mut phones = Phones::default();
        let derived = phones.assign(&names);
        assert_eq!(derived, phones.assign(&names));
        assert_eq!(derived.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(derived.iter().all(|p| p.len() == 11 && p.starts_with("190")));
        phones.0.insert("truck-1".to_owned(), "13800138000".to_owned());
        assert_eq!(phones.assign(&names)[1], "13800138000");
        let named = ["013912345678", "13912345679", "1391234567", "1391234567x"].map(str::to_owned);
        let assigned = phones.assign(&named);
        assert_eq!(assigned[..2], ["13912345678", "13912345679"]);
        assert!(assigned[2..].iter().all(|p| p.starts_with("190")), "neither is a phone number: {assigned:?}");
    }
}
