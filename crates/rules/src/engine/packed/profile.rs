//! What the registry knows of a vehicle, as bytes: what is there, then what is known, in the order of the bits.

use anlu_domain::{
    ids::EnterpriseId,
    party::{
        profile::{Profile, Sectors},
        vehicle::VehicleClass,
    },
};

use super::bytes::{Bytes, unsigned};

const CLASS: u8 = 1;
const MASS: u8 = 2;
const LINE: u8 = 4;
const SECTORS: u8 = 8;
const ENTERPRISE: u8 = 16;

/// `None` for a class that has no number, which does not exist.
pub(super) fn write(to: &mut Vec<u8>, profile: &Profile) -> Option<()> {
    let Profile { class, total_mass_kg, line_km, sectors, enterprise } = profile;
    let there = |holds: bool, flag: u8| if holds { flag } else { 0 };
    to.push(
        there(class.is_some(), CLASS)
            | there(total_mass_kg.is_some(), MASS)
            | there(line_km.is_some(), LINE)
            | there(*sectors != Sectors::NONE, SECTORS)
            | there(enterprise.is_some(), ENTERPRISE),
    );
    if let Some(class) = class {
        let place = VehicleClass::ALL.iter().position(|known| known.0 == *class)?;
        to.push(u8::try_from(place).ok()?);
    }
    for number in [total_mass_kg, line_km].into_iter().flatten() {
        unsigned(to, (*number).into());
    }
    if *sectors != Sectors::NONE {
        unsigned(to, sectors.bits().into());
    }
    if let Some(EnterpriseId(id)) = enterprise {
        to.extend_from_slice(id.as_bytes());
    }
    Some(())
}

pub(super) fn read(bytes: &mut Bytes<'_>) -> Option<Profile> {
    let flags = bytes.byte()?;
    let there = |flag: u8| flags & flag != 0;
    let mut profile = Profile::default();
    if there(CLASS) {
        profile.class = Some(VehicleClass::ALL.get(usize::from(bytes.byte()?))?.0);
    }
    if there(MASS) {
        profile.total_mass_kg = Some(u32::try_from(bytes.unsigned()?).ok()?);
    }
    if there(LINE) {
        profile.line_km = Some(u32::try_from(bytes.unsigned()?).ok()?);
    }
    if there(SECTORS) {
        profile.sectors = Sectors::of_bits(u16::try_from(bytes.unsigned()?).ok()?);
    }
    if there(ENTERPRISE) {
        let id: &[u8; 16] = bytes.take()?;
        profile.enterprise = Some(EnterpriseId(uuid::Uuid::from_bytes(*id)));
    }
    Some(profile)
}

#[cfg(test)]
mod tests {
    use anlu_domain::party::sector::Sector;

    use super::*;

    #[test]
    fn what_is_known_is_read_back() {
        let nothing = Profile::default();
        let whole = Profile {
            class: Some(VehicleClass::HazmatTruck),
            total_mass_kg: Some(u32::MAX),
            line_km: Some(0),
            sectors: Sector::ALL.iter().map(|known| known.0).collect(),
            enterprise: Some(EnterpriseId(uuid::Uuid::from_u128(7))),
        };
        let parts = [
            Profile { class: whole.class, ..nothing },
            Profile { total_mass_kg: whole.total_mass_kg, ..nothing },
            Profile { line_km: whole.line_km, ..nothing },
            Profile { sectors: whole.sectors, ..nothing },
            Profile { enterprise: whole.enterprise, ..nothing },
        ];
        for profile in [nothing, whole].into_iter().chain(parts) {
            let mut bytes = Vec::new();
            write(&mut bytes, &profile).unwrap();
            assert_eq!(read(&mut Bytes(&bytes)), Some(profile));
            for end in 0..bytes.len() {
                assert_eq!(read(&mut Bytes(&bytes[..end])), None, "cut off");
            }
        }
    }
}
