//! Which refusals an operation may answer, for the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use super::MEDIA_TYPE;

fn documented(statuses: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    statuses
        .iter()
        .map(|(status, text)| {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let response = ResponseBuilder::new().description(*text).content(MEDIA_TYPE, content).build();
            ((*status).to_owned(), response.into())
        })
        .collect()
}

const NOT_LOGGED_IN: (&str, &str) = ("401", "Not logged in.");
const FORBIDDEN: (&str, &str) =
    ("403", "The role may not do this, the request came from another site, or the password must be changed first.");
const NOT_FOUND: (&str, &str) = ("404", "No such record, or not visible to the viewer.");
const BAD: (&str, &str) = ("400", "The request cannot be read.");
const FAILED: (&str, &str) = ("500", "Failed on the server.");

macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident: [$($entry:expr),+ $(,)?];)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                documented(&[$($entry),+])
            }
        }
    )+};
}

documents! {
    /// Of an operation that reads without parameters.
    ReadProblems: [NOT_LOGGED_IN, FORBIDDEN, FAILED];
    /// Of an operation that reads a filtered list.
    ListProblems: [BAD, NOT_LOGGED_IN, FORBIDDEN, FAILED];
    /// Of an operation that reads one record.
    OneProblems: [BAD, NOT_LOGGED_IN, FORBIDDEN, NOT_FOUND, FAILED];
    /// Of an operation that changes something.
    WriteProblems: [
        BAD, NOT_LOGGED_IN, FORBIDDEN, NOT_FOUND,
        ("409", "Changed meanwhile, or the step does not fit the state."),
        ("413", "Too large."),
        ("415", "Kind of content not taken."),
        ("422", "Fields are wrong; see `errors`."),
        FAILED,
    ];
    /// Of what a partner sends.
    PartnerProblems: [
        BAD,
        ("401", "Not signed by this partner, or too long ago."),
        ("404", "No such watch, or the partner was not told of it."),
        ("409", "The watch takes no answers now, or the id was used for another answer."),
        ("413", "Too large."),
        ("422", "Fields are wrong; see `errors`."),
        FAILED,
    ];
    /// Of what everybody may read without an account.
    OpenProblems: [BAD, NOT_FOUND, FAILED];
    /// Of what whoever has a link may do.
    VisitProblems: [
        BAD,
        ("403", "The request came from another site."),
        ("404", "No such link."),
        ("409", "The link is over, its person was not identified, or the case has moved on."),
        ("413", "Too large."),
        ("415", "Kind of content not taken."),
        ("422", "Fields are wrong; see `errors`."),
        ("429", "Too many attempts."),
        FAILED,
    ];
    /// Of log-in.
    LoginProblems: [
        BAD,
        ("401", "Name or password is wrong."),
        ("403", "The request came from another site."),
        ("422", "Fields are wrong; see `errors`."),
        ("423", "Locked for a while after too many failures."),
        ("429", "Too many attempts."),
        FAILED,
    ];
}
