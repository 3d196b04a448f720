//! Who asks: the session cookie.

use anlu_app::{
    account::{OpenSession, Token, resolve::resolve},
    ctx::Ctx,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use axum_extra::extract::CookieJar;

use crate::{error::Problem, state::AppState};

/// Name of the cookie.
pub(crate) const COOKIE: &str = "anlu_session";

/// A logged-in account that has a password of its own choice. One whose password was given by somebody else is refused
/// (`password_change_required`): whoever gave it could act under its name.
pub(crate) struct Session {
    /// The context of this request: who asks, and the installation.
    pub(crate) ctx: Ctx,
    /// The session.
    pub(crate) open: OpenSession,
    /// Its token.
    pub(crate) token: Token,
}

/// A logged-in account, even one that must choose a password first: for what concerns the session itself.
pub(crate) struct OwnSession(pub(crate) Session);

impl FromRequestParts<AppState> for OwnSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let token = token(&parts.headers).ok_or_else(|| Problem::new("not_logged_in"))?;
        let open = resolve(&state.server().desk, &token).await?.ok_or_else(|| Problem::new("not_logged_in"))?;
        Ok(Self(Session { ctx: state.ctx(open.viewer()), open, token }))
    }
}

impl FromRequestParts<AppState> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let OwnSession(session) = OwnSession::from_request_parts(parts, state).await?;
        if session.open.account.must_change {
            return Err(Problem::new("password_change_required"));
        }
        Ok(session)
    }
}

/// The token of a request's cookie, when it can be one.
fn token(headers: &HeaderMap) -> Option<Token> {
    CookieJar::from_headers(headers).get(COOKIE).and_then(|c| Token::read(c.value()))
}

/// The `Set-Cookie` value that hands over a token, or takes the cookie away. Scripts cannot read it, other sites
/// cannot send it with a change.
pub(crate) fn set_cookie(token: Option<&Token>, https: bool) -> String {
    let (value, seconds) = token.map_or(("", 0), |t| (t.as_str(), anlu_app::account::login::ABSOLUTE_MS / 1000));
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_cookie_is_a_token() {
        let with = |cookie: &str| HeaderMap::from_iter([(axum::http::header::COOKIE, cookie.parse().unwrap())]);
        let hex = "0f".repeat(32);
        assert_eq!(token(&with(&format!("a=b; {COOKIE}={hex}"))).unwrap().as_str(), hex);
        assert!(token(&with(&format!("{COOKIE}=short"))).is_none());
        assert!(token(&with(&format!("other={hex}"))).is_none());
    }

    #[test]
    fn the_cookie_is_closed_to_scripts_and_other_sites() {
        let token = Token::read(&"0f".repeat(32)).unwrap();
        let cookie = set_cookie(Some(&token), true);
        for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/", "; Max-Age=604800"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(set_cookie(None, false), "anlu_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
