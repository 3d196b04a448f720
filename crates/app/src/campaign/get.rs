//! One campaign with its progress by grid.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Role,
    campaign::Campaign,
    ids::{CampaignId, GridId},
    party::grid::{Grid, GridLevel},
};
use anlu_store::repo::{account, campaign as repo, campaign_subject, grid};

use super::{
    CampaignError,
    list::view,
    view::{CampaignView, GridRow},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    step_error::StepError,
    timeline,
};

/// Most accounts of grid chiefs that are looked at.
const MAX_CHIEFS: u64 = 2_000;

/// Subjects by grid node and outcome.
type Counted = Vec<(Option<GridId>, Option<String>, u64)>;

/// The campaign, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: CampaignId) -> Result<CampaignView, CampaignError> {
    require(ctx, Action::CampaignRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let counted = campaign_subject::progress(db, &ctx.viewer, id).await?;
    let tree: BTreeMap<GridId, Grid> = grid::all(db).await?.into_iter().map(|g| (g.value.id, g.value)).collect();
    let chiefs = account::able(db, &ctx.viewer, Some(Role::GridChief), None, MAX_CHIEFS).await?;
    let chiefs: Vec<(GridId, String)> = chiefs.into_iter().filter_map(|a| Some((a.grid?, a.name))).collect();
    let grids = rows(&stored.campaign, &counted, &tree, &chiefs);
    let sum = |of: fn(&GridRow) -> u64| grids.iter().map(of).sum();
    let known = (sum(|r| r.total), sum(|r| r.open));
    let timeline = timeline::of(db, "campaign", id.to_string()).await?;
    Ok(CampaignView { grids, timeline, ..view(ctx, stored, known) })
}

/// The street of a node; a node above streets is its own.
fn street(tree: &BTreeMap<GridId, Grid>, node: GridId) -> GridId {
    let mut at = node;
    // A tree is never deeper.
    for _ in 0..GridLevel::ALL.len() {
        match tree.get(&at) {
            Some(Grid { level: GridLevel::Village, parent: Some(parent), .. }) => at = *parent,
            _ => break,
        }
    }
    at
}

fn rows(
    campaign: &Campaign,
    counted: &Counted,
    tree: &BTreeMap<GridId, Grid>,
    chiefs: &[(GridId, String)],
) -> Vec<GridRow> {
    let mut all: BTreeMap<Option<GridId>, GridRow> = BTreeMap::new();
    for (node, outcome, n) in counted {
        let at = node.map(|node| street(tree, node));
        let row = all.entry(at).or_insert_with(|| GridRow {
            grid: at.map(|id| Named { id: id.0, name: tree.get(&id).map(|g| g.name.clone()).unwrap_or_default() }),
            owners: at.map(|id| owners(id, tree, chiefs)).unwrap_or_default(),
            total: 0,
            open: 0,
            outcomes: vec![0; campaign.draft.outcomes.len()],
        });
        row.total += n;
        let place = outcome.as_ref().map(|code| campaign.draft.outcomes.iter().position(|o| o.code == *code));
        match place {
            None => row.open += n,
            Some(place) => {
                if let Some(count) = place.and_then(|i| row.outcomes.get_mut(i)) {
                    *count += n;
                }
            }
        }
    }
    let code = |row: &GridRow| row.grid.as_ref().and_then(|g| tree.get(&GridId(g.id))).map(|g| g.code.clone());
    let mut rows: Vec<GridRow> = all.into_values().collect();
    // Enterprises in no node stand at the end.
    rows.sort_by_key(|row| (row.grid.is_none(), code(row)));
    rows
}

/// Accounts of chiefs of the street and of villages in it; without any, the name in the tree.
fn owners(street_id: GridId, tree: &BTreeMap<GridId, Grid>, chiefs: &[(GridId, String)]) -> Vec<String> {
    let own = chiefs.iter().filter(|(grid, _)| street(tree, *grid) == street_id);
    let mut names: Vec<String> = own.map(|(_, name)| name.clone()).collect();
    if names.is_empty() {
        names.extend(tree.get(&street_id).and_then(|g| g.chief_name.clone()));
    }
    names
}

#[cfg(test)]
mod tests {
    use anlu_domain::{
        access::{Scope, Viewer},
        campaign::{Draft, Outcome, Text, start},
        ids::UserId,
        time::UtcMs,
    };
    use uuid::Uuid;

    use super::*;

    fn node(n: u128, level: GridLevel, parent: Option<u128>, chief: Option<&str>) -> (GridId, Grid) {
        let id = GridId(Uuid::from_u128(n));
        let parent = parent.map(|p| GridId(Uuid::from_u128(p)));
        let (code, name) = (n.to_string(), format!("网格{n}"));
        (id, Grid { id, code, name, level, parent, chief_name: chief.map(str::to_owned), boundary: None })
    }

    #[test]
    fn villages_count_for_their_street_and_chiefs_own_it() {
        let text = |zh: &str| Text { zh: zh.to_owned(), en: String::new() };
        let now = UtcMs::parse_rfc3339("2026-11-26T10:00:00+08:00").unwrap();
        let draft = Draft {
            title: text("清理"),
            task: text("办理"),
            template: None,
            among: None,
            basis: None,
            outcomes: vec![Outcome { code: String::from("a"), title: text("甲"), evidence: false }],
            deadline: now.day(),
        };
        let by = Viewer { user: UserId(Uuid::nil()), name: String::new(), role: Role::Leader, scope: Scope::All };
        let campaign = start((CampaignId(Uuid::nil()), String::new()), &draft, 5, &by, now).unwrap();
        let tree = BTreeMap::from([
            node(1, GridLevel::County, None, None),
            node(2, GridLevel::Street, Some(1), Some("树上的名字")),
            node(3, GridLevel::Village, Some(2), None),
            node(4, GridLevel::Street, Some(1), Some("李示例")),
        ]);
        let grid = |n| Some(GridId(Uuid::from_u128(n)));
        let a = || Some(String::from("a"));
        let counted = vec![(grid(3), None, 2), (grid(2), a(), 1), (grid(4), a(), 3), (None, None, 1)];
        let chiefs = [(GridId(Uuid::from_u128(3)), String::from("张示例"))];
        let rows = rows(&campaign, &counted, &tree, &chiefs);
        let told: Vec<_> = rows.iter().map(|r| (r.owners.join("、"), r.total, r.open, r.outcomes[0])).collect();
        let want = [("张示例", 3, 2, 1), ("李示例", 3, 0, 3), ("", 1, 1, 0)];
        assert_eq!(told, want.map(|(who, total, open, n)| (who.to_owned(), total, open, n)));
        assert!(rows[2].grid.is_none());
    }
}
