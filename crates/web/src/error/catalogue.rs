//! Every public error code: its HTTP status and English title. Screens hold a Chinese and an English text for each
//! (`ui/src/i18n/*.json`, section `error`; held by a test).

/// One public code.
#[derive(Debug)]
pub struct Entry {
    /// Stable `snake_case` code.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// English title.
    pub title: &'static str,
}

const fn entry(code: &'static str, status: u16, title: &'static str) -> Entry {
    Entry { code, status, title }
}

/// All public codes, sorted by status, then by code.
pub const ALL: &[Entry] = &[
    entry("bad_request", 400, "The request cannot be read"),
    entry("invalid_json", 400, "The body is not the JSON this operation reads"),
    entry("invalid_multipart", 400, "The form cannot be read"),
    entry("invalid_query", 400, "A query parameter cannot be read"),
    entry("bad_signature", 401, "The request is not signed by this partner"),
    entry("not_logged_in", 401, "Log in first"),
    entry("wrong_password", 401, "Name or password is wrong"),
    entry("cross_site", 403, "The request came from another site"),
    entry("forbidden", 403, "Your role may not do this"),
    entry("password_change_required", 403, "Choose a password of your own first"),
    entry("not_found", 404, "There is no such record, or you may not see it"),
    entry("method_not_allowed", 405, "The address does not take this method"),
    entry("timed_out", 408, "The request took too long"),
    entry("changed_meanwhile", 409, "Somebody else changed the record meanwhile"),
    entry("duplicate", 409, "There is such a record already"),
    entry("wrong_state", 409, "The step does not fit the state of the record"),
    entry("too_large", 413, "The body is too large"),
    entry("unsupported_media_type", 415, "This kind of content is not taken"),
    entry("invalid", 422, "Some fields are wrong"),
    entry("locked_out", 423, "The account is locked for a while after too many failures"),
    entry("too_many_requests", 429, "Too many requests; wait a little"),
    entry("internal", 500, "Something failed on the server; it has been logged"),
    entry("unavailable", 503, "The server cannot answer now; try again soon"),
];

/// The entry of a code; `internal` for a code that is not in the catalogue.
pub(crate) fn find(code: &str) -> &'static Entry {
    const INTERNAL: Entry = entry("internal", 500, "Something failed on the server; it has been logged");
    ALL.iter().find(|e| e.code == code).unwrap_or(&INTERNAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_sorted_and_snake_case() {
        for pair in ALL.windows(2) {
            assert!(
                (pair[0].status, pair[0].code) < (pair[1].status, pair[1].code),
                "{} is out of order",
                pair[1].code
            );
        }
        for e in ALL {
            assert!(e.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", e.code);
            assert!((400..600).contains(&e.status));
        }
    }
}
