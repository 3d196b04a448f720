//! People of the invented county, and who drives which vehicle.

use anlu_domain::{
    ids::PersonId,
    party::{
        enterprise::Enterprise,
        person::{Employment, Person, Post},
        sector::Sector,
        vehicle::{Vehicle, VehicleClass},
    },
    time::CivilDay,
};

use super::{codes, duties::forgetful, enterprises::FEATURED, names, rng::Rng};

/// People, grouped by enterprise, and for each vehicle the index of its usual driver.
pub(crate) struct Staff {
    /// All people.
    pub(crate) people: Vec<Person>,
    /// Usual driver of each vehicle, an index into `people`.
    pub(crate) driver_of: Vec<Option<usize>>,
}

/// Makes the staff of all enterprises and writes principals, safety officers and headcounts into their files.
pub(crate) fn generate(seed: u64, enterprises: &mut [Enterprise], vehicles: &[Vehicle], today: CivilDay) -> Staff {
    let mut maker = Maker { rng: Rng::for_part(seed, "people"), people: Vec::new(), today, lax: false };
    let mut driver_of = vec![None; vehicles.len()];
    let mut next_vehicle = 0;
    for (e, enterprise) in enterprises.iter_mut().enumerate() {
        let first = maker.people.len();
        maker.lax = forgetful(seed, e);
        let sector = enterprise.sectors[0];
        let fleet = vehicles[next_vehicle..].iter().take_while(|v| v.enterprise == enterprise.id).count();
        enterprise.principal_name = Some(maker.add(enterprise, Post::Principal, e == FEATURED));
        let officers =
            if e == FEATURED { 2 } else { maker.rng.between(i32::from(fleet > 0), if fleet > 8 { 3 } else { 1 }) };
        for _ in 0..officers {
            let name = maker.add(enterprise, Post::SafetyOfficer, e == FEATURED);
            enterprise.safety_officers.push(name);
        }
        for i in next_vehicle..next_vehicle + fleet {
            let class = vehicles[i].class;
            if class == VehicleClass::Trailer || (class == VehicleClass::Car && sector == Sector::Rental) {
                continue;
            }
            let post = if sector == Sector::DrivingSchool { Post::Instructor } else { Post::Driver };
            driver_of[i] = Some(maker.people.len());
            maker.add(enterprise, post, e == FEATURED);
            if sector == Sector::Hazmat {
                maker.add(enterprise, Post::Escort, false);
            }
            if matches!(sector, Sector::Bus | Sector::Taxi) && maker.rng.chance(0.5) {
                maker.add(enterprise, Post::Driver, false);
            }
        }
        next_vehicle += fleet;
        for (post, low, high) in others(sector) {
            for _ in 0..maker.rng.between(*low, *high) {
                maker.add(enterprise, *post, false);
            }
        }
        let registered = i32::try_from(maker.people.len() - first).unwrap_or(0);
        let unregistered = maker.rng.between(0, 6);
        enterprise.headcount = u32::try_from(registered + unregistered).ok();
    }
    Staff { people: maker.people, driver_of }
}

/// Posts a sector has besides principal, safety officers, drivers and escorts: (post, fewest, most).
fn others(sector: Sector) -> &'static [(Post, i32, i32)] {
    match sector {
        Sector::Hazmat => &[(Post::Monitor, 1, 3), (Post::Loader, 1, 4), (Post::Other, 1, 4)],
        Sector::Passenger | Sector::Tourist => &[(Post::Monitor, 1, 2), (Post::Mechanic, 0, 3), (Post::Other, 1, 4)],
        Sector::Bus => &[(Post::Monitor, 2, 4), (Post::Mechanic, 4, 8), (Post::Other, 4, 8)],
        Sector::Taxi => &[(Post::Monitor, 1, 2), (Post::Other, 1, 3)],
        Sector::Freight => &[(Post::Loader, 0, 3), (Post::Other, 0, 3)],
        Sector::HeavyFreight => {
            &[(Post::Monitor, 0, 2), (Post::Mechanic, 0, 2), (Post::Loader, 0, 3), (Post::Other, 0, 2)]
        }
        Sector::Repair => &[(Post::Mechanic, 4, 12), (Post::SpecialOperator, 0, 2), (Post::Other, 0, 2)],
        Sector::Rental | Sector::DrivingSchool => &[(Post::Other, 1, 5)],
        Sector::EBike => &[(Post::Mechanic, 6, 14), (Post::Other, 10, 30)],
        Sector::Port => &[(Post::Loader, 10, 26), (Post::SpecialOperator, 4, 12), (Post::Other, 2, 10)],
        Sector::Construction => &[(Post::SpecialOperator, 3, 10), (Post::Mechanic, 1, 4), (Post::Other, 8, 24)],
    }
}

struct Maker {
    rng: Rng,
    people: Vec<Person>,
    today: CivilDay,
    /// The enterprise lets certificates end.
    lax: bool,
}

impl Maker {
    /// Adds a person and returns the name. `sound`: certificates of the featured firm's staff are in order.
    fn add(&mut self, enterprise: &Enterprise, post: Post, sound: bool) -> String {
        let rng = &mut self.rng;
        let n = u32::try_from(self.people.len()).unwrap_or(0);
        let name = names::person(rng);
        // Number blocks of a thousand are born in years of their own: no two people can share an id number.
        let year = 1964 + 6 * rng.below(7) + n / 1_000 % 6;
        let birth = format!("{year}{:02}{:02}", rng.between(1, 12), rng.between(1, 28));
        let employment = match (post, rng.below(100)) {
            (Post::Principal | Post::SafetyOfficer, _) | (_, 0..=71) => Employment::Own,
            (_, 72..=83) => Employment::Dispatched,
            (_, 84..=92) => Employment::Outsourced,
            _ => Employment::Flexible,
        };
        let certified = match post {
            Post::Other => false,
            Post::Mechanic => rng.chance(0.4),
            // Loaders of dangerous goods need one.
            Post::Loader => rng.chance(0.4) || sound || !self.lax,
            _ => sound || !self.lax || rng.chance(0.9),
        };
        let days = match rng.below(100) {
            _ if sound => rng.between(200, 900),
            0..=7 if self.lax => rng.between(-300, -1),
            0..=9 => rng.between(0, 60),
            _ => rng.between(61, 2_000),
        };
        let mut posts = vec![post];
        if post == Post::SafetyOfficer && rng.chance(0.15) {
            posts.push(Post::Monitor);
        }
        posts.sort_unstable();
        self.people.push(Person {
            id: PersonId(rng.uuid(self.today.start().0)),
            enterprise: enterprise.id,
            name: name.clone(),
            id_number: codes::id_number(&birth, n),
            phone: rng.chance(0.98).then(|| format!("1990000{n:04}")),
            posts,
            employment,
            certificate_no: certified.then(|| format!("{}{:013}", codes::REGION, 1_000_000 + n)),
            certificate_expiry: certified.then(|| self.today.plus_days(days)),
            left: !sound && rng.chance(0.015),
        });
        name
    }
}
