//! The JSON schema of the files of a pack.

use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::{
    CalendarFile, CampaignTemplate, Criterion, DiscretionFile, DocumentKind, DutyFile, DutyScenario, EnforcementTerm,
    GovernanceRules, GradingFile, GradingScenario, IndexParams, InspectionList, Intake, Issuer, Manifest, RiskMethod,
    RiskTemplate, Scenario, TargetFile, TargetScenario, Texts, WorkKind, clocks::ClocksFile,
};
use crate::kinds::CATALOG;

/// One schema for a pack as an object from file name to content; `*` stands for any name. Rules may have any of the
/// kinds of the catalogue.
pub fn schema() -> Value {
    let mut generator = SchemaGenerator::default();
    let rules: Vec<Value> = CATALOG
        .iter()
        .map(|kind| {
            let rule = (kind.schema)(&mut generator);
            json!({ "allOf": [rule, { "properties": { "kind": { "const": kind.name } } }] })
        })
        .collect();
    let files = json!({
        "pack.toml": generator.subschema_for::<Manifest>(),
        "intake.toml": generator.subschema_for::<Intake>(),
        "clocks.toml": generator.subschema_for::<ClocksFile>(),
        "indices.toml": generator.subschema_for::<IndexParams>(),
        "rules/*.toml": { "oneOf": rules },
        "texts/zh-CN.toml": generator.subschema_for::<Texts>(),
        "texts/en.toml": generator.subschema_for::<Texts>(),
        "calendar.toml": generator.subschema_for::<CalendarFile>(),
        "duties/*.toml": generator.subschema_for::<DutyFile>(),
        "duty-scenarios/*.toml": generator.subschema_for::<DutyScenario>(),
        "risk/*.toml": generator.subschema_for::<RiskMethod>(),
        "criteria/*.toml": generator.subschema_for::<Criterion>(),
        "governance/*.toml": generator.subschema_for::<GovernanceRules>(),
        "risk-templates/*.toml": generator.subschema_for::<RiskTemplate>(),
        "targets/*.toml": generator.subschema_for::<TargetFile>(),
        "target-scenarios/*.toml": generator.subschema_for::<TargetScenario>(),
        "campaigns/*.toml": generator.subschema_for::<CampaignTemplate>(),
        "issuer.toml": generator.subschema_for::<Issuer>(),
        "documents/*.toml": generator.subschema_for::<DocumentKind>(),
        "grading/*.toml": generator.subschema_for::<GradingFile>(),
        "grading-scenarios/*.toml": generator.subschema_for::<GradingScenario>(),
        "inspection/*.toml": generator.subschema_for::<InspectionList>(),
        "enforcement/*.toml": generator.subschema_for::<EnforcementTerm>(),
        "discretion/*.toml": generator.subschema_for::<DiscretionFile>(),
        "construction/*.toml": generator.subschema_for::<WorkKind>(),
        "scenarios/*.toml": generator.subschema_for::<Scenario>(),
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Anlu policy pack",
        "description": "Files of a pack by name; a city's pack holds only what differs from the pack it extends.",
        "type": "object",
        "properties": files,
        "$defs": generator.take_definitions(true),
    })
}
