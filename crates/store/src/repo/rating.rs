//! Ratings: the newest of each enterprise and model, and those before it. A rating stands until the next.

use anlu_domain::{access::Viewer, grade::Grade, ids::EnterpriseId, time::CivilDay};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict};
use uuid::Uuid;

use super::column::corrupt;
use crate::{
    Db, StoreError, Tx,
    entity::{
        rating::{Column, Entity, Model},
        rating_history::{self as history, Column as Past},
    },
    scope,
};

const TABLE: &str = "rating";
/// Rows per statement.
const BATCH: usize = 500;

/// A rating as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRating {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Model.
    pub model: String,
    /// Its grade counts for the fact `enterprise.grade`.
    pub gives_grade: bool,
    /// Day since which it stands.
    pub day: CivilDay,
    /// Pack and version.
    pub pack: String,
    /// Score.
    pub score: f64,
    /// Grade; none: too little data.
    pub grade: Option<Grade>,
    /// Grade before the last move.
    pub was: Option<Grade>,
    /// Day of the last move.
    pub moved_on: Option<CivilDay>,
    /// Group of like enterprises.
    pub peer_group: u32,
    /// The waterfall as JSON.
    pub body: String,
    /// Of everything but the day.
    pub digest: i64,
    /// The enterprise has not confirmed the last move.
    pub notice_unread: bool,
}

/// A rating of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRating {
    /// Since when it stood.
    pub day: CivilDay,
    /// Pack and version.
    pub pack: String,
    /// Score.
    pub score: f64,
    /// Grade.
    pub grade: Option<Grade>,
    /// The waterfall as JSON.
    pub body: String,
}

fn grade(text: Option<String>, id: Uuid) -> Result<Option<Grade>, StoreError> {
    text.map(|t| Grade::parse(&t).ok_or_else(|| corrupt(TABLE, "grade", id))).transpose()
}

pub(super) fn read(m: Model) -> Result<StoredRating, StoreError> {
    let id = m.enterprise_id;
    Ok(StoredRating {
        enterprise: EnterpriseId(id),
        model: m.model,
        gives_grade: m.gives_grade,
        day: CivilDay(m.day),
        pack: m.pack,
        score: m.score,
        grade: grade(m.grade, id)?,
        was: grade(m.was, id)?,
        moved_on: m.moved_on.map(CivilDay),
        peer_group: u32::try_from(m.peer_group).unwrap_or(0),
        body: m.body,
        digest: m.digest,
        notice_unread: m.notice_unread,
    })
}

fn model(r: &StoredRating) -> Model {
    let name = |g: Option<Grade>| g.map(|g| g.as_str().to_owned());
    Model {
        enterprise_id: r.enterprise.0,
        model: r.model.clone(),
        gives_grade: r.gives_grade,
        day: r.day.0,
        pack: r.pack.clone(),
        score: r.score,
        grade: name(r.grade),
        was: name(r.was),
        moved_on: r.moved_on.map(|d| d.0),
        peer_group: i32::try_from(r.peer_group).unwrap_or(i32::MAX),
        body: r.body.clone(),
        digest: r.digest,
        notice_unread: r.notice_unread,
    }
}

/// What a re-rating compares with.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Model.
    pub model: String,
    /// Digest.
    pub digest: i64,
    /// Day since which it stands.
    pub day: CivilDay,
    /// Pack and version.
    pub pack: String,
    /// Grade.
    pub grade: Option<Grade>,
    /// Grade before the last move.
    pub was: Option<Grade>,
    /// Day of the last move.
    pub moved_on: Option<CivilDay>,
    /// Group of like enterprises.
    pub peer_group: u32,
    /// Not confirmed.
    pub notice_unread: bool,
}

/// How these enterprises stand, without waterfalls. No scope: for the re-rating.
pub async fn standings(db: Db<'_>, ids: &[EnterpriseId]) -> Result<Vec<(EnterpriseId, Standing)>, StoreError> {
    type Row = (Uuid, String, i64, i32, String, Option<String>, Option<String>, Option<i32>, i32, bool);
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            Column::EnterpriseId,
            Column::Model,
            Column::Digest,
            Column::Day,
            Column::Pack,
            Column::Grade,
            Column::Was,
            Column::MovedOn,
            Column::PeerGroup,
            Column::NoticeUnread,
        ])
        .filter(Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .into_tuple()
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|(id, model, digest, day, pack, now, was, moved_on, group, notice_unread)| {
            let standing = Standing {
                model,
                digest,
                day: CivilDay(day),
                pack,
                grade: grade(now, id)?,
                was: grade(was, id)?,
                moved_on: moved_on.map(CivilDay),
                peer_group: u32::try_from(group).unwrap_or(0),
                notice_unread,
            };
            Ok((EnterpriseId(id), standing))
        })
        .collect()
}

/// Writes ratings that differ from what stands; each goes into the history too.
pub async fn write(tx: &Tx, ratings: &[StoredRating]) -> Result<(), StoreError> {
    for batch in ratings.chunks(BATCH) {
        let rows = batch.iter().map(|r| model(r).into_active_model());
        let columns = [
            Column::GivesGrade,
            Column::Day,
            Column::Pack,
            Column::Score,
            Column::Grade,
            Column::Was,
            Column::MovedOn,
            Column::PeerGroup,
            Column::Body,
            Column::Digest,
            Column::NoticeUnread,
        ];
        let replace = OnConflict::columns([Column::EnterpriseId, Column::Model]).update_columns(columns).to_owned();
        Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
        let rows = batch.iter().map(|r| {
            let m = model(r);
            let past = history::Model {
                enterprise_id: m.enterprise_id,
                model: m.model,
                day: m.day,
                pack: m.pack,
                score: m.score,
                grade: m.grade,
                body: m.body,
            };
            past.into_active_model()
        });
        let replace = OnConflict::columns([Past::EnterpriseId, Past::Model, Past::Day])
            .update_columns([Past::Pack, Past::Score, Past::Grade, Past::Body])
            .to_owned();
        history::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Forgets the ratings of an enterprise by models that are no longer about it; the history stays.
pub async fn forget(tx: &Tx, enterprise: EnterpriseId, model: &str) -> Result<(), StoreError> {
    Entity::delete_by_id((enterprise.0, model.to_owned())).exec(tx.conn()).await?;
    Ok(())
}

/// The ratings of an enterprise the viewer may see, by model.
pub async fn of_enterprise(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
) -> Result<Vec<StoredRating>, StoreError> {
    let rows = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .order_by_desc(Column::GivesGrade)
        .order_by_asc(Column::Model)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Ratings before, newest first, at most `limit`. No scope: the caller has read the enterprise.
pub async fn past(
    db: Db<'_>,
    enterprise: EnterpriseId,
    model: &str,
    limit: u64,
) -> Result<Vec<PastRating>, StoreError> {
    let rows = history::Entity::find()
        .filter(history::Column::EnterpriseId.eq(enterprise.0))
        .filter(history::Column::Model.eq(model))
        .order_by_desc(history::Column::Day)
        .limit(limit)
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|m| {
            let grade = grade(m.grade, m.enterprise_id)?;
            Ok(PastRating { day: CivilDay(m.day), pack: m.pack, score: m.score, grade, body: m.body })
        })
        .collect()
}

/// Keeps ratings of the past, as an import or a demonstration brings them.
pub async fn keep_past(tx: &Tx, enterprise: EnterpriseId, model: &str, all: &[PastRating]) -> Result<(), StoreError> {
    for r in all {
        let row = history::Model {
            enterprise_id: enterprise.0,
            model: model.to_owned(),
            day: r.day.0,
            pack: r.pack.clone(),
            score: r.score,
            grade: r.grade.map(|g| g.as_str().to_owned()),
            body: r.body.clone(),
        };
        let kept = OnConflict::columns([Past::EnterpriseId, Past::Model, Past::Day]).do_nothing().to_owned();
        history::Entity::insert_many([row.into_active_model()])
            .on_conflict(kept)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

/// The enterprise confirms the notice of its grades; how many it had not.
pub async fn confirm(tx: &Tx, enterprise: EnterpriseId) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::NoticeUnread, false.into())
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .filter(Column::NoticeUnread.eq(true))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Notices that the enterprises of the viewer have not confirmed, at most `limit`.
pub async fn unread(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<Vec<StoredRating>, StoreError> {
    let rows = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::NoticeUnread.eq(true))
        .order_by_asc(Column::MovedOn)
        .limit(limit)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(read).collect()
}
