//! `GET /reference`: vocabularies and settings screens need.

use anlu_domain::signal;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        hazards::list::{HazardLevel, HazardSource, HazardState},
        signals::list::SignalState,
        vocabulary::{
            Employment, GridLevel, PlateColour, Post, Role, Sector, Severity, Standing, VehicleClass, Vocabulary,
        },
    },
    error::{Problem, ReadProblems},
    extract::Session,
    state::AppState,
};

/// Limits a form can check before it sends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Limits {
    /// Largest evidence file, bytes.
    pub(crate) evidence_bytes: u64,
    /// Largest workbook, bytes.
    pub(crate) import_bytes: u64,
    /// Most rows of a page.
    pub(crate) page_size: u32,
    /// Shortest password.
    pub(crate) password_length: u32,
}

/// Map settings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MapSettings {
    /// Key of 天地图, when the installation uses it; otherwise maps show boundaries only.
    pub(crate) tianditu_key: Option<String>,
}

/// Vocabularies in screen order, limits and settings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reference {
    /// Version of the program.
    pub(crate) version: String,
    /// Lines of business.
    pub(crate) sectors: Vec<Sector>,
    /// Roles.
    pub(crate) roles: Vec<Role>,
    /// Posts.
    pub(crate) posts: Vec<Post>,
    /// Kinds of employment.
    pub(crate) employments: Vec<Employment>,
    /// Standings.
    pub(crate) standings: Vec<Standing>,
    /// Plate colours.
    pub(crate) plate_colours: Vec<PlateColour>,
    /// Vehicle classes.
    pub(crate) vehicle_classes: Vec<VehicleClass>,
    /// Grid levels.
    pub(crate) grid_levels: Vec<GridLevel>,
    /// Severities.
    pub(crate) severities: Vec<Severity>,
    /// Signal states.
    pub(crate) signal_states: Vec<SignalState>,
    /// Reasons of a false alarm.
    #[schema(example = json!(["device_fault", "other"]))]
    pub(crate) false_alarm_reasons: Vec<&'static str>,
    /// Hazard states.
    pub(crate) hazard_states: Vec<HazardState>,
    /// Hazard levels.
    pub(crate) hazard_levels: Vec<HazardLevel>,
    /// Hazard sources.
    pub(crate) hazard_sources: Vec<HazardSource>,
    /// Limits.
    pub(crate) limits: Limits,
    /// Map.
    pub(crate) map: MapSettings,
    /// Whom users tell what is wrong or missing, one line; none when the installation names nobody.
    #[schema(example = "县交通运输局安全科 0000-8100000")]
    pub(crate) feedback_contact: Option<String>,
}

/// Vocabularies, limits and settings.
#[utoipa::path(get, path = "/reference", operation_id = "get_reference", tag = "reference",
    responses((status = 200, body = Reference), ReadProblems))]
pub(crate) async fn get_reference(_: Session, State(state): State<AppState>) -> Result<Json<Reference>, Problem> {
    Ok(Json(Reference {
        version: String::from(env!("CARGO_PKG_VERSION")),
        sectors: Sector::ALL.to_vec(),
        roles: Role::ALL.to_vec(),
        posts: Post::ALL.to_vec(),
        employments: Employment::ALL.to_vec(),
        standings: Standing::ALL.to_vec(),
        plate_colours: PlateColour::ALL.to_vec(),
        vehicle_classes: VehicleClass::ALL.to_vec(),
        grid_levels: GridLevel::ALL.to_vec(),
        severities: Severity::ALL.to_vec(),
        signal_states: SignalState::ALL.to_vec(),
        false_alarm_reasons: signal::FalseAlarm::CODES.to_vec(),
        hazard_states: HazardState::ALL.to_vec(),
        hazard_levels: HazardLevel::ALL.to_vec(),
        hazard_sources: HazardSource::ALL.to_vec(),
        limits: Limits {
            evidence_bytes: anlu_domain::evidence::MAX_EVIDENCE_BYTES as u64,
            import_bytes: crate::limits::MAX_IMPORT_BYTES as u64,
            page_size: crate::api::paging::MAX_PAGE_SIZE,
            password_length: 10,
        },
        map: MapSettings { tianditu_key: state.settings().tianditu_key.clone() },
        feedback_contact: state.settings().feedback_contact.clone(),
    }))
}
