//! Today looks for papers that end soon: by last day, within an enterprise or everywhere.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Name, table, columns.
const INDEXES: [(&str, &str, &[&str]); 5] = [
    ("enterprise_licence_expiry_idx", "enterprise", &["licence_expiry"]),
    ("vehicle_licence_expiry_idx", "vehicle", &["licence_expiry"]),
    ("vehicle_enterprise_expiry_idx", "vehicle", &["enterprise_id", "licence_expiry"]),
    ("person_certificate_expiry_idx", "person", &["certificate_expiry"]),
    ("person_enterprise_expiry_idx", "person", &["enterprise_id", "certificate_expiry"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table, columns) in INDEXES {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table, _) in INDEXES {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
