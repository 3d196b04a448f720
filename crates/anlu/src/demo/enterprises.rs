//! Enterprises of the invented county: all sectors, good and bad standing.

use std::collections::BTreeSet;

use anlu_domain::{
    geo::Point,
    ids::EnterpriseId,
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    time::CivilDay,
};

use super::{codes, names, rng::Rng, territory::Territory};

/// How many enterprises of each sector the county has.
const MIX: [(Sector, u32); 13] = [
    (Sector::HeavyFreight, 70),
    (Sector::Freight, 150),
    (Sector::Hazmat, 24),
    (Sector::Passenger, 12),
    (Sector::Tourist, 16),
    (Sector::Bus, 4),
    (Sector::Taxi, 10),
    (Sector::Repair, 70),
    (Sector::Rental, 20),
    (Sector::DrivingSchool, 16),
    (Sector::EBike, 3),
    (Sector::Port, 10),
    (Sector::Construction, 15),
];

/// Share of firms of other sectors whose business scope names car rental.
const RENTAL_SHARE: f64 = 0.1;

/// The enterprise whose people have demo accounts: the first one, a heavy freight firm.
pub(crate) const FEATURED: usize = 0;

/// All enterprises, the featured one first. Names of principals and safety officers are filled in by `people`.
pub(crate) fn generate(seed: u64, territory: &Territory, today: CivilDay) -> Vec<Enterprise> {
    let mut rng = Rng::for_part(seed, "enterprises");
    let (mut out, mut taken) = (Vec::new(), BTreeSet::new());
    for (sector, count) in MIX {
        for _ in 0..count {
            let n = u32::try_from(out.len()).unwrap_or(0);
            let mut firm = one(n, sector, territory, today, &mut rng, &mut taken);
            // Many have the rental of cars in their scope and do not rent any.
            let mut own = Rng::for_part(seed, &format!("scope {n}"));
            if sector != Sector::Rental && own.chance(RENTAL_SHARE) {
                firm.business_scope = firm.business_scope.map(|scope| format!("{scope}；汽车租赁"));
            }
            out.push(firm);
        }
    }
    out
}

fn one(
    n: u32,
    sector: Sector,
    territory: &Territory,
    today: CivilDay,
    rng: &mut Rng,
    taken: &mut BTreeSet<String>,
) -> Enterprise {
    let (kinds, scope) = names::sector_words(sector);
    let name = if n == 0 {
        taken.insert("示例云禾".to_owned());
        "安路县示例云禾重载运输有限公司".to_owned()
    } else {
        loop {
            let brand = names::brand(rng);
            if taken.insert(brand.clone()) {
                let form = if sector == Sector::Repair && rng.chance(0.4) { "厂（个体）" } else { "有限公司" };
                break format!("安路县{brand}{}{form}", rng.pick(kinds));
            }
        }
    };
    let village = &territory.villages[rng.below(u32::try_from(territory.villages.len()).unwrap_or(1)) as usize];
    let location = Point {
        lon: round(village.centre.lon + rng.range(-0.009, 0.009)),
        lat: round(village.centre.lat + rng.range(-0.006, 0.006)),
    };
    let street = names::STREETS[village.street];
    let mut sectors = vec![sector];
    if let Some(second) = second_sector(sector, rng) {
        sectors.push(second);
        sectors.sort_unstable();
    }
    let filing_only = matches!(sector, Sector::Repair | Sector::Rental | Sector::DrivingSchool | Sector::EBike);
    let standing = match rng.below(100) {
        0..=2 if n > 0 => Standing::Suspended,
        3 if n > 0 => Standing::Closed,
        _ => Standing::Active,
    };
    let licence_no = match (filing_only, rng.chance(0.06) && n > 0) {
        (true, false) => Some(format!("安路运备{:05}号", 20_000 + n)),
        (false, false) => {
            Some(format!("{}字339999{:06}号", if sector == Sector::Port { "港经" } else { "交运管许可安" }, 100 + n))
        }
        (_, true) => None,
    };
    let licence_expiry = if filing_only || licence_no.is_none() {
        None
    } else if n == 0 {
        Some(today.plus_days(24))
    } else {
        Some(today.plus_days(licence_days(rng)))
    };
    Enterprise {
        id: EnterpriseId(rng.uuid(today.start().0)),
        uscc: codes::uscc(n * 7 + 11),
        name,
        sectors,
        business_scope: Some(scope.to_owned()),
        address: Some(format!("安路县{street}{}示例路{}号", village.name, rng.between(1, 399))),
        location: rng.chance(0.95).then_some(location),
        grid: rng.chance(0.97).then_some(village.grid).or((n == 0).then_some(village.grid)),
        principal_name: None,
        safety_officers: Vec::new(),
        phone: Some(format!("0000-8{:06}", 100_000 + n * 13)),
        headcount: None,
        licence_no,
        licence_expiry,
        standing,
    }
}

/// Days from today to the end of a licence: most are fine, some run out soon, some have run out.
pub(crate) fn licence_days(rng: &mut Rng) -> i32 {
    match rng.below(100) {
        0..=4 => rng.between(-240, -1),
        5..=7 => rng.between(0, 7),
        8..=14 => rng.between(8, 60),
        _ => rng.between(61, 1_400),
    }
}

fn second_sector(sector: Sector, rng: &mut Rng) -> Option<Sector> {
    let second = match sector {
        Sector::HeavyFreight => Sector::Freight,
        Sector::Passenger => Sector::Tourist,
        Sector::Tourist | Sector::Repair => Sector::Rental,
        Sector::Port => Sector::HeavyFreight,
        _ => return None,
    };
    rng.chance(0.15).then_some(second)
}

fn round(x: f64) -> f64 {
    (x * 1_000_000.0).round() / 1_000_000.0
}
