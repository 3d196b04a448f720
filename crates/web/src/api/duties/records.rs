//! `GET /enterprises/{id}/records`.

use anlu_app::duty::records::{self, RecordView};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        evidence::attached::AttachedEvidence,
        paging::{PageParams, Paged},
        risks::inspections::Inspected,
        values::{Day, Named, Time},
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// A record: proof that something was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordRow {
    /// Id.
    id: Uuid,
    /// Kind.
    kind: String,
    /// Whom it is about; absent: the enterprise.
    person: Option<Named>,
    /// Day on which it was done.
    day: Day,
    /// Hours, yuan …; 0 where nothing is counted.
    quantity: i64,
    /// Words.
    note: String,
    /// How many took part.
    participants: Option<u32>,
    /// Last day of the insurance.
    insured_until: Option<Day>,
    /// Insured sum, yuan.
    insured_sum_yuan: Option<i64>,
    /// What the self-inspection by controls found that is this record; it has the same id.
    inspected: Option<Inspected>,
    /// Who handed it in.
    by: Named,
    /// When.
    at: Time,
    /// Why it was taken back, if it was.
    withdrawn: Option<String>,
    /// What proves it.
    evidence: Vec<AttachedEvidence>,
}

impl From<RecordView> for RecordRow {
    fn from(v: RecordView) -> Self {
        let r = v.record;
        Self {
            id: r.id.0,
            kind: r.kind,
            person: v.person.map(Named::from),
            day: r.day.into(),
            quantity: r.quantity,
            note: r.note,
            participants: r.details.participants,
            insured_until: r.details.insured_until.map(Day::from),
            insured_sum_yuan: r.details.insured_sum_yuan,
            inspected: r.details.inspected.map(Inspected::from),
            by: r.by.into(),
            at: r.at.into(),
            withdrawn: r.withdrawn.map(|w| w.reason),
            evidence: v.evidence.into_iter().map(AttachedEvidence::from).collect(),
        }
    }
}

/// Records of the enterprise and its people, newest first; withdrawn ones too.
#[utoipa::path(get, path = "/enterprises/{id}/records", operation_id = "list_enterprise_records", tag = "duties",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<RecordRow>), OneProblems))]
pub(crate) async fn list_enterprise_records(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<RecordRow>>, Problem> {
    let found = records::records(&session.ctx, EnterpriseId(id), page.page()).await?;
    Ok(Json(Paged::of(found, RecordRow::from)))
}
