//! What terminals sent: pictures and files of alarms, each a piece of evidence.

use anlu_domain::{
    access::Viewer,
    evidence::EvidenceHash,
    ids::{CommandId, EnterpriseId, VehicleId},
    time::UtcMs,
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{column::corrupt, evidence::Content};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::vehicle_media::{Column, Entity, Model},
    scope,
};

const TABLE: &str = "vehicle_media";

/// One file of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Id, derived from what the terminal calls it: sent again, it changes nothing.
    pub id: Uuid,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Its enterprise at that time.
    pub enterprise: EnterpriseId,
    /// Name of the content.
    pub hash: EvidenceHash,
    /// File name, for people.
    pub name: String,
    /// Where it comes from: `recording` (0x0801) or `alarm` (attachment connection).
    pub source: String,
    /// Camera; 0 when nobody says.
    pub channel: i32,
    /// Why it was recorded (0x0801), or the kind of file (attachments).
    pub event: i32,
    /// When it was taken, as the terminal says.
    pub captured_at: Option<UtcMs>,
    /// When it came.
    pub received_at: UtcMs,
    /// The order it answers.
    pub command: Option<CommandId>,
    /// The alarm it belongs to, as the terminal named it.
    pub alarm: Option<String>,
}

impl TryFrom<Model> for Media {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: m.id,
            vehicle: VehicleId(m.vehicle_id),
            enterprise: EnterpriseId(m.enterprise_id),
            hash: EvidenceHash::parse(&m.hash).ok_or_else(|| corrupt(TABLE, "hash", m.id))?,
            name: m.name,
            source: m.source,
            channel: m.channel,
            event: m.event,
            captured_at: m.captured_at.map(UtcMs),
            received_at: UtcMs(m.received_at),
            command: m.command_id.map(CommandId),
            alarm: m.alarm,
        })
    }
}

/// Stores a file; one with the same id changes nothing, and gives `false`.
pub async fn put(tx: &Tx, media: &Media, content: Content) -> Result<bool, StoreError> {
    super::evidence::keep(tx, content, media.received_at).await?;
    let row = Model {
        id: media.id,
        vehicle_id: media.vehicle.0,
        enterprise_id: media.enterprise.0,
        hash: media.hash.to_string(),
        name: media.name.clone(),
        source: media.source.clone(),
        channel: media.channel,
        event: media.event,
        captured_at: media.captured_at.map(|t| t.0),
        received_at: media.received_at.0,
        command_id: media.command.map(|c| c.0),
        alarm: media.alarm.clone(),
    };
    let once = OnConflict::column(Column::Id).do_nothing().to_owned();
    let added = Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(added > 0)
}

/// One page of the files of a vehicle that the viewer may see, newest first, each with its content.
pub async fn of_vehicle(
    db: Db<'_>,
    viewer: &Viewer,
    vehicle: VehicleId,
    page: Page,
) -> Result<Paged<(Media, Content)>, StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::VehicleId.eq(vehicle.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_desc(Column::ReceivedAt).order_by_asc(Column::Id);
    let rows = rows.offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(with_contents(db, rows).await?, total, page))
}

/// The newest file that answers an order. For who sees all.
pub async fn of_command(db: Db<'_>, command: CommandId) -> Result<Option<Media>, StoreError> {
    let query = Entity::find().filter(Column::CommandId.eq(command.0)).order_by_desc(Column::ReceivedAt);
    query.one(&db.conn()).await?.map(Media::try_from).transpose()
}

/// Files of a vehicle taken within a time, oldest first, at most `limit`. The caller has read what the time belongs to
/// for its viewer.
pub async fn between(
    db: Db<'_>,
    vehicle: VehicleId,
    from: UtcMs,
    to: UtcMs,
    limit: u64,
) -> Result<Vec<(Media, Content)>, StoreError> {
    let query = Entity::find()
        .filter(Column::VehicleId.eq(vehicle.0))
        .filter(Column::CapturedAt.gte(from.0))
        .filter(Column::CapturedAt.lte(to.0))
        .order_by_asc(Column::CapturedAt)
        .order_by_asc(Column::Name);
    with_contents(db, query.limit(limit).all(&db.conn()).await?).await
}

async fn with_contents(db: Db<'_>, rows: Vec<Model>) -> Result<Vec<(Media, Content)>, StoreError> {
    let contents = super::evidence::contents(db, rows.iter().map(|r| r.hash.clone()).collect()).await?;
    rows.into_iter()
        .map(|row| {
            let found = contents.iter().find(|c| c.hash.to_string() == row.hash).copied();
            let content = found.ok_or_else(|| corrupt(TABLE, "hash", row.id))?;
            Ok((Media::try_from(row)?, content))
        })
        .collect()
}
