//! What every operation shares.

use std::sync::Arc;

/// Settings of the web part.
#[derive(Clone, Debug, Default)]
pub struct WebSettings {
    /// Key of 天地图; without it maps show boundaries only and the content security policy names no other host.
    pub tianditu_key: Option<String>,
}

/// Shared by every operation; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

struct Parts {
    settings: WebSettings,
}

impl AppState {
    pub(crate) fn settings(&self) -> &WebSettings {
        &self.0.settings
    }
}
