//! One project as it stands today: its items with their risks, what each party owes, the blind spots.

use anlu_domain::{
    ids::ProjectId,
    project::{ItemState, PartyRole, WorkItem},
};
use anlu_rules::{
    construction::{BlindKind, BlindSpot, Row, limit},
    pack::{DutyTime, Title, Work},
};
use anlu_store::repo::{names, project as repo};

use super::{
    ProjectError,
    list::Known,
    scene::Scene,
    view::{BlindView, ItemRisk, ItemView, MeasureView, ProjectView, RowView},
};
use crate::{
    access::{self, Action, require},
    case::sure,
    ctx::Ctx,
    policy::Words,
    step_error::StepError,
    timeline,
};

/// The project, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: ProjectId) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::ProjectRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let known = Known::of(db, std::slice::from_ref(&stored)).await?;
    let scene = Scene::read(ctx, db, stored.project.clone(), ctx.now().day()).await?;
    let roles = stored.project.roles_of(&ctx.viewer);
    let opens = match stored.project.party(PartyRole::Contractor) {
        Some(p) => names::visible_enterprise(db, &ctx.viewer, p.enterprise).await?,
        None => false,
    };
    let sight = Sight { scene: &scene, known: &known, roles: &roles, opens, adds: may(ctx, Action::RecordAdd) };
    let draws = may(ctx, Action::RiskEdit) && roles.contains(&PartyRole::Contractor);
    let items = stored.project.items.iter().map(|i| sight.item(i, draws)).collect();
    Ok(ProjectView {
        items,
        may_edit: may(ctx, Action::ProjectEdit),
        may_work: may(ctx, Action::ProjectWork) && stored.project.takes_items_of(&ctx.viewer),
        timeline: timeline::of(db, "project", id.to_string()).await?,
        row: known.row(repo::StoredProject { blind: scene.blind(), ..stored }),
        roles,
    })
}

fn may(ctx: &Ctx, action: Action) -> bool {
    access::may(ctx.viewer.role, action)
}

pub(super) fn words(title: &Title) -> Words {
    Words { zh: title.zh.clone(), en: title.en.clone() }
}

fn same(text: &str) -> Words {
    Words { zh: text.to_owned(), en: text.to_owned() }
}

/// What one viewer sees of a project.
pub(super) struct Sight<'a> {
    pub(super) scene: &'a Scene,
    pub(super) known: &'a Known,
    pub(super) roles: &'a [PartyRole],
    /// He may open the census of the contractor.
    pub(super) opens: bool,
    /// He may record what his enterprise did.
    pub(super) adds: bool,
}

impl Sight<'_> {
    /// An item on the day.
    pub(super) fn item(&self, item: &WorkItem, draws: bool) -> ItemView {
        let Some((work, judged)) = self.scene.work(item).zip(self.scene.judged(item)) else {
            let kind = same(&item.kind);
            return ItemView {
                item: item.clone(),
                kind,
                risks: Vec::new(),
                rows: Vec::new(),
                blind: Vec::new(),
                may_draw: false,
            };
        };
        let risks = self.risks(&work, item);
        ItemView {
            may_draw: draws && item.state != ItemState::Done && risks.iter().any(|r| r.risk.is_none()),
            kind: words(&work.kind.title),
            rows: judged.rows.iter().map(|r| self.row(item, r)).collect(),
            blind: judged.blind.iter().map(|b| self.blind(&work, b)).collect(),
            item: item.clone(),
            risks,
        }
    }

    fn risks(&self, work: &Work<'_>, item: &WorkItem) -> Vec<ItemRisk> {
        let census = self.scene.risks(item);
        let one = |point: &anlu_rules::pack::TemplatePoint| {
            let risk = census.get(point.key.as_str());
            ItemRisk {
                name: risk.map_or_else(|| point.name.clone(), |r| r.name.clone()),
                accident: risk.map_or_else(|| point.accident.clone(), |r| r.accident.clone()),
                grade: risk.map(|r| r.grade()).or_else(|| self.scene.proposed(work, point)),
                risk: risk.map(|r| r.id),
                opens: self.opens,
            }
        };
        let mut all: Vec<ItemRisk> = work.kind.points.iter().map(one).collect();
        all.sort_by_key(|r| std::cmp::Reverse(r.grade));
        all
    }

    fn row(&self, item: &WorkItem, row: &Row<'_>) -> RowView {
        let duty = row.duty;
        RowView {
            id: row.id.clone(),
            title: words(&duty.title),
            role: duty.role,
            every_days: match duty.time {
                DutyTime::EveryDays(days) => Some(days),
                DutyTime::BeforeStart(_) => None,
            },
            state: row.state,
            last: row.last,
            due: row.due,
            gate: duty.gate,
            measures: duty
                .measures
                .iter()
                .map(|m| MeasureView {
                    key: m.key.clone(),
                    title: words(&m.title),
                    unit: m.unit.clone(),
                    limit: limit(item, m),
                })
                .collect(),
            clause: words(&duty.clause),
            confidence: sure(duty.confidence),
            mine: self.adds && self.roles.contains(&duty.role) && item.state != ItemState::Done,
        }
    }

    fn blind(&self, work: &Work<'_>, spot: &BlindSpot) -> BlindView {
        let party = self.scene.project.party(spot.role);
        let (duty, title) = match spot.kind {
            BlindKind::NoParty | BlindKind::NoPerson => (None, same("")),
            BlindKind::Unlisted => {
                let point = work.kind.points.iter().find(|p| p.key == spot.about);
                (None, same(point.map_or("", |p| p.name.as_str())))
            }
            BlindKind::Exceeded => {
                let (id, key) = spot.about.rsplit_once('/').unwrap_or((&spot.about, ""));
                let measure = work.duty(id).and_then(|d| d.measures.iter().find(|m| m.key == key));
                (Some(id.to_owned()), measure.map_or_else(|| same(key), |m| words(&m.title)))
            }
            BlindKind::Ungated | BlindKind::Never | BlindKind::Overdue => {
                let title = work.duty(&spot.about).map_or_else(|| same(&spot.about), |d| words(&d.title));
                (Some(spot.about.clone()), title)
            }
        };
        BlindView {
            kind: spot.kind,
            role: spot.role,
            enterprise: party.map(|p| self.known.firm(p.enterprise)),
            person: party.and_then(|p| p.person.clone()),
            mine: duty.is_some() && self.adds && self.roles.contains(&spot.role),
            duty,
            title,
            since: spot.since,
            record: spot.record,
        }
    }
}
