//! People. ID number and phone are encrypted; lists carry masks, and only [`reveal`] and an import decrypt.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, PersonId},
    keys,
    party::person::{Employment, Person, Post},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json},
    duty_fact, plan,
    record::{self, By, Meta, Record, Stored},
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::person::{ActiveModel, Column, Entity, Model},
    ledger::LedgerDraft,
    personal::{Cipher, Field, mask_id_number, mask_phone},
    pinyin, scope,
};

/// A person as answers show him: numbers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedPerson {
    /// Registry id.
    pub id: PersonId,
    /// Employer.
    pub enterprise: EnterpriseId,
    /// Name.
    pub name: String,
    /// Masked ID number.
    pub id_number_masked: String,
    /// Masked phone.
    pub phone_masked: Option<String>,
    /// Posts.
    pub posts: Vec<Post>,
    /// How the person is employed.
    pub employment: Employment,
    /// 从业资格证号.
    pub certificate_no: Option<String>,
    /// Last day the certificate is valid.
    pub certificate_expiry: Option<CivilDay>,
    /// Left the enterprise.
    pub left: bool,
}

/// What is shown where a record names an erased person.
pub const ERASED_NAME: &str = "已删除";

/// The numbers of a person in full.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed {
    /// 身份证号.
    pub id_number: String,
    /// Mobile phone.
    pub phone: Option<String>,
}

/// Which people. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the name, pinyin, initials or certificate; a whole phone or ID number finds its owner.
    pub q: Option<String>,
    /// Employer.
    pub enterprise: Option<EnterpriseId>,
    /// Post.
    pub post: Option<Post>,
    /// Left or not.
    pub left: Option<bool>,
}

/// One page of the people the viewer may see, by name.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &Filter,
    page: Page,
) -> Result<Paged<Stored<MaskedPerson>>, StoreError> {
    let mut only = visible(viewer);
    if let Some(q) = &filter.q {
        only = only.add(matching(db.cipher(), q));
    }
    if let Some(enterprise) = filter.enterprise {
        only = only.add(Column::EnterpriseId.eq(enterprise.0));
    }
    if let Some(post) = filter.post {
        only = only.add(Column::Posts.contains(format!("\"{}\"", post.as_str())));
    }
    if let Some(left) = filter.left {
        only = only.add(Column::HasLeft.eq(left));
    }
    let query = Entity::find().filter(only);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(Column::NamePinyin)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(masked).collect::<Result<_, _>>()?, total, page))
}

/// A person the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: PersonId) -> Result<Option<Stored<MaskedPerson>>, StoreError> {
    Entity::find().filter(visible(viewer).add(Column::Id.eq(id.0))).one(&db.conn()).await?.map(masked).transpose()
}

/// The numbers of a person the viewer may see. Who asked, and why, goes to the ledger in the same transaction.
pub async fn reveal(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
    reason: &str,
    by: By<'_>,
) -> Result<Option<Revealed>, StoreError> {
    let Some(row) = Entity::find().filter(visible(viewer).add(Column::Id.eq(id.0))).one(tx.conn()).await? else {
        return Ok(None);
    };
    tx.record(
        [LedgerDraft {
            actor: by.actor.to_owned(),
            action: "person_revealed",
            subject_kind: Person::KIND,
            subject_id: id.to_string(),
            before: None,
            after: Some(json!({ "reason": reason })),
        }],
        by.at,
    );
    let person = read(row, tx.cipher())?.value;
    Ok(Some(Revealed { id_number: person.id_number, phone: person.phone }))
}

/// Every person with one of these ID numbers, decrypted, for an import that compares. No scope.
pub async fn by_id_number(db: Db<'_>, numbers: &[String]) -> Result<BTreeMap<String, Stored<Person>>, StoreError> {
    let indexes: Vec<String> = numbers.iter().map(|n| db.cipher().index(Field::IdNumber, n)).collect();
    let mut found = BTreeMap::new();
    for part in indexes.chunks(2_000) {
        let rows =
            Entity::find().filter(Column::IdNumberIndex.is_in(part.iter().map(String::as_str))).all(&db.conn()).await?;
        for row in rows {
            let person = read(row, db.cipher())?;
            found.insert(person.value.id_number.clone(), person);
        }
    }
    Ok(found)
}

/// People of an enterprise who work there now.
pub async fn count_of(db: Db<'_>, enterprise: EnterpriseId) -> Result<u64, StoreError> {
    let query = Entity::find().filter(Column::EnterpriseId.eq(enterprise.0)).filter(Column::HasLeft.eq(false));
    Ok(query.count(&db.conn()).await?)
}

/// Enters new people.
pub async fn insert(tx: &Tx, values: &[Person], by: By<'_>) -> Result<(), StoreError> {
    record::insert(tx, values, by).await?;
    plan::mark(tx, values.iter().map(|v| v.enterprise), by.at).await
}

/// Replaces people by their new values; those without a difference are left alone. Number of changed ones.
pub async fn replace(tx: &Tx, pairs: &[(Stored<Person>, Person)], by: By<'_>) -> Result<u64, StoreError> {
    let changed = record::replace(tx, pairs, by).await?;
    let differing = pairs.iter().filter(|(old, new)| old.value != *new);
    plan::mark(tx, differing.flat_map(|(old, new)| [old.value.enterprise, new.enterprise]), by.at).await?;
    Ok(changed)
}

/// Erases what the register says of a person and what was told of him. The row keeps its id: records name it, and show
/// [`ERASED_NAME`]. Whether there was one who has left and was not erased before; whoever changes the row meanwhile waits,
/// and finds another version.
pub async fn erase(tx: &Tx, id: PersonId, at: UtcMs) -> Result<bool, StoreError> {
    let nothing = || Expr::value(None::<String>);
    let index = tx.cipher().index(Field::IdNumber, &id.to_string());
    let done = Entity::update_many()
        .col_expr(Column::Name, Expr::value(ERASED_NAME))
        .col_expr(Column::NamePinyin, Expr::value(""))
        .col_expr(Column::Search, Expr::value(""))
        .col_expr(Column::IdNumber, Expr::value(tx.cipher().seal(Field::IdNumber, id.0, "")?))
        .col_expr(Column::IdNumberIndex, Expr::value(index))
        .col_expr(Column::IdNumberMasked, Expr::value(""))
        .col_expr(Column::Phone, nothing())
        .col_expr(Column::PhoneIndex, nothing())
        .col_expr(Column::PhoneMasked, nothing())
        .col_expr(Column::CertificateNo, nothing())
        .col_expr(Column::CertificateExpiry, Expr::value(None::<i32>))
        .col_expr(Column::ErasedAt, Expr::value(at.0))
        .col_expr(Column::UpdatedAt, Expr::value(at.0))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.0))
        .filter(Column::HasLeft.eq(true))
        .filter(Column::ErasedAt.is_null())
        .exec(tx.conn())
        .await?;
    duty_fact::forget_all(tx, id.0).await?;
    Ok(done.rows_affected == 1)
}

pub(super) async fn find(db: Db<'_>, viewer: &Viewer, q: &str, limit: u64) -> Result<Vec<Model>, StoreError> {
    let only = visible(viewer).add(matching(db.cipher(), q));
    Ok(Entity::find().filter(only).order_by_asc(Column::NamePinyin).limit(limit).all(&db.conn()).await?)
}

/// Who was erased is seen by nobody.
fn visible(viewer: &Viewer) -> Condition {
    scope::by_enterprise_or_person(viewer, Expr::col((Entity, Column::EnterpriseId)), Expr::col((Entity, Column::Id)))
        .add(Column::ErasedAt.is_null())
}

fn matching(cipher: &Cipher, q: &str) -> Condition {
    let mut any = Condition::any().add(record::matches(Expr::col(Column::Search), q));
    if let Ok(phone) = keys::phone::parse(q.trim()) {
        any = any.add(Column::PhoneIndex.eq(cipher.index(Field::Phone, &phone)));
    }
    if let Ok(number) = keys::id_number::parse(q.trim()) {
        any = any.add(Column::IdNumberIndex.eq(cipher.index(Field::IdNumber, &number)));
    }
    any
}

impl Record for Person {
    type Entity = Entity;
    type Row = ActiveModel;
    const KIND: &'static str = "person";
    const ADDED: &'static str = "person_added";
    const CHANGED: &'static str = "person_changed";

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn row(&self, meta: &Meta, cipher: &Cipher) -> Result<ActiveModel, StoreError> {
        let codes: Vec<&str> = self.certificate_no.as_deref().into_iter().collect();
        let phone = self.phone.as_deref();
        Ok(ActiveModel {
            id: Set(self.id.0),
            enterprise_id: Set(self.enterprise.0),
            name: Set(self.name.clone()),
            name_pinyin: Set(pinyin::full(&self.name)),
            search: Set(pinyin::search_text(&self.name, &codes)),
            id_number: Set(cipher.seal(Field::IdNumber, self.id.0, &self.id_number)?),
            id_number_index: Set(cipher.index(Field::IdNumber, &self.id_number)),
            id_number_masked: Set(mask_id_number(&self.id_number)),
            phone: Set(phone.map(|p| cipher.seal(Field::Phone, self.id.0, p)).transpose()?),
            phone_index: Set(phone.map(|p| cipher.index(Field::Phone, p))),
            phone_masked: Set(phone.map(mask_phone)),
            posts: Set(to_json(&self.posts)?),
            employment: Set(self.employment.as_str().to_owned()),
            certificate_no: Set(self.certificate_no.clone()),
            certificate_expiry: Set(self.certificate_expiry.map(|d| d.0)),
            has_left: Set(self.left),
            erased_at: Set(None),
            version: Set(meta.version),
            created_at: Set(meta.created_at),
            updated_at: Set(meta.updated_at),
        })
    }

    fn members(&self) -> Result<Map<String, Value>, StoreError> {
        let mut members = record::members_of(self)?;
        members.insert("id_number".to_owned(), mask_id_number(&self.id_number).into());
        members.insert("phone".to_owned(), self.phone.as_deref().map(mask_phone).into());
        // A certificate number is the ID number in many provinces.
        if let Some(number) = self.certificate_no.as_deref().filter(|n| keys::id_number::parse(n).is_ok()) {
            members.insert("certificate_no".to_owned(), mask_id_number(number).into());
        }
        Ok(members)
    }

    fn hidden_changes(&self, before: &Self) -> Vec<&'static str> {
        let mut hidden = Vec::new();
        if self.id_number != before.id_number {
            hidden.push("id_number");
        }
        if self.phone != before.phone {
            hidden.push("phone");
        }
        if self.certificate_no != before.certificate_no {
            hidden.push("certificate_no");
        }
        hidden
    }
}

fn masked(m: Model) -> Result<Stored<MaskedPerson>, StoreError> {
    let value = MaskedPerson {
        id: PersonId(m.id),
        enterprise: EnterpriseId(m.enterprise_id),
        posts: posts(&m)?,
        employment: employment(&m)?,
        name: m.name,
        id_number_masked: m.id_number_masked,
        phone_masked: m.phone_masked,
        certificate_no: m.certificate_no,
        certificate_expiry: m.certificate_expiry.map(CivilDay),
        left: m.has_left,
    };
    Ok(Stored { value, version: m.version, created_at: UtcMs(m.created_at), updated_at: UtcMs(m.updated_at) })
}

fn read(m: Model, cipher: &Cipher) -> Result<Stored<Person>, StoreError> {
    let value = Person {
        id: PersonId(m.id),
        enterprise: EnterpriseId(m.enterprise_id),
        posts: posts(&m)?,
        employment: employment(&m)?,
        id_number: cipher.open(Field::IdNumber, m.id, &m.id_number)?,
        phone: m.phone.as_deref().map(|p| cipher.open(Field::Phone, m.id, p)).transpose()?,
        name: m.name,
        certificate_no: m.certificate_no,
        certificate_expiry: m.certificate_expiry.map(CivilDay),
        left: m.has_left,
    };
    Ok(Stored { value, version: m.version, created_at: UtcMs(m.created_at), updated_at: UtcMs(m.updated_at) })
}

fn posts(m: &Model) -> Result<Vec<Post>, StoreError> {
    Ok(from_json(Some(&m.posts), "person", "posts", m.id)?.unwrap_or_default())
}

fn employment(m: &Model) -> Result<Employment, StoreError> {
    Employment::parse(&m.employment).ok_or_else(|| corrupt("person", "employment", m.id))
}
