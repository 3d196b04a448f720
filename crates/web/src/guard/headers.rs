//! Headers that keep a browser on the safe side.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::{openapi::BASE, state::AppState};

/// The content security policy. Pictures and map tiles of 天地图 are allowed only when the installation uses it.
fn policy(tianditu: bool) -> String {
    let tiles = if tianditu { " https://*.tianditu.gov.cn" } else { "" };
    format!(
        "default-src 'self'; img-src 'self' blob: data:{tiles}; media-src 'self' blob:; connect-src 'self'{tiles}; \
         worker-src 'self' blob:; style-src 'self'; style-src-attr 'unsafe-inline'; object-src 'none'; \
         base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
}

/// Middleware: adds the headers an answer does not have yet.
pub(crate) async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with(BASE);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: header::HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    add(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    add(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    add(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    let policy = policy(state.settings().tianditu_key.is_some());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        add(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(self), geolocation=(self), microphone=(self)"),
    ] {
        add(header::HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if state.settings().https {
        add(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if api {
        add(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn no_other_host_is_named_unless_configured() {
        assert!(!policy(false).contains("http"));
        assert!(policy(true).contains("img-src 'self' blob: data: https://*.tianditu.gov.cn;"));
        assert!(!policy(true).contains("unsafe-eval"));
    }
}
