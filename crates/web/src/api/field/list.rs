//! `GET /field-inspections`: inspections by the authority, newest first.

use anlu_app::field::{FieldView, list};
use anlu_domain::{
    field::{content::Outcome, record::Verdict},
    ids::EnterpriseId,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Named, Time},
        vocabulary::mirror,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// What came of an inspection.
    FieldVerdict = Verdict { Clean, Ordered }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FieldParams {
    /// Only of this enterprise.
    enterprise_id: Option<Uuid>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// An inspection in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Number.
    #[schema(example = "JC-20261126-0001")]
    pub(crate) no: String,
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// Number of the draw behind it.
    pub(crate) draw_no: Option<String>,
    /// When it ended, by the device.
    pub(crate) finished_at: Time,
    /// Officers.
    pub(crate) officers: Vec<String>,
    /// What came of it.
    pub(crate) verdict: FieldVerdict,
    /// Answers that are met.
    pub(crate) met: u32,
    /// Answers that are not.
    pub(crate) unmet: u32,
    /// Answers that do not apply.
    pub(crate) not_applicable: u32,
    /// How many things are odd about it.
    pub(crate) differences: usize,
}

impl From<&FieldView> for FieldRow {
    fn from(v: &FieldView) -> Self {
        let (i, c) = (&v.inspection, &v.inspection.content);
        Self {
            id: c.id.0,
            no: i.no.clone(),
            enterprise: v.enterprise.clone().into(),
            draw_no: i.draw.as_ref().map(|d| d.no.clone()),
            finished_at: c.finished_at.into(),
            officers: c.officers.iter().map(|o| o.name.clone()).collect(),
            verdict: i.verdict().into(),
            met: c.count(Outcome::Met),
            unmet: c.count(Outcome::Unmet),
            not_applicable: c.count(Outcome::NotApplicable),
            differences: i.differences.len(),
        }
    }
}

/// Inspections by the authority the viewer may see, newest first.
#[utoipa::path(get, path = "/field-inspections", operation_id = "list_field_inspections", tag = "field",
    params(FieldParams), responses((status = 200, body = Paged<FieldRow>), ListProblems))]
pub(crate) async fn list_field_inspections(
    session: Session,
    Params(p): Params<FieldParams>,
) -> Result<Json<Paged<FieldRow>>, Problem> {
    let found = list::list(&session.ctx, p.enterprise_id.map(EnterpriseId), page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, |v| FieldRow::from(&v))))
}
