//! What the tests drive the product with: the gateway and detectors, databases, a small county, the whole server with
//! accounts, an HTTP client.

pub(crate) mod address;
pub(crate) mod app;
pub(crate) mod county;
pub(crate) mod db;
pub(crate) mod detectors;
pub(crate) mod fake_upper;
pub(crate) mod gateway;
pub(crate) mod http;
pub(crate) mod office;
pub(crate) mod program;
pub(crate) mod random;
pub(crate) mod receiver;
pub(crate) mod terminal;
pub(crate) mod typesetter;
