//! What the rules of each pack version rest on. No personal data and no scope: whoever sees a finding may read its law.

use anlu_domain::{finding::PackRef, time::CivilDay};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

use super::column::{corrupt, to_json};
use crate::{
    Db, StoreError, Tx,
    entity::rule_basis::{Column, Entity, Model},
};

/// Words in both languages of the screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One setting of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name in the pack, with its unit: `limit_minutes`, `hours.from_hour`.
    pub name: String,
    /// Its value as text; several are parted by commas.
    pub value: String,
}

/// The clause a rule rests on, and how the rule is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleBasis {
    /// Name of the rule.
    pub title: Words,
    /// Law, rule or standard.
    pub law: Words,
    /// Article and what it says.
    pub article: Words,
    /// Date of the edition used.
    pub edition: CivilDay,
    /// How sure the pack is that the clause says so: `verified`, `secondary` or `unverified`.
    pub confidence: String,
    /// How the rule is set, by name; none of what was kept before settings were, and of an index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
}

/// The basis of one rule of one pack version for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBasis {
    /// Pack.
    pub pack: PackRef,
    /// Rule id.
    pub rule: String,
    /// First day.
    pub valid_from: CivilDay,
    /// Last day; without it, until further notice.
    pub valid_to: Option<CivilDay>,
    /// The clause.
    pub basis: RuleBasis,
}

impl StoredBasis {
    /// Whether it is about `rule` of `pack` on `day`.
    pub fn covers(&self, pack: &PackRef, rule: &str, day: CivilDay) -> bool {
        let begun = self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to);
        begun && self.rule == rule && self.pack == *pack
    }
}

/// Keeps the bases of a pack. What is known of the same version and period is replaced.
pub async fn keep(tx: &Tx, bases: &[StoredBasis]) -> Result<(), StoreError> {
    for b in bases {
        let row = Model {
            pack_id: b.pack.id.clone(),
            pack_version: b.pack.version.clone(),
            rule: b.rule.clone(),
            valid_from: b.valid_from.0,
            valid_to: b.valid_to.map(|d| d.0),
            basis: to_json(&b.basis)?,
        };
        let replace = OnConflict::columns([Column::PackId, Column::PackVersion, Column::Rule, Column::ValidFrom])
            .update_columns([Column::ValidTo, Column::Basis])
            .to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Every basis known of these rules, of any pack version.
pub async fn of_rules(db: Db<'_>, rules: impl IntoIterator<Item = String>) -> Result<Vec<StoredBasis>, StoreError> {
    let rows = Entity::find().filter(Column::Rule.is_in(rules)).all(&db.conn()).await?;
    rows.into_iter()
        .map(|m| {
            let basis = serde_json::from_str(&m.basis).map_err(|_error| corrupt("rule_basis", "basis", &m.rule))?;
            Ok(StoredBasis {
                pack: PackRef { id: m.pack_id, version: m.pack_version },
                rule: m.rule,
                valid_from: CivilDay(m.valid_from),
                valid_to: m.valid_to.map(CivilDay),
                basis,
            })
        })
        .collect()
}
