//! Vehicles of the invented county and the terminals that speak for them.

use anlu_domain::{
    ids::VehicleId,
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
        vehicle::{PlateColour, Vehicle, VehicleClass},
    },
    time::CivilDay,
};

use super::{
    codes::{self, PlateKind},
    enterprises::{FEATURED, licence_days},
    rng::Rng,
};

/// All vehicles, grouped by enterprise in the order of `enterprises`.
pub(crate) fn generate(seed: u64, enterprises: &[Enterprise], today: CivilDay) -> Vec<Vehicle> {
    let mut rng = Rng::for_part(seed, "vehicles");
    let mut out: Vec<Vehicle> = Vec::new();
    for (e, enterprise) in enterprises.iter().enumerate() {
        let (low, high) = fleet(enterprise.sectors[0]);
        let count = match (e == FEATURED, enterprise.standing) {
            (true, _) => 12,
            (_, Standing::Active) => rng.between(low, high),
            _ => rng.between(0, 1).min(high),
        };
        for i in 0..count {
            let n = u32::try_from(out.len()).unwrap_or(0);
            let class = class(enterprise.sectors[0], e == FEATURED && i < 8, &mut rng);
            let (kind, colour) = plate_kind(class, enterprise.sectors[0], &mut rng);
            // Trailers and small cars of rental firms carry no terminal of their own.
            let silent = matches!(class, VehicleClass::Trailer) || (class == VehicleClass::Car && rng.chance(0.7));
            let licensed = !matches!(class, VehicleClass::Car);
            let expiry_days = licence_days(&mut rng);
            out.push(Vehicle {
                id: VehicleId(rng.uuid(today.start().0)),
                plate: codes::plate(kind, n, &mut rng),
                colour,
                class,
                total_mass_kg: Some(mass(class, &mut rng)),
                line_km: line_km(enterprise.sectors[0], class, n),
                sim: (!silent).then(|| format!("1990100{n:04}")),
                terminal_id: (!silent).then(|| format!("AL{n:05}")),
                enterprise: enterprise.id,
                licence_no: licensed.then(|| format!("安路运字339999{n:06}")),
                licence_expiry: licensed.then(|| today.plus_days(expiry_days)),
                retired: e != FEATURED && rng.chance(0.02),
            });
        }
    }
    out
}

/// Length of the line of a line coach, kilometres. Drawn from its number, so that everything else stays as it was.
fn line_km(sector: Sector, class: VehicleClass, number: u32) -> Option<u32> {
    const LINES: [u32; 6] = [46, 118, 185, 320, 860, 1_240];
    let line = (sector, class) == (Sector::Passenger, VehicleClass::Coach);
    LINES.into_iter().cycle().nth(usize::try_from(number).unwrap_or(0) % 6).filter(|_| line)
}

/// Fewest and most vehicles of a firm of a sector.
fn fleet(sector: Sector) -> (i32, i32) {
    match sector {
        Sector::Hazmat => (5, 14),
        Sector::Passenger => (4, 14),
        Sector::Tourist => (3, 12),
        Sector::Bus => (18, 32),
        Sector::Taxi => (8, 20),
        Sector::Freight => (1, 4),
        Sector::HeavyFreight => (2, 8),
        Sector::Rental => (3, 9),
        Sector::DrivingSchool => (3, 8),
        Sector::Port => (0, 4),
        Sector::Construction => (0, 5),
        Sector::Repair | Sector::EBike => (0, 0),
    }
}

fn class(sector: Sector, truck: bool, rng: &mut Rng) -> VehicleClass {
    if truck {
        return VehicleClass::HeavyTruck;
    }
    match sector {
        Sector::Hazmat => VehicleClass::HazmatTruck,
        Sector::Passenger | Sector::Tourist => VehicleClass::Coach,
        Sector::Bus => VehicleClass::CityBus,
        Sector::Taxi => VehicleClass::Taxi,
        Sector::Freight if rng.chance(0.8) => VehicleClass::LightTruck,
        Sector::HeavyFreight => match rng.below(10) {
            0..=1 => VehicleClass::Trailer,
            2..=4 => VehicleClass::Tractor,
            _ => VehicleClass::HeavyTruck,
        },
        Sector::Rental | Sector::DrivingSchool => VehicleClass::Car,
        Sector::Freight | Sector::Port | Sector::Construction => VehicleClass::HeavyTruck,
        Sector::Repair | Sector::EBike => VehicleClass::Other,
    }
}

fn plate_kind(class: VehicleClass, sector: Sector, rng: &mut Rng) -> (PlateKind, PlateColour) {
    match class {
        VehicleClass::Trailer => (PlateKind::Trailer, PlateColour::Yellow),
        VehicleClass::Car if sector == Sector::DrivingSchool => (PlateKind::Training, PlateColour::Yellow),
        VehicleClass::CityBus if rng.chance(0.7) => (PlateKind::LargeNewEnergy, PlateColour::YellowGreen),
        VehicleClass::Taxi if rng.chance(0.6) => (PlateKind::SmallNewEnergy, PlateColour::Green),
        VehicleClass::Car | VehicleClass::LightTruck if rng.chance(0.25) => {
            (PlateKind::SmallNewEnergy, PlateColour::Green)
        }
        VehicleClass::HeavyTruck | VehicleClass::Coach if rng.chance(0.04) => {
            (PlateKind::LargeNewEnergy, PlateColour::YellowGreen)
        }
        VehicleClass::Taxi | VehicleClass::Car | VehicleClass::LightTruck | VehicleClass::Other => {
            (PlateKind::Ordinary, PlateColour::Blue)
        }
        _ => (PlateKind::Ordinary, PlateColour::Yellow),
    }
}

fn mass(class: VehicleClass, rng: &mut Rng) -> u32 {
    let hundreds = match class {
        VehicleClass::Coach => rng.between(90, 180),
        VehicleClass::CityBus => rng.between(110, 180),
        VehicleClass::HeavyTruck => rng.between(160, 310),
        VehicleClass::Tractor => rng.between(180, 250),
        VehicleClass::Trailer => rng.between(350, 400),
        VehicleClass::HazmatTruck => rng.between(120, 310),
        VehicleClass::LightTruck => rng.between(30, 60),
        VehicleClass::Taxi | VehicleClass::Car | VehicleClass::Other => rng.between(16, 22),
    };
    u32::try_from(hundreds).unwrap_or(0) * 100
}
