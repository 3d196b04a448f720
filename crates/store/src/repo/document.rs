//! Issued documents. What they say is sealed with the key of personal data; the ledger holds only a commitment to it.

use anlu_domain::{
    access::Viewer,
    document::{DocumentState, Paper, Salt, commitment},
    evidence::EvidenceHash,
    ids::{DocumentId, EnterpriseId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait as _},
};

use super::column::{corrupt, from_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::document::{ActiveModel, Column, Entity, Model},
    personal::Field,
    scope,
};

const TABLE: &str = "document";

/// A document as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Id.
    pub id: DocumentId,
    /// Kind of the pack.
    pub kind: String,
    /// Title as printed.
    pub title: String,
    /// Number as printed.
    pub number: String,
    /// Version under this number, from 1.
    pub version: u32,
    /// Where it stands.
    pub state: DocumentState,
    /// The party may see it.
    pub for_party: bool,
    /// What it is about: kind and id.
    pub subject: (String, String),
    /// Enterprise it concerns.
    pub enterprise: Option<EnterpriseId>,
    /// Day of issue.
    pub day: CivilDay,
    /// When it was issued.
    pub issued_at: UtcMs,
    /// By whom.
    pub issued_by: String,
    /// Salt of the commitment.
    pub salt: Salt,
    /// What stands in the ledger for its content.
    pub commitment: [u8; 32],
    /// Why it was withdrawn.
    pub reason: Option<String>,
    /// The sealed file, once it is typeset.
    pub pdf: Option<EvidenceHash>,
    /// When it was typeset.
    pub typeset_at: Option<UtcMs>,
    /// How often typesetting was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub fault: Option<String>,
    /// Its content was erased.
    pub erased: bool,
}

/// What is new in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// Id.
    pub id: DocumentId,
    /// What it says.
    pub paper: Paper,
    /// Salt of the commitment.
    pub salt: Salt,
    /// The party may see it.
    pub for_party: bool,
    /// What it is about: kind and id.
    pub subject: (&'static str, String),
    /// Enterprise it concerns.
    pub enterprise: Option<EnterpriseId>,
    /// When it is issued.
    pub at: UtcMs,
    /// By whom.
    pub by: String,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// This kind.
    pub kind: Option<String>,
    /// In this state.
    pub state: Option<DocumentState>,
    /// About this: kind and id.
    pub subject: Option<(String, String)>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Part of the number or the title.
    pub q: Option<String>,
}

/// Stores a document and answers its commitment.
pub async fn insert(tx: &Tx, new: &NewDocument) -> Result<[u8; 32], StoreError> {
    let json = anlu_domain::draw::canonical::text_of(&new.paper).map_err(|e| StoreError::Internal(e.to_string()))?;
    let hash = commitment(&new.paper, &new.salt).map_err(|e| StoreError::Internal(e.to_string()))?;
    let row = Model {
        id: new.id.0,
        kind: new.paper.kind.clone(),
        title: new.paper.title.clone(),
        number: new.paper.number.clone(),
        paper_version: i32::try_from(new.paper.version).unwrap_or(i32::MAX),
        state: DocumentState::Issued.as_str().to_owned(),
        for_party: new.for_party,
        subject_kind: new.subject.0.to_owned(),
        subject_id: new.subject.1.clone(),
        enterprise_id: new.enterprise.map(|e| e.0),
        day: new.paper.day.0,
        issued_at: new.at.0,
        issued_by: new.by.clone(),
        content: Some(tx.cipher().seal(Field::DocumentContent, new.id.0, &json)?),
        salt: hex::encode(new.salt),
        commitment: hex::encode(hash),
        reason: None,
        pdf_hash: None,
        typeset_at: None,
        attempts: 0,
        fault: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(hash)
}

/// Moves an issued document to `state`; false when it is not issued any more.
pub async fn end(tx: &Tx, id: DocumentId, state: DocumentState, reason: Option<String>) -> Result<bool, StoreError> {
    let row = ActiveModel { state: Set(state.as_str().to_owned()), reason: Set(reason), ..Default::default() };
    let only = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(DocumentState::Issued.as_str()));
    Ok(only.exec(tx.conn()).await?.rows_affected == 1)
}

/// Keeps the sealed file of a document that has none; false when it has one.
pub async fn typeset(tx: &Tx, id: DocumentId, pdf: EvidenceHash, at: UtcMs) -> Result<bool, StoreError> {
    let row = ActiveModel {
        pdf_hash: Set(Some(pdf.to_string())),
        typeset_at: Set(Some(at.0)),
        fault: Set(None),
        ..Default::default()
    };
    let only = Entity::update_many().set(row).filter(Column::Id.eq(id.0)).filter(Column::PdfHash.is_null());
    Ok(only.exec(tx.conn()).await?.rows_affected == 1)
}

/// Notes that typesetting failed.
pub async fn failed(tx: &Tx, id: DocumentId, fault: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::Fault, Expr::value(fault.to_owned()))
        .filter(Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Erases what a document says and its file; the commitment stays, and with it the ledger. False when it was erased.
pub async fn erase(tx: &Tx, id: DocumentId) -> Result<bool, StoreError> {
    let row = ActiveModel { content: Set(None), pdf_hash: Set(None), ..Default::default() };
    let only = Entity::update_many().set(row).filter(Column::Id.eq(id.0)).filter(Column::Content.is_not_null());
    Ok(only.exec(tx.conn()).await?.rows_affected == 1)
}

fn seen(viewer: &Viewer) -> Condition {
    let scope = scope::by_enterprise(viewer, Expr::col(Column::EnterpriseId));
    if viewer.role.is_authority() {
        // What concerns no enterprise is open to the whole authority.
        return Condition::any().add(scope).add(Column::EnterpriseId.is_null());
    }
    Condition::all().add(scope).add(Column::ForParty.eq(true))
}

/// It, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: DocumentId) -> Result<Option<Document>, StoreError> {
    let found = Entity::find_by_id(id.0).filter(seen(viewer)).one(&db.conn()).await?;
    found.as_ref().map(read).transpose()
}

/// It, whoever asks: for the public page, which shows number, kind and state only, and for tasks.
pub async fn any(db: Db<'_>, id: DocumentId) -> Result<Option<Document>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// The document of a sealed file, whoever asks.
pub async fn by_file(db: Db<'_>, pdf: EvidenceHash) -> Result<Option<Document>, StoreError> {
    let found = Entity::find().filter(Column::PdfHash.eq(pdf.to_string())).one(&db.conn()).await?;
    found.as_ref().map(read).transpose()
}

/// What a document says; `None` once it was erased. The caller has checked that the viewer may see it.
pub async fn paper(db: Db<'_>, id: DocumentId) -> Result<Option<Paper>, StoreError> {
    let Some(row) = Entity::find_by_id(id.0).one(&db.conn()).await? else { return Ok(None) };
    let Some(sealed) = row.content else { return Ok(None) };
    let json = db.cipher().open(Field::DocumentContent, id.0, &sealed)?;
    from_json(Some(&json), TABLE, "content", id.0)
}

/// Documents that wait for the typesetter, oldest first, tried less than `attempts` times.
pub async fn waiting(db: Db<'_>, attempts: u32, limit: u64) -> Result<Vec<DocumentId>, StoreError> {
    let ids: Vec<uuid::Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::PdfHash.is_null())
        .filter(Column::Content.is_not_null())
        .filter(Column::Attempts.lt(i32::try_from(attempts).unwrap_or(i32::MAX)))
        .order_by_asc(Column::IssuedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(ids.into_iter().map(DocumentId).collect())
}

/// One page of those the viewer may see, newest first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &DocumentFilter,
    page: Page,
) -> Result<Paged<Document>, StoreError> {
    let mut query = Entity::find().filter(seen(viewer));
    if let Some(kind) = &filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some((kind, id)) = &filter.subject {
        query = query.filter(Column::SubjectKind.eq(kind.as_str())).filter(Column::SubjectId.eq(id.as_str()));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(Condition::any().add(Column::Number.contains(q)).add(Column::Title.contains(q)));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::IssuedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

fn read(m: &Model) -> Result<Document, StoreError> {
    let bytes = |text: &str, column: &'static str| {
        let mut out = [0_u8; 32];
        hex::decode_to_slice(text, &mut out).map_err(|_e| corrupt(TABLE, column, m.id))?;
        Ok::<_, StoreError>(out)
    };
    let pdf = match &m.pdf_hash {
        Some(text) => Some(EvidenceHash::parse(text).ok_or_else(|| corrupt(TABLE, "pdf_hash", m.id))?),
        None => None,
    };
    Ok(Document {
        id: DocumentId(m.id),
        kind: m.kind.clone(),
        title: m.title.clone(),
        number: m.number.clone(),
        version: u32::try_from(m.paper_version).map_err(|_e| corrupt(TABLE, "paper_version", m.id))?,
        state: DocumentState::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
        for_party: m.for_party,
        subject: (m.subject_kind.clone(), m.subject_id.clone()),
        enterprise: m.enterprise_id.map(EnterpriseId),
        day: CivilDay(m.day),
        issued_at: UtcMs(m.issued_at),
        issued_by: m.issued_by.clone(),
        salt: bytes(&m.salt, "salt")?,
        commitment: bytes(&m.commitment, "commitment")?,
        reason: m.reason.clone(),
        pdf,
        typeset_at: m.typeset_at.map(UtcMs),
        attempts: u32::try_from(m.attempts).unwrap_or(0),
        fault: m.fault.clone(),
        erased: m.content.is_none(),
    })
}
