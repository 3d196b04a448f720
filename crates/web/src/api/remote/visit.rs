//! `GET /public/remote/{token}`: what everybody may know who has the link; and how later requests are admitted.

use anlu_app::{account::Token, remote::visit as app};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State, rejection::PathRejection},
    http::request::Parts,
};
use axum_extra::extract::CookieJar;
use serde::Serialize;
use utoipa::ToSchema;

use super::links::{RemoteKind, RemoteProof, RemoteState};
use crate::{
    api::values::Time,
    error::{Problem, VisitProblems},
    guard::address,
    openapi::BASE,
    state::AppState,
};

/// Name of the cookie that holds the grant.
const COOKIE: &str = "anlu_remote";

/// Who has a link: its token, and the grant when he was identified.
pub(crate) struct Visitor {
    pub(super) token: Token,
    pub(super) grant: Option<Token>,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path: Result<Path<Vec<(String, String)>>, PathRejection> = Path::from_request_parts(parts, state).await;
        let Path(all) = path.map_err(|_no_path| Problem::new("not_found"))?;
        let named = all.iter().find(|(name, _)| name == "token");
        let token = named.and_then(|(_, text)| Token::read(text)).ok_or_else(|| Problem::new("not_found"))?;
        let grant = CookieJar::from_headers(&parts.headers).get(COOKIE).and_then(|c| Token::read(c.value()));
        Ok(Self { token, grant })
    }
}

/// One attempt from an address, counted until it succeeds: who tries tokens or answers is stopped as who tries passwords.
pub(crate) struct Attempt {
    state: AppState,
    from: std::net::IpAddr,
}

impl FromRequestParts<AppState> for Attempt {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let client = address::client(&parts.extensions, &parts.headers, state.settings().https);
        let from = address::network(client);
        let waiting = |seconds| Problem::new("too_many_requests").retry_after(seconds);
        state.attempts().begin(from, state.server().now()).map_err(waiting)?;
        Ok(Self { state: state.clone(), from })
    }
}

impl Attempt {
    /// It was a good one.
    pub(super) fn succeeded(&self) {
        self.state.attempts().succeeded(self.from);
    }
}

/// The `Set-Cookie` value that hands over a grant: closed to scripts, sent to these operations only.
pub(super) fn set_cookie(grant: &Token, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    let seconds = anlu_domain::remote::GRANT_MS / 1_000;
    let value = grant.as_str();
    format!("{COOKIE}={value}; Path={BASE}/public/remote; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

/// A link before its person has shown who he is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemoteVisit {
    /// Number of the link.
    no: String,
    /// What it is for.
    kind: RemoteKind,
    /// Where it stands.
    state: RemoteState,
    /// Who sent it.
    authority: String,
    /// Name of the person, masked.
    name: String,
    /// His number, masked.
    phone: String,
    /// How he can show who he is.
    proofs: Vec<RemoteProof>,
    /// Wrong answers that are left.
    tries_left: u32,
    /// When its time is over.
    expires_at: Time,
    /// When it ended.
    ended_at: Option<Time>,
    /// Whoever asks was identified a short while ago.
    identified: bool,
}

impl From<app::Visit> for RemoteVisit {
    fn from(v: app::Visit) -> Self {
        Self {
            no: v.no,
            kind: v.kind.into(),
            state: v.state.into(),
            authority: v.authority,
            name: v.name,
            phone: v.phone,
            proofs: v.proofs.into_iter().map(Into::into).collect(),
            tries_left: v.tries_left,
            expires_at: v.expires_at.into(),
            ended_at: v.ended_at.map(Into::into),
            identified: v.identified,
        }
    }
}

/// Opens a link. Without an account; the token is all that is needed to learn this much.
#[utoipa::path(get, path = "/public/remote/{token}", operation_id = "visit_link", tag = "public", security(()),
    params(("token" = String, Path, description = "Token of the link")),
    responses((status = 200, body = RemoteVisit), VisitProblems))]
pub(crate) async fn visit_link(
    State(state): State<AppState>,
    attempt: Attempt,
    visitor: Visitor,
) -> Result<Json<RemoteVisit>, Problem> {
    let visit = app::open(&state.server().desk, &visitor.token, visitor.grant.as_ref()).await?;
    attempt.succeeded();
    Ok(Json(visit.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_closed_to_scripts_and_goes_to_links_only() {
        let cookie = set_cookie(&Token::read(&"0f".repeat(32)).unwrap(), true);
        for part in ["; HttpOnly", "; SameSite=Strict", "; Secure", "; Path=/api/v1/public/remote;", "; Max-Age=1800"] {
            assert!(cookie.contains(part), "{cookie}");
        }
    }
}
