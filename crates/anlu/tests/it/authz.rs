//! Who may call what: every operation of the OpenAPI document stands in [`TABLE`] with the roles that may call it, and
//! whoever sees one enterprise does not see another.

use std::collections::BTreeSet;

use anlu_app::account::create::NewAccount;
use anlu_domain::access::Role;
use serde_json::{Value, json};

use crate::harness::{
    app::{PASSWORD, TestApp, blank},
    http::{Client, Reply},
};

/// Operation, method, path, and who may call it: officer, enforcement, grid chief, leader, principal, safety officer,
/// driver; `Y` or `-`. `*`: anybody, without a session too.
const TABLE: &[(&str, &str, &str, &str)] = &[
    ("list_enterprises", "GET", "/enterprises", "YYYY YY-"),
    ("export_enterprises", "GET", "/enterprises.xlsx", "YYYY YY-"),
    ("get_enterprise", "GET", "/enterprises/{id}", "YYYY YY-"),
    ("update_enterprise", "PATCH", "/enterprises/{id}", "Y--- YY-"),
    ("list_enterprise_changes", "GET", "/enterprises/{id}/changes", "YYYY YY-"),
    ("list_enterprise_duties", "GET", "/enterprises/{id}/duties", "YYYY YY-"),
    ("list_enterprise_records", "GET", "/enterprises/{id}/records", "YYYY YY-"),
    ("hand_in_record", "POST", "/enterprises/{id}/records", "---- YY-"),
    ("withdraw_record", "POST", "/records/{id}/withdrawal", "---- YY-"),
    ("tell_facts", "POST", "/enterprises/{id}/facts", "Y--- YY-"),
    ("ask_waiver", "POST", "/tasks/{id}/waiver", "---- YY-"),
    ("decide_waiver", "POST", "/waivers/{id}/decision", "Y--Y ---"),
    ("list_enterprise_hazards", "GET", "/enterprises/{id}/hazards", "YYYY YY-"),
    ("get_enterprise_indices", "GET", "/enterprises/{id}/indices", "YYYY YY-"),
    ("list_enterprise_people", "GET", "/enterprises/{id}/people", "YYYY YY-"),
    ("list_enterprise_signals", "GET", "/enterprises/{id}/signals", "YYYY YY-"),
    ("list_enterprise_vehicles", "GET", "/enterprises/{id}/vehicles", "YYYY YY-"),
    ("events", "GET", "/events", "YYYY YYY"),
    ("upload_evidence", "POST", "/evidence", "YYYY YYY"),
    ("get_evidence", "GET", "/evidence/{hash}", "YYYY YYY"),
    ("list_grids", "GET", "/grids", "YYYY YY-"),
    ("get_grid", "GET", "/grids/{id}", "YYYY YY-"),
    ("list_hazards", "GET", "/hazards", "YYYY YY-"),
    ("create_hazard", "POST", "/hazards", "YYY- YYY"),
    ("export_hazards", "GET", "/hazards.xlsx", "YYYY YY-"),
    ("get_hazard", "GET", "/hazards/{id}", "YYYY YY-"),
    ("notify_hazard", "POST", "/hazards/{id}/notify", "YYY- YY-"),
    ("plan_hazard", "POST", "/hazards/{id}/plan", "---- YY-"),
    ("submit_hazard", "POST", "/hazards/{id}/submit", "---- YY-"),
    ("verify_hazard", "POST", "/hazards/{id}/verify", "YYY- YY-"),
    ("close_hazard", "POST", "/hazards/{id}/close", "YYYY Y--"),
    ("request_extension", "POST", "/hazards/{id}/extension", "---- YY-"),
    ("decide_extension", "POST", "/hazards/{id}/extension/decision", "Y--Y ---"),
    ("confirm_hazard_notice", "POST", "/hazards/{id}/notice/receipt", "---- Y--"),
    ("approve_hazard_plan", "POST", "/hazards/{id}/plan/approval", "---- Y--"),
    ("report_hazard_progress", "POST", "/hazards/{id}/progress", "---- YY-"),
    ("list_major_hazard", "POST", "/hazards/{id}/listing", "Y--Y ---"),
    ("lift_hazard_listing", "POST", "/hazards/{id}/listing/lift", "Y--Y ---"),
    ("accept_hazard", "POST", "/hazards/{id}/acceptance", "YY-- Y--"),
    ("publish_hazard", "POST", "/hazards/{id}/publication", "Y--Y ---"),
    ("list_hazard_criteria", "GET", "/hazard-criteria", "YYY- YYY"),
    ("get_hazard_rates", "GET", "/hazard-rates", "YYYY YY-"),
    ("get_hazard_rejudgement", "GET", "/hazard-rejudgement", "Y--Y ---"),
    ("decide_hazard_rejudgement", "POST", "/hazard-rejudgement", "Y--Y ---"),
    ("list_inquiries", "GET", "/inquiries", "YYYY ---"),
    ("propose_inquiry", "POST", "/inquiries", "YYY- ---"),
    ("get_inquiry_grounds", "GET", "/inquiry-grounds?enterprise_id={id}", "YYYY ---"),
    ("get_inquiry", "GET", "/inquiries/{id}", "YYYY ---"),
    ("decide_inquiry", "POST", "/inquiries/{id}/decision", "Y--Y ---"),
    ("list_saved_filters", "GET", "/saved-filters?area=hazards", "YYYY YYY"),
    ("keep_filter", "POST", "/saved-filters", "YYYY YYY"),
    ("forget_filter", "DELETE", "/saved-filters/{id}", "YYYY YYY"),
    ("start_import", "POST", "/imports", "Y--- ---"),
    ("get_import_template", "GET", "/imports/templates/enterprises", "Y--- ---"),
    ("get_import", "GET", "/imports/{id}", "Y--- ---"),
    ("cancel_import", "POST", "/imports/{id}/cancel", "Y--- ---"),
    ("get_import_workbook", "GET", "/imports/{id}/workbook", "Y--- ---"),
    ("list_index_days", "GET", "/indices", "YYYY YY-"),
    ("list_enterprise_index", "GET", "/indices/enterprises", "YYYY YY-"),
    ("list_ledger", "GET", "/ledger", "YYYY YY-"),
    ("ledger_checkpoint", "GET", "/ledger/checkpoint", "YYYY YY-"),
    ("public_checkpoint", "GET", "/public/ledger/checkpoint", "*"),
    ("public_ledger_keys", "GET", "/public/ledger/keys", "*"),
    ("public_consistency", "GET", "/public/ledger/consistency?from=1&to=1", "*"),
    ("public_tile", "GET", "/public/ledger/tiles/0-0", "*"),
    ("list_documents", "GET", "/documents", "YYYY YY-"),
    ("get_document", "GET", "/documents/{id}", "YYYY YY-"),
    ("get_document_file", "GET", "/documents/{id}/file", "YYYY YY-"),
    ("withdraw_document", "POST", "/documents/{id}/withdrawal", "YY-Y ---"),
    ("erase_document", "POST", "/documents/{id}/erasure", "---Y ---"),
    ("get_public_document", "GET", "/public/documents/{id}", "*"),
    ("verify_document", "POST", "/public/documents/verification", "*"),
    ("list_links", "GET", "/links", "YYYY YY-"),
    ("list_link_days", "GET", "/links/days?kind=platform_in&id=nobody", "YYYY YY-"),
    ("list_people", "GET", "/people", "YYYY YY-"),
    ("get_person", "GET", "/people/{id}", "YYYY YYY"),
    ("list_person_facts", "GET", "/people/{id}/facts", "YYYY YY-"),
    ("reveal_person", "POST", "/people/{id}/reveal", "YY-- YY-"),
    ("get_reference", "GET", "/reference", "YYYY YYY"),
    ("get_daily_report", "GET", "/reports/daily", "YYYY YY-"),
    ("export_daily_report", "GET", "/reports/daily.xlsx", "YYYY YY-"),
    ("list_risks", "GET", "/risks", "YYYY YY-"),
    ("get_risk_census", "GET", "/enterprises/{id}/risks", "YYYY YY-"),
    ("create_risk", "POST", "/enterprises/{id}/risks", "---- YY-"),
    ("start_risk_census", "POST", "/enterprises/{id}/risks/start", "---- YY-"),
    ("keep_risk_assessment", "POST", "/enterprises/{id}/risks/assessment", "---- YY-"),
    ("add_risk_picture", "POST", "/enterprises/{id}/risks/pictures", "---- YY-"),
    ("remove_risk_picture", "POST", "/enterprises/{id}/risks/pictures/removal", "---- YY-"),
    ("get_risk_checklist", "GET", "/enterprises/{id}/risks/checklist", "YYYY YY-"),
    ("get_risk", "GET", "/risks/{id}", "YYYY YY-"),
    ("change_risk", "PUT", "/risks/{id}", "---- YY-"),
    ("place_risk", "POST", "/risks/{id}/spot", "---- YY-"),
    ("retire_risk", "POST", "/risks/{id}/retirement", "---- YY-"),
    ("register_risk", "POST", "/risks/{id}/registration", "---- YY-"),
    ("note_risk", "POST", "/risks/{id}/notes", "---- YY-"),
    ("ask_risk_cancellation", "POST", "/risks/{id}/cancellation", "---- YY-"),
    ("decide_risk_cancellation", "POST", "/risks/{id}/cancellation/decision", "Y--Y ---"),
    ("list_enterprise_inspections", "GET", "/enterprises/{id}/inspections", "YYYY YY-"),
    ("hand_in_inspection", "POST", "/enterprises/{id}/inspections", "---- YY-"),
    ("get_inspection", "GET", "/inspections/{id}", "YYYY YY-"),
    ("list_targets", "GET", "/targets", "YYYY ---"),
    ("get_target", "GET", "/targets/nothing", "YYYY ---"),
    ("list_target_names", "GET", "/targets/nothing/names", "YYYY ---"),
    ("export_target_names", "GET", "/targets/nothing/names.xlsx", "YYYY ---"),
    ("remind_target", "POST", "/targets/nothing/reminders", "Y-Y- ---"),
    ("take_target_reminders_back", "DELETE", "/targets/nothing/reminders", "Y-Y- ---"),
    ("list_campaigns", "GET", "/campaigns", "YYYY ---"),
    ("list_campaign_templates", "GET", "/campaign-templates", "Y--- ---"),
    ("preview_campaign", "POST", "/campaign-previews", "Y--- ---"),
    ("read_campaign_file", "POST", "/campaign-files", "Y--- ---"),
    ("start_campaign", "POST", "/campaigns", "Y--- ---"),
    ("get_campaign", "GET", "/campaigns/{id}", "YYYY ---"),
    ("list_campaign_subjects", "GET", "/campaigns/{id}/subjects", "YYYY ---"),
    ("add_campaign_subjects", "POST", "/campaigns/{id}/subjects", "Y--- ---"),
    ("export_campaign_subjects", "GET", "/campaigns/{id}/subjects.xlsx", "YYYY ---"),
    ("get_campaign_subject", "GET", "/campaign-subjects/{id}", "YYYY ---"),
    ("record_campaign_outcome", "POST", "/campaign-subjects/{id}/outcome", "YYY- ---"),
    ("close_campaign", "POST", "/campaigns/{id}/closing", "Y--- ---"),
    ("list_grades", "GET", "/grades", "YYYY YY-"),
    ("list_grade_models", "GET", "/grade-models", "YYYY YY-"),
    ("export_grades", "GET", "/grades.xlsx", "YYYY YY-"),
    ("get_enterprise_grades", "GET", "/enterprises/{id}/grades", "YYYY YY-"),
    ("rate_enterprise", "POST", "/enterprises/{id}/grades/rating", "Y--Y ---"),
    ("issue_grade_notice", "POST", "/enterprises/{id}/grades/letter", "Y--Y ---"),
    ("confirm_grade_notice", "POST", "/enterprises/{id}/grades/notice", "---- YY-"),
    ("get_grade_ways", "GET", "/enterprises/{id}/grades/ways?model=none", "YYYY YY-"),
    ("try_grade", "POST", "/enterprises/{id}/grades/trial", "YYYY YY-"),
    ("enter_grade_event", "POST", "/enterprises/{id}/grades/events", "YY-- ---"),
    ("withdraw_grade_event", "POST", "/grade-events/{id}/withdrawal", "YY-- ---"),
    ("file_grade_objection", "POST", "/enterprises/{id}/grades/objections", "---- YY-"),
    ("decide_grade_objection", "POST", "/grade-objections/{id}/decision", "Y--Y ---"),
    ("list_inspection_lists", "GET", "/inspection-lists", "YYYY ---"),
    ("list_draws", "GET", "/draws", "YYYY ---"),
    ("plan_draw", "POST", "/draws", "Y--- ---"),
    ("get_draw", "GET", "/draws/{id}", "YYYY ---"),
    ("get_draw_file", "GET", "/draws/{id}/file", "YYYY ---"),
    ("list_draw_roster", "GET", "/draws/{id}/roster?part=subject", "YYYY ---"),
    ("exclude_from_draw", "POST", "/draws/{id}/exclusions", "Y--- ---"),
    ("freeze_draw", "POST", "/draws/{id}/freeze", "Y--- ---"),
    ("commit_draw", "POST", "/draws/{id}/commitment", "YY-Y ---"),
    ("reveal_draw", "POST", "/draws/{id}/secret", "YY-Y ---"),
    ("select_draw", "POST", "/draws/{id}/selection", "YY-Y ---"),
    ("publish_draw", "POST", "/draws/{id}/publication", "Y--- ---"),
    ("repeat_draw", "POST", "/draws/{id}/repetition", "Y--- ---"),
    ("list_inspectors", "GET", "/inspectors", "YYYY ---"),
    ("enter_inspector", "POST", "/inspectors", "Y--- ---"),
    ("change_inspector", "PUT", "/inspectors/{id}", "Y--- ---"),
    ("list_field_assignments", "GET", "/field-assignments", "YYY- ---"),
    ("get_field_sheet", "GET", "/field-sheet", "YYY- ---"),
    ("list_field_inspections", "GET", "/field-inspections", "YYYY YY-"),
    ("hand_in_field_inspection", "POST", "/field-inspections", "YYY- ---"),
    ("get_field_inspection", "GET", "/field-inspections/{id}", "YYYY YY-"),
    ("publish_draw_results", "POST", "/draws/{id}/results", "Y--- ---"),
    ("list_public_inspections", "GET", "/public/inspections", "*"),
    ("list_public_draws", "GET", "/public/draws", "*"),
    ("get_public_draw_file", "GET", "/public/draws/{id}/file", "*"),
    ("list_projects", "GET", "/projects", "YYYY YY-"),
    ("create_project", "POST", "/projects", "Y--- ---"),
    ("export_projects", "GET", "/projects.xlsx", "YYYY YY-"),
    ("list_work_kinds", "GET", "/work-kinds", "YYYY YY-"),
    ("get_project", "GET", "/projects/{id}", "YYYY YY-"),
    ("change_project", "PUT", "/projects/{id}", "Y--- ---"),
    ("write_work_item", "POST", "/projects/{id}/items", "Y--- YY-"),
    ("draw_work_risks", "POST", "/projects/{id}/risks", "---- YY-"),
    ("list_project_records", "GET", "/projects/{id}/records", "YYYY YY-"),
    ("hand_in_project_record", "POST", "/projects/{id}/records", "---- YY-"),
    ("withdraw_project_record", "POST", "/project-records/{id}/withdrawal", "---- YY-"),
    ("list_cases", "GET", "/cases", "YY-Y YY-"),
    ("open_case", "POST", "/cases", "YY-- ---"),
    ("list_case_violations", "GET", "/case-violations", "YY-- ---"),
    ("get_case", "GET", "/cases/{id}", "YY-Y YY-"),
    ("pair_case", "POST", "/cases/{id}/pair", "YY-- ---"),
    ("work_case", "POST", "/cases/{id}/work", "YY-- ---"),
    ("decide_case", "POST", "/cases/{id}/decision", "Y--Y ---"),
    ("answer_case", "POST", "/cases/{id}/answer", "---- YY-"),
    ("list_talks", "GET", "/talks", "YYYY YY-"),
    ("plan_talk", "POST", "/talks", "YY-Y ---"),
    ("get_talk", "GET", "/talks/{id}", "YYYY YY-"),
    ("work_talk", "POST", "/talks/{id}/work", "YY-Y ---"),
    ("answer_talk", "POST", "/talks/{id}/answer", "---- YY-"),
    ("list_case_links", "GET", "/cases/{id}/links", "YY-Y ---"),
    ("make_case_link", "POST", "/cases/{id}/links", "YY-- ---"),
    ("cancel_case_link", "POST", "/case-links/{id}/cancellation", "YY-- ---"),
    ("visit_link", "GET", "/public/remote/{hash}", "*"),
    ("send_link_code", "POST", "/public/remote/{hash}/code", "*"),
    ("identify_on_link", "POST", "/public/remote/{hash}/identity", "*"),
    ("read_link", "GET", "/public/remote/{hash}/content", "*"),
    ("get_link_document", "GET", "/public/remote/{hash}/documents/{id}", "*"),
    ("give_link_file", "POST", "/public/remote/{hash}/files", "*"),
    ("answer_link", "POST", "/public/remote/{hash}/answer", "*"),
    ("refuse_link", "POST", "/public/remote/{hash}/refusal", "*"),
    ("search", "GET", "/search?q=abc", "YYYY YY-"),
    ("me", "GET", "/session", "YYYY YYY"),
    ("login", "POST", "/session", "*"),
    ("logout", "DELETE", "/session", "YYYY YYY"),
    ("change_password", "POST", "/session/password", "YYYY YYY"),
    ("list_signals", "GET", "/signals", "YYYY YYY"),
    ("get_signal", "GET", "/signals/{id}", "YYYY YYY"),
    ("get_signal_track", "GET", "/signals/{id}/track", "YYYY YYY"),
    ("list_signal_media", "GET", "/signals/{id}/media", "YYYY YY-"),
    ("triage_signal", "POST", "/signals/{id}/triage", "YYY- ---"),
    ("acknowledge_signal", "POST", "/signals/{id}/acknowledge", "---- YYY"),
    ("answer_signal", "POST", "/signals/{id}/answer", "---- YY-"),
    ("close_signal", "POST", "/signals/{id}/close", "YY-Y ---"),
    ("assign_signal", "POST", "/signals/{id}/assign", "Y--Y ---"),
    ("supervise_signal", "POST", "/signals/{id}/supervisions", "YY-- ---"),
    ("list_duty_checks", "GET", "/links/checks?link=county", "YYYY ---"),
    ("ask_duty_check", "POST", "/links/checks", "YY-- ---"),
    ("close_duty_check", "POST", "/links/checks/{id}/close", "YY-- ---"),
    ("list_requests", "GET", "/requests", "YYYY ---"),
    ("get_request", "GET", "/requests/{id}", "YYYY ---"),
    ("answer_request", "POST", "/requests/{id}/answer", "YY-- ---"),
    ("list_watches", "GET", "/watches", "YYYY ---"),
    ("get_watch", "GET", "/watches/{id}", "YYYY ---"),
    ("confirm_watch", "POST", "/watches/{id}/confirm", "YY-Y ---"),
    ("withdraw_watch", "POST", "/watches/{id}/withdraw", "YY-- ---"),
    ("resend_watch", "POST", "/watches/{id}/resend", "YY-- ---"),
    ("close_watch", "POST", "/watches/{id}/close", "YY-- ---"),
    ("answer_watch", "POST", "/partners/police/watches/{id}/answers", "*"),
    ("today", "GET", "/today", "YYYY YYY"),
    ("list_pack_versions", "GET", "/pack-versions", "Y--Y ---"),
    ("import_pack_version", "POST", "/pack-versions", "Y--- ---"),
    ("get_pack_version", "GET", "/pack-versions/{id}", "Y--Y ---"),
    ("activate_pack_version", "POST", "/pack-activations", "Y--Y ---"),
    ("start_pack_foresight", "POST", "/pack-versions/{id}/foresights", "Y--Y ---"),
    ("get_pack_foresight", "GET", "/pack-foresights/{id}", "Y--Y ---"),
    ("cancel_pack_foresight", "POST", "/pack-foresights/{id}/cancel", "Y--Y ---"),
    ("list_packs", "GET", "/packs", "Y--Y ---"),
    ("start_backtest", "POST", "/backtests", "Y--Y ---"),
    ("get_backtest", "GET", "/backtests/{id}", "Y--Y ---"),
    ("list_backtest_changes", "GET", "/backtests/{id}/changes", "Y--Y ---"),
    ("cancel_backtest", "POST", "/backtests/{id}/cancel", "Y--Y ---"),
    ("late_enterprises", "GET", "/today/late-enterprises", "YYYY YYY"),
    ("list_users", "GET", "/users", "YYYY YY-"),
    ("list_zones", "GET", "/zones", "YYYY YY-"),
    ("get_zone", "GET", "/zones/{id}", "YYYY YY-"),
    ("change_zone", "PATCH", "/zones/{id}", "Y--- ---"),
    ("import_zones", "POST", "/zones/import", "Y--- ---"),
    ("list_vehicles", "GET", "/vehicles", "YYYY YY-"),
    ("live_vehicles", "GET", "/vehicles/live", "YYYY YY-"),
    ("get_vehicle", "GET", "/vehicles/{id}", "YYYY YY-"),
    (
        "list_vehicle_sightings",
        "GET",
        "/vehicles/sightings?lon=121&lat=30&radius_m=500&from=2026-11-25T08:00:00%2B08:00&to=2026-11-25T09:00:00%2B08:00",
        "YYYY YY-",
    ),
    ("get_vehicle_indices", "GET", "/vehicles/{id}/indices", "YYYY YY-"),
    ("command_vehicle", "POST", "/vehicles/{id}/commands", "YY-- YY-"),
    ("list_vehicle_commands", "GET", "/vehicles/{id}/commands", "YYYY YY-"),
    ("list_vehicle_media", "GET", "/vehicles/{id}/media", "YYYY YY-"),
    ("get_vehicle_day", "GET", "/vehicles/{id}/day", "YYYY YY-"),
];

/// An id of nothing.
const NOBODY: &str = "0192f0c4-0000-7000-8000-0000000fffff";

fn documented() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&anlu_web::openapi_json()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let methods = paths.values().flat_map(|methods| methods.as_object().expect("methods").values());
    methods.filter_map(|o| o["operationId"].as_str().map(str::to_owned)).collect()
}

/// A body the operation can read, about nothing that exists.
fn body(operation: &str) -> Value {
    match operation {
        "update_enterprise" => json!({"version": 1, "name": "示例"}),
        "start_backtest" => json!({"old": "example", "from": "2026-11-24", "to": "2026-11-24"}),
        "create_hazard" => json!({"enterprise_id": NOBODY, "title": "示例", "level": "general"}),
        "notify_hazard" => json!({"version": 1, "deadline": "2026-12-01"}),
        "plan_hazard"
        | "submit_hazard"
        | "close_hazard"
        | "close_signal"
        | "acknowledge_signal"
        | "confirm_hazard_notice"
        | "approve_hazard_plan" => {
            json!({"version": 1})
        }
        "list_major_hazard" => {
            json!({"version": 1, "level": "county", "body": "示例", "deadline": "2026-12-01"})
        }
        "accept_hazard" => {
            json!({"version": 1, "experts": [{"name": "示例", "unit": "示例"}], "passed": true, "opinion": "示例"})
        }
        "publish_hazard" => json!({"version": 1, "public": true}),
        "decide_hazard_rejudgement" => json!({"decisions": [{"id": NOBODY, "version": 1, "follow": true}]}),
        "propose_inquiry" => json!({"enterprise_id": NOBODY, "reason": "示例"}),
        "decide_inquiry" => json!({"version": 1, "confirmed": true, "reason": "示例"}),
        "open_case" => {
            json!({"enterprise_id": NOBODY, "violation": "work_safety.102", "source": "found", "facts": "示例"})
        }
        "create_project" => project_draft(),
        "change_project" => {
            let mut draft = project_draft();
            draft["version"] = json!(1);
            draft
        }
        "write_work_item" => json!({"version": 1, "name": "示例", "kind": "pit.deep", "place": "示例",
            "start": "2026-11-24", "end": "2026-12-24", "state": "planned"}),
        "draw_work_risks" => json!({"item_id": NOBODY}),
        "hand_in_project_record" => {
            json!({"item_id": NOBODY, "duty": "every/patrol", "day": "2026-11-20", "note": "示例"})
        }
        "issue_grade_notice" => json!({"model": "none"}),
        "work_case" => json!({"version": 1, "act": "give_notice"}),
        "decide_case" => json!({"version": 1, "act": "close", "approved": true}),
        "answer_case" | "answer_talk" => json!({"version": 1, "act": "receive"}),
        "plan_talk" => json!({"enterprise_id": NOBODY, "source": "found", "reason": "示例"}),
        "work_talk" => json!({"version": 1, "act": "close"}),
        "make_case_link" => json!({"name": "示例", "phone": "13800138000", "purpose": "示例",
            "errand": {"kind": "interview", "post": "示例", "text": "示例"}}),
        "keep_filter" => json!({"area": "hazards", "name": "示例", "query": "view=open"}),
        "confirm_watch" => json!({"version": 1, "expires_at": "2026-11-26T09:00:00+08:00", "note": "示例"}),
        "command_vehicle" => json!({"kind": "text", "text": "示例"}),
        "answer_request" => json!({"version": 1, "text": "示例"}),
        "resend_watch" | "close_duty_check" | "change_zone" | "place_risk" | "pair_case" => json!({"version": 1}),
        "verify_hazard" => json!({"version": 1, "passed": true}),
        "request_extension" => json!({"version": 1, "new_deadline": "2026-12-09", "reason": "示例"}),
        "decide_extension" | "decide_risk_cancellation" => json!({"version": 1, "approved": true}),
        "triage_signal" => json!({"version": 1, "action": "remind", "message": "示例"}),
        "answer_signal"
        | "withdraw_watch"
        | "close_watch"
        | "note_risk"
        | "report_hazard_progress"
        | "lift_hazard_listing" => json!({"version": 1, "note": "示例"}),
        "assign_signal" => json!({"version": 1, "user_id": NOBODY}),
        "ask_duty_check" => json!({
            "link": "county", "object_type": 1, "text": "示例", "deadline": "2026-12-01T09:00:00+08:00",
        }),
        "supervise_signal" => json!({"deadline": "2026-12-01T09:00:00+08:00"}),
        "activate_pack_version" => json!({"version_id": NOBODY, "effect_from": "2026-12-01", "reason": "示例"}),
        "import_zones" => json!({"file": {}, "datum": "wgs84", "usage": "enter", "name": "示例"}),
        "hand_in_record" => json!({"kind": "drill", "day": "2026-11-20", "evidence": ["0".repeat(64)]}),
        "withdraw_record"
        | "withdraw_project_record"
        | "ask_waiver"
        | "withdraw_document"
        | "erase_document"
        | "repeat_draw"
        | "cancel_case_link" => {
            json!({"reason": "示例"})
        }
        "tell_facts" => json!({"facts": {"enterprise.revenue_last_year_yuan": 1}}),
        "decide_waiver" => json!({"approved": true}),
        "create_risk" => risk_draft(),
        "change_risk" => {
            let mut draft = risk_draft();
            draft["version"] = json!(1);
            draft
        }
        "start_risk_census" => json!({"template": "repair"}),
        "add_risk_picture" | "remove_risk_picture" => json!({"hash": "0".repeat(64)}),
        "retire_risk" | "ask_risk_cancellation" => json!({"version": 1, "reason": "示例"}),
        "register_risk" => json!({"version": 1, "monitor": "示例", "measures": "示例", "emergency": "示例"}),
        "hand_in_inspection" => json!({
            "id": NOBODY, "started_at": "2026-11-24T08:00:00+08:00", "finished_at": "2026-11-24T08:30:00+08:00",
            "answers": [{"control_id": NOBODY, "outcome": "kept"}],
        }),
        "preview_campaign" => json!({"among": "true"}),
        "start_campaign" => json!({
            "title": {"zh": "示例"}, "task": {"zh": "示例"}, "deadline": "2026-12-31",
            "outcomes": [{"code": "done", "title": {"zh": "示例"}}],
        }),
        "add_campaign_subjects" => json!({"enterprises": [NOBODY]}),
        "record_campaign_outcome" => json!({"version": 1, "outcome": "done"}),
        "close_campaign" => json!({"version": 1, "summary": "示例"}),
        "try_grade" => json!({"model": "none", "mend": []}),
        "enter_grade_event" => json!({"kind": "penalty", "class": "fine", "day": "2026-11-01", "title": "示例"}),
        "withdraw_grade_event" => json!({"reason": "示例"}),
        "file_grade_objection" => json!({"model": "none", "contested": ["accident:1"], "reason": "示例"}),
        "decide_grade_objection" => json!({"upheld": false, "note": "示例"}),
        "plan_draw" => json!({
            "name": "示例", "from": "2026-12-01", "to": "2026-12-31", "items": ["示例"], "count": 1, "team": 2,
            "weight": 1, "party_a": NOBODY, "party_b": NOBODY, "hours": 24, "inspectors": [NOBODY],
        }),
        "exclude_from_draw" => json!({"pool": "subject", "row": NOBODY, "reason": "示例"}),
        "commit_draw" => json!({"commitment": "0".repeat(64)}),
        "reveal_draw" => json!({"secret": "0".repeat(64)}),
        "hand_in_field_inspection" => json!({"content": "{}", "seal": "0".repeat(64)}),
        "select_draw" => json!({}),
        "enter_inspector" | "change_inspector" => json!({"name": "示例", "department": ""}),
        "reveal_person" => json!({"reason": "核对从业资格"}),
        "change_password" => json!({"old": "wrong-password", "new": "another-password"}),
        "login" => json!({"username": "nobody", "password": "wrong-password"}),
        _ => Value::Null,
    }
}

/// A risk as an enterprise would write it.
fn project_draft() -> Value {
    json!({"no": "示例", "name": "示例", "kind": "bridge", "place": "示例", "grid_id": NOBODY, "start": "2026-11-24",
        "end": "2026-12-24", "parties": []})
}

fn risk_draft() -> Value {
    json!({
        "name": "示例", "kind": "area", "accident": "火灾", "owner": "示例", "method": "lec",
        "factors": {"L": 1, "E": 6, "C": 7},
        "controls": [{"kind": "management", "text": "示例", "owner": "示例", "level": "team"}],
    })
}

async fn call(client: &mut Client, operation: &str, method: &str, path: &str) -> Reply {
    let path = path.replace("{id}", NOBODY).replace("{hash}", &"0".repeat(64));
    let path = format!("/api/v1{path}");
    match operation {
        "upload_evidence" => client.form(&path, &[], ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")).await,
        "import_pack_version" => client.form(&path, &[("note", "示例")], ("a.toml", b"x = 1")).await,
        "read_campaign_file" => client.form(&path, &[], ("a.csv", b"x\n")).await,
        "start_import" => client.form(&path, &[("kind", "grids"), ("dry_run", "true")], ("a.csv", b"x\n")).await,
        _ => match body(operation) {
            Value::Null => client.send(method, &path, &[], b"").await,
            body => client.json(method, &path, &body).await,
        },
    }
}

#[test]
fn every_operation_stands_in_the_table() {
    let listed: BTreeSet<String> = TABLE.iter().map(|row| row.0.to_owned()).collect();
    assert_eq!(listed.len(), TABLE.len(), "an operation stands twice");
    let documented = documented();
    let missing: Vec<_> = documented.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&documented).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:?}; not an operation: {gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_session_everything_but_the_log_in_is_refused() {
    let app = TestApp::on_sqlite().await;
    let mut nobody = app.client();
    for (operation, method, path, who) in TABLE.iter().filter(|row| row.3 != "*") {
        let reply = call(&mut nobody, operation, method, path).await;
        assert_eq!((reply.status, reply.code().as_deref()), (401, Some("not_logged_in")), "{operation} {who}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_given_password_only_the_session_answers_until_it_is_changed() {
    let app = TestApp::on_sqlite().await;
    let new = NewAccount { role: Role::BureauOfficer, must_change: true, ..blank() };
    app.account("newcomer", new).await;
    let mut client = app.logged_in("newcomer").await;
    assert_eq!(client.get("/api/v1/session").await.expect_json(200)["must_change_password"], json!(true));
    for (operation, method, path, _) in TABLE.iter().filter(|row| row.3 != "*") {
        let mut client = if *operation == "logout" { app.logged_in("newcomer").await } else { client.again() };
        let reply = call(&mut client, operation, method, path).await;
        let refused = (reply.status, reply.code().as_deref()) == (403, Some("password_change_required"));
        let of_session = ["me", "logout", "change_password"].contains(operation);
        assert_ne!(refused, of_session, "{operation}: {}", reply.status);
    }
    let change = json!({"current": PASSWORD, "new": "a-password-of-my-own"});
    client.post("/api/v1/session/password", &change).await.expect(204);
    assert_eq!(client.get("/api/v1/session").await.expect_json(200)["must_change_password"], json!(false));
    client.get("/api/v1/today").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_call_what_the_table_says() {
    let app = TestApp::on_sqlite().await;
    let mut wrong = Vec::new();
    for (column, role) in Role::ALL.into_iter().enumerate() {
        let mut client = app.logged_in(role.as_str()).await;
        for (operation, method, path, who) in TABLE.iter().filter(|row| row.3 != "*") {
            let allowed = who.replace(' ', "").as_bytes()[column] == b'Y';
            if *operation == "events" {
                // A stream does not end: it is only opened.
                drop(client.events("/api/v1/events").await);
                continue;
            }
            let mut client = if *operation == "logout" { app.logged_in(role.as_str()).await } else { client.again() };
            let reply = call(&mut client, operation, method, path).await;
            let forbidden = reply.status == 403 && reply.code().as_deref() == Some("forbidden");
            // The wrong old password of `change_password` is answered as one.
            let refused = forbidden || (reply.status == 401 && *operation != "change_password");
            if refused == allowed || reply.status >= 500 {
                wrong.push(format!("{} {operation}: {}", role.as_str(), reply.status));
            }
        }
        client.get("/api/v1/session").await.expect(200);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_belongs_to_another_enterprise_does_not_exist() {
    let app = TestApp::on_sqlite().await;
    let c = &app.county;
    let mut officer = app.logged_in("bureau_officer").await;
    let draft = json!({"enterprise_id": c.far, "title": "示例隐患", "level": "general", "deadline": "2026-12-01"});
    let hazard = officer.post("/api/v1/hazards", &draft).await.expect_json(201);
    let hazard = hazard["id"].as_str().expect("an id");
    let pages = [
        format!("/api/v1/enterprises/{}", c.far),
        format!("/api/v1/enterprises/{}/changes", c.far),
        format!("/api/v1/people/{}", c.far_driver),
        format!("/api/v1/vehicles/{}", c.far_truck),
        format!("/api/v1/hazards/{hazard}"),
        format!("/api/v1/ledger?subject_kind=hazard&subject_id={hazard}"),
        format!("/api/v1/ledger?subject_kind=enterprise&subject_id={}", c.far),
    ];
    for page in &pages {
        officer.get(page).await.expect(200);
    }
    for login in ["principal", "safety_officer", "grid_chief"] {
        let mut client = app.logged_in(login).await;
        for page in &pages {
            assert_eq!(client.get(page).await.status, 404, "{login} {page}");
        }
        let plan = json!({"version": 2, "note": "示例"});
        let step = client.post(&format!("/api/v1/hazards/{hazard}/close"), &plan).await;
        assert!(matches!(step.status, 403 | 404), "{login}: {}", step.status);
        for list in ["hazards", "enterprises", "people", "vehicles"] {
            let rows = client.get(&format!("/api/v1/{list}")).await.expect_json(200);
            let text = rows.to_string();
            assert!(!text.contains(&c.far.to_string()), "{login} {list}: {text}");
        }
        let everything = client.get("/api/v1/ledger").await;
        assert_eq!(everything.code().as_deref(), Some("invalid_query"), "{login}");
    }
    let mut driver = app.logged_in("driver").await;
    let own = driver.get(&format!("/api/v1/people/{}", c.driver)).await.expect_json(200);
    assert!(own["id_number_masked"].as_str().is_some_and(|n| n.contains('*')), "his own, masked as for others: {own}");
    driver.get(&format!("/api/v1/people/{}", c.far_driver)).await.expect(404);
    let mut far = app.logged_in("far_principal").await;
    far.get(&format!("/api/v1/hazards/{hazard}")).await.expect(200);
}
