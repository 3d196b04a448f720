//! 销号率、按期率、重复率 by line of business, grid and clause. Every figure is the number of rows of a list: the filter
//! that gives it differs only by the outcome.

use std::collections::BTreeMap;

use anlu_store::repo::{
    hazard_list::{self, Counted, HazardFilter},
    names,
};
use uuid::Uuid;

use super::HazardError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Figures of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Hazards found in the period.
    pub found: u64,
    /// Of them 已销号.
    pub closed: u64,
    /// Handed in by the deadline.
    pub on_time: u64,
    /// Handed in late, or late and not handed in.
    pub late: u64,
    /// Repeats.
    pub repeat: u64,
}

/// A group of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the list filters by; `None`: what belongs to no group.
    pub key: Option<String>,
    /// Name; of lines of business the stable name.
    pub name: String,
    /// Figures.
    pub figures: Figures,
}

/// Rates of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Everything.
    pub all: Figures,
    /// By line of business; an enterprise with several counts in each.
    pub sectors: Vec<Group>,
    /// By the grid node of the enterprise.
    pub grids: Vec<Group>,
    /// By clause, most found first.
    pub clauses: Vec<Group>,
}

impl Figures {
    fn count(&mut self, c: &Counted) {
        self.found += 1;
        self.closed += u64::from(c.closed);
        self.on_time += u64::from(c.on_time == Some(true));
        self.late += u64::from(c.on_time == Some(false));
        self.repeat += u64::from(c.repeat);
    }
}

/// Rates of the hazards of a filter that the viewer may see.
pub async fn rates(ctx: &Ctx, filter: HazardFilter) -> Result<Rates, HazardError> {
    require(ctx, Action::HazardRead)?;
    let db = ctx.store.read();
    let filter = HazardFilter { today: Some(ctx.now().day()), ..filter };
    let counted = hazard_list::counted(db, &ctx.viewer, &filter).await?;
    let known = names::enterprises(db, counted.iter().map(|c| c.enterprise)).await?;
    let mut rates = Rates::default();
    let mut sectors: BTreeMap<Option<String>, Figures> = BTreeMap::new();
    let mut grids: BTreeMap<(String, Option<Uuid>), Figures> = BTreeMap::new();
    let mut clauses: BTreeMap<Option<String>, (String, Figures)> = BTreeMap::new();
    for one in &counted {
        rates.all.count(one);
        let name = known.get(&one.enterprise);
        for sector in name.map(|n| n.sectors.as_slice()).unwrap_or_default() {
            sectors.entry(Some(sector.clone())).or_default().count(one);
        }
        let grid = name.and_then(|n| n.grid.clone());
        let key = grid.map_or((String::new(), None), |(id, name)| (name, Some(id.0)));
        grids.entry(key).or_default().count(one);
        let words = one.words.clone().unwrap_or_default();
        clauses.entry(one.clause.clone()).or_insert_with(|| (words, Figures::default())).1.count(one);
    }
    let group =
        |(key, figures): (Option<String>, Figures)| Group { name: key.clone().unwrap_or_default(), key, figures };
    rates.sectors = sectors.into_iter().map(group).collect();
    let grid = |((name, id), figures): ((String, Option<Uuid>), Figures)| Group {
        key: id.map(|id| id.to_string()),
        name,
        figures,
    };
    rates.grids = grids.into_iter().map(grid).collect();
    let clause = |(key, (name, figures)): (Option<String>, (String, Figures))| Group { key, name, figures };
    rates.clauses = clauses.into_iter().map(clause).collect();
    rates.clauses.sort_by(|a, b| (b.figures.found, &a.name).cmp(&(a.figures.found, &b.name)));
    Ok(rates)
}
