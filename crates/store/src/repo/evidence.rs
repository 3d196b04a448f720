//! Evidence: one row per content, who brought it, and what it proves.

use anlu_domain::{
    access::Viewer,
    evidence::{EvidenceHash, EvidencePhase, MediaType},
    hazard::PersonRef,
    ids::{
        CampaignSubjectId, CaseId, EnterpriseId, FieldInspectionId, HazardId, ProjectRecordId, RecordId, SignalId,
        TalkId, UserId,
    },
    time::UtcMs,
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{OnConflict, Query},
};
use uuid::Uuid;

use super::column::corrupt;
use crate::{
    Db, StoreError, Tx,
    entity::{
        enterprise, evidence, evidence_link as link, evidence_upload as upload, hazard, signal, vehicle_media as media,
    },
    scope,
};

/// What a piece of evidence belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A hazard.
    Hazard(HazardId),
    /// A signal (an enterprise's answer).
    Signal(SignalId),
    /// A record (履职记录).
    Record(RecordId),
    /// The plan and map pictures of an enterprise, on which its risks stand.
    RiskPictures(EnterpriseId),
    /// The outcome of an enterprise in a campaign.
    CampaignSubject(CampaignSubjectId),
    /// An inspection by the authority.
    FieldInspection(FieldInspectionId),
    /// A case; only the authority reads its files.
    Case(CaseId),
    /// What an interview demanded, mended.
    Talk(TalkId),
    /// What a party of a construction project did.
    ProjectRecord(ProjectRecordId),
}

impl Subject {
    const fn kind(self) -> &'static str {
        match self {
            Self::Hazard(_) => "hazard",
            Self::Signal(_) => "signal",
            Self::Record(_) => "duty_record",
            Self::RiskPictures(_) => "risk_picture",
            Self::CampaignSubject(_) => "campaign_subject",
            Self::FieldInspection(_) => "field_inspection",
            Self::Case(_) => "case",
            Self::Talk(_) => "talk",
            Self::ProjectRecord(_) => "project_record",
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Hazard(h) => h.0,
            Self::Signal(s) => s.0,
            Self::Record(r) => r.0,
            Self::RiskPictures(e) => e.0,
            Self::CampaignSubject(s) => s.0,
            Self::FieldInspection(i) => i.0,
            Self::Case(c) => c.0,
            Self::Talk(t) => t.0,
            Self::ProjectRecord(r) => r.0,
        }
    }
}

/// A content as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// Name of the content.
    pub hash: EvidenceHash,
    /// Type by content.
    pub media_type: MediaType,
    /// Bytes.
    pub size: u64,
}

/// What one user said about a content when he brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// File name, for people.
    pub name: String,
    /// When the picture was taken, as the device said.
    pub captured_at: Option<UtcMs>,
}

/// A content attached to a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The content.
    pub content: Content,
    /// What it proves.
    pub phase: EvidencePhase,
    /// File name.
    pub name: String,
    /// When it was taken.
    pub captured_at: Option<UtcMs>,
    /// Who attached it.
    pub by: PersonRef,
    /// When it was attached.
    pub at: UtcMs,
}

fn content(m: &evidence::Model) -> Result<Content, StoreError> {
    Ok(Content {
        hash: EvidenceHash::parse(&m.hash).ok_or_else(|| corrupt("evidence", "hash", &m.hash))?,
        media_type: MediaType::from_mime(&m.media_type).ok_or_else(|| corrupt("evidence", "media_type", &m.hash))?,
        size: u64::try_from(m.size).map_err(|_error| corrupt("evidence", "size", &m.hash))?,
    })
}

/// Notes a content; one that is known changes nothing.
pub(super) async fn keep(tx: &Tx, new: Content, now: UtcMs) -> Result<(), StoreError> {
    let row = evidence::Model {
        hash: new.hash.to_string(),
        media_type: new.media_type.mime().to_owned(),
        size: i64::try_from(new.size).unwrap_or(i64::MAX),
        stored_at: now.0,
    };
    let once = OnConflict::column(evidence::Column::Hash).do_nothing().to_owned();
    evidence::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Contents by their names.
pub(super) async fn contents(db: Db<'_>, hashes: Vec<String>) -> Result<Vec<Content>, StoreError> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = evidence::Entity::find().filter(evidence::Column::Hash.is_in(hashes)).all(&db.conn()).await?;
    rows.iter().map(content).collect()
}

/// Notes a content and that `by` brought it. Bringing the same content again changes nothing.
pub async fn put(tx: &Tx, new: Content, said: &Upload, by: &PersonRef, now: UtcMs) -> Result<(), StoreError> {
    keep(tx, new, now).await?;
    let row = upload::Model {
        hash: new.hash.to_string(),
        user_id: by.id.0,
        user_name: by.name.clone(),
        name: said.name.clone(),
        captured_at: said.captured_at.map(|t| t.0),
        uploaded_at: now.0,
    };
    let once = OnConflict::columns([upload::Column::Hash, upload::Column::UserId]).do_nothing().to_owned();
    upload::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What `user` said about a content he brought; `None` when he did not bring it.
pub async fn brought_by(db: Db<'_>, hash: EvidenceHash, user: UserId) -> Result<Option<Upload>, StoreError> {
    let found = upload::Entity::find_by_id((hash.to_string(), user.0)).one(&db.conn()).await?;
    Ok(found.map(|m| Upload { name: m.name, captured_at: m.captured_at.map(UtcMs) }))
}

/// Attaches a content to a subject; attaching the same again changes nothing.
pub async fn attach(
    tx: &Tx,
    to: Subject,
    hash: EvidenceHash,
    phase: EvidencePhase,
    said: &Upload,
    by: &PersonRef,
    now: UtcMs,
) -> Result<(), StoreError> {
    let row = link::Model {
        subject_kind: to.kind().to_owned(),
        subject_id: to.id(),
        hash: hash.to_string(),
        phase: phase.as_str().to_owned(),
        name: said.name.clone(),
        captured_at: said.captured_at.map(|t| t.0),
        attached_by: by.id.0,
        attached_by_name: by.name.clone(),
        attached_at: now.0,
    };
    let key = [link::Column::SubjectKind, link::Column::SubjectId, link::Column::Hash, link::Column::Phase];
    let once = OnConflict::columns(key).do_nothing().to_owned();
    link::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes a content off a subject; the content itself stays. Whether it was there. The caller has read the subject.
pub async fn detach(tx: &Tx, from: Subject, hash: EvidenceHash) -> Result<bool, StoreError> {
    let gone = link::Entity::delete_many()
        .filter(link::Column::SubjectKind.eq(from.kind()))
        .filter(link::Column::SubjectId.eq(from.id()))
        .filter(link::Column::Hash.eq(hash.to_string()))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// What is attached to a subject, in order. The caller has read the subject for its viewer.
pub async fn of(db: Db<'_>, subject: Subject) -> Result<Vec<Attached>, StoreError> {
    let rows = link::Entity::find()
        .filter(link::Column::SubjectKind.eq(subject.kind()))
        .filter(link::Column::SubjectId.eq(subject.id()))
        .order_by_asc(link::Column::AttachedAt)
        .order_by_asc(link::Column::Hash)
        .all(&db.conn())
        .await?;
    let hashes: Vec<String> = rows.iter().map(|r| r.hash.clone()).collect();
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let contents = evidence::Entity::find().filter(evidence::Column::Hash.is_in(hashes)).all(&db.conn()).await?;
    rows.into_iter()
        .map(|r| {
            let found = contents.iter().find(|c| c.hash == r.hash);
            let content = content(found.ok_or_else(|| corrupt("evidence_link", "hash", &r.hash))?)?;
            Ok(Attached {
                content,
                phase: EvidencePhase::parse(&r.phase).ok_or_else(|| corrupt("evidence_link", "phase", &r.hash))?,
                name: r.name,
                captured_at: r.captured_at.map(UtcMs),
                by: PersonRef { id: UserId(r.attached_by), name: r.attached_by_name },
                at: UtcMs(r.attached_at),
            })
        })
        .collect()
}

/// A content the viewer may read: his own upload, attached to a hazard, signal, record or enterprise he may see, or sent by the
/// terminal of a vehicle he may see.
pub async fn readable(db: Db<'_>, viewer: &Viewer, hash: EvidenceHash) -> Result<Option<Content>, StoreError> {
    let Some(found) = evidence::Entity::find_by_id(hash.to_string()).one(&db.conn()).await? else {
        return Ok(None);
    };
    let own = upload::Entity::find_by_id((hash.to_string(), viewer.user.0)).count(&db.conn()).await? > 0;
    let may = own || attached_within(db, viewer, hash).await?;
    if may { content(&found).map(Some) } else { Ok(None) }
}

async fn attached_within(db: Db<'_>, viewer: &Viewer, hash: EvidenceHash) -> Result<bool, StoreError> {
    let hazards = Query::select()
        .column(hazard::Column::Id)
        .from(hazard::Entity)
        .cond_where(scope::by_enterprise(viewer, hazard::Column::EnterpriseId.into_expr()))
        .take();
    let signals = Query::select()
        .column(signal::Column::Id)
        .from(signal::Entity)
        .cond_where(super::signal::visible(viewer))
        .take();
    let attached = |kind: &str, subjects| {
        link::Entity::find()
            .filter(link::Column::Hash.eq(hash.to_string()))
            .filter(link::Column::SubjectKind.eq(kind))
            .filter(link::Column::SubjectId.in_subquery(subjects))
    };
    let sent = media::Entity::find()
        .filter(media::Column::Hash.eq(hash.to_string()))
        .filter(scope::by_enterprise(viewer, media::Column::EnterpriseId.into_expr()));
    if sent.count(&db.conn()).await? > 0 {
        return Ok(true);
    }
    let records = super::duty_record::visible(viewer);
    let firms = Query::select()
        .column(enterprise::Column::Id)
        .from(enterprise::Entity)
        .cond_where(scope::by_enterprise(viewer, enterprise::Column::Id.into_expr()))
        .take();
    Ok(attached("hazard", hazards).count(&db.conn()).await? > 0
        || attached("signal", signals).count(&db.conn()).await? > 0
        || attached("duty_record", records).count(&db.conn()).await? > 0
        || attached("risk_picture", firms).count(&db.conn()).await? > 0
        || attached("field_inspection", super::field_inspection::visible(viewer)).count(&db.conn()).await? > 0
        || attached("project_record", super::project::visible_records(viewer)).count(&db.conn()).await? > 0
        || attached("campaign_subject", super::campaign_subject::visible(viewer)).count(&db.conn()).await? > 0
        || attached("talk", super::talk::ids(viewer)).count(&db.conn()).await? > 0
        || (viewer.role.is_authority() && attached("case", super::case::ids(viewer)).count(&db.conn()).await? > 0))
}

/// As [`of`], of many records at once.
pub async fn of_records(db: Db<'_>, records: &[RecordId]) -> Result<Vec<(RecordId, Attached)>, StoreError> {
    let mut all = Vec::new();
    // A page of records at most.
    for record in records {
        all.extend(of(db, Subject::Record(*record)).await?.into_iter().map(|a| (*record, a)));
    }
    Ok(all)
}
