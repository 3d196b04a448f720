//! The embedded interface: files of `ui/dist`, built by make before the program is compiled.
//!
//! Hashed assets are cached for ever; pages and the service worker are asked for each time. An address that names no
//! file is a route of the interface and gets `index.html`; a missing file (a name with a dot) is a real 404.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::Problem;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Dist;

/// Shown when the program was built without its interface. Static on purpose: it must work when nothing else does.
const NOTICE: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>安路 Anlu</title>\
<p>本程序构建时没有包含网页界面。请在源码目录运行 <code>make demo</code>，或先构建界面再编译。</p>\
<p lang=\"en\">This program was built without its web interface. Run <code>make demo</code> in the source folder, or \
build the interface before the program.</p></html>";

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK: &str = "no-cache";

/// Serves a file or the page of a route.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Problem::new("method_not_allowed").into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if !path.is_empty()
        && let Some(response) = file(path, &headers)
    {
        return response;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') || path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    file("index.html", &headers).unwrap_or_else(|| {
        (StatusCode::SERVICE_UNAVAILABLE, [(header::CACHE_CONTROL, ASK)], Html(NOTICE)).into_response()
    })
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Dist::get(path)?;
    // The type is that of the plain file also when a compressed copy is sent.
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    let tag = format!("\"{}\"", hex::encode(&plain.metadata.sha256_hash()[..12]));
    let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content(path, plain, headers)
    };
    let out = response.headers_mut();
    let type_text = match media_type.type_() {
        mime_guess::mime::TEXT => format!("{media_type}; charset=utf-8"),
        _ => media_type.to_string(),
    };
    insert(out, header::CONTENT_TYPE, &type_text);
    insert(out, header::CACHE_CONTROL, if path.starts_with("assets/") { FOREVER } else { ASK });
    insert(out, header::ETAG, &tag);
    insert(out, header::VARY, "accept-encoding");
    Some(response)
}

fn content(path: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Response {
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        if accepts(headers, encoding)
            && let Some(packed) = Dist::get(&format!("{path}.{suffix}"))
        {
            let mut response = Body::from(packed.data.into_owned()).into_response();
            insert(response.headers_mut(), header::CONTENT_ENCODING, encoding);
            return response;
        }
    }
    Body::from(plain.data.into_owned()).into_response()
}

/// Whether the client takes this encoding (`q=0` means it does not).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).any(
        |one| {
            let mut parts = one.split(';').map(str::trim);
            let refused = |q: &str| q.strip_prefix("q=").is_some_and(|v| v.parse::<f32>().is_ok_and(|v| v <= 0.0));
            parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding)) && !parts.any(refused)
        },
    )
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str) -> Response {
        serve(Method::GET, path.parse().unwrap(), HeaderMap::new()).await
    }

    #[tokio::test]
    async fn a_missing_asset_is_a_real_404_and_a_route_is_a_page() {
        assert_eq!(get("/assets/none-0000.js").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/favicon-none.ico").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/../Cargo.toml").await.status(), StatusCode::NOT_FOUND);
        let page = get("/hazards/1").await;
        assert_eq!(page.headers()[header::CACHE_CONTROL], ASK);
        assert!(page.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
        let posted = serve(Method::POST, "/hazards".parse().unwrap(), HeaderMap::new()).await;
        assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    #[expect(clippy::print_stdout, reason = "a test that skips says so")]
    fn the_interface_is_found_where_it_is_built() {
        if !std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/dist/index.html")).exists() {
            println!("skipped: the interface is not built");
            return;
        }
        assert!(Dist::get("index.html").is_some(), "ui/dist is not what is embedded");
    }

    #[test]
    fn encodings_are_chosen_by_what_the_client_takes() {
        let headers = |v: &str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_str(v).unwrap())]);
        assert!(accepts(&headers("gzip, deflate, br"), "br"));
        assert!(!accepts(&headers("gzip, br;q=0"), "br"));
        assert!(!accepts(&headers("brx"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
