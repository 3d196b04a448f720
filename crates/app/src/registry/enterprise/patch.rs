//! A change of an enterprise file: which members, by whom, and whether they hold.

use anlu_domain::{
    access::Role,
    geo::Point,
    ids::GridId,
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    time::CivilDay,
};

use crate::registry::Fault;

/// Most employees.
const MAX_HEADCOUNT: u32 = 1_000_000;
/// Most safety officers.
const MAX_OFFICERS: usize = 50;
/// Most characters of a person's name.
const MAX_PERSON_CHARS: usize = 50;

/// Members to change. `None` leaves a member as it is; `Some(None)` clears it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// Name.
    pub name: Option<String>,
    /// Lines of business.
    pub sectors: Option<Vec<Sector>>,
    /// 经营范围.
    pub business_scope: Option<Option<String>>,
    /// Address.
    pub address: Option<Option<String>>,
    /// Location.
    pub location: Option<Option<Point>>,
    /// Grid node.
    pub grid: Option<Option<GridId>>,
    /// 主要负责人.
    pub principal_name: Option<Option<String>>,
    /// 安全员.
    pub safety_officers: Option<Vec<String>>,
    /// Business line.
    pub phone: Option<Option<String>>,
    /// Employees.
    pub headcount: Option<Option<u32>>,
    /// 经营许可证号.
    pub licence_no: Option<Option<String>>,
    /// Last day the licence is valid.
    pub licence_expiry: Option<Option<CivilDay>>,
    /// Whether it is in business.
    pub standing: Option<Standing>,
}

impl Patch {
    /// The enterprise with the change, or everything that does not hold.
    pub(super) fn apply(self, old: &Enterprise, role: Role) -> Result<Enterprise, Vec<Fault>> {
        let mut faults = Faults(Vec::new());
        let mut new = old.clone();
        if let Some(name) = self.name {
            match faults.text("/name", Some(name), 200) {
                Some(name) => new.name = name,
                None => faults.add("/name", "required"),
            }
        }
        if let Some(mut sectors) = self.sectors {
            sectors.sort_unstable();
            sectors.dedup();
            if sectors.is_empty() {
                faults.add("/sectors", "required");
            }
            new.sectors = sectors;
        }
        let texts = [
            ("/business_scope", self.business_scope, 2_000, &mut new.business_scope),
            ("/address", self.address, 300, &mut new.address),
            ("/principal_name", self.principal_name, MAX_PERSON_CHARS, &mut new.principal_name),
            ("/phone", self.phone, 30, &mut new.phone),
            ("/licence_no", self.licence_no, 100, &mut new.licence_no),
        ];
        for (pointer, change, max, member) in texts {
            if let Some(text) = change {
                *member = faults.text(pointer, text, max);
            }
        }
        if let Some(names) = self.safety_officers {
            let named = names.into_iter().filter_map(|n| faults.text("/safety_officers", Some(n), MAX_PERSON_CHARS));
            new.safety_officers = named.collect();
            if new.safety_officers.len() > MAX_OFFICERS {
                faults.add("/safety_officers", "too_many");
            }
        }
        if let Some(location) = self.location {
            if location.is_some_and(|p| !(p.lon.abs() <= 180.0 && p.lat.abs() <= 90.0)) {
                faults.add("/location", "out_of_range");
            }
            new.location = location;
        }
        if let Some(headcount) = self.headcount {
            if headcount.is_some_and(|n| n > MAX_HEADCOUNT) {
                faults.add("/headcount", "out_of_range");
            }
            new.headcount = headcount;
        }
        new.grid = self.grid.unwrap_or(new.grid);
        new.licence_expiry = self.licence_expiry.unwrap_or(new.licence_expiry);
        new.standing = self.standing.unwrap_or(new.standing);
        if !role.is_authority() {
            faults.0.extend(reserved(old, &new));
        }
        if faults.0.is_empty() { Ok(new) } else { Err(faults.0) }
    }
}

/// Members an enterprise may not change about itself: what it is licensed for, for how long, whether it is in business
/// and who supervises it are the authority's.
fn reserved(old: &Enterprise, new: &Enterprise) -> impl Iterator<Item = Fault> {
    [
        ("/name", old.name != new.name),
        ("/sectors", old.sectors != new.sectors),
        ("/business_scope", old.business_scope != new.business_scope),
        ("/grid_id", old.grid != new.grid),
        ("/licence_no", old.licence_no != new.licence_no),
        ("/licence_expiry", old.licence_expiry != new.licence_expiry),
        ("/standing", old.standing != new.standing),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(pointer, _)| Fault { pointer, code: "authority_only" })
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, pointer: &'static str, code: &'static str) {
        self.0.push(Fault { pointer, code });
    }

    /// A text without space around it; `None` when nothing is left.
    fn text(&mut self, pointer: &'static str, text: Option<String>, max_chars: usize) -> Option<String> {
        let text = text?.trim().to_owned();
        if text.chars().count() > max_chars {
            self.add(pointer, "too_long");
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.add(pointer, "format");
        }
        (!text.is_empty()).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::ids::EnterpriseId;
    use uuid::Uuid;

    use super::*;

    fn firm() -> Enterprise {
        Enterprise {
            id: EnterpriseId(Uuid::nil()),
            uscc: String::from("91330299MA00000001"),
            name: String::from("示例货运有限公司"),
            sectors: vec![Sector::Freight],
            business_scope: None,
            address: Some(String::from("示例路1号")),
            location: None,
            grid: None,
            principal_name: None,
            safety_officers: Vec::new(),
            phone: None,
            headcount: Some(3),
            licence_no: None,
            licence_expiry: None,
            standing: Standing::Active,
        }
    }

    #[test]
    fn absent_stays_null_clears_and_text_is_trimmed() {
        let patch = Patch {
            name: Some(String::from(" 示例物流有限公司 ")),
            address: Some(None),
            sectors: Some(vec![Sector::HeavyFreight, Sector::Freight, Sector::Freight]),
            ..Patch::default()
        };
        let new = patch.apply(&firm(), Role::BureauOfficer).unwrap();
        assert_eq!((new.name.as_str(), new.address.as_deref()), ("示例物流有限公司", None));
        assert_eq!(new.sectors, [Sector::Freight, Sector::HeavyFreight]);
        assert_eq!(new.headcount, Some(3));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let patch = Patch {
            name: Some(String::from("  ")),
            sectors: Some(Vec::new()),
            location: Some(Some(Point { lon: f64::NAN, lat: 0.0 })),
            headcount: Some(Some(u32::MAX)),
            phone: Some(Some("1".repeat(31))),
            ..Patch::default()
        };
        let mut faults: Vec<_> =
            patch.apply(&firm(), Role::BureauOfficer).unwrap_err().iter().map(|f| (f.pointer, f.code)).collect();
        faults.sort_unstable();
        let expected = [
            ("/headcount", "out_of_range"),
            ("/location", "out_of_range"),
            ("/name", "required"),
            ("/phone", "too_long"),
            ("/sectors", "required"),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn an_enterprise_does_not_license_itself() {
        let patch = Patch {
            licence_expiry: Some(CivilDay::from_ymd(2030, 1, 1)),
            standing: Some(Standing::Suspended),
            name: Some(firm().name),
            phone: Some(Some(String::from("0574-00000000"))),
            ..Patch::default()
        };
        let faults = patch.clone().apply(&firm(), Role::Principal).unwrap_err();
        let pointers: Vec<_> = faults.iter().map(|f| (f.pointer, f.code)).collect();
        assert_eq!(pointers, [("/licence_expiry", "authority_only"), ("/standing", "authority_only")]);
        let own = Patch { licence_expiry: None, standing: None, ..patch };
        assert_eq!(own.apply(&firm(), Role::Principal).unwrap().phone.as_deref(), Some("0574-00000000"));
    }
}
