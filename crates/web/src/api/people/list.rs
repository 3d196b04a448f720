//! `GET /people`: people, with personal numbers masked.

use anlu_app::registry::person::list;
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named},
        vocabulary::{Employment, Post},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleParams {
    /// Part of the name, pinyin initials, or a certificate number.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Only of this enterprise.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Only with this post.
    #[param(inline)]
    pub(crate) post: Option<Post>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One person; ID number and phone are masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRow {
    /// Registry id.
    pub(crate) id: Uuid,
    /// Name.
    pub(crate) name: String,
    /// Employer.
    pub(crate) enterprise: Named,
    /// Posts.
    pub(crate) posts: Vec<Post>,
    /// How the person is employed.
    pub(crate) employment: Employment,
    /// 身份证号 with the middle hidden.
    #[schema(example = "3302**********1234")]
    pub(crate) id_number_masked: String,
    /// Phone with the middle hidden.
    #[schema(example = "138****0000")]
    pub(crate) phone_masked: Option<String>,
    /// 从业资格证号; masked when it is the ID number.
    pub(crate) certificate_no: Option<String>,
    /// Last day the certificate is valid.
    pub(crate) certificate_expiry: Option<Day>,
    /// Left the enterprise.
    pub(crate) left: bool,
}

impl From<PeopleParams> for list::Filter {
    fn from(p: PeopleParams) -> Self {
        Self { q: p.q, enterprise: p.enterprise_id.map(EnterpriseId), post: p.post.map(Into::into), left: None }
    }
}

impl From<list::Listed> for PersonRow {
    fn from(l: list::Listed) -> Self {
        let p = l.person;
        Self {
            id: p.id.0,
            name: p.name,
            enterprise: l.enterprise.into(),
            posts: p.posts.into_iter().map(Into::into).collect(),
            employment: p.employment.into(),
            id_number_masked: p.id_number_masked,
            phone_masked: p.phone_masked,
            certificate_no: p.certificate_no,
            certificate_expiry: p.certificate_expiry.map(Into::into),
            left: p.left,
        }
    }
}

/// People in the viewer's scope.
#[utoipa::path(get, path = "/people", operation_id = "list_people", tag = "people", params(PeopleParams),
    responses((status = 200, body = Paged<PersonRow>), ListProblems))]
pub(crate) async fn list_people(
    session: Session,
    Params(filter): Params<PeopleParams>,
) -> Result<Json<Paged<PersonRow>>, Problem> {
    let page = page(filter.page, filter.page_size);
    Ok(Json(Paged::of(list::list(&session.ctx, &filter.into(), page).await?, PersonRow::from)))
}
