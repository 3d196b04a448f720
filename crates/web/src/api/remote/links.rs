//! `/cases/{id}/links`: one-time links to the party of a case.

use anlu_app::remote::{LinkView, list::list, make::make};
use anlu_domain::{
    ids::{CaseId, DocumentId},
    remote::{self as domain, Draft, Errand, Person},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        hazards::govern::Done,
        paging::{PageParams, Paged},
        values::{Day, Time},
        vocabulary::mirror,
        watches::get::DeliveryState,
    },
    error::{ListProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

mirror! {
    /// What a link is for.
    RemoteKind = domain::LinkKind { Evidence, Interview, Service }
}
mirror! {
    /// Where a link stands.
    RemoteState = domain::LinkState { Made, Opened, Identified, Finished, Refused, Cancelled, Locked, Expired }
}
mirror! {
    /// How somebody shows who he is.
    RemoteProof = domain::Proof { IdTail, Code }
}

/// What is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ErrandDraft {
    /// 调取证据.
    Evidence { items: Vec<String>, by: Day },
    /// 远程询问笔录.
    Interview { post: String, text: String },
    /// 电子送达.
    Service { documents: Vec<Uuid> },
}

/// A link to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseLinkDraft {
    /// Name of the person.
    #[schema(max_length = 200)]
    name: String,
    /// His mobile number.
    #[schema(max_length = 20)]
    phone: String,
    /// Last four characters of his identity number.
    #[schema(max_length = 4)]
    id_tail: Option<String>,
    /// What for, in words for him.
    #[schema(max_length = 2000)]
    purpose: String,
    /// What is wanted.
    errand: ErrandDraft,
}

/// A short message about a link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkMessage {
    /// It brings a code, not the link.
    code: bool,
    /// Where it stands.
    state: DeliveryState,
    /// Why the last try failed: a code.
    problem: Option<String>,
    /// When it was written.
    at: Time,
}

/// A file that came over a link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkFile {
    /// SHA-256 of its content.
    pub(super) hash: String,
    /// Its name.
    pub(super) name: String,
}

impl From<domain::GivenFile> for LinkFile {
    fn from(f: domain::GivenFile) -> Self {
        Self { hash: f.hash.to_string(), name: f.name }
    }
}

/// A link as the officers of its case see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseLink {
    /// Id.
    id: Uuid,
    /// Number, as the history of the case tells it.
    #[schema(example = "YC-20261126-0001")]
    no: String,
    /// What it is for.
    kind: RemoteKind,
    /// Where it stands.
    state: RemoteState,
    /// Name of the person.
    name: String,
    /// His number, masked.
    phone: String,
    /// What for.
    purpose: String,
    /// What evidence is wanted.
    items: Vec<String>,
    /// Documents that are served.
    documents: Vec<Uuid>,
    /// Who made it, when.
    made: Done,
    /// When its time is over.
    expires_at: Time,
    /// When it was first opened.
    opened_at: Option<Time>,
    /// When its person showed who he is.
    identified_at: Option<Time>,
    /// How.
    identified_by: Option<RemoteProof>,
    /// When he first opened what it is about.
    read_at: Option<Time>,
    /// When it ended.
    ended_at: Option<Time>,
    /// Wrong answers so far.
    tries: u32,
    /// His words, or why he refused.
    words: Option<String>,
    /// Files that came over it.
    files: Vec<LinkFile>,
    /// Picture of his signature.
    signature: Option<String>,
    /// SHA-256 of what he signed.
    signed: Option<String>,
    /// Who took it back, when, why.
    cancelled: Option<Done>,
    /// Short messages about it, oldest first.
    messages: Vec<LinkMessage>,
    /// The viewer may take it back.
    can_cancel: bool,
}

impl From<LinkView> for CaseLink {
    fn from(v: LinkView) -> Self {
        let l = v.link;
        let kind = l.kind().into();
        let (items, documents) = match l.errand {
            Errand::Evidence { items, .. } => (items, Vec::new()),
            Errand::Interview { .. } => (Vec::new(), Vec::new()),
            Errand::Service { documents, .. } => (Vec::new(), documents.into_iter().map(|d| d.0).collect()),
        };
        let message = |m: anlu_app::remote::MessageView| LinkMessage {
            code: m.code,
            state: m.state.into(),
            problem: m.problem,
            at: m.at.into(),
        };
        Self {
            id: l.id.0,
            no: l.no,
            kind,
            state: v.state.into(),
            name: l.person.name,
            phone: anlu_app::remote::masked(&l.person.phone),
            purpose: l.purpose,
            items,
            documents,
            made: l.made.into(),
            expires_at: l.expires_at.into(),
            opened_at: l.opened_at.map(Into::into),
            identified_at: l.identified_at.map(Into::into),
            identified_by: l.identified_by.map(Into::into),
            read_at: l.read_at.map(Into::into),
            ended_at: l.ended_at.map(Into::into),
            tries: l.tries,
            words: l.words,
            files: l.files.into_iter().map(LinkFile::from).collect(),
            signature: l.signature.map(|h| h.to_string()),
            signed: l.signed,
            cancelled: l.cancelled.map(Into::into),
            messages: v.messages.into_iter().map(message).collect(),
            can_cancel: v.can_cancel,
        }
    }
}

/// A link that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeLink {
    /// The link.
    #[serde(flatten)]
    link: CaseLink,
    /// Its address. It is told this once; nobody can find it out later.
    url: String,
}

/// Links of a case, newest first; for the authority.
#[utoipa::path(get, path = "/cases/{id}/links", operation_id = "list_case_links", tag = "remote",
    params(("id" = Uuid, Path, description = "Case"), PageParams),
    responses((status = 200, body = Paged<CaseLink>), ListProblems))]
pub(crate) async fn list_case_links(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<CaseLink>>, Problem> {
    Ok(Json(Paged::of(list(&session.ctx, CaseId(id), page.page()).await?, CaseLink::from)))
}

/// Makes a one-time link and sends it to the person's phone. A request for evidence issues its paper.
#[utoipa::path(post, path = "/cases/{id}/links", operation_id = "make_case_link", tag = "remote",
    params(("id" = Uuid, Path, description = "Case")), request_body = CaseLinkDraft,
    responses((status = 201, body = MadeLink), WriteProblems))]
pub(crate) async fn make_case_link(
    session: Session,
    Id(id): Id,
    Body(d): Body<CaseLinkDraft>,
) -> Result<(StatusCode, Json<MadeLink>), Problem> {
    let errand = match d.errand {
        ErrandDraft::Evidence { items, by } => Errand::Evidence { items, by: by.0 },
        ErrandDraft::Interview { post, text } => Errand::Interview { post, text },
        ErrandDraft::Service { documents } => {
            Errand::Service { documents: documents.into_iter().map(DocumentId).collect(), serves: Vec::new() }
        }
    };
    let person = Person { name: d.name, phone: d.phone, id_tail: d.id_tail };
    let made = make(&session.ctx, CaseId(id), Draft { errand, person, purpose: d.purpose }).await?;
    Ok((StatusCode::CREATED, Json(MadeLink { link: made.view.into(), url: made.url })))
}
