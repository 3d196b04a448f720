//! `GET /field-assignments`: open visits of the viewer; `GET /field-sheet`: what is asked at an enterprise.

use anlu_app::field::sheet::{self, Clause, Line};
use anlu_domain::{
    field::{assignment::Assignment, content::Source},
    ids::{AssignmentId, EnterpriseId},
    party::enterprise::Enterprise,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        values::{Day, Named, Place},
        vocabulary::{Sector, mirror},
    },
    error::{OneProblems, Problem, ReadProblems},
    extract::{Params, Session},
};

mirror! {
    /// Where a line of the checklist comes from.
    FieldSource = Source { Item, Duty, Control, Hazard, Clause }
}

/// Who goes on a visit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldOfficer {
    /// Name.
    name: String,
    /// Department.
    department: String,
}

/// A visit to be made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldAssignment {
    /// Id.
    id: Uuid,
    /// Enterprise.
    enterprise: Named,
    /// Number of the draw.
    draw_no: Option<String>,
    /// Why, when it was planned by itself.
    reason: Option<String>,
    /// Who goes; the first leads. Nobody: whoever inspects there.
    officers: Vec<FieldOfficer>,
    /// First day.
    from: Day,
    /// Last day.
    due: Day,
}

fn assignment(a: Assignment, name: String) -> FieldAssignment {
    let officers = a.officers.into_iter().map(|o| FieldOfficer { name: o.name, department: o.department });
    FieldAssignment {
        id: a.id.0,
        enterprise: Named { id: a.enterprise.0, name },
        reason: Some(a.assigned.note).filter(|note| !note.is_empty() && a.draw.is_none()),
        draw_no: a.draw.map(|d| d.no),
        officers: officers.collect(),
        from: a.from.into(),
        due: a.due.into(),
    }
}

/// Open visits of the viewer, by their last day.
#[utoipa::path(get, path = "/field-assignments", operation_id = "list_field_assignments", tag = "field",
    responses((status = 200, body = Vec<FieldAssignment>), ReadProblems))]
pub(crate) async fn list_field_assignments(session: Session) -> Result<Json<Vec<FieldAssignment>>, Problem> {
    let open = sheet::assigned(&session.ctx).await?;
    Ok(Json(open.into_iter().map(|(a, name)| assignment(a, name)).collect()))
}

/// Which sheet; with neither: of a business that the registry does not have.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SheetParams {
    /// Of a visit.
    assignment_id: Option<Uuid>,
    /// Of an enterprise.
    enterprise_id: Option<Uuid>,
}

/// A line of the checklist.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldLine {
    /// Where it comes from.
    source: FieldSource,
    /// Its id there.
    reference: String,
    /// What has to hold.
    text: String,
    /// The clause.
    clause: String,
    /// A deadline of a hazard or duty, the owner of a control.
    detail: String,
    /// Hashes of earlier pictures, to be laid under a new one.
    pictures: Vec<String>,
}

impl From<Line> for FieldLine {
    fn from(l: Line) -> Self {
        let source = l.source.into();
        Self { source, reference: l.reference, text: l.text, clause: l.clause, detail: l.detail, pictures: l.pictures }
    }
}

/// A clause to pick.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldClause {
    /// Id in the pack.
    id: String,
    /// Short name.
    title: String,
    /// The clause.
    text: String,
    /// Law and article.
    basis: String,
}

impl From<Clause> for FieldClause {
    fn from(c: Clause) -> Self {
        Self { id: c.id, title: c.title, text: c.text, basis: c.basis }
    }
}

/// The enterprise file as an inspector needs it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldEnterprise {
    /// Id.
    id: Uuid,
    /// Name.
    name: String,
    /// 统一社会信用代码.
    code: String,
    /// Lines of business.
    sectors: Vec<Sector>,
    /// Address.
    address: Option<String>,
    /// Where it is.
    location: Option<Place>,
    /// 主要负责人.
    principal: Option<String>,
    /// Phone.
    phone: Option<String>,
    /// Licence.
    licence_no: Option<String>,
    /// Last day of the licence.
    licence_expiry: Option<Day>,
}

impl From<Enterprise> for FieldEnterprise {
    fn from(e: Enterprise) -> Self {
        Self {
            id: e.id.0,
            name: e.name,
            code: e.uscc,
            sectors: e.sectors.into_iter().map(Into::into).collect(),
            address: e.address,
            location: e.location.map(Into::into),
            principal: e.principal_name,
            phone: e.phone,
            licence_no: e.licence_no,
            licence_expiry: e.licence_expiry.map(Into::into),
        }
    }
}

/// What is asked at an enterprise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldSheet {
    /// The day it is for.
    today: Day,
    /// The enterprise file; absent: a business that the registry does not have.
    enterprise: Option<FieldEnterprise>,
    /// The visit.
    assignment: Option<FieldAssignment>,
    /// Lines, in the order in which they are asked.
    lines: Vec<FieldLine>,
    /// Clauses to pick from.
    clauses: Vec<FieldClause>,
}

/// What is asked at an enterprise, to be kept by the device.
#[utoipa::path(get, path = "/field-sheet", operation_id = "get_field_sheet", tag = "field", params(SheetParams),
    responses((status = 200, body = FieldSheet), OneProblems))]
pub(crate) async fn get_field_sheet(
    session: Session,
    Params(p): Params<SheetParams>,
) -> Result<Json<FieldSheet>, Problem> {
    let (visit, firm) = (p.assignment_id.map(AssignmentId), p.enterprise_id.map(EnterpriseId));
    let s = sheet::sheet(&session.ctx, visit, firm).await?;
    let name = s.enterprise.as_ref().map(|e| e.name.clone()).unwrap_or_default();
    Ok(Json(FieldSheet {
        today: s.today.into(),
        assignment: s.assignment.map(|a| assignment(a, name)),
        enterprise: s.enterprise.map(Into::into),
        lines: s.lines.into_iter().map(Into::into).collect(),
        clauses: s.clauses.into_iter().map(Into::into).collect(),
    }))
}
