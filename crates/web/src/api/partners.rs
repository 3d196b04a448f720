//! What partners send: no session, but a signature.

pub(crate) mod answer;
