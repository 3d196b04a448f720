//! The whole invented county of one seed.

use anlu_domain::{
    ids::EnterpriseId,
    party::{enterprise::Enterprise, person::Person, vehicle::Vehicle},
    time::CivilDay,
};

use super::{
    codes, enterprises,
    people::{self, Staff},
    rng::Rng,
    territory::Territory,
    vehicles,
};

/// Everything the registry of the invented county holds, parents before children.
pub(crate) struct County {
    /// Grid tree and places.
    pub(crate) territory: Territory,
    /// Enterprises, the featured one first.
    pub(crate) enterprises: Vec<Enterprise>,
    /// People, grouped by enterprise.
    pub(crate) people: Vec<Person>,
    /// Vehicles, grouped by enterprise.
    pub(crate) vehicles: Vec<Vehicle>,
    /// Usual driver of each vehicle, an index into `people`.
    pub(crate) driver_of: Vec<Option<usize>>,
}

impl County {
    /// Makes the county of a seed; expiry days lie around `today`. The same arguments give the same county.
    pub(crate) fn generate(seed: u64, today: CivilDay) -> Self {
        let territory = Territory::generate(seed, today.start().0);
        let mut enterprises = enterprises::generate(seed, &territory, today);
        let vehicles = vehicles::generate(seed, &enterprises, today);
        let Staff { people, driver_of } = people::generate(seed, &mut enterprises, &vehicles, today);
        Self { territory, enterprises, people, vehicles, driver_of }
    }
}

impl County {
    /// Adds filed-only enterprises (no people, no vehicles) until there are `count`, for load tests.
    pub(crate) fn grow(&mut self, seed: u64, count: usize, today: CivilDay) {
        let mut rng = Rng::for_part(seed, "more enterprises");
        let pattern = self.enterprises.clone();
        for n in self.enterprises.len()..count {
            let like = &pattern[n % pattern.len()];
            let number = u32::try_from(n).unwrap_or(u32::MAX);
            self.enterprises.push(Enterprise {
                id: EnterpriseId(rng.uuid(today.start().0)),
                uscc: codes::uscc(number * 7 + 11),
                name: like.name.replacen("有限公司", &format!("第{n}分公司"), 1)
                    + if n % 2 == 0 { "" } else { "（示例）" },
                licence_expiry: like.licence_expiry.map(|_| today.plus_days(enterprises::licence_days(&mut rng))),
                ..like.clone()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use anlu_domain::party::{enterprise::Standing, sector::Sector};

    use super::*;

    const TODAY: CivilDay = CivilDay(20_781);

    #[test]
    fn the_same_seed_makes_the_same_county() {
        let (a, b) = (County::generate(1, TODAY), County::generate(1, TODAY));
        assert_eq!(a.enterprises, b.enterprises);
        assert_eq!(a.people, b.people);
        assert_eq!(a.vehicles, b.vehicles);
        assert_eq!(a.territory.grids, b.territory.grids);
        assert_ne!(a.enterprises[1].name, County::generate(2, TODAY).enterprises[1].name);
    }

    #[test]
    fn the_county_has_the_size_and_mixture_of_a_county() {
        let c = County::generate(20_261_124, TODAY);
        assert_eq!(c.enterprises.len(), 420);
        assert!((4_300..5_700).contains(&c.people.len()), "{} people", c.people.len());
        assert!((1_300..1_700).contains(&c.vehicles.len()), "{} vehicles", c.vehicles.len());
        let sectors: BTreeSet<Sector> = c.enterprises.iter().flat_map(|e| e.sectors.clone()).collect();
        assert_eq!(sectors.len(), Sector::ALL.len());
        let late = c.enterprises.iter().filter(|e| e.licence_expiry.is_some_and(|d| d < TODAY)).count();
        assert!((5..60).contains(&late), "{late} expired licences");
        assert!(c.enterprises.iter().any(|e| e.standing == Standing::Suspended));
        assert!(c.enterprises.iter().all(|e| e.principal_name.is_some() && e.headcount.is_some()));
        assert!(c.people.iter().any(|p| p.certificate_expiry.is_some_and(|d| d < TODAY)));
        assert!(c.vehicles.iter().any(|v| v.plate.chars().count() == 8));
    }

    #[test]
    fn codes_are_unique() {
        let c = County::generate(5, TODAY);
        let distinct = |n: usize, keys: BTreeSet<String>| assert_eq!(keys.len(), n);
        distinct(c.enterprises.len(), c.enterprises.iter().map(|e| e.uscc.clone()).collect());
        distinct(c.enterprises.len(), c.enterprises.iter().map(|e| e.name.clone()).collect());
        distinct(c.people.len(), c.people.iter().map(|p| p.id_number.clone()).collect());
        distinct(c.vehicles.len(), c.vehicles.iter().map(|v| v.plate.clone()).collect());
        let sims: Vec<String> = c.vehicles.iter().filter_map(|v| v.sim.clone()).collect();
        distinct(sims.len(), sims.iter().cloned().collect());
    }
}
