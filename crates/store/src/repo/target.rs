//! How enterprises and their people stand with the targets of the pack.

use std::collections::{BTreeMap, HashSet};

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, PersonId},
    target::Point,
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{enterprise, target_day as day, target_name as name, target_standing as standing},
    scope,
};

/// Rows per statement.
const BATCH: usize = 2_000;

/// One enterprise and one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Target.
    pub target: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Subjects of the enterprise it is about.
    pub about: u32,
    /// Of them fulfil it.
    pub held: u32,
    /// Subjects of which unknown facts leave open whether it is about them.
    pub unknown: u32,
    /// Who is listed by name; `None`: the enterprise itself.
    pub names: Vec<Option<PersonId>>,
}

/// One who is listed by name under a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Target.
    pub target: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// The person; `None`: the enterprise itself.
    pub person: Option<PersonId>,
    /// When the authority reminded of it, and who.
    pub reminded: Option<(UtcMs, String)>,
}

/// Sums over the enterprises a viewer may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Those it is about.
    pub about: u64,
    /// Of them fulfil it.
    pub held: u64,
    /// Those of whom nobody can tell yet.
    pub unknown: u64,
}

/// Writes how these enterprises stand; what stood there before goes, reminders of those who are still listed stay.
pub async fn write(tx: &Tx, ids: &[EnterpriseId], rows: &[Standing]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let these = || ids.iter().map(|i| i.0);
    standing::Entity::delete_many().filter(standing::Column::EnterpriseId.is_in(these())).exec(tx.conn()).await?;
    let signed = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    for batch in rows.chunks(BATCH) {
        let models = batch.iter().map(|r| {
            standing::Model {
                target: r.target.clone(),
                enterprise_id: r.enterprise.0,
                about: signed(r.about),
                held: signed(r.held),
                unknown: signed(r.unknown),
            }
            .into_active_model()
        });
        standing::Entity::insert_many(models).exec_without_returning(tx.conn()).await?;
    }
    names_of(tx, ids, rows).await
}

async fn names_of(tx: &Tx, ids: &[EnterpriseId], rows: &[Standing]) -> Result<(), StoreError> {
    let known =
        name::Entity::find().filter(name::Column::EnterpriseId.is_in(ids.iter().map(|i| i.0))).all(tx.conn()).await?;
    let had: HashSet<(String, Uuid)> = known.into_iter().map(|m| (m.target, m.subject_id)).collect();
    let of = |r: &Standing, person: Option<PersonId>| name::Model {
        target: r.target.clone(),
        subject_id: person.map_or(r.enterprise.0, |p| p.0),
        enterprise_id: r.enterprise.0,
        person_id: person.map(|p| p.0),
        reminded_at: None,
        reminded_by: None,
    };
    let wanted: Vec<name::Model> = rows.iter().flat_map(|r| r.names.iter().map(move |p| of(r, *p))).collect();
    let stay: HashSet<(String, Uuid)> = wanted.iter().map(|m| (m.target.clone(), m.subject_id)).collect();
    let mut gone: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for (target, subject) in had.difference(&stay) {
        gone.entry(target).or_default().push(*subject);
    }
    for (target, subjects) in gone {
        for batch in subjects.chunks(BATCH) {
            name::Entity::delete_many()
                .filter(name::Column::Target.eq(target))
                .filter(name::Column::SubjectId.is_in(batch.iter().copied()))
                .exec(tx.conn())
                .await?;
        }
    }
    let fresh: Vec<_> = wanted.into_iter().filter(|m| !had.contains(&(m.target.clone(), m.subject_id))).collect();
    for batch in fresh.chunks(BATCH) {
        let models = batch.iter().cloned().map(IntoActiveModel::into_active_model);
        // A person may have come from another enterprise since.
        let moved = OnConflict::columns([name::Column::Target, name::Column::SubjectId])
            .update_columns([name::Column::EnterpriseId, name::Column::PersonId])
            .to_owned();
        name::Entity::insert_many(models).on_conflict(moved).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn total(column: standing::Column) -> sea_orm::sea_query::SimpleExpr {
    Expr::col((standing::Entity, column)).sum().cast_as(Alias::new("bigint"))
}

/// Sums of each target over the enterprises the viewer may see.
pub async fn sums(db: Db<'_>, viewer: &Viewer) -> Result<BTreeMap<String, Sums>, StoreError> {
    let rows: Vec<(String, i64, i64, i64)> = standing::Entity::find()
        .filter(scope::by_enterprise(viewer, Expr::col((standing::Entity, standing::Column::EnterpriseId))))
        .select_only()
        .column(standing::Column::Target)
        .column_as(total(standing::Column::About), "about")
        .column_as(total(standing::Column::Held), "held")
        .column_as(total(standing::Column::Unknown), "unknown")
        .group_by(standing::Column::Target)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let sums = |(target, about, held, unknown)| {
        (target, Sums { about: count(about), held: count(held), unknown: count(unknown) })
    };
    Ok(rows.into_iter().map(sums).collect())
}

fn read(m: name::Model) -> Listed {
    Listed {
        target: m.target,
        enterprise: EnterpriseId(m.enterprise_id),
        person: m.person_id.map(PersonId),
        reminded: m.reminded_at.map(UtcMs).zip(m.reminded_by),
    }
}

fn listed(viewer: &Viewer) -> Select<name::Entity> {
    name::Entity::find().filter(scope::by_enterprise(viewer, name::Column::EnterpriseId.into_expr()))
}

/// One page of those who are listed under a target, of the enterprises the viewer may see; those of one enterprise
/// together.
pub async fn names(db: Db<'_>, viewer: &Viewer, target: &str, page: Page) -> Result<Paged<Listed>, StoreError> {
    let query = listed(viewer).filter(name::Column::Target.eq(target));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(name::Column::EnterpriseId)
        .order_by_asc(name::Column::SubjectId)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect(), total, page))
}

/// As [`names`], the first `limit`.
pub async fn first_names(db: Db<'_>, viewer: &Viewer, target: &str, limit: u64) -> Result<Vec<Listed>, StoreError> {
    let query = listed(viewer).filter(name::Column::Target.eq(target));
    let rows = query
        .order_by_asc(name::Column::EnterpriseId)
        .order_by_asc(name::Column::SubjectId)
        .limit(limit)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// What the viewer's enterprises were reminded of: target, enterprise, how many subjects, and when first; longest
/// first, at most `limit`.
pub async fn reminders(
    db: Db<'_>,
    viewer: &Viewer,
    limit: u64,
) -> Result<Vec<(String, EnterpriseId, u64, UtcMs)>, StoreError> {
    let rows: Vec<(String, Uuid, i64, i64)> = listed(viewer)
        .filter(name::Column::RemindedAt.is_not_null())
        .select_only()
        .column(name::Column::Target)
        .column(name::Column::EnterpriseId)
        .column_as(name::Column::SubjectId.count(), "n")
        .column_as(name::Column::RemindedAt.min(), "since")
        .group_by(name::Column::Target)
        .group_by(name::Column::EnterpriseId)
        .order_by_asc(name::Column::RemindedAt.min())
        .limit(limit)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(|(target, id, n, at)| (target, EnterpriseId(id), count(n), UtcMs(at))).collect())
}

/// How many of those listed under each target were reminded, of the enterprises the viewer may see.
pub async fn reminded(db: Db<'_>, viewer: &Viewer) -> Result<BTreeMap<String, u64>, StoreError> {
    let rows: Vec<(String, i64)> = listed(viewer)
        .filter(name::Column::RemindedAt.is_not_null())
        .select_only()
        .column(name::Column::Target)
        .column_as(name::Column::SubjectId.count(), "n")
        .group_by(name::Column::Target)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(|(target, n)| (target, count(n))).collect())
}

/// Reminds everybody listed under a target who was not reminded yet, of the enterprises the viewer may see: how many,
/// and the enterprises concerned.
pub async fn remind(
    tx: &Tx,
    viewer: &Viewer,
    target: &str,
    by: &str,
    at: UtcMs,
) -> Result<(u64, Vec<EnterpriseId>), StoreError> {
    note(tx, viewer, target, name::Column::RemindedAt.is_null(), Some((at, by))).await
}

/// Takes the reminders of a target back, of the enterprises the viewer may see: how many, and the enterprises.
pub async fn take_back(tx: &Tx, viewer: &Viewer, target: &str) -> Result<(u64, Vec<EnterpriseId>), StoreError> {
    note(tx, viewer, target, name::Column::RemindedAt.is_not_null(), None).await
}

async fn note(
    tx: &Tx,
    viewer: &Viewer,
    target: &str,
    which: sea_orm::sea_query::SimpleExpr,
    noted: Option<(UtcMs, &str)>,
) -> Result<(u64, Vec<EnterpriseId>), StoreError> {
    let these = sea_orm::Condition::all()
        .add(scope::by_enterprise(viewer, name::Column::EnterpriseId.into_expr()))
        .add(name::Column::Target.eq(target))
        .add(which);
    let mut ids: Vec<Uuid> = name::Entity::find()
        .select_only()
        .column(name::Column::EnterpriseId)
        .filter(these.clone())
        .into_tuple()
        .all(tx.conn())
        .await?;
    ids.sort_unstable();
    ids.dedup();
    let row = name::ActiveModel {
        reminded_at: Set(noted.map(|(at, _)| at.0)),
        reminded_by: Set(noted.map(|(_, by)| by.to_owned())),
        ..Default::default()
    };
    let done = name::Entity::update_many().set(row).filter(these).exec(tx.conn()).await?;
    Ok((done.rows_affected, ids.into_iter().map(EnterpriseId).collect()))
}

/// Whether the figures of a day were noted.
pub async fn noted(db: Db<'_>, on: CivilDay) -> Result<bool, StoreError> {
    Ok(day::Entity::find().filter(day::Column::Day.eq(on.0)).count(&db.conn()).await? > 0)
}

/// Notes how the targets stand on a day, by grid node; a later note of the day replaces an earlier one. How many rows
/// there are.
pub async fn note_day(tx: &Tx, on: CivilDay) -> Result<u64, StoreError> {
    let grid = Expr::col((enterprise::Entity, enterprise::Column::GridId));
    let rows: Vec<(String, Option<Uuid>, i64, i64)> = standing::Entity::find()
        .select_only()
        .column(standing::Column::Target)
        .column_as(grid.clone(), "grid_id")
        .column_as(total(standing::Column::About), "about")
        .column_as(total(standing::Column::Held), "held")
        .join(
            JoinType::InnerJoin,
            standing::Entity::belongs_to(enterprise::Entity)
                .from(standing::Column::EnterpriseId)
                .to(enterprise::Column::Id)
                .into(),
        )
        .group_by(standing::Column::Target)
        .group_by(grid)
        .into_tuple()
        .all(tx.conn())
        .await?;
    day::Entity::delete_many().filter(day::Column::Day.eq(on.0)).exec(tx.conn()).await?;
    for batch in rows.chunks(BATCH) {
        let models = batch.iter().map(|(target, grid, about, held)| {
            day::Model {
                target: target.clone(),
                day: on.0,
                grid_id: grid.unwrap_or_default(),
                about: *about,
                held: *held,
            }
            .into_active_model()
        });
        day::Entity::insert_many(models).exec_without_returning(tx.conn()).await?;
    }
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

/// The figures of a day: target, grid node, those it is about, of them fulfil it. No scope: the whole territory.
pub async fn day(db: Db<'_>, on: CivilDay) -> Result<Vec<(String, Option<Uuid>, u64, u64)>, StoreError> {
    let rows = day::Entity::find().filter(day::Column::Day.eq(on.0)).all(&db.conn()).await?;
    let grid = |id: Uuid| (!id.is_nil()).then_some(id);
    Ok(rows.into_iter().map(|m| (m.target, grid(m.grid_id), count(m.about), count(m.held))).collect())
}

/// Stores figures of past days, by grid node. For an installation that kept them elsewhere.
pub async fn keep_days(tx: &Tx, rows: &[(String, CivilDay, Option<Uuid>, u64, u64)]) -> Result<(), StoreError> {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    for batch in rows.chunks(BATCH) {
        let models = batch.iter().map(|(target, on, grid, about, held)| {
            day::Model {
                target: target.clone(),
                day: on.0,
                grid_id: grid.unwrap_or_default(),
                about: signed(*about),
                held: signed(*held),
            }
            .into_active_model()
        });
        let once =
            OnConflict::columns([day::Column::Target, day::Column::Day, day::Column::GridId]).do_nothing().to_owned();
        day::Entity::insert_many(models).on_conflict(once).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Figures of the territory the viewer may see, from `from` on, by target and day.
pub async fn history(db: Db<'_>, viewer: &Viewer, from: CivilDay) -> Result<BTreeMap<String, Vec<Point>>, StoreError> {
    let sum = |column: day::Column| Expr::col((day::Entity, column)).sum().cast_as(Alias::new("bigint"));
    let rows: Vec<(String, i32, i64, i64)> = day::Entity::find()
        .select_only()
        .column(day::Column::Target)
        .column(day::Column::Day)
        .column_as(sum(day::Column::About), "about")
        .column_as(sum(day::Column::Held), "held")
        .filter(day::Column::Day.gte(from.0))
        .filter(scope::by_grid(viewer, day::Column::GridId.into_expr()))
        .group_by(day::Column::Target)
        .group_by(day::Column::Day)
        .order_by_asc(day::Column::Day)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let mut all: BTreeMap<String, Vec<Point>> = BTreeMap::new();
    for (target, on, about, held) in rows {
        all.entry(target).or_default().push(Point { day: CivilDay(on), about: count(about), held: count(held) });
    }
    Ok(all)
}
