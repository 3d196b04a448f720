//! `GET /hazard-criteria`: criteria of major hazards in force today.

use anlu_app::hazard::criteria::{self, Offered};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::backtests::values::Bilingual,
    error::{OneProblems, Problem},
    extract::{Params, Session},
};

/// Whom and what it is about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CriteriaParams {
    /// Enterprise: only criteria of its lines of business.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Title and details as they are written down.
    #[param(max_length = 5000)]
    pub(crate) text: Option<String>,
}

/// A criterion.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CriterionRow {
    /// Id in the pack.
    #[schema(example = "road.licence")]
    pub(crate) id: String,
    /// Short name.
    pub(crate) title: Bilingual,
    /// The clause that is kept with a hazard.
    pub(crate) clause: Bilingual,
    /// Law and article.
    pub(crate) basis: Bilingual,
    /// How sure the wording is: `verified`, `secondary`, `unverified`.
    pub(crate) confidence: &'static str,
    /// Proposed for the text; a person decides.
    pub(crate) proposed: bool,
}

impl From<Offered> for CriterionRow {
    fn from(o: Offered) -> Self {
        Self {
            id: o.id,
            title: o.title.into(),
            clause: o.clause.into(),
            basis: o.basis.into(),
            confidence: o.confidence,
            proposed: o.proposed,
        }
    }
}

/// Criteria of major hazards in force today, those first that are proposed for the text.
#[utoipa::path(get, path = "/hazard-criteria", operation_id = "list_hazard_criteria", tag = "hazards",
    params(CriteriaParams), responses((status = 200, body = [CriterionRow]), OneProblems))]
pub(crate) async fn list_hazard_criteria(
    session: Session,
    Params(asked): Params<CriteriaParams>,
) -> Result<Json<Vec<CriterionRow>>, Problem> {
    let text = asked.text.unwrap_or_default();
    let all = criteria::offered(&session.ctx, asked.enterprise_id.map(EnterpriseId), &text).await?;
    Ok(Json(all.into_iter().map(Into::into).collect()))
}
