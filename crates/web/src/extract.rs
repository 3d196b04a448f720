//! Reads a request: session, body, query, path. Every rejection is a problem.

mod body;
mod form;
mod params;
mod session;

pub(crate) use body::Body;
pub(crate) use form::Form;
pub(crate) use params::{Id, Params, PathParam};
pub(crate) use session::{OwnSession, Session, set_cookie};
