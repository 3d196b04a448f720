//! One account of every role, with names of nobody.

use anlu_app::{
    account::{
        AccountError,
        create::{NewAccount, create},
    },
    ctx::Ctx,
};
use anlu_domain::{
    access::{Role, Viewer},
    party::person::{Person, Post},
};

use super::{county::County, enterprises::FEATURED};

/// Password of every demo account. The demo listens on loopback only and its data is thrown away.
pub(crate) const PASSWORD: &str = "AnluDemo2026";

/// A demo account.
pub(crate) struct Account {
    /// Log-in name.
    pub(crate) login: &'static str,
    /// What it is, for the list that is printed.
    pub(crate) title: &'static str,
    /// Who it is.
    pub(crate) viewer: Viewer,
}

/// Makes the accounts. The driver is the one of the vehicle `driven` (an index into the county's vehicles).
pub(crate) async fn create_all(
    ctx: &Ctx,
    county: &County,
    driven: Option<usize>,
) -> Result<Vec<Account>, AccountError> {
    let featured = &county.enterprises[FEATURED];
    let street = featured.grid.and_then(|g| county.territory.villages.iter().find(|v| v.grid == g)).map(|v| v.street);
    let grid = street.and_then(|s| county.territory.streets.get(s)).copied();
    let of = |post: Post| county.people.iter().find(|p| p.enterprise == featured.id && p.posts.contains(&post));
    let driver = driven.and_then(|v| county.driver_of.get(v).copied().flatten()).and_then(|p| county.people.get(p));
    let driver = driver.or_else(|| of(Post::Driver));
    let staff = |p: Option<&Person>, usual: &str| p.map_or_else(|| usual.to_owned(), |p| p.name.clone());
    let rows: [(&'static str, &'static str, Role, String); 8] = [
        ("officer", "科员 bureau officer", Role::BureauOfficer, "示例安岚".to_owned()),
        ("officer2", "科员 bureau officer", Role::BureauOfficer, "示例言舟".to_owned()),
        ("enforcement", "执法员 enforcement", Role::Enforcement, "示例知行".to_owned()),
        ("chief", "网格长 grid chief", Role::GridChief, "示例望川".to_owned()),
        ("leader", "局领导 leader", Role::Leader, "示例景和".to_owned()),
        ("principal", "企业负责人 principal", Role::Principal, staff(of(Post::Principal), "示例平原")),
        ("safety", "安全员 safety officer", Role::SafetyOfficer, staff(of(Post::SafetyOfficer), "示例守安")),
        ("driver", "驾驶员 driver", Role::Driver, staff(driver, "示例立远")),
    ];
    let mut accounts = Vec::new();
    for (login, title, role, name) in rows {
        let made = create(
            ctx,
            NewAccount {
                login: login.to_owned(),
                name,
                role,
                grid: grid.filter(|_| role == Role::GridChief),
                enterprise: (!role.is_authority()).then_some(featured.id),
                person: driver.filter(|_| role == Role::Driver).map(|p| p.id),
                password: PASSWORD.to_owned(),
                must_change: false,
            },
        );
        accounts.push(Account { login, title, viewer: made.await?.viewer() });
    }
    Ok(accounts)
}
