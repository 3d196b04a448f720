//! Visits that a draw or an officer assigned.

use anlu_domain::{
    access::Viewer,
    field::assignment::Assignment,
    ids::{AssignmentId, DrawId, EnterpriseId, FieldInspectionId, UserId},
    time::UtcMs,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Query};
use uuid::Uuid;

use super::column::{corrupt, from_json, to_json};
use crate::{
    Db, StoreError, Tx,
    entity::{
        assignment::{ActiveModel, Column, Entity, Model},
        assignment_officer as officer,
    },
    scope,
};

const TABLE: &str = "assignment";

/// Rows per statement: databases bound the number of parameters.
const PART: usize = 500;

fn read(m: &Model) -> Result<Assignment, StoreError> {
    let value: Option<Assignment> = from_json(Some(&m.body), TABLE, "body", m.id)?;
    let value = value.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(Assignment { inspection: m.inspection_id.map(FieldInspectionId), ..value })
}

/// Stores new assignments.
pub async fn insert(tx: &Tx, all: &[Assignment]) -> Result<(), StoreError> {
    for part in all.chunks(PART) {
        let mut rows = Vec::with_capacity(part.len());
        let mut officers = Vec::new();
        for a in part {
            let row = Model {
                id: a.id.0,
                draw_id: a.draw.as_ref().map(|d| d.id.0),
                enterprise_id: a.enterprise.0,
                due: a.due.0,
                inspection_id: None,
                withdrawn_at: None,
                body: to_json(a)?,
            };
            rows.push(row.into_active_model());
            let mut users: Vec<Uuid> = a.officers.iter().filter_map(|o| o.user).map(|u| u.0).collect();
            users.sort_unstable();
            users.dedup();
            let of = |user_id| officer::Model { assignment_id: a.id.0, user_id }.into_active_model();
            officers.extend(users.into_iter().map(of));
        }
        Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        if !officers.is_empty() {
            officer::Entity::insert_many(officers).exec_without_returning(tx.conn()).await?;
        }
    }
    Ok(())
}

/// The assignment, when the viewer may see its enterprise.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: AssignmentId) -> Result<Option<Assignment>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.as_ref().map(read).transpose()
}

/// Notes the inspection that settled an assignment; whether it was open.
pub async fn settle(tx: &Tx, id: AssignmentId, inspection: FieldInspectionId) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(ActiveModel { inspection_id: Set(Some(inspection.0)), ..Default::default() })
        .filter(Column::Id.eq(id.0))
        .filter(Column::InspectionId.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes an open visit from every list. Whoever is on the way with it can still hand his inspection in.
pub async fn withdraw(tx: &Tx, id: AssignmentId, at: UtcMs) -> Result<(), StoreError> {
    Entity::update_many()
        .set(ActiveModel { withdrawn_at: Set(Some(at.0)), ..Default::default() })
        .filter(Column::Id.eq(id.0))
        .filter(Column::InspectionId.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Open assignments of an officer by their last day, at most `limit`. The officer's own: no scope besides.
pub async fn open_of(db: Db<'_>, user: UserId, limit: u64) -> Result<Vec<Assignment>, StoreError> {
    let mine = Query::select()
        .column(officer::Column::AssignmentId)
        .from(officer::Entity)
        .and_where(officer::Column::UserId.eq(user.0))
        .take();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(mine))
        .filter(Column::InspectionId.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .order_by_asc(Column::Due)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(&db.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Open visits that nobody was named for, of enterprises the viewer may see, by their last day, at most `limit`. Visits
/// of draws are not among them: who goes there is drawn.
pub async fn open_to_all(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<Vec<Assignment>, StoreError> {
    let named = Query::select().column(officer::Column::AssignmentId).from(officer::Entity).take();
    let rows = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::DrawId.is_null())
        .filter(Column::InspectionId.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .filter(Column::Id.not_in_subquery(named))
        .order_by_asc(Column::Due)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(&db.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Assignments of a draw. No scope: the result of a draw is public.
pub async fn of_draw(db: Db<'_>, draw: DrawId) -> Result<Vec<Assignment>, StoreError> {
    let rows = Entity::find().filter(Column::DrawId.eq(draw.0)).order_by_asc(Column::Id).all(&db.conn()).await?;
    rows.iter().map(read).collect()
}

/// Open assignments of an enterprise the viewer may see.
pub async fn open_at(db: Db<'_>, viewer: &Viewer, enterprise: EnterpriseId) -> Result<Vec<Assignment>, StoreError> {
    let rows = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .filter(Column::InspectionId.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .order_by_asc(Column::Due)
        .all(&db.conn())
        .await?;
    rows.iter().map(read).collect()
}
