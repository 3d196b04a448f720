//! One road under construction with three work items that run: two where everybody does his part, one with blind spots.

use anlu_app::{
    ctx::{Ctx, Desk},
    project::{ProjectError, draw::draw, item, record::hand_in, view::ProjectView, write},
};
use anlu_domain::{
    access::{Role, Scope, Viewer},
    ids::{EnterpriseId, UserId},
    party::sector::Sector,
    project::{DoneDraft, ItemDraft, ItemState, Party, PartyRole, ProjectDraft, ProjectKind, Reading},
    time::{CivilDay, UtcMs},
};
use uuid::Uuid;

use super::{accounts::Account, county::County, enterprises::FEATURED};

/// Since when the items run, days ago.
const RUNNING_DAYS: i32 = 12;

/// Name, kind of work, site, beyond its size, duties that nobody did, share of the limit that was measured.
type Item = (&'static str, &'static str, &'static str, bool, &'static [&'static str], f64);

const ITEMS: [Item; 3] = [
    ("2号桥墩基坑", "pit.deep", "K2+160", true, &[], 0.4),
    ("预制梁吊装", "hoisting", "K2+180—K2+240", false, &[], 0.0),
    (
        "跨河桥现浇支架",
        "formwork.high",
        "K3+020",
        true,
        &["formwork.high/review", "every/supervision", "every/patrol"],
        1.2,
    ),
];

/// Makes the project; how many blind spots it has.
pub(crate) async fn make(desk: &Desk, county: &County, accounts: &[Account], now: UtcMs) -> Result<u32, ProjectError> {
    let Some(officer) = accounts.iter().find(|a| a.login == "officer") else { return Ok(0) };
    let officer = desk.ctx(officer.viewer.clone());
    let owner = county.enterprises.get(FEATURED);
    let builders = county.enterprises.iter().filter(|e| e.sectors.contains(&Sector::Construction));
    let firms: Vec<EnterpriseId> = owner.into_iter().chain(builders.take(4)).map(|e| e.id).collect();
    let Some(grid) = owner.and_then(|e| e.grid) else { return Ok(0) };
    let today = now.day();
    let people = ["示例业主代表", "示例项目经理", "示例总监", "示例设计代表", "示例监测负责人"];
    let parties = PartyRole::ALL.iter().zip(firms).zip(people);
    let parties: Vec<Party> = parties
        .map(|((role, enterprise), person)| Party { role: role.0, enterprise, person: Some(person.to_owned()) })
        .collect();
    let project = ProjectDraft {
        no: String::from("示交建〔2026〕01号"),
        name: String::from("示例物流园区连接线工程"),
        kind: ProjectKind::Highway,
        place: String::from("K0+000—K4+600"),
        grid,
        start: today.plus_days(-200),
        end: today.plus_days(300),
        parties: parties.clone(),
    };
    let mut view = write::create(&officer, project).await?;
    for (name, kind, place, large, ..) in ITEMS {
        let draft = ItemDraft {
            name: name.to_owned(),
            kind: kind.to_owned(),
            place: place.to_owned(),
            large,
            start: today.plus_days(-RUNNING_DAYS),
            end: today.plus_days(60),
            state: ItemState::Active,
            progress: 25,
            limits: std::collections::BTreeMap::new(),
        };
        view = item::write(&officer, view.row.project.id, view.row.version, None, draft).await?;
    }
    let acting = |role: PartyRole| parties.iter().find(|p| p.role == role).map(|p| of_party(desk, p));
    if let Some(contractor) = acting(PartyRole::Contractor) {
        for item in &view.row.project.items {
            draw(&contractor, view.row.project.id, item.id).await?;
        }
    }
    for (item, (.., left, share)) in (0..).zip(ITEMS) {
        for (role, draft) in owed(&view, item, left, share, today) {
            let Some(party) = acting(role) else { continue };
            view = hand_in(&party, view.row.project.id, draft, Vec::new()).await?;
        }
    }
    Ok(view.row.blind)
}

/// Somebody of a party, without an account.
fn of_party(desk: &Desk, party: &Party) -> Ctx {
    desk.ctx(Viewer {
        user: UserId(Uuid::from_u128(0x0ff1_ce02)),
        name: party.person.clone().unwrap_or_default(),
        role: Role::SafetyOfficer,
        scope: Scope::Enterprise(party.enterprise),
    })
}

/// What the parties did of item number `item`, except what is `left`.
fn owed(view: &ProjectView, item: usize, left: &[&str], share: f64, today: CivilDay) -> Vec<(PartyRole, DoneDraft)> {
    let Some(item) = view.items.get(item) else { return Vec::new() };
    let done = item.rows.iter().filter(|r| !left.contains(&r.id.as_str())).map(|row| {
        let readings =
            row.measures.iter().map(|m| Reading { measure: m.key.clone(), value: (m.limit * share).round() });
        let draft = DoneDraft {
            item: item.item.id,
            duty: row.id.clone(),
            day: if row.every_days.is_some() { today } else { item.item.start.plus_days(-1) },
            note: format!("{}：已完成，资料齐全", row.title.zh),
            readings: readings.collect(),
            answers: None,
        };
        (row.role, draft)
    });
    done.collect()
}
