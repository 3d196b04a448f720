//! Fields that many papers share, out of the registry.

use std::collections::BTreeMap;

use anlu_domain::{document::FieldValue, ids::EnterpriseId};
use anlu_rules::documents::Fields;
use anlu_store::{Db, StoreError, repo::enterprise};

use crate::ctx::Ctx;

/// A value in words.
pub fn text(value: impl Into<String>) -> FieldValue {
    FieldValue::Text(value.into())
}

/// Who an enterprise is: `party`, and where they are known `party_code`, `party_principal`, `party_address`.
pub async fn party(ctx: &Ctx, db: Db<'_>, id: EnterpriseId) -> Result<Fields, StoreError> {
    let viewer = ctx.desk.operator().viewer;
    let mut fields = BTreeMap::new();
    let Some(stored) = enterprise::get(db, &viewer, id).await? else { return Ok(fields) };
    let e = stored.value;
    fields.insert("party".to_owned(), text(e.name));
    for (name, value) in
        [("party_code", Some(e.uscc)), ("party_principal", e.principal_name), ("party_address", e.address)]
    {
        if let Some(value) = value {
            fields.insert(name.to_owned(), text(value));
        }
    }
    Ok(fields)
}
