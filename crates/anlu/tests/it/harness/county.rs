//! A very small invented county: two streets, three enterprises, a few people and vehicles. Region 339999 does not
//! exist, plates of 浙Z are not issued.

use anlu_domain::{
    ids::{EnterpriseId, GridId, PersonId, VehicleId},
    party::{
        enterprise::{Enterprise, Standing},
        grid::{Grid, GridLevel},
        person::{Employment, Person, Post},
        sector::Sector,
        vehicle::{PlateColour, Vehicle, VehicleClass},
    },
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    Store, StoreError,
    repo::{By, enterprise, grid, person, vehicle},
};
use uuid::Uuid;

/// Ids of what is in it. `near` lies in the village of the first street; `far` and `third` in the second street.
#[derive(Clone, Copy, Debug)]
pub(crate) struct County {
    pub(crate) root: GridId,
    pub(crate) street: GridId,
    pub(crate) village: GridId,
    pub(crate) other_street: GridId,
    pub(crate) near: EnterpriseId,
    pub(crate) far: EnterpriseId,
    pub(crate) third: EnterpriseId,
    pub(crate) driver: PersonId,
    pub(crate) far_driver: PersonId,
    pub(crate) truck: VehicleId,
    pub(crate) far_truck: VehicleId,
}

/// ID number and phone of the driver of `near`.
pub(crate) const DRIVER_ID_NUMBER: &str = "339999198001010019";
pub(crate) const DRIVER_PHONE: &str = "13900000001";
/// Name of `near`.
pub(crate) const NEAR: &str = "示例云禾货运有限公司";
/// Credit code of `near`.
pub(crate) const NEAR_USCC: &str = "91339999AL0000011A";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_f0c4_0000_7000_8000_0000_0000_0000 + n)
}

impl County {
    const fn ids() -> [u128; 11] {
        [1, 2, 3, 4, 11, 12, 13, 21, 22, 31, 32]
    }

    /// Puts it into the store. Papers end relative to `today`: the licence of `far` ended ten days ago, the driver's
    /// certificate ends in five days, the truck's licence today.
    pub(crate) async fn settle(store: &Store, now: UtcMs) -> Self {
        let [root, street, village, other, near, far, third, driver, far_driver, truck, far_truck] =
            Self::ids().map(id);
        let c = Self {
            root: GridId(root),
            street: GridId(street),
            village: GridId(village),
            other_street: GridId(other),
            near: EnterpriseId(near),
            far: EnterpriseId(far),
            third: EnterpriseId(third),
            driver: PersonId(driver),
            far_driver: PersonId(far_driver),
            truck: VehicleId(truck),
            far_truck: VehicleId(far_truck),
        };
        let by = By { actor: "test", at: now };
        store
            .tx(async |tx| {
                grid::insert(&tx, &c.grids(), by).await?;
                enterprise::insert(&tx, &c.enterprises(now.day()), by).await?;
                person::insert(&tx, &c.people(now.day()), by).await?;
                vehicle::insert(&tx, &c.vehicles(now.day()), by).await?;
                Ok::<_, StoreError>(())
            })
            .await
            .expect("the county settles");
        c
    }

    fn grids(&self) -> Vec<Grid> {
        let node = |id, code: &str, name: &str, level, parent| Grid {
            id,
            code: code.to_owned(),
            name: name.to_owned(),
            level,
            parent,
            chief_name: None,
            boundary: Some(vec![vec![[121.0, 30.0], [121.1, 30.0], [121.1, 30.1], [121.0, 30.0]]]),
        };
        vec![
            node(self.root, "339999", "示例县", GridLevel::County, None),
            node(self.street, "339999001", "云禾街道", GridLevel::Street, Some(self.root)),
            node(self.village, "339999001001", "云禾村", GridLevel::Village, Some(self.street)),
            node(self.other_street, "339999002", "青石街道", GridLevel::Street, Some(self.root)),
        ]
    }

    fn enterprises(&self, today: CivilDay) -> Vec<Enterprise> {
        let firm = |id, uscc: &str, name: &str, sector, grid, licence_days| Enterprise {
            id,
            uscc: uscc.to_owned(),
            name: name.to_owned(),
            sectors: vec![sector],
            business_scope: None,
            address: Some(String::from("示例路1号")),
            location: None,
            grid: Some(grid),
            principal_name: Some(String::from("张示例")),
            safety_officers: Vec::new(),
            phone: None,
            headcount: Some(12),
            licence_no: Some(String::from("示例许可0001")),
            licence_expiry: Some(today.plus_days(licence_days)),
            standing: Standing::Active,
        };
        let third = Enterprise {
            standing: Standing::Suspended,
            ..firm(self.third, "91339999AL0000033C", "示例远山危货运输有限公司", Sector::Hazmat, self.other_street, -5)
        };
        vec![
            firm(self.near, NEAR_USCC, NEAR, Sector::HeavyFreight, self.village, 400),
            firm(self.far, "91339999AL0000022B", "示例青石物流有限公司", Sector::Freight, self.other_street, -10),
            third,
        ]
    }

    fn people(&self, today: CivilDay) -> Vec<Person> {
        let person = |id, enterprise, name: &str, number: &str, phone: &str, days| Person {
            id,
            enterprise,
            name: name.to_owned(),
            id_number: number.to_owned(),
            phone: Some(phone.to_owned()),
            posts: vec![Post::Driver],
            employment: Employment::Own,
            // Many provinces use the ID number as the number of the certificate.
            certificate_no: Some(number.to_owned()),
            certificate_expiry: Some(today.plus_days(days)),
            left: false,
        };
        vec![
            person(self.driver, self.near, "李明示", DRIVER_ID_NUMBER, DRIVER_PHONE, 5),
            person(self.far_driver, self.far, "王青例", "339999198505050030", "13900000002", 300),
        ]
    }

    fn vehicles(&self, today: CivilDay) -> Vec<Vehicle> {
        let truck = |id, enterprise, plate: &str, sim: &str, days| Vehicle {
            id,
            plate: plate.to_owned(),
            colour: PlateColour::Yellow,
            class: VehicleClass::HeavyTruck,
            total_mass_kg: Some(31_000),
            line_km: None,
            sim: Some(sim.to_owned()),
            terminal_id: None,
            enterprise,
            licence_no: None,
            licence_expiry: Some(today.plus_days(days)),
            retired: false,
        };
        vec![
            truck(self.truck, self.near, "浙ZA0001", "13300000001", 0),
            truck(self.far_truck, self.far, "浙ZB0002", "13300000002", 200),
        ]
    }
}
