//! A project with everything that bears on its list: what was done, the census of its contractor, the pack in force.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anlu_domain::{
    project::{DutyDone, PartyRole, Project, WorkItem},
    risk::{Grade, Risk},
    time::CivilDay,
};
use anlu_rules::{
    construction::{Judged, Situation, judge},
    pack::{TemplatePoint, Work},
};
use anlu_store::{
    Db, StoreError,
    repo::{project as repo, risk},
};

use crate::{ctx::Desk, duty::DutyBook};

/// A project and what bears on it.
pub(crate) struct Scene {
    pub(crate) project: Project,
    pub(crate) done: Vec<DutyDone>,
    pub(crate) day: CivilDay,
    risks: Vec<Risk>,
    book: Option<Arc<DutyBook>>,
}

impl Scene {
    /// Reads what bears on `project`. The caller has read it for its viewer.
    pub(crate) async fn read(desk: &Desk, db: Db<'_>, project: Project, day: CivilDay) -> Result<Self, StoreError> {
        let risks = match project.party(PartyRole::Contractor) {
            Some(contractor) => risk::of_works(db, contractor.enterprise).await?,
            None => Vec::new(),
        };
        let done = repo::records(db, project.id).await?;
        Ok(Self { project, done, day, risks, book: desk.book() })
    }

    /// The kind of an item in force; `None` when the pack does not have it any more.
    pub(crate) fn work(&self, item: &WorkItem) -> Option<Work<'_>> {
        self.book.as_ref()?.pack().work_on(&item.kind, self.day)
    }

    /// Risks of the census that the item brought, by the key of their point.
    pub(crate) fn risks(&self, item: &WorkItem) -> BTreeMap<&str, &Risk> {
        let template = item.template();
        let mut found = BTreeMap::new();
        for risk in &self.risks {
            if let Some((own, point)) = risk.template.as_deref().and_then(|t| t.split_once('/'))
                && own == template
            {
                found.insert(point, risk);
            }
        }
        found
    }

    /// What each party owes of the item, and its blind spots.
    pub(crate) fn judged(&self, item: &WorkItem) -> Option<Judged<'_>> {
        let work = self.work(item)?;
        let done: Vec<DutyDone> = self.done.iter().filter(|d| d.item == item.id).cloned().collect();
        let listed: BTreeSet<String> = self.risks(item).into_keys().map(str::to_owned).collect();
        let now = Situation { day: self.day, item, parties: &self.project.parties, done: &done, listed: &listed };
        Some(judge(&work, &now))
    }

    /// How many blind spots the project has.
    pub(crate) fn blind(&self) -> u32 {
        let of = |item| self.judged(item).map_or(0, |j: Judged<'_>| j.blind.len());
        u32::try_from(self.project.items.iter().map(of).sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// The grade that the pack proposes for a point.
    pub(crate) fn proposed(&self, work: &Work<'_>, point: &TemplatePoint) -> Option<Grade> {
        let pack = self.book.as_ref()?.pack();
        let method = pack.risk_methods.iter().find(|m| m.id == work.kind.method && m.valid_on(self.day))?;
        point.grade(&method.scale()?)
    }
}
