//! The OpenAPI document, made from the operations themselves.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{api, api::live::events::ServerEvent, error::FieldError};

mod complete;

/// Where the operations live.
pub(crate) const BASE: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Anlu",
        description = "Work-safety desk of a transport authority and the enterprises it supervises.\n\nInstants are RFC \
                       3339 text with the offset +08:00, days `YYYY-MM-DD` in Asia/Shanghai. A refusal is \
                       `application/problem+json` with a stable `code`; a record the viewer may not see answers 404. \
                       A change sends the `version` it is based on; 409 `changed_meanwhile` when it is not the newest.",
    ),
    security(("session" = [])),
    components(schemas(crate::error::ProblemBody, FieldError, ServerEvent)),
    modifiers(&SessionCookie),
    tags(
        (name = "session", description = "Log-in, log-out, the present account."),
        (name = "today", description = "今日: what one can act on now."),
        (name = "search", description = "One box that finds any subject."),
        (name = "enterprises", description = "企业: one file per enterprise."),
        (name = "duties", description = "责任清单: what an enterprise owes and why, records, waivers."),
        (name = "people", description = "人员: personal numbers are masked."),
        (name = "vehicles", description = "车辆 and where they are."),
        (name = "links", description = "链路: over which positions come and go, and how well."),
        (name = "indices", description = "上线率、数据合格率、轨迹完整率、漂移, day by day."),
        (name = "reports", description = "日报: what a day was like, to print and to take away."),
        (name = "zones", description = "电子围栏: areas and corridors with a meaning for vehicles."),
        (name = "grids", description = "网格: the territory tree."),
        (name = "backtests", description = "规则推演: what another policy pack would have found."),
        (name = "packs", description = "政策包版本: imported, tried out, put in force by a second person."),
        (name = "imports", description = "导入: all rows of a workbook or none."),
        (name = "signals", description = "预警线索: the inbox."),
        (name = "watches", description = "布控: vehicles that partners are asked to stop."),
        (name = "hazards", description = "隐患: from 发现 to 销号."),
        (name = "risks", description = "风险分级管控: census, controls, major risks, self-inspections by controls."),
        (name = "targets", description = "指标: ratios with a day, who is missing, reminders."),
        (name = "grades", description = "分级分类: ratings, what they rest on, what-if, objections."),
        (name = "draws", description = "双随机抽取: plans, pools, ceremony of two parties, results."),
        (name = "field", description = "检查: inspections by the authority on the spot, sealed on the device."),
        (name = "public", description = "What everybody may see without an account."),
        (name = "cases", description = "案件: enforcement cases under the administrative-penalty law."),
        (name = "talks", description = "约谈: warning interviews of enterprises, and what they demand."),
        (name = "projects", description = "工程项目: parties, work items, what each party owes, blind spots."),
        (name = "remote", description = "远程执法: one-time links to the party of a case."),
        (name = "campaigns", description = "专项行动: lists of enterprises to bring to an outcome by a day."),
        (name = "evidence", description = "Files that prove a step."),
        (name = "live", description = "Server-sent events."),
        (name = "ledger", description = "Who changed what, and its proof."),
        (name = "users", description = "People who can act."),
        (name = "reference", description = "Vocabularies, limits, settings."),
    )
)]
struct Api;

struct SessionCookie;

impl Modify for SessionCookie {
    fn modify(&self, document: &mut Document) {
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("anlu_session")));
        document.components.get_or_insert_default().add_security_scheme("session", cookie);
    }
}

/// The document.
pub fn openapi() -> Document {
    let mut document = OpenApiRouter::with_openapi(Api::openapi()).nest(BASE, api::documented()).into_openapi();
    complete::answers(&mut document);
    complete::descriptions(&mut document);
    document
}

/// The document as it is committed in `schemas/openapi.json`: indented JSON with a final newline.
///
/// # Panics
/// Never: the document is plain data.
pub fn openapi_json() -> String {
    let mut text = openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
