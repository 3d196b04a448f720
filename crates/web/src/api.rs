//! The operations: one file each, grouped by area. A file holds the operation's data, documentation and handler.

use axum::extract::DefaultBodyLimit;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

use crate::{
    limits::{FORM_BYTES, MAX_GEOJSON_BYTES, MAX_IMPORT_BYTES},
    state::AppState,
};

pub(crate) mod attachment;
pub(crate) mod backtests;
pub(crate) mod campaigns;
pub(crate) mod cases;
pub(crate) mod documents;
pub(crate) mod draws;
pub(crate) mod duties;
pub(crate) mod enterprises;
pub(crate) mod evidence;
pub(crate) mod field;
pub(crate) mod filters;
pub(crate) mod grades;
pub(crate) mod grids;
pub(crate) mod hazards;
pub(crate) mod imports;
pub(crate) mod indices;
pub(crate) mod inquiries;
pub(crate) mod ledger;
pub(crate) mod links;
pub(crate) mod live;
pub(crate) mod packs;
pub(crate) mod paging;
pub(crate) mod partners;
pub(crate) mod people;
pub(crate) mod projects;
pub(crate) mod reference;
pub(crate) mod remote;
pub(crate) mod reports;
pub(crate) mod requests;
pub(crate) mod risks;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod signals;
pub(crate) mod talks;
pub(crate) mod targets;
pub(crate) mod today;
pub(crate) mod track;
pub(crate) mod users;
pub(crate) mod values;
pub(crate) mod vehicles;
pub(crate) mod vocabulary;
pub(crate) mod watches;
pub(crate) mod zones;

/// A file in an answer.
pub(crate) struct Bytes;

impl PartialSchema for Bytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).content_media_type("application/octet-stream").into()
    }
}

impl ToSchema for Bytes {}

/// Operations with a JSON body or none, relative to `/api/v1`.
pub(crate) fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(session::login::login, session::logout::logout, session::me::me))
        .routes(routes!(session::change_password::change_password))
        .routes(routes!(backtests::packs::list_packs))
        .routes(routes!(backtests::start::start_backtest))
        .routes(routes!(backtests::status::get_backtest))
        .routes(routes!(backtests::changes::list_backtest_changes))
        .routes(routes!(backtests::cancel::cancel_backtest))
        .routes(routes!(today::list::today))
        .routes(routes!(today::list::late_enterprises))
        .routes(routes!(search::find::search))
        .routes(routes!(enterprises::list::list_enterprises))
        .routes(routes!(enterprises::get::get_enterprise, enterprises::update::update_enterprise))
        .routes(routes!(enterprises::people::list_enterprise_people))
        .routes(routes!(enterprises::vehicles::list_enterprise_vehicles))
        .routes(routes!(enterprises::hazards::list_enterprise_hazards))
        .routes(routes!(enterprises::signals::list_enterprise_signals))
        .routes(routes!(enterprises::changes::list_enterprise_changes))
        .routes(routes!(duties::list::list_enterprise_duties))
        .routes(routes!(duties::records::list_enterprise_records, duties::hand_in::hand_in_record))
        .routes(routes!(duties::withdrawal::withdraw_record))
        .routes(routes!(duties::facts::tell_facts))
        .routes(routes!(duties::waiver::ask_waiver))
        .routes(routes!(duties::decision::decide_waiver))
        .routes(routes!(enterprises::export::export_enterprises))
        .routes(routes!(people::list::list_people))
        .routes(routes!(people::get::get_person))
        .routes(routes!(people::facts::list_person_facts))
        .routes(routes!(people::reveal::reveal_person))
        .routes(routes!(vehicles::list::list_vehicles))
        .routes(routes!(vehicles::live::live_vehicles))
        .routes(routes!(vehicles::sightings::list_vehicle_sightings))
        .routes(routes!(vehicles::get::get_vehicle))
        .routes(routes!(vehicles::day::get_vehicle_day))
        .routes(routes!(vehicles::commands::list_vehicle_commands, vehicles::commands::command_vehicle))
        .routes(routes!(vehicles::media::list_vehicle_media))
        .routes(routes!(requests::list::list_requests))
        .routes(routes!(requests::get::get_request))
        .routes(routes!(requests::answer::answer_request))
        .routes(routes!(watches::list::list_watches))
        .routes(routes!(watches::get::get_watch))
        .routes(routes!(watches::confirm::confirm_watch))
        .routes(routes!(watches::withdraw::withdraw_watch))
        .routes(routes!(watches::resend::resend_watch))
        .routes(routes!(watches::close::close_watch))
        .routes(routes!(partners::answer::answer_watch))
        .routes(routes!(vehicles::indices::get_vehicle_indices))
        .routes(routes!(indices::days::list_index_days))
        .routes(routes!(indices::enterprises::list_enterprise_index))
        .routes(routes!(enterprises::indices::get_enterprise_indices))
        .routes(routes!(reports::daily::get_daily_report))
        .routes(routes!(reports::export::export_daily_report))
        .routes(routes!(packs::list::list_pack_versions))
        .routes(routes!(packs::get::get_pack_version))
        .routes(routes!(packs::activate::activate_pack_version))
        .routes(routes!(packs::foresight::start_pack_foresight))
        .routes(routes!(packs::foresight::get_pack_foresight))
        .routes(routes!(packs::foresight::cancel_pack_foresight))
        .routes(routes!(zones::list::list_zones))
        .routes(routes!(zones::get::get_zone, zones::change::change_zone))
        .routes(routes!(links::list::list_links))
        .routes(routes!(links::days::list_link_days))
        .routes(routes!(links::checks::list_duty_checks, links::checks::ask_duty_check))
        .routes(routes!(links::checks::close_duty_check))
        .routes(routes!(grids::list::list_grids))
        .routes(routes!(grids::get::get_grid))
        .routes(routes!(imports::template::get_import_template))
        .routes(routes!(imports::status::get_import))
        .routes(routes!(imports::cancel::cancel_import))
        .routes(routes!(imports::workbook::get_import_workbook))
        .routes(routes!(signals::list::list_signals))
        .routes(routes!(signals::get::get_signal))
        .routes(routes!(signals::track::get_signal_track))
        .routes(routes!(signals::media::list_signal_media))
        .routes(routes!(signals::triage::triage_signal))
        .routes(routes!(signals::acknowledge::acknowledge_signal))
        .routes(routes!(signals::answer::answer_signal))
        .routes(routes!(signals::close::close_signal))
        .routes(routes!(signals::assign::assign_signal))
        .routes(routes!(signals::supervise::supervise_signal))
        .routes(routes!(hazards::list::list_hazards, hazards::create::create_hazard))
        .routes(routes!(hazards::export::export_hazards))
        .routes(routes!(hazards::get::get_hazard))
        .routes(routes!(hazards::notify::notify_hazard))
        .routes(routes!(hazards::plan::plan_hazard))
        .routes(routes!(hazards::submit::submit_hazard))
        .routes(routes!(hazards::verify::verify_hazard))
        .routes(routes!(hazards::close::close_hazard))
        .routes(routes!(hazards::extension::request_extension))
        .routes(routes!(hazards::decision::decide_extension))
        .routes(routes!(hazards::govern::confirm_hazard_notice))
        .routes(routes!(hazards::govern::approve_hazard_plan))
        .routes(routes!(hazards::govern::report_hazard_progress))
        .routes(routes!(hazards::govern::list_major_hazard))
        .routes(routes!(hazards::govern::lift_hazard_listing))
        .routes(routes!(hazards::govern::accept_hazard))
        .routes(routes!(hazards::govern::publish_hazard))
        .routes(routes!(hazards::criteria::list_hazard_criteria))
        .routes(routes!(hazards::rates::get_hazard_rates))
        .routes(routes!(hazards::rejudge::get_hazard_rejudgement, hazards::rejudge::decide_hazard_rejudgement))
        .routes(routes!(inquiries::list_inquiries, inquiries::propose_inquiry))
        .routes(routes!(inquiries::get_inquiry_grounds))
        .routes(routes!(inquiries::get_inquiry))
        .routes(routes!(inquiries::decide_inquiry))
        .routes(routes!(filters::list_saved_filters, filters::keep_filter))
        .routes(routes!(filters::forget_filter))
        .routes(routes!(risks::list::list_risks))
        .routes(routes!(risks::census::get_risk_census, risks::write::create_risk))
        .routes(routes!(risks::census::start_risk_census))
        .routes(routes!(risks::census::keep_risk_assessment))
        .routes(routes!(risks::census::add_risk_picture))
        .routes(routes!(risks::census::remove_risk_picture))
        .routes(routes!(risks::inspections::get_risk_checklist))
        .routes(routes!(risks::get::get_risk, risks::write::change_risk))
        .routes(routes!(risks::write::place_risk))
        .routes(routes!(risks::write::retire_risk))
        .routes(routes!(risks::major::register_risk))
        .routes(routes!(risks::major::note_risk))
        .routes(routes!(risks::major::ask_risk_cancellation))
        .routes(routes!(risks::major::decide_risk_cancellation))
        .routes(routes!(risks::inspections::list_enterprise_inspections, risks::inspections::hand_in_inspection))
        .routes(routes!(risks::inspections::get_inspection))
        .routes(routes!(targets::list::list_targets))
        .routes(routes!(targets::get::get_target))
        .routes(routes!(targets::names::list_target_names))
        .routes(routes!(targets::names::export_target_names))
        .routes(routes!(targets::reminders::remind_target, targets::reminders::take_target_reminders_back))
        .routes(routes!(campaigns::list::list_campaigns, campaigns::start::start_campaign))
        .routes(routes!(campaigns::templates::list_campaign_templates))
        .routes(routes!(campaigns::templates::preview_campaign))
        .routes(routes!(campaigns::get::get_campaign))
        .routes(routes!(campaigns::subjects::list_campaign_subjects, campaigns::subjects::add_campaign_subjects))
        .routes(routes!(campaigns::subjects::export_campaign_subjects))
        .routes(routes!(campaigns::outcome::get_campaign_subject))
        .routes(routes!(campaigns::outcome::record_campaign_outcome))
        .routes(routes!(campaigns::close::close_campaign))
        .routes(routes!(documents::list::list_documents))
        .routes(routes!(documents::get::get_document))
        .routes(routes!(documents::file::get_document_file))
        .routes(routes!(documents::end::withdraw_document))
        .routes(routes!(documents::end::erase_document))
        .routes(routes!(documents::verify::get_public_document))
        .routes(routes!(ledger::public::public_checkpoint))
        .routes(routes!(ledger::public::public_ledger_keys))
        .routes(routes!(ledger::public::public_consistency))
        .routes(routes!(ledger::public::public_tile))
        .routes(routes!(grades::list::list_grades))
        .routes(routes!(grades::list::list_grade_models))
        .routes(routes!(grades::list::export_grades))
        .routes(routes!(grades::get::get_enterprise_grades))
        .routes(routes!(grades::get::rate_enterprise))
        .routes(routes!(grades::get::issue_grade_notice))
        .routes(routes!(grades::get::confirm_grade_notice))
        .routes(routes!(grades::ways::get_grade_ways))
        .routes(routes!(grades::ways::try_grade))
        .routes(routes!(grades::events::enter_grade_event))
        .routes(routes!(grades::events::withdraw_grade_event))
        .routes(routes!(grades::objections::file_grade_objection))
        .routes(routes!(grades::objections::decide_grade_objection))
        .routes(routes!(draws::lists::list_inspection_lists))
        .routes(routes!(draws::list::list_draws, draws::plan::plan_draw))
        .routes(routes!(draws::get::get_draw))
        .routes(routes!(draws::get::get_draw_file))
        .routes(routes!(draws::roster::list_draw_roster))
        .routes(routes!(draws::steps::exclude_from_draw))
        .routes(routes!(draws::steps::freeze_draw))
        .routes(routes!(draws::steps::commit_draw))
        .routes(routes!(draws::steps::reveal_draw))
        .routes(routes!(draws::steps::select_draw))
        .routes(routes!(draws::steps::publish_draw))
        .routes(routes!(draws::steps::repeat_draw))
        .routes(routes!(draws::inspectors::list_inspectors, draws::inspectors::enter_inspector))
        .routes(routes!(draws::inspectors::change_inspector))
        .routes(routes!(field::sheet::list_field_assignments))
        .routes(routes!(field::sheet::get_field_sheet))
        .routes(routes!(field::list::list_field_inspections, field::hand_in::hand_in_field_inspection))
        .routes(routes!(field::get::get_field_inspection))
        .routes(routes!(field::results::publish_draw_results))
        .routes(routes!(field::results::list_public_inspections))
        .routes(routes!(draws::open::list_public_draws))
        .routes(routes!(draws::open::get_public_draw_file))
        .routes(routes!(cases::list::list_cases, cases::open::open_case))
        .routes(routes!(cases::list::list_case_violations))
        .routes(routes!(cases::get::get_case))
        .routes(routes!(cases::open::pair_case))
        .routes(routes!(cases::step::work_case))
        .routes(routes!(cases::step::decide_case))
        .routes(routes!(cases::step::answer_case))
        .routes(routes!(talks::list::list_talks, talks::open::plan_talk))
        .routes(routes!(talks::get::get_talk))
        .routes(routes!(talks::step::work_talk))
        .routes(routes!(talks::step::answer_talk))
        .routes(routes!(projects::list::list_projects, projects::write::create_project))
        .routes(routes!(projects::list::export_projects))
        .routes(routes!(projects::kinds::list_work_kinds))
        .routes(routes!(projects::get::get_project, projects::write::change_project))
        .routes(routes!(projects::write::write_work_item))
        .routes(routes!(projects::write::draw_work_risks))
        .routes(routes!(projects::records::list_project_records, projects::records::hand_in_project_record))
        .routes(routes!(projects::records::withdraw_project_record))
        .routes(routes!(remote::links::list_case_links, remote::links::make_case_link))
        .routes(routes!(remote::cancel::cancel_case_link))
        .routes(routes!(remote::visit::visit_link))
        .routes(routes!(remote::identity::send_link_code))
        .routes(routes!(remote::identity::identify_on_link))
        .routes(routes!(remote::content::read_link))
        .routes(routes!(remote::content::get_link_document))
        .routes(routes!(remote::answer::answer_link))
        .routes(routes!(remote::answer::refuse_link))
        .routes(routes!(evidence::download::get_evidence))
        .routes(routes!(ledger::list::list_ledger))
        .routes(routes!(ledger::checkpoint::ledger_checkpoint))
        .routes(routes!(users::list::list_users))
        .routes(routes!(reference::get::get_reference))
}

/// Operations that take a file, each with the limit of its own, relative to `/api/v1`.
pub(crate) fn uploads() -> OpenApiRouter<AppState> {
    let evidence = anlu_domain::evidence::MAX_EVIDENCE_BYTES + FORM_BYTES;
    let pack = packs::import::MAX_PACK_BYTES + FORM_BYTES;
    let list = campaigns::file::MAX_LIST_BYTES + FORM_BYTES;
    OpenApiRouter::default()
        .routes(
            routes!(documents::verify::verify_document).layer(DefaultBodyLimit::max(documents::verify::MAX_FILE_BYTES)),
        )
        .routes(routes!(campaigns::file::read_campaign_file).layer(DefaultBodyLimit::max(list)))
        .routes(routes!(packs::import::import_pack_version).layer(DefaultBodyLimit::max(pack)))
        .routes(routes!(imports::start::start_import).layer(DefaultBodyLimit::max(MAX_IMPORT_BYTES + FORM_BYTES)))
        .routes(routes!(zones::import::import_zones).layer(DefaultBodyLimit::max(MAX_GEOJSON_BYTES)))
        .routes(routes!(evidence::upload::upload_evidence).layer(DefaultBodyLimit::max(evidence)))
        .routes(routes!(remote::give::give_link_file).layer(DefaultBodyLimit::max(evidence)))
}

/// Operations that answer for as long as the client listens, relative to `/api/v1`.
pub(crate) fn streams() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(live::events::events))
}

/// Every operation, for the OpenAPI document.
pub(crate) fn documented() -> OpenApiRouter<AppState> {
    operations().merge(uploads()).merge(streams())
}
