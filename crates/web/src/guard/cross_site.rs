//! Refuses changes that another site's page asks for. Browsers say where a request comes from (`Sec-Fetch-Site`, or
//! `Origin` in older ones); the session cookie is `SameSite=Lax` besides. A client that is no browser sends neither.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::error::Problem;

/// Middleware: unsafe methods only from our own pages.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || own(request.headers()) {
        return next.run(request).await;
    }
    Problem::new("cross_site").into_response()
}

fn own(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    // `null` has no authority and is refused.
    let origin = origin.to_str().ok().and_then(|o| o.parse::<Uri>().ok());
    let asked = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    match (origin.as_ref().and_then(Uri::authority), asked) {
        (Some(from), Some(host)) => from.as_str().eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        own(&headers)
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        assert!(with(&[]));
        assert!(with(&[("sec-fetch-site", "same-origin")]));
        assert!(with(&[("sec-fetch-site", "none")]));
        assert!(!with(&[("sec-fetch-site", "cross-site")]));
        assert!(!with(&[("sec-fetch-site", "same-site")]));
        assert!(with(&[("origin", "http://anlu.example:8420"), ("host", "anlu.example:8420")]));
        assert!(!with(&[("origin", "http://evil.example"), ("host", "anlu.example:8420")]));
        assert!(!with(&[("origin", "http://anlu.example:9999"), ("host", "anlu.example:8420")]));
        assert!(!with(&[("origin", "null"), ("host", "anlu.example")]));
        assert!(!with(&[("origin", "http://anlu.example")]));
    }
}
