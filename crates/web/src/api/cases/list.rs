//! `GET /cases`: enforcement cases. `GET /case-violations`: what an enterprise can be charged with.

use anlu_app::case::{self as app, list::CaseFilter};
use anlu_domain::{case::CaseState as State, ids::EnterpriseId};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::vocabulary::{CaseAction, CaseProcedure, CaseSource, CaseState, PartyKind};
use crate::{
    api::{
        backtests::values::Bilingual,
        paging::{Paged, page},
        values::{Day, Named, Time},
    },
    error::{ListProblems, OneProblems, Problem},
    extract::{Params, Session},
};

/// The party.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseParty {
    /// Unit or person.
    kind: PartyKind,
    /// Name.
    name: String,
    /// Post of a person.
    post: Option<String>,
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Number.
    #[schema(example = "AJ-20261126-0001")]
    no: String,
    /// Procedure.
    procedure: CaseProcedure,
    /// Where it stands.
    state: CaseState,
    /// Enterprise.
    enterprise: Named,
    /// Party.
    party: CaseParty,
    /// What it is about.
    title: String,
    /// How it came to be known.
    source: CaseSource,
    /// When it was opened.
    opened_at: Time,
    /// Officers by name.
    officers: Vec<String>,
    /// Fine decided, yuan.
    fine_yuan: Option<u64>,
    /// The next last day on which somebody has to act.
    due: Option<Day>,
    /// It has passed.
    overdue: bool,
    /// What it waits for from the viewer.
    next: Option<CaseAction>,
    /// Version.
    pub(crate) version: i64,
}

impl From<&app::CaseRow> for CaseRow {
    fn from(r: &app::CaseRow) -> Self {
        let c = &r.case;
        Self {
            id: c.id.0,
            no: c.no.clone(),
            procedure: c.procedure.into(),
            state: c.state.into(),
            enterprise: Named { id: r.enterprise.id, name: r.enterprise.name.clone() },
            party: CaseParty { kind: c.party.kind.into(), name: c.party.name.clone(), post: c.party.post.clone() },
            title: c.title.clone(),
            source: c.source.into(),
            opened_at: c.opened.at.into(),
            officers: c.officers.iter().map(|o| o.name.clone()).collect(),
            fine_yuan: c.decision.as_ref().map(|d| d.fine_yuan),
            due: r.due.map(Into::into),
            overdue: r.overdue,
            next: r.next.map(Into::into),
            version: r.version,
        }
    }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CaseParams {
    /// Only those that are not over (`true`) or over (`false`).
    open: Option<bool>,
    /// Only this state.
    #[param(inline)]
    state: Option<CaseState>,
    /// Only those the viewer handles.
    mine: Option<bool>,
    /// Only those whose last day has passed.
    overdue: Option<bool>,
    /// Only of this enterprise.
    enterprise_id: Option<Uuid>,
    /// Only from this record.
    source_id: Option<Uuid>,
    /// Only of this violation.
    #[param(max_length = 100)]
    violation: Option<String>,
    /// Part of number, title or party.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// Cases in the viewer's scope: what is due first. An enterprise sees those of which something was put before it.
#[utoipa::path(get, path = "/cases", operation_id = "list_cases", tag = "cases", params(CaseParams),
    responses((status = 200, body = Paged<CaseRow>), ListProblems))]
pub(crate) async fn list_cases(
    session: Session,
    Params(p): Params<CaseParams>,
) -> Result<Json<Paged<CaseRow>>, Problem> {
    let filter = CaseFilter {
        open: p.open,
        states: p.state.map(State::from).into_iter().collect(),
        handler: p.mine.filter(|m| *m).map(|_| session.ctx.viewer.user),
        due_before: p.overdue.filter(|o| *o).map(|_| session.ctx.now().day()),
        enterprise: p.enterprise_id.map(EnterpriseId),
        source: p.source_id,
        violation: p.violation,
        q: p.q,
    };
    let found = app::list::list(&session.ctx, &filter, page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, |r| CaseRow::from(&r))))
}

/// A row of the discretion table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViolationTier {
    /// Name.
    title: Bilingual,
    /// Circumstances that must hold.
    when: Vec<String>,
    /// Least fine, yuan; or per mille of last year's income.
    min: u64,
    /// Highest fine.
    max: u64,
    /// Amounts are per mille of last year's income.
    of_income: bool,
    /// It may be spared.
    spare: bool,
}

/// A violation of the discretion table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseViolation {
    /// Id in the pack.
    id: String,
    /// Name.
    title: Bilingual,
    /// The clause that is violated.
    violates: String,
    /// Whom it punishes.
    party: PartyKind,
    /// The violation of the responsible person that goes with it.
    person: Option<String>,
    /// The clause that punishes it.
    basis: Bilingual,
    /// How sure we are of it: `verified`, `secondary`, `unverified`.
    confidence: String,
    /// Rows, the most special first.
    tiers: Vec<ViolationTier>,
}

/// Whom it is about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ViolationParams {
    /// Only those of this enterprise's sectors.
    enterprise_id: Option<Uuid>,
}

/// The violations in force today.
#[utoipa::path(get, path = "/case-violations", operation_id = "list_case_violations", tag = "cases",
    params(ViolationParams), responses((status = 200, body = Vec<CaseViolation>), OneProblems))]
pub(crate) async fn list_case_violations(
    session: Session,
    Params(p): Params<ViolationParams>,
) -> Result<Json<Vec<CaseViolation>>, Problem> {
    let all = app::list::violations(&session.ctx, p.enterprise_id.map(EnterpriseId)).await?;
    let tier = |t: app::OfferedTier| ViolationTier {
        title: t.title.into(),
        when: t.when,
        min: t.min,
        max: t.max,
        of_income: t.of_income,
        spare: t.spare,
    };
    let one = |v: app::Offered| CaseViolation {
        id: v.id,
        title: v.title.into(),
        violates: v.violates,
        party: v.party.into(),
        person: v.person,
        basis: v.basis.into(),
        confidence: v.confidence.to_owned(),
        tiers: v.tiers.into_iter().map(tier).collect(),
    };
    Ok(Json(all.into_iter().map(one).collect()))
}
