//! `GET /evidence/{hash}`: the file.

use anlu_app::evidence::get::get;
use anlu_domain::evidence::EvidenceHash;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    error::{OneProblems, Problem},
    extract::{PathParam, Session},
};

/// The file, for whoever may see a record it is attached to (or uploaded it).
#[utoipa::path(get, path = "/evidence/{hash}", operation_id = "get_evidence", tag = "evidence",
    params(("hash" = String, Path, description = "SHA-256 of the content, 64 lower-case hex digits")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_evidence(session: Session, PathParam(hash): PathParam<String>) -> Result<Response, Problem> {
    let hash = EvidenceHash::parse(&hash).ok_or_else(|| Problem::new("not_found"))?;
    let file = get(&session.ctx, hash).await?;
    // Never shown as a page of this site: a browser saves it, or draws it inside a page that asks for a picture.
    let name = hash.to_string();
    let short = name.get(..12).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, file.media_type.mime().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{short}.{}\"", file.media_type.extension())),
        (header::X_CONTENT_TYPE_OPTIONS, String::from("nosniff")),
        (header::CONTENT_SECURITY_POLICY, String::from("default-src 'none'; sandbox")),
        (header::CACHE_CONTROL, String::from("private, max-age=86400, immutable")),
    ];
    Ok((headers, file.bytes).into_response())
}
